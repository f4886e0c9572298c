"""The commands about the shown message and about mail as files, from the menus of the main window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.gui.file_choosing import FileChooser
from client.gui.main_window import MainWindow
from client.gui.message_source import MessageSource
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench, shown_window
from tests.support.gui_samples import inbox
from tests.support.gui_shown import select, with_its_inbox

RAW = b"Subject: Data\r\n\r\nHello\r\n"


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    account = AccountInMemory(inbox())
    account.blobs = {f"BM{number}": RAW for number in range(1, 13)}
    file = tmp_path / "in.eml"
    file.write_bytes(RAW)
    chooser = FileChooser(save_as=lambda _, suggested: tmp_path / suggested.name, open_mail=lambda _, __: [file])
    built = bench(tmp_path / "anna", account, chooser=chooser)
    yield built
    built.close()


@pytest.fixture
def window(qtbot: QtBot, made: Bench) -> Iterator[MainWindow]:
    with shown_window(qtbot, made) as opened:
        with_its_inbox(qtbot, opened)
        select(qtbot, opened, 1)
        yield opened


def told(qtbot: QtBot, made: Bench, words: str) -> None:
    qtbot.waitUntil(lambda: made.notices.shown is not None and words in made.notices.shown.sentence)


def test_selected_message_is_exported(qtbot: QtBot, window: MainWindow, made: Bench, tmp_path: Path) -> None:
    window.menus.commands["export"].trigger()
    told(qtbot, made, "1 message is saved in ")
    assert (tmp_path / "Lunch on Thursday_.eml").read_bytes() == RAW


def test_whole_selection_is_exported_into_one_file(
    qtbot: QtBot, window: MainWindow, made: Bench, tmp_path: Path
) -> None:
    window.mail.table.selectAll()
    window.menus.commands["export"].trigger()
    told(qtbot, made, "12 messages are saved in ")
    assert (tmp_path / "Messages.mbox").read_bytes().count(b"\nHello\n") == 12


def test_open_folder_is_exported(qtbot: QtBot, window: MainWindow, made: Bench, tmp_path: Path) -> None:
    window.menus.commands["export-folder"].trigger()
    told(qtbot, made, "12 messages are saved in ")
    assert (tmp_path / "Inbox.mbox").exists()


def test_files_are_imported_into_the_open_folder(qtbot: QtBot, window: MainWindow, made: Bench) -> None:
    window.menus.commands["import"].trigger()
    told(qtbot, made, "1 message was imported into Inbox.")
    assert made.account.imported == [("inbox", RAW, None)]


def test_shown_message_becomes_a_pdf(qtbot: QtBot, window: MainWindow, made: Bench, tmp_path: Path) -> None:
    window.menus.commands["pdf"].trigger()
    told(qtbot, made, "is saved in")
    assert (tmp_path / "Lunch on Thursday_.pdf").read_bytes().startswith(b"%PDF")


def test_source_of_the_shown_message_opens(qtbot: QtBot, window: MainWindow) -> None:
    window.menus.commands["message-source"].trigger()
    shown = window.findChild(MessageSource)
    assert shown is not None
    qtbot.waitUntil(lambda: "Hello" in shown.source.toPlainText())
    shown.close()


def test_sender_is_taken_out_of_the_list_of_those_whose_pictures_are_loaded(
    qtbot: QtBot, window: MainWindow, made: Bench
) -> None:
    made.desk.memory.allow_pictures("clara@project.com", allowed=True)
    dialog = window.reader_commands.show_picture_senders()
    assert not dialog.remove.isEnabled()
    dialog.list.selectAll()
    dialog.remove.click()
    assert made.desk.memory.choices.picture_senders == frozenset()
    assert dialog.list.count() == 0
    dialog.close()


def test_commands_about_a_message_need_one(qtbot: QtBot, window: MainWindow) -> None:
    window.mail.table.clearSelection()
    qtbot.waitUntil(lambda: not window.menus.commands["pdf"].isEnabled())
    assert not window.menus.commands["export"].isEnabled()
    assert window.menus.commands["export-folder"].isEnabled()
