"""How quick the window is: the first sync, a start from the cache, scrolling, sorting and searching, and its memory.

The real window, drawn without a display, against the real inbox server in a process of its own. A beat every 5 ms on
the GUI thread tells how long it did not answer; a frame is a step of the scroll bar with what is painted for it.
Usage: python -m benchmarks.desktop [--first 10000] [--size 100000]
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

if __name__ == "__main__":
    # Before Qt is imported: no display, and the same size on every machine.
    os.environ.update(QT_QPA_PLATFORM="offscreen", QT_FONT_DPI="96")

from PyQt5.QtCore import QEventLoop, Qt, QTimer
from PyQt5.QtWidgets import QApplication

from benchmarks import machine
from benchmarks.reading import fill
from client import settings
from client.account import Account, connect
from client.cache_lists import Order, Sort
from client.gui.account_files import account_files
from client.gui.desktop_scheme import DesktopScheme
from client.gui.file_choosing import FileChooser
from client.gui.icons import Icons
from client.gui.key_choices import KeyChoices
from client.gui.local_zone import local_now
from client.gui.present import present
from client.gui.remembered import Remembered
from client.gui.seat import Seat, open_files
from client.gui.seat_making import Shared, make_seat
from client.gui.tasks import Tasks
from client.gui.theme import Look, Theme, application_font
from client.list_lines import Lines
from client.trust import TrustStore
from tests.support.inbox_process import inbox_program
from tests.support.postroom import PASSWORD, Postroom

BEAT_MS = 5
PATIENCE = 900.0
FLINGS = 40
FRAMES = 300


@dataclass
class Beat:
    """The longest time between two beats since `start`, beyond the 5 ms that are wanted."""

    worst: float = 0.0
    last: float = field(default_factory=time.perf_counter)

    def __post_init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def start(self) -> None:
        self.worst, self.last = 0.0, time.perf_counter()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.worst = max(self.worst, (now - self.last) * 1000 - BEAT_MS)
        self.last = now


class Desktop:
    """One account's window on a folder; `close` puts it away and leaves the cache."""

    def __init__(self, application: QApplication, folder: Path, account: Account) -> None:
        self.tasks = Tasks()
        theme = Theme(application, DesktopScheme(application.palette(), None), Look.LIGHT)
        remembered = Remembered(folder, settings.load(folder).settings, self.tasks)
        shared = Shared(theme, Icons(theme), self.tasks, FileChooser(), local_now, remembered, KeyChoices())
        opened = open_files(account, account_files(folder, account), folder)
        self.seat: Seat = make_seat(opened, False, shared)
        self.window = self.seat.window
        self.window.resize(1180, 900)
        self.window.show()
        self.window.begin()

    def rows(self) -> int:
        return self.window.mail.messages.rowCount()

    def is_painted(self) -> bool:
        """Whether every line that is seen has its row."""
        table, messages = self.window.mail.table, self.window.mail.messages
        first, last = table.rowAt(0), table.rowAt(present(table.viewport()).height() - 1)
        lines = range(max(0, first), (last if last >= 0 else self.rows() - 1) + 1)
        return bool(self.rows()) and all(messages.row(line) is not None for line in lines)

    def close(self) -> None:
        self.window.leave()
        self.seat.end()
        self.seat.closing(sign_out=False)()
        self.tasks.close()


def main() -> None:
    """Measure, and print a line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=10_000)
    parser.add_argument("--size", type=int, default=100_000)
    arguments = parser.parse_args()
    application = QApplication([])
    application.setStyle("Fusion")
    application.setFont(application_font())
    print(machine.description())
    _first_sync(application, arguments.first)
    _large(application, arguments.size)


def _first_sync(application: QApplication, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        postroom = _filled(Path(folder), size)
        with inbox_program(postroom) as running:
            beat, began = Beat(), time.perf_counter()
            desktop = Desktop(application, Path(folder) / "client", _account(postroom, running.port))
            beat.start()
            _wait(desktop.is_painted)
            _say(f"first sync of {size:,}: rows on the screen", _ms(began))
            _wait(lambda: desktop.seat.desk.session.standing.finished)
            _say(f"first sync of {size:,}: in step", f"{time.perf_counter() - began:.1f} s")
            _say(f"first sync of {size:,}: longest stall", f"{beat.worst:.0f} ms")
            desktop.close()
        postroom.stop()


def _large(application: QApplication, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        postroom = _filled(Path(folder), size)
        client = Path(folder) / "client"
        with inbox_program(postroom) as running:
            first = Desktop(application, client, _account(postroom, running.port))
            beat, began = Beat(), time.perf_counter()
            _wait(lambda: first.seat.desk.session.standing.finished)
            _say(f"sync of {size:,}", f"{time.perf_counter() - began:.0f} s, longest stall {beat.worst:.0f} ms")
            first.close()
            account, before = _account(postroom, running.port), machine.memory(os.getpid())
            began = time.perf_counter()
            desktop = Desktop(application, client, account)
            beat.start()
            _wait(lambda: desktop.is_painted() and desktop.rows() == size)
            _say(f"start to usable with {size:,}", _ms(began))
            _wait(lambda: desktop.seat.desk.session.standing.finished)
            _scroll(desktop, beat)
            _sort(desktop, beat)
            _filter(desktop, beat)
            _say("memory of the window", f"{(machine.memory(os.getpid()) - before) / 2**20:.0f} MiB")
            desktop.close()
        postroom.stop()


def _scroll(desktop: Desktop, beat: Beat) -> None:
    table = desktop.window.mail.table
    bar = present(table.verticalScrollBar())
    frames = []
    beat.start()
    for number in range(FLINGS):
        # A jump somewhere, then a drag of some hundred lines.
        bar.setValue((number * 7919) % max(1, bar.maximum()))
        for _ in range(FRAMES // FLINGS):
            began = time.perf_counter()
            bar.setValue(bar.value() + 23)
            present(table.viewport()).repaint()
            frames.append((time.perf_counter() - began) * 1000)
            QApplication.processEvents(QEventLoop.ProcessEventsFlags(QEventLoop.ProcessEventsFlag.AllEvents), 5)
    _say("scrolling: frame", f"{statistics.median(frames):.1f} ms median, {max(frames):.1f} ms worst")
    _say("scrolling: longest stall", f"{beat.worst:.0f} ms")
    began = time.perf_counter()
    bar.setValue(bar.maximum() // 3)
    _wait(desktop.is_painted)
    _say("scrolling: rows after a jump", _ms(began))


def _sort(desktop: Desktop, beat: Beat) -> None:
    mail = desktop.window.mail
    for sort in (Sort.FROM, Sort.SUBJECT, Sort.DATE):
        beat.start()
        began, before = time.perf_counter(), mail.messages.lines
        mail.table.order_wanted.emit(Order(sort, ascending=sort is not Sort.DATE))
        _wait(partial(_is_new, desktop, before))
        _wait(desktop.is_painted)
        _say(f"sort by {sort.value}", f"{_ms(began)}, longest stall {beat.worst:.0f} ms")


def _filter(desktop: Desktop, beat: Beat) -> None:
    session, mail = desktop.seat.desk.session, desktop.window.mail
    for words in ("r", "report", "from:ben7", ""):
        beat.start()
        began, before = time.perf_counter(), mail.messages.lines
        session.list.show(replace(session.list.view, words=words))
        _wait(partial(_is_new, desktop, before))
        _wait(desktop.is_painted)
        name = f"search for {words!r}" if words else "back to the mailbox"
        _say(name, f"{_ms(began)}, {desktop.rows():,} lines, longest stall {beat.worst:.0f} ms")


def _is_new(desktop: Desktop, before: Lines) -> bool:
    return desktop.window.mail.messages.lines is not before


def _filled(folder: Path, size: int) -> Postroom:
    postroom = Postroom.in_folder(folder / "data")
    postroom.start()
    fill(postroom, postroom.account("anna"), size)
    return postroom


def _account(postroom: Postroom, port: int) -> Account:
    trust = TrustStore(postroom.settings.data.parent / "trust")
    server = connect(f"127.0.0.1:{port}", trust, postroom.certificates.ca_certificate)
    return Account.sign_in(server, "anna", PASSWORD)


def _wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        QApplication.processEvents(QEventLoop.ProcessEventsFlags(QEventLoop.ProcessEventsFlag.WaitForMoreEvents), 20)


def _ms(began: float) -> str:
    return f"{(time.perf_counter() - began) * 1000:.0f} ms"


def _say(what: str, figure: str) -> None:
    print(f"{what:40} {figure}", flush=True)


if __name__ == "__main__":
    main()
