"""One signed-in account: all that the window may ask of the servers.

Every method blocks and belongs into a worker thread; none touches Qt. Two lanes may be used at the same
time: SMTP (`send`, `submit`, `user_exists`) and HTTPS (everything else); within a lane calls wait for each
other, only downloads have connections of their own. Nothing but faults of `client/errors.py` comes out.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

from certs.contexts import client_context
from client import mail_requests
from client.addresses import Address
from client.blob_download import Progress
from client.discovery import Server, connect
from client.draft import Draft, Submission, compose
from client.errors import ServerBusy
from client.jmap_client import JmapClient, SignedIn
from client.mail_client import MailClient, Registered, User
from client.mail_transaction import Receipt
from client.message import Mailbox, Message, Page
from client.smtp_lane import SmtpLane
from client.trust import explaining

__all__ = ["Account", "Receipt", "Registered", "Server", "User", "connect"]

T = TypeVar("T")

# How far back Sent is searched for a message whose fate is unsure.
SENT_TO_LOOK_AT = 100


class Account:
    """Made by `sign_in`. `address` is the author of what is sent, `server` where the account lives."""

    def __init__(self, server: Server, jmap: JmapClient, lane: SmtpLane, signed_in: SignedIn, timeout: float) -> None:
        self.server = server
        self.address = Address(signed_in.display_name, signed_in.address)
        self.account_id = signed_in.account_id
        self.is_admin = signed_in.is_admin
        self._jmap = jmap
        self._lane = lane
        self._timeout = timeout
        self._roles: dict[str, str] = {}

    @classmethod
    def register(
        cls, server: Server, username: str, password: str, invitation: str = "", timeout: float = 20.0
    ) -> Registered:
        """Make an account; sign in afterwards. Without `invitation` the code of the server's link is used.

        Raises `RegistrationRefused` with its `kind`, and the network faults.
        """
        context = client_context(ca_pem=server.ca_pem)
        with _explaining(server, timeout):
            client = MailClient(server.host, server.smtp_port, context=context, timeout=timeout)
            try:
                return client.register(username, password, invitation or server.code or None)
            finally:
                client.close()

    @classmethod
    def sign_in(cls, server: Server, username: str, password: str, timeout: float = 20.0) -> "Account":
        """Raises `WrongPassword`, `AccountNotUsable`, `TooManyAttempts` and the network faults.

        The SMTP connection is opened when it is first needed.
        """
        context = client_context(ca_pem=server.ca_pem)
        jmap = JmapClient(server.host, server.https_port, context, timeout)
        try:
            with _explaining(server, timeout):
                signed_in = jmap.sign_in(username, password)
        except BaseException:
            jmap.close()
            raise
        lane = SmtpLane(server, context, signed_in.address, password, timeout)
        return cls(server, jmap, lane, signed_in, timeout)

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

    def user_exists(self, address: str) -> bool:
        """Whether this server has an account with this address."""

        def look_up(client: MailClient) -> bool:
            return client.get_user(address) is not None

        try:
            return self._smtp(look_up)
        except ServerBusy:
            # A connection may ask only so often; a new one may ask again.
            return self._smtp(look_up)

    def send(self, draft: Draft, progress: Progress | None = None) -> Receipt:
        """Compose and submit at once, without the outbox. Raises what `compose` and `submit` raise."""
        return self.submit(compose(draft, self.address), progress)

    def submit(self, submission: Submission, progress: Progress | None = None) -> Receipt:
        """Send what `draft.compose` made. Raises what `MailClient.submit` raises."""

        def send(client: MailClient) -> Receipt:
            return client.submit(submission.content, submission.sender, submission.recipients, progress)

        return self._smtp(send)

    def is_in_sent(self, message_id: str) -> bool:
        """Whether Sent holds a message with this Message-ID, among the latest hundred."""
        sent = self._mailbox_id("sent")
        with self._https():
            return message_id.strip("<>") in mail_requests.fetch_message_ids(self._jmap, sent, SENT_TO_LOOK_AT)

    @property
    def size_limit(self) -> int:
        """The largest message in bytes, 0 while not known (it is after the first SMTP connection)."""
        return self._lane.size_limit

    def sign_out(self) -> None:
        """End the session on the server and close; everything is closed also when a fault is raised."""
        self._lane.leave()
        try:
            with self._https():
                self._jmap.sign_out()
        finally:
            self.close()

    def close(self) -> None:
        """Close everything at once, from any thread; what is under way ends with `ConnectionLost`."""
        self._jmap.close()
        self._lane.close()

    def _update(self, ids: Iterable[str], patch: dict[str, object]) -> None:
        with self._https():
            mail_requests.update_messages(self._jmap, ids, patch)

    def _mailbox_id(self, mailbox: str) -> str:
        """The id of a role; what is no role of this account is an id."""
        if not self._roles:
            self.mailboxes()
        return self._roles.get(mailbox, mailbox)

    def _https(self) -> AbstractContextManager[None]:
        return _explaining(self.server, self._timeout)

    def _smtp(self, work: Callable[[MailClient], T]) -> T:
        with _explaining(self.server, self._timeout):
            return self._lane.run(work)


def _explaining(server: Server, timeout: float) -> AbstractContextManager[None]:
    return explaining(server.host, server.https_port, server.fingerprint, timeout)
