"""What a person does with messages and folders in the real window, against both real servers: what the server has
afterwards is looked at with another connection."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from PyQt5.QtCore import QEvent, QItemSelectionModel, QPoint, QPointF, Qt
from PyQt5.QtGui import QDrag, QMouseEvent
from PyQt5.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from certs.authority import fingerprint
from client import settings
from client.account import Account, connect
from client.gui.folder_chooser import FolderChooser
from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.mail_drag import carried
from client.gui.main_window import MainWindow
from client.gui.name_dialog import NameDialog
from client.gui.program import Program
from client.gui.remembered import Remembered
from client.gui.tasks import Tasks
from client.gui.tray import Tray
from client.keyring_store import KeyringStore
from client.message import Mailbox, MessageRow
from client.trust import TrustStore
from tests.support.gui_desk import themed
from tests.support.gui_hands import press, type_text
from tests.support.inbox_process import inbox_process
from tests.support.keyring_in_memory import KeyringInMemory
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving
from tests.support.tray_in_memory import TrayInMemory

PATIENCE = 20_000
FLAG = QItemSelectionModel.SelectionFlag
SELECT_ROW = QItemSelectionModel.SelectionFlags(FLAG.Select) | FLAG.Rows


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Postroom, str]]:
    with serving(tmp_path_factory.mktemp("postroom")) as postroom, inbox_process(postroom) as https:
        ca = fingerprint(postroom.certificates.ca_certificate.read_bytes())
        yield postroom, f"postroom://127.0.0.1/?https={https}&smtp={postroom.ports.smtp_starttls}&ca={ca}"


@dataclass
class Run:
    """The program of one person, and a second connection that sees what the server has."""

    qtbot: QtBot
    postroom: Postroom
    name: str
    program: Program
    tray: TrayInMemory
    beside: Account

    @property
    def window(self) -> MainWindow:
        assert self.program.window is not None
        return self.program.window

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE)

    def deliver(self, *subjects: str) -> None:
        with closing(self.postroom.sign_in(self.name)) as smtp:
            for subject in subjects:
                mail = EmailMessage()
                mail["From"] = mail["To"] = f"{self.name}@project.com"
                mail["Subject"] = subject
                mail.set_content("Hello!")
                smtp.send_message(mail)

    def listed(self) -> list[str]:
        messages = self.window.mail.messages
        rows = [messages.row(line) for line in range(messages.rowCount())]
        return sorted(row.subject for row in rows if row is not None)

    def on_server(self, mailbox: str) -> dict[str, MessageRow]:
        return {row.subject: row for row in self.beside.latest(mailbox, 50).rows}

    def box(self, name: str) -> Mailbox | None:
        return next((one for one in self.beside.mailboxes() if one.name == name), None)

    def has(self, mailbox: str, *subjects: str) -> None:
        """Wait until the server has exactly these messages there."""
        self.wait(lambda: sorted(self.on_server(mailbox)) == sorted(subjects))

    def select(self, *subjects: str) -> None:
        table, messages = self.window.mail.table, self.window.mail.messages
        table.clearSelection()
        selection = table.selectionModel()
        assert selection is not None
        for line in range(messages.rowCount()):
            row = messages.row(line)
            if row is not None and row.subject in subjects:
                selection.select(messages.index(line, 0), SELECT_ROW)
        self.wait(lambda: self.window.menus.commands["archive"].isEnabled())

    def trigger(self, name: str) -> None:
        action = self.window.menus.commands[name]
        assert action.isEnabled(), name
        action.trigger()

    def answer(self, words: str) -> None:
        boxes = [box for box in self.window.findChildren(QMessageBox) if box.isVisible()]
        next(button for button in boxes[0].buttons() if button.text().replace("&", "") == words).click()

    def keys_of_folders(self) -> list[str]:
        return [one.name for one in self.window.folders.folders.folders if one.is_own]

    def toast(self) -> str:
        return self.window.acting.toast.accessibleName()


@pytest.fixture
def run(qtbot: QtBot, servers: tuple[Postroom, str], tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Run]:
    postroom, link = servers
    name = request.node.name.removeprefix("test_").replace("_", "-")[:60].strip("-")
    postroom.account(name)
    tasks, theme, icon = Tasks(), themed(), TrayInMemory()
    icons, folder = Icons(theme), tmp_path / "config"
    door = FrontDoor(TrustStore(folder), keys=KeyringStore(KeyringInMemory))
    remembered = Remembered(folder, settings.load(folder).settings, tasks)
    tray = Tray(theme, icons, make=lambda: icon)
    program = Program(folder, door, tasks, theme, icons, remembered, tray=tray)
    with closing(Account.sign_in(connect(link, TrustStore(tmp_path / "beside")), name, PASSWORD)) as beside:
        made = Run(qtbot, postroom, name, program, icon, beside)
        made.deliver("One", "Two", "Three")
        program.start(link, name)
        login = program.login
        assert login is not None
        login.server.setText(link)
        login.username.setText(name)
        login.password.setText(PASSWORD)
        made.wait(lambda: login.sign_in_button.isEnabled())
        login.sign_in()
        made.wait(lambda: program.window is not None and len(made.listed()) == 3)
        made.window.activateWindow()
        yield made
        program.stop()
        qtbot.waitUntil(tasks.is_idle, timeout=PATIENCE)
        tasks.close()


def test_archived_messages_are_told_and_brought_back(run: Run) -> None:
    run.select("One", "Two")
    run.trigger("archive")
    assert run.toast() == "2 messages moved to Archive."
    run.has("archive", "One", "Two")
    assert run.listed() == ["Three"]
    press(run.window.mail.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert run.toast() == "2 messages moved back."
    run.has("inbox", "One", "Two", "Three")
    run.wait(lambda: run.listed() == ["One", "Three", "Two"])
    run.window.acting.toast.button.click()
    run.has("archive", "One", "Two")


def test_several_steps_are_taken_back(run: Run) -> None:
    run.select("One")
    run.trigger("flag")
    run.trigger("delete")
    run.select("Two")
    run.trigger("junk")
    run.has("trash", "One")
    run.has("junk", "Two")
    for _ in range(3):
        run.trigger("undo")
    assert not run.window.menus.commands["undo"].isEnabled()
    run.has("inbox", "One", "Two", "Three")
    run.wait(lambda: not any(row.flagged for row in run.on_server("inbox").values()))


def test_undo_restores_only_the_marks_that_were_changed(run: Run) -> None:
    run.select("One")
    run.trigger("flag")
    run.wait(lambda: run.on_server("inbox")["One"].flagged)
    run.select("One", "Two")
    run.trigger("flag")
    run.wait(lambda: run.on_server("inbox")["Two"].flagged)
    run.trigger("undo")
    run.wait(lambda: not run.on_server("inbox")["Two"].flagged)
    assert run.on_server("inbox")["One"].flagged


def test_every_message_is_marked_as_read_and_unread_by_keys(run: Run) -> None:
    run.window.mail.table.setFocus()
    run.window.mail.table.selectAll()
    press(run.window.mail.table, Qt.Key.Key_I)
    run.wait(lambda: all(row.seen for row in run.on_server("inbox").values()))
    press(run.window.mail.table, Qt.Key.Key_U)
    run.wait(lambda: not any(row.seen for row in run.on_server("inbox").values()))


def test_message_in_junk_goes_back_to_the_inbox(run: Run) -> None:
    run.select("One")
    run.trigger("junk")
    run.has("junk", "One")
    run.window.go_to("junk")
    run.wait(lambda: run.listed() == ["One"])
    run.select("One")
    assert run.window.menus.commands["junk"].text() == "Not &junk"
    run.trigger("junk")
    run.has("inbox", "One", "Two", "Three")


def test_trash_is_emptied_after_one_question(run: Run) -> None:
    run.select("One", "Two")
    run.trigger("delete")
    run.has("trash", "One", "Two")
    run.wait(lambda: run.window.menus.commands["empty-trash"].isEnabled())
    run.wait(lambda: run.window.folders.folders.folders[-1].mailbox is not None)
    run.trigger("empty-trash")
    assert run.on_server("trash")
    run.answer("Empty")
    run.has("trash")
    run.wait(lambda: run.window._desk.tasks.list.entries == ())


def test_two_keys_after_each_other_open_a_folder(run: Run) -> None:
    run.window.mail.table.setFocus()
    press(run.window.mail.table, Qt.Key.Key_G)
    press(run.window.mail.table, Qt.Key.Key_D)
    assert run.window._desk.session.mailbox == "drafts"
    press(run.window.mail.table, Qt.Key.Key_G)
    press(run.window.mail.table, Qt.Key.Key_I)
    assert run.window._desk.session.mailbox == "inbox"


def test_unread_messages_are_stepped_through(run: Run) -> None:
    run.select("Two")
    run.trigger("read")
    run.wait(lambda: run.on_server("inbox")["Two"].seen)
    table = run.window.mail.table
    seen = []
    for _ in range(2):
        run.trigger("next-unread")
        row = run.window.mail.messages.row(table.selected_lines()[0])
        assert row is not None
        seen.append(row.subject)
    assert sorted(seen) == ["One", "Three"]


def test_question_mark_shows_all_keys_and_enter_acts(run: Run) -> None:
    run.select("One")
    type_text(run.window.mail.table, "?")
    overlay = run.window.acting.keys
    assert overlay is not None
    assert overlay.isVisible()
    type_text(overlay.view.line, "move to archive")
    press(overlay.view.line, Qt.Key.Key_Return)
    run.has("archive", "One")


def test_key_that_was_changed_works_at_once(run: Run) -> None:
    run.window._desk.keys.choose("archive", ["Y"])
    run.select("One")
    run.window.mail.table.setFocus()
    press(run.window.mail.table, Qt.Key.Key_E)
    press(run.window.mail.table, Qt.Key.Key_Y)
    run.has("archive", "One")
    run.window._desk.keys.reset_all()


def dialog(run: Run) -> QDialog:
    return next(one for one in run.window.findChildren(QDialog) if one.isVisible())


def test_folder_is_made_renamed_moved_and_removed(run: Run) -> None:
    run.trigger("new-folder")
    asked = dialog(run)
    assert isinstance(asked, NameDialog)
    type_text(asked.line, "Garden")
    asked.act.click()
    run.wait(lambda: run.keys_of_folders() == ["Garden"])
    garden = run.box("Garden")
    assert garden is not None
    run.window.go_to(garden.id)
    run.trigger("rename-folder")
    asked = dialog(run)
    assert isinstance(asked, NameDialog)
    asked.line.setText("Yard")
    asked.act.click()
    run.wait(lambda: run.keys_of_folders() == ["Yard"])
    run.window.folders.folder_dropped.emit(garden.id, "archive")
    run.wait(lambda: [one.depth for one in run.window.folders.folders.folders if one.is_own] == [1])
    run.trigger("remove-folder")
    run.answer("Remove")
    run.wait(lambda: run.keys_of_folders() == [])
    assert run.box("Yard") is None
    assert run.window._desk.session.mailbox == "inbox"


def test_folder_with_messages_says_how_many_go_with_it(run: Run) -> None:
    garden = run.beside.folders().create("Garden")
    run.window.refresh()
    run.wait(lambda: run.keys_of_folders() == ["Garden"])
    run.select("One", "Two")
    run.window.folders.messages_dropped.emit(("carried",), garden)
    run.has(garden, "One", "Two")
    folder = run.window.folders.folders.folder
    run.wait(lambda: (found := folder(garden)) is not None and found.mailbox is not None and found.mailbox.total == 2)
    run.window.acting.folders.remove(garden)
    (box,) = [one for one in run.window.findChildren(QMessageBox) if one.isVisible()]
    assert box.informativeText() == "2 messages in it are deleted for good."
    run.answer("Keep")
    run.window.acting.folders.remove(garden)
    run.answer("Remove")
    run.wait(lambda: run.box("Garden") is None)
    assert sorted(run.on_server("inbox")) == ["Three"]


def test_folder_that_another_program_took_is_told(run: Run) -> None:
    garden = run.beside.folders().create("Garden")
    run.window.refresh()
    run.wait(lambda: run.keys_of_folders() == ["Garden"])
    run.window.acting.folders.rename(garden)
    asked = dialog(run)
    assert isinstance(asked, NameDialog)
    run.beside.folders().remove(garden, with_messages=False)
    asked.line.setText("Yard")
    asked.act.click()
    run.wait(lambda: run.window.notices.shown is not None and "not there any more" in run.window.notices.shown.sentence)
    run.wait(lambda: run.keys_of_folders() == [])
    assert [one.words for one in run.window._desk.tasks.list.entries] == ["Rename Garden"]


def test_messages_are_moved_to_a_folder_chosen_by_keys(run: Run) -> None:
    run.select("One")
    run.window.mail.table.setFocus()
    press(run.window.mail.table, Qt.Key.Key_V)
    chooser = dialog(run)
    assert isinstance(chooser, FolderChooser)
    type_text(chooser.line, "arch")
    press(chooser.line, Qt.Key.Key_Return)
    run.has("archive", "One")


def test_selection_is_taken_out_of_the_list_with_the_mouse(run: Run) -> None:
    run.select("One", "Two")
    table, drags = run.window.mail.table, list[QDrag]()
    run.window.acting.drag._carry = drags.append
    viewport = table.viewport()
    assert viewport is not None
    start = table.visualRect(run.window.mail.messages.index(table.selected_lines()[0], 3)).center()
    left = Qt.MouseButton.LeftButton
    for kind, at, button in (
        (QEvent.Type.MouseButtonPress, start, left),
        (QEvent.Type.MouseMove, start + QPoint(2, 0), Qt.MouseButton.NoButton),
        (QEvent.Type.MouseMove, start + QPoint(40, 0), Qt.MouseButton.NoButton),
    ):
        held, keys = Qt.MouseButtons(left), Qt.KeyboardModifiers()
        QApplication.sendEvent(viewport, QMouseEvent(kind, QPointF(at), button, held, keys))
    (drag,) = drags
    thing = carried(drag.mimeData(), run.beside.address.address)
    assert thing is not None
    assert len(thing.ids) == 2
    assert not drag.pixmap().isNull()
    assert len(table.selected_lines()) == 2


def test_menus_of_a_right_click_offer_what_can_be_done(run: Run) -> None:
    run.select("One")
    menu = run.window.acting.mail.show_menu(QPoint(5, 5))
    assert menu is not None
    words = [action.text().replace("&", "") for action in menu.actions()]
    assert "Move to" in words
    assert "Archive" in words
    menu.close()
    folder = run.window.folders
    folder.customContextMenuRequested.emit(folder.visualRect(folder.folders.index(0)).center())
    (shown,) = [one for one in folder.findChildren(type(menu)) if one.isVisible()]
    assert [action.text() for action in shown.actions() if action.text()] == ["&Open", "New folder &in it…"]
    shown.close()


def test_new_mail_is_counted_and_told(run: Run) -> None:
    run.wait(lambda: run.tray.tip == "Postroom: 3 unread messages")
    assert run.window.windowTitle().startswith("Inbox (3) – ")
    assert run.tray.told == []
    run.window.go_to("sent")
    run.deliver("Just in")
    run.window.refresh()
    run.wait(lambda: run.tray.told == [(f"{run.name}@project.com", "Just in")])
    run.wait(lambda: run.tray.tip == "Postroom: 4 unread messages")
    run.tray.messageClicked.emit()
    assert len(run.window.windows.messages) == 1
