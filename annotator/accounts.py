"""Who may get an account: nobody by themselves. People are added by `manage.py createsuperuser` or an administrator."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignUp(DefaultAccountAdapter):
    """allauth's behaviour with the sign-up page closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
