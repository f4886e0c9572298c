"""A draft and the message that it becomes: it stays in Drafts as long as the message waits, and goes with it."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.draft import Draft, compose
from client.gui.composer_window import ComposerWindow
from client.gui.open_windows import OpenWindows
from client.gui.unsent_texts import UnsentText, UnsentTexts
from client.outbox import State
from client.server_drafts import SavedDraft
from tests.support.gui_desk import Bench
from tests.support.gui_drafts import DOWN, account, hurried, saved, write
from tests.support.gui_samples import ANNA, BEN
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


def assert_goes_with_the_message(qtbot: QtBot, made: Bench) -> None:
    """Let the message go that waits for the server: its draft goes, too."""
    assert len(saved(made)) == 1
    del account(made).faults["submit"]
    made.desk.office.try_now(made.outbox.items()[0].id)
    qtbot.waitUntil(lambda: saved(made) == [])


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
    assert_goes_with_the_message(qtbot, made)


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
    assert_goes_with_the_message(qtbot, made)


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
