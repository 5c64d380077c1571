"""Why does what somebody decided not go with what is there?"""

from __future__ import annotations

from uuid import UUID

from articles.errors.base import DomainError


class Conflict(DomainError):
    """Base of the errors where the world is not as the caller believed. `attribution` is the quote in question."""

    code = "conflict"

    def __init__(self, message: str, *, attribution: UUID | None = None) -> None:
        super().__init__(message)
        self.attribution = attribution


class ChangedMeanwhile(Conflict):
    """It is not as it was shown to the person who changes it."""

    code = "changed_meanwhile"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Somebody changed this {what} while you did, so nothing of yours is saved yet. "
            "Compare the two, and save again."
        )


class StaleVersion(Conflict):
    """Somebody decided on this quote in the meantime."""

    code = "stale_version"

    def __init__(self, attribution: UUID, *, seen: int, now: int) -> None:
        super().__init__(
            f"This quote was changed meanwhile: you saw version {seen} and it is at version {now}. "
            "Look at both and decide again.",
            attribution=attribution,
        )


class SpeakerChanged(Conflict):
    """The names of a suggestion mean somebody else by now than whom the person saw."""

    code = "speaker_changed"

    def __init__(self, attribution: UUID) -> None:
        super().__init__(
            "A colleague changed who goes by this name meanwhile. Look who it is now and decide again.",
            attribution=attribution,
        )


class NotYou(Conflict):
    """A decision was made by one person and comes in the name of another."""

    code = "not_you"

    def __init__(self) -> None:
        super().__init__(
            "Somebody else is signed in now. Sign in as the person who decided, and it will be saved."
        )


class ChangedSince(Conflict):
    """What is to be undone is no longer how things stand."""

    code = "changed_since"

    def __init__(self, attribution: UUID) -> None:
        super().__init__(
            "This quote was changed after the decision that you want to undo. Look at it and decide again.",
            attribution=attribution,
        )


class NotTried(Conflict):
    """A decision was made on what an earlier one would have left, and that one did not hold."""

    code = "not_tried"

    def __init__(self, attribution: UUID) -> None:
        super().__init__(
            "An earlier decision on this quote did not hold, so this one was not tried. "
            "Look at the quote and decide again.",
            attribution=attribution,
        )


class AlreadyUsed(Conflict):
    """The id of a decision, quote or speaker belongs to another one."""

    code = "already_used"

    def __init__(self, what: str) -> None:
        super().__init__(f"This id already belongs to another {what}. Make a new one (a random UUID).")


class OtherArticle(Conflict):
    """The quote that somebody names is in another article than they say."""

    code = "other_article"

    def __init__(self, attribution: UUID) -> None:
        super().__init__(
            "This quote belongs to another article. Name the article that it is in; or, to add a quote, make a new id "
            "(a random UUID).",
            attribution=attribution,
        )


class NotPossible(Conflict):
    """The action makes no sense for the quote as it stands."""

    code = "not_possible"
