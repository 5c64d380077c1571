"""What goes with the files of a release: the manifest for programs, and the datasheet for whoever wonders whether
the data will do. Both follow from what was frozen alone, so that a file built again has the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from articles.formats import Loss
from articles.models import Release, ReleaseFile
from articles.services.citing import citation
from articles.services.selecting import Selection
from articles.services.splitting import ALIKE, KEPT, SHARES, WORDS

MANIFEST_VERSION = 1
SHOWN = 20  # speakers and publishers in a table
_MARKUP = re.compile(r"([\\`*_\[\]<>|&#~!])")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A file of a release, as its papers name it. `left_out` counts what has no place in its format."""

    name: str
    media_type: str
    size: int
    sha256: str
    format: str = ""
    part: str = ""
    left_out: dict[str, int] = field(default_factory=dict)


def manifest(release: Release, files: Sequence[Paper]) -> str:
    """The manifest in JSON: the release, what was asked for, what is in it, and every other file with its hash."""
    said = {
        "manifest_version": MANIFEST_VERSION,
        "release": release.pk,
        "name": release.name,
        "purpose": release.purpose,
        "licence": release.licence,
        "address": release.contents["address"],
        "frozen_at": release.contents["frozen_at"],
        "selection": release.selection,
        "contents": release.contents,
        "splits": {"percent": SHARES, "words": WORDS, "hashes": KEPT, "alike": ALIKE},
        "files": [
            {
                "name": file.name,
                "format": file.format,
                "part": file.part,
                "media_type": file.media_type,
                "bytes": file.size,
                "sha256": file.sha256,
                "left_out": file.left_out,
            }
            for file in files
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def checksums(files: Iterable[ReleaseFile]) -> str:
    """The list that `sha256sum -c` reads."""
    return "".join(f"{file.sha256}  {file.name}\n" for file in files)


def datasheet(release: Release, files: Sequence[Paper]) -> str:
    """The datasheet in Markdown, after the questions of Gebru et al., “Datasheets for Datasets” (2021)."""
    found = release.contents
    data = next(file for file in files if file.format == "jsonl" and file.part == "all")
    sections = [
        f"# {plain(release.name)}",
        f"Onrecord release {release.pk}, frozen on {_moment(found['frozen_at'])}: "
        f"{_number(found['attributions'], 'quote')} from {_number(found['articles'], 'article')}, each decided by a "
        "person.",
        "## What it is for",
        plain(release.purpose) or "Nobody said.",
        "## What was asked for",
        _table(("About", "Which"), Selection.from_json(release.selection).in_words())
        or "Every quote that somebody stands by.",
        "## What is in it",
        _table(("Kind", "Quotes"), found["kinds"].items()),
        _table(("Became part of the record by being", "Quotes"), found["states"].items()),
        _table(
            ("Language of the article", "Articles"),
            ((k or "not stated", n) for k, n in found["languages"].items()),
        ),
        "### Speakers",
        f"{_number(found['speakers']['number'], 'speaker')}; {_number(found['speakers']['without'], 'quote')} without "
        "one. A quote with joint speakers counts for each of them.",
        _table(
            ("Speaker", "Kind", "Quotes"),
            ((s["name"], s["kind"], s["attributions"]) for s in found["speakers"]["named"][:SHOWN]),
        ),
        "### Publishers",
        f"{_number(found['publishers']['number'], 'publisher')}; {_number(found['publishers']['without'], 'quote')} "
        "from articles without one.",
        _table(
            ("Publisher", "Quotes"),
            ((p["name"], p["attributions"]) for p in found["publishers"]["named"][:SHOWN]),
        ),
        "### When the articles were published",
        _table(("Month", "Quotes"), found["months"].items()),
        f"{_number(found['undated'], 'quote')} from articles without a date.",
        "## How it came about",
        *_origin(found),
        "## Agreement",
        "Not known: no article was annotated twice by people who did not see each other’s work. "
        f"Of the quotes, {found['by_several']:,} were decided on by more than one person, the later ones seeing what "
        "the earlier ones had done.",
        "## Train, dev and test",
        *_splits(found),
        "## Files",
        _table(
            ("File", "Bytes", "SHA-256"),
            ((file.name, file.size, file.sha256) for file in files),
        ),
        *_left_out(files),
        "## Licence",
        plain(release.licence) or "None is stated. Ask before you pass the files on.",
        "The texts of the articles belong to their publishers, whatever the licence of the annotations says.",
        "## Known limits",
        *_limits(found, release),
        "## How to cite it",
        f"{plain(citation(release))}. SHA-256 of {plain(data.name)}: {data.sha256}.",
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def plain(text: str) -> str:
    """A text somebody typed, on one line, so that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _origin(found: Json) -> Iterable[str]:
    yield (
        "A program suggests who said what; a person accepts or corrects each suggestion, or adds a quote that was "
        "missed. What was rejected or not decided on is not in the release."
    )
    yield _table(
        ("Suggested by", "Content hash", "Quotes"),
        [
            *(
                (f"{p['name']} {p['version']}".strip() or "unknown", p["hash"], p["attributions"])
                for p in found["pipelines"]
            ),
            ("nobody: added by a person", "", found["by_hand"]),
        ],
    )
    yield _table(("Decided by", "Quotes"), ((one["name"], one["attributions"]) for one in found["deciders"]))
    first, last = found["decided"]
    yield f"The decisions that count were made between {_moment(first)} and {_moment(last)}."


def _splits(found: Json) -> Iterable[str]:
    yield _table(
        ("Part", "Articles", "Quotes"),
        ((part or "none", n["articles"], n["attributions"]) for part, n in found["parts"].items()),
    )
    yield (
        f"The first 15 hexadecimal digits of the SHA-256 of an article’s text, modulo 100, put it into train "
        f"(below {SHARES['train']}), dev (below {SHARES['train'] + SHARES['dev']}) or test. Two articles are nearly "
        f"the same if, of the {KEPT} smallest hashes of runs of {WORDS} words that either has, at least "
        f"{ALIKE:.0%} are in both. An article that is nearly the same as one that was placed before it goes into "
        f"that one’s part ({_number(found['beside'], 'article')} here); if those are in two parts, into none. An "
        "article keeps its part in later releases."
    )


def _left_out(files: Sequence[Paper]) -> Iterable[str]:
    rows = [
        (file.name, ", ".join(Loss(what).counted(n) for what, n in file.left_out.items()))
        for file in files
        if file.left_out
    ]
    if rows:
        yield "JSON Lines holds everything. What has no place in other formats:"
        yield _table(("File", "Left out"), rows)


def _limits(found: Json, release: Release) -> Iterable[str]:
    yield "\n".join(
        f"- {limit}"
        for limit in (
            f"{found['done']:,} of {_number(found['articles'], 'article')} had been called done. In the others, quotes "
            "may be missing that nobody had decided on.",
            "Only quotes that are as was asked for are marked: words without a mark may still be a quote."
            if Selection.from_json(release.selection).in_words()
            else "",
            "People saw the program’s suggestions while they decided, which draws decisions towards them.",
            "The articles are those that this newsroom took in, and no sample of anything else.",
            "Speakers are as the newsroom’s registry had them when the release was frozen, and may change.",
        )
        if limit
    )


def _table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown, numbers to the right; empty where there are no rows."""
    given = list(rows)
    if not given:
        return ""
    made = [[f"{cell:,}" if isinstance(cell, int) else plain(str(cell)) for cell in row] for row in given]
    ruler = ["---:" if isinstance(cell, int) else "---" for cell in given[0]]
    return "\n".join(f"| {' | '.join(row)} |" for row in [list(heading), ruler, *made])


def _moment(iso: str) -> str:
    """To the second, which is enough for people."""
    return f"{datetime.fromisoformat(iso).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
