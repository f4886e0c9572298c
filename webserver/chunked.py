"""The chunked transfer coding of RFC 9112 section 7.1, in both directions, without a socket.

The decoder takes whatever bytes have come and gives what they decode to; it is as strict as the head's
parser, because two readings of one chunk size are how requests are smuggled. Extensions and trailers are
read, bounded, and dropped.
"""

import re
from enum import Enum

from webserver.http_codec import split_field
from webserver.http_error import bad_request, too_large

_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,15})([ \t]*;[\t\x20-\x7e\x80-\xff]*)?")
# The longest size line: 15 digits and an extension.
MAX_SIZE_LINE = 1024
MAX_EXTENSIONS = 16 * 1024
MAX_TRAILERS = 8 * 1024

LAST_CHUNK = b"0\r\n\r\n"


def encode_chunk(data: bytes) -> bytes:
    """`data` as one chunk; it must not be empty, for that would be the last chunk."""
    return b"%x\r\n%b\r\n" % (len(data), data)


class _Part(Enum):
    SIZE = "size"
    DATA = "data"
    DATA_END = "data end"
    TRAILER = "trailer"
    DONE = "done"


class ChunkedDecoder:
    """Decodes one body of at most `limit` bytes; `done` when its last chunk and its trailers were read."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._total = 0
        self._part = _Part.SIZE
        self._left = 0
        self._extensions = 0
        self._trailers = 0

    @property
    def done(self) -> bool:
        return self._part is _Part.DONE

    def feed(self, buffer: bytearray) -> bytes:
        """Take from the front of `buffer` what is understood, and give what it decodes to.

        What belongs to the next request, or is not yet a whole line, stays in `buffer`. Raises HttpError:
        400 for anything that is not the chunked coding, 413 as soon as the sizes told are over the limit.
        """
        pieces: list[bytes] = []
        position = 0
        while self._part is not _Part.DONE:
            after = self._step(buffer, position, pieces)
            if after is None:
                break
            position = after
        del buffer[:position]
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _step(self, buffer: bytearray, position: int, pieces: list[bytes]) -> int | None:
        """Understand one part at `position`; the position behind it, None when more bytes are needed."""
        if self._part is _Part.DATA:
            return self._data(buffer, position, pieces)
        if self._part is _Part.SIZE:
            return self._size(buffer, position)
        if self._part is _Part.DATA_END:
            return self._data_end(buffer, position)
        return self._trailer(buffer, position)

    def _size(self, buffer: bytearray, position: int) -> int | None:
        line = _line(buffer, position, MAX_SIZE_LINE)
        if line is None:
            return None
        matched = _SIZE_LINE.fullmatch(line)
        if matched is None:
            raise bad_request("A chunk does not begin with its size.")
        self._extensions += len(matched[2] or b"")
        if self._extensions > MAX_EXTENSIONS:
            raise bad_request("The chunk extensions are too long.")
        self._left = int(matched[1], 16)
        self._total += self._left
        if self._total > self._limit:
            raise too_large(self._limit)
        self._part = _Part.DATA if self._left else _Part.TRAILER
        return position + len(line) + 2

    def _data(self, buffer: bytearray, position: int, pieces: list[bytes]) -> int | None:
        piece = bytes(buffer[position : position + self._left])
        if not piece:
            return None
        pieces.append(piece)
        self._left -= len(piece)
        if not self._left:
            self._part = _Part.DATA_END
        return position + len(piece)

    def _data_end(self, buffer: bytearray, position: int) -> int | None:
        end = bytes(buffer[position : position + 2])
        if not b"\r\n".startswith(end):
            raise bad_request("A chunk is longer than its size says.")
        if len(end) < 2:
            return None
        self._part = _Part.SIZE
        return position + 2

    def _trailer(self, buffer: bytearray, position: int) -> int | None:
        line = _line(buffer, position, MAX_TRAILERS)
        if line is None:
            return None
        self._trailers += len(line)
        if self._trailers > MAX_TRAILERS:
            raise bad_request("The trailers are too long.")
        if line:
            split_field(line.decode("latin-1"))
        else:
            self._part = _Part.DONE
        return position + len(line) + 2


def _line(buffer: bytearray, position: int, limit: int) -> bytes | None:
    """The line at `position` without its CRLF; None while it is not all there."""
    end = buffer.find(b"\n", position, position + limit + 2)
    if end < 0:
        if len(buffer) - position >= limit + 2:
            raise bad_request("A line of the chunked body is too long.")
        return None
    if end == position or buffer[end - 1] != 0x0D:
        raise bad_request("A line ends in LF alone; lines end in CRLF.")
    return bytes(buffer[position : end - 1])
