"""One account with its cache, signed in or not: what the windows read from, and what keeps it in step with the server.

Made with a cache alone it is offline: everything that was seen before can be read, searched and changed. `attach` an
`Account` after sign-in, and from then on let one worker thread call `step` until it is `finished`, another one read
`push()`; each news there means `look_for_changes()` and steps again. `detach` when the connection is given up.

Which thread: every method blocks for the disk, those that say so also for the network; none belongs on the GUI thread.
All of them may be called from any thread at the same time. Raises faults of `client/errors.py` only.

What comes back from changes and steps is a `Changed`: per mailbox the numbers that came, went, or look different. A
window sorted by date puts new numbers where `cache.position` says, or reads `cache.numbers` again and works out what to
insert and remove with `list_difference.difference`.
"""

from collections.abc import Callable, Iterable, Sequence

from client import cache_answers
from client.account import Account
from client.cache import Cache
from client.cache_wishes import Undo
from client.changed import NOTHING, Changed
from client.errors import MessageGone, NotConnected, SignInNeeded
from client.message import Message
from client.push import Push
from client.sync import Refused, Step, Sync
from client.wish import Patch

__all__ = ["Changed", "Refused", "Step", "SyncedAccount", "Undo"]

# What the server finds beyond these is too much to look through.
MOST_FOUND = 500


class SyncedAccount:
    """Lists, rows, search and people are read from `cache` directly."""

    def __init__(self, cache: Cache, account: Account | None = None) -> None:
        self.cache = cache
        self._account: Account | None = None
        self._sync: Sync | None = None
        if account is not None:
            self.attach(account)

    @property
    def account(self) -> Account | None:
        """The signed-in account; None while offline."""
        return self._account

    def attach(self, account: Account) -> None:
        """Signed in: from now on there is a server to keep in step with."""
        self._account, self._sync = account, account.sync_with(self.cache)

    def detach(self) -> None:
        """Offline from now on; the account is its owner's to close."""
        self._account = self._sync = None

    def step(self) -> Step:
        """Send or ask for what is most urgent: one request. Raises `SignInNeeded` while offline, and the faults of the
        network; after one that may pass, call it again later.
        """
        return self._online().step()

    def send_waiting(self, taken: Callable[[Step], None]) -> None:
        """Send every change that waits, so that what is asked of the server next is asked after them. Network; as
        `step`, and each is given to `taken`.
        """
        while self.cache.waiting():
            taken(self.step())

    def look_for_changes(self) -> None:
        """The server may have news; the next step asks. Does nothing while offline. Waits for nobody."""
        if (sync := self._sync) is not None:
            sync.look_for_changes()

    def session_changed(self) -> None:
        """What the server can do has changed; the next step asks. Waits for nobody."""
        if (account := self._account) is not None:
            account.session_changed()

    def want(self, mailbox_id: str) -> None:
        """This mailbox is being looked at, and read before others. Waits for nobody."""
        if (sync := self._sync) is not None:
            sync.want(mailbox_id)

    def fill(self, numbers: Sequence[int]) -> Changed:
        """Fetch the headers of rows that are on screen and not known yet. Network; nothing while offline."""
        return NOTHING if (sync := self._sync) is None else sync.fill(numbers)

    def push(self) -> Push:
        """A source of news, to be listened to by a thread of its own. Raises `SignInNeeded` while offline."""
        if (account := self._account) is None:
            raise SignInNeeded("offline")
        return account.push()

    def read(self, message_id: str) -> Message:
        """A whole message: from the cache when it was read before, else from the server, and then kept.

        Raises `NotConnected` when it would have to be fetched while offline, `MessageGone`, and the network's faults.
        """
        kept = self.cache.body(message_id)
        if kept is not None:
            return kept
        if (account := self._account) is None:
            raise NotConnected(f"message {message_id}")
        message = account.read(message_id)
        self.cache.keep_body(message)
        # As it is shown: with what the person did and the server does not know yet.
        return self.cache.body(message_id) or message

    def search(self, words: str) -> tuple[tuple[int, ...], Changed]:
        """The numbers of what the server finds, the newest first, and what became known by that. Network.

        Raises `NotConnected` while offline, and the network's faults.
        """
        if (account := self._account) is None:
            raise NotConnected
        rows = account.search(words, MOST_FOUND)
        ids = [row.id for row in rows]
        changed = self.cache.update(lambda writer: cache_answers.fill(writer, ids, rows))[1]
        numbers = self.cache.numbers_of(ids)
        return tuple(numbers[one] for one in ids if one in numbers), changed

    def mark(
        self,
        ids: Iterable[str],
        *,
        seen: bool | None = None,
        flagged: bool | None = None,
        answered: bool | None = None,
    ) -> tuple[Undo, Changed]:
        """Set or clear; None leaves as it is. Shown at once and on disk; the next step sends it."""
        wanted = {"$seen": seen, "$flagged": flagged, "$answered": answered}
        return self.cache.change(ids, Patch({name: value for name, value in wanted.items() if value is not None}))

    def move(self, ids: Iterable[str], mailbox: str) -> tuple[Undo, Changed]:
        """Put messages into this mailbox (a role or an id) and no other. As `mark`. Raises `MessageGone` when there is
        no such mailbox.
        """
        mailbox_id = self.cache.mailbox_id(mailbox)
        if all(one.id != mailbox_id for one in self.cache.mailboxes()):
            raise MessageGone(f"no mailbox {mailbox}")
        return self.cache.change(ids, Patch(mailbox_ids=frozenset({mailbox_id})))

    def destroy(self, ids: Iterable[str]) -> tuple[Undo, Changed]:
        """Delete for good. As `mark`; it can be undone until it is sent."""
        return self.cache.change(ids, Patch(destroy=True))

    def undo(self, undo: Undo) -> tuple[bool, Changed]:
        """Take a change back, sent or not; only what was changed becomes as it was. False when it is too late."""
        return self.cache.undo(undo)

    def _online(self) -> Sync:
        if (sync := self._sync) is None:
            raise SignInNeeded("offline")
        return sync
