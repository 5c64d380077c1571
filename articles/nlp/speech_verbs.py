"""Which words are forms of verbs of speech and thought? Chosen by hand for English news."""

from __future__ import annotations

_LEMMAS = (
    "accuse acknowledge ad-lib add admit advise affirm agree allege announce answer applaud argue ask "
    "assail assert assure attack attest aver bark beam beg begin believe bellow bemoan bet blame blast "
    "blog boast boom brag brand brief call caption caution chant characterise characterize chime chuckle "
    "cite claim clarify comment complain concede conclude condemn confirm contend continue convince "
    "counter credit criticise criticize croon crow cry deadpan declare decline decry deem defend demand "
    "denounce deny deplore deride describe disclose discuss dismiss dispute doubt dub elaborate email "
    "emphasise emphasize endorse enthuse envision estimate exclaim exhort explain explode express fear "
    "feel figure find finish fire forecast fume go grin groan growl guess gush hail headline hint hiss "
    "hit hope implore imply inform inquire insist interject intone joke label lambast lambaste lament "
    "laugh maintain marvel mention moan mock murmur muse mutter nod note notify observe offer opine "
    "oppose outline persuade plan plead pledge point posit post praise predict proclaim profess promise "
    "propose push put question quip quote rail rant read reason rebuke rebut recall recite reckon "
    "recount reflect refuse refute reiterate reject rejoin remark remind reply report respond retort "
    "retweet reveal ring roar say scoff scream shoot shout shrug sigh sing slam smile snap sneer snort "
    "speculate start state stress suggest surmise suspect swear tell testify text theorize think "
    "threaten thunder title tout tweet urge venture voice volunteer vow want warn warrant welcome "
    "whisper wonder worry write yell"
).split()
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


FORMS = frozenset(form for lemma in _LEMMAS for form in (lemma, *_forms(lemma)))
"""Every form of every verb, in lower case."""
