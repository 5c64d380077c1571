"""The pure rooms work where Django is not installed, so that they can be used and trained on without the product.

Four modules of the training room need torch or onnx, which no environment of the tests has: `./dev train --check` runs
them.
"""

import subprocess
import sys

from annotator.serve import ROOT

WITHOUT_DJANGO = """
import sys
for name in ("django", "rest_framework"):
    sys.modules[name] = None  # importing it fails from here on
from importlib import import_module
from pkgutil import walk_packages
import articles.formats, articles.intake, articles.nlp
for room in (articles.formats, articles.intake, articles.nlp):
    for module in walk_packages(room.__path__, f"{room.__name__}."):
        if not module.name.endswith(("__main__", ".network", ".fit", ".export", ".together")):
            import_module(module.name)
from articles.nlp.pipeline import load
(quote,) = load().annotate("“We won,” said Ada Nkemelu. The boats sail at noon.").attributions
print("".join(span.text for span in quote.content))
"""


def test_quotes_are_found_without_django() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "We won" in done.stdout
