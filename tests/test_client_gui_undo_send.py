"""After Send a message waits a moment in the outbox, can be taken back whole, and is never both sent and taken back."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.draft import Draft, compose
from client.gui.main_window import MainWindow
from client.gui.writing_choices import WritingBook, WritingChoices, load_writing
from client.gui.writing_dialog import WritingDialog
from client.outbox import Outbox, State
from tests.support.account_in_memory import AccountInMemory
from tests.support.clock import DateClock
from tests.support.gui_desk import Bench, bench, shown_window
from tests.support.gui_samples import ANNA, BEN, NOW, inbox


@pytest.fixture
def clock() -> DateClock:
    return DateClock(NOW)


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path, clock: DateClock) -> Iterator[Bench]:
    built = bench(tmp_path / "anna", AccountInMemory(inbox()), clock=clock, writing=WritingChoices(undo_seconds=10))
    yield built
    built.close()


@pytest.fixture
def window(qtbot: QtBot, made: Bench) -> Iterator[MainWindow]:
    with shown_window(qtbot, made) as opened:
        yield opened


Send = Callable[[str], None]


@pytest.fixture
def send(qtbot: QtBot, window: MainWindow, made: Bench) -> Send:
    def write(subject: str) -> None:
        before = len(made.desk.office.items)
        composer = window.windows.write(Draft(to=(BEN,), subject=subject, text="Today?"))
        with qtbot.waitSignal(composer.queued):
            composer.send()
        qtbot.waitUntil(lambda: len(made.desk.office.items) == before + 1)

    return write


def submitted(made: Bench) -> list[str]:
    assert isinstance(made.account, AccountInMemory)
    return [one.subject for one in made.account.submitted]


def test_sent_message_can_be_taken_back(qtbot: QtBot, window: MainWindow, made: Bench, send: Send) -> None:
    send("Lunch & more")
    bar = window.undo_send
    assert bar.isVisible()
    assert bar.words.text() == "“Lunch & more” goes out in 10 seconds."
    bar.undo_button.click()
    qtbot.waitUntil(lambda: made.outbox.items() == ())
    assert not bar.isVisible()
    (composer,) = window.windows.composers
    assert composer.form.subject.text() == "Lunch & more"
    assert composer.form.text.toPlainText() == "Today?"
    assert submitted(made) == []


def test_message_goes_out_when_the_time_is_over(
    qtbot: QtBot, window: MainWindow, made: Bench, send: Send, clock: DateClock
) -> None:
    send("Lunch")
    clock.now += timedelta(seconds=4)
    window.undo_send._tick()
    assert "6 second" in window.undo_send.words.text()
    made.desk.office.send_waiting()
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert submitted(made) == []
    clock.now += timedelta(seconds=7)
    made.desk.office.send_waiting()
    qtbot.waitUntil(lambda: submitted(made) == ["Lunch"])
    qtbot.waitUntil(lambda: not window.undo_send.isVisible())


def test_timer_of_the_office_is_set_for_the_end_of_the_wait(
    qtbot: QtBot, made: Bench, send: Send, clock: DateClock
) -> None:
    clock.now = datetime.now().astimezone()
    send("Lunch")
    qtbot.waitUntil(lambda: made.desk.office._timer.isActive())
    assert 0 < made.desk.office._timer.remainingTime() <= 11_000


def test_message_goes_out_at_once_when_the_person_says_so(
    qtbot: QtBot, window: MainWindow, made: Bench, send: Send
) -> None:
    send("Lunch")
    window.undo_send.now_button.click()
    qtbot.waitUntil(lambda: submitted(made) == ["Lunch"])


def test_two_messages_are_taken_back_one_after_the_other(
    qtbot: QtBot, window: MainWindow, made: Bench, send: Send
) -> None:
    send("one")
    send("two")
    assert window.undo_send.words.text().startswith("“two”")
    assert "And 1 more." in window.undo_send.words.text()
    window.undo_send.undo()
    qtbot.waitUntil(lambda: [item.subject for item in made.outbox.items()] == ["one"])
    assert window.undo_send.words.text().startswith("“one”")


def test_message_that_is_being_sent_cannot_be_taken_back(
    qtbot: QtBot, window: MainWindow, made: Bench, send: Send, clock: DateClock
) -> None:
    send("Lunch")
    item = made.outbox.items()[0]
    # Or the office, which still looks for what is due, takes it.
    qtbot.waitUntil(made.desk.tasks.is_idle)
    clock.now += timedelta(seconds=11)
    made.outbox.claim()
    window.windows.edit_again(item)
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert window.windows.composers == []
    assert made.outbox.items()[0].state is State.SENDING
    told = made.desk.deeds.told.shown
    assert told is not None
    assert told.sentence == "It is already on its way. To correct something, write another message."


def test_message_that_was_taken_back_is_not_sent_by_itself(tmp_path: Path) -> None:
    clock = DateClock(NOW)
    outbox = Outbox(tmp_path / "outbox.sqlite3", clock)
    item = outbox.put(compose(Draft(to=(BEN,), text="x"), ANNA), timedelta(seconds=10))
    assert outbox.take_back(item.id) is not None
    outbox.close()
    # The program ended before its text was kept elsewhere: it is still there, and waits for the person.
    clock.now += timedelta(days=400)
    again = Outbox(tmp_path / "outbox.sqlite3", clock)
    again.wake()
    assert again.claim() is None
    found = again.items()[0]
    assert (found.state, found.is_taken_back, found.is_held) == (State.WAITING, True, False)
    assert "only when you say so" in found.words
    assert again.retry_now(item.id)
    assert again.claim() is not None
    again.close()


def test_choices_are_made_in_the_dialog_and_remembered(qtbot: QtBot, window: MainWindow, made: Bench) -> None:
    window.menus.commands["writing"].trigger()
    dialog = window.findChild(WritingDialog)
    assert dialog is not None
    dialog.rich.setChecked(True)
    dialog.signature.setPlainText("Anna")
    dialog.place.setCurrentIndex(1)
    dialog.undo.setValue(0)
    dialog.accept()
    assert made.desk.writing.choices == WritingChoices(True, "Anna", True, 0)


def test_choices_survive_and_a_damaged_file_does_not_matter(qtbot: QtBot, made: Bench, tmp_path: Path) -> None:
    path = tmp_path / "writing.json"
    errors: list[Exception] = []
    WritingBook(path).change(made.desk.tasks, errors.append, rich=True, signature="Grüße\nAnna", undo_seconds=60)
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert load_writing(path).choices == WritingChoices(True, "Grüße\nAnna", False, 60)
    path.write_text('{"undo_seconds": 9999}')
    assert load_writing(path).choices.undo_seconds == 60
    path.write_text("{")
    assert load_writing(path).choices == WritingChoices()
    assert errors == []


def test_key_of_undo_takes_back_what_was_done_last(
    qtbot: QtBot, window: MainWindow, made: Bench, send: Send, clock: DateClock
) -> None:
    window.begin()
    qtbot.waitUntil(lambda: window.mail.messages.rowCount() == 12)
    undo = window.menus.commands["undo"]
    assert not undo.isEnabled()
    window.mail.table.select_number(0)
    window.menus.commands["flag"].trigger()
    send("Lunch")
    assert undo.text() == "U&ndo: Send"
    undo.trigger()
    qtbot.waitUntil(lambda: made.outbox.items() == () and made.desk.office.items == ())
    assert undo.text() == "U&ndo: Flag"
    window.windows.close_all()
    send("Supper")
    window.menus.commands["archive"].trigger()
    assert undo.text() == "U&ndo: Move to Archive"
    undo.trigger()
    qtbot.waitUntil(lambda: window.mail.messages.rowCount() == 12)
    assert [item.subject for item in made.outbox.items()] == ["Supper"]
    clock.now += timedelta(seconds=11)
    window.undo_send._tick()
    assert undo.text() == "U&ndo: Flag"
