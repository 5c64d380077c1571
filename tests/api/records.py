"""A small record with one at least of everything that the API shows."""

from __future__ import annotations

from uuid import uuid4

from articles.models import Completion, ReleaseFile, Run, User
from articles.services.commenting import comment, flag, settle
from articles.services.completing import mark_done
from articles.services.merging import merge_speakers
from articles.services.registry import create_speaker
from articles.services.releasing import ask_for_release, build
from articles.services.selecting import select
from articles.services.webhooks import create_webhook, send_test
from tests import making
from tests.making import HAPPY, SAIL, WON, act, result


def everything_once(editor: User) -> dict[str, dict[str, str]]:
    """Articles open and done, quotes in every state, speakers apart and merged, talk, a release, a webhook.

    What stands in the address of one of each, by the name of its list.
    """
    article = making.article(WON, SAIL, HAPPY, title="Ferry strike ends", publisher="Paper")
    decision = act(editor, article, making.quote(article), "accept")
    open_quote = making.quote(article, SAIL.content[0])
    about = {"article_id": article.pk, "attribution": open_quote}
    said = comment(id=uuid4(), text="Hm.", by=editor, **about).comment
    settle(id=uuid4(), comment=said.id, resolved=True, by=editor)
    flag(id=uuid4(), reason="words", by=editor, **about)
    mark_done(id=uuid4(), article_id=article.pk, by=editor)
    act(editor, article, uuid4(), "add", result=result(article, "noon", speakers=["Bo"]))
    act(editor, article, making.quote(article, HAPPY.content[0]), "reject")
    speaker = create_speaker(name="Bo Oak")
    merge = merge_speakers(merged=create_speaker(name="B. Oak"), into=speaker, by=editor)
    release = ask_for_release(by=editor, name="Ferry quotes", selection=select())
    build.call(release.pk, 1)
    webhook, _ = create_webhook(user=editor, url="https://receiver.example/", events=[])
    delivery = send_test(webhook=webhook)
    return {
        "articles": {"id": str(article.pk)},
        "annotated-articles": {"id": str(article.pk)},
        "attributions": {"id": str(decision.attribution)},
        "suggestions": {"id": str(open_quote)},
        "decisions": {"id": str(decision.id)},
        "completions": {"id": str(Completion.objects.all()[0].id)},
        "comments": {"id": str(said.id)},
        "speakers": {"id": str(speaker.pk)},
        "speaker-merges": {"id": str(merge.pk)},
        "runs": {"id": str(Run.objects.all()[0].pk)},
        "people": {"id": str(editor.pk)},
        "releases": {"number": str(release.pk), "name": ReleaseFile.objects.filter(release=release)[0].name},
        "webhooks": {"id": str(webhook.pk)},
        "webhook-deliveries": {"id": str(delivery.id)},
    }
