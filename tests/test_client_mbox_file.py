"""What is written into an mbox comes out again, whatever stands in the messages, and what others wrote can be read."""

import io
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.mbox_file import PIECE, append_message, is_mbox, read_messages, separator_line

NOON = datetime(2026, 3, 8, 12, 5, 9, tzinfo=UTC)
BEGINNINGS = [
    b"From ",
    b">From ",
    b">>From x",
    b"From a@b.c Sun Mar  8 12:05:09 2026",
    b"",
    b"Subject: x",
    b"x" * 70_000,
]


class Growing:
    """Messages read back from one file in memory."""

    def __init__(self, folder: Path) -> None:
        self.spool = folder / "spool"

    def read(self, source: BinaryIO) -> list[tuple[bytes, datetime | None]]:
        return [(found.path.read_bytes(), found.received_at) for found in read_messages(source, self.spool)]


def written(*messages: bytes) -> io.BytesIO:
    target = io.BytesIO()
    for content in messages:
        append_message(target, io.BytesIO(content), "anna@project.com", NOON)
    target.seek(0)
    return target


def test_message_stands_behind_its_separator() -> None:
    content = written(b"Subject: x\r\n\r\nHello\r\n").getvalue()
    assert content == b"From anna@project.com Sun Mar  8 12:05:09 2026\nSubject: x\n\nHello\n\n"


def test_lines_that_look_like_separators_are_quoted(tmp_path: Path) -> None:
    body = b"Subject: x\n\nFrom me to you\n>From him\nfrom her\n From it\n"
    content = written(body)
    assert b"\n>From me to you\n>>From him\nfrom her\n From it\n" in content.getvalue()
    assert Growing(tmp_path).read(content) == [(body, NOON)]


def test_message_without_a_line_end_gets_one(tmp_path: Path) -> None:
    assert Growing(tmp_path).read(written(b"Subject: x\n\nHello", b"Subject: y\n\n")) == [
        (b"Subject: x\n\nHello\n", NOON),
        (b"Subject: y\n\n", NOON),
    ]


@given(
    st.lists(
        st.lists(st.one_of(st.sampled_from(BEGINNINGS), st.binary(max_size=30))).map(b"\n".join), min_size=1, max_size=5
    )
)
def test_whatever_is_written_comes_back(messages: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        came = [content for content, _ in Growing(Path(folder)).read(written(*messages))]
    assert came == [as_lines(content) for content in messages]


def as_lines(content: bytes) -> bytes:
    """The content with LF line ends, the last one ended; of pieces as they are read, as long lines are."""
    found = content.replace(b"\r\n", b"\n")
    return found if found.endswith(b"\n") or not found else found + b"\n"


def test_line_end_in_two_pieces_is_one(tmp_path: Path) -> None:
    line = b"x" * (PIECE - 1)
    assert Growing(tmp_path).read(written(line + b"\r\nFrom \r\n")) == [(line + b"\nFrom \n", NOON)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"From anna@project.com Sun Mar  8 12:05:09 2026", NOON),
        (b"From - Sun Mar 08 12:05:09 2026", NOON),
        (b"From anna@project.com  Sun Mar  8 13:05:09 2026 +0100", NOON),
        (b"From anna@project.com Sun Mar  8 13:05:09 +0100 2026", NOON),
        (b"From Sun Mar  8 12:05:09 2026", NOON),
        (b"From anna at project.com  yesterday 12:05", None),
    ],
)
def test_separators_of_other_programs_are_read(tmp_path: Path, line: bytes, expected: datetime | None) -> None:
    content = io.BytesIO(b"junk\n" + line + b"\r\nSubject: x\r\n\r\nHello\r\n")
    assert Growing(tmp_path).read(content) == [(b"Subject: x\r\n\r\nHello\r\n", expected)]


def test_paragraph_that_begins_with_from_is_no_separator(tmp_path: Path) -> None:
    content = io.BytesIO(b"From - Sun Mar 08 12:05:09 2026\nSubject: x\n\nFrom here on all is well.\n")
    assert len(Growing(tmp_path).read(content)) == 1


@pytest.mark.parametrize("content", [b"", b"no separator\n", b"\n\n\n"])
def test_file_that_is_no_mbox_holds_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert not is_mbox(path)
    assert Growing(tmp_path).read(io.BytesIO(content)) == []


def test_time_is_written_in_utc_and_a_sender_in_one_word() -> None:
    there = NOON.astimezone(timezone(timedelta(hours=5)))
    assert separator_line("anna moreno\n", there) == b"From annamoreno Sun Mar  8 12:05:09 2026\n"
    assert separator_line("", NOON).startswith(b"From MAILER-DAEMON Sun")
