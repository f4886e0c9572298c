"""What is being written is in Drafts within seconds, can go back to earlier versions, and leaves Drafts when it is
discarded."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from client.draft import AttachedFile, Draft, compose
from client.gui.composer_keeper import KEEP_AFTER_MS, SAVE_AFTER_MS
from client.gui.composer_window import ComposerWindow
from client.gui.open_windows import OpenWindows
from client.gui.reading import make_ready
from client.gui.unsent_texts import UnsentText, UnsentTexts
from client.gui.writing_choices import WritingChoices
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_drafts import DOWN, account, hurried, saved, write
from tests.support.gui_hands import type_text
from tests.support.gui_samples import ANNA, BEN, inbox, long_letter, message, row
from tests.support.gui_shown import bench_with_letters, windows_upon


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    built = bench_with_letters(tmp_path / "anna")
    yield built
    built.close()


@pytest.fixture
def windows(made: Bench) -> Iterator[OpenWindows]:
    with windows_upon(made) as opened:
        yield opened


@pytest.fixture
def composer(windows: OpenWindows) -> ComposerWindow:
    return hurried(windows.write())


def choose(qtbot: QtBot, composer: ComposerWindow, words: str) -> None:
    qtbot.waitUntil(lambda: bool(composer.findChildren(QMessageBox)))
    box = composer.findChildren(QMessageBox)[0]
    next(button for button in box.buttons() if button.text().replace("&", "") == words).click()


def test_draft_is_on_the_server_within_five_seconds_of_a_change(
    qtbot: QtBot, windows: OpenWindows, made: Bench
) -> None:
    assert KEEP_AFTER_MS + SAVE_AFTER_MS < 5000
    composer = windows.write()
    with qtbot.waitSignal(composer._keeper.saved):
        type_text(composer.form.text, "Dear Ben")
    assert [draft.text for draft in saved(made)] == ["Dear Ben"]
    assert composer._kept.text().startswith("Saved in Drafts at ")


def test_recipients_that_are_none_yet_are_left_out_on_the_server_and_kept_here(
    qtbot: QtBot, composer: ComposerWindow, made: Bench, tmp_path: Path
) -> None:
    write(composer)
    with qtbot.waitSignal(composer._keeper.saved):
        composer.keep_first(lambda: None)
    assert [str(one) for one in saved(made)[0].to] == ["ben@project.com"]
    assert UnsentTexts(tmp_path / "anna" / "unsent.json").load()[0].to == "ben, half an addr"


def test_later_draft_replaces_the_one_on_the_server(qtbot: QtBot, composer: ComposerWindow, made: Bench) -> None:
    for subject in ("one", "two", "three"):
        write(composer, subject)
        with qtbot.waitSignal(composer._keeper.saved):
            composer.keep_first(lambda: None)
    assert [draft.subject for draft in saved(made)] == ["three"]


def test_draft_has_its_attachments(qtbot: QtBot, composer: ComposerWindow, made: Bench, tmp_path: Path) -> None:
    composer.form.text.picture_pasted.emit(lambda: AttachedFile("picture.png", b"pixels", "image/png"))
    with qtbot.waitSignal(composer._keeper.saved):
        qtbot.waitUntil(lambda: bool(composer.form.files.files()))
    assert [file.content for file in saved(made)[0].attachments] == [b"pixels"]
    assert UnsentTexts(tmp_path / "anna" / "unsent.json").load()[0].files == saved(made)[0].attachments


def test_server_that_is_down_is_no_storm_and_gets_the_draft_later(
    qtbot: QtBot, composer: ComposerWindow, made: Bench
) -> None:
    account(made).faults["save_draft"] = DOWN
    write(composer)
    with qtbot.waitSignal(composer._keeper.not_saved):
        composer.keep_first(lambda: None)
    assert "not in Drafts yet" in composer._kept.text()
    assert composer.notices.shown is None
    assert composer._keeper._save_timer.isActive()
    del account(made).faults["save_draft"]
    with qtbot.waitSignal(composer._keeper.saved):
        composer._keeper._save()
    assert len(saved(made)) == 1


def test_discarded_draft_is_gone_here_and_there(
    qtbot: QtBot, composer: ComposerWindow, made: Bench, tmp_path: Path
) -> None:
    write(composer)
    with qtbot.waitSignal(composer._keeper.saved):
        composer.keep_first(lambda: None)
    composer.close()
    choose(qtbot, composer, "Discard")
    qtbot.waitUntil(lambda: saved(made) == [] and made.desk.tasks.is_idle())
    texts = UnsentTexts(tmp_path / "anna" / "unsent.json")
    assert (texts.load(), texts.gone()) == ((), ())


def test_draft_that_was_discarded_offline_is_removed_at_the_next_start(
    qtbot: QtBot, composer: ComposerWindow, windows: OpenWindows, made: Bench
) -> None:
    write(composer)
    with qtbot.waitSignal(composer._keeper.saved):
        composer.keep_first(lambda: None)
    account(made).faults["remove_draft"] = DOWN
    composer.close()
    choose(qtbot, composer, "Discard")
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert len(saved(made)) == 1
    del account(made).faults["remove_draft"]
    windows.recover()
    qtbot.waitUntil(lambda: saved(made) == [] and made.desk.unsent.gone() == ())


def test_saved_draft_closes_and_stays_in_drafts_alone(
    qtbot: QtBot, composer: ComposerWindow, windows: OpenWindows, made: Bench, tmp_path: Path
) -> None:
    write(composer)
    composer.close()
    choose(qtbot, composer, "Save in Drafts")
    qtbot.waitUntil(lambda: windows.composers == [] and made.desk.tasks.is_idle())
    assert len(saved(made)) == 1
    assert UnsentTexts(tmp_path / "anna" / "unsent.json").load() == ()


def test_draft_that_cannot_be_saved_stays_open(
    qtbot: QtBot, composer: ComposerWindow, windows: OpenWindows, made: Bench
) -> None:
    account(made).faults["save_draft"] = DOWN
    write(composer)
    composer.close()
    choose(qtbot, composer, "Save in Drafts")
    qtbot.waitUntil(lambda: "not in Drafts yet" in composer._kept.text())
    assert windows.composers == [composer]
    assert composer.form.isEnabled()


def test_nothing_can_be_typed_while_what_could_not_be_saved_is_saved_at_the_end(
    qtbot: QtBot, composer: ComposerWindow, windows: OpenWindows, made: Bench
) -> None:
    """Once a save had failed, each copy on this computer opened the form again: what was typed then was lost."""
    account(made).faults["save_draft"] = DOWN
    write(composer)
    with qtbot.waitSignal(composer._keeper.not_saved):
        composer.keep_first(lambda: None)
    qtbot.waitUntil(made.desk.tasks.is_idle)
    del account(made).faults["save_draft"]
    account(made).gate.clear()
    with qtbot.waitSignal(composer._keeper.kept):
        composer._save_and_close()
    assert not composer.form.isEnabled()
    account(made).gate.set()
    qtbot.waitUntil(lambda: windows.composers == [])


def test_draft_of_the_server_goes_on_in_the_composer_and_is_replaced(
    qtbot: QtBot, windows: OpenWindows, made: Bench
) -> None:
    key = "cd" * 16
    draft = Draft(to=(BEN,), subject="Plan", text="So far", html="<p>So <b>far</b></p>")
    content = compose(draft, ANNA, message_id=f"<{key}@project.com>").content
    stored = message(replace(row(1, "Plan"), keywords=frozenset({"$draft", "$seen"})), "So far")
    account(made).bodies["M1"] = stored
    account(made).blobs[stored.blob_id] = content
    account(made).kept_drafts.saved["M1"] = (f"{key}@project.com", draft)
    windows.open_draft("M1")
    qtbot.waitUntil(lambda: len(windows.composers) == 1)
    composer = hurried(windows.composers[0])
    assert composer.key == key
    assert composer.form.text.is_rich
    assert not composer.is_changed()
    windows.open_draft("M1")
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert len(windows.composers) == 1
    composer.form.subject.setText("Plan B")
    with qtbot.waitSignal(composer._keeper.saved):
        composer.keep_first(lambda: None)
    assert [one.subject for one in saved(made)] == ["Plan B"]


def test_earlier_version_comes_back_and_the_later_one_is_not_lost(
    qtbot: QtBot, composer: ComposerWindow, made: Bench
) -> None:
    write(composer, text="A long and careful text that nobody should lose by accident.")
    with qtbot.waitSignal(composer._keeper.kept):
        composer.keep_first(lambda: None)
    write(composer, text="Oops")
    with qtbot.waitSignal(composer._keeper.kept):
        composer.keep_first(lambda: None)
    composer.versions.fill()
    (action,) = composer._versions_menu.actions()
    assert "A long and careful text" in action.text()
    action.trigger()
    qtbot.waitUntil(lambda: composer.form.text.toPlainText().startswith("A long and careful"))


def test_menu_of_versions_says_when_there_is_none(composer: ComposerWindow) -> None:
    composer.versions.fill()
    (action,) = composer._versions_menu.actions()
    assert not action.isEnabled()


def test_recovered_text_takes_the_place_of_its_draft(qtbot: QtBot, windows: OpenWindows, made: Bench) -> None:
    account(made).kept_drafts.saved["D9"] = ("k", Draft(subject="earlier"))
    made.desk.unsent.keep(UnsentText("ef" * 16, subject="later"))
    made.desk.unsent.note_saved("ef" * 16, "D9")
    windows.recover()
    qtbot.waitUntil(lambda: len(windows.composers) == 1)
    hurried(windows.composers[0])
    qtbot.waitUntil(lambda: [draft.subject for draft in saved(made)] == ["later"])


def test_signature_stands_where_it_is_wanted(qtbot: QtBot, tmp_path: Path) -> None:
    for below, place in ((False, ("\n\n-- \nAnna\n\nOn ", "> ")), (True, ("\n\nOn ", "\n\n-- \nAnna\n"))):
        writing = WritingChoices(signature="Anna", signature_below=below, undo_seconds=0)
        built = bench(tmp_path / str(below), AccountInMemory(inbox()), writing=writing)
        windows = OpenWindows(built.desk)
        windows.write()
        assert windows.composers[0].form.text.toPlainText() == "\n\n-- \nAnna\n"
        assert not windows.composers[0].is_changed()
        windows.reply(make_ready(long_letter()), False)
        text = windows.composers[1].form.text.toPlainText()
        assert text.startswith(place[0])
        assert place[1] in text
        windows.close_all()
        built.close()


def test_program_that_ended_while_a_draft_took_the_place_of_another_leaves_one(
    qtbot: QtBot, windows: OpenWindows, made: Bench
) -> None:
    key, server = "ab" * 16, account(made).kept_drafts
    made.desk.unsent.keep(UnsentText(key, to="ben", text="Today?"))
    made.desk.unsent.note_saved(key, "D-before")
    # The new one was made, the one before was not removed, and nobody noted which is which.
    for email_id in ("D-before", "D-after"):
        server.saved[email_id] = (f"{key}@project.com", Draft(to=(BEN,), text="Today?"))
    windows.recover()
    qtbot.waitUntil(lambda: len(windows.composers) == 1)
    hurried(windows.composers[0])
    qtbot.waitUntil(lambda: list(server.saved) == ["D1"])


def test_mail_that_is_no_draft_is_never_replaced(qtbot: QtBot, windows: OpenWindows, made: Bench) -> None:
    account(made).blobs[long_letter().blob_id] = b"Subject: x\r\n\r\nHello\r\n"
    windows.open_draft("M1")
    qtbot.waitUntil(lambda: list(windows.messages) == ["M1"])
    assert windows.composers == []
