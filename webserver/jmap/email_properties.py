"""The properties of an Email (RFC 8621 section 4.1): a table from each name to how its value is found.

Those that lists show come from what the store noted at acceptance; the others read the message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from db import header
from webserver.jmap import header_forms, ids
from webserver.jmap.body_part import BodyPart
from webserver.jmap.body_values import body_value
from webserver.jmap.email_source import BodyOptions, Source

Reader = Callable[[Source], object]

DEFAULT = (
    "id", "blobId", "threadId", "mailboxIds", "keywords", "size", "receivedAt", "messageId", "inReplyTo", "references",
    "sender", "from", "to", "cc", "bcc", "replyTo", "subject", "sentAt", "hasAttachment", "preview", "bodyValues",
    "textBody", "htmlBody", "attachments",
)  # fmt: skip

HIDDEN_KEYWORDS = frozenset({"$deleted", "$recent"})
"""Flags of IMAP that JMAP does not show (section 4.1.1)."""


def _addresses(key: str) -> Reader:
    def read(source: Source) -> object:
        pairs = source.row.addresses.get(key)
        return None if pairs is None else header_forms.address_objects(pairs)

    return read


def _message_ids(key: str) -> Reader:
    return lambda source: source.row.message_ids.get(key) or None


def _list(name: str) -> Reader:
    def read(source: Source) -> object:
        parts: list[BodyPart] = getattr(source.lists, name)
        return [source.options.view.flat(one) for one in parts]

    return read


def keywords(names: frozenset[str]) -> dict[str, bool]:
    """Return keywords as JMAP shows them."""
    return dict.fromkeys(sorted(names - HIDDEN_KEYWORDS), True)


def _body_values(source: Source) -> object:
    options = source.options
    if not options.wants_values:
        return {}
    wanted = dict(_texts(source, options))
    return {part_id: body_value(one, options.most) for part_id, one in wanted.items()}


def _texts(source: Source, options: BodyOptions) -> Iterator[tuple[str, BodyPart]]:
    """Yield the text parts whose values are wanted, with their ids; some maybe twice."""
    for wanted, parts in (
        (options.every, source.tree.leaves()),
        (options.text, source.lists.text),
        (options.html, source.lists.html),
    ):
        for one in parts if wanted else ():
            if one.part_id is not None and one.type.startswith("text/"):
                yield one.part_id, one


NOTED: dict[str, Reader] = {
    "id": lambda source: ids.MESSAGE.text(source.row.id),
    "blobId": lambda source: source.blob.text(),
    "threadId": lambda source: ids.THREAD.text(source.row.thread_id),
    "mailboxIds": lambda source: {ids.MAILBOX.text(one): True for one in source.row.mailbox_ids},
    "keywords": lambda source: keywords(source.row.keywords),
    "size": lambda source: source.row.size,
    "receivedAt": lambda source: header.utc(source.row.received_at),
    "messageId": _message_ids("messageId"),
    "inReplyTo": _message_ids("inReplyTo"),
    "references": _message_ids("references"),
    "sender": _addresses("sender"),
    "from": _addresses("from"),
    "to": _addresses("to"),
    "cc": _addresses("cc"),
    "bcc": _addresses("bcc"),
    "replyTo": _addresses("replyTo"),
    "subject": lambda source: header_forms.composed(source.row.subject) or None,
    "sentAt": lambda source: source.row.sent_at,
    "hasAttachment": lambda source: source.row.has_attachment,
    "preview": lambda source: source.row.preview,
}
HEADER: dict[str, Reader] = {"headers": lambda source: header_forms.all_headers(source.fields)}
BODY: dict[str, Reader] = {
    "bodyStructure": lambda source: source.options.view.deep(source.tree),
    "bodyValues": _body_values,
    "textBody": _list("text"),
    "htmlBody": _list("html"),
    "attachments": _list("attachments"),
}


@dataclass(frozen=True, slots=True)
class EmailView:
    """The properties that a program wants of every message, understood once; and what has to be read for them."""

    readers: tuple[tuple[str, Reader], ...]
    reads_head: bool
    reads_content: bool

    @classmethod
    def of(cls, names: Sequence[str], options: BodyOptions) -> EmailView:
        """Return the view with the properties `names` and the id. Raises MethodError for one that does not exist."""
        wanted = list(dict.fromkeys(("id", *names)))
        from_body = [name for name in wanted if name in BODY and (name != "bodyValues" or options.wants_values)]
        from_header = [name for name in wanted if name not in NOTED and name not in BODY]
        return cls(tuple((name, _reader(name)) for name in wanted), bool(from_header), bool(from_body))

    def show(self, source: Source) -> dict[str, object]:
        """Return the Email object. Raises `email_source.Gone`."""
        return {name: read(source) for name, read in self.readers}


def _reader(name: str) -> Reader:
    known = NOTED.get(name) or HEADER.get(name) or BODY.get(name)
    if known is not None:
        return known
    wanted = header_forms.header_property(name)
    return lambda source: wanted.value(source.fields)
