"""Does `python -m articles.nlp` stream articles in and suggestions out, and survive a bad line?"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

from articles.nlp.__main__ import annotate_lines

ROOT = Path(__file__).parents[2]


def run(*lines: str) -> tuple[int, list[dict], str]:
    out, errors = io.StringIO(), io.StringIO()
    status = annotate_lines(lines, out, errors)
    return status, [json.loads(line) for line in out.getvalue().splitlines()], errors.getvalue()


def test_a_line_in_is_a_line_out_with_spans_of_its_text() -> None:
    text = "Ann Lee and Bob Ray won. “We won 🏆,” Ann Lee and Bob Ray said."
    status, (line,), errors = run(json.dumps({"id": "a", "text": text}))
    (found,) = line["attributions"]
    assert (status, errors, line["id"]) == (0, "", "a")
    assert set(found) == {"kind", "source", "cue", "content", "speaker", "confidence", "reason"}
    assert {role: [text[a:b] for a, b in found[role]] for role in ("content", "cue", "source")} == {
        "content": ["“We won 🏆,”"],
        "cue": ["said"],
        "source": ["Ann Lee and Bob Ray"],
    }
    assert found["speaker"] == "Ann Lee | Bob Ray"
    assert found["kind"] == "direct"


def test_nobody_named_is_null() -> None:
    _, (line,), _ = run(json.dumps({"id": 1, "text": "Rain.\n“Nobody can pay for this any more.”"}))
    assert line["attributions"][0]["speaker"] is None


def test_bad_lines_are_named_and_skipped() -> None:
    good = json.dumps({"id": "good", "text": "“No,” said Ann Lee."})
    status, lines, errors = run(good, "{not json", "[1]", '{"id": "no text"}', "", good)
    assert status == 1
    assert [line["id"] for line in lines] == ["good", "good"]
    assert [line.split(" was")[0] for line in errors.splitlines()] == ["Line 2", "Line 3", "Line 4"]


def test_it_runs_as_a_program_and_answers_before_its_input_ends() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "articles.nlp"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(
            json.dumps({"id": "é", "text": "“Non,” said Zoë Lee."}, ensure_ascii=False) + "\n"
        )
        program.stdin.flush()
        assert json.loads(program.stdout.readline())["attributions"][0]["speaker"] == "Zoë Lee"
        program.stdin.close()
    assert program.returncode == 0
