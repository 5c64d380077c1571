"""Who is in the article: people and bodies, with all the names they go by.

Collects names from capital letters and decides by titles, first names and lists which are people; knows a person's
gender and roles where the text gives them away. Which of them a source means is left to `speakers`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from articles.document import SpeakerKind
from articles.nlp.cues import is_adverb
from articles.nlp.reading import Range, Reading
from articles.nlp.word_lists import (
    CONJUNCTIONS,
    DEMONYMS,
    DETERMINERS,
    FEMALE_NAMES,
    FEMALE_NOUNS,
    FINITE_VERBS,
    GROUP_NOUNS,
    INTRODUCTIONS,
    MALE_NAMES,
    MALE_NOUNS,
    MONTHS,
    ORGANIZATION_NOUNS,
    PERSON_NOUNS,
    PLACES,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TITLES,
    WEEKDAYS,
)

_PARTICLES = frozenset("al el bin ibn van von der den de del della di da dos du la le ben abu ter".split())
_NOT_NAMES = (
    (INTRODUCTIONS - {"mark", "will"})
    | DETERMINERS
    | CONJUNCTIONS
    | PREPOSITIONS
    | SUBORDINATORS
    | WEEKDAYS
    | MONTHS
    | SUBJECT_PRONOUNS
    | (FINITE_VERBS - {"will"})
    | frozenset("his her its their our my your yes well please not i'm i".split())
) - {"may", "june", "april", "august"}
_ROLES = {
    "sen.": "senator",
    "rep.": "representative",
    "gov.": "governor",
    "gen.": "general",
    "prof.": "professor",
}
NAMESAKES = 30
_MARKS = frozenset('"“”')
_PLACE_WORDS = frozenset(
    "new north south west east san los las united st. fort mount lake great saint central northern southern western "
    "eastern upper lower city county street avenue".split()
)
_HONORIFICS = frozenset("mr mr. mrs mrs. ms ms. miss dr dr. sir dame lord lady".split())
_PERSON_TITLES = (
    (TITLES & PERSON_NOUNS)
    | _HONORIFICS
    | frozenset(
        "sen sen. rep rep. gov gov. gen gen. col col. capt capt. lt lt. sgt sgt. maj maj. prof prof. rev rev. justice "
        "sergeant colonel major officer".split()
    )
)


@dataclass(eq=False)
class Member:
    """Somebody, or some body, of the article's cast."""

    name: str
    kind: SpeakerKind
    gender: str = ""
    roles: set[str] = field(default_factory=set)
    names: Counter[str] = field(default_factory=Counter)
    votes: Counter[str] = field(default_factory=Counter)
    places: list[int] = field(default_factory=list)
    """The first words of its mentions by full name, in order."""

    @property
    def sure(self) -> bool:
        """Whether this is a person beyond doubt: by a title, a first name, a role, or a pronoun that means them."""
        first = self.name.split()[0].casefold()
        return bool(self.gender or self.roles or self.votes or first in MALE_NAMES | FEMALE_NAMES)

    @property
    def sex(self) -> str:
        """ "male", "female" or "" where nothing in the text tells."""
        if self.gender:
            return self.gender
        if self.roles & (FEMALE_NOUNS | MALE_NOUNS):
            return "female" if self.roles & FEMALE_NOUNS else "male"
        (best, count), *rest = self.votes.most_common(2) or [("", 0)]
        return best if count > (rest[0][1] if rest else 0) else ""


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the text: its words without titles, and what the titles and the words around it say."""

    range: Range
    words: tuple[str, ...]
    titles: tuple[str, ...]
    definite: bool
    nickname: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.words)


class Cast:
    """The people and bodies of one article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.members: list[Member] = []
        self.by_last: dict[str, list[Member]] = {}
        self.by_first: dict[str, list[Member]] = {}
        self.by_name: dict[str, Member] = {}
        self.mentions: list[tuple[Range, Member]] = []
        names = _names(reading)
        people = [named for named in names if _full_person(named)]
        self._add_people(sorted(people, key=lambda named: not named.nickname))
        for named in names:
            member = self.member(named)
            if member is not None:
                self._remember(member, named)
                self.mentions.append((named.range, member))

    def _add_people(self, names: list[Named]) -> None:
        for named in names:
            key = named.text.casefold()
            if key in self.by_name:
                continue
            last = _last(named.words)
            first = named.words[0].casefold()
            same = [
                it
                for it in self.by_last.get(last, [])
                if _compatible(it.name.casefold().split(), key.split())
            ]
            if same:
                self.by_name[key] = same[0]
                if len(named.text) > len(same[0].name) and len(named.words) <= 4:
                    same[0].name = named.text
                continue
            member = Member(_display(named.words), "person")
            self.members.append(member)
            self.by_name[key] = member
            self._list(self.by_last, last, member)
            self._list(self.by_first, first, member)
            if named.nickname:
                self.by_name[f"{named.nickname} {last}".casefold()] = member

    def _remember(self, member: Member, named: Named) -> None:
        words = self.reading.words
        member.names[named.text] += 1
        if len(named.words) > 1:
            member.places.append(named.range[0])
        if member.kind != "person":
            return
        member.roles.update(named.titles)
        member.gender = member.gender or _gender(named)
        member.roles.update(_roles_before(words.lowers, named.range[0]))
        member.roles.update(_roles_after(words.lowers, named.range[1]))

    def member(self, named: Named) -> Member | None:
        """The member of the cast a name means, made on the spot for a body or a lone surname."""
        key = named.text.casefold()
        if key in self.by_name:
            return self.by_name[key]
        last = _last(named.words)
        people = self.by_last.get(last, [])
        if len(named.words) > 1 and not named.titles and not (set(key.split()) & ORGANIZATION_NOUNS):
            people = [it for it in people if _compatible(it.name.casefold().split(), key.split())]
        elif len(named.words) > 1:
            people = []
        if people and not (named.definite and len(named.words) > 1):
            return self._choose(people, named)
        if len(named.words) == 1 and key in self.by_first:
            return self._choose(self.by_first[key], named)
        if (named.titles and _HONORIFICS & set(named.titles)) or (
            len(named.words) == 1 and _lone_person(named)
        ):
            member = Member(_display(named.words), "person")
            self._list(self.by_last, last, member)
        else:
            member = Member(named.text, "organization")
        self.members.append(member)
        self.by_name[key] = member
        return member

    @staticmethod
    def _list(index: dict[str, list[Member]], key: str, member: Member) -> None:
        # More namesakes than this are a list of names, not a cast, and would cost time with every mention.
        if len(index.setdefault(key, [])) < NAMESAKES:
            index[key].append(member)

    @cached_property
    def by_role(self) -> dict[str, list[Member]]:
        """The people known by a role, such as "senator", in order of their first mention."""
        index: dict[str, list[Member]] = {}
        for member in self.members:
            for role in sorted(member.roles) if member.kind == "person" else ():
                self._list(index, _ROLES.get(role, role), member)
        return index

    @cached_property
    def _short_names(self) -> dict[str, str]:
        longest: dict[str, str] = {}
        for member in self.members:
            if member.kind != "organization" or " " not in member.name:
                continue
            initials = "".join(word[0] for word in member.name.split() if word[0].isupper())
            for short in (member.name.split()[-1], initials):
                longest[short] = max(longest.get(short, ""), member.name, key=len)
        return longest

    def fullest(self, name: str) -> str:
        """The longest name of a body in the article that the one word `name` is short for: "Times", "IMF"."""
        return self._short_names.get(name, name)

    def _choose(self, people: list[Member], named: Named) -> Member:
        """Of people who share a surname: the gender the title gives, then who was last named in full near by."""
        if len(people) == 1:
            return people[0]
        sex = _gender(named)
        fitting = [it for it in people if not sex or it.sex in (sex, "")] or people
        paragraph = self.reading.words.paragraph_of(named.range[0])
        start = self.reading.words.paragraphs[max(0, paragraph - 1)][0]
        near = [it for it in fitting if any(start <= place < named.range[0] for place in it.places[-1:])]
        if near and not sex:
            return max(near, key=lambda it: it.places[-1])
        return max(fitting, key=lambda it: sum(it.names.values()))


def _compatible(one: list[str], other: list[str]) -> bool:
    """Whether two full names can be one person's: Paul D. Ryan and Paul Ryan, not John and Sarah Ryan."""
    if len(one) == 1 or len(other) == 1 or one[-len(other) :] == other or other[-len(one) :] == one:
        return True
    if one[-1] != other[-1] and one[0] == other[0] and len(one) != len(other):
        return set(one) <= set(other) or set(other) <= set(one)
    first, second = one[0].rstrip("."), other[0].rstrip(".")
    return (
        first == second
        or (len(first) == 1 and second.startswith(first))
        or (len(second) == 1 and first.startswith(second))
    )


def _last(words: tuple[str, ...]) -> str:
    last = [word for word in words if word.casefold() not in ("jr.", "jr", "sr.", "sr", "ii", "iii", "iv")]
    return (last or words)[-1].casefold()


def _display(words: tuple[str, ...]) -> str:
    return " ".join(words)


def _gender(named: Named) -> str:
    words = set(named.titles)
    if words & FEMALE_NOUNS:
        return "female"
    if words & MALE_NOUNS:
        return "male"
    first = named.words[0].casefold()
    if len(named.words) > 1:
        if first in FEMALE_NAMES and first not in MALE_NAMES:
            return "female"
        if first in MALE_NAMES and first not in FEMALE_NAMES:
            return "male"
    return ""


def _full_person(named: Named) -> bool:
    lowers = [word.casefold() for word in named.words]
    if len(lowers) < 2 or len(lowers) > 6 or (named.definite and not named.titles):
        return False
    if set(lowers) & (ORGANIZATION_NOUNS - {"post"}) or lowers[0] in _PLACE_WORDS:
        return False
    if lowers[0] in DEMONYMS | PLACES or any(word.isupper() and len(word) > 3 for word in named.words[:-1]):
        return False
    if set(named.titles) & _PERSON_TITLES or lowers[0] in FEMALE_NAMES | MALE_NAMES:
        return True
    if lowers[-1] in PLACES:
        return False
    return (
        len(lowers) <= 3
        and all(word[0].isalpha() for word in lowers)
        and lowers[-1] not in TITLES | PERSON_NOUNS
    )


def _lone_person(named: Named) -> bool:
    word = named.words[0]
    lower = word.casefold()
    if set(named.titles) & _PERSON_TITLES:
        return True
    known = (
        lower in ORGANIZATION_NOUNS
        or lower in PLACES
        or lower in DEMONYMS
        or (word.isupper() and len(word) <= 5)
    )
    known = known or lower in GROUP_NOUNS
    return not (known or named.definite or word[0] in "@#" or lower.endswith(("s'", "ans")))


def _roles_before(lowers: list[str], first: int) -> set[str]:
    found = set()
    for k in range(first - 1, max(-1, first - 4), -1):
        if lowers[k] in PERSON_NOUNS:
            found.add(lowers[k])
        elif not lowers[k].isalpha() or lowers[k] in DETERMINERS | PREPOSITIONS | FINITE_VERBS:
            break
    return found


def _roles_after(lowers: list[str], last: int) -> set[str]:
    if last >= len(lowers) or lowers[last] != ",":
        return set()
    found = set()
    for k in range(last + 1, min(len(lowers), last + 10)):
        if lowers[k] in (",", ".", "who", "and", "of", "for") or lowers[k] in FINITE_VERBS:
            break
        if lowers[k] in PERSON_NOUNS:
            found.add(lowers[k])
    return found


def _names(reading: Reading) -> list[Named]:
    """All names in text order. A headline in capitals gives none."""
    words = reading.words
    found: list[Named] = []
    for number, (first, last) in enumerate(words.paragraphs):
        capitals = sum(words.forms[k][0].isupper() for k in range(first, last) if words.forms[k][0].isalpha())
        letters = sum(words.forms[k][0].isalpha() for k in range(first, last))
        if number < 3 and letters > 4 and capitals > 0.6 * letters:
            continue
        found.extend(names_between(reading, first, last))
    return found


def names_between(reading: Reading, first: int, last: int) -> list[Named]:
    """The names among the words from `first` up to `last`, in order."""
    words = reading.words
    found: list[Named] = []
    k = first
    while k < last:
        if _starts_name(words.forms[k], words.lowers[k]):
            end = _name_end(words.forms, words.lowers, k, last)
            named = _name_in(reading, k, end)
            if named:
                found.append(named)
            k = end
        else:
            k += 1
    return found


def _starts_name(form: str, lower: str) -> bool:
    return (form[0].isupper() and lower not in _NOT_NAMES and not is_adverb(lower)) or (
        form[0].islower()
        and "-" in form
        and form.split("-", 1)[0] in _PARTICLES
        and form.split("-", 1)[1][:1].isupper()
    )


def _name_end(forms: list[str], lowers: list[str], first: int, last: int) -> int:
    k = first + 1
    while k < last and k - first < 12:
        if _starts_name(forms[k], lowers[k]):
            k += 1
        elif (
            lowers[k] in _PARTICLES
            and k + 1 < last
            and _starts_name(forms[k + 1], lowers[k + 1])
            and forms[k][0].islower()
        ) or (
            forms[k] in ("&", "of")
            and k + 1 < last
            and forms[k + 1][0].isupper()
            and lowers[k - 1] in ORGANIZATION_NOUNS
        ):
            k += 2
        elif (
            k + 3 < last
            and {forms[k], forms[k + 2]} <= _MARKS
            and forms[k + 1].istitle()
            and forms[k + 3].istitle()
        ):
            k += 3
        else:
            break
    return k


def _name_in(reading: Reading, first: int, last: int) -> Named | None:
    """The name that a run of capitalised words holds, its titles taken off: at most one."""
    words = reading.words
    titles: list[str] = []
    start = first
    for k in range(first, last - 1):
        lower = words.lowers[k]
        if lower in _PERSON_TITLES or (lower in TITLES and all(it in TITLES for it in words.lowers[first:k])):
            start = k + 1
            titles = words.lowers[first:start]
    forms = words.forms[start:last]
    nickname = ""
    for k in range(1, len(forms) - 2):
        if forms[k] in _MARKS and forms[k + 2] in _MARKS:
            nickname = forms[k + 1]
            forms = forms[:k] + forms[k + 3 :]
            break
    name = tuple(forms)
    if not name:
        return None
    if len(name) == 1 and not titles:
        title = name[0].casefold() in TITLES | MONTHS and not name[0].isupper()
        if title or not words.mid_sentence(name[0]):
            return None
    before = words.lowers[start - 1] if start > 0 else ""
    return Named((start, last), name, tuple(titles), before in ("the", "a"), nickname)
