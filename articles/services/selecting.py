"""Which quotes of the record somebody wants: a selection, checked, in words and in JSON, and the rows that it means."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, NamedTuple, TypeVar, cast
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from articles.document import KINDS, Kind, State, folded
from articles.errors import BadPeriod, NoSuchValue, NotFound, TooManyChosen
from articles.models import Article, Attribution, Speaker, User
from articles.models.attribution import AttributionQuerySet

STANDING: tuple[State, ...] = ("accepted", "corrected", "added")
FIRST_DAY, LAST_DAY = date(2, 1, 1), date(9998, 12, 30)  # with a midnight, and the next, in every time zone
MOST = 100  # publishers, speakers or reviewers in one selection
T = TypeVar("T", bound=str)


class Chosen(NamedTuple):
    """A speaker or reviewer: id as text, and the name by which they were chosen."""

    id: str
    name: str


class Size(NamedTuple):
    """How many quotes a selection holds, and in how many articles."""

    attributions: int
    articles: int


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Quotes that somebody stands by, narrowed. What is empty or None narrows nothing; days are whole and included.

    `done` keeps to articles that were called done. Days of decisions are those of the time zone of the server.
    """

    states: tuple[State, ...] = STANDING
    kinds: tuple[Kind, ...] = ()
    decided_from: date | None = None
    decided_until: date | None = None
    published_from: date | None = None
    published_until: date | None = None
    publishers: tuple[str, ...] = ()
    speakers: tuple[Chosen, ...] = ()
    reviewers: tuple[Chosen, ...] = ()
    done: bool = False

    def attributions(self) -> AttributionQuerySet:
        """The rows that this means now. Rejected ones are never among them."""
        rows = Attribution.objects.standing()
        if set(self.states) != set(STANDING):
            rows = rows.in_states(self.states)
        if self.kinds:
            rows = rows.filter(kind__in=self.kinds)
        if self.decided_from:
            rows = rows.filter(decided_at__gte=_midnight(self.decided_from))
        if self.decided_until:
            rows = rows.filter(decided_at__lt=_midnight(self.decided_until, after=True))
        if self.published_from:
            rows = rows.filter(article__published__gte=self.published_from)
        if self.published_until:
            rows = rows.filter(article__published__lte=self.published_until)
        if self.publishers:
            rows = rows.filter(article__publisher__in=self.publishers)
        if self.speakers:
            chosen = Speaker.objects.in_bulk([UUID(speaker.id) for speaker in self.speakers])
            rows = rows.by_any_of(
                {speaker.survivor.pk for speaker in chosen.values()}
            )  # merged since, perhaps
        if self.reviewers:
            rows = rows.filter(decided_by__in=[int(reviewer.id) for reviewer in self.reviewers])
        if self.done:
            rows = rows.filter(article__done=True)
        return rows

    def size(self) -> Size:
        """How much there is in it now, in one query."""
        counted = self.attributions().order_by().aggregate(n=Count("pk"), a=Count("article", distinct=True))
        return Size(counted["n"], counted["a"])

    def as_json(self) -> dict[str, Any]:
        """Every field, in order; days as ISO 8601, the chosen as {"id", "name"}."""
        said = asdict(self)
        for name in ("speakers", "reviewers"):
            said[name] = [{"id": one.id, "name": one.name} for one in getattr(self, name)]
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Selection:
        """What `as_json` gave, which nobody else wrote."""
        days = ("decided_from", "decided_until", "published_from", "published_until")
        return cls(
            states=tuple(said["states"]),
            kinds=tuple(said["kinds"]),
            publishers=tuple(said["publishers"]),
            speakers=tuple(Chosen(**one) for one in said["speakers"]),
            reviewers=tuple(Chosen(**one) for one in said["reviewers"]),
            done=said["done"],
            **{day: date.fromisoformat(said[day]) if said[day] else None for day in days},
        )

    def in_words(self) -> list[tuple[str, str]]:
        """What narrows it, as (about what, how), for people; empty where nothing does."""
        said = []
        if set(self.states) != set(STANDING):
            said.append(("Quotes that were", _either(self.states)))
        if self.kinds:
            said.append(("Kinds of quotes", _either(self.kinds)))
        if self.decided_from or self.decided_until:
            said.append(("Decided", _period(self.decided_from, self.decided_until)))
        if self.published_from or self.published_until:
            said.append(("Published", _period(self.published_from, self.published_until)))
        if self.publishers:
            said.append(("Publisher", _either(self.publishers)))
        if self.speakers:
            said.append(("Said by", _either([speaker.name for speaker in self.speakers])))
        if self.reviewers:
            said.append(("Decided by", _either([reviewer.name for reviewer in self.reviewers])))
        if self.done:
            said.append(("Articles", "only those called done"))
        return said


def select(
    *,
    states: Collection[str] = (),
    kinds: Collection[str] = (),
    decided_from: date | None = None,
    decided_until: date | None = None,
    published_from: date | None = None,
    published_until: date | None = None,
    publishers: Collection[str] = (),
    speakers: Collection[UUID] = (),
    reviewers: Collection[int] = (),
    done: bool = False,
) -> Selection:
    """A selection of what was asked for; without states, everything that somebody stands by.

    A speaker who was merged into another means that other. Raises NoSuchValue, NotFound, BadPeriod, TooManyChosen.
    """
    for what, chosen in (("publishers", publishers), ("speakers", speakers), ("reviewers", reviewers)):
        if len(chosen) > MOST:
            raise TooManyChosen(what, MOST)
    for what, first, last in (
        ("decided", decided_from, decided_until),
        ("published", published_from, published_until),
    ):
        if first and last and first > last:
            raise BadPeriod(what, first, last)
    if any("\0" in publisher for publisher in publishers):
        raise NotFound("publisher")
    return Selection(
        states=_known("state", states or STANDING, STANDING),
        kinds=_known("kind", kinds, KINDS),
        decided_from=decided_from,
        decided_until=decided_until,
        published_from=published_from,
        published_until=published_until,
        publishers=tuple(sorted(set(publishers))),
        speakers=_speakers(speakers),
        reviewers=_reviewers(reviewers),
        done=done,
    )


def publishers_matching(words: str, *, most: int) -> list[str]:
    """Publishers with these words in their names, whatever their case and accents, those of most articles first."""
    named = Article.objects.exclude(publisher="").order_by().values("publisher").annotate(n=Count("pk"))
    wanted = [folded(word) for word in words.split()[:10]]
    # Databases differ in what they take for the same letter.
    names = named.order_by("-n", "publisher").values_list("publisher", flat=True)
    found = (name for name in names if all(word in folded(name) for word in wanted))
    return list(islice(found, most))


def _known(what: str, asked: Collection[str], choices: tuple[T, ...]) -> tuple[T, ...]:
    for value in asked:
        if value not in choices:
            raise NoSuchValue(what, value, choices)
    return tuple(value for value in choices if value in asked)


def _speakers(ids: Collection[UUID]) -> tuple[Chosen, ...]:
    found = Speaker.objects.in_bulk(list(ids))
    if len(found) < len(set(ids)):
        raise NotFound("speaker")
    current = {speaker.survivor for speaker in found.values()}
    return tuple(
        sorted((Chosen(str(one.pk), one.name) for one in current), key=lambda one: (one.name, one.id))
    )


def _reviewers(ids: Collection[int]) -> tuple[Chosen, ...]:
    found = User.objects.in_bulk(list(ids))
    if len(found) < len(set(ids)):
        raise NotFound("person")
    chosen = (Chosen(str(one.pk), one.display_name) for one in found.values())
    return tuple(sorted(chosen, key=lambda one: (one.name, int(one.id))))


def _midnight(day: date, *, after: bool = False) -> datetime:
    """Where a day begins, or ends. Those at the ends of the calendar, on which nobody decided, count as the next."""
    day = min(max(day, FIRST_DAY), LAST_DAY) + timedelta(days=after)
    return timezone.make_aware(datetime.combine(day, time()))


def _either(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _period(first: date | None, last: date | None) -> str:
    if first and last:
        return f"from {first.isoformat()} until {last.isoformat()}"
    return f"from {first.isoformat()} on" if first else f"until {cast(date, last).isoformat()}"
