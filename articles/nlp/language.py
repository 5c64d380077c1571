"""Is the text English? Counts words that no sentence of a language does without, and looks at the script."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_COMMON = {
    "en": "the of and to in is that was for it with as on he be at by this are from have not but had which they his "
    "she said says an or who will would has been their it's i you we a me my your if so do no can said",
    "de": "der die und das ist nicht ein eine zu den mit von auf für dem im sich des auch als es wird nach "
    "sind wir ich sie er war hat haben sagte dass diese dieser bei oder aber wenn noch nur mehr kann "
    "um",
    "fr": "le la les des est et un une dans que pour qui sur pas par au avec ce il elle du sont été aux plus "
    "nous vous ils à a dit de en mais où ont être cette ces ne je tu y leur comme si se sa son nos",
    "es": "el los las del que y en un una por con para es se no su al lo como más pero fue ha sus este de a "
    "dijo muy está son hay sin sobre todo ya o nos",
    "it": "il che di e la un una per non con del è sono da si della nel alla ha più anche come gli dei ma i "
    "lo le ho hanno ci noi questo questa detto o",
    "pt": "o os as do da que e em um uma para com não por mais dos no na se foi ao é das pelo são a disse "
    "nós isso está muito ou sem já",
    "nl": "de het een en van is dat niet op te in zijn met voor die er aan om ook maar hij was door naar ik "
    "we ze zei wij dit deze als bij of wordt geen dan nog",
    "sv": "och att det som en är på för av med den till inte om ett har de jag var från han men vi sade "
    "säger detta denna kan ska så eller hade",
    "da": "og at det som en er på for af med den til ikke om et har de jeg var fra han men vi sagde siger "
    "dette denne kan skal så eller havde",
    "pl": "i w na nie się z do to że jest jak po co tak ale przez od dla był tym jego oraz powiedział "
    "powiedziała są być nas będzie",
}
_SCRIPTS = {
    "CYRILLIC": "ru",
    "GREEK": "el",
    "ARABIC": "ar",
    "HEBREW": "he",
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "DEVANAGARI": "hi",
    "THAI": "th",
}
SAMPLE = 4000
"""Words that the language of an article is judged by."""
LONG_SAMPLE = 25
"""Words that no text of a known language does without its common ones for."""
_SETS = {language: frozenset(words.split()) for language, words in _COMMON.items()}


def recognise(text: str) -> str:
    """The ISO 639-1 code of the language of `text`, "und" where it is in none known here.

    A short text without any common word counts as English, the language
    the rules are written for.
    """
    sample = text.lower()
    letters = [character for character in sample[:4000] if character.isalpha()]
    foreign = [character for character in letters if ord(character) > 0x24F]
    if letters and len(foreign) > len(letters) / 2:
        scripts = Counter(unicodedata.name(character, "").split(" ")[0] for character in foreign)
        return _SCRIPTS.get(scripts.most_common(1)[0][0], "und")
    words = re.findall(r"[^\W\d_]{1,30}", sample)
    counts = {language: sum(word in common for word in words) for language, common in _SETS.items()}
    best = max(counts, key=lambda language: counts[language])
    if len(words) >= LONG_SAMPLE and counts[best] < 0.05 * len(words):
        return "und"
    # Two common words are enough where not one is English.
    if counts["en"] >= counts[best] or counts[best] < (3 if counts["en"] else 2):
        return "en"
    if counts[best] < 0.1 * len(words) or counts[best] < 1.5 * counts["en"]:
        return "en" if counts["en"] * 20 >= len(words) else "und"
    return best
