"""The settings portal of a desktop, as a real service on a real message bus of its own."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PyQt5.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCall, QDBusPendingCallWatcher
from pytestqt.qtbot import QtBot

from client.gui.colours import DARK, LIGHT, palette_of
from client.gui.desktop_scheme import DesktopScheme, session_bus
from tests.support.message_bus import message_bus, service

PORTAL = """
import sys
from PyQt5.QtCore import QCoreApplication, QObject, Q_CLASSINFO, QSocketNotifier, pyqtSlot
from PyQt5.QtDBus import QDBusConnection, QDBusMessage, QDBusVariant

NAMES = ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings")


class Settings(QObject):
    Q_CLASSINFO("D-Bus Interface", NAMES[2])
    wish = int(sys.argv[2])

    @pyqtSlot(str, str, result=QDBusVariant)
    def Read(self, namespace, key):
        print("asked", flush=True)
        return QDBusVariant(QDBusVariant(self.wish))


application = QCoreApplication([])
bus = QDBusConnection.connectToBus(sys.argv[1], "portal")
settings = Settings()
assert bus.registerObject(NAMES[1], settings, QDBusConnection.ExportAllSlots)
assert bus.registerService(NAMES[0])


def change():
    line = sys.stdin.readline()
    if not line:
        application.quit()
        return
    settings.wish = int(line)
    message = QDBusMessage.createSignal(NAMES[1], NAMES[2], "SettingChanged")
    message.setArguments(["org.freedesktop.appearance", "color-scheme", QDBusVariant(settings.wish)])
    bus.send(message)
    print("told", flush=True)


notifier = QSocketNotifier(0, QSocketNotifier.Read)
notifier.activated.connect(change)
print("ready", flush=True)
application.exec_()
"""


@dataclass
class Portal:
    """A portal with a wish (1 dark, 2 light) that can be changed; it says when it was asked, and has told."""

    address: str
    process: "subprocess.Popen[str]"

    def wish(self, number: int) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{number}\n")
        self.process.stdin.flush()

    def says(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture
def bus_address() -> Iterator[str]:
    with message_bus() as address:
        yield address


@pytest.fixture
def portal(bus_address: str) -> Iterator[Portal]:
    with service(PORTAL, bus_address, "1") as process:
        yield Portal(bus_address, process)


@pytest.fixture
def bus(bus_address: str) -> Iterator[QDBusConnection]:
    yield QDBusConnection.connectToBus(bus_address, "scheme-test")
    QDBusConnection.disconnectFromBus("scheme-test")


def test_wish_of_the_desktop_is_asked_for_and_followed(qtbot: QtBot, portal: Portal, bus: QDBusConnection) -> None:
    scheme = DesktopScheme(palette_of(LIGHT), bus)
    assert not scheme.dark
    qtbot.waitUntil(lambda: scheme.dark)
    with qtbot.waitSignal(scheme.changed) as changed:
        portal.wish(2)
    assert changed.args == [False]
    assert not scheme.dark


def test_wish_that_changes_behind_the_answer_is_followed(qtbot: QtBot, portal: Portal, bus: QDBusConnection) -> None:
    class Slow(QDBusConnection):
        """Goes on when the portal has answered, and has told of another wish."""

        def asyncCall(self, message: QDBusMessage, timeout: int = -1) -> QDBusPendingCall:  # noqa: N802, Qt's name
            call = super().asyncCall(message, timeout)
            assert portal.says() == "asked"
            portal.wish(2)
            assert portal.says() == "told"
            return call

    changes: list[bool] = []
    scheme = DesktopScheme(palette_of(DARK), Slow(bus))
    scheme.changed.connect(changes.append)
    qtbot.waitUntil(lambda: bool(changes) and not scheme.findChildren(QDBusPendingCallWatcher))
    assert changes == [False]


def test_desktop_without_a_portal_keeps_the_palette(qtbot: QtBot, bus: QDBusConnection) -> None:
    scheme = DesktopScheme(palette_of(DARK), bus)
    with qtbot.assertNotEmitted(scheme.changed, wait=200):
        assert scheme.dark


def test_no_bus_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert session_bus() is None
