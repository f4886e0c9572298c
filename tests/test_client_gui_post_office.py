"""Outgoing mail: into the outbox first, then to the server, and what became of it is always told."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.account import Receipt
from client.blob_upload import Progress
from client.draft import Draft, Submission, compose
from client.errors import DeliveryUnsure, MessageRefused, NoRecipients, ServerDown
from client.gui.notices import Notices, Urgency
from client.gui.outgoing_news import OutgoingNews
from client.gui.post_office import PostOffice
from client.gui.tasks import Tasks
from client.mail_transaction import TellRefused
from client.outbox import Outbox, OutboxItem, State
from client.outbox_item import NEVER
from client.server_answers import Refusal
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_post_office import DRAFT, OfficeAtWork, open_office, states
from tests.support.gui_samples import ANNA, BEN

DOWN = ServerDown("localhost", 1587)


class SlowPost(AccountInMemory):
    """Tells how far it is once it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.sending = threading.Event()
        self.sending.set()

    def submit(
        self, submission: Submission, progress: Progress | None = None, tell_refused: TellRefused | None = None
    ) -> Receipt:
        assert self.sending.wait(60)
        if progress is not None:
            progress(len(submission.content), len(submission.content))
        return super().submit(submission, progress, tell_refused)


@pytest.fixture
def account() -> SlowPost:
    return SlowPost()


@pytest.fixture
def at_work(qtbot: QtBot, tmp_path: Path, account: AccountInMemory) -> Iterator[OfficeAtWork]:
    with open_office(tmp_path, account) as made:
        yield made


@pytest.fixture
def office(at_work: OfficeAtWork) -> PostOffice:
    return at_work.office


@pytest.fixture
def outbox(at_work: OfficeAtWork) -> Outbox:
    return at_work.outbox


@pytest.fixture
def tasks(at_work: OfficeAtWork) -> Tasks:
    return at_work.tasks


def put(office: PostOffice, draft: Draft = DRAFT) -> list[OutboxItem]:
    taken: list[OutboxItem] = []

    def failed(error: Exception) -> None:
        raise error

    office.put(draft, taken.append, failed)
    return taken


def test_message_is_in_the_outbox_before_it_is_sent(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory, outbox: Outbox
) -> None:
    account.gate.clear()
    taken = put(office)
    qtbot.waitUntil(lambda: bool(taken))
    assert [item.subject for item in outbox.items()] == ["Lunch"]
    assert account.submitted == []


def test_sent_message_is_told_with_its_state(qtbot: QtBot, office: PostOffice, account: AccountInMemory) -> None:
    with qtbot.waitSignal(office.sent) as sent:
        put(office)
    assert sent.args[0].state is State.SENT
    qtbot.waitUntil(lambda: states(office) == [State.SENT])
    assert account.submitted[0].recipients == ("ben@project.com", "clara@project.com")


def test_message_being_sent_stands_in_the_list_of_tasks_and_is_stopped_there(
    qtbot: QtBot, office: PostOffice, account: SlowPost, tasks: Tasks
) -> None:
    account.sending.clear()
    put(office)
    qtbot.waitUntil(lambda: [one.words for one in tasks.list.active()] == ["Sending “Lunch”"])
    tasks.list.cancel(tasks.list.active()[0])
    account.sending.set()
    qtbot.waitUntil(lambda: tasks.list.entries == ())
    qtbot.waitUntil(lambda: bool(states(office)) and State.SENDING not in states(office))
    assert account.submitted == []


def test_messages_go_out_one_after_the_other(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory, tasks: Tasks
) -> None:
    for number in range(5):
        put(office, Draft(to=(BEN,), subject=f"Number {number}"))
    qtbot.waitUntil(lambda: states(office) == [State.SENT] * 5)
    assert [one.subject for one in account.submitted] == [f"Number {number}" for number in range(5)]


def test_refused_recipient_is_told_with_the_words_of_the_server(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory
) -> None:
    account.refused = (Refusal("clara@project.com", 550, "no such recipient"),)
    with qtbot.waitSignal(office.troubled) as troubled:
        put(office)
    item: OutboxItem = troubled.args[0]
    assert item.state is State.REFUSED
    assert [(one.address, one.state) for one in item.recipients] == [
        ("ben@project.com", State.SENT),
        ("clara@project.com", State.REFUSED),
    ]


def test_message_waits_while_the_server_is_down_and_goes_when_tried_again(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory
) -> None:
    account.faults["submit"] = DOWN
    with qtbot.waitSignal(office.troubled) as troubled:
        put(office)
    assert troubled.args[0].state is State.WAITING
    assert troubled.args[0].words == DOWN.sentence
    del account.faults["submit"]
    with qtbot.waitSignal(office.sent):
        office.try_now(troubled.args[0].id)


def test_waiting_message_goes_when_the_network_is_back(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory
) -> None:
    account.faults["submit"] = DOWN
    with qtbot.waitSignal(office.troubled):
        put(office)
    qtbot.waitUntil(lambda: states(office) == [State.WAITING])
    del account.faults["submit"]
    with qtbot.waitSignal(office.sent):
        office.network_is_back()


def test_network_that_is_back_while_the_outbox_is_looked_at_is_not_forgotten(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not due by itself, however slow this is.
    monkeypatch.setattr("client.outbox.PAUSES", (3600,))
    account.faults["submit"] = DOWN
    with qtbot.waitSignal(office.troubled):
        put(office)
    qtbot.waitUntil(lambda: states(office) == [State.WAITING] and office._timer.isActive())
    del account.faults["submit"]
    look, looked, may_end = office.carrier.send_one, threading.Event(), threading.Event()

    def slow() -> tuple[OutboxItem | None, datetime | None]:
        found = look()
        looked.set()
        assert may_end.wait(60)
        return found

    monkeypatch.setattr(office.carrier, "send_one", slow)
    office.send_waiting()
    qtbot.waitUntil(looked.is_set)
    office.network_is_back()
    qtbot.waitUntil(lambda: (outbox.next_due() or NEVER) <= datetime.now(UTC) and office._asked_again)
    with qtbot.waitSignal(office.sent):
        may_end.set()


def test_timer_is_set_for_the_next_try(qtbot: QtBot, office: PostOffice, account: AccountInMemory) -> None:
    account.faults["submit"] = DOWN
    with qtbot.waitSignal(office.troubled):
        put(office)
    qtbot.waitUntil(lambda: office._timer.isActive())
    assert 0 < office._timer.remainingTime() <= timedelta(minutes=11) / timedelta(milliseconds=1)


def test_unsure_message_is_never_tried_by_itself(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory, tasks: Tasks
) -> None:
    account.faults["submit"] = DeliveryUnsure("localhost", 1587)
    with qtbot.waitSignal(office.troubled) as troubled:
        put(office)
    assert troubled.args[0].state is State.UNSURE
    qtbot.waitUntil(tasks.is_idle)
    office.send_waiting()
    qtbot.waitUntil(tasks.is_idle)
    assert account.calls.count("submit") == 1


def test_unsure_message_can_be_confirmed(qtbot: QtBot, office: PostOffice, account: AccountInMemory) -> None:
    account.faults["submit"] = DeliveryUnsure("localhost", 1587)
    with qtbot.waitSignal(office.troubled) as troubled:
        put(office)
    office.confirm_sent(troubled.args[0].id)
    qtbot.waitUntil(lambda: states(office) == [State.SENT])


def test_unsure_message_of_an_earlier_run_is_settled_when_it_is_in_sent(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory, outbox: Outbox
) -> None:
    submission = compose(DRAFT, ANNA)
    outbox.put(submission)
    claimed = outbox.claim()
    assert claimed is not None
    outbox.doubt(claimed[0].id, "lost")
    account.submitted.append(submission)
    office.begin()
    qtbot.waitUntil(lambda: states(office) == [State.SENT])
    assert "submit" not in account.calls


def test_unsure_message_is_settled_in_the_same_run(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory, tasks: Tasks
) -> None:
    account.faults["submit"] = DeliveryUnsure("localhost", 1587)
    account.faults["is_in_sent"] = DOWN
    with qtbot.waitSignal(office.troubled) as troubled:
        put(office)
    qtbot.waitUntil(lambda: tasks.is_idle() and states(office) == [State.UNSURE])
    # It had arrived: only the answer was lost, and now the server can be asked.
    del account.faults["is_in_sent"]
    submission = compose(DRAFT, ANNA)
    account.submitted.append(replace(submission, message_id=troubled.args[0].message_id))
    with qtbot.waitSignal(office.sent) as sent:
        office.network_is_back()
    assert sent.args[0].id == troubled.args[0].id
    qtbot.waitUntil(lambda: states(office) == [State.SENT])
    assert account.calls.count("submit") == 1


def test_unsure_message_that_the_server_is_still_taking_is_found_at_a_later_look(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office._settling, "_pauses", (10,))
    account.faults["submit"] = DeliveryUnsure("localhost", 1587)
    looks = iter((False, True))
    monkeypatch.setattr(account, "is_in_sent", lambda _message_id: next(looks))
    with qtbot.waitSignal(office.sent):
        put(office)
    assert account.calls.count("submit") == 1


def test_what_waited_in_an_earlier_run_is_sent(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory, outbox: Outbox
) -> None:
    outbox.put(compose(DRAFT, ANNA))
    with qtbot.waitSignal(office.sent):
        office.begin()


def test_message_that_failed_in_an_earlier_run_does_not_wait_for_its_pause(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory, outbox: Outbox
) -> None:
    outbox.put(compose(DRAFT, ANNA))
    claimed = outbox.claim()
    assert claimed is not None
    outbox.postpone(claimed[0].id, "You were signed out by the server.")
    with qtbot.waitSignal(office.sent):
        office.begin()


def test_cancelled_message_is_gone(qtbot: QtBot, office: PostOffice, account: AccountInMemory) -> None:
    account.faults["submit"] = DOWN
    with qtbot.waitSignal(office.troubled) as troubled:
        put(office)
    office.cancel(troubled.args[0].id)
    qtbot.waitUntil(lambda: office.items == ())


def test_history_can_be_cleared(qtbot: QtBot, office: PostOffice) -> None:
    with qtbot.waitSignal(office.sent):
        put(office)
    qtbot.waitUntil(lambda: states(office) == [State.SENT])
    office.clear_history()
    qtbot.waitUntil(lambda: office.items == ())


def test_draft_that_cannot_be_composed_is_told_and_not_queued(qtbot: QtBot, office: PostOffice, outbox: Outbox) -> None:
    errors: list[Exception] = []
    office.put(Draft(), lambda _item: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], NoRecipients)
    assert outbox.items() == ()


def test_nothing_is_sent_after_the_end(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory, outbox: Outbox, tasks: Tasks
) -> None:
    outbox.put(compose(DRAFT, ANNA))
    office.end()
    office.send_waiting()
    qtbot.waitUntil(tasks.is_idle)
    assert account.submitted == []


def test_message_being_sent_is_waited_for(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory, outbox: Outbox
) -> None:
    outbox.put(compose(DRAFT, ANNA))
    account.gate.clear()
    office.send_waiting()
    qtbot.waitUntil(lambda: outbox.items()[0].state is State.SENDING)
    office.end()
    account.gate.set()
    office.carrier.wait_until_quiet(30)
    assert outbox.items()[0].state is State.SENT


def test_news_of_sent_and_refused_messages(qtbot: QtBot, office: PostOffice, account: AccountInMemory) -> None:
    notices = Notices()
    shown: list[int] = []
    news = OutgoingNews(office, notices, shown.append)
    with qtbot.waitSignal(office.sent):
        put(office)
    assert notices.shown is not None
    assert notices.shown.sentence == "Sent to ben@project.com, clara@project.com."
    account.faults["submit"] = MessageRefused("too much of it")
    with qtbot.waitSignal(office.troubled) as troubled:
        put(office)
    assert notices.shown.urgency is Urgency.FAULT
    assert "“Lunch”" in notices.shown.sentence
    assert notices.shown.remedy is not None
    notices.shown.remedy.run()
    assert shown == [troubled.args[0].id]
    office.cancel(troubled.args[0].id)
    qtbot.waitUntil(lambda: notices.shown is None or notices.shown.urgency is Urgency.NEWS)
    news.deleteLater()


def test_pause_of_a_clock_ahead_is_bounded(qtbot: QtBot, office: PostOffice) -> None:
    office._tried((None, datetime.now(UTC) + timedelta(days=300)))
    # Qt may move a long timer by some hundredths of its length.
    assert office._timer.remainingTime() <= timedelta(minutes=11) / timedelta(milliseconds=1)
