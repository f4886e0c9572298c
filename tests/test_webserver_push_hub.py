"""The push thread when things go wrong around it: a store that cannot be read, a fault of ours, no listeners."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator

import pytest

from certs.files import CertificateFiles
from db.database import Store
from db.errors import StoreBusy
from tests.support.certificates import make_certificates
from tests.support.event_client import Listening, listening
from tests.support.stores import People, mail
from tests.support.wire import eventually
from webserver.jmap.rate import Rate
from webserver.push_hub import PushHub, PushLimits
from webserver.push_listener import Listener


class Failing(Store):
    """A store whose version cannot be told while `fault` is one."""

    fault: Exception | None = None
    failed = 0

    def data_version(self) -> int:
        # Read once: the test may take it away at any moment.
        if (fault := self.fault) is not None:
            self.failed += 1
            raise fault
        return super().data_version()


@pytest.fixture(name="files", scope="module")
def _files(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    return make_certificates(tmp_path_factory.mktemp("data") / "certs")


@pytest.fixture(name="failing")
def _failing(store: Store) -> Iterator[Failing]:
    failing = Failing(store.path)
    yield failing
    failing.close()


@pytest.fixture(name="place")
def _place(failing: Failing, people: People, files: CertificateFiles) -> Iterator[Listening]:
    with listening(failing, people, files, PushLimits(patience=0.01)) as place:
        yield place


def test_change_while_the_store_could_not_be_read_is_told_afterwards(place: Listening, failing: Failing) -> None:
    clients = [place.listen("anna"), place.listen("ben")]
    for client in clients:
        client.event()
    failing.fault = StoreBusy("The store is busy.")
    # A look that had begun before could still tell mail that comes now.
    eventually("a look that failed", lambda: failing.failed > 0)
    for name in ("anna", "ben"):
        place.inbox.deliver(name, mail())
    seen = failing.failed
    eventually("more looks that failed", lambda: failing.failed >= seen + 3)
    failing.fault = None
    for client in clients:
        assert "EmailDelivery" in client.event().changed


def test_fault_of_ours_closes_event_sources_and_new_ones_go_on(
    place: Listening, failing: Failing, caplog: pytest.LogCaptureFixture
) -> None:
    clients = [place.listen("anna"), place.listen("ben")]
    for client in clients:
        client.event()
    # No mail now: a look that has just begun could still tell it.
    failing.fault = ValueError("a fault")
    assert all(client.at_end() for client in clients)
    failing.fault = None
    again = place.listen("anna")
    again.event()
    place.inbox.deliver("anna", mail())
    assert again.event().name == "state"
    assert "all event sources were closed" in caplog.text


def test_event_source_that_comes_while_the_others_are_closed_goes_on(
    place: Listening, failing: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    closing, may_close = threading.Event(), threading.Event()
    close = Listener.close

    def close_late(listener: Listener) -> None:
        closing.set()
        assert may_close.wait(60)
        close(listener)

    old = place.listen("anna")
    old.event()
    monkeypatch.setattr(Listener, "close", close_late)
    failing.fault = ValueError("a fault")
    assert closing.wait(60)
    failing.fault = None
    new = place.listen("ben")
    eventually("the hub has the new one", lambda: bool(place.hub._new))
    may_close.set()
    assert old.at_end()
    assert new.event().name == "state"


def test_event_source_that_cannot_be_watched_is_closed_and_new_ones_go_on(
    place: Listening, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It was not among what is watched, so that closing it failed: the thread ended, and no other one began."""
    old = place.listen("anna")
    old.event()

    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No room for another one")

    with monkeypatch.context() as full:
        full.setattr(place.hub._selector, "register", no_room)
        assert place.listen("ben").at_end()
        assert old.at_end()
    again = place.listen("ben")
    assert again.event().name == "state"
    assert "No room for another one" in caplog.text


def test_event_source_that_does_not_let_itself_be_closed_stops_no_other(
    place: Listening, failing: Failing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clients = {name: place.listen(name) for name in ("anna", "ben")}
    for client in clients.values():
        client.event()
    (stubborn,) = place.listeners("anna")
    close = Listener.close

    def refuse(listener: Listener) -> None:
        if listener is stubborn:
            raise ValueError("not this one")
        close(listener)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Listener, "close", refuse)
        failing.fault = ValueError("a fault")
        assert clients["ben"].at_end()
        failing.fault = None
        assert place.listen("ben").event().name == "state"
    assert "an event source could not be closed" in caplog.text
    stubborn.close()


def test_hub_without_listeners_has_no_thread_and_stops(store: Store) -> None:
    before = set(threading.enumerate())
    hub = PushHub(store)
    assert set(threading.enumerate()) <= before
    hub.stop()
    hub.stop()


def test_rate_is_counted_for_each_account_and_window() -> None:
    now = [0.0]
    rate = Rate(3, 60.0, lambda: now[0])
    assert rate.take(1, 2)
    assert not rate.take(1, 2)
    assert rate.take(1)
    assert rate.take(2, 3)
    assert not rate.take(1)
    now[0] = 60.0
    assert rate.take(1, 3)
    assert not rate.take(3, 4)


def test_rate_of_very_many_accounts_stays_small() -> None:
    rate = Rate(1, 60.0, lambda: 0.0)
    for account in range(25_000):
        assert rate.take(account)
    assert len(rate._taken) <= 10_001
