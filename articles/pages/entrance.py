"""The doors that stand open: the sign-in link that works once, and the answer to whether the server is alive."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from articles.errors import SignInLinkUsed
from articles.services.sign_in import redeem_sign_in_link


@login_not_required
@never_cache
@require_GET  # who only looks at a link, with HEAD, does not use it up
def sign_in_once(request: HttpRequest, token: str) -> HttpResponse:
    try:
        redeem_sign_in_link(token=token, request=request)
    except SignInLinkUsed as error:
        return render(request, "account/sign_in_link_used.html", {"reason": str(error)}, status=410)
    return redirect("article-list")


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
