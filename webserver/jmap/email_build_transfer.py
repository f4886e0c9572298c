"""Bodies of parts as they travel: the transfer encoding that each needs, and parameters of fields (RFC 2045, RFC 2231).

Pure. Everything comes out as lines of at most 998 characters with CRLF, so no relay has to touch it.
"""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import quote

from webserver.jmap.email_build_values import HARD_LIMIT

_PLAIN_PARAMETER = re.compile(r"[ !#-\[\]-~]{1,60}")
_PIECE = 72


def encoded_text(text: str) -> tuple[str, bytes]:
    """Return the transfer encoding and the body for a text in UTF-8; its lines end in LF or CRLF."""
    data = text.replace("\0", "").replace("\r\n", "\n").replace("\n", "\r\n").encode()
    if data.isascii() and _is_clean(data):
        return "7bit", data
    # What most programs write: base64 where quoted-printable would be longer.
    quoted = _quoted_printable(data)
    return ("quoted-printable", quoted) if len(quoted) <= len(data) * 4 // 3 + 100 else ("base64", _base64(data))


def encoded_blob(data: bytes, media_type: str) -> tuple[str, bytes]:
    """Return the transfer encoding and the body for bytes that must come back exactly."""
    # RFC 2046 section 5.2.1: a message in a message is not encoded. One with longer lines has to be all the same.
    # https://www.rfc-editor.org/rfc/rfc2046#section-5.2.1
    if media_type.startswith("message/") and _is_clean(data):
        return ("7bit" if data.isascii() else "8bit"), data
    return "base64", _base64(data)


def parameter(name: str, value: str) -> str:
    """Return `; name=value` on a line of its own, in as many lines as it needs."""
    if _PLAIN_PARAMETER.fullmatch(value) and value == value.strip() and "=?" not in value:
        return f';\r\n {name}="{value}"'
    # RFC 2231 section 3 and 4. https://www.rfc-editor.org/rfc/rfc2231#section-3
    letters = re.findall("%[0-9A-F]{2}|.", "utf-8''" + quote(value, safe=""))
    lines = [letters[start : start + _PIECE] for start in range(0, len(letters), _PIECE)]
    if len(lines) == 1:
        return f";\r\n {name}*={''.join(letters)}"
    return "".join(f";\r\n {name}*{number}*={''.join(line)}" for number, line in enumerate(lines))


def _is_clean(data: bytes) -> bool:
    """Whether `data` is lines of at most 998 bytes without NUL that end in CRLF, the last one maybe not."""
    ends = data.count(b"\r\n")
    return b"\0" not in data and data.count(b"\n") == data.count(b"\r") == ends and _has_short_lines(data)


def _has_short_lines(data: bytes) -> bool:
    # From line to line as far as the limit reaches: nothing is copied, and hardly more than a step for each 998 bytes.
    start = 0
    while len(data) - start > HARD_LIMIT:
        newline = data.rfind(b"\n", start, start + HARD_LIMIT + 2)
        if newline < 0:
            return False
        start = newline + 1
    return True


def _quoted_printable(data: bytes) -> bytes:
    # Line by line: of a whole text, b2a_qp ends soft lines as it ends the first hard one, or with a bare LF.
    lines = (binascii.b2a_qp(line, istext=False) for line in data.split(b"\r\n"))
    return b"\r\n".join(lines).replace(b"=\n", b"=\r\n")


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n").removesuffix(b"\r\n")
