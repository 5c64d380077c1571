"""What can go wrong in the domain, each a sentence that says what happened and what to do.

`code` is the machine's name for it. How an error becomes a status or a page is left to `api` and `pages`.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID


class DomainError(Exception):
    """Base of all errors a caller can mend. `str(error)` is a sentence for people."""

    code = "error"


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


class TooManyChosen(DomainError):
    code = "too_many"

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"At most {limit} {what} can be chosen at a time.")


class BadPeriod(DomainError):
    code = "bad_period"

    def __init__(self, what: str, first: date, last: date) -> None:
        super().__init__(
            f"What was {what} from {first.isoformat()} until {last.isoformat()} is nothing. Swap the two days."
        )


class BadRelease(DomainError):
    code = "bad_release"

    def __init__(self, what: str, limit: int, *, needed: bool = False) -> None:
        need = "some words, " if needed else ""
        super().__init__(f"The {what} of a release can have {need}at most {limit:,} characters and no NUL.")


class NothingSelected(DomainError):
    code = "nothing_selected"

    def __init__(self) -> None:
        super().__init__("No decided quote is as you ask, so there is nothing to release. Ask for more.")


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


class BadComment(DomainError):
    code = "bad_comment"

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

    def __init__(self) -> None:
        super().__init__("A Wikidata number is a Q and digits, 18 at most, such as Q567.")


class ImportRefused(DomainError):
    """Base of the reasons why a text is not taken in."""

    code = "import_refused"


class EmptyText(ImportRefused):
    code = "empty_text"

    def __init__(self) -> None:
        super().__init__("There is no text here. Paste or upload the words of the article.")


class TooLong(ImportRefused):
    code = "too_long"

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(
            f"The text has {size:,} bytes, and an article may have {limit:,}. Split it and import the parts."
        )


class BadDetails(ImportRefused):
    """What is said about the text (title, address, …) cannot be stored."""

    code = "bad_details"

    def __init__(self, why: str) -> None:
        super().__init__(f"What is said about the article cannot be kept: {why} Change it and try again.")


class NotText(ImportRefused):
    code = "not_text"

    def __init__(self) -> None:
        super().__init__("This is not a text file. Save the article as plain text (.txt) and try again.")


class UnknownEncoding(ImportRefused):
    code = "unknown_encoding"

    def __init__(self) -> None:
        super().__init__(
            "The encoding of this file could not be recognised. Save the file as UTF-8 and try again."
        )


class BadLine(ImportRefused):
    """A line of many that come in at once is no article."""

    code = "bad_line"

    def __init__(self, why: str) -> None:
        super().__init__(f"There is no article on this line: {why}.")


class TooManyQuotes(ImportRefused):
    code = "too_many_quotes"

    def __init__(self, limit: int) -> None:
        super().__init__(f"An article can have at most {limit:,} quotes. Split it and import the parts.")


class TooMuchMarked(ImportRefused):
    """The parts of an article's quotes say its text many times over."""

    code = "too_much_marked"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The quotes of an article can have {limit:,} characters together where it is as long as this one. "
            "Leave out quotes that cover the same words."
        )


class LineTooLong(ImportRefused):
    code = "line_too_long"

    def __init__(self, limit: int) -> None:
        super().__init__(f"A line may have {limit:,} bytes, and this one has more. Split the article.")


class FileRefused(ImportRefused):
    """Base of the reasons why nothing is read from a file or an address."""

    code = "file_refused"


class BrokenFile(FileRefused):
    code = "broken_file"

    def __init__(self, what: str) -> None:
        super().__init__(f"This {what} is damaged or is none. Open it where it was made and save it anew.")


class EncryptedFile(FileRefused):
    code = "encrypted_file"

    def __init__(self) -> None:
        super().__init__("This file is locked with a password. Save it without one and try again.")


class NoWords(FileRefused):
    code = "no_words"

    def __init__(self) -> None:
        super().__init__("There are no words in it, perhaps only pictures of them. Paste the text instead.")


class NoArticle(FileRefused):
    code = "no_article"

    def __init__(self) -> None:
        super().__init__("No article was found in it. Paste the text instead.")


class NotReadable(FileRefused):
    code = "not_readable"

    def __init__(self, what: str) -> None:
        super().__init__(f"This is {what}, which cannot be read. Save it as text, DOCX or PDF and try again.")


class TooMuchInside(FileRefused):
    code = "too_much_inside"

    def __init__(self, limit: int, what: str = "bytes when unpacked") -> None:
        super().__init__(f"There is too much in this file: at most {limit:,} {what} are read. Split it.")


class FileTooLarge(FileRefused):
    code = "file_too_large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"A file may have {limit // 1_000_000:,} MB, and this one has more. Split it.")


class TooManyFiles(FileRefused):
    code = "too_many_files"

    def __init__(self, files: int, limit: int) -> None:
        super().__init__(
            f"At most {files} files of {limit // 1_000_000:,} MB together can be sent at once. Send them in parts, or "
            "have whoever runs Onrecord import them."
        )


class TooHeavy(FileRefused):
    """Reading took more time or memory than a file may take."""

    code = "too_heavy"

    def __init__(self) -> None:
        super().__init__(
            "Reading this took too long or too much memory, so it was stopped. Paste the text instead."
        )


class AddressRefused(FileRefused):
    """Nothing is fetched from a web address."""

    code = "address_refused"


class AddressesOff(AddressRefused):
    code = "addresses_off"

    def __init__(self) -> None:
        super().__init__("Articles are not fetched from the web here. Whoever runs Onrecord can allow it.")


class BadRecord(DomainError):
    """A record of a file cannot be read."""

    code = "bad_record"

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"Line {number} is not an article in this format ({why}).")
        self.number = number


class FormatNotInstalled(DomainError):
    """A file format needs a package that is not there."""

    code = "format_not_installed"

    def __init__(self, title: str, extra: str) -> None:
        super().__init__(
            f"{title} needs a package that is not installed here. Whoever runs Onrecord can add the optional extra "
            f"“{extra}”."
        )


class BadSearch(DomainError):
    code = "bad_search"


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
            f"That were {limit:,} {of} within a minute, which is as many as are taken. "
            f"Try again in {seconds} second{'' if seconds == 1 else 's'}."
        )
        self.retry_after = seconds


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


class NotPossible(Conflict):
    """The action makes no sense for the quote as it stands."""

    code = "not_possible"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
