"""The product's own settings, with everything it keeps put in a folder that is gone when the tests are over.

`DATABASE_URL` chooses the database as it does for the product; without it the tests use a SQLite file, which
server and worker processes and threads can share (a database in memory they could not).
"""

import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="onrecord-tests-")
os.environ["VAR_DIR"] = _folder.name

from annotator.settings import *  # noqa: E402, F403
from annotator.settings import DATABASES, VAR_DIR  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
