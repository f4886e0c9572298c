"""Server-sent events: the examples of the standard, and bytes cut anywhere."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.event_stream import LARGEST_EVENT, EventParser, StreamEvent
from client.json_values import ShapeError


def events(*blocks: bytes) -> list[StreamEvent]:
    parser = EventParser()
    return [event for block in blocks for event in parser.feed(block)]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"data: YHOO\ndata: +2\ndata: 10\n\n", [("message", "YHOO\n+2\n10", "")]),
        (
            b": test\n\ndata: a\nid: 1\n\ndata:b\nid\n\ndata:  c\n\n",
            [("message", "a", "1"), ("message", "b", ""), ("message", " c", "")],
        ),
        (b"data\n\ndata\ndata\n\ndata:", [("message", "", ""), ("message", "\n", "")]),
        (b"\xef\xbb\xbfevent: state\r\nid: 7\r\ndata: {}\r\n\r\n", [("state", "{}", "7")]),
        (b"event: ping\rdata: x\r\r\n", [("ping", "x", "")]),
        (b"id: 1\0\ndata: a\n\n", [("message", "a", "")]),
        (b"event: lost\n\ndata: a\n\n", [("message", "a", "")]),
        (b"retry: 5\nunknown: 7\ndata: \xff\n\n", [("message", "\ufffd", "")]),
    ],
)
def test_stream_has_these_events(stream: bytes, expected: list[tuple[str, str, str]]) -> None:
    assert [(one.name, one.data, one.id) for one in events(stream)] == expected
    assert events(stream) == events(*(bytes([byte]) for byte in stream))


LINES = st.lists(
    st.sampled_from([b"data: a", b"data", b"id: 1", b"event: x", b"", b": c", b"\n", b"\r", b"\r\n", b"\xc3", b"\xa4"])
)


@given(LINES, st.lists(st.integers(0, 80), max_size=6))
def test_events_do_not_depend_on_how_the_bytes_are_cut(lines: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(line + b"\n" if line.isalnum() or b":" in line else line for line in lines) + b"\n\n"
    edges = [0, *sorted(cuts), len(stream)]
    assert events(*(stream[start:end] for start, end in pairwise(edges))) == events(stream)


def test_event_without_end_is_refused() -> None:
    with pytest.raises(ShapeError):
        events(*[b"data: " + b"x" * 1000 + b"\n"] * (LARGEST_EVENT // 1000 + 1))
    with pytest.raises(ShapeError):
        events(b"x" * (LARGEST_EVENT + 1))
