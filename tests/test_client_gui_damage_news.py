"""What was damaged on this computer is told once in the real window, at the real servers; the rest of it is there."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.cache_kept import kept_path
from client.draft import Submission
from client.gui.folder_model import OUTBOX
from client.gui.notices import Notice
from client.outbox import Outbox, State
from tests.support.gui_live import Run, Town, town_with

PAGE = 4096


@pytest.fixture
def town(qtbot: QtBot, tmp_path: Path) -> Iterator[Town]:
    with town_with(qtbot, tmp_path, "anna", "ben") as made:
        yield made


def told(run: Run) -> list[Notice]:
    """What the bar shows, one after the other, as the person closes each."""
    notices, found = run.window().notices, []
    while notices.shown is not None:
        found.append(notices.shown)
        notices.close_shown()
    return found


def of_damage(run: Run) -> list[Notice]:
    return [one for one in told(run) if one.key.startswith("damaged")]


def changed_offline(town: Town) -> tuple[Path, Path]:
    """Work of somebody without the server: where its outbox and its changes are."""
    with town.start() as run:
        town.send("anna", "Lunch", "At twelve?")
        run.sign_in()
        run.wait(lambda: run.subjects() == ["Lunch"])
        run.wait(lambda: list(town.keyring.held.values()) != [])
    town.stack.close()
    with town.start() as run:
        window = run.window()
        run.wait(lambda: run.subjects() == ["Lunch"])
        opened = run.program.seats.open[0].opened
        window.mail.table.select_number(0)
        window.menus.commands["flag"].trigger()
        run.wait(lambda: opened.cache.waiting() == 1)
        assert of_damage(run) == []
        paths = opened.outbox.path, kept_path(opened.cache.path)
    with closing(Outbox(paths[0])) as outbox:
        for number in range(40):
            content = f"Subject: Number {number}\r\n\r\n".encode() + b"x" * 900
            sender, recipients = "anna@project.com", ("ben@project.com",)
            outbox.put(Submission(sender, recipients, content, f"<{number}@project.com>", f"Number {number}"))
    return paths


def spoil(path: Path, begin: int, size: int) -> None:
    with path.open("r+b") as file:
        file.seek(begin)
        file.write(b"\xa5" * size)


def test_damaged_outbox_and_changes_are_told_once(town: Town) -> None:
    outbox, changes = changed_offline(town)
    # A page in the middle of the one, everything of the other.
    spoil(outbox, outbox.stat().st_size // PAGE // 2 * PAGE, PAGE)
    spoil(changes, 0, changes.stat().st_size)
    with town.start() as run:
        window = run.window()
        run.wait(lambda: run.subjects() == ["Lunch"])
        run.wait(lambda: len(run.program.seats.open[0].desk.office.items) > 20)
        kept = run.program.seats.open[0].desk.office.items
        assert all(item.state is State.UNSURE for item in kept)
        notices = {one.key: one for one in of_damage(run)}
        assert sorted(notices) == ["damaged changes", "damaged outbox"]
        for key, path in (("damaged changes", changes), ("damaged outbox", outbox)):
            assert f"the damaged file is now {path.name}.damaged." in notices[key].sentence
            assert notices[key].detail == f"{path}.damaged"
            assert Path(f"{path}.damaged").exists()
        assert f"{len(kept)} messages in it could be read" in notices["damaged outbox"].sentence
        remedy = notices["damaged outbox"].remedy
        assert remedy is not None
        assert remedy.label == "Show outbox"
        remedy.run()
        assert window.places.currentWidget() is window.outbox
        assert window.folders.folders.folders[3].key == OUTBOX
        window.refresh()
        run.wait(run.tasks.is_idle)
        assert of_damage(run) == []
    with town.start() as run:
        run.wait(lambda: run.subjects() == ["Lunch"])
        run.wait(run.tasks.is_idle)
        assert of_damage(run) == []
        assert len(run.program.seats.open[0].desk.office.items) == len(kept)


def test_damaged_text_that_was_being_written_is_told_and_what_is_whole_opens(town: Town) -> None:
    with town.start() as run:
        window = run.sign_in()
        unsent = run.program.seats.open[0].opened.files.unsent
        for subject in ("Half", "Written"):
            window.windows.write().form.subject.setText(subject)
        run.wait(lambda: unsent.exists() and all(one in unsent.read_text() for one in ('"Half"', '"Written"')))
        run.wait(lambda: list(town.keyring.held.values()) != [])
    unsent.write_bytes(unsent.read_bytes().replace(b'"Half"', b'"\xff\x00"'))
    with town.start() as run:
        window = run.window()
        run.wait(lambda: window.notices.shown is not None and window.notices.shown.key == "damaged texts")
        assert [one.form.subject.text() for one in window.windows.composers] == ["Written"]
        (notice,) = of_damage(run)
        assert notice.sentence.startswith("What you were writing was damaged: 1 text could be read")
        assert "unsent.json.damaged" in notice.sentence


def test_changes_that_break_while_the_program_runs_are_told(town: Town) -> None:
    _, changes = changed_offline(town)
    with town.start() as run:
        window = run.window()
        run.wait(lambda: run.subjects() == ["Lunch"])
        run.wait(run.tasks.is_idle)
        run.program.seats.open[0].opened.cache.look(
            lambda c: c.execute("PRAGMA kept.wal_checkpoint(TRUNCATE)").fetchall()
        )
        spoil(changes, PAGE, changes.stat().st_size - PAGE)
        window.mail.table.select_number(0)
        window.menus.commands["unread"].trigger()
        run.wait(lambda: window.notices.shown is not None and window.notices.shown.key == "damaged changes")
        run.wait(lambda: run.program.seats.open[0].opened.cache.waiting() == 1)
