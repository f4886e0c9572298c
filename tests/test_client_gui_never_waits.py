"""The window never waits: while the server does not answer, everything in its menus is done, and nobody asks server,
cache or outbox from the thread that paints."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PyQt5.QtWidgets import QApplication, QDialog, QMainWindow
from pytestqt.qtbot import QtBot

from client.cache_file import CacheFile
from client.gui.file_choosing import FileChooser
from client.gui.main_window import MainWindow
from client.gui.present import present
from client.outbox import Outbox
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_samples import inbox, long_letter

# What ends the window, or waits for the person by itself in a dialog of the system.
LEFT_OUT = {"quit", "sign-out", "print", "source"}
NOBODY_CHOOSES = FileChooser(lambda *_: None, lambda *_: None, lambda *_: [], lambda *_: [])


@pytest.fixture
def asked_while_painting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked from the thread of the window."""
    found: list[str] = []

    def watch(kind: type, name: str) -> None:
        ask = getattr(kind, name)

        def watched(*given: Any, **named: Any) -> Any:
            if threading.current_thread() is threading.main_thread():
                found.append(f"{kind.__name__}.{name}{given[1:2]}")
            return ask(*given, **named)

        monkeypatch.setattr(kind, name, watched)

    for kind, names in ((AccountInMemory, ("_work",)), (CacheFile, ("read", "write")), (Outbox, ("put", "items"))):
        for name in names:
            watch(kind, name)
    return found


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    account = AccountInMemory(inbox())
    account.bodies["M1"] = long_letter()
    built = bench(tmp_path / "anna", account, chooser=NOBODY_CHOOSES)
    yield built
    account.gate.set()
    built.close()


@pytest.fixture
def window(qtbot: QtBot, made: Bench) -> Iterator[MainWindow]:
    shown = made.window()
    shown.show()
    shown.begin()
    qtbot.waitUntil(lambda: shown.mail.messages.rowCount() > 0)
    shown.mail.table.select_number(0)
    qtbot.waitUntil(lambda: shown.mail.reading.current() is not None)
    qtbot.waitUntil(made.desk.tasks.is_idle)
    yield shown
    shown.leave()


def close_others(window: MainWindow) -> None:
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible() and isinstance(other, QDialog | QMainWindow):
            other.close()


def test_nothing_waits_for_a_server_that_does_not_answer(
    window: MainWindow, made: Bench, asked_while_painting: list[str]
) -> None:
    names = [action.objectName() for action in window.findChildren(type(window.menus.commands["write"]))]
    made.account.gate.clear()
    done = []
    for name in names:
        if name and not name.startswith("_q_") and name not in LEFT_OUT:
            action = window.menus.commands[name]
            if action.isEnabled():
                action.trigger()
                done.append(name)
                present(QApplication.instance()).processEvents()
                close_others(window)
    assert len(done) > 40
    assert asked_while_painting == []
