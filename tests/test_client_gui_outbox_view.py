"""The outbox shows each message with its state and the server's words, and what can be done about it."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from client.account import Receipt
from client.blob_upload import Progress
from client.draft import Draft, Submission, compose
from client.gui.outbox_list import Column
from client.gui.outbox_view import OutboxView
from client.mail_transaction import TellRefused
from client.outbox import OutboxItem, State
from client.server_answers import Refusal
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_hands import answer
from tests.support.gui_models import check_model
from tests.support.gui_samples import ANNA, BEN, CLARA
from tests.support.gui_shown import shown_outbox


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    built = bench(tmp_path / "anna", AccountInMemory())
    yield built
    built.close()


@pytest.fixture
def view(qtbot: QtBot, made: Bench) -> OutboxView:
    return shown_outbox(qtbot, made)


def put(made: Bench, subject: str = "Lunch", *, hold: float = 0) -> OutboxItem:
    return made.outbox.put(compose(Draft(to=(BEN, CLARA), subject=subject, text="x"), ANNA), timedelta(seconds=hold))


def partly_refused(made: Bench) -> OutboxItem:
    item = put(made)
    made.outbox.claim()
    return made.outbox.settle(item.id, (Refusal("clara@project.com", 550, "no such recipient"),))


def unsure(made: Bench) -> OutboxItem:
    item = put(made)
    made.outbox.claim()
    return made.outbox.doubt(item.id, "The connection was lost.")


def show(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    made.desk.office.look()
    qtbot.waitUntil(lambda: view.items.rowCount() == len(made.outbox.items()))


def states(made: Bench) -> list[State]:
    return [item.state for item in made.outbox.items()]


def test_model_keeps_the_rules_of_qt(qtbot: QtBot, made: Bench, view: OutboxView, qtmodeltester: ModelTester) -> None:
    check_model(qtmodeltester, view.items)
    partly_refused(made)
    show(qtbot, made, view)
    put(made, "Second", hold=60)
    show(qtbot, made, view)


def test_empty_outbox_says_so(view: OutboxView) -> None:
    assert view._empty.isVisible()
    assert view._empty.accessibleName().startswith("The outbox is empty")


def test_state_of_each_recipient_with_the_words_of_the_server(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    partly_refused(made)
    show(qtbot, made, view)
    assert view.people.toPlainText().splitlines() == [
        "ben@project.com: Sent",
        "clara@project.com: Refused. No such recipient.",
    ]
    assert view.words.text() == "Was sent, but not to everybody."


def test_rows_are_spoken(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    partly_refused(made)
    show(qtbot, made, view)
    spoken = view.items.index(0, Column.STATE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == ("Refused, to ben@project.com, clara@project.com, subject Lunch. Was sent, but not to everybody.")


def test_next_try_of_a_waiting_message_is_told(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    item = put(made)
    made.outbox.claim()
    made.outbox.postpone(item.id, "The server cannot be reached.")
    show(qtbot, made, view)
    assert "The next try is at 14:2" in view.words.text()


@pytest.mark.parametrize(
    ("make", "usable"),
    [
        (partly_refused, {"try", "edit", "cancel"}),
        (unsure, {"try", "edit", "cancel", "arrived"}),
        (lambda made: put(made, hold=60), {"try", "edit", "cancel"}),
    ],
    ids=["refused", "unsure", "waiting"],
)
def test_buttons_follow_the_state(qtbot: QtBot, made: Bench, view: OutboxView, make: object, usable: set[str]) -> None:
    assert callable(make)
    make(made)
    show(qtbot, made, view)
    buttons = {
        "try": view.try_button,
        "edit": view.edit_button,
        "cancel": view.cancel_button,
        "arrived": view.arrived_button,
    }
    assert {name for name, button in buttons.items() if button.isEnabled()} == usable
    assert view.arrived_button.isVisible() == ("arrived" in usable)


def test_try_now_sends(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    put(made, hold=3600)
    show(qtbot, made, view)
    view.try_button.click()
    qtbot.waitUntil(lambda: states(made) == [State.SENT])


def test_sending_an_unsure_message_again_is_asked_about(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    unsure(made)
    show(qtbot, made, view)
    view.try_button.click()
    assert states(made) == [State.UNSURE]
    answer(view, "Send again")
    qtbot.waitUntil(lambda: states(made) == [State.SENT])


def test_unsure_message_that_arrived_is_confirmed(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    unsure(made)
    show(qtbot, made, view)
    view.arrived_button.click()
    qtbot.waitUntil(lambda: states(made) == [State.SENT])
    assert made.account.submitted == []


def test_cancelling_is_asked_about_and_removes_the_message(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    put(made, hold=60)
    show(qtbot, made, view)
    view.cancel_button.click()
    assert states(made) == [State.WAITING]
    answer(view, "Cancel the message")
    qtbot.waitUntil(lambda: states(made) == [])
    qtbot.waitUntil(lambda: view._empty.isVisible())


def test_edit_again_tells_the_message(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    item = partly_refused(made)
    show(qtbot, made, view)
    with qtbot.waitSignal(view.edit_wanted) as wanted:
        view.edit_button.click()
    assert wanted.args[0].id == item.id


def test_sent_messages_can_be_cleared(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    put(made)
    made.outbox.claim()
    made.outbox.settle(1)
    refused = partly_refused(made)
    show(qtbot, made, view)
    view.clear_button.click()
    qtbot.waitUntil(lambda: [item.id for item in made.outbox.items()] == [refused.id])


def test_selection_stays_when_another_message_arrives(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    first = put(made, "First", hold=60)
    put(made, "Second", hold=60)
    show(qtbot, made, view)
    view.select(first.id)
    put(made, "Third", hold=60)
    show(qtbot, made, view)
    chosen = view.selected()
    assert chosen is not None
    assert chosen.id == first.id


class PostInSteps(AccountInMemory):
    """Sends each message when its step is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = [threading.Event(), threading.Event()]

    def submit(
        self, submission: Submission, progress: Progress | None = None, tell_refused: TellRefused | None = None
    ) -> Receipt:
        assert self.steps[len(self.submitted)].wait(60)
        if progress is not None:
            progress(len(submission.content), len(submission.content))
        return super().submit(submission, progress, tell_refused)


def test_only_the_message_that_is_shown_is_stopped(qtbot: QtBot, tmp_path: Path) -> None:
    """The one after it had begun before that was shown, and was stopped instead."""
    account = PostInSteps()
    with closing(bench(tmp_path / "anna", account)) as made:
        view, office = shown_outbox(qtbot, made), made.desk.office
        first = put(made)
        put(made, "Second")
        with qtbot.waitSignal(office.sending):
            office.send_waiting()
        office.look()
        qtbot.waitUntil(lambda: any(one.state is State.SENDING for one in office.items))
        view.select(first.id)
        assert view.stop_button.isVisible()
        office.items_changed.disconnect(view.show_items)
        with qtbot.waitSignal(office.sending):
            account.steps[0].set()
        view.stop_button.click()
        account.steps[1].set()
        qtbot.waitUntil(lambda: len(account.submitted) == 2)


def test_message_that_is_being_sent_can_be_stopped(qtbot: QtBot, tmp_path: Path) -> None:
    account = PostInSteps()
    with closing(bench(tmp_path / "anna", account)) as made:
        view, office = shown_outbox(qtbot, made), made.desk.office
        put(made)
        office.send_waiting()
        qtbot.waitUntil(view.stop_button.isVisible)
        view.stop_button.click()
        account.steps[0].set()
        qtbot.waitUntil(lambda: State.SENDING not in states(made))
        assert account.submitted == []
