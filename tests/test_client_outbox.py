"""The outbox: durable before the first try, every state visible, nothing sent twice without a person saying so."""

import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from client.draft import Submission
from client.errors import FileFault, LocalDiskFull
from client.outbox import INTERRUPTED, PAUSES, Outbox, OutboxItem, State
from client.server_answers import Refusal

ANNA = "anna@project.com"
BEN = "ben@project.com"
CARL = "carl@project.com"
HELLO = Submission(ANNA, (BEN, CARL), b"Subject: Hello\r\n\r\nHello\r\n", "<1@project.com>", "Hello")


class Clock:
    """Time that goes on when the test says so."""

    def __init__(self) -> None:
        self.now = datetime(2026, 8, 22, 10, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outboxes" / "anna.sqlite3"


@pytest.fixture
def outbox(path: Path, clock: Clock) -> Iterator[Outbox]:
    outbox = Outbox(path, clock)
    yield outbox
    outbox.close()


def states(item: OutboxItem | None) -> tuple[State, list[State]]:
    assert item is not None
    return item.state, [one.state for one in item.recipients]


def claimed(outbox: Outbox) -> OutboxItem:
    found = outbox.claim()
    assert found is not None
    return found[0]


def test_what_is_put_waits_and_is_told_whole(outbox: Outbox, clock: Clock) -> None:
    item = outbox.put(HELLO)
    assert states(item) == (State.WAITING, [State.WAITING, State.WAITING])
    assert [one.address for one in item.recipients] == [BEN, CARL]
    assert (item.sender, item.subject, item.message_id) == (ANNA, "Hello", "<1@project.com>")
    assert (item.size, item.created, item.next_try, item.attempts) == (len(HELLO.content), clock.now, clock.now, 0)
    assert outbox.items() == (item,)
    assert outbox.item(item.id) == item
    assert outbox.content(item.id) == HELLO.content


def test_claim_gives_what_was_put_and_marks_it(outbox: Outbox) -> None:
    item = outbox.put(HELLO)
    found = outbox.claim()
    assert found is not None
    assert found[1] == HELLO
    assert states(outbox.item(item.id)) == (State.SENDING, [State.SENDING, State.SENDING])
    assert found[0].attempts == 1
    assert outbox.claim() is None


def test_oldest_goes_first(outbox: Outbox) -> None:
    ids = [outbox.put(HELLO).id for _ in range(3)]
    assert [claimed(outbox).id for _ in range(3)] == ids
    assert [item.id for item in outbox.items()] == ids[::-1]


def test_held_item_is_not_tried_before_its_time(outbox: Outbox, clock: Clock) -> None:
    item = outbox.put(HELLO, hold=timedelta(seconds=10))
    outbox.wake()
    assert outbox.claim() is None
    assert outbox.next_due() == clock.now + timedelta(seconds=10) == item.next_try
    clock.forward(10)
    assert claimed(outbox).id == item.id
    assert outbox.next_due() is None


def test_sent_item_stays_as_history_without_its_content(outbox: Outbox) -> None:
    item = outbox.put(HELLO)
    claimed(outbox)
    assert states(outbox.settle(item.id)) == (State.SENT, [State.SENT, State.SENT])
    assert outbox.content(item.id) is None
    assert outbox.claim() is None
    assert outbox.clear_history() == 1
    assert outbox.items() == ()


def test_refused_recipient_is_told_with_the_reason(outbox: Outbox) -> None:
    item = outbox.put(HELLO)
    claimed(outbox)
    settled = outbox.settle(item.id, (Refusal(CARL, 550, "no such recipient"),))
    assert states(settled) == (State.REFUSED, [State.SENT, State.REFUSED])
    assert settled.recipients[1].words == "no such recipient"
    assert "not to everybody" in settled.words
    assert outbox.claim() is None


def test_retry_after_a_refusal_goes_to_the_refused_alone(outbox: Outbox) -> None:
    item = outbox.put(HELLO)
    claimed(outbox)
    outbox.settle(item.id, (Refusal(CARL, 550, "no"),))
    assert outbox.retry_now(item.id)
    found = outbox.claim()
    assert found is not None
    assert found[1].recipients == (CARL,)
    assert states(outbox.settle(item.id)) == (State.SENT, [State.SENT, State.SENT])


def test_recipient_refused_for_the_moment_waits(outbox: Outbox, clock: Clock) -> None:
    item = outbox.put(HELLO)
    claimed(outbox)
    settled = outbox.settle(item.id, (Refusal(CARL, 452, "too many recipients"),))
    assert states(settled) == (State.WAITING, [State.SENT, State.WAITING])
    assert outbox.claim() is None
    clock.forward(PAUSES[0])
    found = outbox.claim()
    assert found is not None
    assert found[1].recipients == (CARL,)


def test_message_refused_as_a_whole(outbox: Outbox) -> None:
    item = outbox.put(HELLO)
    claimed(outbox)
    refused = outbox.refuse(item.id, "The message has a bare CR.")
    assert states(refused) == (State.REFUSED, [State.REFUSED, State.REFUSED])
    assert refused.words == "The message has a bare CR."
    assert outbox.content(item.id) == HELLO.content


def test_pauses_grow_with_the_attempts_and_stay_at_the_longest(outbox: Outbox, clock: Clock) -> None:
    item = outbox.put(HELLO)
    for pause in (*PAUSES, PAUSES[-1], PAUSES[-1]):
        claimed(outbox)
        assert outbox.postpone(item.id, "The server is down.").next_try == clock.now + timedelta(seconds=pause)
        clock.forward(pause - 0.5)
        assert outbox.claim() is None
        clock.forward(0.5)


def test_wake_makes_what_failed_due_at_once(outbox: Outbox) -> None:
    item = outbox.put(HELLO)
    claimed(outbox)
    outbox.postpone(item.id, "The server is down.")
    outbox.wake()
    assert claimed(outbox).id == item.id


def test_retry_now_makes_a_waiting_item_due_at_once(outbox: Outbox) -> None:
    item = outbox.put(HELLO, hold=timedelta(hours=1))
    assert outbox.retry_now(item.id)
    assert claimed(outbox).id == item.id


def test_unsure_item_is_never_tried_by_itself(outbox: Outbox, clock: Clock) -> None:
    item = outbox.put(HELLO)
    claimed(outbox)
    assert states(outbox.doubt(item.id, "It may have been sent.")) == (State.UNSURE, [State.UNSURE, State.UNSURE])
    outbox.wake()
    clock.forward(10**7)
    assert outbox.claim() is None
    assert outbox.retry_now(item.id)
    assert claimed(outbox).id == item.id


def test_unsure_item_found_in_sent_is_sent(outbox: Outbox) -> None:
    item = outbox.put(HELLO)
    claimed(outbox)
    outbox.doubt(item.id, "It may have been sent.")
    assert outbox.confirm_sent(item.id)
    assert states(outbox.item(item.id)) == (State.SENT, [State.SENT, State.SENT])
    assert not outbox.confirm_sent(item.id)


def test_retry_and_cancel_come_too_late_while_it_is_sent(outbox: Outbox) -> None:
    item = outbox.put(HELLO)
    claimed(outbox)
    assert not outbox.retry_now(item.id)
    assert not outbox.cancel(item.id)
    outbox.settle(item.id)
    assert not outbox.retry_now(item.id)


def test_cancelled_item_is_gone(outbox: Outbox) -> None:
    item = outbox.put(HELLO)
    assert outbox.cancel(item.id)
    assert outbox.item(item.id) is None
    assert outbox.content(item.id) is None
    assert outbox.claim() is None
    assert not outbox.cancel(item.id)
    assert not outbox.retry_now(item.id)


def test_everything_is_there_after_a_new_start(path: Path, outbox: Outbox, clock: Clock) -> None:
    waiting = outbox.put(HELLO)
    outbox.close()
    again = Outbox(path, clock)
    assert again.items() == (waiting,)
    assert again.damage is None
    again.close()


def test_item_that_was_being_sent_at_the_end_is_unsure_at_the_next_start(path: Path, clock: Clock) -> None:
    outbox = Outbox(path, clock)
    item = outbox.put(HELLO)
    claimed(outbox)
    outbox.close()
    outbox = Outbox(path, clock)
    found = outbox.item(item.id)
    assert states(found) == (State.UNSURE, [State.UNSURE, State.UNSURE])
    assert found is not None
    assert found.words == INTERRUPTED
    assert outbox.claim() is None
    outbox.close()


ROOT = Path(__file__).resolve().parent.parent
KILLED = """
import sys
from pathlib import Path
from client.draft import Submission
from client.outbox import Outbox
outbox = Outbox(Path(sys.argv[1]))
number = 0
while True:
    number += 1
    outbox.put(Submission("a@b", ("c@d",), b"x" * 5000, f"<{number}@b>", str(number)))
    if number % 3 == 0:
        outbox.claim()
    print(number, flush=True)
"""


@pytest.mark.parametrize("number", [1, 4, 30])
def test_nothing_that_was_put_is_lost_when_the_program_is_killed(path: Path, number: int) -> None:
    command = [sys.executable, "-c", KILLED, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as program:
        assert program.stdout is not None
        for line in program.stdout:
            if int(line) >= number:
                break
        program.send_signal(signal.SIGKILL)
        last = max([number, *map(int, program.stdout.read().split())])
    outbox = Outbox(path)
    subjects = {item.subject for item in outbox.items()}
    assert subjects >= {str(one) for one in range(1, last + 1)}
    assert State.SENDING not in {item.state for item in outbox.items()}
    assert all(outbox.content(item.id) == b"x" * 5000 for item in outbox.items())
    outbox.close()


def test_second_program_with_the_same_outbox_is_refused(path: Path, outbox: Outbox) -> None:
    with pytest.raises(FileFault) as caught:
        Outbox(path)
    assert "Another Postroom window" in caught.value.sentence
    assert outbox.items() == ()


def test_file_is_for_its_owner_alone_and_flushed_at_each_commit(path: Path, outbox: Outbox) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert outbox._store.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert outbox._store.execute("PRAGMA synchronous").fetchone() == (2,)


def test_damaged_file_is_set_aside_and_told(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database, " * 500)
    outbox = Outbox(path)
    assert outbox.damage is not None
    assert outbox.damage.aside == path.with_name("anna.sqlite3.damaged")
    assert "anna.sqlite3.damaged" in outbox.damage.sentence
    assert outbox.items() == ()
    assert outbox.put(HELLO).state is State.WAITING
    outbox.close()


def test_file_of_a_newer_version_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(FileFault) as caught:
        Outbox(path)
    assert "newer version" in caught.value.sentence
    assert path.read_bytes() == before


def test_folder_that_cannot_be_made_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileFault):
        Outbox(tmp_path / "file" / "anna.sqlite3")


def test_full_disk_is_told_and_what_was_there_stays(path: Path, outbox: Outbox) -> None:
    first = outbox.put(HELLO)
    outbox._store.execute(f"PRAGMA max_page_count = {outbox._store.execute('PRAGMA page_count').fetchone()[0] + 1}")
    with pytest.raises(LocalDiskFull) as caught:
        outbox.put(Submission(ANNA, (BEN,), b"x" * 10**6, "<2@b>", "big"))
    assert str(path) in caught.value.detail
    assert outbox.items() == (first,)


def test_many_threads_claim_each_item_once(outbox: Outbox) -> None:
    ids = {outbox.put(HELLO).id for _ in range(40)}
    got: list[int] = []

    def take() -> None:
        while (found := outbox.claim()) is not None:
            got.append(found[0].id)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        # Each is flushed to the disk, which others may keep busy.
        thread.join(100)
    assert sorted(got) == sorted(ids)
