"""The icon in the tray and the notifications of new mail, with a tray that notes what it is told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from PyQt5.QtWidgets import QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from client.gui.icons import Icons
from client.gui.new_mail import NewMail
from client.gui.notice_page import SHOW_NAMES, TELL, TRAY, NoticePage
from client.gui.remembered import Remembered
from client.gui.seat import Seat
from client.gui.tasks import Tasks
from client.gui.theme import Look
from client.gui.tray import Tray, numbered_icon
from client.settings import Settings
from tests.support.gui_desk import themed
from tests.support.gui_samples import BEN, CLARA, DAVID, ELIF, row
from tests.support.tray_in_memory import TrayInMemory


class Window(QWidget):
    """A window that is in use when the test says so."""

    active = False

    def isActiveWindow(self) -> bool:  # noqa: N802 - the name is Qt's
        return self.active


@dataclass
class House:
    tray_icon: TrayInMemory
    tray: Tray
    remembered: Remembered
    new_mail: NewMail
    window: Window = field(default_factory=Window)

    def seat(self, unread: int = 0, mailbox: str = "inbox") -> Seat:
        desk = SimpleNamespace(session=SimpleNamespace(mailbox=mailbox))
        return cast(Seat, SimpleNamespace(window=self.window, desk=desk, unread=unread))


@pytest.fixture
def house(qtbot: QtBot, tmp_path: Path) -> Iterator[House]:
    tasks, theme, icon = Tasks(), themed(), TrayInMemory()
    remembered = Remembered(tmp_path, Settings(), tasks)
    tray = Tray(theme, Icons(theme), make=lambda: icon)
    made = House(icon, tray, remembered, NewMail(tray, remembered, gather_ms=10))
    qtbot.addWidget(made.window)
    yield made
    tasks.close()


def told(qtbot: QtBot, house: House) -> tuple[str, str]:
    qtbot.waitUntil(lambda: bool(house.tray_icon.told))
    (only,) = house.tray_icon.told
    return only


def test_number_of_unread_messages_is_drawn_and_told(house: House) -> None:
    empty = house.tray_icon.icon.pixmap(32, 32).toImage()
    house.new_mail.count([house.seat(unread=2), house.seat(unread=1)])
    assert house.tray_icon.tip == "Postroom: 3 unread messages"
    three = house.tray_icon.icon.pixmap(32, 32).toImage()
    assert three != empty
    house.new_mail.count([house.seat(unread=1)])
    assert house.tray_icon.tip == "Postroom: 1 unread message"
    house.new_mail.count([])
    assert house.tray_icon.tip == "Postroom"
    assert house.tray_icon.icon.pixmap(32, 32).toImage() == empty


@pytest.mark.parametrize("count", [0, 1, 9, 10, 99, 100, 123_456])
def test_every_number_fits_into_every_size(qtbot: QtBot, count: int) -> None:
    for look in (Look.LIGHT, Look.DARK):
        theme = themed(look)
        icon = numbered_icon(Icons(theme), theme, count)
        for size in icon.availableSizes():
            assert not icon.pixmap(size).isNull()


def test_desktop_without_a_tray_is_no_trouble(qtbot: QtBot) -> None:
    theme = themed()
    tray = Tray(theme, Icons(theme), make=lambda: None)
    tray.show_unread(3)
    tray.tell("x", "y")
    tray.close()


def test_icon_brings_the_window_forward_and_its_menu_acts(qtbot: QtBot, house: House) -> None:
    with qtbot.waitSignal(house.tray.show_wanted):
        house.tray_icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert house.tray_icon.menu is not None
    show, write, leave = house.tray_icon.menu.actions()
    with qtbot.waitSignals([house.tray.show_wanted, house.tray.write_wanted, house.tray.quit_wanted]):
        for action in (show, write, leave):
            action.trigger()


def test_one_new_message_is_told_with_sender_and_subject(qtbot: QtBot, house: House) -> None:
    seat = house.seat()
    house.new_mail.note(seat, [row(1, "Lunch on Thursday?", author=BEN)])
    assert told(qtbot, house) == ("Ben Okafor", "Lunch on Thursday?")
    with qtbot.waitSignal(house.new_mail.opened) as opened:
        house.tray_icon.messageClicked.emit()
    assert opened.args == [seat, "M1"]


def test_many_at_once_are_one_notification(qtbot: QtBot, house: House) -> None:
    seat = house.seat()
    for number, author in enumerate([BEN, CLARA, BEN, DAVID, ELIF]):
        house.new_mail.note(seat, [row(number, author=author)])
    assert told(qtbot, house) == ("5 new messages", "Ben Okafor, Clara Lindqvist, David Chen +1")
    with qtbot.waitSignal(house.new_mail.opened) as opened:
        house.tray_icon.messageClicked.emit()
    assert opened.args == [seat, ""]


def test_sender_and_subject_can_be_hidden(qtbot: QtBot, house: House) -> None:
    page = NoticePage(house.remembered)
    qtbot.addWidget(page)
    page.names.setChecked(False)
    assert not house.remembered.flag(SHOW_NAMES, True)
    house.new_mail.note(house.seat(), [row(1, "Secret", author=BEN)])
    assert told(qtbot, house) == ("Postroom", "New message")


def test_nothing_is_told_of_what_is_seen_or_before_the_eyes(qtbot: QtBot, house: House) -> None:
    house.new_mail.note(house.seat(), [row(1, seen=True)])
    assert not house.new_mail._timer.isActive()
    house.window.active = True
    house.new_mail.note(house.seat(), [row(2)])
    qtbot.waitUntil(lambda: not house.new_mail._timer.isActive())
    assert house.tray_icon.told == []
    house.new_mail.note(house.seat(mailbox="sent"), [row(3)])
    assert told(qtbot, house)[1] == "Message 3"


def test_telling_can_be_switched_off_and_the_icon_hidden(qtbot: QtBot, house: House) -> None:
    page = NoticePage(house.remembered)
    qtbot.addWidget(page)
    assert house.tray_icon.isVisible()
    page.tray.setChecked(False)
    assert not house.remembered.flag(TRAY, True)
    assert not house.tray_icon.isVisible()
    page.tray.setChecked(True)
    assert house.tray_icon.isVisible()
    page.tell.setChecked(False)
    assert not house.remembered.flag(TELL, True)
    assert not page.names.isEnabled()
    house.new_mail.note(house.seat(), [row(1)])
    qtbot.waitUntil(lambda: not house.new_mail._timer.isActive())
    assert house.tray_icon.told == []


def test_account_that_left_is_not_opened_by_an_old_notification(qtbot: QtBot, house: House) -> None:
    seat = house.seat()
    house.new_mail.note(seat, [row(1)])
    told(qtbot, house)
    house.new_mail.forget(seat)
    with qtbot.assertNotEmitted(house.new_mail.opened):
        house.tray_icon.messageClicked.emit()
