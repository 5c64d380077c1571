"""Articles of any length for benchmarks, made up here, so that who was quoted with which words is known."""

from __future__ import annotations

from random import Random

from articles.document import Attribution, Document, Kind, Span, Speaker

SPEAKERS = (
    "Ada Nkemelu", "Lou Marchetti", "Ines Okafor", "Zoë Ström", "Harbour Office", "Tomasz Wilk", "Priya Raman",
    "Ferry Board", "Jonah Abara", "Mei Tan", "Crew Union", "Olga Petrenko",
)  # fmt: skip
DOERS = (
    "the crews|the passengers|the pilots|the clerks|the owners|two deckhands|the night watch|the cooks".split(
        "|"
    )
)
DEEDS = (
    "kept the old boats running", "asked for a longer pause", "signed the list on the quay", "counted empty seats",
    "went home before the rain", "painted the railings green", "waited for the second bell", "sold tickets at dusk",
)  # fmt: skip
WHENS = "on Monday|after the storm|in the small hours|before the vote|last spring|for eleven days|all the same".split(
    "|"
)
VERBS = "said|explained|added|insisted|recalled|warned".split("|")


class Tale:
    """A text that grows sentence by sentence, with the quotes in it."""

    def __init__(self, seed: int = 7) -> None:
        self.chance = Random(seed)  # the same article every time
        self.text = "A long winter at the harbour"
        self.quotes: list[Attribution] = []

    def add(self, words: str) -> Span:
        start = len(self.text)
        self.text += words
        return Span(start, start + len(words), words)

    def saying(self, *, opens: bool = False) -> str:
        """Some words, with a capital where they open a sentence."""
        chance = self.chance
        words = f"{chance.choice(DOERS)} {chance.choice(DEEDS)} {chance.choice(WHENS)}"
        return words[0].upper() + words[1:] if opens else words

    def told(self, words: int) -> None:
        """Sentences that quote nobody, of about so many words."""
        done = 0
        while done < words:
            sentence = f" {self.saying(opens=True)}."
            done += len(sentence.split())
            self.add(sentence)

    def quoted(self) -> None:
        """One quote in one of five ways."""
        way = len(self.quotes) % 5
        speaker = self.chance.choice(SPEAKERS)
        kind: Kind = "direct" if way < 3 else "indirect"
        if way == 0:
            content = [self.add(f"“{self.saying(opens=True)},”")]
            self.add(" ")
            cue, _, source = self.add(self.chance.choice(VERBS)), self.add(" "), self.add(speaker)
            self.add(".")
        elif way in (1, 3):
            source, _, cue = self.add(speaker), self.add(" "), self.add(self.chance.choice(VERBS))
            self.add(" " if way == 1 else " that ")
            content = [self.add(f"“{self.saying()}.”" if way == 1 else self.saying())]
            self.add("" if way == 1 else ".")
        elif way == 2:
            first = self.add(f"“{self.saying(opens=True)},”")
            self.add(" ")
            source, _, cue = self.add(speaker), self.add(" "), self.add(self.chance.choice(VERBS))
            self.add(", ")
            content = [first, self.add(f"“and {self.saying()}.”")]
        else:
            cue, _, source = self.add("According to"), self.add(" "), self.add(speaker)
            self.add(", ")
            content = [self.add(self.saying())]
            self.add(".")
        confidence = 0.5 + self.chance.random() / 2
        self.quotes.append(
            Attribution(
                kind, tuple(content), (cue,), (source,), (Speaker(speaker),),
                confidence=round(confidence, 2), reason=f"“{cue.text}” beside the words",
            )
        )  # fmt: skip


def tale(words: int, quotes: int, seed: int = 7) -> Document:
    """An article of about so many words (5 % more at most) with so many quotes, spread evenly."""
    made = Tale(seed)
    for number in range(quotes):
        made.add("\n\n")
        made.quoted()
        made.told(round(words * (number + 1) / quotes) - len(made.text.split()))
    return Document(made.text + "\n", tuple(made.quotes), title="A long winter at the harbour", language="en")
