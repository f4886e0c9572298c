"""Bytes of a stranger become a picture, or nothing: only formats without programs in them, and only sizes that the
window can hold. Done in worker threads; the pictures may go to the GUI thread."""

import base64
import binascii
from urllib.parse import unquote_to_bytes

from PyQt5.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PyQt5.QtGui import QImage, QImageReader

LARGEST_SIDE = 12_000
MOST_PIXELS = 40_000_000
WIDEST = 1_600

# The format is told by what the file is, never by its name or its type.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", b"png"),
    (b"\xff\xd8\xff", b"jpg"),
    (b"GIF87a", b"gif"),
    (b"GIF89a", b"gif"),
    (b"BM", b"bmp"),
)


def decode(content: bytes) -> QImage | None:
    """The picture, made smaller where it is wider than any window; None when it is no picture or too large."""
    kind = _format_of(content)
    if kind is None:
        return None
    data = QByteArray(content)
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenMode(QIODevice.OpenModeFlag.ReadOnly))
    reader = QImageReader(buffer, QByteArray(kind))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    # What does not say how large it is before it is decoded would be decoded to learn that it is too large.
    if not size.isValid() or max(size.width(), size.height()) > LARGEST_SIDE:
        return None
    if size.width() * size.height() > MOST_PIXELS or not size.width() or not size.height():
        return None
    if size.width() > WIDEST:
        reader.setScaledSize(QSize(WIDEST, max(1, size.height() * WIDEST // size.width())))
    image = reader.read()
    return None if image.isNull() else image


def content_of_data_url(source: str) -> bytes | None:
    """What stands in a `data:` URL (RFC 2397); None when it cannot be read."""
    head, comma, body = source.partition(",")
    if not comma:
        return None
    data = unquote_to_bytes(body)
    if not head.lower().endswith(";base64"):
        return data
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4), validate=True)
    except binascii.Error:
        return None


def _format_of(content: bytes) -> bytes | None:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return b"webp"
    return next((kind for magic, kind in _MAGIC if content.startswith(magic)), None)
