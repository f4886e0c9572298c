"""A message becomes a PDF with its header, its text and its pictures, and nothing is fetched for it."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtGui import QColor, QFont, QImage
from PyQt5.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from client.errors import Cancelled, FileFault
from client.gui.downloads import Downloads
from client.gui.file_choosing import FileChooser
from client.gui.message_output import MessageOutput
from client.gui.message_source import LONGEST_LINE, MOST_SHOWN, shown_source
from client.gui.printed_message import print_sheet, sheet_of, write_pdf
from client.gui.reader_pane import ReaderPane
from client.gui.reading import make_ready
from client.message import Message
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_samples import inbox, long_letter, message, newsletter_html, row

RAW = b"Subject: Data\r\nX-Odd: \xff\r\n\r\nHello\r\n"


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    account = AccountInMemory(inbox())
    account.blobs["BM1"] = RAW
    chooser = FileChooser(save_as=lambda _parent, suggested: tmp_path / suggested.name)
    built = bench(tmp_path / "anna", account, chooser=chooser)
    yield built
    built.close()


@pytest.fixture
def output(qtbot: QtBot, made: Bench) -> MessageOutput:
    pane = ReaderPane(made.desk, Downloads(made.desk.account, made.desk.tasks), made.notices)
    qtbot.addWidget(pane)
    pane.show_reading(make_ready(long_letter()))
    return MessageOutput(made.desk, made.notices, pane, pane)


def unwatched(_done: int, _total: int) -> None:
    """Nobody looks how far it is."""


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


def sizes_of_pictures(pdf: bytes) -> set[tuple[int, int]]:
    found = re.findall(rb"/Subtype /Image\s*/Width (\d+)\s*/Height (\d+)", pdf)
    return {(int(width), int(height)) for width, height in found}


def streams_of(pdf: bytes) -> bytes:
    """What is drawn, unpacked."""
    found = b""
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found += zlib.decompress(match[1])
        except zlib.error:
            continue
    return found


def written(one: Message, path: Path, body: str, images: dict[int, QImage] | None = None) -> bytes:
    write_pdf(sheet_of(make_ready(one), body, images or {}, QFont()), path, unwatched)
    return path.read_bytes()


def test_pdf_has_the_message_on_its_pages(qtbot: QtBot, tmp_path: Path) -> None:
    one = long_letter()
    pdf = written(one, tmp_path / "letter.pdf", make_ready(one).text)
    assert pdf.startswith(b"%PDF")
    assert pages_of(pdf) == 1
    assert b"Tj" in streams_of(pdf) or b"TJ" in streams_of(pdf)


def test_long_message_takes_several_pages(qtbot: QtBot, tmp_path: Path) -> None:
    one = message(row(1), "A line of words.\n" * 300)
    assert pages_of(written(one, tmp_path / "long.pdf", make_ready(one).text)) > 3


def test_pages_are_told_one_by_one_and_the_rest_is_left_when_it_is_cancelled(qtbot: QtBot, tmp_path: Path) -> None:
    one = message(row(1), "A line of words.\n" * 300)
    sheet = sheet_of(make_ready(one), make_ready(one).text, {}, QFont())
    told: list[tuple[int, int]] = []

    def stop_at_the_third(done: int, total: int) -> None:
        told.append((done, total))
        if done == 2:
            raise Cancelled

    (tmp_path / "long.pdf").write_bytes(b"before")
    with pytest.raises(Cancelled):
        write_pdf(sheet, tmp_path / "long.pdf", stop_at_the_third)
    pages = told[-1][1]
    assert told == [(0, 0), (0, pages), (1, pages), (2, pages)]
    assert pages > 3
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"before"]


def test_printer_prints_the_pages_that_were_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    one = message(row(1), "A line of words.\n" * 300)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "some.pdf"))
    printer.setFromTo(2, 3)
    print_sheet(sheet_of(make_ready(one), make_ready(one).text, {}, QFont()), printer, unwatched)
    assert pages_of((tmp_path / "some.pdf").read_bytes()) == 2


def test_pdf_that_is_made_stands_in_the_list_of_tasks(qtbot: QtBot, output: MessageOutput, made: Bench) -> None:
    output.save_pdf()
    (entry,) = made.desk.tasks.list.entries
    assert entry.words.startswith("Saving Greenhouse")
    qtbot.waitUntil(lambda: made.desk.tasks.list.entries == ())


def test_picture_that_was_loaded_is_printed_and_one_that_was_not_is_left_out(qtbot: QtBot, tmp_path: Path) -> None:
    reading = make_ready(message(row(1), " ", html='<img src="cid:a"><img src="https://a.example/x">'))
    assert reading.html is not None
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#cc3344"))
    with_picture = written(reading.message, tmp_path / "with.pdf", reading.html.html, {0: image})
    without = written(reading.message, tmp_path / "without.pdf", reading.html.html)
    assert sizes_of_pictures(with_picture) == {(40, 40), (1, 1)}
    assert sizes_of_pictures(without) == {(1, 1)}


def test_newsletter_becomes_a_pdf(qtbot: QtBot, tmp_path: Path) -> None:
    reading = make_ready(message(row(1), " ", html=newsletter_html()))
    assert reading.html is not None
    assert pages_of(written(reading.message, tmp_path / "news.pdf", reading.html.html)) == 1


def test_pdf_that_cannot_be_written_is_a_fault_and_leaves_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    one = long_letter()
    with pytest.raises(FileFault):
        written(one, tmp_path / "no" / "folder.pdf", make_ready(one).text)
    assert list(tmp_path.iterdir()) == []


def test_header_of_a_stranger_is_plain_text_on_paper(qtbot: QtBot) -> None:
    sheet = sheet_of(make_ready(message(row(1, "<img src=x>"))), "", {}, QFont())
    assert "&lt;img src=x&gt;" in sheet.html
    assert "<img" not in sheet.html


def test_shown_message_is_saved_as_pdf(qtbot: QtBot, output: MessageOutput, made: Bench, tmp_path: Path) -> None:
    output.save_pdf()
    qtbot.waitUntil(lambda: made.notices.shown is not None)
    assert made.notices.shown is not None
    assert made.notices.shown.sentence.endswith(f".pdf is saved in {tmp_path}.")
    (path,) = tmp_path.glob("*.pdf")
    assert path.name == "Greenhouse sensors first week of data.pdf" or path.name.startswith("Greenhouse sensors")
    assert path.read_bytes().startswith(b"%PDF")


def test_print_dialog_opens_and_can_be_left(qtbot: QtBot, output: MessageOutput) -> None:
    dialog = output.print_message()
    assert dialog is not None
    dialog.reject()


def test_source_shows_headers_and_the_message_as_it_came(qtbot: QtBot, output: MessageOutput) -> None:
    shown = output.show_source()
    assert shown is not None
    qtbot.waitUntil(lambda: "Hello" in shown.source.toPlainText())
    assert shown.source.toPlainText() == "Subject: Data\nX-Odd: \ufffd\n\nHello"
    assert shown.source.isReadOnly()
    shown.close()


def test_source_can_be_saved_as_it_came(qtbot: QtBot, output: MessageOutput, made: Bench, tmp_path: Path) -> None:
    shown = output.show_source()
    assert shown is not None
    shown.save_wanted.emit()
    qtbot.waitUntil(lambda: made.notices.shown is not None)
    (path,) = tmp_path.glob("*.eml")
    assert path.read_bytes() == RAW
    shown.close()


def test_source_of_any_bytes_can_be_shown() -> None:
    assert shown_source(b"a\0b\xff") == "a\ufffdb\ufffd"
    assert shown_source(b"x" * (LONGEST_LINE + 1)) == "x" * LONGEST_LINE + "\nx"
    assert shown_source(b"x\n" * MOST_SHOWN).endswith("\n[…]")
    assert shown_source(b"") == ""
