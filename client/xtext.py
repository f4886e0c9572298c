"""xtext (RFC 3461 section 4) over UTF-8: how any character travels as one argument of an SMTP command."""

import re

# https://www.rfc-editor.org/rfc/rfc3461#section-4
_PLAIN = frozenset(range(0x21, 0x7F)) - set(b"+=")
_XTEXT = re.compile(r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})*")
_HEXCHAR = re.compile(rb"\+([0-9A-F]{2})")


def encode_xtext(text: str) -> str:
    """`a b` becomes `a+20b`. Raises UnicodeEncodeError for lone surrogates, which UTF-8 cannot say."""
    return "".join(chr(byte) if byte in _PLAIN else f"+{byte:02X}" for byte in text.encode())


def decode_xtext(xtext: str) -> str:
    """The text again. Raises ValueError when it is not xtext or not UTF-8."""
    if not _XTEXT.fullmatch(xtext):
        raise ValueError("not xtext")
    return _HEXCHAR.sub(lambda found: bytes([int(found[1], 16)]), xtext.encode()).decode()
