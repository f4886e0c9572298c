"""Mistakes of the program are logged and told; signals from outside end it in order."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QTimer
from pytestqt.qtbot import QtBot

from client.gui.crash_guard import CrashGuard, open_log
from client.gui.notices import Notice
from client.gui.stop_signals import StopSignals


@pytest.fixture
def guard(qtbot: QtBot) -> Iterator[CrashGuard]:
    made = CrashGuard()
    put_back = made.install()
    yield made
    put_back()


def stumble() -> None:
    raise ZeroDivisionError("division by zero")


def test_exception_in_a_slot_is_told_and_the_program_goes_on(
    qtbot: QtBot, guard: CrashGuard, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.waitSignal(guard.caught) as caught:
        QTimer.singleShot(0, stumble)
    notice: Notice = caught.args[0]
    assert "went wrong inside Postroom" in notice.sentence
    assert notice.detail == "ZeroDivisionError: division by zero"
    assert "stumble" in caplog.text


def test_hook_is_put_back(qtbot: QtBot) -> None:
    before = sys.excepthook
    CrashGuard().install()()
    assert sys.excepthook is before


def test_keyboard_interrupt_is_not_swallowed(
    guard: CrashGuard, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    with qtbot.assertNotEmitted(guard.caught):
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_exception_in_a_thread_arrives_on_the_gui_thread(qtbot: QtBot, guard: CrashGuard) -> None:
    seen: list[bool] = []
    guard.caught.connect(lambda _: seen.append(threading.current_thread() is threading.main_thread()))

    def work() -> None:
        error = ZeroDivisionError("x")
        guard.take(type(error), error, None)

    thread = threading.Thread(target=work)
    thread.start()
    qtbot.waitUntil(lambda: bool(seen))
    thread.join()
    assert seen == [True]


def test_log_is_written_into_the_folder(tmp_path: Path) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    root.handlers.clear()
    try:
        open_log(tmp_path / "config")
        logging.getLogger("client.gui").info("hello")
        assert "hello" in (tmp_path / "config" / "client.log").read_text()
    finally:
        for handler in root.handlers:
            handler.close()
        root.handlers[:] = before
        root.setLevel(level)


def test_folder_that_cannot_be_written_does_not_stop_the_program(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    root.handlers.clear()
    try:
        open_log(tmp_path / "file" / "config")
        assert len(root.handlers) == 1
    finally:
        root.handlers[:] = before
        root.setLevel(level)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_on_the_gui_thread(qtbot: QtBot, number: signal.Signals) -> None:
    stopped: list[bool] = []
    before = signal.getsignal(number)
    signals = StopSignals(lambda: stopped.append(threading.current_thread() is threading.main_thread()))
    try:
        os.kill(os.getpid(), number)
        qtbot.waitUntil(lambda: stopped == [True])
    finally:
        signals.put_back()
    assert signal.getsignal(number) is before
