"""The values of header fields: raw bytes in, text, addresses, ids and dates out (RFC 5322, RFC 2047).

Wraps the standard `email` package, which raises on some real mail and is slow on plain values: the plain ones take a short
path, the rest is bounded and guarded. Never raises for any input; what cannot be understood comes back as it is written.
"""

from __future__ import annotations

import email.errors
import email.header
import email.utils
import re
from datetime import UTC, datetime

MAX_VALUE = 64 * 1024
MAX_ADDRESSES = 2000

Mailboxes = list[list[str]]
"""Addresses as pairs of display name (maybe "") and address, in a shape that JSON can keep."""

_PLAIN_ADDRESS = re.compile(r"\s*(?:\"?([\w .'-]*?)\"?\s*<([\w.+=%-]+@[\w.-]+)>|([\w.+=%-]+@[\w.-]+))\s*")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,900})>")
_WORD_GAP = re.compile(r"\?=\s+=\?")
_UNSAFE = re.compile("[\0\ud800-\udfff]")


def to_text(raw: bytes) -> str:
    """Return a raw value as unfolded text: UTF-8 (RFC 6532), else Latin-1; encoded words stay as they are."""
    raw = raw[:MAX_VALUE]
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    if "\n" in text or "\r" in text:
        text = text.replace("\r", "").replace("\n", "")
    return text.replace("\0", "").strip(" \t")


def decode_words(text: str) -> str:
    """Return `text` with its encoded words (RFC 2047) decoded."""
    if "=?" not in text:
        return text
    try:
        pieces = email.header.decode_header(_WORD_GAP.sub("?==?", text))
        decoded = "".join(_piece(content, charset) for content, charset in pieces)
    except (email.errors.HeaderParseError, ValueError, LookupError):
        return text
    return _UNSAFE.sub("", decoded).replace("\r", "").replace("\n", " ")


def unstructured(raw: bytes) -> str:
    """Return a Subject-like value for people."""
    return decode_words(to_text(raw))


def addresses(raw: bytes) -> Mailboxes:
    """Return the addresses of a From-like value (RFC 5322 section 3.4), groups dissolved."""
    text = to_text(raw)
    plain = _PLAIN_ADDRESS.fullmatch(text)
    if plain:
        return [[(plain[1] or "").strip(), plain[2] or plain[3]]]
    try:
        pairs = email.utils.getaddresses([text])
    except (ValueError, IndexError, TypeError, RecursionError):
        return [[text, ""]]
    return [[decode_words(name).strip(), _UNSAFE.sub("", address)] for name, address in pairs if name or address][
        :MAX_ADDRESSES
    ]


def message_ids(raw: bytes) -> list[str]:
    """Return the message ids of a References-like value without their angle brackets."""
    return _MESSAGE_ID.findall(to_text(raw))


def date(raw: bytes) -> str | None:
    """Return a Date value as RFC 3339 text with its own offset; None when it is not a date."""
    try:
        moment = email.utils.parsedate_to_datetime(to_text(raw)[:200])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    except ValueError:
        return None


def utc(seconds: int) -> str:
    """Return Unix seconds as an RFC 3339 UTC date (RFC 8620 section 1.4)."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _piece(content: bytes | str, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    name = (charset or "utf-8").partition("*")[0]
    try:
        return content.decode(name if name != "unknown-8bit" else "latin-1")
    except (LookupError, UnicodeError, ValueError):
        return content.decode("latin-1")
