"""Why is there no such release?"""

from __future__ import annotations

from datetime import date

from articles.errors.base import DomainError


class TooManyChosen(DomainError):
    code = "too_many"

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"At most {limit} {what} can be chosen at a time.")


class BadPeriod(DomainError):
    code = "bad_period"

    def __init__(self, what: str, first: date, last: date) -> None:
        self.what = what
        super().__init__(
            f"What was {what} from {first.isoformat()} until {last.isoformat()} is nothing. Swap the two days."
        )
        self.about = f"selection.{what}_from"


class BadRelease(DomainError):
    code = "bad_release"

    def __init__(self, what: str, limit: int, *, needed: bool = False) -> None:
        need = "some words, " if needed else ""
        super().__init__(f"The {what} of a release can have {need}at most {limit:,} characters and no NUL.")
        self.about = what


class NothingSelected(DomainError):
    code = "nothing_selected"

    def __init__(self) -> None:
        super().__init__(
            "No decided quote is as you ask, so there is nothing to release. Choose less narrowly."
        )


class FrozenLost(DomainError):
    code = "frozen_lost"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The file {name} that this release froze is gone or was changed. Ask for a new release, and tell "
            "whoever runs Onrecord."
        )


class LinkExpired(DomainError):
    code = "link_expired"

    def __init__(self) -> None:
        super().__init__("This link is too old or was cut off. Ask whoever sent it to you for a new one.")
