"""Who works here, and which programs may act for them."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Cast, Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from knox.models import AbstractAuthToken


class User(AbstractUser):  # type: ignore[django-manager-missing]  # knox names its relation by itself
    """A person with an account. `preferences` is what they chose of `services.preferences`, and no more."""

    preferences = models.JSONField(default=dict, blank=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                condition=LessThanOrEqual(Length(Cast("preferences", models.TextField())), 16_000),
                name="preferences_are_small",
            )
        ]

    @property
    def display_name(self) -> str:
        """The name colleagues read: the full name, or else the user name."""
        return self.get_full_name() or self.username


class AccessToken(AbstractAuthToken):
    """A key with which a program acts for a person, within its scope. Only its hash is stored."""

    class Scope(models.TextChoices):
        EXPORT = "export", "Read the record"
        READ = "read", "Read everything"
        WRITE = "write", "Read and write"

    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=10, choices=Scope)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope__in=["export", "read", "write"]), name="token_scope_exists"
            )
        ]

    @property
    def expired(self) -> bool:
        return self.expiry is not None and self.expiry <= timezone.now()
