"""`python -m articles.nlp < in.jsonl > out.jsonl`: articles in, their suggestions out, a line each.

A line in is `{"id", "text"}`; a line out is `{"id", "attributions": [{"kind", "source", "cue", "content", "speaker",
"confidence", "reason"}]}` with spans as `[[start, end], …]` and joint speakers parted by " | ".
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TextIO

from articles.document import Attribution
from articles.nlp.pipeline import load


def as_json(attribution: Attribution) -> dict[str, object]:
    """One attribution as the object of a line out."""
    spans = {
        role: [[span.start, span.end] for span in attribution.spans(role)]
        for role in ("source", "cue", "content")
    }
    return {
        "kind": attribution.kind,
        **spans,
        "speaker": " | ".join(speaker.name for speaker in attribution.speakers) or None,
        "confidence": attribution.confidence,
        "reason": attribution.reason,
    }


def annotate_lines(lines: Iterable[str], out: TextIO, errors: TextIO) -> int:
    """Annotate each line as it comes and return the exit status: 0, or 1 if a line was bad.

    A bad line is named on `errors` and skipped.
    """
    pipeline = load()
    status = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            article = json.loads(line)
            if not isinstance(article, dict) or not isinstance(article.get("text"), str):
                raise ValueError('it is not an object with a "text"')
        except ValueError as problem:
            print(
                f"Line {number} was skipped: {problem}. Write one JSON object with id and text a line.",
                file=errors,
            )
            status = 1
            continue
        document = pipeline.annotate(article["text"])
        found = [as_json(attribution) for attribution in document.attributions]
        print(
            json.dumps({"id": article.get("id"), "attributions": found}, ensure_ascii=False),
            file=out,
            flush=True,
        )
    return status


def main() -> int:
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a text stream has it
    return annotate_lines(sys.stdin, sys.stdout, sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
