"""The addresses of the API, version 1."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotAuthenticated
from rest_framework.routers import SimpleRouter

from articles.api.annotated import AnnotatedView
from articles.api.annotated_articles import AnnotatedArticleViewSet
from articles.api.articles import ArticleViewSet
from articles.api.asking import Asking
from articles.api.bulk_decisions import BulkDecisionView
from articles.api.changes import ChangesView
from articles.api.comments import CommentViewSet
from articles.api.completions import CompletionViewSet
from articles.api.decisions import DecisionViewSet
from articles.api.exports import ExportView
from articles.api.extraction import ExtractView
from articles.api.files import AddressView, FileView
from articles.api.index import IndexView
from articles.api.preferences import PreferencesView
from articles.api.quotes import AttributionViewSet, SuggestionViewSet
from articles.api.releases import ReleaseViewSet
from articles.api.review import OpenArticleViewSet
from articles.api.runs import RunViewSet
from articles.api.search import SearchViewSet
from articles.api.speakers import SpeakerMergeViewSet, SpeakerViewSet
from articles.api.webhooks import DeliveryViewSet, WebhookViewSet

METHODS = Asking.http_method_names


class Schema(SpectacularAPIView):
    open_to_export = True  # it describes, and holds nothing of the record
    http_method_names = METHODS


class Docs(SpectacularSwaggerSplitView):
    """A page, so that a browser without a session is led to the sign-in."""

    template_name = "api/docs.html"
    url_name = "api:schema"
    http_method_names = METHODS

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, NotAuthenticated) and "text/html" in self.request.headers.get("Accept", ""):
            return redirect_to_login(self.request.get_full_path())
        return super().handle_exception(exc)


# Pages and API have lists of the same things; the namespace tells their names apart.
app_name = "api"
router = SimpleRouter()
router.register("articles", ArticleViewSet)
router.register("articles", OpenArticleViewSet, basename="open-article")
router.register("annotated-articles", AnnotatedArticleViewSet, basename="annotated-article")
router.register("attributions", AttributionViewSet)
router.register("suggestions", SuggestionViewSet)
router.register("decisions", DecisionViewSet)
router.register("comments", CommentViewSet)
router.register("completions", CompletionViewSet)
router.register("speakers", SpeakerViewSet)
router.register("speaker-merges", SpeakerMergeViewSet)
router.register("runs", RunViewSet)
router.register("releases", ReleaseViewSet)

router.register("webhooks", WebhookViewSet)
router.register("webhook-deliveries", DeliveryViewSet)

urlpatterns = [
    path("", IndexView.as_view(), name="index"),
    # Before the router, which takes these words for an article's id.
    path("articles/address/", AddressView.as_view(), name="article-address"),
    path("articles/annotated/", AnnotatedView.as_view(), name="article-annotated"),
    path("articles/files/", FileView.as_view(), name="article-files"),
    path("decisions/bulk/", BulkDecisionView.as_view(), name="decision-bulk"),
    path("", include(router.urls)),
    path("search/", SearchViewSet.as_view({"get": "list"}), name="search"),
    path("export/", ExportView.as_view(), name="export"),
    path("extract/", ExtractView.as_view(), name="extract"),
    path("changes/", ChangesView.as_view(), name="changes"),
    path("preferences/", PreferencesView.as_view(), name="preferences"),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
]
