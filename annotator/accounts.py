"""Who gets in: those for whom somebody made an account, and nobody by themselves. The others are led to the sign-in."""

from collections.abc import Callable

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect


class ClosedSignUp(DefaultAccountAdapter):
    """allauth's behaviour with the sign-up page closed, and its refusals in our words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "This user name and this password do not go together. Check both.",
        "email_password_mismatch": "This email and this password do not go together. Check both.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SignInRequired(LoginRequiredMiddleware):
    """Django's middleware; where a part of a page is asked for, the whole page goes to the sign-in and comes back."""

    def handle_no_permission(  # type: ignore[override]  # this redirect's status is 200
        self, request: HttpRequest, view_func: Callable
    ) -> HttpResponse:
        htmx = request.htmx  # type: ignore[attr-defined]  # put there by HtmxMiddleware
        if not htmx:
            return super().handle_no_permission(request, view_func)
        page = htmx.current_url_abs_path or "/"
        return HttpResponseClientRedirect(redirect_to_login(page, self.get_login_url(view_func)).url)


@login_not_required
def nothing_here(request: HttpRequest, *_: str) -> HttpResponse:
    """An address of allauth's that is closed in this installation."""
    raise Http404
