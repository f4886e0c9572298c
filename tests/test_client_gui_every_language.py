"""Every window in a language of long words written from right to left: all its words are translated, there is room for
them, and it is mirrored. And in German: no two letters of a menu or a form are the same."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QCoreApplication, QLocale, QPoint
from PyQt5.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from client.gui.language import speak
from client.gui.login_dialog import LoginDialog
from client.gui.main_window import MainWindow
from client.gui.relative_dates import full_date
from client.gui.trust_dialogs import fingerprint_lines
from tests.support.gui_samples import NOW, SERVER, inbox
from tests.support.gui_windows import every_window
from tests.support.pseudo import CLOSE, OPEN, pseudo, pseudo_spoken
from tests.support.shown_words import shown_words

# What a window needs at most: the width of a small screen.
SCREEN = 1280


@pytest.fixture
def pseudo_windows(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[dict[str, QWidget]]:
    with pseudo_spoken(qapp), every_window(qtbot, tmp_path) as found:
        yield found


@pytest.fixture
def german_windows(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[dict[str, QWidget]]:
    before = QLocale()
    installed = speak(qapp, "de", QLocale("de_DE"))
    with every_window(qtbot, tmp_path) as found:
        yield found
    for translator in installed:
        QCoreApplication.removeTranslator(translator)
    QLocale.setDefault(before)


def test_pseudo_keeps_what_is_no_word() -> None:
    assert pseudo("{count} &files") == f"{OPEN}{{count}} &fseli~~~ ~~{CLOSE}"


def test_every_word_of_every_window_is_translated(pseudo_windows: dict[str, QWidget]) -> None:
    data = DATA | {full_date(inbox()[0].received_at, NOW, QLocale())}
    left = {
        name: sorted(word for word in shown_words(window) if OPEN not in word and word not in data)
        for name, window in pseudo_windows.items()
    }
    assert {name: words for name, words in left.items() if words} == {}


def test_long_words_have_room(pseudo_windows: dict[str, QWidget]) -> None:
    cut = [
        (name, button.text())
        for name, window in pseudo_windows.items()
        for button in window.findChildren(QPushButton)
        if button.isVisible() and button.width() < button.minimumSizeHint().width()
    ]
    assert cut == []
    wide = {name: window.minimumSizeHint().width() for name, window in pseudo_windows.items()}
    assert {name: width for name, width in wide.items() if width > SCREEN} == {}


def test_main_window_is_mirrored(pseudo_windows: dict[str, QWidget]) -> None:
    main = pseudo_windows["main"]
    assert isinstance(main, MainWindow)
    folders, table = (widget.mapTo(main, QPoint(0, 0)).x() for widget in (main.folders, main.mail.table))
    assert folders > table


def test_forms_are_mirrored(pseudo_windows: dict[str, QWidget]) -> None:
    login = pseudo_windows["sign-in"]
    assert isinstance(login, LoginDialog)
    sign_in, create = (button.mapTo(login, QPoint(0, 0)).x() for button in (login.sign_in_button, login.create_button))
    assert sign_in < create


def letter(text: str) -> str:
    """The letter that is pressed with Alt, "" when there is none."""
    words = text.replace("&&", "")
    return words[words.index("&") + 1].lower() if "&" in words else ""


def twice(texts: list[str]) -> list[str]:
    counts = Counter(letter(text) for text in texts)
    return [text for text in texts if letter(text) and counts[letter(text)] > 1]


def test_no_two_letters_of_a_german_menu_are_the_same(german_windows: dict[str, QWidget]) -> None:
    main = german_windows["main"]
    assert isinstance(main, MainWindow)
    bar = main.menuBar()
    assert bar is not None
    menus = {menu.title(): [action.text() for action in menu.actions()] for menu in bar.findChildren(QMenu)}
    menus["bar"] = [action.text() for action in bar.actions()]
    assert {title: twice(texts) for title, texts in menus.items() if twice(texts)} == {}


def test_no_two_letters_of_a_german_form_are_the_same(german_windows: dict[str, QWidget]) -> None:
    for name in ("sign-in", "register", "composer", "recovery", "password", "link"):
        assert twice([label.text() for label in german_windows[name].findChildren(QLabel)]) == [], name


def test_long_german_words_have_room(german_windows: dict[str, QWidget]) -> None:
    cut = [
        (name, button.text())
        for name, window in german_windows.items()
        for button in window.findChildren(QPushButton)
        if button.isVisible() and button.width() < button.minimumSizeHint().width()
    ]
    assert cut == []


# What the samples hold, and names that every language has as they are.
DATA = {
    *("Postroom", "Deutsch", "English", "Make", "Move", "Move to", "New folder", "Something.", "Try again", "x"),
    *("@project.com", "anna@project.com", "Anna Moreno <anna@project.com>", "Clara Lindqvist <clara@project.com>"),
    *("Greenhouse sensors: first week of data", "ABCDE-FGHJK-LMNPQ-RSTUV", "2 messages were imported."),
    # Qt speaks these itself.
    *("Scroll Left", "Scroll Right", "Cancel", "Close"),
    *(fingerprint_lines(one) for one in (SERVER.fingerprint, "c3" * 32)),
}
