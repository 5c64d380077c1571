"""What is said when a request cannot be answered: a page to a person, the API's error shape to a program.

The pages for 400, 413 and 500 are rendered without the request, so that they need neither session nor database.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from articles.errors import TooLong, TooManyFiles
from articles.pages.uploads import UploadTooBig

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, (UploadTooBig, TooManyFilesSent)):
        too_many = TooManyFiles(settings.DATA_UPLOAD_MAX_NUMBER_FILES, settings.UPLOAD_MAX_BYTES)
        return _answer(request, 413, "too_large", str(too_many), alone=True)
    if isinstance(exception, RequestDataTooBig):
        too_long = TooLong(int(request.META.get("CONTENT_LENGTH") or 0), settings.ARTICLE_MAX_BYTES)
        return _answer(request, 413, "too_large", str(too_long), alone=True)
    return _answer(request, 400, "bad_request", "The request makes no sense as it is.", alone=True)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "permission_denied", "This is not open to you.")


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, "not_found", "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500, "error", "Something broke on the server. Try again in a moment.", alone=True)


def _answer(
    request: HttpRequest, status: int, code: str, detail: str, *, alone: bool = False
) -> HttpResponse:
    if request.path.startswith(API):
        kind = "server_error" if status >= 500 else "client_error"
        errors = [{"code": code, "detail": detail, "attr": None}]
        return JsonResponse({"type": kind, "errors": errors}, status=status)
    return HttpResponse(
        render_to_string(f"{status}.html", {"detail": detail}, request=None if alone else request),
        status=status,
    )
