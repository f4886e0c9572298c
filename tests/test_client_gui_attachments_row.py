"""Saving attachments: under a safe name, with progress, stoppable, and told when it went wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QEvent, QPoint, QPointF, Qt, QUrl
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from client.errors import FileFault
from client.gui.attachment_button import icon_of
from client.gui.attachments_row import AttachmentsRow
from client.gui.downloads import Downloads
from client.gui.file_choosing import FileChooser
from client.gui.icons import Icons
from client.gui.notices import Notices
from client.gui.opened_files import OpenedFiles, may_act
from client.gui.tasks import Tasks
from client.message import Attachment
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import themed
from tests.support.gui_hands import hold, let_go

FILES = (
    Attachment("b1", "../../report.pdf", "application/pdf", 8),
    Attachment("b2", "report.pdf", "application/pdf", 4),
    Attachment("b3", "", "text/plain", 0),
)


@pytest.fixture
def account() -> AccountInMemory:
    made = AccountInMemory()
    made.blobs = {"b1": b"12345678", "b2": b"abcd", "b3": b""}
    return made


@pytest.fixture
def tasks(qtbot: QtBot, account: AccountInMemory) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    account.close()
    made.close()


@pytest.fixture
def notices(qtbot: QtBot) -> Notices:
    return Notices()


@pytest.fixture
def row(qtbot: QtBot, tmp_path: Path, account: AccountInMemory, tasks: Tasks, notices: Notices) -> AttachmentsRow:
    def save_as(_parent: QWidget, suggested: Path) -> Path:
        return tmp_path / suggested.name

    chooser = FileChooser(save_as=save_as, folder=lambda _parent, _suggested: tmp_path)
    made = AttachmentsRow(Downloads(account, tasks), notices, Icons(themed()), chooser, OpenedFiles())
    qtbot.addWidget(made)
    made.show_attachments(FILES)
    return made


def test_each_attachment_is_a_button_with_a_safe_name_of_its_own(row: AttachmentsRow) -> None:
    assert [button.text() for button in row.buttons] == [
        "report.pdf  (8 bytes)",
        "report (2).pdf  (4 bytes)",
        "attachment  (0 bytes)",
        "Save all",
    ]
    assert row.buttons[0].accessibleName() == "Attachment report.pdf, 8 bytes"


def test_row_is_hidden_without_attachments(row: AttachmentsRow) -> None:
    row.show_attachments(())
    assert not row.isVisibleTo(None)
    assert row.buttons == []


def test_hundreds_of_attachments_are_shown_a_portion_at_a_time(row: AttachmentsRow) -> None:
    row.show_attachments(tuple(Attachment(f"b{one}", f"{one}.txt", "text/plain", 1) for one in range(100)))
    assert [button.text() for button in row.buttons[39:]] == ["39.txt  (1 byte)", "Show 60 more", "Save all"]
    row.buttons[40].click()
    assert [button.text() for button in row.buttons[79:]] == ["79.txt  (1 byte)", "Show 20 more", "Save all"]
    row.buttons[80].click()
    assert [button.text() for button in row.buttons[99:]] == ["99.txt  (1 byte)", "Save all"]
    row.show_attachments(FILES)
    assert len(row.buttons) == 4


def test_words_of_a_long_download_do_not_widen_the_window(
    qtbot: QtBot, row: AttachmentsRow, account: AccountInMemory, tmp_path: Path
) -> None:
    names = [f"{number}-a-report-with-a-long-name.txt" for number in range(100)]
    account.blobs = dict.fromkeys(names, b"x")
    row.show_attachments(tuple(Attachment(name, name, "text/plain", 1) for name in names))
    account.gate.clear()
    row.save_all()
    assert row.minimumSizeHint().width() < 600
    account.gate.set()
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("*.txt"))) == len(names))


def test_one_attachment_needs_no_save_all(row: AttachmentsRow) -> None:
    row.show_attachments(FILES[:1])
    assert len(row.buttons) == 1


def test_one_is_saved_where_the_person_says(
    qtbot: QtBot, row: AttachmentsRow, notices: Notices, tmp_path: Path
) -> None:
    row.save(row.files[0])
    qtbot.waitUntil(lambda: notices.shown is not None)
    assert (tmp_path / "report.pdf").read_bytes() == b"12345678"
    assert notices.shown is not None
    assert notices.shown.sentence == f"report.pdf is saved in {tmp_path}."
    assert not row._progress_row.isVisibleTo(row)


def test_all_are_saved_beside_what_is_there(
    qtbot: QtBot, row: AttachmentsRow, notices: Notices, tmp_path: Path
) -> None:
    (tmp_path / "report.pdf").write_text("mine")
    row.buttons[-1].click()
    qtbot.waitUntil(lambda: notices.shown is not None)
    assert (tmp_path / "report.pdf").read_text() == "mine"
    assert (tmp_path / "report (2).pdf").exists()
    contents = {path.read_bytes() for path in tmp_path.iterdir()}
    assert contents == {b"mine", b"12345678", b"abcd", b""}
    assert notices.shown is not None
    assert notices.shown.sentence == f"3 files are saved in {tmp_path}."


def test_person_who_cancels_the_question_saves_nothing(
    qtbot: QtBot, account: AccountInMemory, tasks: Tasks, notices: Notices
) -> None:
    chooser = FileChooser(save_as=lambda _parent, _suggested: None, folder=lambda _parent, _suggested: None)
    row = AttachmentsRow(Downloads(account, tasks), notices, Icons(themed()), chooser, OpenedFiles())
    qtbot.addWidget(row)
    row.show_attachments(FILES)
    row.save(row.files[0])
    row.buttons[-1].click()
    assert tasks.is_idle()


def test_progress_is_shown_and_can_be_stopped(
    qtbot: QtBot, row: AttachmentsRow, account: AccountInMemory, tasks: Tasks, notices: Notices
) -> None:
    account.gate.clear()
    row.save(row.files[0])
    assert row._progress_row.isVisibleTo(row)
    row._stop.click()
    account.gate.set()
    qtbot.waitUntil(tasks.is_idle)
    assert notices.shown is None
    assert not row._progress_row.isVisibleTo(row)


def test_download_stands_in_the_list_of_tasks_and_is_cancelled_there(
    qtbot: QtBot, row: AttachmentsRow, account: AccountInMemory, tasks: Tasks, tmp_path: Path
) -> None:
    account.gate.clear()
    row.save(row.files[0])
    (entry,) = tasks.list.active()
    assert entry.words == "Saving report.pdf…"
    tasks.list.cancel(entry)
    account.gate.set()
    qtbot.waitUntil(tasks.is_idle)
    assert tasks.list.entries == ()
    assert not row._progress_row.isVisibleTo(row)
    assert not (tmp_path / "report.pdf").exists()
    row.save(row.files[0])
    qtbot.waitUntil(tasks.is_idle)
    assert (tmp_path / "report.pdf").exists()


def test_second_download_waits_for_the_first(
    qtbot: QtBot, row: AttachmentsRow, account: AccountInMemory, tasks: Tasks, notices: Notices
) -> None:
    account.gate.clear()
    row.save(row.files[0])
    row.save(row.files[1])
    assert notices.shown is not None
    assert "Wait" in notices.shown.sentence
    account.gate.set()
    qtbot.waitUntil(tasks.is_idle)


def test_failure_is_told(qtbot: QtBot, row: AttachmentsRow, account: AccountInMemory, notices: Notices) -> None:
    account.faults["save_attachment"] = FileFault("The folder cannot be written.")
    row.save(row.files[0])
    qtbot.waitUntil(lambda: notices.shown is not None)
    assert notices.shown is not None
    assert notices.shown.sentence == "The folder cannot be written."
    assert not row._progress_row.isVisibleTo(row)


def test_download_goes_on_when_another_message_is_shown(
    qtbot: QtBot, row: AttachmentsRow, account: AccountInMemory, tasks: Tasks, tmp_path: Path
) -> None:
    account.gate.clear()
    row.save(row.files[0])
    row.show_attachments(())
    assert row._progress_row.isVisibleTo(row)
    account.gate.set()
    qtbot.waitUntil(tasks.is_idle)
    assert (tmp_path / "report.pdf").exists()
    assert not row.isVisibleTo(None)


def opening(row: AttachmentsRow) -> list[Path]:
    opened: list[Path] = []

    def open_file(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return True

    row.open_file = open_file
    return opened


def test_click_opens_a_copy_that_nobody_else_can_read_or_change(qtbot: QtBot, row: AttachmentsRow) -> None:
    opened = opening(row)
    row.files[0].click()
    qtbot.waitUntil(lambda: bool(opened))
    (path,) = opened
    assert path.name == "report.pdf"
    assert path.read_bytes() == b"12345678"
    assert path.stat().st_mode & 0o777 == 0o400
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_second_click_opens_the_same_copy(qtbot: QtBot, row: AttachmentsRow, account: AccountInMemory) -> None:
    opened = opening(row)
    row.files[0].click()
    qtbot.waitUntil(lambda: bool(opened))
    row.files[0].click()
    assert opened == [opened[0]] * 2
    assert account.calls == ["save_attachment"]


def test_file_without_a_program_is_told(qtbot: QtBot, row: AttachmentsRow, notices: Notices) -> None:
    row.open_file = lambda _url: False
    row.files[0].click()
    qtbot.waitUntil(lambda: notices.shown is not None)
    assert notices.shown is not None
    assert "Save it instead" in notices.shown.sentence


def test_program_is_asked_about_before_it_is_fetched(
    qtbot: QtBot, row: AttachmentsRow, account: AccountInMemory
) -> None:
    opened = opening(row)
    row.show_attachments((Attachment("b2", "invoice.pdf.exe", "application/pdf", 4),))
    row.files[0].click()
    box = row.findChild(QMessageBox)
    assert box is not None
    assert "invoice.pdf.exe" in box.informativeText()
    assert account.calls == []
    next(one for one in box.buttons() if one.text() == "Open it").click()
    qtbot.waitUntil(lambda: bool(opened))


@pytest.mark.parametrize(
    ("name", "media_type", "expected"),
    [
        ("a.exe", "image/png", True),
        ("a.DESKTOP", "", True),
        ("a.docm", "", True),
        ("page.html", "text/html", True),
        ("a.png", "text/html; charset=utf-8", True),
        ("a.svg", "image/svg+xml", True),
        ("report.pdf", "application/pdf", False),
        ("photo.jpg", "image/jpeg", False),
        ("notes", "text/plain", False),
    ],
)
def test_what_may_act_when_it_is_opened(name: str, media_type: str, expected: bool) -> None:
    assert may_act(name, media_type) is expected


@pytest.mark.parametrize(
    ("name", "media_type", "icon"),
    [
        ("a.pdf", "", "file-pdf"),
        ("a", "image/png", "file-picture"),
        ("table.csv", "text/csv", "file-table"),
        ("a.tar.gz", "", "file-archive"),
        ("a.exe", "image/png", "file-program"),
        ("letter.eml", "message/rfc822", "file-message"),
        ("song", "audio/ogg", "file-sound"),
        ("x", "", "attachment"),
    ],
)
def test_icon_tells_the_kind_of_a_file(name: str, media_type: str, icon: str) -> None:
    assert icon_of(name, media_type) == icon


def test_file_that_comes_after_the_mouse_was_let_go_is_ready_for_the_next_drag(
    qtbot: QtBot, row: AttachmentsRow, notices: Notices
) -> None:
    dragged: list[Path] = []
    row.drag = dragged.append
    row.files[0].drag_wanted.emit()
    qtbot.waitUntil(lambda: notices.shown is not None)
    assert notices.shown is not None
    assert "drag it out once more" in notices.shown.sentence
    assert dragged == []


def test_attachment_is_carried_out_as_a_file(
    qtbot: QtBot, row: AttachmentsRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[Path] = []
    row.drag = dragged.append
    monkeypatch.setattr(QApplication, "mouseButtons", lambda: Qt.MouseButtons(Qt.MouseButton.LeftButton))
    row.files[0].drag_wanted.emit()
    qtbot.waitUntil(lambda: bool(dragged))
    assert dragged[0].name == "report.pdf"
    assert dragged[0].read_bytes() == b"12345678"


def test_pulling_a_button_with_the_mouse_drags_and_does_not_open(qtbot: QtBot, row: AttachmentsRow) -> None:
    opened = opening(row)
    row.show()
    button = row.files[0]
    start = button.rect().center()
    far = start + QPoint(QApplication.startDragDistance() + 5, 0)
    with qtbot.waitSignal(button.drag_wanted):
        hold(button, start)
        move = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(far),
            Qt.MouseButton.NoButton,
            Qt.MouseButtons(Qt.MouseButton.LeftButton),
            Qt.KeyboardModifiers(),
        )
        QApplication.sendEvent(button, move)
    let_go(button, start)
    assert opened == []
