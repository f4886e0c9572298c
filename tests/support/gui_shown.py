"""Windows and views upon the desk of a test, shown as a person has them before a test begins with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pytestqt.qtbot import QtBot

from client.gui.composer_window import ComposerWindow
from client.gui.downloads import Downloads
from client.gui.main_window import MainWindow
from client.gui.notices import Notices
from client.gui.open_windows import OpenWindows
from client.gui.outbox_view import OutboxView
from client.gui.reader_pane import ReaderPane
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_hands import show
from tests.support.gui_samples import inbox, long_letter, message, newsletter_html


def bench_with_letters(folder: Path) -> Bench:
    """A desk whose inbox has a long letter with attachments at the top, and a newsletter as the fourth."""
    account = AccountInMemory(inbox())
    account.bodies["M1"] = long_letter()
    account.bodies["M4"] = message(inbox()[3], html=newsletter_html())
    return bench(folder, account)


def with_its_inbox(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """Let the main window begin, and return it once its inbox is listed."""
    window.begin()
    qtbot.waitUntil(lambda: window.mail.messages.rowCount() > 0)
    return window


def in_step(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """Let the main window begin, and return it once it has all twelve messages of the samples and is up to date."""
    window.begin()
    qtbot.waitUntil(lambda: window.mail.messages.rowCount() == 12)
    qtbot.waitUntil(lambda: window.status.connection.text() == "Up to date")
    return window


def select(qtbot: QtBot, window: MainWindow, line: int) -> None:
    """Choose one message of the list, and return once it can be read."""
    window.mail.table.select_number(line)
    qtbot.waitUntil(lambda: window.mail.reading.current() is not None)


@contextmanager
def windows_upon(made: Bench) -> Iterator[OpenWindows]:
    """The windows beside the main one, none yet; those that are open are closed when the block ends."""
    windows = OpenWindows(made.desk)
    yield windows
    windows.close_all()


@contextmanager
def composer_at_to(qtbot: QtBot, made: Bench) -> Iterator[ComposerWindow]:
    """An empty message with the keyboard in its field To, until the block ends."""
    with windows_upon(made) as windows:
        composer = windows.write()
        show(qtbot, composer)
        composer.form.to.line.setFocus()
        yield composer


def shown_outbox(qtbot: QtBot, made: Bench) -> OutboxView:
    """The outbox by itself, with room for what is on its way to the outside."""
    view = OutboxView(made.desk)
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    return view


def shown_reader(qtbot: QtBot, made: Bench, width: int = 800, height: int = 600) -> ReaderPane:
    """The reading pane by itself, empty; what it tells goes to notices of its own."""
    pane = ReaderPane(made.desk, Downloads(made.desk.account, made.desk.tasks), Notices())
    qtbot.addWidget(pane)
    pane.resize(width, height)
    pane.show()
    return pane
