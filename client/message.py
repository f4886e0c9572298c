"""What the inbox server tells of mailboxes and messages, as frozen values for the window.

Values only: what they are read from is in `client/mail_answers.py`, what is asked in
`client/mail_requests.py`.
"""

from dataclasses import dataclass
from datetime import datetime

from client.addresses import Address


@dataclass(frozen=True)
class Mailbox:
    """`role` is `inbox`, `drafts`, `sent`, `trash`, `junk`, `archive` or "" (RFC 8621 section 2).

    `parent_id` is "" at the top; `rights` are the names of what may be done (`mayRename`, `mayDelete`, ...).
    """

    id: str
    name: str
    role: str
    total: int
    unread: int
    parent_id: str = ""
    sort_order: int = 0
    rights: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MessageRow:
    """What a list shows of one message (RFC 8621 section 4.1). Times are aware, in UTC; `size` in bytes."""

    id: str
    thread_id: str
    mailbox_ids: frozenset[str]
    keywords: frozenset[str]
    from_: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    received_at: datetime
    sent_at: datetime | None
    size: int
    preview: str
    has_attachment: bool

    @property
    def seen(self) -> bool:
        return "$seen" in self.keywords

    @property
    def flagged(self) -> bool:
        return "$flagged" in self.keywords

    @property
    def answered(self) -> bool:
        return "$answered" in self.keywords


@dataclass(frozen=True)
class Page:
    """Rows from `position` on, newest first, and how many messages the mailbox holds in all."""

    rows: tuple[MessageRow, ...]
    total: int
    position: int = 0


@dataclass(frozen=True)
class Attachment:
    """A part that can be saved; `size` in bytes.

    `content_id` ("" when none) is what the HTML refers to as `cid:`; `name` is as the sender wrote it and
    may be empty or unfit for a file system.
    """

    blob_id: str
    name: str
    type: str
    size: int
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True)
class Message:
    """One whole message. `headers` are all of them, in order, decoded for reading.

    `text` is plain text, made from the HTML when the sender wrote nothing else. `html` is None when there
    is none; it is what the sender wrote and must be made safe before it is shown. `truncated` tells that a
    body was cut. `blob_id` is the message as it came.
    """

    row: MessageRow
    bcc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    headers: tuple[tuple[str, str], ...]
    message_id: str
    references: tuple[str, ...]
    text: str
    html: str | None
    attachments: tuple[Attachment, ...]
    blob_id: str
    truncated: bool = False
