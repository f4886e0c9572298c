"""The bar shows the sentence and one button, tells screen readers, and shows details on request."""

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from client.gui.icons import Icons
from client.gui.notice_bar import NoticeBar
from client.gui.notices import Notice, Notices, Remedy, Urgency
from client.gui.theme import Look, Theme
from tests.support.gui_desk import themed


@pytest.fixture
def theme(qtbot: QtBot) -> Theme:
    return themed()


@pytest.fixture
def notices(qtbot: QtBot) -> Notices:
    return Notices()


@pytest.fixture
def bar(qtbot: QtBot, theme: Theme, notices: Notices) -> NoticeBar:
    made = NoticeBar(notices, theme, Icons(theme))
    qtbot.addWidget(made)
    return made


def test_bar_is_hidden_without_a_notice(bar: NoticeBar) -> None:
    assert not bar.isVisibleTo(None)


def test_sentence_is_shown_and_is_the_accessible_name(bar: NoticeBar, notices: Notices) -> None:
    notices.tell(Notice("list", "The server cannot be reached.", Urgency.WARNING))
    assert bar.isVisibleTo(None)
    assert bar.accessibleName() == "The server cannot be reached."
    assert bar._sentence.text() == "The server cannot be reached."
    assert bar.property("kind") == "warning"


def test_remedy_runs_once_and_the_notice_goes(bar: NoticeBar, notices: Notices) -> None:
    tried: list[str] = []
    notices.tell(Notice("list", "Gone.", Urgency.WARNING, Remedy("Try again", lambda: tried.append("again"))))
    assert bar._remedy.text() == "Try again"
    bar._remedy.click()
    assert tried == ["again"]
    assert notices.shown is None


def test_details_are_shown_in_a_box(bar: NoticeBar, notices: Notices) -> None:
    notices.tell(Notice("list", "Gone.", Urgency.FAULT, None, "connection refused"))
    bar._details.click()
    box = bar.findChild(QMessageBox)
    assert box is not None
    assert box.informativeText() == "connection refused"
    box.close()


def test_details_of_a_server_are_shown_letter_by_letter(bar: NoticeBar, notices: Notices) -> None:
    notices.tell(Notice("list", "Gone.", Urgency.FAULT, None, '<a href="file:///etc/passwd">550 <b>no</b></a>'))
    bar._details.click()
    box = bar.findChild(QMessageBox)
    assert box is not None
    formats = {label.textFormat() for label in box.findChildren(QLabel) if label.text()}
    assert formats == {Qt.TextFormat.PlainText}
    assert not any(label.openExternalLinks() for label in box.findChildren(QLabel) if label.text().startswith("<a"))
    box.close()


def test_no_details_button_without_details(bar: NoticeBar, notices: Notices) -> None:
    notices.tell(Notice("list", "Gone.", Urgency.FAULT))
    assert not bar._details.isVisibleTo(bar)
    assert not bar._remedy.isVisibleTo(bar)


def test_html_of_a_server_is_shown_as_text(bar: NoticeBar, notices: Notices) -> None:
    notices.tell(Notice("list", "<b>Hello</b>", Urgency.FAULT))
    assert bar._sentence.text() == "<b>Hello</b>"
    assert bar._sentence.textFormat() == 0


def test_each_notice_is_announced_once(bar: NoticeBar, notices: Notices, theme: Theme) -> None:
    announced: list[str] = []
    bar.told.connect(announced.append)
    notices.tell(Notice("list", "Gone.", Urgency.FAULT))
    theme.choose(Look.DARK)
    assert announced == ["Gone."]
