"""The values of header fields: raw bytes in, text, addresses, ids and dates out (RFC 5322, RFC 2047).

Wraps the standard `email` package, which raises on some real mail and is slow on plain values: the plain ones take a
short path, the rest is bounded and guarded. Encoded words are read here, because `email.header` takes time by the
square of a value. Never raises for any input; what cannot be understood comes back as it is written.
"""

from __future__ import annotations

import binascii
import email.utils
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from db.charset import codec, storable

MAX_VALUE = 64 * 1024
MAX_ADDRESSES = 2000

Mailboxes = list[list[str]]
"""Addresses as pairs of display name (maybe "") and address, in a shape that JSON can keep."""

_PLAIN_ADDRESS = re.compile(r"(?:\"?([\w .'-]*?)\"?\s*<([\w.+=%-]+@[\w.-]+)>|([\w.+=%-]+@[\w.-]+))")
# The expression above takes time by the square of a value, so it sees short ones only.
_PLAIN_LENGTH = 320
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,900})>")
_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?")
# Releases of Python differ in what they do with doubtful lists; ours are only shown, so all of them are as lenient.
_LENIENT: dict[str, Any] = {"strict": False} if hasattr(email.utils, "supports_strict_parsing") else {}


_PLAIN_DATE = re.compile(
    rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z][a-z]) ((?:19|20)\d\d)"
    rb" ((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d) ([+-](?:0\d|1[0-4])[0-5]\d)"
)
# What some programs write in the place of a date of mail: the zone of ISO 8601, or all of it.
_COLON_IN_ZONE = re.compile(r"([+-]\d\d):(\d\d)(?=\s*(?:\(|\Z))", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", re.ASCII)
_MONTHS = {
    name: f"{number:02d}" for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)
}


def to_text(raw: bytes) -> str:
    """Return a raw value as unfolded text: UTF-8 (RFC 6532), else Latin-1; encoded words stay as they are."""
    cut = raw[:MAX_VALUE]
    try:
        text = cut.decode()
    except UnicodeDecodeError as fault:
        # Our own cut may have gone through a character.
        ours = len(cut) < len(raw) and fault.start > len(cut) - 4
        text = cut[: fault.start].decode() if ours else cut.decode("latin-1")
    if "\n" in text or "\r" in text:
        text = text.replace("\r", "").replace("\n", "")
    return text.replace("\0", "").strip(" \t")


def decode_words(text: str) -> str:
    """Return `text` with its encoded words (RFC 2047) decoded; a word that is not one stays as it is written."""
    if "=?" not in text:
        return text
    literals, words = _split_words(text)
    pieces, run = [literals[0]], b""
    for index, (charset, data) in enumerate(words, 1):
        run += data
        # Blanks between two words are not text, and a character may lie across them.
        joined = index < len(words) and not literals[index].strip()
        if joined and words[index][0] == charset:
            continue
        pieces += [_decoded(run, charset), "" if joined else literals[index]]
        run = b""
    return storable("".join(pieces)).replace("\r", "").replace("\n", " ")


def unstructured(raw: bytes) -> str:
    """Return a Subject-like value for people."""
    return decode_words(to_text(raw))


def addresses(raw: bytes) -> Mailboxes:
    """Return the addresses of a From-like value (RFC 5322 section 3.4), groups dissolved."""
    # A list that is too long ends before the address that would be cut.
    text = to_text(raw if len(raw) <= MAX_VALUE else raw[:MAX_VALUE].rpartition(b",")[0])
    plain = _PLAIN_ADDRESS.fullmatch(text) if len(text) <= _PLAIN_LENGTH else None
    if plain:
        return [[(plain[1] or "").strip(), plain[2] or plain[3]]]
    try:
        pairs = email.utils.getaddresses([text], **_LENIENT)
    except (ValueError, IndexError, TypeError, RecursionError):
        return [[text, ""]]
    found = [[decode_words(name).strip(), address] for name, address in pairs[:MAX_ADDRESSES]]
    return [pair for pair in found if any(pair)]


def message_ids(raw: bytes) -> list[str]:
    """Return the message ids of a References-like value without their angle brackets; of too many, the last ones."""
    return _MESSAGE_ID.findall(to_text(raw[-MAX_VALUE:]))


def date(raw: bytes) -> str | None:
    """Return a Date value as RFC 3339 text with its own offset; None when it is not a date."""
    plain = _PLAIN_DATE.fullmatch(raw.strip())
    if plain and (month := _MONTHS.get(plain[2])) and b"01" <= plain[1] <= b"28":
        # The usual way to write it needs no parser; days that not every month has go the long way.
        year, clock, offset = plain[3].decode(), plain[4].decode(), plain[5].decode()
        zone = "Z" if offset in ("+0000", "-0000") else f"{offset[:3]}:{offset[3:]}"
        return f"{year}-{month}-{int(plain[1]):02d}T{clock}{zone}"
    try:
        moment = _moment(_COLON_IN_ZONE.sub(r"\1\2", to_text(raw)[:200]))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _moment(text: str) -> datetime:
    """Return the moment that a date stands for, without an offset where it names none. Raises ValueError, TypeError."""
    if _ISO_DATE.match(text):
        return datetime.fromisoformat(text)
    found = email.utils.parsedate_tz(text)
    if found is None:
        raise ValueError(text)
    year, month, day, hour, minute, second = found[:6]
    # A leap second is one that Python does not know.
    moment = datetime(year, month, day, hour, minute, 59 if second == 60 else second)  # noqa: DTZ001 - set by the caller
    return moment if found[9] is None else moment.replace(tzinfo=timezone(timedelta(seconds=found[9])))


def utc(seconds: int) -> str:
    """Return Unix seconds as an RFC 3339 UTC date (RFC 8620 section 1.4)."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:19] + "Z"


def _split_words(text: str) -> tuple[list[str], list[tuple[str, bytes]]]:
    """Return the encoded words of `text` (codec and bytes), and what stands before, between and after them."""
    literals: list[str] = []
    words: list[tuple[str, bytes]] = []
    written = position = 0
    while match := _WORD.search(text, position):
        end = text.find("?=", match.end())
        if end < 0:
            break
        position = end + 2
        data = _word_bytes(match[2], text[match.end() : end])
        if data is not None:
            literals.append(text[written : match.start()])
            words.append((codec(match[1].partition("*")[0]) or "latin-1", data))
            written = position
    return [*literals, text[written:]], words


def _word_bytes(encoding: str, encoded: str) -> bytes | None:
    """Return what an encoded word stands for; None when it is not written as its encoding says."""
    try:
        data = encoded.encode("ascii")
        return binascii.a2b_base64(data + b"==") if encoding in "bB" else binascii.a2b_qp(data, header=True)
    except (UnicodeEncodeError, binascii.Error):
        return None


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset)
    except UnicodeError:
        return data.decode("latin-1")
