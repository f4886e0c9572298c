import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts import bootstrap
from scripts.environment import ROOT
from tests.support.wire import eventually


def run(script: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(script), *arguments], env={"PATH": os.environ["PATH"], **environ}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that has never been set up; pip takes a space for the end of a path in some places."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    shutil.copytree(ROOT / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.cfg", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_wrong_option_is_told_before_anything_is_set_up(checkout: Path, tmp_path: Path) -> None:
    done = run(checkout / "scripts" / "start", "--ports", "many", HOME=str(tmp_path))
    assert done.returncode == 2
    assert "invalid choice: 'many'" in done.stderr
    assert not (checkout / ".venv").exists()


def test_help_needs_no_set_up(checkout: Path, tmp_path: Path) -> None:
    done = run(checkout / "scripts" / "start", "--help", HOME=str(tmp_path))
    assert done.returncode == 0
    told = ["--headless", "--data", "--domain", "--host", "--ports", "--admin-password-file", "--demo", "--ready"]
    assert [option for option in told if option not in done.stdout] == []


def test_serve_sets_nothing_up(checkout: Path, tmp_path: Path) -> None:
    done = run(checkout / "scripts" / "serve", "--data", str(tmp_path / "data"), HOME=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == ["Postroom is not set up yet.", "Run scripts/start --headless first."]
    assert not (checkout / ".venv").exists()


def few_programs(folder: Path, **stubs: str) -> str:
    """Return a PATH that has what a shell script needs, and `stubs` by name and text."""
    folder.mkdir()
    for name in ("dirname", "readlink", "id", "sh"):
        (folder / name).symlink_to(shutil.which(name) or name)
    for name, text in stubs.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def test_missing_python_is_told_with_what_to_install(checkout: Path, tmp_path: Path) -> None:
    done = run(checkout / "scripts" / "start", PATH=few_programs(tmp_path / "bin"))
    assert done.returncode == 1
    assert done.stderr.startswith("Postroom needs Python 3.11 or newer, and there is none on this machine.\n")
    assert re.search(r"Install it", done.stderr)


def test_python_that_is_too_old_or_only_a_stub_is_passed_over(checkout: Path, tmp_path: Path) -> None:
    good = f'exec "{sys.executable}" "$@"'
    stubs = {"python3.13": "exit 127", "python3.12": "exit 1", "python3": good}
    done = run(checkout / "scripts" / "start", "--help", PATH=few_programs(tmp_path / "bin", **stubs))
    assert (done.returncode, done.stderr) == (0, "")


def test_script_works_through_a_link_and_from_any_folder(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    # A module that would hide one of the standard library's if the current folder counted.
    (tmp_path / "here" / "argparse.py").write_text("raise SystemExit('the wrong argparse')")
    (tmp_path / "postroom").symlink_to(checkout / "scripts" / "start")
    done = subprocess.run(
        [str(tmp_path / "postroom"), "--help"], cwd=tmp_path / "here", capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_set_up_that_fails_names_the_cause_and_the_log(checkout: Path, tmp_path: Path) -> None:
    # An index that is not there, and nothing in pip's cache: the second command of a machine without a network.
    done = run(
        checkout / "scripts" / "start", "--headless", "--data", str(tmp_path / "data"), HOME=str(tmp_path),
        TMPDIR=str(tmp_path), PIP_INDEX_URL="http://127.0.0.1:9/", PIP_RETRIES="0", PIP_CONFIG_FILE="/dev/null",
        PIP_NO_CACHE_DIR="1",
    )  # fmt: skip
    assert done.returncode == 1
    assert "The Python packages could not be installed. ERROR: " in done.stderr
    assert "requirements file" not in done.stderr
    log = re.search(r"Details are in (\S+)\.$", done.stderr.strip())
    assert log
    assert "pip install" in Path(log[1]).read_text()
    assert not (tmp_path / "data").exists()


def test_place_that_cannot_be_set_up_is_one_sentence(checkout: Path, tmp_path: Path) -> None:
    (checkout / ".venv").write_text("not a folder")
    done = run(checkout / "scripts" / "start", "--headless", "--data", str(tmp_path / "data"), HOME=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.strip() == f"{checkout}/.venv cannot be used: File exists."


def running(words: bytes) -> list[str]:
    """Return the ids of the processes that have `words` in their command line."""
    found = []
    # Not `*/cmdline`: looking for the file, too, fails for a process that has just ended.
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if words in (process / "cmdline").read_bytes():
                found.append(process.name)
    return found


@pytest.fixture
def _heard() -> Iterator[None]:
    """Programs start as in a terminal: under nohup, of which the tests may run, a closed terminal is nothing."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.timeout(300)
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="only Linux tells")
@pytest.mark.usefixtures("_heard")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_set_up_that_is_stopped_takes_what_it_runs_along(
    checkout: Path, tmp_path: Path, number: signal.Signals
) -> None:
    """pip went on alone, and the next start ran a second one in the same place."""
    pip = os.fsencode(checkout / ".venv/bin/python") + b"\0-m\0pip\0install"
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TMPDIR": str(tmp_path / "logs")}
    (tmp_path / "logs").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        index = {"PIP_INDEX_URL": f"http://127.0.0.1:{silent.getsockname()[1]}/", "PIP_CONFIG_FILE": "/dev/null"}
        started = subprocess.Popen(
            [checkout / "scripts" / "start", "--headless", "--data", tmp_path / "data"],
            env={**environ, **index}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            eventually("pip, or an end", lambda: bool(running(pip)) or started.poll() is not None, 200)
            started.send_signal(number)
            out, _ = started.communicate(timeout=60)
        finally:
            started.kill()
            started.communicate()
    assert (started.returncode, running(pip)) == (128 + number, [])
    assert out.endswith("Stopped. The next start goes on from here.\n")
    assert list((tmp_path / "logs").glob("postroom-*")) == []


def test_stop_while_a_program_is_being_started_ends_that_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signal came before its id was known, and pip went on alone."""
    begun: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def start_and_stop(*words: Any, **options: Any) -> subprocess.Popen[bytes]:
        begun.append(start(*words, **options))
        signal.raise_signal(signal.SIGINT)
        return begun[0]

    monkeypatch.setattr(subprocess, "Popen", start_and_stop)
    with (tmp_path / "log").open("w") as log, pytest.raises(KeyboardInterrupt):
        bootstrap._run(["sleep", "60"], log)
    assert begun[0].poll() == -signal.SIGTERM
