"""The overlay of all keys and the page where they are changed, by mouse and keyboard."""

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from client.gui.actions import SPECS
from client.gui.key_choices import KeyChoices
from client.gui.key_page import KeyPage
from client.gui.keys_model import KeysModel
from client.gui.keys_overlay import KeysOverlay
from client.gui.settings_dialog import SettingsDialog
from tests.support.gui_hands import press, show, type_text
from tests.support.gui_models import check_model


@pytest.fixture
def keys() -> KeyChoices:
    return KeyChoices()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    shown.resize(900, 700)
    line = QLineEdit(shown)
    QVBoxLayout(shown).addWidget(line)
    qtbot.addWidget(shown)
    show(qtbot, shown)
    line.setFocus()
    return shown


@pytest.fixture
def overlay(keys: KeyChoices, window: QWidget) -> KeysOverlay:
    made = KeysOverlay(keys, window)
    made.open()
    return made


@pytest.fixture
def page(qtbot: QtBot, keys: KeyChoices) -> KeyPage:
    made = KeyPage(keys)
    qtbot.addWidget(made)
    made.show()
    return made


def test_model_keeps_the_rules_of_qt(keys: KeyChoices, qtmodeltester: ModelTester) -> None:
    model = KeysModel(keys)
    check_model(qtmodeltester, model)
    keys.choose("archive", ["Y"])


def test_every_action_stands_in_a_group(overlay: KeysOverlay) -> None:
    assert sorted(overlay.view.names()) == sorted(spec.name for spec in SPECS)
    assert all(spec.group for spec in SPECS)


def test_overlay_covers_the_window_and_follows_its_size(overlay: KeysOverlay, window: QWidget) -> None:
    assert overlay.geometry() == window.rect()
    window.resize(700, 500)
    assert overlay.geometry() == window.rect()


def test_word_finds_actions_and_enter_does_the_first(qtbot: QtBot, overlay: KeysOverlay) -> None:
    type_text(overlay.view.line, "archive")
    assert "archive" in overlay.view.names()
    assert "reply" not in overlay.view.names()
    with qtbot.waitSignal(overlay.chosen) as chosen:
        press(overlay.view.line, Qt.Key.Key_Return)
    assert chosen.args == [overlay.view.names()[0]] or chosen.args == ["archive"]
    assert overlay.isHidden()


def test_key_finds_its_action(overlay: KeysOverlay) -> None:
    type_text(overlay.view.line, "Ctrl+Z")
    assert overlay.view.names() == ["undo"]


def test_arrows_walk_through_the_tree_from_the_line(overlay: KeysOverlay) -> None:
    first = overlay.view.name()
    press(overlay.view.line, Qt.Key.Key_Down)
    assert overlay.view.name() not in ("", first)


def test_escape_goes_back_to_where_the_keyboard_was(overlay: KeysOverlay, window: QWidget) -> None:
    assert overlay.view.line.hasFocus()
    press(overlay.view.line, Qt.Key.Key_Escape)
    assert overlay.isHidden()
    line = window.findChild(QLineEdit, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert line is not None
    assert line.hasFocus()


def test_tab_stays_on_the_card(overlay: KeysOverlay, window: QWidget) -> None:
    walked = []
    for _ in range(5):
        walked.append(window.focusWidget())
        press(window.focusWidget(), Qt.Key.Key_Tab)
    view = overlay.view
    assert walked == [view.line, view.tree, overlay.change_button, overlay.close_button, view.line]


def choose(page: KeyPage, name: str, key: str) -> None:
    page.view.select(name)
    page.edit.setKeySequence(QKeySequence(key))


def test_new_key_takes_the_place_of_the_old_ones(page: KeyPage, keys: KeyChoices) -> None:
    choose(page, "archive", "Y")
    assert page.told.text() == ""
    page.replace_button.click()
    assert keys.keys("archive") == ("Y",)
    assert page.now.text() == "Move to Archive: Y"


def test_new_key_is_added(page: KeyPage, keys: KeyChoices) -> None:
    choose(page, "archive", "Y")
    page.add_button.click()
    assert keys.keys("archive") == ("E", "Y")


def test_conflict_is_told_before_the_key_is_taken(page: KeyPage, keys: KeyChoices) -> None:
    choose(page, "archive", "R")
    assert page.told.text() == "R is the key of “Reply”, or the beginning of it. That action loses it."
    assert keys.keys("reply") == ("R", "Ctrl+Shift+R")
    page.replace_button.click()
    assert keys.keys("reply") == ("Ctrl+Shift+R",)


def test_every_action_that_loses_its_key_is_named(page: KeyPage, keys: KeyChoices) -> None:
    choose(page, "archive", "G")
    told = page.told.text()
    assert told.startswith("G is the beginning of the keys of these: Inbox, Outbox, Sent, ")
    page.replace_button.click()
    assert keys.keys("inbox") == ("Ctrl+1",)
    assert keys.keys("go-drafts") == ()


def test_key_of_the_accounts_cannot_be_used(page: KeyPage) -> None:
    choose(page, "archive", "Alt+1")
    assert "another account" in page.told.text()
    assert not page.replace_button.isEnabled()


def test_keys_are_removed_and_reset(page: KeyPage, keys: KeyChoices) -> None:
    page.view.select("archive")
    page.none_button.click()
    assert keys.keys("archive") == ()
    assert page.now.text() == "Move to Archive: no key"
    page.reset_button.click()
    assert keys.keys("archive") == ("E",)
    choose(page, "flag", "Y")
    page.replace_button.click()
    page.reset_all_button.click()
    assert keys.keys("flag") == ("S",)


def test_settings_show_one_page_after_the_other(qtbot: QtBot, keys: KeyChoices) -> None:
    other = QWidget()
    other.setWindowTitle("Other")
    dialog = SettingsDialog([KeyPage(keys), other])
    qtbot.addWidget(dialog)
    assert [dialog.pages.tabText(number) for number in range(2)] == ["Keyboard", "Other"]
    dialog.show_page(1)
    assert dialog.pages.currentWidget() is other
