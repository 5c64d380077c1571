"""Why is a request not carried out, whatever it is about?"""

from __future__ import annotations

from articles.errors.base import DomainError


class BadSearch(DomainError):
    code = "bad_search"
    about = "q"


class NotFound(DomainError):
    code = "not_found"

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}.")


class UnknownCursor(DomainError):
    """A cursor of the feed that was given out by another database, or by this one before it was put back."""

    code = "unknown_cursor"

    def __init__(self) -> None:
        super().__init__(
            "There is no such place in the list of changes; perhaps a backup was put back since. "
            "Begin again without a cursor, with an empty mirror."
        )


class BadKey(DomainError):
    code = "bad_idempotency_key"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"An Idempotency-Key has from 1 to {limit} printable ASCII characters. A random UUID will do."
        )


class KeyReused(DomainError):
    """The key of a request came before, with another request."""

    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key came with another request in the last day. Make a new key for each request."
        )


class BadPerson(DomainError):
    code = "bad_person"

    def __init__(self, why: str) -> None:
        super().__init__(f"This account cannot be made: {why}")


class BadTerm(DomainError):
    code = "bad_term"

    def __init__(self, days: int, limit: int) -> None:
        super().__init__(f"A token cannot last {days} days. Choose from 1 to {limit:,}.")


class BadPreference(DomainError):
    code = "bad_preference"


class SignInLinkUsed(DomainError):
    code = "sign_in_link_used"

    def __init__(self) -> None:
        super().__init__(
            "This sign-in link was used already or is too old. Whoever runs Onrecord can make a new one; "
            "or sign in with your password."
        )


class Busy(DomainError):
    """There is too much to do to answer now."""

    code = "busy"
    retry_after = 10  # seconds

    def __init__(self, with_what: str) -> None:
        super().__init__(f"{with_what} Try again in a few seconds.")


class TooManyRequests(DomainError):
    """Somebody asked as often as they may within a minute."""

    code = "too_many_requests"

    def __init__(self, limit: int, seconds: int, *, of: str = "requests") -> None:
        super().__init__(
            f"Those were {limit:,} {of} within a minute, which is as many as are taken. "
            f"Try again in {seconds} second{'' if seconds == 1 else 's'}."
        )
        self.retry_after = seconds
