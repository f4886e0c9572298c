"""A desk as the program makes it after signing in, upon an account in memory and real files in a folder."""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client.account_sync import SyncedAccount
from client.cache import Cache, open_cache
from client.gui.desk import Desk
from client.gui.desktop_scheme import DesktopScheme
from client.gui.file_choosing import FileChooser
from client.gui.icons import Icons
from client.gui.mail_session import MailSession
from client.gui.main_window import MainWindow
from client.gui.notices import Notices
from client.gui.on_the_way import OnTheWay
from client.gui.post_office import PostOffice
from client.gui.present import present
from client.gui.reading_memory import ReadingMemory
from client.gui.recipients_completion import People, nobody
from client.gui.remembered import Remembered
from client.gui.tasks import Tasks
from client.gui.theme import Look, Theme, application_font
from client.gui.unsent_texts import UnsentTexts
from client.gui.writing_choices import WritingBook, WritingChoices
from client.outbox import Outbox
from client.picture_fetching import PictureFetcher
from client.settings import Settings
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_hands import show
from tests.support.gui_samples import NOW

# The smallest PNG there is.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@cache
def _in_fusion(application: QApplication) -> None:
    """Once is enough: each time, Qt looks through every widget."""
    application.setStyle("Fusion")


def themed(look: Look = Look.LIGHT) -> Theme:
    """Return the look of the program in the application that runs."""
    application = present(QApplication.instance())
    assert isinstance(application, QApplication)
    _in_fusion(application)
    application.setFont(application_font())
    return Theme(application, DesktopScheme(application.palette(), None), look)


@dataclass
class Bench:
    """Everything of one signed-in person; `close()` puts it away."""

    account: AccountInMemory
    outbox: Outbox
    desk: Desk
    notices: Notices
    remembered: Remembered
    cache: Cache

    def window(self) -> MainWindow:
        return MainWindow(self.desk, self.notices, self.remembered)

    def close(self) -> None:
        self.desk.session.end()
        self.desk.office.end()
        self.account.close()
        self.desk.tasks.close()
        self.outbox.close()
        self.cache.close()


def bench(
    folder: Path,
    account: AccountInMemory,
    *,
    look: Look = Look.LIGHT,
    chooser: FileChooser | None = None,
    clock: Callable[[], datetime] = lambda: NOW,
    pictures: PictureFetcher | None = None,
    people: People = nobody,
    writing: WritingChoices | None = None,
) -> Bench:
    """Build a desk upon `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    theme = themed(look)
    tasks = Tasks()
    outbox = Outbox(folder / "outbox.sqlite3", clock)
    cache = open_cache(folder, account.server.fingerprint, account.address.address)
    desk = Desk(
        theme=theme,
        icons=Icons(theme),
        tasks=tasks,
        chooser=chooser or FileChooser(),
        clock=clock,
        account=account,
        session=MailSession(account, SyncedAccount(cache), tasks, clock),
        office=PostOffice(account, outbox, tasks),
        unsent=UnsentTexts(folder / "unsent.json"),
        memory=ReadingMemory(folder / "reading.json", tasks),
        on_the_way=OnTheWay(account, folder / "deliveries.json", tasks),
        pictures=pictures or PictureFetcher(addresses=lambda _host, _port: []),
        people=people,
        # What is sent goes out at once, unless a test wants to take it back.
        writing=WritingBook(choices=writing or WritingChoices(undo_seconds=0)),
    )
    remembered = Remembered(folder, Settings(), tasks)
    remembered.look = look
    return Bench(account, outbox, desk, Notices(), remembered, cache)


@contextmanager
def shown_window(qtbot: QtBot, made: Bench) -> Iterator[MainWindow]:
    """The main window, on the screen and with the keyboard, until the block ends."""
    shown = made.window()
    show(qtbot, shown)
    yield shown
    shown.leave()
