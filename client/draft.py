"""A message as it is written, and the bytes it becomes.

A `Draft` goes in, a `Submission` (envelope and RFC 5322 bytes) comes out; files are read at that moment.
The Bcc field is part of the bytes: the server keeps it in the author's Sent and removes it for every
recipient.
"""

import email.policy
import html
import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from client.addresses import Address, unique_addresses
from client.errors import NoRecipients
from client.faults import attached_file_fault

# Every line ASCII: a relay on the way may not know 8BITMIME (RFC 6152) and would have to rewrite the message.
_ASCII = email.policy.SMTP.clone(cte_type="7bit")
# RFC 6532, only for addresses that cannot be written otherwise. https://www.rfc-editor.org/rfc/rfc6532
_UTF8 = _ASCII.clone(utf8=True)

_UNKNOWN_TYPE = "application/octet-stream"
# What a Content-ID may hold here (RFC 2045 section 7); others are sent as plain attachments.
USABLE_ID = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]{1,120}@?[\w.-]{0,120}", re.ASCII)
# As rich_text.py writes it.
_OWN_PICTURE = re.compile(r'<img src="cid:([^"]*)" alt="([^"]*)"[^>]*>')
# RFC 2046 section 5 forbids encoding these, and what is attached here always is.
_NEVER_ENCODED = ("message/", "multipart/")


@dataclass(frozen=True)
class AttachedFile:
    """A file to send: its bytes, or the path they are read from when the message is composed.

    `type` is a media type such as `image/png`; "" lets the name decide. A picture that stands in the HTML has a
    `content_id` (without angle brackets), which the HTML names.
    """

    name: str
    content: bytes | Path
    type: str = ""
    content_id: str = ""

    def size(self) -> int:
        """Bytes before encoding. Raises `FileFault` when the file cannot be read."""
        if isinstance(self.content, bytes):
            return len(self.content)
        try:
            return self.content.stat().st_size
        except OSError as error:
            raise attached_file_fault(error, self.content) from error

    def read(self) -> bytes:
        """The content. Raises `FileFault`."""
        if isinstance(self.content, bytes):
            return self.content
        try:
            return self.content.read_bytes()
        except OSError as error:
            raise attached_file_fault(error, self.content) from error

    def media_type(self) -> str:
        """The type that is told to the recipient."""
        found = self.type.lower() or mimetypes.guess_type(self.name)[0] or _UNKNOWN_TYPE
        main, slash, sub = found.partition("/")
        usable = main and slash and sub and not found.startswith(_NEVER_ENCODED)
        return found if usable and found.isascii() and not set(found) & set(' \t\r\n"()<>@,;:\\[]?=') else _UNKNOWN_TYPE


@dataclass(frozen=True)
class Draft:
    """What the person wrote. `html` is the same in rich text, "" when it is plain; `in_reply_to` is the answered
    message's Message-ID ("" when none), `references` those of the conversation before it; both without angle brackets,
    as `client/message.py` has them.
    """

    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    subject: str = ""
    text: str = ""
    attachments: tuple[AttachedFile, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    html: str = ""

    def recipients(self) -> tuple[str, ...]:
        """Every address of to, cc and bcc once, in that order."""
        return unique_addresses((*self.to, *self.cc, *self.bcc))


@dataclass(frozen=True)
class Submission:
    """A message ready to be sent: the envelope, the bytes (CRLF line ends) and what an outbox shows.

    `message_id` has its angle brackets, as in the field.
    """

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    message_id: str
    subject: str


def compose(draft: Draft, author: Address, now: datetime | None = None, message_id: str = "") -> Submission:
    """The draft as bytes. `now` (aware) and `message_id` (with angle brackets) are made when not given.

    Raises `FileFault` when an attached file cannot be read, `NoRecipients` when there is none.
    """
    recipients = draft.recipients()
    if not recipients:
        raise NoRecipients
    message_id = message_id or make_msgid(domain=author.domain if author.domain.isascii() else "localhost")
    ascii_only = all(address.isascii() for address in (author.address, *recipients))
    message = EmailMessage(_ASCII if ascii_only else _UTF8)
    _set_fields(message, draft, author, now or datetime.now(UTC).astimezone(), message_id)
    message.set_content(_body(draft.text))
    if draft.html:
        # RFC 2046 section 5.1.4: the plainest form first. https://www.rfc-editor.org/rfc/rfc2046#section-5.1.4
        message.add_alternative(_body(sendable_html(draft)), subtype="html")
        _add_pictures(message, draft)
    shown = set(shown_pictures(draft))
    for file in draft.attachments:
        if file in shown:
            continue
        main, _, sub = file.media_type().partition("/")
        message.add_attachment(file.read(), maintype=main, subtype=sub, filename=header_line(file.name) or "file")
    return Submission(author.address, recipients, message.as_bytes(), message_id, header_line(draft.subject))


def shown_pictures(draft: Draft) -> tuple[AttachedFile, ...]:
    """The attached files that stand in the HTML."""
    named = {html.unescape(found[1]) for found in _OWN_PICTURE.finditer(draft.html)}
    return tuple(one for one in draft.attachments if one.content_id in named and USABLE_ID.fullmatch(one.content_id))


def sendable_html(draft: Draft) -> str:
    """The HTML, without pictures whose files were removed: what stood in their place in words stays."""
    there = {one.content_id for one in shown_pictures(draft)}
    return _OWN_PICTURE.sub(lambda found: found[0] if html.unescape(found[1]) in there else found[2], draft.html)


def estimated_size(draft: Draft) -> int:
    """Bytes on the wire, never less than what `compose` gives; cheap enough to ask at each key press.

    Raises `FileFault` when the size of an attached file cannot be read.
    """
    addresses = (*draft.to, *draft.cc, *draft.bcc)
    words = (draft.subject, *draft.references, *(f"{one}" for one in addresses))
    # Quoted-printable writes three characters for a byte and breaks lines, base64 four for three bytes.
    fields = sum(5 * len(word.encode("utf-8", "replace")) + 80 for word in words)
    text = 4 * sum(len(body.encode("utf-8", "replace")) for body in (draft.text, draft.html))
    files = sum(file.size() * 1.37 + 10 * len(file.name.encode("utf-8", "replace")) for file in draft.attachments)
    return int(2000 + fields + text + files + 600 * len(draft.attachments))


def _set_fields(message: EmailMessage, draft: Draft, author: Address, now: datetime, message_id: str) -> None:
    message["From"] = _header_addresses((author,))
    for name, addresses in (("To", draft.to), ("Cc", draft.cc), ("Bcc", draft.bcc)):
        if addresses:
            message[name] = _header_addresses(addresses)
    if subject := header_line(draft.subject):
        message["Subject"] = subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    if draft.in_reply_to:
        # RFC 5322 section 3.6.4: the parent's references and the parent.
        message["In-Reply-To"] = _bracketed(draft.in_reply_to)
        known = dict.fromkeys((*draft.references, draft.in_reply_to))
        message["References"] = " ".join(_bracketed(one) for one in known)


def _add_pictures(message: EmailMessage, draft: Draft) -> None:
    """RFC 2387: the HTML and what it shows in one part. https://www.rfc-editor.org/rfc/rfc2387"""
    page = message.get_payload(1)
    if not isinstance(page, EmailMessage):
        raise TypeError("the second form of a message is a part")
    for file in shown_pictures(draft):
        main, _, sub = file.media_type().partition("/")
        name, cid = header_line(file.name) or "picture", f"<{file.content_id}>"
        page.add_related(file.read(), maintype=main, subtype=sub, cid=cid, filename=name, disposition="inline")


def _header_addresses(addresses: Iterable[Address]) -> tuple[HeaderAddress, ...]:
    return tuple(_header_address(one) for one in addresses)


def _header_address(one: Address) -> HeaderAddress:
    local, _, domain = one.address.rpartition("@")
    return HeaderAddress(header_line(one.name), local, domain)


def _bracketed(message_id: str) -> str:
    return f"<{''.join(header_line(message_id).split()).strip('<>')}>"


def header_line(text: str) -> str:
    """One line that can be sent: a line break would start another field, a lone surrogate has no bytes."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())


def _body(text: str) -> str:
    """The text without what RFC 5322 section 2.3 does not allow (NUL) and what UTF-8 cannot say."""
    clean = text.replace("\x00", "").encode("utf-8", "replace").decode()
    return clean if clean.endswith("\n") else clean + "\n"
