"""Names and subjects of any length: the window keeps its width, and the message its room."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QContextMenuEvent, QGuiApplication
from PyQt5.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from client.addresses import Address
from client.gui.present import present
from client.gui.reader_pane import ReaderPane
from client.gui.reading import make_ready
from client.gui.wrapping_label import WrappingLabel
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import bench
from tests.support.gui_hands import press
from tests.support.gui_samples import BEN, message, row
from tests.support.gui_shown import shown_reader

WIDTH, HEIGHT = 600, 600
ENDLESS = "longword" * 2_000
BREAK = "\u200b"


@pytest.fixture
def reader(qtbot: QtBot, tmp_path: Path) -> Iterator[ReaderPane]:
    with closing(bench(tmp_path / "anna", AccountInMemory([]))) as built:
        yield shown_reader(qtbot, built, WIDTH, HEIGHT)


@pytest.mark.parametrize(
    ("subject", "author"),
    [
        (ENDLESS, BEN),
        ("Data", Address("A" * 3_000, "a@b.example")),
        ("Data", Address("", "a" * 3_000 + "@b.example")),
        ("e\u0301" * 2_000, BEN),
        ("👨\u200d👩\u200d👧" * 500, BEN),
    ],
)
def test_endless_word_in_the_header_does_not_widen_the_window(
    reader: ReaderPane, subject: str, author: Address
) -> None:
    reader.show_reading(make_ready(message(row(1, subject, author=author))))
    assert reader.minimumSizeHint().width() <= WIDTH
    assert reader.header.minimumSizeHint().width() <= WIDTH
    reader.resize(WIDTH - 1, HEIGHT)
    assert reader.width() == WIDTH - 1


def test_endless_subject_leaves_room_for_the_message(qtbot: QtBot, reader: ReaderPane) -> None:
    reader.show_reading(make_ready(message(row(1, ENDLESS))))
    qtbot.waitUntil(lambda: reader.header.subject.width() > WIDTH / 2)
    qtbot.waitUntil(lambda: reader.header.height() < HEIGHT / 2)


def test_word_that_fits_is_copied_as_it_is(qtbot: QtBot, reader: ReaderPane) -> None:
    written = "bounces+123456-abcd-anna=project.com@mail.shop.example"
    reader.show_reading(make_ready(message(row(1, "A subject like any other", author=Address("", written)))))
    qtbot.waitUntil(lambda: reader.header.text_of("from") == written)
    assert reader.header.subject.text() == "A subject like any other"


def test_end_of_an_endless_address_is_shown(reader: ReaderPane) -> None:
    author = Address("", "anna@project.com." + "a" * 3_000 + "@evil.example")
    reader.show_reading(make_ready(message(row(1, author=author))))
    assert reader.header.text_of("from").replace(BREAK, "").endswith("@evil.example")


def test_wider_window_needs_no_places_to_break(qtbot: QtBot, reader: ReaderPane) -> None:
    reader.show_reading(make_ready(message(row(1, "w" * 80))))
    qtbot.waitUntil(lambda: BREAK in reader.header.subject.text())
    reader.resize(1_600, HEIGHT)
    qtbot.waitUntil(lambda: reader.header.subject.text() == "w" * 80)


def test_address_that_is_broken_into_lines_is_copied_whole(qtbot: QtBot, reader: ReaderPane) -> None:
    address = "a" * 80 + "@b.example"
    reader.resize(300, HEIGHT)
    reader.show_reading(make_ready(message(row(1, "Data", author=Address("", address)))))
    label = next(one for one in reader.findChildren(WrappingLabel) if address in one.text().replace(BREAK, ""))
    written = label.text().replace(BREAK, "")
    qtbot.waitUntil(lambda: BREAK in label.text())
    clipboard = present(QGuiApplication.clipboard())
    ways: list[Callable[[WrappingLabel], None]] = [with_keys, from_menu]
    for copy in ways:
        clipboard.setText("before")
        label.setSelection(0, len(label.text()))
        copy(label)
        assert clipboard.text() == written
    label.setSelection(0, 0)
    clipboard.setText("before")
    label.copy()
    assert clipboard.text() == "before"


def with_keys(label: WrappingLabel) -> None:
    press(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


def from_menu(label: WrappingLabel) -> None:
    """Choose Copy in the menu of the right mouse button."""
    middle = label.rect().center()
    label.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, label.mapToGlobal(middle)))
    menu = present(label.findChild(QMenu))
    present(menu.actions()[0]).trigger()
    menu.close()
    menu.deleteLater()
