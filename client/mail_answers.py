"""From the JSON objects of JMAP mail (RFC 8621) to the values of `client/message.py`.

Pure. What the standard promises is demanded (ShapeError); what a message may lack has its empty value.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape

from client.addresses import Address
from client.header_text import decoded_header
from client.html_text import html_to_text
from client.json_values import JsonObject, ShapeError, child, children, flag, number, text, texts, true_keys
from client.message import Attachment, Mailbox, Message, MessageRow


def read_mailbox(found: JsonObject) -> Mailbox:
    """RFC 8621 section 2."""
    return Mailbox(
        id=text(found, "id"),
        name=text(found, "name", ""),
        role=text(found, "role", ""),
        total=number(found, "totalEmails", 0),
        unread=number(found, "unreadEmails", 0),
        parent_id=text(found, "parentId", ""),
        sort_order=number(found, "sortOrder", 0),
        rights=true_keys(found, "myRights"),
    )


def read_row(found: JsonObject) -> MessageRow:
    """RFC 8621 section 4.1.1 to 4.1.4."""
    received = read_date(text(found, "receivedAt"))
    if received is None:
        raise ShapeError("receivedAt is not a date")
    return MessageRow(
        id=text(found, "id"),
        thread_id=text(found, "threadId", ""),
        mailbox_ids=true_keys(found, "mailboxIds"),
        keywords=true_keys(found, "keywords"),
        from_=read_addresses(found, "from"),
        to=read_addresses(found, "to"),
        cc=read_addresses(found, "cc"),
        subject=text(found, "subject", ""),
        received_at=received,
        sent_at=read_date(text(found, "sentAt", "")),
        size=number(found, "size", 0),
        preview=text(found, "preview", ""),
        has_attachment=flag(found, "hasAttachment", False),
    )


def read_message(found: JsonObject) -> Message:
    """One object of Email/get with the properties of `mail_requests.MESSAGE_PROPERTIES`."""
    values = {part: child(child(found, "bodyValues"), part) for part in child(found, "bodyValues")}
    html = _html(children(found, "htmlBody"), values)
    return Message(
        row=read_row(found),
        bcc=read_addresses(found, "bcc"),
        reply_to=read_addresses(found, "replyTo"),
        headers=tuple((text(one, "name"), decoded_header(text(one, "value"))) for one in children(found, "headers")),
        message_id=next(iter(texts(found, "messageId")), ""),
        references=tuple(texts(found, "references")),
        text=_text(children(found, "textBody"), values),
        html=html,
        attachments=tuple(_attachments(_files(found))),
        blob_id=text(found, "blobId", ""),
        truncated=any(flag(value, "isTruncated", False) for value in values.values()),
    )


def read_addresses(found: JsonObject, key: str) -> tuple[Address, ...]:
    """EmailAddress objects (RFC 8621 section 4.1.2.3)."""
    return tuple(Address(text(one, "name", ""), text(one, "email", "")) for one in children(found, key))


def read_date(written: str) -> datetime | None:
    """A Date or UTCDate (RFC 8620 section 1.4) in UTC; None when it is none, as senders' dates may be."""
    try:
        found = datetime.fromisoformat(written)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _text(parts: Iterable[JsonObject], values: dict[str, JsonObject]) -> str:
    pieces = []
    for part in parts:
        value = text(values.get(text(part, "partId", ""), {}), "value", "")
        pieces.append(html_to_text(value) if text(part, "type", "") == "text/html" else value)
    return "\n".join(piece.rstrip("\n") for piece in pieces if piece)


def _html(parts: list[JsonObject], values: dict[str, JsonObject]) -> str | None:
    """The parts in one document; None when the sender wrote no HTML at all."""
    if not any(text(part, "type", "") == "text/html" for part in parts):
        return None
    pieces = []
    for part in parts:
        value = text(values.get(text(part, "partId", ""), {}), "value", "")
        pieces.append(
            value if text(part, "type", "") == "text/html" else f"<pre>{escape(value)}</pre>" if value else ""
        )
    return "\n".join(piece for piece in pieces if piece)


def _files(found: JsonObject) -> Iterable[JsonObject]:
    """What is no text. Pictures, sounds and films that stand between the texts, as telephones send them, are not among
    the attachments (RFC 8621 section 4.1.4: https://www.rfc-editor.org/rfc/rfc8621#section-4.1.4).
    """
    between = [*children(found, "textBody"), *children(found, "htmlBody")]
    media = {text(part, "partId"): part for part in between if not text(part, "type", "").startswith("text/")}
    others = [part for part in children(found, "attachments") if text(part, "partId", "") not in media]
    return [part for part in (*media.values(), *others) if text(part, "blobId", "")]


def _attachments(parts: Iterable[JsonObject]) -> Iterable[Attachment]:
    for part in parts:
        yield Attachment(
            blob_id=text(part, "blobId"),
            name=text(part, "name", ""),
            type=text(part, "type", "") or "application/octet-stream",
            size=number(part, "size", 0),
            content_id=text(part, "cid", ""),
            inline=text(part, "disposition", "") == "inline",
        )
