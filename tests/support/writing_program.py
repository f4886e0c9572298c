"""A person who writes with the real composer at the real servers, as a program of its own, so that it can be killed:
`python -m tests.support.writing_program WHAT LINK NAME FOLDER`. It says in a line how far it is, and then waits."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

if __name__ == "__main__":
    os.environ.update(QT_QPA_PLATFORM="offscreen", QT_FONT_DPI="96")

from PyQt5.QtWidgets import QApplication

from client.account import Account, connect
from client.draft import AttachedFile
from client.gui.composer_window import ComposerWindow
from client.gui.open_windows import OpenWindows
from client.gui.writing_choices import WritingChoices
from client.trust import TrustStore
from tests.support.gui_desk import Bench, bench
from tests.support.postroom import PASSWORD

ATTACHED = AttachedFile("scan.png", bytes(range(256)) * 100, "image/png")
# The longest there is: it must be over only when a test has looked, however busy the machine is.
HOLD_SECONDS = 60


def live_bench(link: str, name: str, folder: Path, undo_seconds: int = 0) -> Bench:
    """Return a desk upon a real account."""
    account = Account.sign_in(connect(link, TrustStore(folder)), name, PASSWORD)
    # A desk asks nothing of an account in memory that a real one has not.
    return bench(folder, cast(Any, account), writing=WritingChoices(undo_seconds=undo_seconds))


def write(composer: ComposerWindow, then: Callable[[], None]) -> None:
    """Write when the file is there, so that nothing is kept or saved without it; call `then` when all is written."""

    def attached(_files: object) -> None:
        composer.form.to.line.setText("ben")
        composer.form.subject.setText("Greenhouse")
        composer.form.text.setPlainText("Dear Ben, this must not be lost.")
        then()

    composer.attaching.attached.connect(attached)
    composer.attaching.add_files([ATTACHED])


def say(words: str) -> None:
    print(words, flush=True)


def main(what: str, link: str, name: str, folder: str) -> int:
    application = QApplication([])
    # The window closes when its message is in the outbox, which is not the end here.
    application.setQuitOnLastWindowClosed(False)
    made = live_bench(link, name, Path(folder), 0 if what == "send-now" else HOLD_SECONDS)
    windows = OpenWindows(made.desk)
    composer = windows.write()
    if what == "draft":
        composer._keeper.kept.connect(lambda: say("kept"))
        composer._keeper.saved.connect(lambda: say("saved"))
        write(composer, lambda: None)
    else:
        composer.queued.connect(lambda _: say("queued"))
        write(composer, composer.send)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
