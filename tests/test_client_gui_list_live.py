"""The list against both real servers: mail by push, a start without the server, and a search that the server makes."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.support.gui_hands import press, type_text
from tests.support.gui_live import Town, town_with
from tests.support.gui_rows import known
from tests.support.searching import index

MOST_TRIES = 8


@pytest.fixture
def town(qtbot: QtBot, tmp_path: Path) -> Iterator[Town]:
    with town_with(qtbot, tmp_path, "anna", "ben") as made:
        yield made


def test_message_is_in_the_list_as_soon_as_it_has_arrived(town: Town) -> None:
    with town.start() as run:
        window = run.sign_in()
        session = run.program.seats.open[0].desk.session
        run.wait(lambda: session.in_step.listens)
        # Nobody looks from time to time: without the push it would never be there.
        session._timer.stop()
        took: list[float] = []
        while not took or (min(took) >= 1 and len(took) < MOST_TRIES):
            town.send("anna", f"Number {len(took)}", "Shall we?")
            began = time.monotonic()
            run.wait(lambda: len(run.subjects()) == len(took) + 1)
            took.append(time.monotonic() - began)
        assert run.subjects() == [f"Number {number}" for number in reversed(range(len(took)))]
        # A machine at its limits may be slow each time; a pause between two looks would be longer than that.
        assert min(took) < 5
        counted = f"{len(took)} messages" if len(took) > 1 else "1 message"
        run.wait(lambda: window.mail.count.text() == counted)


def test_start_without_the_server_shows_the_mail_and_keeps_what_is_done(town: Town) -> None:
    with town.start() as run:
        town.send("anna", "Lunch", "At twelve?")
        window = run.sign_in()
        run.wait(lambda: run.subjects() == ["Lunch"])
        window.mail.table.select_number(0)
        run.wait(lambda: window.mail.reading.current() is not None)
        # That it was read is noted first, and then the server is told.
        run.wait(lambda: run.tasks.is_idle() and run.program.seats.open[0].opened.cache.waiting() == 0)
        run.wait(lambda: list(town.keyring.held.values()) != [])
    town.stack.close()
    with town.start() as run:
        window = run.window()
        run.wait(lambda: run.subjects() == ["Lunch"])
        run.wait(lambda: window.status.connection.text().startswith("Offline since"))
        window.mail.table.select_number(0)
        run.wait(lambda: window.mail.reading.current() is not None)
        assert "At twelve?" in window.mail.reader.body.toPlainText()
        window.menus.commands["flag"].trigger()
        run.wait(lambda: run.program.seats.open[0].opened.cache.waiting() == 1)


def test_search_finds_on_the_server_what_stands_deep_in_a_message(town: Town) -> None:
    with town.start() as run:
        window = run.sign_in()
        town.send("anna", "Minutes", "\n".join(["first word"] * 60 + ["xylophone"]))
        run.wait(lambda: run.subjects() == ["Minutes"])
        index(town.postroom.store)
        press(window.mail.table, Qt.Key.Key_Slash)
        assert window.mail.bar.search.hasFocus() or not window.isActiveWindow()
        type_text(window.mail.bar.search, "xylophone")
        run.wait(lambda: window.mail.list_pane.state.accessibleName().startswith("Nothing found"))
        press(window.mail.bar.search, Qt.Key.Key_Return)
        run.wait(lambda: run.subjects() == ["Minutes"] and window.mail.count.text() == "1 found")
        assert window.mail.messages.cells.folder(known(window.mail.messages, 0)) == "Inbox"
        press(window.mail.bar.search, Qt.Key.Key_Escape)
        run.wait(lambda: window.mail.count.text() == "1 message")
