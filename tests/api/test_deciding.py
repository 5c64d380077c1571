"""POST /api/v1/decisions/: what it stores, and what it answers to whatever is sent."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from rest_framework.test import APIClient

from articles.models import Article, Attribution, Decision, Speaker, User
from tests import making
from tests.api.conftest import program
from tests.making import TEXT, act

pytestmark = pytest.mark.django_db
URL = "/api/v1/decisions/"


def spans(*words: str, role: str = "content") -> list[dict[str, Any]]:
    found = (making.span(TEXT, w) for w in words)
    return [{"role": role, "start": s.start, "end": s.end, "text": s.text} for s in found]


def asked(_about: Article, **details: Any) -> dict[str, Any]:
    """A decision to accept the first quote of an article, or with these details another one."""
    given = {"id": str(uuid4()), "article": _about.pk, "action": "accept", "version": 0}
    if "attribution" not in details:
        given["attribution"] = str(making.quote(_about))
    return {**given, **details}


def added(_about: Article, **details: Any) -> dict[str, Any]:
    whole = {"kind": "direct", "spans": spans("noon"), "speakers": [{"name": "Ada Nkemelu"}]}
    return asked(_about, **{**whole, "action": "add", "attribution": str(uuid4()), **details})


def codes(response: Any) -> list[str]:
    body = response.json()
    assert set(body) >= {"type", "errors"}
    assert all(set(e) == {"code", "detail", "attr"} for e in body["errors"])
    assert all(e["detail"] for e in body["errors"]), body
    return [e["code"] for e in body["errors"]]


def test_a_decision_is_stored_and_answered_with_the_quote_as_it_now_is(
    api: APIClient, article: Article
) -> None:
    sent = asked(article)
    response = api.post(URL, sent)
    assert response.status_code == 201
    body = response.json()
    assert body["decision"]["id"] == sent["id"]
    assert (body["decision"]["by"], body["decision"]["action"], body["decision"]["version"]) == (
        "Mara Editor",
        "accept",
        1,
    )
    assert body["decision"]["before"] is None
    assert body["decision"]["after"]["speakers"] == body["quote"]["speakers"]
    assert (body["quote"]["state"], body["quote"]["version"]) == ("accepted", 1)


def test_the_same_decision_again_is_answered_with_200_and_the_same(api: APIClient, article: Article) -> None:
    sent = asked(article)
    first, again = api.post(URL, sent), api.post(URL, sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Decision.objects.count() == 1


def test_a_quote_that_is_removed_is_answered_with_none(api: APIClient, article: Article) -> None:
    sent = added(article)
    api.post(URL, sent)
    gone = api.post(URL, asked(article, action="remove", attribution=sent["attribution"], version=1))
    assert gone.status_code == 201
    assert gone.json()["quote"] is None
    back = api.post(
        URL,
        asked(
            article,
            action="undo",
            attribution=sent["attribution"],
            version=2,
            undoes=gone.json()["decision"]["id"],
        ),
    )
    assert back.json()["quote"]["state"] == "added"
    assert back.json()["quote"]["speakers"][0]["name"] == "Ada Nkemelu"


def test_a_stale_version_is_answered_with_the_quote_and_who_made_it_so(
    api: APIClient, article: Article, editor: User
) -> None:
    quote = making.quote(article)
    api.post(URL, asked(article, attribution=str(quote)))
    stale = api.post(URL, asked(article, attribution=str(quote), action="reject"))
    assert stale.status_code == 409
    assert codes(stale) == ["stale_version"]
    body = stale.json()
    assert body["type"] == "client_error"
    assert (body["current"]["state"], body["current"]["version"]) == ("accepted", 1)
    assert (body["last_decision"]["action"], body["last_decision"]["by"]) == ("accept", "Mara Editor")


def test_a_text_that_differs_is_answered_with_the_quote_as_it_stands(
    api: APIClient, article: Article
) -> None:
    wrong = [{**spans("“We won,”")[0], "text": "“We lost,”"}]
    response = api.post(URL, asked(article, action="correct", kind="direct", spans=wrong, speakers=[]))
    assert response.status_code == 409
    assert codes(response) == ["text_mismatch"]
    assert response.json()["current"]["state"] == "suggested"
    assert response.json()["last_decision"] is None


def test_a_quote_of_another_article_is_refused_and_not_shown(api: APIClient, article: Article) -> None:
    other = making.article(text="A secret article about something else.")
    quote = making.quote(article)
    api.post(URL, asked(article, attribution=str(quote)))
    response = api.post(URL, asked(other, attribution=str(quote), version=1))
    assert response.status_code == 409
    assert codes(response) == ["other_article"]
    assert response.json()["errors"][0]["detail"].startswith(
        "This quote belongs to another article. Name the article"
    )
    assert response.json()["current"] is None
    assert response.json()["last_decision"] is None


def test_the_documentation_has_what_a_decision_needs(api: APIClient, article: Article) -> None:
    """Its examples, on a quote and words of this article, are taken as they are."""
    said = (settings.BASE_DIR / "docs" / "api.md").read_text()
    examples = [json.loads(found) for found in re.findall(r"```json\n(.*?)```", said, re.S)]
    decisions = [example for example in examples if "action" in example]
    assert [(one["action"], one["version"]) for one in decisions] == [("accept", 0), ("correct", 1)]
    quote = str(making.quote(article))
    for one in decisions:
        here: dict[str, Any] = {"id": str(uuid4()), "article": article.pk, "attribution": quote}
        if "spans" in one:
            here["spans"] = [
                found for span in one["spans"] for found in spans(span["text"], role=span["role"])
            ]
        response = api.post(URL, {**one, **here})
        assert response.status_code == 201, response.content


BAD: dict[str, tuple[int, str, dict[str, Any]]] = {
    "a span outside the text": (
        400,
        "span_outside_text",
        {"spans": [{"role": "content", "start": 9000, "end": 9001, "text": "x"}]},
    ),
    "an empty span": (400, "empty_span", {"spans": [{"role": "content", "start": 3, "end": 3, "text": ""}]}),
    "a span of blanks": (
        400,
        "blank_span",
        {"spans": [{"role": "content", "start": 5, "end": 6, "text": " "}]},
    ),
    "overlapping parts": (400, "overlapping_parts", {"spans": spans("Ferry strike", "strike ends")}),
    "no content": (400, "no_content", {"spans": spans("said", role="cue")}),
    "no spans": (400, "no_content", {"spans": []}),
    "too many spans": (400, "too_many", {"spans": spans("noon") * 201}),
    "a negative start": (
        400,
        "min_value",
        {"spans": [{"role": "content", "start": -1, "end": 3, "text": "Fer"}]},
    ),
    "a start beyond all numbers": (
        400,
        "span_outside_text",
        {"spans": [{"role": "content", "start": 0, "end": 10**30, "text": "F"}]},
    ),
    "spans that are a text": (400, "not_a_list", {"spans": "noon"}),
    "a span that is a number": (400, "invalid", {"spans": [7]}),
    "a kind that does not exist": (400, "invalid_choice", {"kind": "loud"}),
    "an unknown speaker": (404, "not_found", {"speakers": [{"id": str(uuid4())}]}),
    "a speaker without name or id": (404, "not_found", {"speakers": [{}]}),
    "a blank name": (400, "blank", {"speakers": [{"name": "  "}]}),
    "a name of dots": (400, "bad_name", {"speakers": [{"name": "..."}]}),
    "a name with a NUL": (400, "null_characters_not_allowed", {"speakers": [{"name": "a\x00"}]}),
    "a name too long when folded": (400, "bad_name", {"speakers": [{"name": "\ufdfa" * 200}]}),
    "half an emoji": (400, "surrogate_characters_not_allowed", {"speakers": [{"name": "\ud83d"}]}),
    "an action that does not exist": (400, "invalid_choice", {"action": "merge"}),
    "no action": (400, "null", {"action": None}),
    "an id that is no UUID": (400, "invalid", {"id": "1"}),
    "an article that does not exist": (404, "not_found", {"article": 10**9}),
    "an article beyond all numbers": (400, "max_value", {"article": 10**30}),
    "a version below zero": (400, "min_value", {"version": -1}),
    "an undo of nothing": (400, "invalid", {"action": "undo"}),
    "an undo of what is not there": (404, "not_found", {"action": "undo", "undoes": str(uuid4())}),
    "an accept of what is not there": (404, "not_found", {"action": "accept"}),
    "a stray undoes": (201, "", {"undoes": str(uuid4())}),
}


@pytest.mark.parametrize(("status", "code", "details"), BAD.values(), ids=BAD)
def test_is_answered_plainly(
    status: int, code: str, details: dict[str, Any], api: APIClient, article: Article
) -> None:
    response = post(api, URL, added(article, **details))
    assert response.status_code == status, response.content
    if status >= 400:
        assert codes(response) == [code]
        assert not Decision.objects.exists()
        assert not Speaker.objects.exists()


@pytest.mark.parametrize("missing", ["kind", "spans", "speakers"])
def test_to_add_or_correct_all_of_a_quote_is_needed(missing: str, api: APIClient, article: Article) -> None:
    for sent in (added(article), added(article, action="correct", attribution=str(making.quote(article)))):
        del sent[missing]
        response = api.post(URL, sent)
        assert response.status_code == 400
        assert response.json()["errors"][0]["attr"] == missing


# --- bodies that are no decision --------------------------------------------------------------------------------

BODIES = {
    "nothing": b"",
    "half an object": b'{"id": ',
    "a list": b"[]",
    "null": b" null",
    "a number": b"7",
    "a text": b'"accept"',
    "not a number": b'{"version": NaN}',
    "a number of five thousand digits": b'{"version": ' + b"9" * 5000 + b"}",
    "a bad byte": b'{"id": "\xff"}',
    "brackets without end": b"[" * 200_000,
    "objects without end": b'{"a":' * 200_000,
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("url", [URL, "/api/v1/articles/", "/api/v1/speakers/"])
def test_a_body_is_refused_that_is(body: bytes, url: str, api: APIClient) -> None:
    response = api.generic("POST", url, body, content_type="application/json")
    assert response.status_code == 400, response.content
    assert codes(response)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_only_json_is_taken(kind: str, api: APIClient) -> None:
    response = api.generic("POST", URL, b"id=1", content_type=kind)
    assert response.status_code == 415
    assert codes(response) == ["unsupported_media_type"]


@pytest.mark.parametrize("url", [URL, "/api/v1/articles/"])
def test_a_body_too_large_is_refused_before_it_is_read(url: str, api: APIClient) -> None:
    body = b'{"text": "' + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"}'
    response = api.generic("POST", url, body, content_type="application/json")
    assert response.status_code == 413
    assert codes(response) == ["too_large"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["content", "direct", "accept", "add", "person", str(uuid4()), 1, 0]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
DECISION = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("id", "article", "attribution", "action", "version", "kind", "spans", "speakers", "undoes"), ANYTHING
    ),
)
NEARLY = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["direct", "mixed"]) | ANYTHING,
        "spans": st.lists(
            st.fixed_dictionaries(
                {"role": st.sampled_from(["content", "cue"]) | ANYTHING, "start": st.integers(-2, 260) | ANYTHING,
                 "end": st.integers(-2, 260) | ANYTHING, "text": st.text(max_size=3) | ANYTHING}
            ), max_size=3,
        ) | ANYTHING,
        "speakers": st.lists(
            st.fixed_dictionaries(
                {}, optional={"id": ANYTHING, "name": st.text(max_size=5) | ANYTHING, "kind": ANYTHING}
            ),
            max_size=3,
        ) | ANYTHING,
    }
)  # fmt: skip
CALM = hypothesis(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def post(api: APIClient, url: str, body: Any) -> Any:
    return api.generic("POST", url, json.dumps(body), content_type="application/json")


@CALM
@given(body=DECISION | ANYTHING)
def test_no_json_whatsoever_breaks_the_server(
    body: Any, api: APIClient, article: Article, editor: User
) -> None:
    for url in (URL, "/api/v1/articles/", "/api/v1/speakers/", f"/api/v1/articles/{article.pk}/runs/"):
        assert post(api, url, body).status_code < 500


@CALM
@given(body=NEARLY, action=st.sampled_from(["add", "correct", "accept", "reject", "undo"]))
def test_no_json_that_is_nearly_a_decision_breaks_the_server(
    body: Any, action: str, api: APIClient, article: Article
) -> None:
    attribution = str(uuid4()) if action == "add" else str(article.suggestions.first().pk)  # type: ignore[union-attr]
    response = post(api, URL, asked(article, action=action, attribution=attribution, **body))
    assert response.status_code in (200, 201, 400, 404, 409)
    for row in Attribution.objects.prefetch_related("spans"):
        assert all(TEXT[s.start : s.end] == s.text for s in row.spans.all())


@CALM
@given(
    body=st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ("text", "title", "publisher", "byline", "url", "published", "language"), ANYTHING
        )
        | dict.fromkeys(("name", "kind", "aliases", "wikidata", "into"), ANYTHING),
    )
)
def test_no_json_that_is_nearly_an_article_or_speaker_breaks_the_server(body: Any, api: APIClient) -> None:
    for url in ("/api/v1/articles/", "/api/v1/speakers/"):
        assert post(api, url, body).status_code < 500
    speaker = Speaker.objects.first() or Speaker.objects.create(name="Ada")
    assert post(api, f"/api/v1/speakers/{speaker.pk}/merge/", body).status_code < 500
    patched = api.generic(
        "PATCH", f"/api/v1/speakers/{speaker.pk}/", json.dumps(body), content_type="application/json"
    )
    assert patched.status_code < 500


# --- a browser --------------------------------------------------------------------------------------------------


def test_a_signed_in_browser_decides_with_the_token_of_its_page(editor: User, article: Article) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    refused = browser.post(URL, asked(article), content_type="application/json")
    assert refused.status_code == 403
    assert codes(refused) == ["permission_denied"]
    assert not Decision.objects.exists()
    browser.get(f"/articles/{article.pk}/")
    key = browser.cookies["csrftoken"].value
    taken = browser.post(URL, asked(article), content_type="application/json", headers={"X-CSRFToken": key})
    assert taken.status_code == 201


def test_markup_in_names_and_words_comes_back_as_it_was_sent(api: APIClient) -> None:
    text = "He said <script>alert('1')</script> & left."
    created = api.post("/api/v1/articles/", {"text": text, "title": "<b>Bold</b>"})
    assert created.status_code == 201
    article = Article.objects.get()
    script = "<script>alert('1')</script>"
    start = text.index(script)
    span = {"role": "content", "start": start, "end": start + len(script), "text": script}
    response = api.post(
        URL, added(article, spans=[span], speakers=[{"name": "<img src=x onerror=alert(2)>"}])
    )
    assert response["Content-Type"] == "application/json"
    quote = response.json()["quote"]
    assert (quote["spans"][0]["text"], quote["speakers"][0]["name"]) == (
        script,
        "<img src=x onerror=alert(2)>",
    )


def test_what_one_decides_the_other_reads(api: APIClient, article: Article, editor: User) -> None:
    act(editor, article, making.quote(article), "reject")
    review = api.get(f"/api/v1/articles/{article.pk}/review/").json()
    assert [q["state"] for q in review["quotes"]] == ["rejected", "suggested", "suggested"]
    assert len(review["undo"]) == 1
    assert review["run"]["state"] == "done"


def test_a_decision_made_by_one_person_is_not_stored_in_the_name_of_another(
    api: APIClient, article: Article, editor: User
) -> None:
    """The session ended, and somebody else signed in in the same browser."""
    refused = api.post(URL, asked(article, person=editor.pk + 1))
    assert (refused.status_code, codes(refused)) == (409, ["not_you"])
    assert not Decision.objects.exists()
    assert api.post(URL, asked(article, person=editor.pk)).status_code == 201


def test_accepting_whom_somebody_else_is_by_now_answers_with_who_it_is(
    api: APIClient, article: Article
) -> None:
    Speaker.objects.create(name="Somebody Else").aliases.create(name="Ada Nkemelu")
    refused = api.post(URL, asked(article, speakers=[{"id": None, "name": "Ada Nkemelu"}]))
    assert (refused.status_code, codes(refused)) == (409, ["speaker_changed"])
    assert [s["name"] for s in refused.json()["current"]["speakers"]] == ["Somebody Else"]


def test_decisions_made_in_one_go_share_a_group(api: APIClient, article: Article, editor: User) -> None:
    group = str(uuid4())
    for quote in (making.quote(article), making.quote(article, "“Nobody is happy,”")):
        answer = api.post(URL, asked(article, attribution=str(quote), group=group))
        assert (answer.status_code, answer.json()["decision"]["group"]) == (201, group)
    found = api.get(URL, {"group": group}).json()["results"]
    assert [decision["group"] for decision in found] == [group, group]
    [entry] = api.get(f"/api/v1/articles/{article.pk}/review/").json()["undo"]
    assert entry == {
        "group": group,
        "decisions": [decision["id"] for decision in found],
        "merge": None,
        "done": False,
    }


def test_a_group_is_an_id_that_nobody_else_uses(api: APIClient, article: Article) -> None:
    other = get_user_model().objects.create_user("lou")
    theirs = act(other, article, making.quote(article), "accept", group=uuid4())
    quote = str(making.quote(article, "“Nobody is happy,”"))
    refused = api.post(URL, asked(article, attribution=quote, group=str(theirs.group)))
    assert (refused.status_code, codes(refused)) == (409, ["already_used"])
    refused = api.post(URL, asked(article, attribution=quote, group="all of them"))
    assert (refused.status_code, codes(refused)) == (400, ["invalid"])


def test_a_token_for_the_record_sees_nothing_of_what_the_machine_proposed(
    api: APIClient, article: Article, editor: User
) -> None:
    act(editor, article, making.quote(article), "reject")
    [seen] = api.get("/api/v1/attributions/?state=rejected").json()["results"]
    assert (seen["decided_by"], seen["decided_by_id"]) == (editor.display_name, editor.pk)
    assert [speaker["name"] for speaker in seen["speakers"]] == ["Ada Nkemelu"]
    exporter = program(editor, "export")
    [told] = exporter.get("/api/v1/attributions/?state=rejected").json()["results"]
    assert (told["speakers"], told["suggestion"]) == ([], None)
    assert exporter.get("/api/v1/attributions/?state=rejected&fields=kind,speakers").json()["results"] == [
        {"kind": "direct", "speakers": []}
    ]
