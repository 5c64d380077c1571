"""Who may get an account: nobody by themselves. People are added by `manage.py createsuperuser` or an administrator."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignUp(DefaultAccountAdapter):
    """allauth's behaviour with the sign-up page closed, and its refusals in our words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "This user name and this password do not go together. Check both.",
        "email_password_mismatch": "This email and this password do not go together. Check both.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
