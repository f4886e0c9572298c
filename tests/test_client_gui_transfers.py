"""Mail goes into files and comes out of them through the main window, as a task, and what was left out is told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PyQt5.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt5.QtGui import QDragEnterEvent, QDropEvent
from PyQt5.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from client.errors import ServerFault
from client.gui.file_choosing import FileChooser
from client.gui.mail_drop import MailDrop, mail_files_in
from client.gui.transfer_report import TransferReport
from client.gui.transfers import Transfers
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_notices import follow
from tests.support.gui_samples import inbox

ONE = b"Subject: one\r\n\r\nHello\r\n"


@dataclass
class Answers:
    """What the person says when asked for files."""

    folder: Path
    names: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    cancelled: bool = False

    def save_as(self, _parent: QWidget, suggested: Path) -> Path | None:
        self.names.append(suggested.name)
        return None if self.cancelled else self.folder / suggested.name

    def open_mail(self, _parent: QWidget, _suggested: Path) -> list[Path]:
        return self.files


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    folder = tmp_path / "mail"
    folder.mkdir()
    return Answers(folder)


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path, answers: Answers) -> Iterator[Bench]:
    account = AccountInMemory(inbox()[:3])
    account.blobs = {f"BM{number}": ONE.replace(b"one", str(number).encode()) for number in (1, 2, 3)}
    chooser = FileChooser(save_as=answers.save_as, open_mail=answers.open_mail)
    built = bench(tmp_path / "anna", account, chooser=chooser)
    yield built
    built.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def transfers(made: Bench, window: QWidget) -> Transfers:
    return Transfers(made.desk, made.notices, window)


def told(qtbot: QtBot, made: Bench) -> str:
    qtbot.waitUntil(lambda: made.notices.shown is not None)
    assert made.notices.shown is not None
    return made.notices.shown.sentence


def test_one_selected_message_is_saved_as_it_came(
    qtbot: QtBot, transfers: Transfers, made: Bench, answers: Answers
) -> None:
    transfers.export(["M2"], "Lunch on Thursday?")
    assert told(qtbot, made).startswith("1 message is saved in ")
    assert answers.names == ["Lunch on Thursday_.eml"]
    assert (answers.folder / answers.names[0]).read_bytes() == ONE.replace(b"one", b"2")


def test_several_are_saved_in_one_file(qtbot: QtBot, transfers: Transfers, made: Bench, answers: Answers) -> None:
    transfers.export(["M1", "M3"], "x")
    assert told(qtbot, made).startswith("2 messages are saved in ")
    content = (answers.folder / "Messages.mbox").read_bytes()
    assert content.count(b"From ") == 2


def test_folder_is_saved_whole_and_comes_back(
    qtbot: QtBot, transfers: Transfers, made: Bench, answers: Answers
) -> None:
    transfers.export_folder("Inbox")
    assert told(qtbot, made).startswith("3 messages are saved in ")
    answers.files = [answers.folder / "Inbox.mbox"]
    transfers.ask_import("Inbox")
    qtbot.waitUntil(lambda: len(made.account.imported) == 3)
    qtbot.waitUntil(lambda: told(qtbot, made) == "3 messages were imported into Inbox.")


def test_person_who_cancels_the_question_exports_nothing(transfers: Transfers, made: Bench, answers: Answers) -> None:
    answers.cancelled = True
    transfers.export(["M1"], "")
    transfers.export_folder("Inbox")
    transfers.ask_import("Inbox")
    assert "whole_messages" not in made.account.calls
    assert list(answers.folder.iterdir()) == []


def test_what_was_left_out_is_shown_with_its_reason(
    qtbot: QtBot, transfers: Transfers, made: Bench, answers: Answers, window: QWidget
) -> None:
    good, bad = answers.folder / "good.eml", answers.folder / "bad.eml"
    good.write_bytes(ONE)
    bad.write_bytes(b"")
    transfers.import_files([bad, good], "Inbox")
    assert told(qtbot, made) == "1 message was imported into Inbox. 1 was left out."
    follow(made)
    report = window.findChild(TransferReport)
    assert report is not None
    item = report.list.item(0)
    assert item is not None
    assert item.text().startswith("bad.eml: ")
    assert item.text().endswith("The file holds no message.")
    report.close()


def test_fault_of_an_export_is_told(qtbot: QtBot, transfers: Transfers, made: Bench) -> None:
    made.account.faults["all_messages"] = ServerFault("The server is ill.")
    transfers.export_folder("Inbox")
    qtbot.waitUntil(lambda: made.notices.shown is not None)
    assert "ill" in told(qtbot, made)


def test_transfer_is_a_task_that_can_be_cancelled(
    qtbot: QtBot, transfers: Transfers, made: Bench, answers: Answers
) -> None:
    made.account.gate.clear()
    transfers.export_folder("Inbox")
    (entry,) = made.desk.tasks.list.active()
    assert entry.words == "Exporting to Inbox.mbox"
    made.desk.tasks.list.cancel(entry)
    made.account.gate.set()
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert list(answers.folder.iterdir()) == []
    assert made.notices.shown is None


def data_of(*paths: Path | str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) if isinstance(path, Path) else QUrl(path) for path in paths])
    return data


def test_mail_files_are_taken_when_they_are_dropped(qtbot: QtBot, window: QWidget, tmp_path: Path) -> None:
    drop = MailDrop([window])
    data = data_of(tmp_path / "a.eml", tmp_path / "b.MBOX")
    buttons, keys = Qt.MouseButtons(Qt.MouseButton.LeftButton), Qt.KeyboardModifiers()
    actions = Qt.DropActions(Qt.DropAction.CopyAction)
    enter = QDragEnterEvent(QPoint(1, 1), actions, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(drop.dropped) as came:
        QApplication.sendEvent(window, QDropEvent(QPointF(1, 1), actions, data, buttons, keys, QEvent.Type.Drop))
    assert came.args == [[tmp_path / "a.eml", tmp_path / "b.MBOX"]]


def test_other_things_are_not_taken(qtbot: QtBot, tmp_path: Path) -> None:
    assert mail_files_in(None) == []
    assert mail_files_in(QMimeData()) == []
    assert mail_files_in(data_of(tmp_path / "a.eml", tmp_path / "b.pdf")) == []
    assert mail_files_in(data_of("https://a.example/a.eml")) == []
