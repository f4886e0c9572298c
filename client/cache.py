"""The mail of one account as this computer remembers it: what windows read from, before sign-in and while offline too.

One SQLite file per account, which may be lost at any time: everything in it is on the server. What is not, the wishes
that wait to be sent, is in a small file beside it (`client/cache_kept.py`). Every method may be called from any thread,
and belongs into a worker: reading waits for nobody, writing for the writer before it.

Messages are known by numbers: small integers, given once and never again in the life of a file, so that a list of
100,000 is an `array("q")`. `numbers` gives a whole list, `rows` a page of it as `MessageRow`s. A number without a row
is a message of which only the id is known yet: show an empty line there, and ask `account_sync.SyncedAccount.fill`.

What the person does (`change`) is shown at once and waits as a wish; `client/sync.py` sends it. Each change gives an
`Undo` for `undo`, and like every writing method a `Changed` that says which rows to look at again. Raises
`LocalDiskFull` and `FileFault` only.
"""

import hashlib
import sqlite3
import threading
from array import array
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from client import cache_lists, cache_people, cache_search
from client.cache_bodies import keep_body, note_used, read_body
from client.cache_file import CacheFile
from client.cache_listing import Progress, progress
from client.cache_lists import NEWEST_FIRST, Conversations, Numbers, Order
from client.cache_mailboxes import read_mailboxes
from client.cache_people import SeenPerson
from client.cache_schema import NOT_LISTED
from client.cache_select import read_ids, read_numbers, read_rows
from client.cache_wishes import Undo, count_wishes, first_wish, mend, take_back, wish_for
from client.cache_writing import Writer
from client.changed import ChangeCollector, Changed
from client.damage import Damage
from client.faults import file_fault
from client.json_values import ShapeError
from client.message import Mailbox, Message, MessageRow
from client.search_words import All
from client.wish import Patch, Wish

T = TypeVar("T")

# Bodies of messages, in bytes on disk; headers and ids come to them.
MOST_BODIES = 256 * 1024 * 1024
PEOPLE_SHOWN = 10


class Cache:
    """Make it with `open_cache`. `own` is the account's address."""

    def __init__(self, path: Path, own: str, most_bodies: int = MOST_BODIES) -> None:
        self._own = own
        self._file = CacheFile(path, self._mend)
        self._most_bodies = most_bodies
        self._gate = threading.Lock()
        self._tried: set[int] = set()

    @property
    def path(self) -> Path:
        return self._file.path

    @property
    def generation(self) -> int:
        """Grows when a damaged file was replaced by a new, empty one: then all numbers are others."""
        return self._file.generation

    def take_damage(self) -> Damage | None:
        """What the person is to be told when changes that wait were damaged and set aside; it is given once. Waits for
        nobody.
        """
        return self._file.take_damage()

    def mailboxes(self) -> list[Mailbox]:
        """All that the server has told of, in its order, with the counts that waiting changes leave."""
        return self.look(read_mailboxes)

    def mailbox_id(self, mailbox: str) -> str:
        """The id of a role such as `inbox`; what is no role of this account is an id."""
        sql = "SELECT id FROM mailbox WHERE told AND role = ? ORDER BY number LIMIT 1"
        found = self.look(lambda connection: connection.execute(sql, (mailbox,)).fetchone())
        return str(found[0]) if found and mailbox else mailbox

    def is_listed(self, mailbox_id: str) -> bool:
        """Whether the beginning of this mailbox was read from the server: otherwise an empty list means nothing."""
        sql = "SELECT 1 FROM mailbox WHERE id = ? AND told AND listed != ?"
        return self.look(lambda connection: connection.execute(sql, (mailbox_id, NOT_LISTED)).fetchone()) is not None

    def numbers(self, mailbox_id: str, order: Order = NEWEST_FIRST) -> Numbers:
        """All messages of a mailbox; empty when it is not known. 20 to 60 ms for 100,000."""
        return self._of_mailbox(mailbox_id, lambda c, box: cache_lists.mailbox_numbers(c, box, order), array("q"))

    def conversations(self, mailbox_id: str, order: Order = NEWEST_FIRST) -> Conversations:
        """All conversations of a mailbox, each with one message that stands for it."""
        none = Conversations(array("q"), array("q"), array("q"))
        return self._of_mailbox(mailbox_id, lambda c, box: cache_lists.mailbox_conversations(c, box, order), none)

    def conversation(self, number: int) -> Numbers:
        """All messages of the conversation of this one, in whatever mailbox, the oldest first."""
        return self.look(lambda connection: cache_lists.conversation_numbers(connection, number))

    def position(self, mailbox_id: str, number: int) -> int:
        """The row of a message in the list that is sorted newest first; -1 when it is not there."""
        return self._of_mailbox(mailbox_id, lambda c, box: cache_lists.position(c, box, number), -1)

    def rows(self, numbers: Sequence[int]) -> dict[int, MessageRow]:
        """The rows that are known, by number. A page of 50 takes 1 ms."""
        return self.look(lambda connection: read_rows(connection, numbers))

    def ids(self, numbers: Sequence[int]) -> list[str]:
        """The server's ids, for `change` and for the account; what is gone has none."""
        found = self.look(lambda connection: read_ids(connection, numbers))
        return [found[one] for one in numbers if one in found]

    def numbers_of(self, ids: Iterable[str]) -> dict[str, int]:
        """The numbers of messages by the server's ids."""
        wanted = list(ids)
        return self.look(lambda connection: read_numbers(connection, wanted))

    def search(self, wanted: All, mailbox_id: str = "", order: Order = NEWEST_FIRST) -> Numbers:
        """Messages of a mailbox ("": of all) whose headers match `search_words.read_typing(text)`, or `parse(text)`."""
        return self.look(lambda connection: cache_search.find(connection, wanted, mailbox_id, order))

    def people(self, typed: str, limit: int = PEOPLE_SHOWN) -> tuple[SeenPerson, ...]:
        """Who was seen in mail and is meant by what was typed so far, the likeliest first."""
        return self.look(lambda connection: cache_people.find(connection, typed, limit))

    def progress(self) -> Progress:
        """How many messages are known as the server has them, of how many."""
        return self.look(progress)

    def waiting(self) -> int:
        """How many changes the server does not know yet."""
        return self.look(count_wishes)

    def body(self, message_id: str) -> Message | None:
        """A message that was read before, with its flags as they are shown now; None when it is not kept."""

        def look(connection: sqlite3.Connection) -> tuple[int, Message | None]:
            number = read_numbers(connection, [message_id]).get(message_id, 0)
            row = read_rows(connection, [number]).get(number)
            return number, None if row is None else read_body(connection, number, row)

        try:
            number, found = self.look(look)
        except ShapeError:
            # Written by another version, or rotten on the disk: it is fetched again.
            return None
        if found is not None:
            self._file.write(lambda connection: note_used(connection, number))
        return found

    def keep_body(self, message: Message) -> None:
        """Keep a message that was read; those that were not looked at for longest go."""

        def keep(connection: sqlite3.Connection) -> None:
            number = read_numbers(connection, [message.row.id]).get(message.row.id)
            if number is not None:
                keep_body(connection, number, message, self._most_bodies)

        self._file.write(keep)

    def change(self, ids: Iterable[str], patch: Patch) -> tuple[Undo, Changed]:
        """Show a change at once, and keep it until the server has it: on disk when this returns."""
        wanted = list(ids)
        return self.update(lambda writer: wish_for(writer, wanted, patch), durable=True)

    def undo(self, undo: Undo) -> tuple[bool, Changed]:
        """Take a change back. False when nothing of it can be taken back: what the server has destroyed is gone."""
        with self._gate:
            sent = undo.wish in self._tried
            return self.update(lambda writer: take_back(writer, undo, sent), durable=True)

    def next_wish(self) -> Wish | None:
        """The change that is to be sent next. From now on `undo` does not just forget it: the server may have it."""
        with self._gate:
            wish = self.look(first_wish)
            if wish is not None:
                self._tried.add(wish.number)
            return wish

    def look(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Read with SQL of the modules beside this one."""
        return self._file.read(work)

    def update(self, work: Callable[[Writer], T], *, durable: bool = False) -> tuple[T, Changed]:
        """Change mail in one transaction, with functions of the modules beside this one; `work` may run twice."""
        collector = ChangeCollector()

        def write(connection: sqlite3.Connection) -> T:
            nonlocal collector
            collector = ChangeCollector()
            return work(Writer(connection, collector, self._own))

        generation = self.generation
        found = self._file.write(write, durable=durable)
        collector.everything |= generation != self.generation
        return found, collector.result()

    def close(self) -> None:
        """From any thread; whoever reads later gets a `FileFault`."""
        self._file.close()

    def _mend(self, connection: sqlite3.Connection) -> None:
        mend(Writer(connection, ChangeCollector(), self._own))

    def _of_mailbox(self, mailbox_id: str, work: Callable[[sqlite3.Connection, int], T], none: T) -> T:
        def look(connection: sqlite3.Connection) -> T:
            found = connection.execute("SELECT number FROM mailbox WHERE id = ?", (mailbox_id,)).fetchone()
            return none if found is None else work(connection, found[0])

        return self.look(look)


def open_cache(folder: Path, fingerprint: str, address: str, most_bodies: int = MOST_BODIES) -> Cache:
    """The cache of an account, below the client's folder. The server is known by its authority's fingerprint, so host
    and ports may change. A file that cannot be used is thrown away.
    """
    return Cache(_path(folder, fingerprint, address), address, most_bodies)


def has_cache(folder: Path, fingerprint: str, address: str) -> bool:
    """Whether anything of an account is on this computer."""
    return _path(folder, fingerprint, address).exists()


def remove_cache(folder: Path, fingerprint: str, address: str) -> None:
    """Forget an account's mail on this computer, and what was to be changed of it; the cache must be closed.

    Raises `FileFault`.
    """
    path = _path(folder, fingerprint, address)
    try:
        # Everything that begins with this name: the wishes too, and damaged ones that were set aside.
        for one in path.parent.glob(f"{path.stem}.*"):
            one.unlink(missing_ok=True)
    except OSError as error:
        raise file_fault(error, path) from error


def _path(folder: Path, fingerprint: str, address: str) -> Path:
    # Neither who uses this computer nor which server should stand in a file name.
    name = hashlib.sha256(f"{fingerprint}\n{address.casefold()}".encode()).hexdigest()[:32]
    return folder / "cache" / f"{name}.sqlite3"
