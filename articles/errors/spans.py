"""What is wrong with the spans and speakers of one quote?"""

from __future__ import annotations

from articles.errors.base import DomainError, _short


class EmptySpan(DomainError):
    code = "empty_span"

    def __init__(self, start: int, end: int) -> None:
        super().__init__(f"A span must start before it ends, and this one runs from {start} to {end}.")


class BlankSpan(DomainError):
    code = "blank_span"

    def __init__(self, start: int, end: int) -> None:
        super().__init__(f"There are only blanks from {start} to {end}. Mark some words.")


class SpanOutsideText(DomainError):
    code = "span_outside_text"

    def __init__(self, start: int, end: int, length: int) -> None:
        super().__init__(
            f"The span from {start} to {end} lies outside the article, which has {length} characters. "
            "Count in code points, from 0."
        )


class TextMismatch(DomainError):
    """The text a client saw at a span is not what the article has there."""

    code = "text_mismatch"

    def __init__(self, start: int, end: int, *, expected: str, found: str) -> None:
        super().__init__(
            f"At {start} to {end} the article says “{_short(found)}”, not “{_short(expected)}”. "
            "Load the article again, or have the file made again from exactly this text; programs count in code "
            "points, from 0."
        )


class OverlappingParts(DomainError):
    code = "overlapping_parts"

    def __init__(self, role: str) -> None:
        super().__init__(f"Two parts of the {role} overlap. Make them one part, or move an edge.")


class NoContent(DomainError):
    code = "no_content"

    def __init__(self) -> None:
        super().__init__("A quote needs at least one part that holds the words said.")


class TooMany(DomainError):
    code = "too_many"

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"A quote can have at most {limit} {what}.")


class NoSuchValue(DomainError):
    code = "no_such_value"

    def __init__(self, what: str, value: str, choices: tuple[str, ...]) -> None:
        super().__init__(f"“{_short(value)}” is no {what}. Choose one of {', '.join(choices)}.")


class BadComment(DomainError):
    code = "bad_comment"
    about = "text"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"A comment needs some words, has at most {limit:,} characters and no control characters."
        )


class BadName(DomainError):
    code = "bad_name"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"A name needs at least one letter or digit, has at most {limit} characters and no control characters."
        )


class BadWikidata(DomainError):
    code = "bad_wikidata"
    about = "wikidata"

    def __init__(self) -> None:
        super().__init__("A Wikidata number is a Q and digits, 18 at most, such as Q567.")
