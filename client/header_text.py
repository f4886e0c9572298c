"""A header field as it came, as text for reading: unfolded, encoded words (RFC 2047) decoded, never an error."""

from email.errors import HeaderParseError
from email.header import decode_header


def decoded_header(raw: str) -> str:
    """What stands in the field, in one line. What cannot be decoded stays as it was written."""
    unfolded = " ".join(raw.split())
    if "=?" not in unfolded:
        return unfolded
    try:
        pieces = decode_header(unfolded)
    except HeaderParseError:
        return unfolded
    return "".join(_piece(content, charset) for content, charset in pieces)


def _piece(content: bytes | str, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    try:
        return content.decode(charset or "ascii", "replace")
    # LookupError: a charset that nobody knows; ValueError: one with a NUL in its name.
    except (LookupError, ValueError):
        return content.decode("latin-1")
