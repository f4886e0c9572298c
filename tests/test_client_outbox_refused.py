"""Recipients that the server refused, in the outbox: known before the content goes, and right however the try ends."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from client.draft import Submission
from client.outbox import INTERRUPTED, Outbox, OutboxItem, State
from client.server_answers import Refusal

BEN, CARL, DORA = (f"{name}@project.com" for name in ("ben", "carl", "dora"))
HELLO = Submission(
    "anna@project.com", (BEN, CARL, DORA), b"Subject: Hello\r\n\r\nHello\r\n", "<1@project.com>", "Hello"
)
NO, LATER = Refusal(CARL, 550, "No such recipient."), Refusal(DORA, 452, "Too many recipients.")
MORNING = datetime(2026, 8, 22, 10, 30, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "anna.sqlite3"


@pytest.fixture
def outbox(path: Path) -> Iterator[Outbox]:
    with closing(Outbox(path, lambda: MORNING)) as outbox:
        yield outbox


def begun(outbox: Outbox) -> int:
    """A message on its way, of which one recipient is refused for good, one for the moment."""
    item = outbox.put(HELLO)
    assert outbox.claim() is not None
    outbox.note_refused(item.id, (NO, LATER))
    return item.id


def found(outbox: Outbox, item_id: int) -> OutboxItem:
    item = outbox.item(item_id)
    assert item is not None
    return item


def states(item: OutboxItem) -> tuple[State, list[State]]:
    return item.state, [one.state for one in item.recipients]


def test_who_was_refused_is_not_unsure_when_the_answer_is_lost(outbox: Outbox) -> None:
    unsure = outbox.doubt(begun(outbox), "It may have arrived.")
    assert states(unsure) == (State.UNSURE, [State.UNSURE, State.REFUSED, State.WAITING])
    assert [one.words for one in unsure.recipients] == ["", NO.words, LATER.words]


def test_who_was_refused_is_not_unsure_when_the_program_ends(path: Path) -> None:
    with closing(Outbox(path, lambda: MORNING)) as outbox:
        item_id = begun(outbox)
    with closing(Outbox(path, lambda: MORNING)) as outbox:
        item = found(outbox, item_id)
        assert (states(item)[1], item.words) == ([State.UNSURE, State.REFUSED, State.WAITING], INTERRUPTED)


def test_what_arrived_did_not_arrive_where_it_was_refused(path: Path) -> None:
    now = MORNING
    with closing(Outbox(path, lambda: now)) as outbox:
        item_id = begun(outbox)
        outbox.doubt(item_id, "It may have arrived.")
        assert outbox.confirm_sent(item_id)
        assert states(found(outbox, item_id)) == (State.WAITING, [State.SENT, State.REFUSED, State.WAITING])
        now += timedelta(hours=1)
        claimed = outbox.claim()
        assert claimed is not None
        assert claimed[1].recipients == (DORA,)
        assert states(outbox.settle(item_id)) == (State.REFUSED, [State.SENT, State.REFUSED, State.SENT])


def test_what_is_tried_later_goes_to_those_who_were_not_refused_for_good(path: Path) -> None:
    now = MORNING
    with closing(Outbox(path, lambda: now)) as outbox:
        item_id = begun(outbox)
        assert states(outbox.postpone(item_id, "The disk is full.")) == (
            State.WAITING,
            [State.WAITING, State.REFUSED, State.WAITING],
        )
        now += timedelta(hours=1)
        claimed = outbox.claim()
        assert claimed is not None
        assert claimed[1].recipients == (BEN, DORA)


def test_refusal_is_noted_once_however_often_it_is_told(outbox: Outbox) -> None:
    item = outbox.settle(begun(outbox), (NO, LATER))
    assert states(item) == (State.WAITING, [State.SENT, State.REFUSED, State.WAITING])


def test_words_of_a_refusal_go_when_another_try_succeeds(outbox: Outbox) -> None:
    """The outbox showed "Sent. No such recipient."."""
    item_id = begun(outbox)
    outbox.settle(item_id)
    assert outbox.retry_now(item_id)
    assert outbox.claim() is not None
    assert [(one.state, one.words) for one in outbox.settle(item_id).recipients] == [(State.SENT, "")] * 3
