"""Notifications through the message bus of a Linux desktop (org.freedesktop.Notifications), where there is no tray.
Everything is asked without waiting; where there is no bus or no such service, nothing is shown and nothing breaks.
https://specifications.freedesktop.org/notification-spec/latest/protocol.html"""

import html
import logging
from collections.abc import Callable

from PyQt5.QtCore import QMetaType, QObject, pyqtSignal, pyqtSlot
from PyQt5.QtDBus import (
    QDBusArgument,
    QDBusConnection,
    QDBusMessage,
    QDBusPendingCallWatcher,
    QDBusPendingReply,
)

SERVICE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
INTERFACE = "org.freedesktop.Notifications"
# What a click on the notification itself is called.
DEFAULT_ACTION = "default"
AS_LONG_AS_USUAL = -1

log = logging.getLogger(__name__)


class BusNotices(QObject):
    """One notification at a time: a new one takes the place of the one before. Signals: clicked()."""

    clicked = pyqtSignal()

    def __init__(self, bus: QDBusConnection | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus if bus is not None and bus.isConnected() else None
        # Words of strangers must not become pictures and links, so they are escaped until it is known that nobody
        # would read markup in them.
        self._reads_markup = True
        self._shown = 0
        if self._bus is not None:
            self._bus.connect(SERVICE, PATH, INTERFACE, "ActionInvoked", self._invoked)
            self._call("GetCapabilities", [], self._learn)

    @property
    def is_there(self) -> bool:
        return self._bus is not None

    def tell(self, title: str, words: str) -> None:
        """Show a notification."""
        body = html.escape(words, quote=False) if self._reads_markup else words
        actions = [DEFAULT_ACTION, self.tr("Open")]
        arguments = [
            "Postroom",
            _typed(self._shown, QMetaType.Type.UInt),
            "mail-unread",
            title,
            body,
            _typed(actions, QMetaType.Type.QStringList),
            {"category": "email.arrived"},
            AS_LONG_AS_USUAL,
        ]
        self._call("Notify", arguments, self._note_shown)

    def _call(self, name: str, arguments: list[object], then: Callable[[QDBusPendingCallWatcher], None]) -> None:
        if self._bus is None:
            return
        question = QDBusMessage.createMethodCall(SERVICE, PATH, INTERFACE, name)
        question.setArguments(arguments)
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(question), self)
        watcher.finished.connect(then)

    def _learn(self, watcher: QDBusPendingCallWatcher) -> None:
        reply = QDBusPendingReply(watcher)
        if not reply.isError():
            self._reads_markup = "body-markup" in reply.argumentAt(0)
        watcher.deleteLater()

    def _note_shown(self, watcher: QDBusPendingCallWatcher) -> None:
        reply = QDBusPendingReply(watcher)
        if reply.isError():
            log.info("the desktop shows no notification: %s", reply.error().name())
        else:
            self._shown = int(reply.argumentAt(0))
        watcher.deleteLater()

    @pyqtSlot(QDBusMessage)
    def _invoked(self, message: QDBusMessage) -> None:
        number, action = message.arguments()
        # Other programs' notifications are told here too.
        if number == self._shown and action == DEFAULT_ACTION:
            self.clicked.emit()


def _typed(value: object, kind: QMetaType.Type) -> QDBusArgument:
    """A value as the type that the service takes; Python's numbers and lists say less."""
    argument = QDBusArgument()
    argument.add(value, kind)
    return argument
