"""Very much at once never holds the window: a long message begins with its beginning, a long text that is pasted
becomes a file, and a quote that is not the whole message says so."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt5.QtCore import QLocale, QMimeData
from pytestqt.qtbot import QtBot

from client.gui.answering import LONGEST_QUOTE, forward, reply
from client.gui.composer_text import LONGEST_PASTE, ComposerText
from client.gui.open_windows import OpenWindows
from client.gui.reader_pane import ReaderPane
from client.gui.reading import Reading, make_ready
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_notices import sentence
from tests.support.gui_samples import ANNA, NOW, inbox, message, row
from tests.support.gui_shown import shown_reader

LINES = 60_000
LAST = f"line {LINES - 1}"


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    built = bench(tmp_path / "anna", AccountInMemory(inbox()))
    yield built
    built.close()


@pytest.fixture
def reader(qtbot: QtBot, made: Bench) -> ReaderPane:
    return shown_reader(qtbot, made)


def long_text() -> Reading:
    return make_ready(message(row(1), "\n".join(f"line {number}" for number in range(LINES))))


def long_page() -> Reading:
    rows = "".join(f"<tr><td>line {number}</td></tr>" for number in range(7_000))
    return make_ready(message(row(1), "short", html=f"<p>Table</p><table>{rows}</table>"))


def test_long_text_begins_with_its_beginning(reader: ReaderPane) -> None:
    reader.show_reading(long_text())
    assert "line 100\n" in reader.body.toPlainText()
    assert len(reader.body.toPlainText()) < 70_000
    assert reader.rest.isVisible()
    assert "very long" in reader._left_out_words.text()


def test_rest_of_a_long_text_is_shown_when_it_is_wanted(qtbot: QtBot, reader: ReaderPane) -> None:
    reader.show_reading(long_text())
    reader.rest.click()
    qtbot.waitUntil(lambda: not reader.body.has_more, timeout=60_000)
    assert reader.body.toPlainText().split("\n") == [f"line {number}" for number in range(LINES)]
    assert not reader.rest.isVisible()
    assert reader._left_out_words.text() == ""


def test_showing_the_rest_can_be_stopped(qtbot: QtBot, reader: ReaderPane) -> None:
    reader.show_reading(long_text())
    reader.rest.click()
    assert reader.rest.text() == "Stop"
    reader.rest.click()
    assert reader.rest.text() == "Show everything"
    assert not reader.body.is_going_on
    assert LAST not in reader.body.toPlainText()


def test_another_message_ends_showing_the_rest(qtbot: QtBot, reader: ReaderPane) -> None:
    reader.show_reading(long_text())
    reader.rest.click()
    reader.show_reading(make_ready(message(row(2), "short")))
    assert not reader.body.is_going_on
    assert not reader.rest.isVisible()
    assert reader.body.toPlainText() == "short"


def test_long_table_is_laid_out_in_parts(qtbot: QtBot, reader: ReaderPane) -> None:
    reader.show_reading(long_page())
    reader.switch.click()
    assert "line 6999" not in reader.body.toPlainText()
    reader.rest.click()
    qtbot.waitUntil(lambda: "line 6999" in reader.body.toPlainText(), timeout=60_000)
    assert reader.body.toPlainText().count("line ") == 7_000


def test_paper_has_all_of_a_long_message(reader: ReaderPane) -> None:
    reader.show_reading(long_text())
    assert LAST in reader.body.html


def test_short_message_offers_no_rest(reader: ReaderPane) -> None:
    reader.show_reading(make_ready(message(row(1), "Hello", html="<p>Hello</p>")))
    assert not reader.rest.isVisible()


@pytest.mark.parametrize("rich", [False, True])
def test_very_long_text_that_is_pasted_is_attached(qtbot: QtBot, made: Bench, rich: bool) -> None:
    windows = OpenWindows(made.desk)
    composer = windows.write()
    composer.form.text.write_rich(rich)
    data = QMimeData()
    data.setText("a line é\n" * LONGEST_PASTE)
    composer.form.text.insertFromMimeData(data)
    # At once: news goes by itself.
    assert "attached" in sentence(composer)
    qtbot.waitUntil(lambda: len(composer.form.files.files()) == 1)
    (file,) = composer.form.files.files()
    assert file.read() == data.text().encode()
    assert file.media_type() == "text/plain"
    assert composer.form.text.toPlainText() == ""
    windows.close_all()


def test_very_long_page_that_is_pasted_is_pasted_as_text(qtbot: QtBot) -> None:
    text = ComposerText()
    qtbot.addWidget(text)
    text.write_rich(True)
    data = QMimeData()
    data.setHtml("<ul>" + "<li>entry</li>" * 5_000 + "</ul>")
    data.setText("entry\n" * 5_000)
    text.insertFromMimeData(data)
    assert text.toPlainText() == data.text()
    assert not text.is_formatted()


def test_quote_that_is_not_the_whole_message_says_so() -> None:
    locale = QLocale(QLocale.Language.English)
    long = message(row(1), "word " * LONGEST_QUOTE)
    for draft in (reply(long, ANNA, NOW, locale, everyone=False), forward(long, NOW, locale)):
        assert draft.text.rstrip().endswith("[The rest of the message is not quoted.]")
    cut = replace(message(row(1), "beginning"), truncated=True)
    assert "not quoted" in forward(cut, NOW, locale).text
    assert "not quoted" not in forward(message(row(1), "all"), NOW, locale).text
