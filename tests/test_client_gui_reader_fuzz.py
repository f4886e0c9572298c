"""No message stops or ends the reader, whatever stands in it, in either look, as text, as a page, on paper."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PyQt5.QtCore import QUrl
from PyQt5.QtGui import QFont
from pytestqt.qtbot import QtBot

from client.addresses import Address
from client.gui.message_source import shown_source
from client.gui.printed_message import sheet_of, write_pdf
from client.gui.reader_pane import ReaderPane
from client.gui.reading import make_ready
from client.gui.theme import Look
from client.message import Attachment, Message
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_samples import message, row
from tests.support.gui_shown import shown_reader

PIECES = [
    *(
        "<table><tr><td bgcolor=red>",
        "</td></tr></table>",
        "<div style='font-size:9999px;color:#000'>",
        "</div>",
        "<ul><li>",
    ),
    *(
        "<img src='cid:a'>",
        "<img src='https://a.example/x' width=99999 height=0>",
        "<img src='data:image/png;base64,AA'>",
    ),
    *("<a href='https://evil.example/'>bank.example</a>", "<a href='mailto:x@y.z'>", "<pre>", "<blockquote>", "\u202e"),
    *(
        "<table width='0%' cellspacing=99 border=99><tr><td colspan=99 width=1>",
        "<ol start=9999 type=i>",
        "<hr>",
        "\0",
        "x " * 50,
    ),
    *(
        "&#x10ffff;",
        "<font color='nocolour'>",
        "<p style='margin-left:-999px;text-indent:99999px'>",
        "שלום",
        "\ud83d\ude00",
    ),
]
words = st.one_of(
    st.text(max_size=30), st.sampled_from(["\ud83d", "x\udc00@y.z", "a@b.c\0", "\u202egnp.exe", "=?utf-8?q?=00?="])
)
html = st.lists(st.one_of(st.sampled_from(PIECES), words), max_size=12).map("".join)
people = st.lists(st.builds(Address, words, words), max_size=3).map(tuple)
files = st.lists(
    st.builds(
        Attachment, st.just("b"), words, words, st.integers(0, 10**12), st.sampled_from(["", "a", "<a>"]), st.booleans()
    ),
    max_size=3,
).map(tuple)


@st.composite
def messages(draw: st.DrawFn) -> Message:
    head = replace(row(1), subject=draw(words), from_=draw(people), to=draw(people), cc=draw(people))
    whole = message(head, draw(words), html=draw(st.none() | html), attachments=draw(files))
    headers = tuple(draw(st.lists(st.tuples(words, words), max_size=3)))
    return replace(whole, headers=headers, reply_to=draw(people), bcc=draw(people), truncated=draw(st.booleans()))


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    built = bench(tmp_path / "anna", AccountInMemory())
    yield built
    built.close()


@pytest.fixture
def reader(qtbot: QtBot, made: Bench) -> ReaderPane:
    return shown_reader(qtbot, made, 500, 400)


# Qt writes into its log of colours and sizes that are none; that is all it may do.
pytestmark = pytest.mark.qt_log_level_fail("CRITICAL")


# The same window shows one message after the other, as it does for a person.
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(whole=messages())
def test_any_message_can_be_shown_both_ways(reader: ReaderPane, made: Bench, whole: Message) -> None:
    made.desk.theme.choose(Look.DARK if whole.truncated else Look.LIGHT)
    reading = make_ready(whole, ["anna@project.com"])
    reader.show_reading(reading)
    reader.grab()
    reader.switch.click()
    reader.grab()
    for link in ("https://evil.example/", "mailto:x@y.z"):
        reader.body.texts_of(QUrl(link))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(whole=messages())
def test_any_message_can_be_printed(qtbot: QtBot, tmp_path: Path, whole: Message) -> None:
    reading = make_ready(whole)
    body = reading.text if reading.html is None else reading.html.html
    made = write_pdf(sheet_of(reading, body, {}, QFont()), tmp_path / "x.pdf", lambda _done, _total: None)
    assert made.read_bytes().startswith(b"%PDF")


@given(st.binary(max_size=300))
def test_any_bytes_can_be_shown_as_source(content: bytes) -> None:
    assert isinstance(shown_source(content), str)
