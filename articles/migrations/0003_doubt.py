"""Weighs the articles that were there before articles had a doubt, as `articles.services.completing.weigh` does."""

from __future__ import annotations

from django.db import migrations
from django.db.models import Exists, F, FloatField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce


def weigh(apps, schema_editor):
    Article, Attribution, Decision, Suggestion = (
        apps.get_model("articles", name) for name in ("Article", "Attribution", "Decision", "Suggestion")
    )
    decided = Attribution.objects.filter(
        article=OuterRef("article"), start=OuterRef("start"), end=OuterRef("end")
    )
    undecided = Suggestion.objects.filter(
        Q(run=F("article__current_run")) | Exists(Decision.objects.filter(attribution=OuterRef("pk"))),
        ~Exists(Attribution.objects.filter(pk=OuterRef("pk"))),
        ~Exists(decided),
        article=OuterRef("pk"),
        repeats__isnull=True,
    )
    missing = Value(1.0) - Coalesce(F("confidence"), Value(0.0))
    doubt = undecided.order_by().values("article").annotate(doubt=Sum(missing, output_field=FloatField()))
    Article.objects.update(doubt=Coalesce(Subquery(doubt.values("doubt")), Value(0.0)))


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_completion")]
    operations = [migrations.RunPython(weigh, migrations.RunPython.noop)]
