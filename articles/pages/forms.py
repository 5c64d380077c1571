"""What people may type into the pages, and the sentence beside the field when it cannot be used.

What a text or a name must be is decided by the services; the forms keep what was typed and ask for what is missing.
"""

from __future__ import annotations

from typing import Any, cast

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.conf.global_settings import LANGUAGES
from django.db.models import CharField

from articles.document import SPEAKER_KINDS
from articles.errors import BadWikidata, FormatNotInstalled
from articles.formats import FORMATS
from articles.models import Article, Speaker
from articles.services.importing_datasets import format_named, readable
from articles.services.registry import checked_wikidata
from articles.services.selecting import STANDING

_languages = ((code, str(name)) for code, name in LANGUAGES if "-" not in code)
LANGUAGE_CHOICES = [("", "Not stated"), *sorted(_languages, key=lambda language: language[1])]
KIND_CHOICES = [(kind, kind.capitalize()) for kind in SPEAKER_KINDS]
BY_NAME, PLAIN = "", "articles"
NO_ADDRESS = "This is no web address. It should look like https://paper.org/story."
ALIASES_MAX = 100
ARTICLES_OFFERED = 100


def _room(model: type[Article] | type[Speaker], field: str) -> int:
    return cast(CharField, model._meta.get_field(field)).max_length or 0


class SignInForm(LoginForm):
    """allauth's form in our words, and with labels instead of placeholders."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "User name or email"
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.sends_mail = bool(settings.EMAIL_HOST)


class OfFormats(forms.widgets.ChoiceWidget):
    """Formats to choose from; one whose package is missing is shown, says so, and cannot be chosen."""

    def create_option(
        self,
        name: str,
        value: Any,
        label: Any,
        selected: bool,
        index: int,
        subindex: int | None = None,
        attrs: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        format = FORMATS.get(str(value))
        missing = bool(format and not format.installed)
        label = f"{label} (not installed here)" if missing else label
        option = super().create_option(name, value, label, selected and not missing, index, subindex, attrs)
        option["attrs"] |= {"disabled": True} if missing else {}
        return option


class FormatList(OfFormats, forms.Select):
    pass


class FormatBoxes(OfFormats, forms.CheckboxSelectMultiple):
    pass


class StateBoxes(forms.CheckboxSelectMultiple):
    """The states of quotes that somebody stands by. Who names none means all of them.

    A page sends an empty value along, which tells that all boxes were unticked.
    """

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        if name not in data:
            return list(STANDING)
        return [value for value in super().value_from_datadict(data, files, name) if value]


class StatesField(forms.MultipleChoiceField):
    widget = StateBoxes

    def __init__(self, label: str) -> None:
        wrong = {
            "required": "Tick at least one.",
            "invalid_choice": "Quotes cannot be “%(value)s”. Choose from accepted, corrected and added.",
        }
        choices = [(state, state.capitalize()) for state in STANDING]
        super().__init__(label=label, choices=choices, initial=STANDING, error_messages=wrong)


class WayIn(forms.Form):
    """One of several forms of a page, which has the caret when something is to do in it."""

    def focus(self) -> None:
        """Put the caret where there is something to do: the first wrong field, or the first of all."""
        wrong = next((name for name in self.fields if name in self.errors), next(iter(self.fields)))
        self.fields[wrong].widget.attrs["autofocus"] = True


class ImportForm(WayIn):
    """A new article: pasted, with what is known about it."""

    # Nothing about the text may change before the import sees it.
    text = forms.CharField(
        label="Paste the text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"spellcheck": "false"}),
    )
    title = forms.CharField(required=False, max_length=_room(Article, "title"))
    publisher = forms.CharField(required=False, max_length=_room(Article, "publisher"))
    byline = forms.CharField(label="Written by", required=False, max_length=_room(Article, "byline"))
    url = forms.URLField(
        label="Web address",
        required=False,
        max_length=_room(Article, "url"),
        assume_scheme="https",
        error_messages={"invalid": NO_ADDRESS},
    )
    published = forms.DateField(
        label="Published on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "This is no date. Write it as year-month-day, such as 2026-03-31."},
    )
    language = forms.ChoiceField(required=False, choices=LANGUAGE_CHOICES)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("text", "").strip() and not self.errors:
            self.add_error("text", "There is no text yet. Paste the article here, or choose a file below.")
        return cleaned


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; an empty one is allowed, as the import has a sentence for it."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files as a list of UploadedFile. Raises ValidationError."""
        return [super(FilesField, self).clean(file, initial) for file in data or [None]]


class FilesForm(WayIn):
    """Files of any kind that can be read: articles, or annotated ones in a format."""

    file = FilesField(
        label="Choose one file or several",
        help_text="Text, Markdown, web page, Word, PDF, RSS or Atom, a ZIP of these, or an annotated dataset. "
        f"At most {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files, {settings.UPLOAD_MAX_BYTES // 1_000_000} MB together.",
        allow_empty_file=True,
        error_messages={"required": "There is no file yet. Choose one from this machine."},
    )
    format = forms.ChoiceField(
        label="What is in them",
        help_text="A name such as record.jsonl or story.brat.zip says that a file is annotated.",
        choices=[
            (BY_NAME, "As their names say"),
            (PLAIN, "Articles without annotations"),
            ("Annotated articles", [(it.name, it.title) for it in FORMATS.values() if it.read]),
        ],
        widget=FormatList,
        required=False,
        error_messages={"invalid_choice": "There is no such file format. Choose one of the list."},
    )
    by_people = forms.BooleanField(
        label="Quotes without a decision were marked by people: take them as decided by me",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("format", BY_NAME)
        formats = [
            format_named(file.name) if chosen == BY_NAME else chosen for file in cleaned.get("file", ())
        ]
        cleaned["formats"] = ["" if name == PLAIN else name for name in formats]
        try:
            for name in filter(None, cleaned["formats"]):
                readable(name)
        except FormatNotInstalled as missing:
            self.add_error("format", str(missing))
        return cleaned


class AddressForm(WayIn):
    """Where an article or a feed is on the public web."""

    address = forms.URLField(
        label="Address of a page or a feed",
        max_length=_room(Article, "url"),
        assume_scheme="https",
        error_messages={"required": "There is no address yet. Paste it here.", "invalid": NO_ADDRESS},
    )


class SpeakerForm(forms.Form):
    """Who a speaker is."""

    name = forms.CharField(
        max_length=_room(Speaker, "name"), error_messages={"required": "A speaker needs a name."}
    )
    kind = forms.ChoiceField(choices=KIND_CHOICES)
    aliases = forms.CharField(
        label="Other names",
        help_text="One on each line. Quotes under these names are offered as this speaker’s.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wikidata = forms.CharField(
        label="Wikidata number",
        help_text="Such as Q567.",
        required=False,
    )

    @classmethod
    def of(cls, speaker: Speaker) -> dict[str, str]:
        """What the form shows at first."""
        aliases = "\n".join(alias.name for alias in speaker.aliases.all())
        return {"name": speaker.name, "kind": speaker.kind, "aliases": aliases, "wikidata": speaker.wikidata}

    def clean_aliases(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["aliases"].splitlines()]
        names = [name for name in dict.fromkeys(names) if name]
        longest = _room(Speaker, "name")
        if len(names) > ALIASES_MAX:
            raise forms.ValidationError(
                f"At most {ALIASES_MAX} other names fit here, and these are {len(names)}."
            )
        if any(len(name) > longest for name in names):
            raise forms.ValidationError(
                f"A name can have at most {longest} characters. Write one name on each line."
            )
        return names

    def clean_wikidata(self) -> str:
        # A pasted address of the Wikidata page is as good as its number.
        number = self.cleaned_data["wikidata"].rstrip("/").rpartition("/")[2].upper()
        try:
            return checked_wikidata(number)
        except BadWikidata as error:
            raise forms.ValidationError(str(error)) from None


class ExportForm(forms.Form):
    """Which decided quotes, in which file format. Offers the newest articles; `?article=` can name any."""

    format = forms.ChoiceField(
        choices=[(format.name, format.title) for format in FORMATS.values()],
        error_messages={"invalid_choice": "There is no such file format. Choose one of the list."},
    )
    article = forms.ModelChoiceField(
        label="Articles",
        queryset=Article.objects.without_text(),
        required=False,
        error_messages={"invalid_choice": "There is no such article. Choose one from the list."},
    )
    state = StatesField("Quotes that were")

    def clean_format(self) -> str:
        try:
            FORMATS[self.cleaned_data["format"]].check_installed()
        except FormatNotInstalled as missing:
            raise forms.ValidationError(str(missing)) from None
        return self.cleaned_data["format"]

    def offer(self, chosen: Article | None) -> None:
        """Fill the list of articles: the newest, and the one that was asked for."""
        newest = list(Article.objects.without_text().newest_first()[:ARTICLES_OFFERED])
        if chosen and chosen not in newest:
            newest.insert(0, chosen)
        cast(forms.ModelChoiceField, self.fields["article"]).choices = [
            ("", "All articles"),
            *((a.pk, a.title) for a in newest),
        ]
