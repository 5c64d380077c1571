"""Which address belongs to which room."""

from django.urls import include, path

urlpatterns = [
    path("", include("articles.pages.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", include("articles.api.urls")),
]

handler400 = "articles.pages.errors.bad_request"
handler403 = "articles.pages.errors.forbidden"
handler404 = "articles.pages.errors.not_found"
handler500 = "articles.pages.errors.server_error"
