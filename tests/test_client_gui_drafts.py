"""What is being written is in Drafts within seconds, can go back to earlier versions, and leaves Drafts when it is sent
or discarded."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from client.draft import AttachedFile, Draft, compose
from client.errors import ConnectionLost
from client.gui.composer_keeper import KEEP_AFTER_MS, SAVE_AFTER_MS
from client.gui.composer_window import ComposerWindow
from client.gui.open_windows import OpenWindows
from client.gui.reading import make_ready
from client.gui.unsent_texts import UnsentText, UnsentTexts
from client.gui.writing_choices import WritingChoices
from client.outbox import State
from client.server_drafts import SavedDraft
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_hands import type_text
from tests.support.gui_samples import ANNA, BEN, inbox, long_letter, message, row
from tests.support.gui_shown import windows_upon

DOWN = ConnectionLost("localhost", 1443)


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    account = AccountInMemory(inbox())
    account.bodies["M1"] = long_letter()
    built = bench(tmp_path / "anna", account)
    yield built
    built.close()


@pytest.fixture
def windows(made: Bench) -> Iterator[OpenWindows]:
    with windows_upon(made) as opened:
        yield opened


@pytest.fixture
def composer(windows: OpenWindows) -> ComposerWindow:
    return hurried(windows.write())


def hurried(composer: ComposerWindow) -> ComposerWindow:
    composer._keeper._timer.setInterval(1)
    composer._keeper.save_after_ms = 1
    return composer


def account(made: Bench) -> AccountInMemory:
    assert isinstance(made.account, AccountInMemory)
    return made.account


def write(composer: ComposerWindow, subject: str = "Lunch", text: str = "Today?") -> None:
    composer.form.to.line.setText("ben, half an addr")
    composer.form.subject.setText(subject)
    composer.form.text.setPlainText(text)


def saved(made: Bench) -> list[Draft]:
    return [draft for _, draft in account(made).kept_drafts.saved.values()]


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


def test_sent_message_takes_its_draft_away(qtbot: QtBot, composer: ComposerWindow, made: Bench) -> None:
    write(composer)
    with qtbot.waitSignal(composer._keeper.saved):
        composer.keep_first(lambda: None)
    composer.form.to.line.setText("ben")
    with qtbot.waitSignal(composer.queued):
        composer.send()
    qtbot.waitUntil(lambda: [item.state for item in made.outbox.items()] == [State.SENT])
    qtbot.waitUntil(lambda: saved(made) == [])
    assert composer.message_id in made.outbox.items()[0].message_id


def test_draft_of_a_message_that_waits_stays_until_it_is_sent(
    qtbot: QtBot, composer: ComposerWindow, made: Bench
) -> None:
    account(made).faults["submit"] = DOWN
    write(composer)
    with qtbot.waitSignal(composer._keeper.saved):
        composer.keep_first(lambda: None)
    composer.form.to.line.setText("ben")
    with qtbot.waitSignal(made.desk.office.troubled):
        composer.send()
    assert len(saved(made)) == 1
    del account(made).faults["submit"]
    made.desk.office.try_now(made.outbox.items()[0].id)
    qtbot.waitUntil(lambda: saved(made) == [])


def test_save_that_ends_while_the_message_waits_stays_until_it_is_sent(
    qtbot: QtBot, composer: ComposerWindow, made: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server answered between Send and the first attempt, and the draft was taken for left over."""
    account(made).faults["submit"] = DOWN
    drafts, answer = account(made).kept_drafts, threading.Event()
    save = drafts.save

    def late(draft: Draft, message_id: str, before: SavedDraft) -> SavedDraft:
        assert answer.wait(30)
        return save(draft, message_id, before)

    monkeypatch.setattr(drafts, "save", late)
    write(composer)
    composer.form.to.line.setText("ben")
    composer._keeper._save()
    with qtbot.waitSignal(made.desk.office.troubled):
        composer.send()
    answer.set()
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert len(saved(made)) == 1
    del account(made).faults["submit"]
    made.desk.office.try_now(made.outbox.items()[0].id)
    qtbot.waitUntil(lambda: saved(made) == [])


def test_text_is_kept_and_sent_while_the_server_does_not_answer_about_another_draft(
    qtbot: QtBot, windows: OpenWindows, made: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the server answered, nothing of what was typed was kept, and Send waited."""
    answer, asked = threading.Event(), threading.Event()

    def hang(_message_ids: object) -> None:
        asked.set()
        assert answer.wait(30)

    monkeypatch.setattr(account(made).kept_drafts, "remove_all", hang)
    first = windows.write()
    write(first)
    first.form.to.line.setText("ben")
    first.send()
    qtbot.waitUntil(asked.is_set)
    second = windows.write()
    write(second, subject="Dinner")
    with qtbot.waitSignal(second._keeper.kept):
        second.keep_first(lambda: None)
    second.form.to.line.setText("ben")
    with qtbot.waitSignal(second.queued):
        second.send()
    assert not answer.is_set()
    answer.set()
    qtbot.waitUntil(made.desk.tasks.is_idle)


def test_draft_of_a_message_that_is_cancelled_in_the_outbox_is_removed(
    qtbot: QtBot, windows: OpenWindows, made: Bench
) -> None:
    key = "90" * 16
    draft, server = Draft(to=(BEN,), subject="Lunch", text="Today?"), account(made).kept_drafts
    server.saved["D0"] = (f"{key}@project.com", draft)
    item = made.outbox.put(compose(draft, ANNA, message_id=f"<{key}@project.com>"), timedelta(seconds=10))
    made.desk.office.discard(item)
    qtbot.waitUntil(lambda: made.outbox.items() == () and server.saved == {})


def test_save_that_ends_after_send_leaves_nothing_behind(qtbot: QtBot, composer: ComposerWindow, made: Bench) -> None:
    write(composer)
    composer.form.to.line.setText("ben")
    qtbot.waitUntil(made.desk.tasks.is_idle)
    account(made).gate.clear()
    composer._keeper._save()
    composer._keeper.end()
    account(made).gate.set()
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert saved(made) == []
    composer._leaving = True


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


def test_draft_of_a_message_that_went_out_just_before_the_end_is_removed_at_the_next_start(
    qtbot: QtBot, windows: OpenWindows, made: Bench
) -> None:
    key = "ab" * 16
    account(made).kept_drafts.saved["D9"] = (f"{key}@project.com", Draft(subject="gone out"))
    draft = Draft(to=(BEN,), subject="gone out", text="x")
    item = made.outbox.put(compose(draft, ANNA, message_id=f"<{key}@project.com>"))
    made.outbox.claim()
    made.outbox.settle(item.id)
    made.desk.office.look()
    qtbot.waitUntil(lambda: len(made.desk.office.items) == 1)
    windows.recover()
    qtbot.waitUntil(lambda: saved(made) == [])


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


def test_held_message_keeps_its_key_when_it_is_taken_back(qtbot: QtBot, windows: OpenWindows, made: Bench) -> None:
    key = "12" * 16
    draft = Draft(to=(BEN,), subject="Lunch", text="Today?")
    item = made.outbox.put(compose(draft, ANNA, message_id=f"<{key}@project.com>"), timedelta(seconds=10))
    windows.edit_again(item)
    qtbot.waitUntil(lambda: made.outbox.items() == ())
    assert windows.composers[0].key == key


@pytest.mark.parametrize("what", ["discard", "save"])
def test_message_that_was_taken_back_has_one_draft_and_leaves_none_when_it_is_discarded(
    qtbot: QtBot, windows: OpenWindows, made: Bench, what: str
) -> None:
    key = "78" * 16
    draft, server = Draft(to=(BEN,), subject="Lunch", text="Today?"), account(made).kept_drafts
    # What was saved before it was sent is removed only when it has gone out.
    server.saved["D0"] = (f"{key}@project.com", draft)
    windows.edit_again(made.outbox.put(compose(draft, ANNA, message_id=f"<{key}@project.com>"), timedelta(seconds=10)))
    qtbot.waitUntil(lambda: made.outbox.items() == ())
    (composer,) = windows.composers
    if what == "discard":
        composer._discard()
        qtbot.waitUntil(lambda: server.saved == {})
    else:
        composer._save_and_close()
        qtbot.waitUntil(lambda: windows.composers == [])
        # On a slow machine the composer has saved it by itself before.
        assert len(server.saved) == 1
        assert "D0" not in server.saved


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


def test_text_that_was_put_into_the_outbox_just_before_the_end_is_not_opened_again(
    qtbot: QtBot, windows: OpenWindows, made: Bench, tmp_path: Path
) -> None:
    key = "34" * 16
    made.desk.unsent.keep(UnsentText(key, to="ben", text="Today?"))
    draft = Draft(to=(BEN,), subject="Lunch", text="Today?")
    made.outbox.put(compose(draft, ANNA, message_id=f"<{key}@project.com>"), timedelta(seconds=10))
    windows.recover()
    qtbot.waitUntil(lambda: UnsentTexts(tmp_path / "anna" / "unsent.json").load() == ())
    assert windows.composers == []
    assert len(made.outbox.items()) == 1


def test_message_that_was_taken_back_just_before_the_end_is_in_its_composer_alone(
    qtbot: QtBot, windows: OpenWindows, made: Bench
) -> None:
    key = "56" * 16
    made.desk.unsent.keep(UnsentText(key, to="ben", text="Today?"))
    item = made.outbox.put(compose(Draft(to=(BEN,), text="Today?"), ANNA, message_id=f"<{key}@project.com>"))
    made.outbox.take_back(item.id)
    windows.recover()
    qtbot.waitUntil(lambda: made.outbox.items() == ())
    assert [composer.key for composer in windows.composers] == [key]


def test_mail_that_is_no_draft_is_never_replaced(qtbot: QtBot, windows: OpenWindows, made: Bench) -> None:
    account(made).blobs[long_letter().blob_id] = b"Subject: x\r\n\r\nHello\r\n"
    windows.open_draft("M1")
    qtbot.waitUntil(lambda: list(windows.messages) == ["M1"])
    assert windows.composers == []
