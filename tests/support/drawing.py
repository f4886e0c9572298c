"""Documents drawn by the process of the test itself, whose fonts are listed in a folder that goes with it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_FOLDER = tempfile.mkdtemp(prefix="postroom-drawing-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
# Before the first import of matplotlib, which else writes into the folder of whoever runs the tests.
os.environ["MPLCONFIGDIR"] = _FOLDER

from server.reports import figures as figures  # noqa: E402
from server.reports.pdf import document as document  # noqa: E402
