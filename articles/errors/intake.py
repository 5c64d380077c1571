"""Why is a text, a file or an address not taken in?"""

from __future__ import annotations

from articles.errors.base import DomainError


class ImportRefused(DomainError):
    """Base of the reasons why a text is not taken in."""

    code = "import_refused"


class EmptyText(ImportRefused):
    code = "empty_text"
    about = "text"

    def __init__(self) -> None:
        super().__init__("There is no text here. Paste or upload the words of the article.")


class TooLong(ImportRefused):
    code = "too_long"
    about = "text"

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(
            f"The text has {size:,} bytes, and an article may have {limit:,}. Split it and import the parts."
        )


class TooLongToWaitFor(TooLong):
    """Of a text that is not stored, but looked through while somebody waits."""

    def __init__(self, size: int, limit: int) -> None:
        ImportRefused.__init__(
            self,
            f"The text has {size:,} bytes, and {limit:,} are looked through at a time. Send it in parts.",
        )


class BadDetails(ImportRefused):
    """What is said about the text (title, address, …) cannot be stored."""

    code = "bad_details"

    def __init__(self, why: str) -> None:
        super().__init__(f"What is said about the article cannot be kept: {why} Change it and try again.")


class NotText(ImportRefused):
    code = "not_text"
    about = "text"

    def __init__(self) -> None:
        super().__init__("This is not a text file. Save the article as plain text (.txt) and try again.")


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


class UnknownEncoding(FileRefused):
    code = "unknown_encoding"

    def __init__(self) -> None:
        super().__init__(
            "The encoding of this file could not be recognised. Save the file as UTF-8 and try again."
        )


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


class IsTable(FileRefused):
    """A table, such as an export as CSV, is no article, and no text of one is in it."""

    code = "is_table"

    def __init__(self) -> None:
        super().__init__(
            "This is a table, and no article: CSV is not read back. Bring annotated articles in as JSON Lines, and "
            "others as text, DOCX or PDF."
        )


class IsDataset(FileRefused):
    """Annotated articles, or anything made for programs, came in where articles do."""

    code = "is_dataset"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"This is {what}, and no article. Annotated articles come in by themselves, outside a ZIP of articles: "
            "choose their file and its format under “From files”, or send it to articles/annotated/."
        )


class LeftOut(FileRefused):
    """What lies in an archive and is meant for nobody to read."""

    code = "left_out"


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

    def __init__(self, title: str, extra: str, command: str) -> None:
        super().__init__(
            f"{title} needs a package that is not installed here. Whoever runs Onrecord can add the optional extra "
            f"“{extra}”: {command}"
        )
