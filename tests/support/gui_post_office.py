"""A post office upon an account in memory, with its outbox in a folder, as the desk has it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from client.draft import Draft
from client.gui.post_office import PostOffice
from client.gui.tasks import Tasks
from client.outbox import Outbox, State
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_samples import BEN, CLARA

DRAFT = Draft(to=(BEN, CLARA), subject="Lunch", text="Today?")


@dataclass(frozen=True)
class OfficeAtWork:
    """The office, and what it works with."""

    office: PostOffice
    outbox: Outbox
    tasks: Tasks


@contextmanager
def open_office(folder: Path, account: AccountInMemory) -> Iterator[OfficeAtWork]:
    """Have an office that sends by `account`, until the block ends."""
    tasks, outbox = Tasks(), Outbox(folder / "outbox.sqlite3")
    office = PostOffice(account, outbox, tasks)
    yield OfficeAtWork(office, outbox, tasks)
    office.end()
    # What still waits in a thread for the account, or writes into the outbox, ends before both are away.
    account.close()
    tasks.close()
    outbox.close()


def states(office: PostOffice) -> list[State]:
    """The states of what the office shows, in its order."""
    return [item.state for item in office.items]
