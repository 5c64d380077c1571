"""Schemathesis tries every operation of the API with what its description allows, and with what it does not.

It speaks to a real server over a record with one of everything in it. `schemathesis.toml` says how, and
`conformance_hooks.py` what it has to be told. A longer try, of some hours or as long as you like:

    CONFORMANCE_EXAMPLES=1000 ./dev test tests/api/test_conformance.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.serve import ROOT
from articles.models import User
from articles.services.sign_in import create_token
from tests.api.records import everything_once
from tests.machine.processes import Site

EXAMPLES = os.environ.get("CONFORMANCE_EXAMPLES")
SETTINGS = Path(__file__).with_name("schemathesis.toml")
DESCRIPTION = ROOT / "docs" / "openapi.yaml"


@pytest.mark.timeout(24 * 60 * 60 if EXAMPLES else 900)
@pytest.mark.django_db(transaction=True)
def test_the_api_is_as_its_description_says_whatever_is_asked(
    site: Site, editor: User, tmp_path: Path
) -> None:
    rows = everything_once(editor)
    token = create_token(user=editor, scope="write").secret
    more = [f"--max-examples={EXAMPLES}"] if EXAMPLES else []
    found = subprocess.run(
        [
            sys.executable,
            "-m",
            "schemathesis.cli",
            f"--config-file={SETTINGS}",
            "run",
            DESCRIPTION,
            f"--url={site.url}",
            *more,
        ],
        cwd=tmp_path,  # it leaves notes
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "ONRECORD_TOKEN": token,
            "ONRECORD_ROWS": json.dumps(rows),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, f"{found.stdout[-30_000:]}\n{found.stderr[-5_000:]}"
    assert '"level": "error"' not in site.output
