"""Notifications through the desktop's own service, as a real service on a real message bus of its own."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PyQt5.QtDBus import QDBusConnection
from PyQt5.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from client.gui.bus_notices import BusNotices
from client.gui.icons import Icons
from client.gui.new_mail import NewMail
from client.gui.remembered import Remembered
from client.gui.seat import Seat
from client.gui.tasks import Tasks
from client.gui.tray import Tray
from client.settings import Settings
from tests.support.gui_desk import themed
from tests.support.gui_samples import BEN, row
from tests.support.message_bus import message_bus, service
from tests.support.tray_in_memory import TrayInMemory

# Writes each call of Notify as a line of JSON; numbers on its input are the notifications that are clicked then.
NOTIFICATIONS = """
import json, sys
from PyQt5.QtCore import QCoreApplication, QMetaType, QObject, Q_CLASSINFO, QSocketNotifier, pyqtSlot
from PyQt5.QtDBus import QDBusArgument, QDBusConnection, QDBusMessage

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"


def unsigned(number):
    argument = QDBusArgument()
    argument.add(number, QMetaType.UInt)
    return argument


class Service(QObject):
    Q_CLASSINFO("D-Bus Interface", NAME)
    last = 6

    @pyqtSlot(QDBusMessage)
    def Notify(self, message):
        given = message.arguments()
        self.last = given[1] or self.last + 1
        print(json.dumps([message.signature(), *given]), flush=True)
        message.setDelayedReply(True)
        bus.send(message.createReply([unsigned(self.last)]))

    @pyqtSlot(QDBusMessage)
    def GetCapabilities(self, message):
        names = QDBusArgument()
        names.add(sys.argv[2].split(), QMetaType.QStringList)
        message.setDelayedReply(True)
        bus.send(message.createReply([names]))


application = QCoreApplication([])
bus = QDBusConnection.connectToBus(sys.argv[1], "notifications")
served = Service()
assert bus.registerObject(PATH, served, QDBusConnection.ExportAllSlots)
assert bus.registerService(NAME)


def click():
    line = sys.stdin.readline()
    if not line:
        application.quit()
        return
    for number in line.split():
        message = QDBusMessage.createSignal(PATH, NAME, "ActionInvoked")
        message.setArguments([unsigned(int(number)), "default"])
        bus.send(message)


notifier = QSocketNotifier(0, QSocketNotifier.Read)
notifier.activated.connect(click)
print("ready", flush=True)
application.exec_()
"""


class Desktop:
    """The service; `told` waits for the next call of Notify."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def told(self) -> list[Any]:
        assert self._process.stdout is not None
        return list(json.loads(self._process.stdout.readline()))

    def click(self, *numbers: int) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(" ".join(map(str, numbers)) + "\n")
        self._process.stdin.flush()


@pytest.fixture
def bus_address() -> Iterator[str]:
    with message_bus() as address:
        yield address


@pytest.fixture
def bus(bus_address: str) -> Iterator[QDBusConnection]:
    yield QDBusConnection.connectToBus(bus_address, "notices-test")
    QDBusConnection.disconnectFromBus("notices-test")


@pytest.fixture(params=["body actions body-markup"])
def desktop(bus_address: str, request: pytest.FixtureRequest) -> Iterator[Desktop]:
    with service(NOTIFICATIONS, bus_address, request.param) as process:
        yield Desktop(process)


def test_notification_is_shown_and_words_of_strangers_stay_words(
    qtbot: QtBot, desktop: Desktop, bus: QDBusConnection
) -> None:
    notices = BusNotices(bus)
    assert notices.is_there
    notices.tell("Ben", "<b>Lunch</b> & <img src=x>")
    signature, program, replaces, _icon, title, body, actions, _hints, timeout = desktop.told()
    assert signature == "susssasa{sv}i"
    assert (program, replaces, title, timeout) == ("Postroom", 0, "Ben", -1)
    assert body == "&lt;b&gt;Lunch&lt;/b&gt; &amp; &lt;img src=x&gt;"
    assert actions == ["default", "Open"]


@pytest.mark.parametrize("desktop", ["body actions"], indirect=True)
def test_desktop_that_reads_no_markup_gets_the_words_as_they_are(
    qtbot: QtBot, desktop: Desktop, bus: QDBusConnection
) -> None:
    notices = BusNotices(bus)
    qtbot.waitUntil(lambda: not notices._reads_markup)
    notices.tell("Ben", "A & B")
    assert desktop.told()[5] == "A & B"


def test_next_notification_takes_the_place_of_the_one_before(
    qtbot: QtBot, desktop: Desktop, bus: QDBusConnection
) -> None:
    notices = BusNotices(bus)
    notices.tell("Ben", "one")
    desktop.told()
    qtbot.waitUntil(lambda: notices._shown == 7)
    notices.tell("Ben", "two")
    assert desktop.told()[2] == 7


def test_click_opens_the_message_where_there_is_no_tray(
    qtbot: QtBot, desktop: Desktop, bus: QDBusConnection, tmp_path: Path
) -> None:
    theme, tasks, window = themed(), Tasks(), QWidget()
    qtbot.addWidget(window)
    notices = BusNotices(bus)
    tray = Tray(theme, Icons(theme), make=lambda: None, notices=notices)
    new_mail = NewMail(tray, Remembered(tmp_path, Settings(), tasks), gather_ms=1)
    session = SimpleNamespace(session=SimpleNamespace(mailbox="inbox"))
    seat = cast(Seat, SimpleNamespace(window=window, desk=session, unread=1))
    new_mail.note(seat, [row(1, "Lunch on Thursday?", author=BEN)])
    qtbot.waitUntil(lambda: not new_mail._timer.isActive())
    assert desktop.told()[4:6] == ["Ben Okafor", "Lunch on Thursday?"]
    qtbot.waitUntil(lambda: notices._shown == 7)
    opened: list[tuple[object, str]] = []
    new_mail.opened.connect(lambda *told: opened.append(told))
    # Another program's notification comes first, and opens nothing.
    desktop.click(99, 7)
    qtbot.waitUntil(lambda: opened == [(seat, "M1")])
    tasks.close()


def test_icon_in_the_tray_tells_where_there_is_one(qtbot: QtBot, bus: QDBusConnection) -> None:
    theme, icon = themed(), TrayInMemory()
    tray = Tray(theme, Icons(theme), make=lambda: icon, notices=BusNotices(bus))
    tray.show_icon(True)
    tray.tell("Ben", "one")
    assert icon.told == [("Ben", "one")]


def test_bus_without_the_service_is_no_trouble(
    qtbot: QtBot, bus: QDBusConnection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    notices = BusNotices(bus)
    notices.tell("Ben", "one")
    qtbot.waitUntil(lambda: "the desktop shows no notification" in caplog.text)
    assert notices._shown == 0


def test_without_a_bus_nothing_is_told_and_nothing_breaks(qtbot: QtBot) -> None:
    notices = BusNotices(None)
    assert not notices.is_there
    notices.tell("Ben", "one")
