"""The form in which people say what a release is to hold, and the choices that it offers them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from articles.document import KINDS
from articles.errors import BadPeriod, DomainError
from articles.formats import FORMATS
from articles.models import Speaker, User
from articles.pages.asking import number_in, uuid_in, words_in
from articles.pages.forms import FormatBoxes, StatesField
from articles.services.releasing import LICENCE_MAX, NAME_MAX, PURPOSE_MAX
from articles.services.selecting import MOST, Selection, publishers_matching, select

OFFERED = 8  # speakers and publishers at a time
NARROWING = (
    "states", "kinds", "decided_from", "decided_until", "published_from", "published_until", "publishers", "speakers",
    "reviewers", "done",
)  # fmt: skip


class _Day(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, label: str) -> None:
        wrong = {"invalid": "This is no date. Write it as year-month-day, such as 2026-03-31."}
        super().__init__(label=label, required=False, error_messages=wrong)


class _Boxes(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, label: str, choices: Any = ()) -> None:
        super().__init__(label=label, choices=choices, required=False)


class ReleaseForm(forms.Form):
    """What a release is called and what goes into it. `asked` is what was typed or chosen so far."""

    name = forms.CharField(
        max_length=NAME_MAX,
        help_text="As you want it cited, such as “Quotes on the ferry strike, autumn 2026”.",
        error_messages={"required": "A release needs a name."},
    )
    purpose = forms.CharField(
        label="What it is for",
        required=False,
        max_length=PURPOSE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    licence = forms.CharField(
        required=False,
        max_length=LICENCE_MAX,
        help_text="Of your annotations, such as CC BY 4.0. The articles belong to their publishers.",
    )
    formats = forms.MultipleChoiceField(
        label="File formats",
        choices=[(it.name, it.title) for it in FORMATS.values() if it.name != "jsonl"],
        required=False,
        widget=FormatBoxes,
    )
    states = StatesField("Quotes that were")
    kinds = _Boxes("Kinds of quotes", [(kind, kind.capitalize()) for kind in KINDS])
    decided_from = _Day("Decided from")
    decided_until = _Day("until")
    published_from = _Day("Published from")
    published_until = _Day("until")
    publishers = _Boxes("Publishers")
    speakers = _Boxes("Speakers")
    reviewers = _Boxes("Decided by")
    done = forms.BooleanField(label="Only articles that were called done", required=False)

    def __init__(self, asked: QueryDict | None, *, looking: QueryDict) -> None:
        """`looking` has the words by which publishers and speakers are looked for."""
        super().__init__(asked)
        given = asked or QueryDict()
        self.publisher_words, self.speaker_words = (
            words_in(looking.get(name)) for name in ("publisher_words", "speaker_words")
        )
        self.fields["publishers"].choices = _publishers(given.getlist("publishers"), self.publisher_words)  # type: ignore[attr-defined]
        self.fields["speakers"].choices = _speakers(given.getlist("speakers"), self.speaker_words)  # type: ignore[attr-defined]
        self.fields["reviewers"].choices = _reviewers(given.getlist("reviewers"))  # type: ignore[attr-defined]

    def selection(self) -> Selection | None:
        """What was chosen, as far as it makes sense; None, with errors in the form, where it does not."""
        if not self.is_bound:
            return select()
        self.full_clean()
        if any(name in self.errors for name in NARROWING):
            return None
        given = {name: self.cleaned_data[name] for name in NARROWING}
        given["speakers"] = [UUID(id) for id in given["speakers"]]
        given["reviewers"] = [int(id) for id in given["reviewers"]]
        try:
            return select(**given)
        except BadPeriod as error:
            self.add_error(f"{error.what}_until", str(error))
        except DomainError as error:
            self.add_error(None, str(error))
        return None

    def wrong(self) -> list[str]:
        """Why there is no selection, in sentences."""
        return [str(error) for name in ("__all__", *NARROWING) for error in self.errors.get(name, ())]

    def about(self) -> dict[str, Any]:
        """What `ask_for_release` takes beside the selection and the person."""
        return {name: self.cleaned_data[name] for name in ("name", "purpose", "licence", "formats")}


def _publishers(chosen: list[str], words: str) -> list[tuple[str, str]]:
    names = dict.fromkeys([*chosen[:MOST], *publishers_matching(words, most=OFFERED)])
    return [(name, name) for name in names]


def _speakers(chosen: list[str], words: str) -> list[tuple[str, str]]:
    kept = Speaker.objects.filter(pk__in=[uuid_in(id) for id in chosen[:MOST]]).by_name()
    found = Speaker.objects.current().matching(words).most_quoted_first()[:OFFERED]
    return list({str(one.pk): one.name for one in [*kept, *found]}.items())


def _reviewers(chosen: list[str]) -> list[tuple[str, str]]:
    deciding = User.objects.filter(attributions__isnull=False).distinct().order_by("username")[:MOST]
    kept = User.objects.filter(pk__in=[number_in(id) for id in chosen[:MOST]])
    return list({str(one.pk): one.display_name for one in [*kept, *deciding]}.items())
