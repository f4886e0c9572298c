"""Ends the program in order when it is told to from outside (Ctrl-C in the terminal, SIGTERM). Python runs its signal
handlers only between its own instructions, and Qt's event loop has none: a socket that Python writes to wakes it up."""

import signal
import socket
from collections.abc import Callable

from PyQt5 import sip
from PyQt5.QtCore import QObject, QSocketNotifier


class StopSignals(QObject):
    """Calls `stop` once for each signal, on the GUI thread, until `put_back`."""

    def __init__(self, stop: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading, self._writing = socket.socketpair()
        self._reading.setblocking(False)
        self._writing.setblocking(False)
        self._stop = stop
        self._before_descriptor = signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
        self._notifier = QSocketNotifier(sip.voidptr(self._reading.fileno()), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)

    def put_back(self) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before_descriptor)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._reading.close()
        self._writing.close()

    def _woken(self) -> None:
        # Python writes the signal's number; other signals wake it up as well.
        numbers = set(self._reading.recv(64))
        if numbers & {signal.SIGINT, signal.SIGTERM}:
            self._stop()
