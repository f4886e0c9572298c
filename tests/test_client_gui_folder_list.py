"""Mailboxes at the side: in the order people expect, with what waits in them."""

from collections.abc import Iterator

import pytest
from PyQt5.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from client.gui.folder_list import COUNT_ROLE, OUTBOX, FolderList, FolderModel
from client.gui.icons import Icons
from client.message import Mailbox
from tests.support.gui_desk import themed
from tests.support.gui_hands import press
from tests.support.gui_models import check_model
from tests.support.gui_samples import mailboxes


@pytest.fixture
def folders(qtbot: QtBot) -> Iterator[FolderList]:
    theme = themed()
    made = FolderList(theme, Icons(theme))
    qtbot.addWidget(made)
    made.show()
    made.show_chosen("inbox")
    yield made
    made.close()


def names(model: FolderModel) -> list[str]:
    return [model.index(number).data() for number in range(model.rowCount())]


def test_model_keeps_the_rules_of_qt(folders: FolderList, qtmodeltester: ModelTester) -> None:
    check_model(qtmodeltester, folders.folders)
    folders.folders.show_mailboxes(mailboxes())
    folders.folders.show_outbox(2, urgent=True)


def test_order_is_the_same_before_and_after_the_server_answers(folders: FolderList) -> None:
    expected = ["Inbox", "Drafts", "Sent", "Outbox", "Archive", "Junk", "Trash"]
    assert names(folders.folders) == expected
    folders.folders.show_mailboxes(mailboxes()[::-1])
    assert names(folders.folders) == expected


def test_counts_are_unread_messages_and_all_drafts(folders: FolderList) -> None:
    model = folders.folders
    model.show_mailboxes(mailboxes())
    counts = {model.key(number): model.index(number).data(COUNT_ROLE) for number in range(model.rowCount())}
    assert counts == {"inbox": 3, "drafts": 2, "sent": 0, OUTBOX: 0, "archive": 0, "junk": 1, "trash": 0}


def test_counts_are_spoken(folders: FolderList) -> None:
    model = folders.folders
    model.show_mailboxes(mailboxes())
    model.show_outbox(2, urgent=True)
    spoken = [model.index(number).data(Qt.ItemDataRole.AccessibleTextRole) for number in range(model.rowCount())]
    assert spoken[:4] == ["Inbox, 3 unread", "Drafts, 2 messages", "Sent", "Outbox, 2 not sent"]


def test_mailbox_without_a_role_stands_at_the_end(folders: FolderList) -> None:
    folders.folders.show_mailboxes([*mailboxes(), Mailbox("m9", "Garden", "", 3, 1)])
    assert names(folders.folders)[-1] == "Garden"
    assert folders.folders.key(7) == "m9"


def test_chosen_folder_is_told_when_the_person_moves(qtbot: QtBot, folders: FolderList) -> None:
    with qtbot.waitSignal(folders.chosen) as chosen:
        press(folders, Qt.Key.Key_Down)
    assert chosen.args == ["drafts"]


def test_folder_shown_by_the_program_is_not_told(qtbot: QtBot, folders: FolderList) -> None:
    with qtbot.assertNotEmitted(folders.chosen):
        folders.show_chosen("trash")
    assert folders.currentIndex().data() == "Trash"


def test_choice_stays_when_a_mailbox_appears(qtbot: QtBot, folders: FolderList) -> None:
    folders.show_chosen("trash")
    with qtbot.assertNotEmitted(folders.chosen):
        folders.folders.show_mailboxes([*mailboxes(), Mailbox("m9", "Garden", "", 3, 1)])
    assert folders.currentIndex().data() == "Trash"
