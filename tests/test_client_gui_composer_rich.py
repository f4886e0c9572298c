"""Rich text in the composer: the buttons follow the cursor, the choice is remembered, and nothing is lost unasked."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QMessageBox, QToolButton
from pytestqt.qtbot import QtBot

from client.gui.composer_window import ComposerWindow
from client.gui.format_bar import NAMES, link_target
from client.gui.open_windows import OpenWindows
from client.gui.reading import make_ready
from client.gui.writing_choices import WritingChoices
from client.outbox import State
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_hands import press, show, type_text
from tests.support.gui_samples import inbox, long_letter
from tests.support.gui_shown import windows_upon


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    writing = WritingChoices(rich=True, undo_seconds=0)
    built = bench(tmp_path / "anna", AccountInMemory(inbox()), writing=writing)
    yield built
    built.close()


@pytest.fixture
def windows(made: Bench) -> Iterator[OpenWindows]:
    with windows_upon(made) as opened:
        yield opened


@pytest.fixture
def composer(qtbot: QtBot, windows: OpenWindows) -> ComposerWindow:
    opened = windows.write()
    show(qtbot, opened)
    return opened


def test_typed_bold_words_go_out_in_both_forms(qtbot: QtBot, composer: ComposerWindow, made: Bench) -> None:
    composer.form.to.line.setText("ben")
    composer.form.subject.setText("Lunch")
    composer.form.text.setFocus()
    type_text(composer.form.text, "Dear ")
    press(composer.form.text, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    type_text(composer.form.text, "Ben")
    assert composer.commands["bold"].isChecked()
    with qtbot.waitSignal(composer.queued):
        composer.send()
    qtbot.waitUntil(lambda: [item.state for item in made.outbox.items()] == [State.SENT])
    assert isinstance(made.account, AccountInMemory)
    message = message_from_bytes(made.account.submitted[0].content, policy=policy.SMTP)
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().strip() == "Dear Ben"
    assert html.get_content().strip() == "<div>Dear <b>Ben</b></div>"


def test_choice_is_remembered_for_the_next_message(composer: ComposerWindow, windows: OpenWindows, made: Bench) -> None:
    assert composer.form.text.is_rich
    composer.commands["rich"].trigger()
    assert composer.form.text.written_html() == ""
    assert not made.desk.writing.choices.rich
    assert not windows.write().form.text.is_rich


def test_going_to_plain_text_asks_when_something_is_lost(qtbot: QtBot, composer: ComposerWindow) -> None:
    composer.form.text.show_text("", "<p>Hi <b>Ben</b></p>")
    composer.commands["rich"].trigger()
    box = composer.findChild(QMessageBox)
    assert box is not None
    assert composer.form.text.is_rich
    assert composer.commands["rich"].isChecked()
    next(button for button in box.buttons() if button.text() == "Plain text").click()
    assert composer.form.text.toPlainText() == "Hi Ben"
    assert not composer.commands["rich"].isChecked()


def test_formats_have_keys_and_buttons_only_in_rich_text(composer: ComposerWindow) -> None:
    assert composer.format.isVisible()
    for name in NAMES:
        button = composer.format.widgetForAction(composer.commands[name])
        assert isinstance(button, QToolButton)
        assert button.text() or button.accessibleName()
        assert composer.commands[name].isEnabled()
    composer.commands["rich"].trigger()
    assert not composer.format.isVisible()
    assert not any(composer.commands[name].isEnabled() for name in NAMES)


def test_buttons_follow_the_cursor(composer: ComposerWindow) -> None:
    composer.form.text.show_text("", "<ol><li>one</li></ol><blockquote><p>two</p></blockquote><p>three</p>")
    cursor = composer.form.text.textCursor()
    found = []
    for place in (1, 5, 9):
        cursor.setPosition(place)
        composer.form.text.setTextCursor(cursor)
        found.append([name for name in ("bullets", "numbers", "quote") if composer.commands[name].isChecked()])
    assert found == [["numbers"], ["quote"], []]


def test_link_is_asked_for(qtbot: QtBot, composer: ComposerWindow) -> None:
    composer.form.text.setPlainText("here")
    composer.form.text.selectAll()
    dialog = composer.format.ask_for_link()
    dialog.setTextValue("project.com/plan")
    dialog.accept()
    assert composer.form.text.written_html() == '<div><a href="https://project.com/plan">here</a></div>'


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("", ""),
        ("project.com", "https://project.com"),
        ("http://x.org", "http://x.org"),
        ("ben@project.com", "mailto:ben@project.com"),
        ("x.org/@ben", "https://x.org/@ben"),
    ],
)
def test_what_is_typed_as_a_link_is_completed(typed: str, target: str) -> None:
    assert link_target(typed) == target


def test_reply_quotes_in_rich_text(windows: OpenWindows) -> None:
    windows.reply(make_ready(long_letter()), False)
    text = windows.composers[0].form.text
    assert "<blockquote><div>Hi Anna,</div>" in text.written_html()
    assert "\n> Hi Anna,\n" in text.written_text()
    assert ">> Could you also look" in text.written_text()
