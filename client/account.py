"""One signed-in account: all that the window may ask of the servers.

Every method blocks and belongs into a worker thread; none touches Qt. Two lanes may be used at the same
time: SMTP (`send`, `submit`, `user_exists`) and HTTPS (everything else); within a lane calls wait for each
other, only downloads have connections of their own. Nothing but faults of `client/errors.py` comes out.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from client import account_lanes, account_requests, mail_requests, mail_transfer, server_search
from client.account_access import AccountAccess
from client.account_checks import AccountChecks
from client.account_lanes import AccountLanes
from client.addresses import Address
from client.blob_download import Progress
from client.cache import Cache
from client.discovery import Server, connect
from client.draft import Draft, Submission, compose
from client.errors import ServerBusy
from client.jmap_client import JmapClient
from client.jmap_session import SignedIn
from client.leaving import Leaving
from client.mail_client import MailClient, User
from client.mail_transaction import Receipt, TellRefused
from client.mail_transfer import WholeMessage
from client.message import Mailbox, Message, MessageRow, Page
from client.push import Push
from client.server_deliveries import ServerDeliveries
from client.server_drafts import ServerDrafts
from client.server_folders import ServerFolders
from client.sync import Sync

__all__ = ["Account", "Receipt", "Server", "User", "connect"]

# How far back Sent is searched for a message whose fate is unsure.
SENT_TO_LOOK_AT = 100


class Account:
    """Made by `sign_in`. `address` is the author of what is sent, `server` where the account lives."""

    def __init__(self, lanes: AccountLanes, signed_in: SignedIn) -> None:
        self.server = lanes.server
        self.address = Address(signed_in.display_name, signed_in.address)
        self.account_id = signed_in.account_id
        self.is_admin = signed_in.is_admin
        self._lanes = lanes
        self._roles: dict[str, str] = {}

    @classmethod
    def sign_in(cls, server: Server, username: str, password: str, timeout: float = 20.0) -> "Account":
        """Raises `WrongPassword`, `AccountNotUsable`, `TooManyAttempts` and the network faults.

        The SMTP connection is opened when it is first needed.
        """
        device = account_requests.DEVICE
        return cls(*account_lanes.opened(server, timeout, lambda jmap: jmap.sign_in(username, password, device)))

    @classmethod
    def resume(cls, server: Server, token: str, timeout: float = 20.0) -> "Account":
        """Go on with the session of an earlier sign-in. Raises `SignInNeeded` when it has ended, and the network
        faults.
        """
        return cls(*account_lanes.opened(server, timeout, lambda jmap: jmap.resume(token)))

    @classmethod
    def offline(cls, server: Server, address: Address) -> "Account":
        """An account that nobody has signed in to yet: whatever is asked raises `NotConnected`, until `take_over`."""
        lanes = account_lanes.shut(server, address.address)
        return cls(lanes, SignedIn("", address.address, address.name, False, ""))

    @property
    def is_connected(self) -> bool:
        """Whether it was signed in to: False after `offline`. Waits for nobody."""
        return self._lanes.is_open

    def take_over(self, other: "Account") -> None:
        """Go on with the connections of `other`, the same account signed in to just now, which is used no more."""
        self.server, self.address = other.server, other.address
        self.account_id, self.is_admin = other.account_id, other.is_admin
        self._roles = other._roles  # noqa: SLF001 - one of its own kind
        # Last, and in one go: a thread that asks meanwhile finds both lanes of one sign-in.
        before, self._lanes = self._lanes, other._lanes  # noqa: SLF001
        before.close()

    def mailboxes(self) -> list[Mailbox]:
        """Every mailbox with its counts."""
        with self._https():
            found = mail_requests.fetch_mailboxes(self._jmap)
        self._roles = {one.role: one.id for one in found if one.role}
        return found

    def latest(self, mailbox: str, limit: int, position: int = 0) -> Page:
        """Messages of a mailbox (a role such as `inbox`, or an id), newest first."""
        mailbox_id = self._mailbox_id(mailbox)
        with self._https():
            return mail_requests.fetch_latest(self._jmap, mailbox_id, limit, position)

    def read(self, message_id: str) -> Message:
        """The whole message; it is not marked as seen. Raises `MessageGone`."""
        with self._https():
            return mail_requests.fetch_message(self._jmap, message_id)

    def search(self, words: str, limit: int) -> list[MessageRow]:
        """The newest messages that match what a person typed (webserver/API.md), at most `limit`."""
        with self._https():
            return server_search.fetch_found(self._jmap, words, limit)

    def mark(
        self,
        ids: Iterable[str],
        *,
        seen: bool | None = None,
        flagged: bool | None = None,
        answered: bool | None = None,
    ) -> None:
        """Set or clear; None leaves as it is. Raises `MessageGone` when one is not there any more (the
        others are marked).
        """
        wanted = {"$seen": seen, "$flagged": flagged, "$answered": answered}
        patch: dict[str, object] = {
            f"keywords/{keyword}": value or None for keyword, value in wanted.items() if value is not None
        }
        if patch:
            self._update(ids, patch)

    def move(self, ids: Iterable[str], mailbox: str) -> None:
        """Put the messages into this mailbox (a role or an id) and no other. Raises `MessageGone` as `mark`
        does.
        """
        self._update(ids, {"mailboxIds": {self._mailbox_id(mailbox): True}})

    def destroy(self, ids: Iterable[str]) -> None:
        """Delete for good."""
        with self._https():
            mail_requests.destroy_messages(self._jmap, ids)

    def save_attachment(self, blob_id: str, path: Path, progress: Progress | None = None, size: int = 0) -> None:
        """Write a blob (attachment or whole message) to `path`, which is replaced only when everything came.

        `progress(done, total)` in bytes runs in the calling thread and may raise `Cancelled`. `size` is
        `Attachment.size`, checked when given. Raises `MessageGone`, `LocalDiskFull`, `FileFault`,
        `ConnectionLost`.
        """
        with self._https():
            self._jmap.save_blob(blob_id, path, progress, size)

    def all_messages(self, mailbox: str) -> list[str]:
        """The ids of every message of a mailbox (a role or an id), newest first."""
        mailbox_id = self._mailbox_id(mailbox)
        with self._https():
            return mail_transfer.all_ids(self._jmap, mailbox_id)

    def whole_messages(self, ids: Sequence[str]) -> Iterator[WholeMessage]:
        """What each message is on the server, in this order, fetched as it is asked for; those gone are left out."""
        with self._https():
            yield from mail_transfer.whole_messages(self._jmap, ids)

    def import_message(
        self, path: Path, mailbox: str, received_at: datetime | None = None, progress: Progress | None = None
    ) -> None:
        """Put a message that lies in a file into a mailbox (a role or an id), as read. Without `received_at` the server
        says when it came. Raises `TooLarge`, `NotAccepted`, `FileFault` and the network faults.
        """
        mailbox_id = self._mailbox_id(mailbox)
        with self._https():
            mail_transfer.import_message(self._jmap, path, mailbox_id, received_at, progress)

    def user_exists(self, address: str) -> bool:
        """Whether this server has an account with this address."""

        def look_up(client: MailClient) -> bool:
            return client.get_user(address) is not None

        try:
            return self._lanes.run(look_up)
        except ServerBusy:
            # A connection may ask only so often; a new one may ask again.
            return self._lanes.run(look_up)

    def send(self, draft: Draft, progress: Progress | None = None) -> Receipt:
        """Compose and submit at once, without the outbox. Raises what `compose` and `submit` raise."""
        return self.submit(compose(draft, self.address), progress)

    def submit(
        self, submission: Submission, progress: Progress | None = None, tell_refused: TellRefused | None = None
    ) -> Receipt:
        """Send what `draft.compose` made. Raises what `MailClient.submit` raises."""
        content, sender, recipients = submission.content, submission.sender, submission.recipients

        def send(client: MailClient) -> Receipt:
            return client.submit(content, sender, recipients, progress, tell_refused)

        return self._lanes.run(send)

    def is_in_sent(self, message_id: str) -> bool:
        """Whether Sent holds a message with this Message-ID, among the latest hundred."""
        sent = self._mailbox_id("sent")
        with self._https():
            return message_id.strip("<>") in mail_requests.fetch_message_ids(self._jmap, sent, SENT_TO_LOOK_AT)

    def sync_with(self, cache: Cache) -> Sync:
        """What brings `cache` in step with this account, over the HTTPS lane; see `client/account_sync.py`."""
        return Sync(self._jmap, cache, self._https)

    def push(self) -> Push:
        """What tells of changes, on a connection of its own; `close` ends it too."""
        return Push(self._jmap, self._https)

    def drafts(self) -> ServerDrafts:
        """What is being written, in Drafts on the server; see `client/server_drafts.py`."""
        return ServerDrafts(self._jmap, self.address, lambda: self._mailbox_id("drafts"), self._https)

    def folders(self) -> ServerFolders:
        """The mailboxes, to be arranged; see `client/server_folders.py`."""
        return ServerFolders(self._jmap, self._https)

    @property
    def size_limit(self) -> int:
        """The largest message in bytes, 0 while not known (it is after the first connection). Waits for nobody."""
        return self._lanes.smtp.size_limit or self._jmap.largest_upload

    @property
    def token(self) -> str:
        """What the keyring keeps, for `resume`."""
        return self._jmap.token

    @property
    def local_only(self) -> bool | None:
        """Whether mail goes to the server's own domain and nowhere else now, as the server told last; None while that
        is not known. Waits for nobody.
        """
        return self._jmap.local_only

    def session_changed(self) -> None:
        """The server can do more or less than before: the next question asks what. Waits for nobody."""
        self._jmap.session_changed()

    def deliveries(self) -> ServerDeliveries:
        """Mail on its way to the outside; see `client/server_deliveries.py`."""
        return ServerDeliveries(self._jmap, self._https)

    def access(self) -> AccountAccess:
        """Its password, its recovery address and its devices; see `client/account_access.py`."""
        return AccountAccess(self._jmap, self._https)

    def checks(self) -> AccountChecks:
        """Of the connection and of the server; see `client/account_checks.py`."""
        return AccountChecks(self.server, self._jmap, self._https)

    def leaving(self) -> Leaving:
        """Taking everything along, and deleting the account; see `client/leaving.py`."""
        return Leaving(self._jmap, self._https)

    def sign_out(self) -> None:
        """End the session on the server and close; everything is closed also when a fault is raised."""
        self._lanes.smtp.leave()
        try:
            with self._https():
                self._jmap.sign_out()
        finally:
            self.close()

    def close(self) -> None:
        """Close everything at once, from any thread; what is under way ends with `ConnectionLost`."""
        self._lanes.close()

    @property
    def _jmap(self) -> JmapClient:
        return self._lanes.jmap

    def _update(self, ids: Iterable[str], patch: dict[str, object]) -> None:
        with self._https():
            mail_requests.update_messages(self._jmap, ids, patch)

    def _mailbox_id(self, mailbox: str) -> str:
        """The id of a role; what is no role of this account is an id."""
        if not self._roles:
            self.mailboxes()
        return self._roles.get(mailbox, mailbox)

    def _https(self) -> AbstractContextManager[None]:
        return self._lanes.https()
