"""An mbox that the server writes is read by the desktop and by Python, whatever stands in the messages."""

from __future__ import annotations

import io
import mailbox
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.mbox_file import read_messages, separator_line
from db import mbox
from db.flags import pack

NOON = 1_772_971_509
BEGINNINGS = [
    b"From ", b">From ", b">>From x", b"From a@b.c Sun Mar  8 12:05:09 2026", b"", b"Subject: x", b"x" * 70_000,
]  # fmt: skip


def written(*messages: bytes, keywords: frozenset[str] = frozenset()) -> bytes:
    bits, others = pack(keywords)
    return b"".join(b"".join(mbox.entry(one, "anna@project.com", NOON, bits, others)) for one in messages)


def read(content: bytes) -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        return [one.path.read_bytes() for one in read_messages(io.BytesIO(content), Path(folder) / "spool")]


def test_message_stands_behind_its_separator_and_flags() -> None:
    assert written(b"Subject: x\r\n\r\nHello\r\n") == (
        b"From anna@project.com Sun Mar  8 12:05:09 2026\nStatus: O\nSubject: x\n\nHello\n\n"
    )


def test_separator_is_the_one_of_the_desktop() -> None:
    for sender in ("anna@project.com", "", "a b\u20ac@x"):
        moment = datetime.fromtimestamp(NOON, UTC)
        assert mbox.separator(sender, NOON) == separator_line(sender, moment)


@pytest.mark.parametrize("moment", [-(10**15), -62_135_596_800, 0, 253_402_300_799, 10**15])
def test_moment_that_no_date_can_tell_of_is_the_nearest(moment: int) -> None:
    assert mbox.separator("a@b.c", moment).startswith(b"From a@b.c ")


def test_flags_are_those_of_mail_programs(tmp_path: Path) -> None:
    keywords = frozenset({"$seen", "$answered", "$flagged", "$draft", "$forwarded", "work"})
    file = tmp_path / "box"
    file.write_bytes(written(b"Subject: x\r\n\r\nHello\r\n", keywords=keywords))
    found = mailbox.mbox(file, create=False)
    try:
        (message,) = list(found)
        assert message.get_flags() == "ROAFT"
        assert message["X-Keywords"] == "$forwarded work"
    finally:
        found.close()


def test_many_keywords_are_folded(tmp_path: Path) -> None:
    keywords = frozenset(f"word{number}-{'x' * 200}" for number in range(30))
    content = written(b"Subject: x\r\n\r\nHello\r\n", keywords=keywords)
    head = content.partition(b"\n\n")[0]
    assert max(map(len, head.split(b"\n"))) < 300
    file = tmp_path / "box"
    file.write_bytes(content)
    found = mailbox.mbox(file, create=False)
    try:
        (message,) = list(found)
        assert frozenset(message["X-Keywords"].split()) == keywords
        assert message["Subject"] == "x"
    finally:
        found.close()


def test_large_message_comes_in_blocks_that_are_quoted_alike() -> None:
    lines = b"From here\r\n" * 30_000
    blocks = list(mbox.entry(b"Subject: x\r\n\r\n" + lines, "a@b.c", NOON, 0, ""))
    assert max(map(len, blocks)) < 2 * mbox.BLOCK
    assert b"".join(blocks).count(b">From here\n") == 30_000


@given(
    st.lists(
        st.lists(st.one_of(st.sampled_from(BEGINNINGS), st.binary(max_size=40)), max_size=6).map(b"\r\n".join),
        max_size=4,
    )
)
def test_what_is_written_is_what_the_desktop_reads(messages: list[bytes]) -> None:
    found = read(written(*messages))
    assert len(found) == len(messages)
    for back, message in zip(found, messages, strict=True):
        plain = message.replace(b"\r\n", b"\n")
        assert back == b"Status: O\n" + (plain if plain.endswith(b"\n") else plain + b"\n")
