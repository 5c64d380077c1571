"""The addresses of the API, version 1, and how its schema names our tokens."""

from typing import Any

from django.urls import include, path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from articles.api import views
from articles.api.authentication import BearerToken
from articles.api.comments import CommentViewSet
from articles.api.completions import CompletionViewSet


class BearerTokenScheme(OpenApiAuthenticationExtension):
    target_class = BearerToken
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "From manage.py create_token."}


# Pages and API have lists of the same things; the namespace tells their names apart.
app_name = "api"
router = SimpleRouter()
router.register("articles", views.ArticleViewSet)
router.register("attributions", views.AttributionViewSet)
router.register("suggestions", views.SuggestionViewSet)
router.register("decisions", views.DecisionViewSet)
router.register("comments", CommentViewSet)
router.register("completions", CompletionViewSet)
router.register("speakers", views.SpeakerViewSet)
router.register("speaker-merges", views.SpeakerMergeViewSet)
router.register("runs", views.RunViewSet)

urlpatterns = [
    path("", include(router.urls)),
    path("preferences/", views.PreferencesView.as_view(), name="preferences"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(template_name="api/docs.html", url_name="api:schema"),
        name="api-docs",
    ),
]
