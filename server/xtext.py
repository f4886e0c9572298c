"""xtext: how an argument with any characters travels in one word of a command (RFC 3461 section 4)."""

from __future__ import annotations

import re
from itertools import accumulate

_PLAIN = frozenset(range(0x21, 0x7F)) - {ord("+"), ord("=")}
_WORD = re.compile(r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})*")


def encode(text: str, limit: int | None = None) -> str:
    """Return `text` as xtext over UTF-8; no more of its characters than fit into `limit` bytes."""
    word = "".join(chr(byte) if byte in _PLAIN else f"+{byte:02X}" for byte in text.encode())
    if limit is None or len(word) <= limit:
        return word
    lengths = accumulate(len(encode(character)) for character in text)
    return encode(text[: sum(length <= limit for length in lengths)])


def decode(word: str) -> str:
    """Return the text that `word` stands for.

    Raises:
        ValueError: not xtext, not UTF-8, or a NUL in it.
    """
    if not _WORD.fullmatch(word):
        raise ValueError("not xtext")
    plain = re.sub(r"\+([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), word).encode("latin-1")
    text = plain.decode()
    if "\0" in text:
        raise ValueError("a NUL")
    return text
