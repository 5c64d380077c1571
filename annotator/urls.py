"""Which address belongs to which room."""

from django.conf import settings
from django.urls import include, path, re_path

from annotator.accounts import nothing_here

# Pages that promise a mail, where none can be sent.
without_mail = [re_path(r"^accounts/(email|confirm-email|password/reset)/", nothing_here)]

urlpatterns = [
    *([] if settings.EMAIL_HOST else without_mail),
    path("", include("articles.pages.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", include("articles.api.urls")),
]

handler400 = "articles.pages.errors.bad_request"
handler403 = "articles.pages.errors.forbidden"
handler404 = "articles.pages.errors.not_found"
handler500 = "articles.pages.errors.server_error"
