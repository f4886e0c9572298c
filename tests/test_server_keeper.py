"""The keeper: a process that keeps the server's mail, and the server's way to it."""

import asyncio
import itertools
import os
import signal
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import directory, errors
from db.database import Store
from db.envelope import Author, Envelope, Receipt, Recipient
from db.mailroom import Outcome
from server.keeper import next_group, pack
from server.keeper_door import KeeperDoor
from tests.support.stores import People, assert_sound, fresh_store

NUMBERS = st.integers(0, 2**62)
ENVELOPES = st.builds(
    Envelope,
    sender=st.text(max_size=20),
    recipients=st.lists(st.builds(Recipient, NUMBERS, NUMBERS), max_size=3).map(tuple),
    content=st.binary(max_size=200),
    received_at=NUMBERS,
    author=st.none() | st.builds(Author, NUMBERS, NUMBERS),
    outside=st.lists(st.text(max_size=20), max_size=3).map(tuple),
)


@given(st.lists(ENVELOPES, max_size=5), st.lists(st.integers(0, 2000), max_size=8), st.integers(0, 30))
def test_messages_come_out_of_their_frames_however_they_arrive(
    sent: list[Envelope], places: list[int], missing: int
) -> None:
    """Also when the last frame is cut short, as by a server that was killed: that one does not come out."""
    frames = [b"".join(pack(number, one)) for number, one in enumerate(sent)]
    stream = b"".join(frames)
    stream = stream[: len(stream) - min(missing, len(frames[-1]) if frames else 0)]
    whole = len(frames) - bool(missing and frames)
    edges = sorted({place % (len(stream) + 1) for place in places} | {0, len(stream)})
    ours, theirs = socket.socketpair()
    found: list[tuple[int, Envelope]] = []
    with theirs:
        with ours:
            for start, end in itertools.pairwise(edges):
                ours.sendall(stream[start:end])
        while group := next_group(theirs):
            found += group
    assert found == list(enumerate(sent))[:whole]


@pytest.fixture
def durable(tmp_path: Path) -> Store:
    return fresh_store(tmp_path / "store.sqlite3")


def envelope(store: Store, name: str, content: bytes = b"Subject: Hello\r\n\r\nHi\r\n") -> Envelope:
    found = directory.recipient(store, f"{name}@project.com")
    assert found is not None
    return Envelope("clara@project.com", (found.recipient,), content, 1)


def handed(store: Store, envelopes: Sequence[Envelope], kill: bool = False) -> tuple[list[Outcome], KeeperDoor, bool]:
    """Hand all of them to a keeper and stop it; return the outcomes, the door, and whether the server was to stop."""

    async def run() -> tuple[list[Outcome], KeeperDoor, bool]:
        outcomes: dict[int, Outcome] = {}
        stop = asyncio.Event()
        door = KeeperDoor(store, stop)

        def settle(pairs: Sequence[tuple[Any, Outcome]]) -> None:
            outcomes.update(pairs)

        await door.start()
        if kill:
            os.kill(door.pid, signal.SIGKILL)
        for number, one in enumerate(envelopes):
            door.submit(one, number, settle)
        if kill:
            await asyncio.wait_for(stop.wait(), 30)
        await door.stop()
        door.submit(envelopes[0], -1, settle)
        assert isinstance(outcomes.pop(-1), errors.Unavailable), "nothing is taken after the stop"
        return [outcomes[number] for number in range(len(envelopes))], door, stop.is_set()

    return asyncio.run(run())


def test_everything_handed_over_before_the_stop_is_kept(durable: Store) -> None:
    People.make(durable, "anna", "ben")
    sent = [envelope(durable, ("anna", "ben")[number % 2]) for number in range(300)]
    outcomes, door, asked_to_stop = handed(durable, sent)
    assert outcomes == [Receipt(one.name, 1) for one in sent]
    assert (door.died, asked_to_stop) == (False, False)
    assert durable.row("SELECT count(*) FROM message") == (300,)
    assert_sound(durable)
    durable.close()


def test_refusals_come_back_as_what_they_are(tmp_path: Path) -> None:
    fresh_store(tmp_path / "small.sqlite3").close()
    small = Store(tmp_path / "small.sqlite3", max_size=700_000)
    People.make(small, "anna")
    nobody = Envelope("clara@project.com", (Recipient(999, 999),), b"Subject: Hello\r\n\r\nHi\r\n", 1)
    large = envelope(small, "anna", b"Subject: Large\r\n\r\n" + b"x" * 900_000 + b"\r\n")
    last = envelope(small, "anna")
    outcomes, _, _ = handed(small, [nobody, large, last])
    assert [type(one) for one in outcomes] == [errors.NoRecipients, errors.StoreFull, Receipt]
    assert str(outcomes[1]).startswith("The disk is full")
    small.close()


def test_keeper_that_dies_leaves_nobody_waiting_and_stops_the_server(durable: Store) -> None:
    People.make(durable, "anna")
    outcomes, door, asked_to_stop = handed(durable, [envelope(durable, "anna") for _ in range(50)], kill=True)
    assert all(isinstance(one, errors.Unavailable) for one in outcomes)
    assert door.died
    assert asked_to_stop
    assert_sound(durable)
    durable.close()
