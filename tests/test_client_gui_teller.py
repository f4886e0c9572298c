"""What a worker thread tells reaches a QObject as long as it lives, and nobody afterwards."""

import threading

from PyQt5 import sip
from PyQt5.QtCore import QObject, pyqtSignal
from pytestqt.qtbot import QtBot

from client.gui.teller import Teller


class Owner(QObject):
    came = pyqtSignal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tell = Teller(self, self.came.emit)


def in_thread(tell: Teller, number: int) -> None:
    thread = threading.Thread(target=tell, args=(number,))
    thread.start()
    thread.join(60)


def test_what_is_told_in_a_thread_arrives_on_the_gui_thread(qtbot: QtBot) -> None:
    owner = Owner()
    told: list[tuple[int, bool]] = []
    owner.came.connect(lambda number: told.append((number, threading.current_thread() is threading.main_thread())))
    in_thread(owner.tell, 7)
    qtbot.waitUntil(lambda: told == [(7, True)])


def test_nobody_is_told_when_the_window_around_it_is_gone(qtbot: QtBot) -> None:
    window = QObject()
    owner = Owner(window)
    told: list[int] = []
    owner.came.connect(told.append)
    tell = owner.tell
    sip.delete(window)
    in_thread(tell, 7)
    qtbot.wait(1)
    assert told == []


def test_nobody_is_told_when_the_last_who_knew_it_has_forgotten_it(qtbot: QtBot) -> None:
    owner = Owner()
    tell = owner.tell
    del owner
    in_thread(tell, 7)
    # What was there before led to memory that is used for something else by now.
    assert tell._emit.__name__ == "_nobody"
