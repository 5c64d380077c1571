"""Which words report what somebody said or thinks, and what may follow each of them?

Chosen by hand for English news. What counts as a cue in a given sentence is left to `cues`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

Takes = Literal["clause", "listener", "quote", "object", "of", "infinitive"]
"""What the content of a verb looks like:

clause      "said (that) taxes will rise", or a quotation
listener    the same with somebody who is told: "told reporters (that) taxes will rise"
quote       a quotation only: "laughed"
object      a noun phrase or a quotation: "condemned the attack", "called it “a disaster”"
of          somebody, "of" or "for", and what: "accused the West of stonewalling"
infinitive  "vowed to fight on"
"""

_CLAUSE = (
    "say claim argue insist suggest note announce explain acknowledge admit concede confirm reveal "
    "maintain assert allege contend testify predict conclude estimate emphasize emphasise stress "
    "reiterate recall complain caution declare proclaim speculate hint imply affirm attest aver disclose "
    "believe think fear hope suspect reckon agree deny lament boast brag warrant add report state joke "
    "muse respond reply remark observe comment write tweet warn promise vow pledge swear opine quip "
    "recount posit theorize surmise profess clarify counter retort figure worry doubt bet guess forecast "
    "find feel"
).split()
_LISTENER = "tell assure remind inform notify advise brief convince persuade warn promise".split()
_QUOTE = (
    "ask answer continue go shout yell scream cry exclaim whisper mutter murmur chant laugh smile sigh "
    "shrug nod chuckle grin snap bark roar thunder boom fume rant gush begin read sing recite offer scoff "
    "sneer snort deadpan beam post blog email text retweet inquire wonder demand urge plead beg interject "
    "chime finish put explode intone croon bellow volunteer elaborate reflect marvel declare quote ad-lib "
    "venture enthuse rail ring crow groan moan hiss growl caption title headline exhort implore fire "
    "shoot hit push start rejoin reason"
).split()
_OBJECT = (
    "condemn denounce criticize criticise praise applaud decry deplore slam blast dismiss reject hail "
    "deride mock welcome demand rebuke assail lambast lambaste bemoan endorse dispute refute rebut "
    "question discuss describe call label dub brand characterize characterise deem cite mention oppose "
    "defend tout announce propose outline acknowledge confirm deny predict express voice reiterate stress "
    "emphasize lament recall estimate envision blame credit attack"
).split()
_OF = "accuse blame".split()
_INFINITIVE = (
    "promise vow pledge threaten refuse decline urge offer plan ask propose agree hope want swear".split()
)

_IRREGULAR = {
    "say": ("says", "said", "said", "saying"),
    "tell": ("tells", "told", "told", "telling"),
    "write": ("writes", "wrote", "written", "writing"),
    "go": ("goes", "went", "gone", "going"),
    "think": ("thinks", "thought", "thought", "thinking"),
    "feel": ("feels", "felt", "felt", "feeling"),
    "find": ("finds", "found", "found", "finding"),
    "swear": ("swears", "swore", "sworn", "swearing"),
    "begin": ("begins", "began", "begun", "beginning"),
    "read": ("reads", "read", "read", "reading"),
    "sing": ("sings", "sang", "sung", "singing"),
    "put": ("puts", "put", "put", "putting"),
    "hit": ("hits", "hit", "hit", "hitting"),
    "shoot": ("shoots", "shot", "shot", "shooting"),
    "bet": ("bets", "bet", "bet", "betting"),
    "forecast": ("forecasts", "forecast", "forecast", "forecasting"),
    "ring": ("rings", "rang", "rung", "ringing"),
    "quip": ("quips", "quipped", "quipped", "quipping"),
    "brag": ("brags", "bragged", "bragged", "bragging"),
    "admit": ("admits", "admitted", "admitted", "admitting"),
    "beg": ("begs", "begged", "begged", "begging"),
    "dub": ("dubs", "dubbed", "dubbed", "dubbing"),
    "rebut": ("rebuts", "rebutted", "rebutted", "rebutting"),
    "chat": ("chats", "chatted", "chatted", "chatting"),
    "slam": ("slams", "slammed", "slammed", "slamming"),
    "snap": ("snaps", "snapped", "snapped", "snapping"),
    "grin": ("grins", "grinned", "grinned", "grinning"),
    "nod": ("nods", "nodded", "nodded", "nodding"),
    "plan": ("plans", "planned", "planned", "planning"),
    "chant": ("chants", "chanted", "chanted", "chanting"),
}

Inflection = Literal["base", "third", "past", "ing"]


@dataclass(frozen=True, slots=True)
class Verb:
    """One form of one verb of the lexicon."""

    lemma: str
    inflection: Inflection
    takes: frozenset[Takes]


# Forms that are nouns more often than verbs: only a subject straight before them makes them cues.
NOUN_LIKE = frozenset(
    "claims reports notes comments states plans demands promises hopes fears remarks warnings estimates "
    "calls posts tweets texts emails blogs questions attacks offers answers starts finds feels doubts "
    "bets reasons rings puts claim report note comment state plan demand promise hope fear remark "
    "estimate call post tweet text email blog question attack offer answer start find feel doubt bet "
    "reason ring put cry laugh smile sigh shrug reply replies quote quotes read brief advise forecast "
    "forecasts guess vow vows pledge pledges hint hints urge laughs smiles saying writing finding "
    "reporting feeling beginning reading meaning offering".split()
)

# Verbs that stand for speech beside a quotation only when nothing better does.
PARTICLES = {
    "point": "out",
    "call": "for on out",
    "push": "back",
    "fire": "back",
    "shoot": "back",
    "hit": "back",
    "chime": "in",
    "ring": "out",
    "go": "on",
    "lash": "out",
    "speak": "out",
}

AUXILIARIES = frozenset(
    "has have had having is are was were be been being will would can could may might shall should must "
    "do does did 's 've 'd 'll 'm 're hasn't haven't hadn't isn't aren't wasn't weren't won't wouldn't "
    "can't couldn't didn't doesn't don't shouldn't not never ever i'll i'd i've he'd she'd they'd they've "
    "we've we'd you've you'd he'll she'll".split()
)
NEGATIONS = frozenset(
    "not never hasn't haven't hadn't won't wouldn't can't couldn't didn't doesn't don't".split()
)
ADVERBS = frozenset(
    "also later then once again still now just only even often always earlier sometimes since first long "
    "both all further soon too instead simply previously repeatedly recently reportedly finally publicly "
    "initially".split()
)
ACCORDING = frozenset({"according"})


def _forms(lemma: str) -> tuple[str, str, str, str]:
    """Third person, past, past participle and -ing form of a verb."""
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    if lemma.endswith("e"):
        return lemma + "s", lemma + "d", lemma + "d", lemma[:-1] + "ing"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma[:-1] + "ied", lemma + "ing"
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
    return third, lemma + "ed", lemma + "ed", lemma + "ing"


@cache
def verbs() -> dict[str, Verb]:
    """Every form of every verb of the lexicon, by its lower-case spelling."""
    kinds: dict[str, set[Takes]] = {}
    groups: tuple[tuple[Takes, list[str]], ...] = (
        ("clause", _CLAUSE),
        ("listener", _LISTENER),
        ("quote", _QUOTE),
        ("object", _OBJECT),
        ("of", _OF),
        ("infinitive", _INFINITIVE),
    )
    for takes, lemmas in groups:
        for lemma in lemmas:
            kinds.setdefault(lemma, set()).add(takes)
    kinds["point"] = {"clause"}
    found: dict[str, Verb] = {}
    for lemma, allowed in kinds.items():
        third, past, participle, ing = _forms(lemma)
        pairs: tuple[tuple[str, Inflection], ...] = (
            (lemma, "base"),
            (third, "third"),
            (ing, "ing"),
            (participle, "past"),
            (past, "past"),
        )
        for form, inflection in pairs:
            found[form] = Verb(lemma, inflection, frozenset(allowed))
    return found
