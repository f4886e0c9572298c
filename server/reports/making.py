"""Having a report made by a process of its own, within a time, a folder and nothing else of this process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import server
from server.reports.facts import Facts

_ROOT = Path(next(iter(server.__path__))).parent
_LONGEST = 20 * 1024 * 1024
_TAIL = 2000


class ReportFailed(Exception):
    """The report could not be made; `str()` is a sentence, `said` what the process wrote about it."""

    def __init__(self, sentence: str, said: str = "") -> None:
        super().__init__(sentence)
        self.said = said


def make(facts: Facts, folder: Path, seconds: float = 60) -> bytes:
    """Return the report as a PDF; `folder` is made when missing and keeps what drawing needs again.

    Raises:
        ReportFailed: it took too long, or the process ended without a document.
        OSError: the folder cannot be made, or the process not be started.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = [sys.executable, "-P", "-m", "server.reports"]
    try:
        done = subprocess.run(  # noqa: S603 - our own words; settings of drawing are read from where it runs
            command, input=facts.to_json(), capture_output=True, timeout=seconds, check=False, cwd=folder,
            env=_environment(folder),
        )  # fmt: skip
    except subprocess.TimeoutExpired as problem:
        raise ReportFailed("Making the report took too long.") from problem
    if done.returncode or not done.stdout.startswith(b"%PDF-") or len(done.stdout) > _LONGEST:
        said = done.stderr[-_TAIL:].decode("utf-8", "replace")
        raise ReportFailed(f"The report could not be made (exit status {done.returncode}).", said)
    return done.stdout


def _environment(folder: Path) -> dict[str, str]:
    """Return little more than where Python and its parts are; its cache and settings stay in `folder`."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(_ROOT),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "MPLBACKEND": "agg",
        # One small picture: threads for large matrices cost memory and gain nothing.
        "OPENBLAS_NUM_THREADS": "1",
    }
