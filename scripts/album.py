"""What pictures of the window are taken with: a folder that they go into, a desk with samples, patience. Nothing here
needs a display or a server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from PyQt5.QtCore import QEventLoop, QTimer
from PyQt5.QtWidgets import QApplication, QWidget

from client.gui.main_window import MainWindow
from client.gui.theme import Look
from client.message import MessageRow
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_samples import inbox, long_letter, mailboxes, message, newsletter_html

MAIN_SIZE = (1180, 760)
PATIENCE_MS = 60_000
# What needs another height tells its parent, which tells its own, one event after the other.
LAYOUTS = 5


@dataclass
class Album:
    """Takes pictures into a folder, one name each; `ending` stands behind every name."""

    folder: Path
    look: Look
    ending: str | None = None
    taken: list[Path] = field(default_factory=list)

    def take(self, widget: QWidget, name: str) -> None:
        for _ in range(LAYOUTS):
            QApplication.processEvents()
        path = self.folder / f"{name}-{self.look.value if self.ending is None else self.ending}.png"
        if not widget.grab().save(str(path)):
            raise OSError(f"{path} cannot be written")
        self.taken.append(path)


@contextmanager
def sample_bench(look: Look, rows: list[MessageRow] | None = None) -> Iterator[Bench]:
    """Yield a desk whose inbox holds the samples, or `rows`."""
    account = AccountInMemory(inbox() if rows is None else rows)
    if rows is not None:
        account.boxes = mailboxes(sum(not one.seen for one in rows))
    account.bodies["M1"] = long_letter()
    account.bodies["M4"] = message(inbox()[3], html=newsletter_html())
    with TemporaryDirectory(prefix="postroom-pictures-") as folder:
        made = bench(Path(folder), account, look=look)
        try:
            yield made
        finally:
            made.close()


@contextmanager
def main_window(made: Bench) -> Iterator[MainWindow]:
    """Yield the main window, shown, with its list filled."""
    window = made.window()
    window.resize(*MAIN_SIZE)
    window.show()
    window.begin()
    wait(lambda: window.mail.messages.rowCount() > 0)
    try:
        yield window
    finally:
        window.leave()


def wait(condition: Callable[[], bool]) -> None:
    """Let the window work until `condition` holds."""
    loop, late = QEventLoop(), QTimer()
    late.setSingleShot(True)
    late.start(PATIENCE_MS)
    while not condition():
        if not late.isActive():
            raise TimeoutError("the window did not get there")
        loop.processEvents(QEventLoop.ProcessEventsFlags(QEventLoop.ProcessEventsFlag.AllEvents), 20)
