"""The overrides of `server.fast_paths`, fed byte by byte: DATA in blocks, the table of commands."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Sequence

from hypothesis import example, given
from hypothesis import strategies as st

from server.fast_paths import FastSMTP, NoRoom, Overflow
from server.smtp_session import SMTPSession
from tests.support.wire import stuffed

LINE = st.lists(st.sampled_from([b".", b"..", b"a", b" ", b"QUIT", b"\xff", b"\x00"]), max_size=4).map(b"".join)
CONTENT = st.lists(LINE, max_size=8).map(lambda lines: b"".join(line + b"\r\n" for line in lines))
ANYTHING = st.lists(st.sampled_from([b"\r", b"\n", b".", b"\r\n", b"\r\n.", b"a"]), max_size=20).map(b"".join)
PLACES = st.lists(st.integers(0, 1000), max_size=10)


def cut(data: bytes, places: Sequence[int]) -> list[bytes]:
    """Return `data` in pieces; `places` say where, as many times round as needed."""
    edges = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[start:end] for start, end in itertools.pairwise(edges)]


def always(size: int) -> bool:
    return True


def read_data(
    pieces: Sequence[bytes], limit: int = 10_000, room: Callable[[int], bool] = always
) -> tuple[bytes | type[Overflow] | None, bytes]:
    """Let DATA read `pieces` as they arrive one after the other; return what it gave, and what it left for later."""

    async def run() -> tuple[bytes | type[Overflow] | None, bytes]:
        session = FastSMTP(asyncio.get_running_loop(), None, 60)
        reading = asyncio.ensure_future(session.read_data(limit, room, 60))
        for piece in pieces:
            session._reader.feed_data(piece)
            # One turn wakes the reader, one lets it take what came.
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        session._reader.feed_eof()
        try:
            content: bytes | type[Overflow] | None = await reading
        except Overflow as problem:
            content = type(problem)
        return content, bytes(session._buffer())

    return asyncio.run(run())


@given(CONTENT, PLACES, st.sampled_from([b"", b"QUIT\r\n", b".\r\n", b"\r\n.\r\n"]))
def test_content_comes_out_as_it_was_however_it_arrives(content: bytes, places: list[int], behind: bytes) -> None:
    pieces = cut(stuffed(content) + b".\r\n" + behind, places)
    assert read_data(pieces) == (content, behind)


def test_content_comes_out_when_every_byte_comes_alone() -> None:
    content = b"..\r\n.\r\nHello\r\n\r\n.dot\r\n"
    stream = stuffed(content) + b".\r\nNOOP\r\n"
    assert read_data([stream[index : index + 1] for index in range(len(stream))]) == (content, b"NOOP\r\n")


@given(ANYTHING, PLACES)
@example(b"\r\n.\n\r\n.", [])
def test_message_ends_at_the_first_dot_alone_between_crlf_and_nowhere_else(data: bytes, places: list[int]) -> None:
    stream = data + b"\r\n.\r\n"
    if stream.startswith(b".\r\n"):
        body, behind = b"", stream[3:]
    else:
        body, _, behind = stream.partition(b"\r\n.\r\n")
        body += b"\r\n"
    lines = body.split(b"\r\n")
    undone = b"\r\n".join(line[1:] if line.startswith(b".") else line for line in lines)
    assert read_data(cut(stream, places)) == (undone, behind)


@given(ANYTHING, PLACES)
def test_end_of_input_before_the_end_of_the_message_gives_nothing(data: bytes, places: list[int]) -> None:
    if not (b"\r\n" + data).count(b"\r\n.\r\n"):
        assert read_data(cut(data, places)) == (None, b"")


@given(CONTENT, PLACES, st.integers(0, 80))
@example(b".\r\n" * 8, [3, 6, 9, 12, 15, 18], 24)
@example(b".\r\n" * 8, [3, 6, 9, 12, 15, 18], 23)
def test_limit_counts_the_bytes_of_the_message_and_not_the_doubled_dots(
    content: bytes, places: list[int], limit: int
) -> None:
    """RFC 1870 section 5. The doubled dots did count once, so that a message of exactly the limit was refused."""
    pieces = cut(stuffed(content) + b".\r\nNOOP\r\n", places)
    expected = content if len(content) <= limit else Overflow
    assert read_data(pieces, limit) == (expected, b"NOOP\r\n")


def test_message_that_there_is_no_room_for_is_read_to_its_end() -> None:
    asked: list[int] = []

    def room(size: int) -> bool:
        asked.append(size)
        return sum(asked) <= 1000

    pieces = [b"x" * 400 + b"\r\n"] * 5 + [b".\r", b"\nNOOP\r\n"]
    assert read_data(pieces, room=room) == (NoRoom, b"NOOP\r\n")
    assert asked == [402, 402, 402], "asked again after the answer was no"


def test_no_command_is_inherited_unseen_from_the_library() -> None:
    assert all(method.__module__.startswith("server.") for method in SMTPSession._commands.values())
    assert SMTPSession._commands.keys() == {
        *("EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "VRFY", "EXPN", "HELP", "QUIT"),
        *("PING", "REG", "GETUSER"),
    }
