"""Writing: nothing typed is lost, mistakes are named, and what is sent is in the outbox first."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QMimeData, QPoint, Qt, QUrl
from PyQt5.QtGui import QDropEvent
from PyQt5.QtWidgets import QMessageBox, QToolButton
from pytestqt.qtbot import QtBot

from client.draft import AttachedFile, Draft
from client.errors import ConnectionLost, FileFault
from client.gui.composer_form import ComposerForm
from client.gui.composer_window import ComposerWindow
from client.gui.file_choosing import FileChooser
from client.gui.open_windows import OpenWindows
from client.gui.reading import make_ready
from client.gui.unsent_texts import UnsentText, UnsentTexts
from client.outbox import State
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_hands import press, show, type_text
from tests.support.gui_notices import sentence
from tests.support.gui_samples import BEN, CLARA, inbox, long_letter
from tests.support.gui_shown import windows_upon


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes ä.txt"
    path.write_text("carrots\n" * 100)
    return path


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path, notes: Path) -> Iterator[Bench]:
    chooser = FileChooser(open_files=lambda _parent, _suggested: [notes])
    account = AccountInMemory(inbox())
    account.bodies["M1"] = long_letter()
    account.blobs = {"b1": b"raw values", "b2": b"a plot"}
    built = bench(tmp_path / "anna", account, chooser=chooser)
    yield built
    built.close()


@pytest.fixture
def windows(made: Bench) -> Iterator[OpenWindows]:
    with windows_upon(made) as opened:
        yield opened


@pytest.fixture
def composer(windows: OpenWindows) -> ComposerWindow:
    return windows.write()


def fill(composer: ComposerWindow, to: str = "ben", subject: str = "Lunch", text: str = "Today?") -> None:
    composer.form.to.line.setText(to)
    composer.form.subject.setText(subject)
    composer.form.text.setPlainText(text)


def question(qtbot: QtBot, composer: ComposerWindow) -> QMessageBox:
    """The question that is open, or will be when the recipients were looked up."""
    found: list[QMessageBox] = []

    def is_open() -> bool:
        found[:] = composer.findChildren(QMessageBox)
        return bool(found)

    qtbot.waitUntil(is_open)
    return found[0]


def choose(box: QMessageBox, words: str) -> None:
    next(button for button in box.buttons() if button.text().replace("&", "") == words).click()


def test_sent_message_is_in_the_outbox_and_the_window_closes(
    qtbot: QtBot, composer: ComposerWindow, windows: OpenWindows, made: Bench
) -> None:
    made.account.gate.clear()
    fill(composer, to="ben, Clara <clara@project.com>")
    with qtbot.waitSignal(composer.queued):
        composer.send_button.click()
    assert windows.composers == []
    assert [one.address for one in made.outbox.items()[0].recipients] == ["ben@project.com", "clara@project.com"]
    made.account.gate.set()
    qtbot.waitUntil(lambda: made.outbox.items()[0].state is State.SENT)
    assert b"Subject: Lunch" in made.account.submitted[0].content


def test_ctrl_enter_sends(qtbot: QtBot, composer: ComposerWindow) -> None:
    fill(composer)
    show(qtbot, composer)
    with qtbot.waitSignal(composer.queued):
        press(composer.form.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_wrong_address_is_named_and_selected(qtbot: QtBot, composer: ComposerWindow) -> None:
    fill(composer, to="ben, not an address@, clara")
    composer.send()
    assert "not an address@" in sentence(composer)
    assert composer.form.to.line.selectedText() == "not an address@"
    assert composer.isVisible()


def test_message_without_recipient_is_not_sent(composer: ComposerWindow) -> None:
    fill(composer, to=" ")
    composer.send()
    assert sentence(composer) == "Type at least one recipient."


def test_unknown_recipient_is_marked_when_the_field_is_left(qtbot: QtBot, composer: ComposerWindow) -> None:
    composer.form.to.line.setText("ben, nobody, someone@elsewhere.org")
    composer.form.to.line.editingFinished.emit()
    qtbot.waitUntil(lambda: composer.form.to.remark.isVisible())
    assert composer.form.to.remark.text() == "nobody@project.com is not known on this server."
    assert composer.form.to.line.accessibleDescription() == composer.form.to.remark.text()


def test_known_recipient_is_not_marked_and_asked_about_once(
    qtbot: QtBot, composer: ComposerWindow, made: Bench
) -> None:
    for _ in range(3):
        composer.form.to.line.setText("ben")
        composer.form.to.line.editingFinished.emit()
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert made.account.calls.count("user_exists") == 1
    assert not composer.form.to.remark.isVisible()


def test_recipient_that_could_not_be_asked_about_can_be_written_to(
    qtbot: QtBot, composer: ComposerWindow, made: Bench
) -> None:
    made.account.faults["user_exists"] = ConnectionLost("localhost", 1587)
    fill(composer)
    composer.form.to.line.editingFinished.emit()
    with qtbot.waitSignal(composer.queued):
        composer.send()


@pytest.mark.parametrize(
    ("subject", "text", "concern"),
    [("", "Today?", "no subject"), ("Plan", "I attached the plan.", "nothing is attached")],
)
def test_forgotten_things_are_asked_about(
    qtbot: QtBot, composer: ComposerWindow, subject: str, text: str, concern: str
) -> None:
    fill(composer, subject=subject, text=text)
    composer.send()
    box = question(qtbot, composer)
    assert concern in box.informativeText()
    default = box.defaultButton()
    assert default is not None
    assert default.text() == "Keep writing"
    with qtbot.waitSignal(composer.queued):
        choose(box, "Send anyway")


def test_kept_writing_sends_nothing(qtbot: QtBot, composer: ComposerWindow, made: Bench) -> None:
    fill(composer, subject="")
    composer.send()
    choose(question(qtbot, composer), "Keep writing")
    assert composer.isVisible()
    assert made.outbox.items() == ()


def test_file_is_attached_by_the_button_with_its_size_and_removed(
    qtbot: QtBot, composer: ComposerWindow, notes: Path
) -> None:
    composer.commands["attach"].trigger()
    qtbot.waitUntil(lambda: len(composer.form.files.files()) == 1)
    assert composer.form.files.files()[0].name == notes.name
    assert composer.form.files.total() == 800
    chip = composer.form.files.findChildren(QToolButton)[0]
    assert chip.accessibleName() == f"Remove {notes.name}"
    chip.click()
    assert composer.form.files.files() == ()
    assert not composer.form.files.isVisible()


def test_same_file_is_attached_once(qtbot: QtBot, composer: ComposerWindow, notes: Path) -> None:
    composer.attaching.add_paths([notes])
    composer.attaching.add_paths([notes])
    qtbot.waitUntil(lambda: not composer.attaching.is_busy())
    assert len(composer.form.files.files()) == 1


def test_dropped_file_is_attached_and_not_written_out(qtbot: QtBot, composer: ComposerWindow, notes: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(notes))])
    assert composer.form.text.canInsertFromMimeData(data)
    composer.form.text.insertFromMimeData(data)
    qtbot.waitUntil(lambda: len(composer.form.files.files()) == 1)
    assert composer.form.text.toPlainText() == ""


def test_file_dropped_on_the_window_is_attached(qtbot: QtBot, composer: ComposerWindow, notes: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(notes)), QUrl("https://project.com/x")])
    drop = QDropEvent(
        QPoint(5, 5),
        Qt.DropActions(Qt.DropAction.CopyAction),
        data,
        Qt.MouseButtons(Qt.MouseButton.LeftButton),
        Qt.KeyboardModifiers(),
    )
    composer.dropEvent(drop)
    qtbot.waitUntil(lambda: [file.name for file in composer.form.files.files()] == [notes.name])


def test_pasted_html_becomes_plain_text(composer: ComposerWindow) -> None:
    data = QMimeData()
    data.setHtml('<b>bold</b><img src="file:///etc/passwd">')
    data.setText("bold")
    composer.form.text.insertFromMimeData(data)
    assert composer.form.text.toPlainText() == "bold"


@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_file_that_cannot_be_attached_is_told(
    qtbot: QtBot, composer: ComposerWindow, tmp_path: Path, kind: str
) -> None:
    composer.attaching.add_paths([tmp_path / "missing" if kind == "missing" else tmp_path])
    qtbot.waitUntil(lambda: bool(sentence(composer)))
    assert tmp_path.name in sentence(composer) or "missing" in sentence(composer)
    assert not composer.attaching.is_busy()


def test_file_that_vanished_before_sending_is_told_and_nothing_is_lost(
    qtbot: QtBot, composer: ComposerWindow, notes: Path, made: Bench
) -> None:
    fill(composer)
    composer.attaching.add_paths([notes])
    qtbot.waitUntil(lambda: bool(composer.form.files.files()))
    notes.unlink()
    composer.send()
    qtbot.waitUntil(lambda: bool(sentence(composer)))
    assert composer.form.text.isEnabled()
    assert composer.form.text.toPlainText() == "Today?"
    assert made.outbox.items() == ()


def test_message_over_the_limit_is_told_before_it_is_queued(
    qtbot: QtBot, composer: ComposerWindow, made: Bench
) -> None:
    made.account.limit = 5_000
    fill(composer, text="x" * 10_000)
    composer.send()
    qtbot.waitUntil(lambda: bool(sentence(composer)))
    assert "larger than the server takes" in sentence(composer)
    assert made.outbox.items() == ()


def test_outbox_that_cannot_be_written_keeps_the_window(qtbot: QtBot, composer: ComposerWindow, made: Bench) -> None:
    made.outbox.close()
    fill(composer)
    composer.send()
    qtbot.waitUntil(lambda: bool(sentence(composer)))
    assert composer.isVisible()
    assert composer.form.text.isEnabled()
    composer.leave()


def test_closing_an_untouched_window_asks_nothing(composer: ComposerWindow, windows: OpenWindows) -> None:
    composer.close()
    assert windows.composers == []


def test_closing_asks_and_keeps_writing_by_default(
    qtbot: QtBot, composer: ComposerWindow, windows: OpenWindows
) -> None:
    fill(composer)
    composer.close()
    box = question(qtbot, composer)
    default = box.defaultButton()
    assert default is not None
    assert default.text() == "Keep writing"
    default.click()
    assert composer.isVisible()
    assert composer.form.text.toPlainText() == "Today?"


def test_discarded_text_is_gone_for_good(
    qtbot: QtBot, composer: ComposerWindow, windows: OpenWindows, made: Bench, tmp_path: Path
) -> None:
    fill(composer)
    composer._keeper.keep_now()
    composer.close()
    choose(question(qtbot, composer), "Discard")
    assert windows.composers == []
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert UnsentTexts(tmp_path / "anna" / "unsent.json").load() == ()


def test_text_is_kept_on_this_computer_after_a_change(qtbot: QtBot, composer: ComposerWindow, tmp_path: Path) -> None:
    composer._keeper._timer.setInterval(10)
    with qtbot.waitSignal(composer._keeper.kept):
        type_text(composer.form.text, "Dear Ben")
    kept = UnsentTexts(tmp_path / "anna" / "unsent.json").load()
    assert [text.text for text in kept] == ["Dear Ben"]
    assert "Kept on this computer at" in composer._kept.text()


def test_untouched_window_keeps_nothing(composer: ComposerWindow) -> None:
    assert not composer._keeper._timer.isActive()


def test_kept_text_is_dropped_when_it_is_sent(
    qtbot: QtBot, composer: ComposerWindow, made: Bench, tmp_path: Path
) -> None:
    fill(composer)
    composer._keeper.keep_now()
    with qtbot.waitSignal(composer.queued):
        composer.send()
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert UnsentTexts(tmp_path / "anna" / "unsent.json").load() == ()


def test_disk_that_is_full_is_told_while_writing(qtbot: QtBot, composer: ComposerWindow) -> None:
    composer._keeper.failed.emit(FileFault("The disk is full."))
    assert sentence(composer) == "The disk is full."


def test_text_of_an_earlier_run_opens_again(qtbot: QtBot, windows: OpenWindows, made: Bench, notes: Path) -> None:
    left = UnsentText(
        "k1",
        to="ben, half an addr",
        subject="Lunch",
        text="Dear",
        files=(AttachedFile(notes.name, notes),),
        lost_files=("x",),
    )
    made.desk.unsent.keep(left)
    windows.recover()
    qtbot.waitUntil(lambda: len(windows.composers) == 1)
    composer = windows.composers[0]
    qtbot.waitUntil(lambda: bool(composer.form.files.files()))
    assert composer.form.to.text() == "ben, half an addr"
    assert composer.key == "k1"
    assert "Attach again: x." in sentence(composer)
    assert composer.is_changed()


def test_window_that_leaves_keeps_its_text_for_the_next_start(
    qtbot: QtBot, composer: ComposerWindow, windows: OpenWindows, made: Bench, tmp_path: Path
) -> None:
    fill(composer)
    windows.close_all()
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert [text.subject for text in UnsentTexts(tmp_path / "anna" / "unsent.json").load()] == ["Lunch"]


def test_reply_is_noted_as_answered_when_it_is_queued(
    qtbot: QtBot, windows: OpenWindows, made: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[str] = []
    monkeypatch.setattr(made.desk.session.changes, "note_answered", noted.append)
    windows.reply(make_ready(long_letter()), False)
    composer = windows.composers[0]
    assert composer.form.to.text() == "Clara Lindqvist <clara@project.com>"
    assert composer.windowTitle() == "Re: Greenhouse sensors: first week of data – anna@project.com"
    composer.form.text.insertPlainText("Thanks!")
    with qtbot.waitSignal(composer.queued):
        composer.send()
    assert noted == ["M1"]


def test_message_edited_again_leaves_the_outbox_when_its_text_is_kept(
    qtbot: QtBot, windows: OpenWindows, made: Bench, tmp_path: Path
) -> None:
    taken: list[object] = []
    made.account.faults["submit"] = ConnectionLost("localhost", 1587)
    made.desk.office.put(Draft(to=(BEN,), cc=(CLARA,), subject="Lunch", text="Today?"), taken.append, taken.append)
    # Tried once: it waits before that, too.
    qtbot.waitUntil(lambda: [(one.state, one.attempts) for one in made.desk.office.items] == [(State.WAITING, 1)])
    windows.edit_again(made.desk.office.items[0])
    qtbot.waitUntil(lambda: made.outbox.items() == ())
    composer = windows.composers[0]
    assert composer.form.to.text() == "Ben Okafor <ben@project.com>"
    assert composer.form.cc.isVisible()
    assert composer.is_changed()
    assert [text.subject for text in UnsentTexts(tmp_path / "anna" / "unsent.json").load()] == ["Lunch"]


def test_copies_are_hidden_until_they_are_wanted(qtbot: QtBot, composer: ComposerWindow) -> None:
    form: ComposerForm = composer.form
    assert not form.cc.isVisible()
    form.more.click()
    assert form.cc.isVisible()
    assert form.bcc.isVisible()
    assert not form.more.isVisible()
