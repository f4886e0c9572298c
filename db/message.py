"""What lists show of a message: bytes in, a summary out; made once, when the message is accepted.

Pure, bounded in time, and never raises: a parse must not stop mail from being kept.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from db import header, mime
from db.charset import storable
from db.threads import normalized_subject, reference_hash

PREVIEW = 256
_LOOKED_AT = 8 * 1024
# Pages begin with style sheets of many kilobytes.
_LOOKED_AT_PAGE = 64 * 1024
_MAX_HEADER = 256 * 1024
# The same few people write to each other: their addresses are read once.
_REMEMBERED = 200
_TEXT_FIELDS = {
    "from": "from",
    "to": "to",
    "cc": "cc",
    "bcc": "bcc",
    "reply-to": "replyTo",
    "sender": "sender",
}
_INVISIBLE = re.compile(r"<(style|script|head|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>?")
_LONG_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")
# One encoder for all: json.dumps makes a new one for each call that wants no spaces.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Summary:
    """What is stored beside the content; `addresses` and `message_ids` are JSON (see `db/SCHEMA.md`).

    `references` are the hashes under which its conversation is found.
    """

    subject: str
    addresses: str
    message_ids: str
    sent_at: str | None
    preview: str
    has_attachment: bool
    references: tuple[int, ...]

    @property
    def has_message_id(self) -> bool:
        """Whether the message has a Message-ID; then it is the first of `references`."""
        return bool(json.loads(self.message_ids)["messageId"])


def summarize(content: bytes) -> Summary:
    """Return the summary of the message `content`."""
    header_end, body_start = mime.split_header(content, 0, len(content))
    fields = mime.header_fields(content[: min(header_end, _MAX_HEADER)])
    # RFC 8621 section 4.1.3: of several fields with one name, the last one counts.
    # https://www.rfc-editor.org/rfc/rfc8621#section-4.1.3
    values = {one.name.lower(): one.value for one in fields}
    subject = header.unstructured(values.get("subject", b""))[:2000]
    ids = _ids(values)
    preview, has_attachment = _body(content, fields, values, body_start)
    base = normalized_subject(subject)
    references = [*ids["messageId"][:1], *ids["inReplyTo"], *ids["references"]]
    return Summary(
        subject=subject,
        addresses=_addresses(values),
        message_ids=_json(ids),
        sent_at=header.date(values["date"]) if "date" in values else None,
        preview=preview,
        has_attachment=has_attachment,
        references=tuple(reference_hash(one, base) for one in dict.fromkeys(references)),
    )


def without_bcc(content: bytes) -> bytes | None:
    """Return `content` without its Bcc fields (RFC 5322 section 3.6.3); None when there is none."""
    header_end, _ = mime.split_header(content, 0, len(content))
    block = content[:header_end]
    if b"bcc" not in block.lower():
        return None
    kept = _BCC.sub(b"", block)
    return None if len(kept) == len(block) else kept + content[header_end:]


_BCC = re.compile(rb"^(?:resent-)?bcc[ \t]*:[^\n]*(?:\n|\Z)(?:[ \t][^\n]*(?:\n|\Z))*", re.IGNORECASE | re.MULTILINE)


def _ids(values: dict[str, bytes]) -> dict[str, list[str]]:
    # The last references are the nearest ones; a hundred of them hold any conversation together.
    return {
        "messageId": header.message_ids(values["message-id"])[:1] if "message-id" in values else [],
        "inReplyTo": header.message_ids(values["in-reply-to"])[:20] if "in-reply-to" in values else [],
        "references": header.message_ids(values["references"])[-100:] if "references" in values else [],
    }


def _addresses(values: dict[str, bytes]) -> str:
    found = [f'"{key}":{_mailboxes(values[name])}' for name, key in _TEXT_FIELDS.items() if name in values]
    return f"{{{','.join(found)}}}"


def _mailboxes(raw: bytes) -> str:
    return _remembered_mailboxes(raw) if len(raw) <= _REMEMBERED else _json(header.addresses(raw))


@lru_cache(4096)
def _remembered_mailboxes(raw: bytes) -> str:
    return _json(header.addresses(raw))


def _body(
    content: bytes, fields: tuple[mime.Field, ...], values: dict[str, bytes], body_start: int
) -> tuple[str, bool]:
    """Return the preview and whether there is an attachment."""
    if "content-type" not in values and "content-transfer-encoding" not in values:
        text, _ = mime.text_of(content[body_start : body_start + 1024], None)
        return _shortened(text), False
    root = mime.parse(content, 200, fields)
    previews = (_preview(content, part) for part in islice(_texts(root), 3))
    return next(filter(None, previews), ""), any(is_attachment(part) for part in root.walk() if not part.children)


def _texts(part: mime.Part) -> Iterator[mime.Part]:
    """Yield the texts in the order in which a person reads them; of alternatives, plain ones come first."""
    if not part.children:
        if part.type in ("text/plain", "text/html") and not is_attachment(part):
            yield part
        return
    alternative = part.type == "multipart/alternative"
    for child in sorted(part.children, key=lambda one: alternative and one.type != "text/plain"):
        yield from _texts(child)


def is_attachment(part: mime.Part) -> bool:
    """Return whether a person would call this leaf an attachment: meant as one, or no text and not part of the page."""
    if part.disposition == "attachment":
        return True
    if part.type.startswith("multipart/"):
        return False
    if part.type in ("text/plain", "text/html"):
        return part.file_name is not None
    embedded = part.disposition == "inline" or part.first("content-id") is not None
    # Only pictures, sound and film are shown inside a page: a document that says "inline" has no other place.
    return not (embedded and part.type.startswith(("image/", "audio/", "video/")))


def _preview(content: bytes, part: mime.Part) -> str:
    page = part.type == "text/html"
    data = mime.decoded(content, part, _LOOKED_AT_PAGE if page else _LOOKED_AT)
    text, _ = mime.text_of(data, part.parameters.get("charset"))
    return _shortened(page_text(text) if page else text)


def page_text(page: str) -> str:
    """Return the text of an HTML page: no tags, no styles, no scripts."""
    text = _TAG.sub(" ", _INVISIBLE.sub(" ", page))
    # Numbers that long stand for no letter, and Python refuses to read thousands of digits.
    return storable(html.unescape(_LONG_NUMBER.sub("", text)))


def _shortened(text: str) -> str:
    # Most texts have few blanks in a row: then a short piece is enough.
    short = " ".join(text[: 2 * PREVIEW].split())
    if len(short) < PREVIEW:
        short = " ".join(text[:_LOOKED_AT].split())
    return short.rstrip("\ufffd")[:PREVIEW].strip()
