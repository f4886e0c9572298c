"""Whether the desktop asks for dark windows. The palette that Qt brought from the desktop answers at once;
the settings portal of Linux desktops (org.freedesktop.appearance, color-scheme) answers later, without
anybody waiting, and tells every change while the program runs."""

import os
from typing import Any

from PyQt5.QtCore import QObject, pyqtSignal, pyqtSlot
from PyQt5.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusPendingCallWatcher,
    QDBusPendingReply,
    QDBusVariant,
)
from PyQt5.QtGui import QPalette

SERVICE = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
INTERFACE = "org.freedesktop.portal.Settings"
NAMESPACE = "org.freedesktop.appearance"
KEY = "color-scheme"
PREFERS_DARK = 1
PREFERS_LIGHT = 2


class DesktopScheme(QObject):
    """Signals: changed(bool), true for dark."""

    changed = pyqtSignal(bool)

    def __init__(self, palette: QPalette, bus: QDBusConnection | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dark = palette.color(QPalette.ColorRole.Window).lightness() < 128
        self._was_told = False
        if bus is not None and bus.isConnected():
            self._ask(bus)

    def _ask(self, bus: QDBusConnection) -> None:
        # Before the question: what changes behind its answer would never be told.
        bus.connect(SERVICE, PATH, INTERFACE, "SettingChanged", self._setting_changed)
        question = QDBusMessage.createMethodCall(SERVICE, PATH, INTERFACE, "Read")
        question.setArguments([NAMESPACE, KEY])
        watcher = QDBusPendingCallWatcher(bus.asyncCall(question), self)
        watcher.finished.connect(self._answered)

    def _answered(self, watcher: QDBusPendingCallWatcher) -> None:
        reply = QDBusPendingReply(watcher)
        # What was told meanwhile is newer than the answer.
        if not reply.isError() and not self._was_told:
            self._take(reply.argumentAt(0))
        watcher.deleteLater()

    @pyqtSlot(str, str, QDBusVariant)
    def _setting_changed(self, namespace: str, key: str, value: QDBusVariant) -> None:
        if (namespace, key) == (NAMESPACE, KEY):
            self._was_told = True
            self._take(value)

    def _take(self, value: Any) -> None:
        # `Read` wraps its answer twice, the signal once.
        while isinstance(value, QDBusVariant):
            value = value.variant()
        if value not in (PREFERS_DARK, PREFERS_LIGHT) or (value == PREFERS_DARK) == self.dark:
            return
        self.dark = value == PREFERS_DARK
        self.changed.emit(self.dark)


def session_bus() -> QDBusConnection | None:
    """Return the desktop's message bus, or None; never starts one, which could take seconds."""
    if "DBUS_SESSION_BUS_ADDRESS" not in os.environ:
        return None
    return QDBusConnection.sessionBus()
