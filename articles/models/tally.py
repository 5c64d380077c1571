"""How many requests several processes took together, as far as they told one another."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """The requests of somebody within a minute. `key` says whose: a token, a person or an address.

    Every process adds to it by the handful; `articles.services.limiting` says why.
    """

    key = models.CharField(max_length=80)
    minute = models.BigIntegerField()  # since 1970
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minute", "key"], name="tally_once")]
