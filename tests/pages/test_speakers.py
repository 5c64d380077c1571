"""The registry of speakers, and the page of one speaker: names, quotes, merges and merges undone."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Attribution, Speaker, SpeakerMerge
from articles.pages.speakers import PAGE_LENGTH, QUOTES_LENGTH
from articles.services.registry import create_speaker, edit_speaker, seen_of
from tests.pages.conftest import Newsroom


def names(page: str) -> list[str]:
    """The names of the list, from top to bottom."""
    return [part.partition("</a>")[0].rpartition(">")[2] for part in page.split('<th scope="row">')[1:]]


def address(speaker: Speaker) -> str:
    return reverse("speaker-detail", args=[speaker.pk])


def filled(speaker: Speaker, **changed: str) -> dict[str, str]:
    """What a browser sends when the form was opened and these fields were changed."""
    seen = {"seen": seen_of(speaker)}
    return {"name": speaker.name, "kind": speaker.kind, "aliases": "", "wikidata": "", **seen, **changed}


# --- the registry


def test_an_empty_registry_says_when_speakers_appear(reader: Client) -> None:
    page = reader.get("/speakers/").content.decode()
    assert "Nobody has spoken yet" in page
    assert 'type="search"' not in page


def test_speakers_stand_by_name_with_kind_aliases_and_quotes_and_who_has_none_is_found_by_search(
    reader: Client, newsroom: Newsroom
) -> None:
    newsroom.article("Ferry", quotes=4, decided=3, by="Zoë Ström")
    create_speaker(name="Ångström Institute", kind="organization", aliases=["ÅI"])
    assert names(reader.get("/speakers/").content.decode()) == ["Zoë Ström"]
    page = reader.get("/speakers/", {"q": "strom"}).content.decode()
    assert names(page) == ["Ångström Institute", "Zoë Ström"]
    assert "also ÅI" in page
    assert "Organization" in page
    assert '<td class="number">3</td>' in page


@pytest.mark.parametrize(
    "query", [{"q": "zoe"}, {"q": "STROM zoë"}, {"q": "minister"}, {"q": "r", "kind": "person"}]
)
def test_search_finds_by_name_and_alias_whatever_case_and_accents(
    reader: Client, query: dict[str, str]
) -> None:
    create_speaker(name="Zoë Ström", aliases=["the minister"])
    create_speaker(name="Harbour Board", kind="organization")
    assert names(reader.get("/speakers/", query).content.decode()) == ["Zoë Ström"]


def test_a_search_for_nobody_says_so(reader: Client) -> None:
    create_speaker(name="Zoë Ström")
    page = reader.get("/speakers/", {"q": "<b>"}).content.decode()
    assert "has “&lt;b&gt;” in it" in page


def test_the_registry_goes_on_where_the_page_before_ended(reader: Client) -> None:
    for number in range(PAGE_LENGTH + 2):
        create_speaker(name=f"Speaker {number:03}")
    first = reader.get("/speakers/", {"q": "speaker"})
    assert len(names(first.content.decode())) == PAGE_LENGTH
    rest = reader.get("/speakers/", {"q": "speaker", "after": first.context["further"]}).content.decode()
    assert names(rest) == [f"Speaker {PAGE_LENGTH:03}", f"Speaker {PAGE_LENGTH + 1:03}"]
    assert "More speakers" not in rest


def test_two_of_the_same_name_are_both_listed_across_pages(reader: Client) -> None:
    for _ in range(PAGE_LENGTH + 1):
        create_speaker(name="John Smith")
    first = reader.get("/speakers/", {"q": "john"})
    rest = reader.get("/speakers/", {"q": "john", "after": first.context["further"]})
    listed = [speaker.pk for response in (first, rest) for speaker in response.context["speakers"]]
    assert len(set(listed)) == len(listed) == PAGE_LENGTH + 1


def test_the_registry_takes_the_same_queries_for_3_and_for_30_speakers(
    queries: Callable[[str], int],
) -> None:
    for number in range(3):
        create_speaker(name=f"Speaker {number}", aliases=[f"S{number}", f"No. {number}"])
    few = queries("/speakers/?q=speaker")
    for number in range(3, 30):
        create_speaker(name=f"Speaker {number}", aliases=[f"S{number}", f"No. {number}"])
    assert queries("/speakers/?q=speaker") == few


# --- one speaker


def test_a_speaker_without_quotes_says_where_they_come_from(reader: Client) -> None:
    speaker = create_speaker(name="Zoë <b>Ström</b>", wikidata="Q42")
    page = reader.get(address(speaker)).content.decode()
    assert "Quotes show here when somebody decides that Zoë &lt;b&gt;Ström&lt;/b&gt; said them." in page
    assert 'href="https://www.wikidata.org/wiki/Q42"' in page


def test_quotes_show_their_words_article_and_who_decided(reader: Client, newsroom: Newsroom) -> None:
    article = newsroom.article("Ferry", quotes=2, decided=1, by="Zoë Ström", publisher="Harbour Post")
    page = reader.get(address(Speaker.objects.get())).content.decode()
    assert page.count("“The ferry stays,”") == 1
    assert f'<a href="{reverse("article-review", args=[article.pk])}">Ferry</a>' in page
    assert "Harbour Post" in page
    assert "accepted by Mara Editor" in page
    assert "1 quote<" in page


def test_quotes_go_on_where_the_page_before_ended(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=QUOTES_LENGTH + 3, decided=QUOTES_LENGTH + 3)
    url = address(Speaker.objects.get())
    first = reader.get(url)
    rest = reader.get(url, {"before": first.context["older"]})
    shown = [quote.pk for response in (first, rest) for quote in response.context["quotes"]]
    assert shown == list(Attribution.objects.order_by("-changed_at", "-pk").values_list("pk", flat=True))
    assert "Older quotes" not in rest.content.decode()


def test_the_page_takes_the_same_queries_for_2_and_for_18_quotes(
    queries: Callable[[str], int], newsroom: Newsroom
) -> None:
    newsroom.article("Ferry", quotes=2, decided=2)
    url = address(Speaker.objects.get())
    few = queries(url)
    for number in range(4):
        newsroom.article(f"Ferry {number}", quotes=4, decided=4)
    assert queries(url) == few


def test_a_speaker_is_renamed_and_the_former_name_still_finds_them(reader: Client) -> None:
    speaker = create_speaker(name="Zoë Ström")
    changed = {"name": "Zoë Lind", "kind": "group", "aliases": "Z. Lind\n\n  the   minister \nZ. Lind"}
    number = "https://www.wikidata.org/wiki/q42"
    response = reader.post(address(speaker), filled(speaker, **changed, wikidata=number), follow=True)
    assert "Saved." in response.content.decode()
    speaker.refresh_from_db()
    assert (speaker.name, speaker.kind, speaker.wikidata) == ("Zoë Lind", "group", "Q42")
    assert {alias.name for alias in speaker.aliases.all()} == {"Z. Lind", "the minister", "Zoë Ström"}


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        pytest.param({"name": "  "}, "name", "A speaker needs a name.", id="no name"),
        pytest.param({"kind": "robot"}, "kind", "robot", id="an unknown kind"),
        pytest.param({"wikidata": "42"}, "wikidata", "a Q and digits", id="no Wikidata number"),
        pytest.param({"aliases": "x" * 301}, "aliases", "at most 300", id="too long an alias"),
        pytest.param(
            {"aliases": "\n".join(map(str, range(101)))}, "aliases", "At most 100", id="too many aliases"
        ),
    ],
)
def test_what_cannot_be_saved_is_said_beside_its_field(
    reader: Client, changed: dict[str, str], field: str, sentence: str
) -> None:
    speaker = create_speaker(name="Zoë Ström", aliases=["Z."])
    response = reader.post(address(speaker), filled(speaker, **changed))
    assert sentence in " ".join(response.context["form"].errors[field])
    assert f'id="id_{field}_error"' in response.content.decode()
    speaker.refresh_from_db()
    assert speaker.name == "Zoë Ström"
    assert [alias.name for alias in speaker.aliases.all()] == ["Z."]


def test_a_name_of_marks_alone_is_refused_with_a_sentence(reader: Client) -> None:
    speaker = create_speaker(name="Zoë Ström")
    response = reader.post(address(speaker), filled(speaker, name="\u0301"))
    assert response.status_code == 200
    assert response.context["form"].errors["name"]


# --- merging


def test_the_other_speaker_is_found_by_search_and_never_oneself(reader: Client) -> None:
    speaker = create_speaker(name="V. Okafor")
    other = create_speaker(name="Ines Okafor")
    page = reader.get(address(speaker), {"same": "okafor"})
    assert [found.pk for found in page.context["candidates"]] == [other.pk]
    assert f'name="into" value="{other.pk}"' in page.content.decode()
    assert "Nobody else’s name" in reader.get(address(speaker), {"same": "ström"}).content.decode()


def test_a_merge_moves_the_quotes_and_its_undo_brings_them_back(reader: Client, newsroom: Newsroom) -> None:
    newsroom.article("Ferry", quotes=2, decided=2, by="I. Okafor")
    newsroom.article("Harbour", quotes=1, decided=1, by="Ines Okafor")
    short, full = Speaker.objects.get(name="I. Okafor"), Speaker.objects.get(name="Ines Okafor")

    merged = reader.post(reverse("speaker-merge", args=[short.pk]), {"into": full.pk}, follow=True)
    assert merged.redirect_chain == [(address(full), 302)]
    assert "I. Okafor is now one with Ines Okafor." in merged.content.decode()
    assert "3 quotes" in merged.content.decode()
    assert names(reader.get("/speakers/").content.decode()) == ["Ines Okafor"]
    assert names(reader.get("/speakers/", {"q": "I. Okafor"}).content.decode()) == ["Ines Okafor"]

    followed = reader.get(address(short), follow=True)
    assert followed.redirect_chain == [(address(full), 302)]
    assert "I. Okafor was merged into Ines Okafor." in followed.content.decode()

    undo = reverse("merge-undo", args=[SpeakerMerge.objects.get().pk])
    assert f'action="{undo}"' in followed.content.decode()
    parted = reader.post(undo, follow=True)
    assert "I. Okafor and Ines Okafor are two again." in parted.content.decode()
    assert Attribution.objects.by_speaker(short).count() == 2
    assert Attribution.objects.by_speaker(full).count() == 1
    assert undo not in reader.get(address(full)).content.decode()


def test_a_merge_is_undone_once(reader: Client) -> None:
    one, two = create_speaker(name="One"), create_speaker(name="Two")
    reader.post(reverse("speaker-merge", args=[one.pk]), {"into": two.pk})
    undo = reverse("merge-undo", args=[SpeakerMerge.objects.get().pk])
    reader.post(undo)
    assert "This merge was undone already." in reader.post(undo, follow=True).content.decode()


def test_nobody_is_merged_into_themselves(reader: Client) -> None:
    speaker = create_speaker(name="Zoë Ström")
    response = reader.post(reverse("speaker-merge", args=[speaker.pk]), {"into": speaker.pk}, follow=True)
    assert "A speaker cannot be merged into itself." in response.content.decode()
    assert not SpeakerMerge.objects.exists()


@pytest.mark.parametrize("into", ["", "nonsense", str(uuid4())])
def test_merging_into_nobody_is_not_found(reader: Client, into: str) -> None:
    speaker = create_speaker(name="Zoë Ström")
    assert reader.post(reverse("speaker-merge", args=[speaker.pk]), {"into": into}).status_code == 404


def test_a_page_left_open_cannot_edit_a_speaker_that_was_merged(reader: Client) -> None:
    one, two = create_speaker(name="One"), create_speaker(name="Two")
    reader.post(reverse("speaker-merge", args=[one.pk]), {"into": two.pk})
    reader.post(address(one), filled(one, name="Uno"))
    one.refresh_from_db()
    assert one.name == "One"
    assert edit_speaker(speaker=two, name="Due").name == "Due"


def test_what_a_colleague_changed_meanwhile_is_shown_and_not_written_over(reader: Client) -> None:
    speaker = create_speaker(name="Ada Nkemelu", aliases=["Captain"])
    page = reader.get(address(speaker)).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]  # type: ignore[index]
    edit_speaker(speaker=speaker, aliases=["Captain", "A. N."])
    mine = filled(speaker, aliases="Captain", wikidata="Q567", seen=seen)
    answer = reader.post(address(speaker), mine).content.decode()
    assert "Somebody changed this speaker while you did" in answer
    assert "other names: A. N., Captain" in answer
    assert 'value="Q567"' in answer
    speaker.refresh_from_db()
    assert ([alias.name for alias in speaker.aliases.order_by("name")], speaker.wikidata) == (
        ["A. N.", "Captain"],
        "",
    )
    again = re.search(r'name="seen" value="(\w+)"', answer)[1]  # type: ignore[index]
    assert reader.post(address(speaker), {**mine, "seen": again}).status_code == 302
    assert [alias.name for alias in speaker.aliases.all()] == ["Captain"]
