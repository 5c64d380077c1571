"""Who is in the article: people and bodies, with all the names they go by.

Collects names from capital letters and decides by titles, first names and lists which are people; knows a person's
gender and roles where the text gives them away. Which of them a source means is left to `speakers`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz.fuzz import ratio

from articles.document import SpeakerKind
from articles.nlp.bodies import ShortNames
from articles.nlp.descriptions import describe
from articles.nlp.names import HONORIFICS, PERSON_TITLES, PLACE_WORDS, Named, find_names
from articles.nlp.reading import Range, Reading
from articles.nlp.word_lists import (
    DEMONYMS,
    FEMALE_NAMES,
    FEMALE_NOUNS,
    GROUP_NOUNS,
    MALE_NAMES,
    MALE_NOUNS,
    ORGANIZATION_NOUNS,
    PERSON_NOUNS,
    PLACES,
    ROLE_FAMILIES,
    STATES,
    TITLES,
)

NAMESAKES = 30
_NO_FIRST_OR_LAST = frozenset("national international federal global transnational".split())
_SUFFIXES = frozenset("jr. jr sr. sr ii iii iv".split())
_AGREED = frozenset(
    "convention act treaty accord agreement amendment plan bill deal initiative project".split()
)
_ABBREVIATED_LANDS = frozenset("u.n. u.s. u.k. e.u. us uk un eu uae".split())
LONGEST_NAME = 6
CLOSE = 84.0
"""From 0 to 100, how alike two spellings are that can be one surname."""
LONGEST_DESCRIPTION = 60
"""Words of descriptions that are kept of one member."""


@dataclass(eq=False)
class Member:
    """Somebody, or some body, of the article's cast."""

    name: str
    kind: SpeakerKind
    gender: str = ""
    roles: set[str] = field(default_factory=set)
    described: set[str] = field(default_factory=set)
    """The words of all descriptions beside its name."""
    names: Counter[str] = field(default_factory=Counter)
    votes: Counter[str] = field(default_factory=Counter)

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


class Cast:
    """The people and bodies of one article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.members: list[Member] = []
        self.by_last: dict[str, list[Member]] = {}
        self.by_first: dict[str, list[Member]] = {}
        self.by_name: dict[str, Member] = {}
        self.by_letters: dict[str, list[Member]] = {}
        self.mentions: list[tuple[Range, Member]] = []
        names = find_names(reading)
        people = [named for named in names if _full_person(named)]
        self.short_names = ShortNames(reading, [named for named in names if not _full_person(named)])
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
            self._list(self.by_letters, last[:3], member)
            self._list(self.by_first, first, member)
            if named.nickname:
                self.by_name[f"{named.nickname} {last}".casefold()] = member

    def _remember(self, member: Member, named: Named) -> None:
        words = self.reading.words
        member.names[named.text] += 1
        roles, described = describe(words, *named.range, named.titles, member.kind)
        member.roles.update(roles)
        if len(member.described) < LONGEST_DESCRIPTION:
            member.described.update(described)
        if member.kind == "person":
            member.gender = member.gender or _gender(named)

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
        if len(named.words) == 1 and (alike := self._misspelt(last)):
            self.by_name[key] = alike
            return alike
        if (named.titles and HONORIFICS & set(named.titles)) or (
            len(named.words) == 1 and _lone_person(named)
        ):
            member = Member(_display(named.words), "person")
            self._list(self.by_last, last, member)
        else:
            member = Member(named.text, "organization")
        self.members.append(member)
        self.by_name[key] = member
        return member

    def _misspelt(self, last: str) -> Member | None:
        """The only member whose long surname `last` is a slip of: "Bornsten" beside "Harold Bornstein"."""
        if len(last) < 6:
            return None
        near = [
            it
            for it in self.by_letters.get(last[:3], [])
            if ratio(_last(tuple(it.name.split())), last) >= CLOSE
        ]
        return near[0] if len(near) == 1 and not last.endswith("s") else None

    @staticmethod
    def _list(index: dict[str, list[Member]], key: str, member: Member) -> None:
        # More namesakes than this are a list of names, not a cast, and would cost time with every mention.
        if len(index.setdefault(key, [])) < NAMESAKES:
            index[key].append(member)

    @cached_property
    def by_role(self) -> dict[str, list[Member]]:
        """Who is known by a role, such as "senator" or "website", in order of their first mention."""
        index: dict[str, list[Member]] = {}
        for member in self.members:
            for role in sorted(member.roles):
                self._list(index, role, member)
        return index

    @cached_property
    def by_word(self) -> dict[str, list[Member]]:
        """The bodies that have a word in their long names."""
        index: dict[str, list[Member]] = {}
        for member in self.members:
            words = set(member.name.casefold().split())
            for word in sorted(words) if member.kind == "organization" and len(words) > 1 else ():
                self._list(index, word, member)
        return index

    def known_as(self, role: str) -> list[Member]:
        """The people known by a role or by one that means as much, each once."""
        found = {
            id(member): member
            for name in (role, *sorted(ROLE_FAMILIES.get(role, ())))
            for member in self.by_role.get(name, ())
            if member.kind == "person"
        }
        return list(found.values())

    def fullest(self, name: str) -> str:
        """The longest name of a body in the article that `name` is short for: "Times", "IMF", "Supreme Court"."""
        return self.short_names.fullest(name)

    def known(self, first: int, last: int) -> list[tuple[Range, Member]]:
        """The members whom words of a headline name, where capitals say nothing and no name is learned."""
        words = self.reading.words
        found = []
        k = first
        while k < last:
            for length in range(min(LONGEST_NAME, last - k), 0, -1):
                key = " ".join(words.lowers[k : k + length])
                people = self.by_last.get(key) or self.by_first.get(key) or [] if length == 1 else []
                member = self.by_name.get(key)
                if member is None and length == 1 and not people:
                    member = self._misspelt(key)
                if people and (member is None or member.kind == "person"):
                    member = max(people, key=lambda it: sum(it.names.values()))
                if member is not None and words.forms[k][0].isupper():
                    found.append(((k, k + length), member))
                    k += length - 1
                    break
            k += 1
        return found

    @staticmethod
    def _choose(people: list[Member], named: Named) -> Member:
        """Of people who share a surname: whom the title's gender fits, of these who was named in full first.

        Writers call by the surname alone whom they brought in first, and namesakes by their full names.
        """
        sex = _gender(named)
        return next((it for it in people if not sex or it.sex in (sex, "")), people[0])


def _compatible(one: list[str], other: list[str]) -> bool:
    """Whether two full names can be one person's: Paul D. Ryan and Paul Ryan, not John and Sarah Ryan."""
    if (one[-1] in _SUFFIXES and one[:-1] == other) or (other[-1] in _SUFFIXES and other[:-1] == one):
        return False  # father and son
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
    last = [word for word in words if word.casefold() not in _SUFFIXES]
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
    if set(lowers) & (ORGANIZATION_NOUNS - {"post"}) or lowers[0] in PLACE_WORDS:
        return False
    if set(lowers) & _NO_FIRST_OR_LAST:
        return False
    if lowers[-1] in GROUP_NOUNS | DEMONYMS | _AGREED and not named.titles:
        return False
    if lowers[0] in DEMONYMS | PLACES | _ABBREVIATED_LANDS or any(
        word.isupper() and len(word) > 3 and "." not in word for word in named.words[:-1]
    ):
        return False
    if set(named.titles) & PERSON_TITLES or lowers[0] in FEMALE_NAMES | MALE_NAMES:
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
    if set(named.titles) & PERSON_TITLES:
        return True
    known = (
        lower in ORGANIZATION_NOUNS
        or lower in PLACES
        or lower in DEMONYMS
        or (word.isupper() and len(word) <= 5)
    )
    known = known or lower in GROUP_NOUNS
    known = known or lower in STATES or (word.endswith(".") and len(word) > 2)
    return not (known or named.definite or word[0] in "@#" or lower.endswith(("s'", "ans")))
