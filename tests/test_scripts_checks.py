import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.checks import _forward, surroundings
from scripts.environment import ROOT


def forwarded(program: str) -> tuple[bytes, bytes]:
    """Return what was passed on at once and what was held back of what `program` prints."""
    out = io.BytesIO()
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        held = _forward(process, out)
    return out.getvalue(), held


@pytest.mark.parametrize(
    ("program", "passed_on", "held"),
    [
        ("print('one\\ntwo\\nthree')", b"one\ntwo\n", b"three\n"),
        ("print('only')", b"", b"only\n"),
        ("pass", b"", b""),
        ("print('..', end='', flush=True); print('F\\n\\n= 1 failed =')", b"..F\n\n", b"= 1 failed =\n"),
        ("print('no line\\nend', end='')", b"no line\n", b"end"),
    ],
)
def test_only_the_last_line_is_held_back(program: str, passed_on: bytes, held: bytes) -> None:
    assert forwarded(program) == (passed_on, held)


def test_everything_the_checks_write_goes_into_their_folder(tmp_path: Path) -> None:
    environ = {"HOME": "/home/anna", "XDG_DATA_HOME": "/x", "POSTROOM_HOST": "::", "DISPLAY": ":0", "PATH": "/bin"}
    found = surroundings(environ, tmp_path)
    assert found["PATH"] == "/bin"
    assert not {"XDG_DATA_HOME", "POSTROOM_HOST", "DISPLAY"} & set(found)
    for name in ("HOME", "TMPDIR", "XDG_RUNTIME_DIR"):
        folder = Path(found[name])
        assert folder.parent == tmp_path
        assert folder.stat().st_mode & 0o777 == 0o700


def test_what_is_compiled_for_a_test_is_kept_for_the_next(tmp_path: Path) -> None:
    assert "PYTHONDONTWRITEBYTECODE" not in surroundings({"PYTHONDONTWRITEBYTECODE": "1"}, tmp_path)


@pytest.mark.timeout(180)
def test_option_that_pytest_does_not_know_ends_with_its_words() -> None:
    """They stood in the middle, and whoever mistyped one waited for mypy."""
    command = [sys.executable, "-P", "-m", "scripts.checks", "--nonsense"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 4
    assert "unrecognized arguments: --nonsense" in done.stdout
    assert "mypy" not in done.stdout


def test_ci_runs_the_same_as_everybody() -> None:
    root = Path(__file__).resolve().parent.parent
    commands = [line for line in (root / ".ci" / "run").read_text().splitlines() if line and not line.startswith("#")]
    assert commands == ['exec "$(dirname -- "$0")/../scripts/test"']
    assert os.access(root / ".ci" / "run", os.X_OK)
