"""Every state the pages can be in, by name, and how to get there: for looking at them and for axe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from uuid import uuid4

from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from articles.document import Document
from articles.document import Speaker as NamedSpeaker
from articles.formats import FORMATS, Losses
from articles.models import AccessToken, Article, Delivery, Run, Speaker, User, Webhook
from articles.services.commenting import comment, flag
from articles.services.importing import import_article
from articles.services.registry import create_speaker
from articles.services.sign_in import create_token
from articles.services.webhooks import create_webhook, send_test, switch_off
from tests import making
from tests.browser.annotating import filled_in, open_article, press, saved, select, stored
from tests.pages.conftest import Newsroom

STORY = """Ferry strike ends after eleven days

The crews of the harbour ferries went back to work on Friday, eleven days after they had tied up the last boat.

“We won,” said Ada Nkemelu, who led the crews through the strike. “It took us eleven days, and nobody blinked.”

The harbour office announced that the first boats would sail at noon. Its head, Lou Marchetti, told reporters that the new rota would cost the city “a little more than we like, and a good deal less than another week of this.”

According to the crew union, two in three of its members had voted for the agreement.

“Nobody is happy,” a passenger sighed on the quay, “but we are going home 🙂.”

Zoë Ström, the mayor of Westhaven, had called the strike “a test of patience” on Monday. She now thinks that both sides “can be proud,” she wrote.

“I will believe it when I see the boat,” grumbled Tomasz Wilk, who sells tickets by the old crane.

Marchetti and Nkemelu agreed they would meet again in spring.
"""  # noqa: E501 - a paragraph is a line
QUOTES = (
    making.proposed(
        "“We won,”", "“It took us eleven days, and nobody blinked.”",
        cue="said", source="Ada Nkemelu, who led the crews through the strike", speakers=["Ada Nkemelu"],
        confidence=0.97,
    ),
    making.proposed(
        "the first boats would sail at noon",
        cue="announced", source="The harbour office", speakers=["Harbour office"], kind="indirect", confidence=0.88,
    ),
    making.proposed(
        "that the new rota would cost the city “a little more than we like, and a good deal less than another week "
        "of this.”",
        cue="told", source="Lou Marchetti", speakers=["Lou Marchetti"], kind="mixed", confidence=0.91,
    ),
    making.proposed(
        "two in three of its members had voted for the agreement",
        cue="According to", source="the crew union", speakers=["Crew union"], kind="indirect", confidence=0.83,
    ),
    making.proposed(
        "“Nobody is happy,”", "“but we are going home 🙂.”", cue="sighed", source="a passenger", confidence=0.66,
    ),
    making.proposed(
        "the strike “a test of patience”",
        cue="called", source="Zoë Ström, the mayor of Westhaven", speakers=["Zoë Ström"], kind="mixed",
        confidence=0.71,
    ),
    making.proposed(
        "“I will believe it when I see the boat,”",
        cue="grumbled", source="Tomasz Wilk, who sells tickets by the old crane", speakers=["Tomasz Wilk"],
        confidence=0.95,
    ),
    making.proposed(
        "they would meet again in spring",
        cue="agreed", source="Marchetti and Nkemelu", speakers=["Lou Marchetti", "Ada Nkemelu"], kind="indirect",
        confidence=0.52,
    ),
)  # fmt: skip


_filed = count(1)


def text_of_its_own() -> str:
    """The story with another last line each time: of two articles with one text the second would be the first."""
    return f"{STORY}\nHarbour desk, no. {next(_filed)}\n"


def story(by: User, title: str = "Ferry strike ends after eleven days") -> Article:
    """The story with its quotes suggested."""
    return making.article(
        *QUOTES,
        text=text_of_its_own(),
        by=by,
        title=title,
        publisher="Harbour Post",
        byline="Jonah Abara",
        language="en",
    )


@dataclass
class Stage:
    """A page and who is at work."""

    page: Page
    editor: User
    colleague: User

    def open(self, article: Article | None = None) -> Article:
        article = article or story(self.editor)
        open_article(self.page, article)
        return article


State = Callable[[Stage], None]
OF_THE_ARTICLE: dict[str, State] = {}


def state(act: State) -> State:
    """A state of the annotation page, by the name of its function."""
    OF_THE_ARTICLE[act.__name__.replace("_", " ")] = act
    return act


@state
def opened(stage: Stage) -> None:
    stage.open()


@state
def some_decided(stage: Stage) -> None:
    stage.open()
    press(stage.page, "a", "x", "t", "3", "a", "0", "a")
    stage.page.locator("#show-rejected").dispatch_event("click")  # a phone has no room for it
    press(stage.page, "k")
    saved(stage.page)


@state
def a_part_chosen(stage: Stage) -> None:
    stage.open()
    press(stage.page, "ArrowRight", "ArrowRight")


@state
def words_selected(stage: Stage) -> None:
    stage.open()
    select(stage.page, "went back to work on Friday")
    expect(stage.page.locator("#selection-bar")).to_be_visible()


@state
def an_edge_moving(stage: Stage) -> None:
    stage.open()
    press(stage.page, "j", "b", "ArrowLeft")


@state
def a_caret(stage: Stage) -> None:
    stage.open()
    press(stage.page, "m", "Shift+ArrowRight", "Shift+ArrowRight")


@state
def speaker_search(stage: Stage) -> None:
    create_speaker(name="Louise Abara")
    stage.open()
    press(stage.page, "/")
    stage.page.keyboard.type("Lou")
    expect(stage.page.get_by_role("option", name="Louise Abara").first).to_be_visible()


@state
def a_new_speaker(stage: Stage) -> None:
    stage.open()
    press(stage.page, "/")
    stage.page.keyboard.type("Harbour pilots")
    press(stage.page, "ArrowRight")


@state
def all_keys(stage: Stage) -> None:
    stage.open()
    press(stage.page, "?")


@state
def no_such_key(stage: Stage) -> None:
    stage.open()
    press(stage.page, "?")
    stage.page.get_by_role("searchbox").fill("nothing like it")


@state
def many_at_once(stage: Stage) -> None:
    stage.open()
    press(stage.page, "Shift+A")
    expect(stage.page.locator("#preview")).to_be_visible()


@state
def a_conflict(stage: Stage) -> None:
    article = stage.open()
    second = stored(article, stage.editor)[1]
    making.act(stage.colleague, article, second["id"], "reject")
    press(stage.page, "j", "2")
    expect(stage.page.locator(".conflict")).to_have_count(1)


@state
def a_quote_added(stage: Stage) -> None:
    stage.open()
    select(stage.page, "eleven days after they had tied up the last boat")
    press(stage.page, "q")
    saved(stage.page)


@state
def a_quote_filled_in(stage: Stage) -> None:
    stage.open()
    select(stage.page, "Ferry strike ends after eleven days")
    press(stage.page, "q")
    filled_in(stage.page)


@state
def one_speaker_only(stage: Stage) -> None:
    stage.open()
    stage.page.locator("#cast button", has_text="Zoë Ström").dispatch_event("click")


@state
def all_decided(stage: Stage) -> None:
    stage.open()
    press(stage.page, *"aaaaaaaa")
    saved(stage.page)
    expect(stage.page.locator("#progress")).to_contain_text("8 of 8")


@state
def no_quotes(stage: Stage) -> None:
    stage.open(making.article(text=text_of_its_own(), by=stage.editor, title="Nobody speaks", language="en"))


@state
def looking_for_quotes(stage: Stage) -> None:
    stage.open(import_article(text=text_of_its_own(), by=stage.editor, title="Being read").article)
    expect(stage.page.locator("#run-notice")).to_be_visible()


@state
def a_failed_run(stage: Stage) -> None:
    article = making.article(text=text_of_its_own(), by=stage.editor, title="Not read")
    Run.objects.filter(article=article).update(state=Run.State.FAILED, failure="The worker stopped, 3 times.")
    stage.open(article)


@state
def offline(stage: Stage) -> None:
    stage.open()
    stage.page.context.set_offline(True)
    try:
        press(stage.page, "a", "2", "x")
        expect(stage.page.locator("#save-state")).to_have_attribute("data-kind", "offline")
    finally:
        stage.page.context.set_offline(False)


@state
def more(stage: Stage) -> None:
    stage.open()
    stage.page.locator("[data-act=more]").dispatch_event("click")  # a wide window has no need of it
    expect(stage.page.get_by_role("dialog")).to_be_visible()


@state
def talked_about(stage: Stage) -> None:
    article = story(stage.editor)
    quote = making.offered(article)[0].pk
    comment(id=uuid4(), article_id=article.pk, attribution=quote, text="Twelve days?", by=stage.colleague)
    flag(id=uuid4(), article_id=article.pk, attribution=quote, reason="check", by=stage.editor)
    stage.open(article)
    press(stage.page, "r")
    stage.page.keyboard.type("Ask the union.")


@state
def settings_open(stage: Stage) -> None:
    stage.open()
    press(stage.page, ",")
    expect(stage.page.get_by_role("dialog", name="Settings")).to_be_visible()


@state
def the_guide_beside_it(stage: Stage) -> None:
    stage.open()
    press(stage.page, "g")
    expect(stage.page.locator("#guide")).to_be_visible()


def report_of_files(page: Page) -> None:
    """What came in of files of every sort: taken, here already, taken in part, refused; some with long names."""
    text = text_of_its_own()
    made = making.document(text, *QUOTES[:3])
    wrong = replace(made.attributions[0], speakers=(NamedSpeaker("…"),))
    quotes = tuple(replace(a, state="added") for a in (*made.attributions[:2], wrong))
    records = [
        replace(made, attributions=quotes, title="Ferry strike ends"),
        Document(text_of_its_own(), title="x" * 301),
    ]
    files = {
        "ferry.txt": text.encode(),
        "ferry-once-more.txt": text.encode(),
        "record.jsonl": b"".join(FORMATS["jsonl"].write(records, Losses())) + b"{}\n",
        f"{'a-scan-of-the-front-page-' * 5}.png": b"\x89PNG\r\n",
    }
    page.goto("/articles/new/")
    page.get_by_label("Choose one file or several").set_input_files(
        [FilePayload(name=name, mimeType="", buffer=data) for name, data in files.items()]
    )
    with page.expect_navigation():  # with its styles
        page.get_by_role("button", name="Bring in the files").click()
    expect(page.get_by_role("heading", name="What came in")).to_be_visible()


def no_file_chosen(page: Page) -> None:
    page.goto("/articles/new/")
    with page.expect_navigation():
        page.get_by_role("button", name="Bring in the files").click()
    expect(page.get_by_text("There is no file yet.")).to_be_visible()


SENT: dict[str, Callable[[Page], None]] = {"what came in": report_of_files, "no file chosen": no_file_chosen}
"""Pages that answer a form, and how it is filled in."""


def everything_in(editor: User) -> dict[str, str]:
    """A newsroom with something of everything, and the address of each page, by what it shows."""
    newsroom = Newsroom(editor)
    newsroom.article("Ferry strike ends", quotes=5, publisher="Harbour Post")
    newsroom.article("A night on the quay", quotes=9, decided=4, by="Zoë Ström", publisher="Harbour Post")
    newsroom.article("All decided", quotes=2, decided=2, byline="Lou Marchetti")
    for it in ("queued", "running", "failed", "done"):
        newsroom.article(f"Is {it}", state=it)
    speaker = create_speaker(name="Ines Okafor-Ström", aliases=["the minister"], wikidata="Q42")
    quoted = Speaker.objects.get(name="Zoë Ström")
    return {
        "articles": "/",
        "no article found": "/?q=nothing+like+it",
        "adding an article": "/articles/new/",
        "quotes": "/quotes/",
        "quotes found": "/quotes/?q=ferry+-harbour",
        "no quote found": "/quotes/?q=nothing+like+it",
        "a search refused": "/quotes/?q=-ferry",
        "speakers": "/speakers/",
        "a speaker without quotes": f"/speakers/{speaker.pk}/",
        "a speaker to merge": f"/speakers/{speaker.pk}/?same=str%C3%B6m",
        "a speaker with quotes": f"/speakers/{quoted.pk}/",
        "export": "/export/",
        "export refused": "/export/?format=xml",
        **programs_of(editor),
        "a missing page": "/nowhere/",
        "signing out": "/accounts/logout/",
        "a new password": "/accounts/password/set/",
    }


def programs_of(person: User) -> dict[str, str]:
    """Access tokens and webhooks in every state, and the addresses of their pages."""
    for name, scope, days in (
        ("Dashboard of the data desk", "export", 365),
        ("Import from the archive " * 4, "write", None),
        ("Old notebook", "read", 1),
    ):
        create_token(user=person, scope=scope, name=name, days=days)
    now = timezone.now()
    AccessToken.objects.filter(name="Old notebook").update(expiry=now - timedelta(days=2))
    AccessToken.objects.filter(scope="export").update(last_used_at=now)
    well, failing, off = (
        create_webhook(user=person, url=f"https://desk.paper.example/{path}", events=events).webhook
        for path, events in (
            ("told", []),
            ("an/address/that/does/not/end/" * 4, ["article.done"]),
            ("gone", []),
        )
    )
    Webhook.objects.filter(pk=failing.pk).update(failures=3, next_at=now + timedelta(hours=1))
    switch_off(webhook=off)
    Webhook.objects.filter(pk=off.pk).update(
        failures=1, off_because="The receiver answered 410, which says that it is gone for good."
    )
    for webhook, state, attempts, status, failure in (
        (well, "delivered", 1, 204, ""),
        (well, "delivered", 3, 200, ""),
        (well, "dropped", 2, None, "It could not be reached."),
        (failing, "delivered", 1, 200, ""),
        (failing, "waiting", 3, 503, "It answered 503."),
        (failing, "waiting", 0, None, ""),
        (off, "waiting", 1, 410, "It answered 410."),
    ):
        sent = send_test(webhook=well)
        Delivery.objects.filter(pk=sent.pk).update(
            webhook=webhook, state=state, attempts=attempts, status=status, failure=failure, changes=attempts,
            tried_at=now if attempts else None,
        )  # fmt: skip
    [first, *_] = well.deliveries.order_by("number")
    return {
        "access tokens": "/tokens/",
        "webhooks": "/webhooks/",
        "a webhook": f"/webhooks/{well.pk}/",
        "a webhook that fails": f"/webhooks/{failing.pk}/",
        "a webhook that is off": f"/webhooks/{off.pk}/",
        "no delivery of a kind": f"/webhooks/{well.pk}/?state=waiting",
        "a delivery": f"/webhooks/deliveries/{first.id}/",
    }


EMPTY = {
    "empty: tokens": "/tokens/",
    "empty: webhooks": "/webhooks/",
    "empty: articles": "/",
    "empty: quotes": "/quotes/",
    "empty: speakers": "/speakers/",
    "empty: export": "/export/",
}
SIGNED_OUT = {"sign-in": "/accounts/login/", "sign-up": "/accounts/signup/", "a used link": "/sign-in/1.x"}
