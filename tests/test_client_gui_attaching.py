"""Files come into a message with their progress, in order, and can be stopped; what is too large is shown before."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt5.QtCore import QMimeData, QPoint, QRect
from PyQt5.QtGui import QImage
from PyQt5.QtWidgets import QProgressBar, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from client.draft import AttachedFile, Draft
from client.errors import MessageGone
from client.gui.composer_files import ComposerFiles, SizedFile
from client.gui.composer_window import ComposerWindow
from client.gui.flow_layout import FlowLayout
from client.gui.open_windows import OpenWindows
from client.gui.reading import Reading, make_ready
from client.gui.reopened_draft import reopened_draft
from client.message import Attachment
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_samples import inbox, long_letter
from tests.support.gui_shown import windows_upon

LETTER = long_letter()
FILES = {"b1": b"raw values", "b2": b"a plot"}


@pytest.fixture
def account() -> AccountInMemory:
    made = AccountInMemory(inbox())
    made.bodies["M1"] = LETTER
    made.blobs = {**FILES, LETTER.blob_id: b"Subject: x\r\n\r\nHello\r\n"}
    return made


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path, account: AccountInMemory) -> Iterator[Bench]:
    built = bench(tmp_path / "anna", account)
    yield built
    built.close()


@pytest.fixture
def windows(made: Bench) -> Iterator[OpenWindows]:
    with windows_upon(made) as opened:
        yield opened


def reading() -> Reading:
    sized = tuple(replace(one, size=len(FILES[one.blob_id])) for one in LETTER.attachments)
    return make_ready(replace(LETTER, attachments=sized))


def names(composer: ComposerWindow) -> list[str]:
    return [file.name for file in composer.form.files.files()]


def test_forwarded_files_have_a_bar_and_come_in_order(
    qtbot: QtBot, windows: OpenWindows, account: AccountInMemory
) -> None:
    account.gate.clear()
    windows.forward(reading())
    files = windows.composers[0].form.files
    bars = files.findChildren(QProgressBar)
    assert [bar.accessibleName() for bar in bars] == [f"{one.name} is being fetched" for one in LETTER.attachments]
    assert [one.accessibleName() for one in files.findChildren(QToolButton)] == [
        f"Stop {one.name}" for one in LETTER.attachments
    ]
    account.gate.set()
    qtbot.waitUntil(lambda: names(windows.composers[0]) == [one.name for one in LETTER.attachments])
    assert [one.accessibleName() for one in files.findChildren(QToolButton)] == [
        f"Remove {one.name}" for one in LETTER.attachments
    ]


def test_file_that_is_stopped_does_not_come_and_the_others_do(
    qtbot: QtBot, windows: OpenWindows, account: AccountInMemory
) -> None:
    account.gate.clear()
    windows.forward(reading())
    composer = windows.composers[0]
    composer.form.files.findChildren(QToolButton)[0].click()
    account.gate.set()
    qtbot.waitUntil(lambda: not composer.attaching.is_busy())
    assert names(composer) == [LETTER.attachments[1].name]
    assert composer.notices.shown is None


def test_file_that_is_gone_is_told_and_the_others_come(
    qtbot: QtBot, windows: OpenWindows, account: AccountInMemory
) -> None:
    account.faults["save_attachment"] = MessageGone()
    windows.forward(reading())
    composer = windows.composers[0]
    qtbot.waitUntil(lambda: not composer.attaching.is_busy())
    assert composer.notices.shown is not None
    assert names(composer) == []


def test_progress_of_a_file_is_shown(qtbot: QtBot, made: Bench) -> None:
    files = ComposerFiles(made.desk.icons)
    qtbot.addWidget(files)
    stopped: list[bool] = []

    class Stop:
        def set(self) -> None:
            stopped.append(True)

    files.show_coming(7, "plan.pdf", Stop())
    (bar,) = files.findChildren(QProgressBar)
    files.show_progress(7, 3_000_000_000, 6_000_000_000)
    assert bar.value() == 50
    files.findChildren(QToolButton)[0].click()
    assert stopped == [True]
    files.end_coming(7)
    files.show_progress(7, 1, 2)
    assert files.isHidden()


def test_size_is_shown_against_what_the_server_takes(qtbot: QtBot, made: Bench) -> None:
    limit = 0
    files = ComposerFiles(made.desk.icons, lambda: limit)
    qtbot.addWidget(files)
    files.add([SizedFile(AttachedFile("a", b""), 2_000_000)])
    assert files.total_words.text() == "2 MB in all"
    limit = 50_000_000
    files.add([SizedFile(AttachedFile("b", b""), 1_000_000)])
    assert files.total_words.text() == "3 MB in all, the server takes 50 MB"
    files.add([SizedFile(AttachedFile("c", b""), 40_000_000)])
    assert files.is_too_large()
    assert "more than the 50 MB that the server takes" in files.total_words.text()
    assert files.total_words.property("kind") == "wrong"


def test_message_is_forwarded_as_an_attachment(qtbot: QtBot, windows: OpenWindows) -> None:
    windows.forward_attached(reading())
    composer = windows.composers[0]
    qtbot.waitUntil(lambda: bool(names(composer)))
    (file,) = composer.form.files.files()
    assert file.name == f"{LETTER.row.subject}.eml".replace(":", "_") or file.name.endswith(".eml")
    assert file.content == b"Subject: x\r\n\r\nHello\r\n"
    assert composer.form.subject.text() == f"Fwd: {LETTER.row.subject}"


def test_message_is_edited_as_new(qtbot: QtBot, windows: OpenWindows, account: AccountInMemory) -> None:
    content = b"From: a@x.org\r\nTo: Ben <ben@project.com>\r\nSubject: Plan\r\nMessage-ID: <one@x>\r\n\r\nHello\r\n"
    account.blobs[LETTER.blob_id] = content.replace(b"\r\n\r\n", b"\r\nIn-Reply-To: <zero@x>\r\n\r\n", 1)
    windows.edit_as_new(reading())
    qtbot.waitUntil(lambda: len(windows.composers) == 1)
    form = windows.composers[0].form
    assert (form.to.text(), form.subject.text()) == ("Ben <ben@project.com>", "Plan")
    assert form.draft() == Draft(to=form.draft().to, subject="Plan", text="Hello")


def test_message_is_read_by_a_worker_thread_before_it_is_edited(
    qtbot: QtBot, windows: OpenWindows, account: AccountInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With files of 20 MB the window stood still for a second, with hostile fields for half a minute."""
    readers: list[threading.Thread] = []

    def read(content: bytes) -> Draft:
        readers.append(threading.current_thread())
        return reopened_draft(content)

    monkeypatch.setattr("client.gui.whole_message.reopened_draft", read)
    account.blobs[LETTER.blob_id] = b"From: a@x.org\r\nSubject: Plan\r\n\r\nHello\r\n"
    windows.edit_as_new(reading())
    qtbot.waitUntil(lambda: len(windows.composers) == 1)
    assert readers
    assert threading.main_thread() not in readers


def test_picture_that_is_pasted_becomes_a_file(qtbot: QtBot, windows: OpenWindows) -> None:
    composer = windows.write()
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(0)
    data = QMimeData()
    data.setImageData(image)
    composer.form.text.insertFromMimeData(data)
    qtbot.waitUntil(lambda: names(composer) == ["picture.png"])


def test_window_that_closes_stops_what_still_comes(
    qtbot: QtBot, windows: OpenWindows, made: Bench, account: AccountInMemory
) -> None:
    account.gate.clear()
    composer = windows.write()
    composer.attaching.fetch([Attachment("b1", "x", "text/plain", 10)])
    composer.close()
    account.gate.set()
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert windows.composers == []


def test_message_waits_for_its_forwarded_files(qtbot: QtBot, windows: OpenWindows, account: AccountInMemory) -> None:
    account.gate.clear()
    windows.forward(reading())
    composer = windows.composers[0]
    composer.form.to.line.setText("ben")
    composer.send()
    assert composer.notices.shown is not None
    assert composer.notices.shown.sentence == "Wait until the attachments are there."
    account.gate.set()
    qtbot.waitUntil(lambda: len(composer.form.files.files()) == 2)
    assert [file.read() for file in composer.form.files.files()] == list(FILES.values())
    with qtbot.waitSignal(composer.queued):
        composer.send()


def test_chips_stay_when_more_files_come(qtbot: QtBot, made: Bench) -> None:
    # All chips were made anew for each file: hundreds of files held the window up for a minute.
    files = ComposerFiles(made.desk.icons)
    qtbot.addWidget(files)
    files.add([SizedFile(AttachedFile("1.txt", b"1"), 1)])
    files.show_coming(7, "7.txt", threading.Event())
    before = files.findChildren(QToolButton)
    files.add([SizedFile(AttachedFile("2.txt", b"2"), 1)])
    files.show_coming(8, "8.txt", threading.Event())
    assert set(before) <= set(files.findChildren(QToolButton))
    shown = files.findChildren(QToolButton)
    files.resize(2_000, 60)
    files.show()
    qtbot.waitUntil(lambda: all(one.isVisible() for one in shown))
    shown.sort(key=lambda one: one.mapTo(files, QPoint()).x())
    assert [one.accessibleName() for one in shown] == [
        *("Remove 1.txt", "Remove 2.txt"),
        *("Stop 7.txt", "Stop 8.txt"),
    ]
    files.end_coming(7)
    files.remove(SizedFile(AttachedFile("1.txt", b"1"), 1))
    assert {one.accessibleName() for one in files.findChildren(QToolButton)} == {"Remove 2.txt", "Stop 8.txt"}


def test_files_that_come_in_one_go_are_laid_out_together(
    qtbot: QtBot, made: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A message with a thousand attachments took half a minute to forward.
    rows: list[int] = []
    arrange = FlowLayout.setGeometry

    def counted(layout: FlowLayout, rect: QRect) -> None:
        rows.append(layout.count())
        arrange(layout, rect)

    monkeypatch.setattr(FlowLayout, "setGeometry", counted)
    window = QWidget()
    qtbot.addWidget(window)
    files = ComposerFiles(made.desk.icons)
    QVBoxLayout(window).addWidget(files)
    window.show()
    for number in range(100):
        files.show_coming(number, f"{number}.txt", threading.Event())
    qtbot.waitUntil(lambda: all(one.isVisible() for one in files.findChildren(QToolButton)))
    assert len(rows) < 10
