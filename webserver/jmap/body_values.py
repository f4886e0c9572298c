"""The text of parts: EmailBodyValue objects (RFC 8621 section 4.1.4), cut where a program wants no more."""

from __future__ import annotations

from db import mime
from webserver.jmap.body_part import BodyPart

_ENCODINGS = frozenset({"", "7bit", "8bit", "binary", "base64", "quoted-printable"})
# More encoded bytes than a byte of UTF-8 can come from: quoted-printable (3 and its line ends) of UTF-32 (4).
_ENCODED = 16


def body_value(one: BodyPart, most: int) -> dict[str, object]:
    """Return the text of a part; `most` bounds its bytes in UTF-8, 0 does not."""
    limit = most * _ENCODED + 1024 if most else None
    whole = limit is None or one.part.end - one.part.body_start <= limit
    text, problem = _text(one, None if whole else limit)
    text = text.replace("\r\n", "\n")
    cut = _cut(text, most, one.type == "text/html") if most else text
    return {
        "value": cut,
        "isEncodingProblem": problem or one.part.encoding not in _ENCODINGS,
        "isTruncated": not whole or len(cut) < len(text),
    }


def _text(one: BodyPart, limit: int | None) -> tuple[str, bool]:
    data = one.decoded(limit)
    charset = one.part.parameters.get("charset") if one.type == one.part.type else None
    text, problem = mime.text_of(data, charset)
    if limit is not None and problem:
        # Our own cut may have gone through a character, which is no fault of the message.
        tries = (mime.text_of(data[:-back], charset) for back in range(1, 8))
        return next((found for found in tries if not found[1]), (text, problem))
    return text, problem


def _cut(text: str, most: int, is_html: bool) -> str:
    """Return the beginning of `text`: at most `most` bytes, whole characters only, no half tag at its end."""
    data = text.encode("utf-8", "replace")
    if len(data) <= most:
        return text
    # RFC 8621 section 4.2: not in the middle of a codepoint, and not inside an HTML tag.
    # https://www.rfc-editor.org/rfc/rfc8621#section-4.2
    cut = data[:most].decode("utf-8", "ignore")
    opened = cut.rfind("<") if is_html else -1
    return cut[:opened] if opened > cut.rfind(">") else cut
