"""Builds what belongs to one account in this program, in order: from its open files to its window."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from client import known_accounts
from client.account_sync import SyncedAccount
from client.addresses import Address
from client.cache import Cache
from client.gui.desk import Desk
from client.gui.file_choosing import FileChooser
from client.gui.icons import Icons
from client.gui.key_choices import KeyChoices
from client.gui.mail_session import MailSession
from client.gui.main_window import MainWindow
from client.gui.notices import Notices
from client.gui.on_the_way import OnTheWay
from client.gui.post_office import PostOffice
from client.gui.reading_memory import ReadingMemory
from client.gui.remembered import Remembered
from client.gui.seat import Opened, Seat
from client.gui.tasks import Tasks
from client.gui.theme import Theme
from client.gui.unsent_texts import UnsentTexts


@dataclass(frozen=True)
class Shared:
    """What all accounts of the program have together."""

    theme: Theme
    icons: Icons
    tasks: Tasks
    chooser: FileChooser
    clock: Callable[[], datetime]
    remembered: Remembered
    keys: KeyChoices


def make_seat(opened: Opened, kept: bool, shared: Shared) -> Seat:
    """Return the account's place with its window, which is not shown yet; `kept` tells that the keyring has it."""
    account, tasks = opened.account, shared.tasks
    desk = Desk(
        shared.theme,
        shared.icons,
        tasks,
        shared.chooser,
        shared.clock,
        account,
        MailSession(account, SyncedAccount(opened.cache), tasks, shared.clock),
        PostOffice(account, opened.outbox, tasks),
        UnsentTexts(opened.files.unsent),
        ReadingMemory(opened.files.reading, tasks),
        OnTheWay(account, opened.files.deliveries, tasks),
        keys=shared.keys,
        people=partial(_people, opened.cache),
        writing=opened.writing,
    )
    notices = Notices()
    window = MainWindow(desk, notices, shared.remembered)
    known = replace(known_accounts.known(account), kept=kept)
    return Seat(known, opened, desk, window, notices)


def _people(cache: Cache, typed: str) -> list[Address]:
    return [one.address for one in cache.people(typed)]
