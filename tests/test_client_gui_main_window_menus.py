"""The main window as a window: how it looks, its help, leaving it, and what it remembers."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from client.draft import Draft, compose
from client.gui.main_window import MainWindow
from client.gui.theme import Look
from tests.support.gui_desk import Bench, shown_window
from tests.support.gui_hands import answer
from tests.support.gui_samples import ANNA, BEN
from tests.support.gui_shown import bench_with_letters, select, with_its_inbox


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    with closing(bench_with_letters(tmp_path / "anna")) as built:
        yield built


@pytest.fixture
def window(qtbot: QtBot, made: Bench) -> Iterator[MainWindow]:
    with shown_window(qtbot, made) as shown:
        yield shown


@pytest.fixture
def listed(qtbot: QtBot, window: MainWindow) -> MainWindow:
    return with_its_inbox(qtbot, window)


def trigger(window: MainWindow, name: str) -> None:
    window.menus.commands[name].trigger()


def test_reading_pane_and_previews_can_be_hidden_and_are_remembered(
    qtbot: QtBot, listed: MainWindow, made: Bench
) -> None:
    trigger(listed, "reading-pane")
    trigger(listed, "preview")
    assert not listed.mail.reader.isVisible()
    assert not listed.mail.messages.cells.shows_previews
    again = made.window()
    qtbot.addWidget(again)
    assert not again.menus.commands["reading-pane"].isChecked()
    assert not again.menus.commands["preview"].isChecked()
    trigger(listed, "reading-pane")
    select(qtbot, listed, 0)
    again.leave()


def test_look_is_chosen_and_remembered(listed: MainWindow, made: Bench) -> None:
    trigger(listed, "look-dark")
    assert made.desk.theme.colours.dark
    assert made.remembered.look is Look.DARK
    trigger(listed, "look-light")
    assert not made.desk.theme.colours.dark


def test_leaving_asks_when_something_is_unfinished(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    made.outbox.put(compose(Draft(to=(BEN,), text="x"), ANNA), timedelta(hours=1))
    made.desk.office.look()
    qtbot.waitUntil(lambda: len(made.desk.office.items) == 1)
    composer = listed.windows.write()
    composer.form.text.setPlainText("half a sentence")
    listed.close()
    assert listed.isVisible()
    answer(listed, "Stay")
    assert listed.isVisible()
    listed.close()
    with qtbot.waitSignal(listed.closed):
        answer(listed, "Leave")
    assert listed.windows.composers == []


def test_leaving_asks_nothing_when_nothing_is_unfinished(qtbot: QtBot, listed: MainWindow) -> None:
    with qtbot.waitSignal(listed.closed):
        trigger(listed, "quit")


def test_help_opens_once(listed: MainWindow) -> None:
    trigger(listed, "help")
    first = listed.help_commands.help
    trigger(listed, "help")
    assert first is not None
    assert listed.help_commands.help is first
    assert "The outbox" in first.page.toPlainText()


def test_help_can_be_opened_again_after_it_was_closed(qtbot: QtBot, listed: MainWindow) -> None:
    trigger(listed, "help")
    assert listed.help_commands.help is not None
    with qtbot.waitSignal(listed.help_commands.help.destroyed):
        listed.help_commands.help.close()
    trigger(listed, "help")
    assert listed.help_commands.help is not None


def test_project_source_is_told_before_it_is_opened(listed: MainWindow) -> None:
    trigger(listed, "source")
    boxes = [box for box in listed.findChildren(QMessageBox) if box.isVisible()]
    assert boxes[0].informativeText() == "https://github.com/postroom/postroom"
    boxes[0].reject()


def test_about_names_the_program(listed: MainWindow) -> None:
    trigger(listed, "about")
    boxes = [box for box in listed.findChildren(QMessageBox) if box.isVisible()]
    assert boxes[0].text().startswith("Postroom, ")
    boxes[0].close()


def test_place_of_the_window_is_remembered(qtbot: QtBot, made: Bench) -> None:
    window = made.window()
    window.show()
    window.resize(950, 650)
    with qtbot.waitSignal(window.closed):
        window.leave()
    again = made.window()
    assert (again.width(), again.height()) == (950, 650)
    again.leave()
