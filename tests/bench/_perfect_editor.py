"""An editor who knows what every quote should come to, and gets there in the real page by the fewest presses she knows.

A press is a key pressed (with Shift, Ctrl or Alt held or not) or the mouse button pressed, let go on the spot (a click)
or elsewhere (a drag). Scrolling presses nothing. Every press is counted under what it was for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from articles.document import ROLES
from tests.bench._gold import Quote, Range, joined, name_key

KNOWLEDGE = Path(__file__).with_name("perfect_editor.js").read_text(encoding="utf-8")
LETTERS = {"content": "c", "cue": "v", "source": "s"}
Spans = dict[str, tuple[Range, ...]]


MANY = 3
"""So many right ones are accepted at once."""
LOOK_MS = 1100
"""How long she looks at what is in view, which presses nothing."""
ORDER = ("edge", "mark", "remove", "kind", "speaker")
"""What is put right first: kind and speaker may follow by themselves."""
MOST_REPAIRS = 20


class Stuck(Exception):
    """There is no way to do this by hand that the editor knows of."""


@dataclass
class Effort:
    """What an article took: presses by what they were for and with what, and of each of the gold quotes."""

    presses: Counter[tuple[str, str]] = field(default_factory=Counter)
    of_quote: list[float] = field(default_factory=list)
    stuck: int = 0

    @property
    def total(self) -> int:
        return sum(self.presses.values())


@dataclass(frozen=True)
class Repair:
    """One thing to do to the focused quote: `what` is edge, mark, remove, kind or speaker."""

    what: str
    cost: int
    role: str = ""
    was: Range = (0, 0)
    will: Range = (0, 0)

    def pushes(self, spans: Spans) -> bool:
        """Does it run into a part of another role, which then gives way?"""
        others = (span for role in ROLES if role != self.role for span in spans[role])
        return any(overlaps(self.will, one) for one in others)


def overlaps(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def spans_of(quote: dict[str, Any], text: str) -> Spans:
    return {
        role: joined(text, ((s["start"], s["end"]) for s in quote["spans"] if s["role"] == role))
        for role in ROLES
    }


def same_speakers(names: Iterable[str], gold: tuple[str, ...] | None) -> bool:
    return gold is None or {name_key(name) for name in names} == {name_key(name) for name in gold}


def repairs(spans: Spans, kind: str, names: Iterable[str], gold: Quote) -> list[Repair]:
    """What leads from a quote to the gold."""
    found: list[Repair] = []
    for role in ROLES:
        have, want = list(spans[role]), gold.spans[role]
        missing = [one for one in want if one not in have]
        for will in missing:
            for was in have:
                one_edge = was not in want and (was[0] == will[0]) != (was[1] == will[1])
                alone = not any(overlaps(one, will) for one in have if one != was)
                if one_edge and alone:
                    found.append(Repair("edge", 1, role, was, will))
                    have[have.index(was)] = will
                    break
            else:
                found.append(Repair("mark", 2, role, (0, 0), will))
                have = [one for one in have if role != "cue" and not overlaps(one, will)] + [will]
        found += [Repair("remove", 1, role, was) for was in have if was not in want]
    if kind != gold.kind:
        found.append(Repair("kind", 1))
    if not same_speakers(names, gold.speakers):
        found.append(Repair("speaker", max(1, len(gold.speakers or ()))))
    return sorted(found, key=lambda it: (not it.pushes(spans), ORDER.index(it.what)))


def new_quote(gold: Quote) -> int:
    """About what a quote nobody suggested takes."""
    return 2 * len(gold.spans["content"]) + 1


class PerfectEditor:
    """At one page, for one article after the other."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.effort = Effort()
        self.now: int | None = None
        """The gold quote worked on, whose presses these are."""

    # Presses

    def count(self, what: str, how: str) -> None:
        self.effort.presses[what, how] += 1
        if self.now is not None:
            self.effort.of_quote[self.now] += 1

    def key(self, key: str, what: str) -> None:
        self.page.keyboard.press(key)
        self.count(what, "key")

    def click(self, target: Locator, what: str) -> None:
        target.click()
        self.count(what, "click")

    def drag(self, plan: dict[str, Any], what: str) -> None:
        mouse = self.page.mouse
        if plan["raw"]:
            self.page.keyboard.down("Alt")
        mouse.move(*plan["from"])
        mouse.down()
        mouse.move(*plan["to"], steps=4)
        mouse.up()
        if plan["raw"]:
            self.page.keyboard.up("Alt")
        self.count(what, "drag")

    # Looking

    def ask(self, question: str, *details: Any) -> Any:
        return self.page.evaluate(f"details => perfectEditor.{question}(...details)", list(details))

    def open_card(self) -> str | None:
        card = self.page.locator(".quote-card.open")
        return card.get_attribute("data-id") if card.count() else None

    # An article

    def turn(self, text: str, suggested: list[dict[str, Any]], gold: tuple[Quote, ...]) -> Effort:
        """Turn the suggestions of the open article into its gold quotes; the presses that took."""
        self.page.evaluate(KNOWLEDGE)
        self.page.wait_for_function("!(window.perfectEditor instanceof Promise)")
        self.text = text
        self.effort = Effort(of_quote=[0.0] * len(gold))
        self.gold = gold
        self.quotes = {quote["id"]: quote for quote in suggested}
        self.meant = self.pair(suggested)
        self.left = [quote["id"] for quote in suggested]
        if sum(self.needs(it) == [] for it in self.left) >= MANY:
            self.read_through()
        while self.left:
            self.step()
        for number in sorted(set(range(len(gold))) - set(self.meant.values())):
            self.now = number
            self.attempt(self.add, gold[number])
        self.now = None
        return self.effort

    def pair(self, suggested: list[dict[str, Any]]) -> dict[str, int]:
        """Which suggestion becomes which gold quote: where that is cheaper than to reject the one and add the other."""
        offers = []
        for quote in suggested:
            spans = spans_of(quote, self.text)
            for number, gold in enumerate(self.gold):
                if any(overlaps(a, b) for a in spans["content"] for b in gold.spans["content"]):
                    cost = sum(r.cost for r in repairs(spans, quote["kind"], self.names(quote), gold))
                    offers.append((cost - new_quote(gold) - 1, cost, quote["id"], number))
        meant: dict[str, int] = {}
        for gain, _, name, number in sorted(offers):
            if gain < 0 and name not in meant and number not in meant.values():
                meant[name] = number
        return meant

    def names(self, quote: dict[str, Any]) -> list[str]:
        return [speaker["name"] for speaker in quote["speakers"]]

    def needs(self, name: str) -> list[Repair] | None:
        """What a suggestion needs to be right; None where it is no quote at all."""
        if name not in self.meant:
            return None
        quote, gold = self.quotes[name], self.gold[self.meant[name]]
        return repairs(spans_of(quote, self.text), quote["kind"], self.names(quote), gold)

    def step(self) -> None:
        """Decide what is focused."""
        name = self.open_card()
        if name is None or name not in self.left:
            self.key("n", "going on")
            name = self.open_card()
        self.decide(str(name))

    def decide(self, name: str) -> None:
        """Decide the focused suggestion."""
        needed = self.needs(name)
        self.left.remove(name)
        self.now = self.meant.get(name)
        if needed is None:
            self.key("x", "rejecting")
        elif not needed:
            self.key("a", "accepting")
        else:
            self.attempt(self.correct, name)
        self.now = None

    def read_through(self) -> None:
        """Read the article and put right what is wrong, then accept what was seen and reject what is none, at once."""
        for name in [it for it in self.left if self.needs(it)]:
            self.decide(name)
        place: float | None = 0
        while place is not None:
            place = self.ask("scrollTo", place)
            self.page.wait_for_timeout(LOOK_MS)
        self.accept_seen()

    def turn_to(self, name: str) -> None:
        """Focus this suggestion."""
        if self.open_card() != name:
            self.click(self.page.locator(f'.quote-card[data-id="{name}"] .face'), "going on")

    def accept_seen(self) -> None:
        """Accept what is listed as seen, and reject what is no quote."""
        self.key("Shift+A", "accepting")
        panel = self.page.locator("#preview")
        panel.wait_for()
        listed: list[str] = panel.locator("li").evaluate_all("rows => rows.map((row) => row.dataset.id)")
        wrong = [it for it in listed if self.needs(it) is None]
        for it in wrong:
            self.click(panel.locator(f'li[data-id="{it}"] .reject'), "rejecting")
        if wrong:
            self.click(panel.locator(".primary"), "accepting")  # Enter would turn the last one again
        else:
            self.key("Enter", "accepting")
        panel.wait_for(state="hidden")
        self.left = [it for it in self.left if it not in listed]
        right = [it for it in listed if it not in wrong]
        for it in right:
            self.effort.of_quote[self.meant[it]] += 2 / len(right)

    def attempt(self, way: Any, *details: Any) -> None:
        """Where there is no way to get it right by hand it is left as it is, which the comparison will tell."""
        try:
            way(*details)
        except Stuck:
            self.effort.stuck += 1

    # Correcting

    def correct(self, name: str) -> None:
        """One thing after the other, looking each time what came of it: who said it follows a source."""
        gold = self.gold[self.now] if self.now is not None else None
        assert gold is not None
        for _ in range(MOST_REPAIRS):
            quote = self.as_it_stands(name)
            spans = spans_of(quote, self.text)
            needed = repairs(spans, quote["kind"], self.names(quote), gold)
            if not needed:
                return
            repair = needed[0]
            if repair.what == "edge":
                self.move_edge(name, spans, repair)
                continue
            self.turn_to(name)
            if repair.what == "mark":
                self.mark(repair.role, repair.will)
            elif repair.what == "remove":
                self.remove_part(spans, repair)
            elif repair.what == "kind":
                self.set_kind(gold.kind)
            else:
                self.name_speakers(gold.speakers or ())
        raise Stuck

    def as_it_stands(self, name: str) -> dict[str, Any]:
        """A quote as the server has it, once it has everything and nothing is about to be filled in."""
        self.page.locator("#text:not([data-awaited])").wait_for()
        self.page.locator("#save-state[data-kind=saved]").wait_for()
        decided = self.page.request.get(
            f"/api/v1/attributions/{name}/?state=rejected&state=added&state=corrected&state=accepted"
        )
        return decided.json() if decided.ok else self.quotes[name]

    def part_of(self, spans: Spans, role: str, span: Range) -> int:
        """Which of the quote's parts it is, as the page counts them."""
        parts = sorted((*one, str(of)) for of in ROLES for one in spans[of])
        return parts.index((*span, role))

    def move_edge(self, name: str, spans: Spans, repair: Repair) -> None:
        """By its grip, which a mouse finds at the edges of any quote."""
        edge = "start" if repair.was[0] != repair.will[0] else "end"
        was, point = ((span[0] if edge == "start" else span[1]) for span in (repair.was, repair.will))
        part = self.part_of(spans, repair.role, repair.was)
        if self.open_card() != name:
            self.page.mouse.move(*self.ask("nearEdge", was, edge))
            self.page.wait_for_timeout(100)
            if not self.ask("hasGrip", name, part, edge):
                self.turn_to(name)
        plan = self.ask("grip", name, part, edge, point)
        if plan is None:
            self.turn_to(name)
            self.mark(repair.role, repair.will)
        else:
            self.drag(plan, f"edge of the {repair.role}")

    def select(self, span: Range, what: str) -> None:
        """Select these words by the mouse, or stand in the word."""
        focused = self.open_card()
        at = self.ask("click", *span)
        if at is not None:
            self.page.mouse.click(*at)
            if self.open_card() == focused:
                self.count(what, "click")
                return
            # Another quote lies there: she would not have clicked.
            self.page.locator(f'.quote-card[data-id="{focused}"] .face').click()
        plan = self.ask("drag", *span)
        if plan is None:
            raise Stuck
        self.drag(plan, what)
        self.page.wait_for_function(
            "span => { const s = perfectEditor.selected(); return s && s.start === span[0] && s.end === span[1]; }",
            arg=span,
        )

    def mark(self, role: str, span: Range) -> None:
        what = f"words of the {role}"
        self.select(span, what)
        self.key(LETTERS[role], what)

    def remove_part(self, spans: Spans, repair: Repair) -> None:
        part = self.part_of(spans, repair.role, repair.was)
        row = self.page.locator(".quote-card.open .part").nth(part)
        self.click(row.locator(".remove"), f"words of the {repair.role}")

    def set_kind(self, kind: str) -> None:
        button = self.page.locator(".quote-card.open .kinds").get_by_role(
            "button", name=kind.capitalize(), exact=True
        )
        if button.get_attribute("aria-pressed") != "true":
            self.click(button, "kind")

    # Who said it

    def name_speakers(self, names: tuple[str, ...]) -> None:
        if not names:
            return self.key("0", "speaker")
        cast = [it.strip() for it in self.page.locator("#cast li .name").all_inner_texts()][:-1]
        keys = [name_key(it) for it in cast]
        for number, name in enumerate(names):
            place = keys.index(name_key(name)) if name_key(name) in keys else -1
            if number == 0 and 0 <= place < 9:
                self.key(str(place + 1), "speaker")
            else:
                self.key("+" if number else "/", "speaker")
                self.find(name)
        return None

    def find(self, name: str) -> None:
        """Type until the name comes first or second; a name that stands nowhere is typed out."""
        wanted = name_key(name)
        for letter in name:
            if wanted in self.offered()[:2]:
                break
            self.key(letter, "speaker")
        for _ in range(self.offered().index(wanted)):
            self.key("ArrowDown", "speaker")
        self.key("Enter", "speaker")

    def offered(self) -> list[str]:
        """The names that the search offers now, the one it would take first."""
        rows = self.page.locator("#speaker-choices li")
        return [name_key(it) for it in rows.evaluate_all("rows => rows.map((row) => row.dataset.name)")]

    # Adding

    def add(self, gold: Quote) -> None:
        """A quote nobody suggested."""
        first = gold.spans["content"][0]
        before = self.open_card()
        plan = self.ask("drag", *first)
        if plan is None:
            raise Stuck
        self.drag(plan, "a missed quote")
        self.page.wait_for_function("span => perfectEditor.selected()?.end === span[1]", arg=first)
        self.key("q", "a missed quote")
        if self.open_card() == before:
            raise Stuck
        added = self.open_card()
        counted = self.effort.presses.copy()
        self.correct(str(added))
        # All that went into it is the missed quote's.
        for (what, how), presses in (self.effort.presses - counted).items():
            self.effort.presses[what, how] -= presses
            self.effort.presses["a missed quote", how] += presses
