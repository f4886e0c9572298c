"""The pictures that are kept in docs/screenshots: each shows one thing that people ask about before they try a program.
Called by `python -m scripts.screenshots`; those at twice the size are taken by a program of their own, because Qt asks
for the scale only once."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, QLocale, Qt
from PyQt5.QtWidgets import QApplication

from client.draft import Draft
from client.errors import ServerDown
from client.gui.language import speak
from client.gui.list_looks import Density, ListLook
from client.gui.open_windows import OpenWindows
from client.gui.theme import Look
from client.message import MessageRow
from scripts.album import Album, main_window, sample_bench, wait
from tests.support.gui_samples import ANNA, BEN, CLARA, DAVID, ELIF, inbox, row

TWICE = "POSTROOM_PICTURES_TWICE"
LETTER = "Dear Ben,\n\nwould you cook again? Attached is the list of last year.\n\nAnna"


def kept_pictures(folder: Path, application: QApplication) -> list[Path]:
    """Take them into the folder and return their paths."""
    if os.environ.get(TWICE):
        return _main(Album(folder, Look.LIGHT, "2x"))
    taken = []
    for look in (Look.LIGHT, Look.DARK):
        for take in (_main, _newsletter, _empty, _thread, _error, _composer):
            taken += take(Album(folder, look))
    taken += _cards(Album(folder, Look.LIGHT)) + _right_to_left(folder, application) + _german(folder, application)
    return taken + _twice(folder)


def _twice(folder: Path) -> list[Path]:
    before = set(folder.iterdir())
    environment = {**os.environ, "QT_SCALE_FACTOR": "2", TWICE: "1"}
    subprocess.run([sys.executable, "-m", "scripts.screenshots", str(folder)], env=environment, check=True)
    return sorted(set(folder.iterdir()) - before)


def _main(album: Album) -> list[Path]:
    with sample_bench(album.look) as made, main_window(made) as window:
        window.mail.table.select_number(0)
        wait(lambda: window.mail.reading.current() is not None)
        # That it was read is counted a moment later.
        wait(made.desk.tasks.is_idle)
        album.take(window, "main")
    return album.taken


def _cards(album: Album) -> list[Path]:
    with sample_bench(album.look) as made, main_window(made) as window:
        window.mail.bar.look.chosen.emit(ListLook(cards=True, density=Density.ROOMY))
        window.mail.table.select_number(2)
        wait(lambda: window.mail.reading.current() is not None)
        wait(made.desk.tasks.is_idle)
        album.take(window, "cards")
    return album.taken


def _newsletter(album: Album) -> list[Path]:
    with sample_bench(album.look) as made, main_window(made) as window:
        window.mail.table.select_number(3)
        wait(lambda: window.mail.reading.current() is not None)
        window.mail.reader.switch.click()
        wait(made.desk.tasks.is_idle)
        album.take(window, "newsletter")
    return album.taken


def _empty(album: Album) -> list[Path]:
    with sample_bench(album.look, []) as made:
        window = made.window()
        window.resize(980, 640)
        window.show()
        window.begin()
        wait(lambda: "inbox is empty" in window.mail.list_pane.state.accessibleName() and made.desk.tasks.is_idle())
        album.take(window, "empty-inbox")
        window.leave()
    return album.taken


def _thread(album: Album) -> list[Path]:
    rows = conversation()
    with sample_bench(album.look, rows) as made, main_window(made) as window:
        made.desk.session.list.show(replace(made.desk.session.list.view, threads=True))
        wait(lambda: window.mail.messages.rowCount() == 1 + len(inbox()))
        made.desk.session.list.show(
            replace(made.desk.session.list.view, opened=frozenset(window.mail.messages.lines.numbers[:1]))
        )
        wait(lambda: window.mail.messages.rowCount() == len(rows))
        window.mail.table.select_number(0)
        wait(lambda: window.mail.reading.current() is not None)
        album.take(window, "long-thread")
    return album.taken


def conversation() -> list[MessageRow]:
    """Return the inbox with a long conversation at its top."""
    words = ("I can bring the drill.", "Saturday at nine?", "Nine is early. Ten?", "Ten it is.", "Who has the key?")
    people = (BEN, CLARA, DAVID, ELIF, ANNA)
    talk = [
        replace(
            row(100 + number, "Re: Shelves for the workshop" if number < 8 else "Shelves for the workshop",
                author=people[number % 5], minutes_ago=1 + 13 * number, seen=number > 1, preview=words[number % 5]),
            thread_id="T100",
        )
        for number in range(9)
    ]  # fmt: skip
    return [*talk, *(replace(one, received_at=one.received_at - timedelta(days=1)) for one in inbox())]


def _error(album: Album) -> list[Path]:
    with sample_bench(album.look) as made, main_window(made) as window:
        made.account.faults["latest"] = ServerDown("mail.project.com", 1443, detail="connection refused")
        made.desk.session.refresh()
        wait(lambda: made.notices.shown is not None)
        album.take(window, "error")
        del made.account.faults["latest"]
    return album.taken


def _composer(album: Album) -> list[Path]:
    with sample_bench(album.look) as made:
        composer = OpenWindows(made.desk).write(Draft(to=(BEN,), cc=(CLARA,), subject="Soup on open day"))
        composer.form.text.insertPlainText(LETTER)
        notes = made.outbox.path.parent / "soup-2025.txt"
        notes.write_text("carrots\n" * 400, encoding="utf-8")
        composer.attaching.add_paths([notes])
        wait(lambda: bool(composer.form.files.files()))
        album.take(composer, "composer")
        composer.leave()
    return album.taken


def _right_to_left(folder: Path, application: QApplication) -> list[Path]:
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        return _main(Album(folder, Look.LIGHT, "right-to-left"))
    finally:
        application.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def _german(folder: Path, application: QApplication) -> list[Path]:
    before, installed = QLocale(), speak(application, "de", QLocale("de_DE"))
    try:
        return _main(Album(folder, Look.LIGHT, "german")) + _composer(Album(folder, Look.LIGHT, "german"))
    finally:
        QLocale.setDefault(before)
        for translator in installed:
            QCoreApplication.removeTranslator(translator)
