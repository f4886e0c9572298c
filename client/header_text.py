"""A header field as it came, as text for reading: unfolded, encoded words (RFC 2047) decoded, never an error. The time
grows with the length, whatever the sender wrote."""

import re
from email.errors import HeaderParseError
from email.header import decode_header

# RFC 2047 section 2: https://www.rfc-editor.org/rfc/rfc2047#section-2. Some senders leave a question mark in the text.
# The library looks for the end of each word through all of the field, and takes ever longer for each more: it gets
# only what is known to end, and a portion at a time.
_WORD = r"=\?[^?]*\?[bqBQ]\?[^?]*(?:\?(?!=)[^?]*){0,8}\?="
_WORDS = re.compile(rf"{_WORD}(?: {_WORD}){{0,99}}")


def decoded_header(raw: str) -> str:
    """What stands in the field, in one line. What cannot be decoded stays as it was written."""
    unfolded = " ".join(raw.split())
    return _WORDS.sub(lambda found: _decoded(found[0]), unfolded)


def _decoded(words: str) -> str:
    """Encoded words side by side, which may share a letter between them."""
    try:
        pieces = decode_header(words)
    except HeaderParseError:
        return words
    return "".join(_piece(content, charset) for content, charset in pieces)


def _piece(content: bytes | str, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    try:
        return content.decode(charset or "ascii", "replace")
    # LookupError: a charset that nobody knows; ValueError: one with a NUL in its name.
    except (LookupError, ValueError):
        return content.decode("latin-1")
