"""Mistakes of this program: PyQt5 ends the program when an exception leaves a slot, unless somebody takes it. Here it
is logged whole, and the person is told by a plain notice; nothing that is being written is lost."""

import logging
import sys
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PyQt5.QtCore import QObject, pyqtSignal

from client.errors import Fault
from client.gui.explanations import mistake_notice
from client.private_files import make_private_folder

LOG_FILE = "client.log"
LOG_SIZE = 500_000

log = logging.getLogger(__name__)


class CrashGuard(QObject):
    """Signals: caught(Notice). Works from any thread: the notice arrives on the thread of this object."""

    caught = pyqtSignal(object)

    def install(self) -> Callable[[], None]:
        """Take all exceptions that nobody else takes; returns a function that puts everything back."""
        before = sys.excepthook
        sys.excepthook = self.take

        def put_back() -> None:
            sys.excepthook = before

        return put_back

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not isinstance(error, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        self.caught.emit(mistake_notice(error))


def open_log(folder: Path) -> None:
    """Log to the terminal and to a small file in the client's folder, which rotates."""
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    try:
        make_private_folder(folder)
        handlers.append(RotatingFileHandler(folder / LOG_FILE, maxBytes=LOG_SIZE, backupCount=1, encoding="utf-8"))
    except (Fault, OSError) as error:
        # Without a log the program still works.
        log.warning("no log file: %s", error)
    logging.basicConfig(level=logging.INFO, handlers=handlers, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
