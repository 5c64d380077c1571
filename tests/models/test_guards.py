"""What the database itself refuses, whoever writes to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from articles.models import (
    AccessToken,
    Article,
    Attribution,
    AttributionSpeaker,
    Change,
    Comment,
    Completion,
    Decision,
    Placement,
    Release,
    ReleaseFile,
    Resolution,
    Run,
    Span,
    Speaker,
    Suggestion,
    User,
)
from articles.models.count import COUNTINGS
from articles.models.guards import GUARDS, NOTES
from tests import making
from tests.making import SAIL, TEXT, WON, act

LENGTH = len(TEXT)
EVERY = {trigger.name for trigger in (*GUARDS, *NOTES, *COUNTINGS)}
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
def accepted(editor: User) -> Attribution:
    """An accepted quote; beside it another one is still undecided."""
    article = making.article(WON, SAIL)
    act(editor, article, making.quote(article), "accept")
    return Attribution.objects.get()


def span(attribution: Attribution, start: int, end: int, role: str = "content") -> Span:
    return Span.objects.create(attribution=attribution, role=role, start=start, end=end, text="…")


def attribution(quote: Attribution, **details: Any) -> Attribution:
    given = {"article": quote.article, "state": "added", "kind": "direct", "version": 1, "start": 0}
    return Attribution.objects.create(
        **{**given, "decided_by": quote.decided_by, "decided_at": quote.decided_at, **details}
    )


REFUSED: dict[str, Callable[[Attribution], Any]] = {
    "a span that ends beyond the text": lambda q: span(q, LENGTH - 2, LENGTH + 1),
    "a span wholly beyond the text": lambda q: span(q, LENGTH + 5, LENGTH + 6),
    "an empty span": lambda q: span(q, 5, 5),
    "a span that ends before it starts": lambda q: span(q, 6, 5),
    "a span that starts before the text": lambda q: span(q, -1, 5),
    "a span of a role that does not exist": lambda q: span(q, 0, 5, "verb"),
    "two spans of a role that start at one place": lambda q: [span(q, 0, 5), span(q, 0, 6)],
    "a span that grows beyond the text": lambda q: q.spans.update(end=LENGTH + 1),
    "an attribution in a state that does not exist": lambda q: attribution(q, state="suggested"),
    "an attribution of a kind that does not exist": lambda q: attribution(q, kind="loud"),
    "an attribution that nobody decided": lambda q: attribution(q, version=0),
    "an accepted attribution without a suggestion": lambda q: attribution(q, state="accepted"),
    "an attribution with another id than its suggestion": lambda q: attribution(
        q, state="accepted", suggestion=Suggestion.objects.undecided().get()
    ),
    "a speaker named twice in a quote": lambda q: AttributionSpeaker.objects.create(
        attribution=q, speaker=q.speakers.get(), position=7, changed_at=q.changed_at
    ),
    "a speaker whose part changed at another moment than the quote": lambda q: AttributionSpeaker.objects.create(
        attribution=q, speaker=Speaker.objects.create(name="Bo"), position=7, changed_at=LONG_AGO
    ),
    "a speaker's part of a quote moved in time": lambda q: q.speaking.update(changed_at=LONG_AGO),
    "a speaker's part of a quote given to another": lambda q: q.speaking.update(
        speaker=Speaker.objects.create(name="Bo")
    ),
    "a speaker of a kind that does not exist": lambda q: Speaker.objects.create(name="Bo", kind="robot"),
    "a speaker without a name": lambda q: Speaker.objects.create(name=""),
    "a speaker merged into itself": lambda q: Speaker.objects.update(merged_into=F("id")),
    "a speaker deleted who said something": lambda q: Speaker.objects.all()._raw_delete("default"),
    "a changed text": lambda q: Article.objects.update(text=TEXT + "!"),
    "a changed length": lambda q: Article.objects.update(length=LENGTH + 1),
    "a changed hash": lambda q: Article.objects.update(sha256="0" * 64),
    "a second article with the text": lambda q: Article.objects.create(
        text=TEXT, length=LENGTH, sha256=q.article.sha256, title="Again"
    ),
    "an article without text": lambda q: Article.objects.create(text="", length=0, sha256="1", title="Nothing"),
    "an edited suggestion": lambda q: Suggestion.objects.update(reason="because"),
    "a suggestion of a kind that does not exist": lambda q: suggestion(q, kind="loud"),
    "a suggestion of nothing": lambda q: suggestion(q, end=3),
    "a suggestion more certain than certain": lambda q: suggestion(q, confidence=1.5),
    "an edited decision": lambda q: Decision.objects.update(version=9),
    "a decision whose outcome is changed": lambda q: Decision.objects.update(after=None),
    "an edited completion": lambda q: [completion(q), Completion.objects.update(undecided=9)],
    "an edited comment": lambda q: [remark(q), Comment.objects.update(text="No.")],
    "a comment that says nothing": lambda q: remark(q, text=""),
    "a comment with the reason of a flag": lambda q: remark(q, reason="words"),
    "a flag without a reason": lambda q: remark(q, kind="flag"),
    "a flag for a reason that does not exist": lambda q: remark(q, kind="flag", reason="whim"),
    "a flag for another reason that is not told": lambda q: remark(q, kind="flag", reason="other", text=""),
    "an edited resolution": lambda q: [
        Resolution.objects.create(id=uuid4(), comment=remark(q), resolved=True, by=q.decided_by, at=q.decided_at),
        Resolution.objects.update(resolved=False),
    ],
    "an edited change": lambda q: Change.objects.update(event="open"),
    "a change about nothing": lambda q: Change.objects.create(event="open", at=q.decided_at),
    "a change with a place that is taken": lambda q: [
        Change.objects.filter(number=n).update(position=1) for n in Change.objects.values_list("number", flat=True)
    ],
    "a change that gets another place": lambda q: [Change.objects.update(position=F("number") + n) for n in (0, 99)],
    "a completion by a decision": lambda q: completion(q, decision=Decision.objects.get()),
    "an article that nobody called done": lambda q: Article.objects.update(done=True),
    "a decision of an action that does not exist": lambda q: decision(q, action="shout"),
    "a second decision on one version": lambda q: decision(q, version=1),
    "a second decision of one id": lambda q: decision(q, id=Decision.objects.get().id),
    "a release called otherwise": lambda q: [released(q), Release.objects.update(name="Another")],
    "a release of something else": lambda q: [released(q), Release.objects.update(selection={"kinds": ["mixed"]})],
    "a release frozen a second time": lambda q: [released(q), Release.objects.update(frozen_at=timezone.now())],
    "a release that holds something else": lambda q: [released(q), Release.objects.update(contents={"articles": 9})],
    "a release changed after it was done": lambda q: [released(q, "done"), Release.objects.update(state="queued")],
    "a release that is done and not frozen": lambda q: released(q, "done", frozen_at=None),
    "a release without a name": lambda q: released(q, name=""),
    "a release in a state that does not exist": lambda q: released(q, "lost"),
    "a file changed": lambda q: [release_file(released(q)), ReleaseFile.objects.update(sha256="1" * 64)],
    "a file more in a release that is done": lambda q: release_file(released(q, "done")),
    "two files of one name": lambda q: [
        r := released(q), release_file(r), release_file(r, position=2),
    ],
    "an article moved to another part": lambda q: [
        Placement.objects.create(article=q.article, part="test"), Placement.objects.update(part="train"),
    ],
    "an article in a part that does not exist": lambda q: Placement.objects.create(article=q.article, part="final"),
    "an article in no part for no reason": lambda q: Placement.objects.create(article=q.article, part=""),
    "a run in a state that does not exist": lambda q: Run.objects.update(state="lost"),
    "a token of a scope that does not exist": lambda q: AccessToken.objects.create(
        user=q.decided_by, scope="all", name="x"
    ),
}  # fmt: skip


def suggestion(quote: Attribution, **details: Any) -> Suggestion:
    given = {"kind": "direct", "start": 3, "end": 5, "spans": [], "speakers": []}
    run = quote.article.current_run
    return Suggestion.objects.create(**{**given, "run": run, "article": quote.article, **details})


def released(quote: Attribution, state: str = "running", **details: Any) -> Release:
    given = {"name": "Ferry quotes", "selection": {}, "formats": [], "queued_at": quote.decided_at}
    return Release.objects.create(**{**given, "state": state, "frozen_at": quote.decided_at, **details})


def release_file(release: Release, **details: Any) -> ReleaseFile:
    given = {"name": "x.jsonl", "position": 1, "media_type": "text/plain", "size": 1, "sha256": "0" * 64}
    return ReleaseFile.objects.create(**{**given, "release": release, **details})


def remark(quote: Attribution, **details: Any) -> Comment:
    given = {"id": uuid4(), "kind": "comment", "text": "Hm.", "by": quote.decided_by, "at": quote.decided_at}
    return Comment.objects.create(**{**given, "article": quote.article, "attribution": quote.pk, **details})


def completion(quote: Attribution, **details: Any) -> Completion:
    given = {"id": uuid4(), "done": True, "undecided": 0, "by": quote.decided_by, "at": quote.decided_at}
    return Completion.objects.create(**{**given, "article": quote.article, **details})


def decision(quote: Attribution, **details: Any) -> Decision:
    given = {"id": uuid4(), "action": "reject", "version": 2, "by": quote.decided_by, "at": quote.decided_at}
    return Decision.objects.create(**{**given, "article": quote.article, "attribution": quote.pk, **details})


@pytest.mark.django_db
@pytest.mark.parametrize("write", REFUSED.values(), ids=REFUSED)
def test_the_database_refuses(write: Callable[[Attribution], Any], accepted: Attribution) -> None:
    def written_and_checked() -> None:
        write(accepted)
        connection.check_constraints()

    with pytest.raises(DatabaseError), transaction.atomic():
        written_and_checked()


@pytest.mark.django_db
def test_a_release_may_move_on_until_it_is_done(accepted: Attribution) -> None:
    release = released(accepted, "queued", frozen_at=None)
    Release.objects.update(state="running", progress=50, stage="Freezing", attempt=2)
    Release.objects.update(frozen_at=accepted.decided_at, contents={"articles": 1}, frozen={"x.jsonl": "0"})
    release_file(release)
    assert Release.objects.update(state="done", progress=100) == 1


@pytest.mark.django_db
def test_what_belongs_to_a_text_may_still_be_corrected_around_it(accepted: Attribution) -> None:
    assert Article.objects.update(title="A better title", language="en") == 1
    assert span(accepted, LENGTH - 1, LENGTH).pk


@pytest.fixture
def migrated(transactional_db: None) -> Iterator[None]:
    """Whatever a test does to the tables, they are there again for the next one."""
    yield
    call_command("migrate", verbosity=0)


def guards_there() -> set[str]:
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        names = {name for (name,) in cursor.fetchall()}
    return {trigger for trigger in EVERY if any(name.startswith(trigger) for name in names)}


def test_the_guards_stand_after_migrating_backward_and_forward(migrated: None) -> None:
    assert guards_there() == EVERY
    call_command("migrate", "articles", "zero", verbosity=0)
    assert guards_there() == set()
    call_command("migrate", verbosity=0)
    assert guards_there() == EVERY
    call_command("flush", interactive=False, verbosity=0)
    assert guards_there() == EVERY
    article = making.article(WON)
    with pytest.raises(DatabaseError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(text="Something else")
