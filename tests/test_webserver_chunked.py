"""The chunked transfer coding: both directions, strictly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webserver.chunked import (
    LAST_CHUNK,
    MAX_EXTENSIONS,
    MAX_SIZE_LINE,
    MAX_TRAILERS,
    ChunkedDecoder,
    encode_chunk,
)
from webserver.http_error import HttpError


def _decode(data: bytes, limit: int = 10**6) -> tuple[bytes, bool, bytes]:
    """What `data` decodes to, whether the body is whole, and what is left over."""
    decoder, buffer = ChunkedDecoder(limit), bytearray(data)
    return decoder.feed(buffer), decoder.done, bytes(buffer)


@given(st.lists(st.binary(min_size=1, max_size=200)), st.integers(1, 50))
def test_what_is_encoded_decodes_to_itself_in_any_pieces(blocks: list[bytes], size: int) -> None:
    wire = b"".join(map(encode_chunk, blocks)) + LAST_CHUNK + b"GET next"
    decoder, buffer, body = ChunkedDecoder(10**6), bytearray(), b""
    for start in range(0, len(wire), size):
        buffer += wire[start : start + size]
        body += decoder.feed(buffer)
    assert decoder.done
    assert body == b"".join(blocks)
    assert buffer == b"GET next"


def test_extensions_and_trailers_are_read_and_dropped() -> None:
    wire = b'5;name="a;b" ; x\r\nhello\r\n0;last\r\nTrailer: a\r\nOther: b\r\n\r\nrest'
    assert _decode(wire) == (b"hello", True, b"rest")


@pytest.mark.parametrize("size", [b"A", b"a", b"0000A"])
def test_sizes_are_hexadecimal(size: bytes) -> None:
    assert _decode(size + b"\r\n0123456789\r\n0\r\n\r\n")[:2] == (b"0123456789", True)


@pytest.mark.parametrize(
    "wire",
    [
        b"\r\n",
        b"x\r\n",
        b"0x5\r\nhello\r\n",
        b"+5\r\nhello\r\n",
        b"-5\r\nhello\r\n",
        b" 5\r\nhello\r\n",
        b"5 \r\nhello\r\n",
        b"5\nhello\r\n",
        b"5\r\r\nhello\r\n",
        b"5;a\rb\r\nhello\r\n",
        b"5;a\0b\r\nhello\r\n",
        b"5 a\r\nhello\r\n",
        b"5\r\nhello0\r\n\r\n",
        b"5\r\nhello\n0\r\n\r\n",
        b"5\r\nhello\r0\r\n\r\n",
        b"1" * 16 + b"\r\n",
        b"0\r\nnot a field\r\n\r\n",
        b"0\r\n folded: x\r\n\r\n",
        b"0\r\nX: a\nY: b\r\n\r\n",
        b"0\r\nX: a\0\r\n\r\n",
        b"5;" + b"a" * MAX_SIZE_LINE + b"\r\nhello\r\n",
        b"0\r\nX: " + b"a" * MAX_TRAILERS + b"\r\n\r\n",
        b"0\r\n" + b"X: a\r\n" * (MAX_TRAILERS // 4 + 1) + b"\r\n",
        (b"1;" + b"a" * 1000 + b"\r\nx\r\n") * (MAX_EXTENSIONS // 1000 + 1),
    ],
)
def test_anything_else_is_refused(wire: bytes) -> None:
    with pytest.raises(HttpError, match="400"):
        _decode(wire)


def test_size_over_the_limit_is_refused_before_its_bytes_come() -> None:
    assert _decode(b"5\r\nhello\r\n5\r\nhello\r\n", limit=10)[0] == b"hellohello"
    with pytest.raises(HttpError, match="413"):
        _decode(b"5\r\nhello\r\n6\r\n", limit=10)
