"""The window that a start opens, as a process of its own: closed by the person, with the servers, or never open."""

import asyncio
import contextlib
import os
import signal
from pathlib import Path

import pytest

from db.settings import Settings
from scripts.connecting import Connecting
from scripts.window import Window
from tests.support.started import PASSWORD, Started, password_file, send
from tests.support.wire import eventually


def window_of(started: Started) -> int | None:
    """Return the process id of the window, which is a child of the start."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == started.process.pid and b"client" in words:
            return int(process.name)
    return None


def test_closed_window_leaves_the_servers_running(tmp_path: Path) -> None:
    # A display is promised, and Qt draws into memory instead.
    display = {"DISPLAY": ":99", "QT_QPA_PLATFORM": "offscreen"}
    options = ("--ports", "auto", "--admin-password-file", str(password_file(tmp_path)))
    started = Started(tmp_path / "data", *options, display=display)
    where = started.wait()
    eventually("a window", lambda: window_of(started) is not None, 60)
    # It knows SIGTERM as a wish to close once its program runs.
    eventually("the end of the window", lambda: close(window_of(started)), 60)
    eventually("word of it", lambda: "The window " in started.told(), 60)
    send(where, PASSWORD, "Without a window")
    assert started.stop()[0] == 0


def close(window: int | None) -> bool:
    if window is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(window, signal.SIGTERM)
    return window is None


def test_window_is_closed_with_the_servers(tmp_path: Path) -> None:
    display = {"DISPLAY": ":99", "QT_QPA_PLATFORM": "offscreen"}
    started = Started(tmp_path / "data", "--ports", "auto", display=display)
    started.wait()
    eventually("a window", lambda: window_of(started) is not None, 60)
    assert started.stop()[0] == 0
    assert window_of(started) is None


def test_window_that_cannot_open_is_told_with_how_to_connect_instead(tmp_path: Path) -> None:
    display = {"DISPLAY": ":99", "QT_QPA_PLATFORM": "no-such-screen"}
    options = ("--ports", "auto", "--admin-password-file", str(password_file(tmp_path)))
    started = Started(tmp_path / "data", *options, display=display)
    where = started.wait()
    eventually("the lines on how to connect", lambda: "CA fingerprint" in started.told(), 60)
    assert "The window could not be opened: " in started.told()
    send(where, PASSWORD, "Without a window")
    assert started.stop()[0] == 0


SAYS_READY = "import os, sys; os.write(int(sys.argv[sys.argv.index('--ready-fd') + 1]), b'ready\\n')\n"


@pytest.mark.parametrize(
    ("program", "sentence", "opened"),
    [("", "could not be opened: no screen", False), (SAYS_READY, "ended with an error: no screen", True)],
)
def test_window_that_fails_is_told_apart_by_whether_it_was_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, sentence: str, opened: bool
) -> None:
    """By the time it took, which is long on a busy machine, also when nothing was ever seen of it."""
    (tmp_path / "client").mkdir()
    (tmp_path / "client" / "__main__.py").write_text(f"{program}raise SystemExit('no screen')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr("scripts.debian_packages.missing", lambda _: [])
    where = Connecting(Settings(tmp_path), "0123456789abcdef" * 4, "admin@project.com")
    ended = asyncio.run(Window(where, tmp_path / "log").run())
    assert ended.sentence.startswith(f"The window {sentence}\n")
    assert ended.opened is opened
