"""Asking for the name of a folder and choosing one, and what can be dropped on which."""

import pytest
from PyQt5.QtCore import QMimeData, QPoint, QPointF, Qt
from PyQt5.QtGui import QDrag, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PyQt5.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from client.gui.folder_chooser import Choice, FolderChooser
from client.gui.folder_list import FolderList
from client.gui.icons import Icons
from client.gui.mail_drag import Carried, carried, carrying_folder, carrying_messages
from client.gui.name_dialog import NameDialog
from client.gui.present import present
from client.message import Mailbox
from tests.support.gui_desk import themed
from tests.support.gui_hands import press, type_text
from tests.support.gui_models import check_model
from tests.support.gui_samples import mailboxes

ANNA = "anna@project.com"
MOVE = Qt.DropActions(Qt.DropAction.MoveAction)
LEFT, NONE = Qt.MouseButtons(Qt.MouseButton.LeftButton), Qt.KeyboardModifiers()


def tree() -> list[Mailbox]:
    return [
        *mailboxes(),
        Mailbox("g", "Garden", "", 3, 1),
        Mailbox("b", "Beds", "", 3, 2, "g"),
        Mailbox("c", "Compost", "", 0, 0, "b"),
        Mailbox("a", "Archive 2025", "", 0, 0, "m4"),
        Mailbox("x", "Shared", "", 0, 0, rights=frozenset({"mayReadItems"})),
    ]


@pytest.fixture
def folders(qtbot: QtBot) -> FolderList:
    theme = themed()
    made = FolderList(theme, Icons(theme), account=ANNA)
    qtbot.addWidget(made)
    made.resize(220, 700)
    made.folders.show_mailboxes(tree())
    made.show_chosen("inbox")
    made.show()
    return made


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def place(folders: FolderList, key: str) -> QPoint:
    """The middle of a folder's line; beside all lines for no key."""
    if not key:
        return QPoint(30, 690)
    return folders.visualRect(folders.folders.index(folders.folders.number_of(key))).center()


def move_over(folders: FolderList, data: QMimeData, key: str) -> bool:
    """Carry something over a folder; whether it would be taken."""
    at = place(folders, key)
    entering = QDragEnterEvent(at, MOVE, data, LEFT, NONE)
    folders.dragEnterEvent(entering)
    moving = QDragMoveEvent(at, MOVE, data, LEFT, NONE)
    folders.dragMoveEvent(moving)
    return bool(entering.isAccepted() and moving.isAccepted())


def drop(folders: FolderList, data: QMimeData, key: str) -> bool:
    event = QDropEvent(QPointF(place(folders, key)), MOVE, data, LEFT, NONE)
    folders.dropEvent(event)
    return bool(event.isAccepted())


def test_folders_lie_below_what_they_are_in(folders: FolderList, qtmodeltester: ModelTester) -> None:
    check_model(qtmodeltester, folders.folders)
    model = folders.folders
    lines = [(one.name, one.depth) for one in model.folders]
    assert lines[4:] == [
        ("Archive", 0), ("Archive 2025", 1), ("Junk", 0), ("Trash", 0),
        ("Garden", 0), ("Beds", 1), ("Compost", 2), ("Shared", 0),
    ]  # fmt: skip
    assert model.path_of("c") == "Garden / Beds / Compost"
    assert model.below("g") == {"b", "c"}
    assert model.index(model.number_of("b")).data(Qt.ItemDataRole.AccessibleTextRole) == "Garden / Beds, 2 unread"
    assert (model.name_of("b"), model.id_of("inbox"), model.id_of("b")) == ("Beds", "m1", "b")


def test_folders_in_a_circle_are_no_trouble(folders: FolderList) -> None:
    circle = [Mailbox("1", "One", "", 0, 0, "2"), Mailbox("2", "Two", "", 0, 0, "1")]
    folders.folders.show_mailboxes([*mailboxes(), *circle])
    assert [one.key for one in folders.folders.folders][-1] == "trash"


def test_messages_are_dropped_into_a_folder(qtbot: QtBot, folders: FolderList) -> None:
    data = carrying_messages(ANNA, ["M1", "M2"])
    assert move_over(folders, data, "g")
    assert folders._painter.target == folders.folders.number_of("g")
    with qtbot.waitSignal(folders.messages_dropped) as dropped:
        assert drop(folders, data, "g")
    assert dropped.args == [("M1", "M2"), "g"]
    assert folders._painter.target < 0


@pytest.mark.parametrize("key", ["inbox", "outbox", "x", ""])
def test_messages_are_not_taken_where_they_lie_or_may_not_go(folders: FolderList, key: str) -> None:
    data = carrying_messages(ANNA, ["M1"])
    assert not move_over(folders, data, key)
    assert not drop(folders, data, key)


def test_messages_of_another_account_are_not_taken(folders: FolderList) -> None:
    assert not move_over(folders, carrying_messages("ben@project.com", ["M1"]), "g")


def test_leaving_takes_the_frame_away(folders: FolderList) -> None:
    move_over(folders, carrying_messages(ANNA, ["M1"]), "trash")
    folders.dragLeaveEvent(QDragLeaveEvent())
    assert folders._painter.target < 0


def test_own_folder_is_carried_into_another_or_to_the_top(qtbot: QtBot, folders: FolderList) -> None:
    drag = folders.drag_of("b")
    assert isinstance(drag, QDrag)
    data = present(drag.mimeData())
    assert move_over(folders, data, "archive")
    with qtbot.waitSignal(folders.folder_dropped) as dropped:
        assert drop(folders, data, "archive")
    assert dropped.args == ["b", "archive"]
    with qtbot.waitSignal(folders.folder_dropped) as dropped:
        assert drop(folders, data, "")
    assert dropped.args == ["b", ""]


def test_folder_cannot_go_into_itself(folders: FolderList) -> None:
    data = carrying_folder(ANNA, "g")
    for key in ("g", "b", "c", "outbox"):
        assert not move_over(folders, data, key)


def test_standard_folders_have_their_place(folders: FolderList) -> None:
    assert folders.drag_of("inbox") is None
    assert folders.drag_of("x") is None


def test_what_is_carried_is_read_again() -> None:
    assert carried(carrying_messages(ANNA, ["M1"]), ANNA) == Carried(ids=("M1",))
    assert carried(carrying_folder(ANNA, "g"), ANNA) == Carried(folder="g")
    assert carried(QMimeData(), ANNA) is None
    assert carried(None, ANNA) is None
    for bad in (b"", b"[]", b'{"account": 1}', b'{"account": "anna@project.com"}', b"\xff"):
        data = QMimeData()
        data.setData("application/x-postroom-messages", bad)
        assert carried(data, ANNA) is None


def test_name_that_cannot_be_is_told_while_it_is_typed(qtbot: QtBot, window: QWidget) -> None:
    made: list[str] = []
    dialog = NameDialog("New folder", "Make", "", ["Garden"], made.append, window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.act.isEnabled()
    for typed, told in (
        ("garden", "There is a folder with this name already."),
        ("ä" * 128, "This name is too long."),
        ("a\u2028b", "A name cannot have control characters."),
        ("   ", ""),
    ):
        dialog.line.setText(typed)
        assert (dialog.wrong.text(), dialog.act.isEnabled()) == (told, False)
    dialog.line.setText(" Yard ")
    press(dialog.line, Qt.Key.Key_Return)
    assert made == ["Yard"]


def test_name_as_before_changes_nothing(qtbot: QtBot, window: QWidget) -> None:
    dialog = NameDialog("Rename", "Rename", "Garden", ["Garden"], print, window)
    qtbot.addWidget(dialog)
    assert not dialog.act.isEnabled()
    dialog.line.setText("garden")
    assert dialog.act.isEnabled()


def test_folder_is_chosen_by_a_part_of_its_name(qtbot: QtBot, window: QWidget) -> None:
    chosen: list[str] = []
    choices = [Choice("inbox", "Inbox"), Choice("g", "Garden"), Choice("b", "Garden / Beds")]
    dialog = FolderChooser("Move to", "Move", choices, chosen.append, Icons(themed()), window)
    qtbot.addWidget(dialog)
    dialog.show()
    type_text(dialog.line, "gar")
    assert dialog.list.count() == 2
    press(dialog.line, Qt.Key.Key_Down)
    press(dialog.line, Qt.Key.Key_Return)
    assert chosen == ["b"]


def test_nothing_is_chosen_where_nothing_is_found(qtbot: QtBot, window: QWidget) -> None:
    chosen: list[str] = []
    dialog = FolderChooser("Move to", "Move", [Choice("g", "Garden")], chosen.append, Icons(themed()), window)
    qtbot.addWidget(dialog)
    dialog.line.setText("zzz")
    dialog.choose()
    assert chosen == []
    assert not dialog.act.isEnabled()
