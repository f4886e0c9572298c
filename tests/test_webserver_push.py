"""Event sources over real TLS (RFC 8620 section 7.3): what is told, when, to whom, and how they end."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from certs.files import CertificateFiles
from db import sessions
from db.database import Store
from tests.support.certificates import make_certificates
from tests.support.event_client import Listening, listening
from tests.support.inbox_app import basic
from tests.support.stores import PASSWORD, People, mail
from tests.support.wire import eventually
from webserver.limits import Limits
from webserver.push_hub import PushLimits

MAIL_TYPES = {"Email", "Mailbox", "Thread"}
ALL = {*MAIL_TYPES, "EmailDelivery", "EmailSubmission", "Identity", "VacationResponse", "Delivery", "Session"}
WHILE = "types=*&closeafter=no&ping=0"


@pytest.fixture(name="files", scope="module")
def _files(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    return make_certificates(tmp_path_factory.mktemp("data") / "certs")


@pytest.fixture(name="place")
def _place(store: Store, people: People, files: CertificateFiles) -> Iterator[Listening]:
    with listening(store, people, files) as place:
        yield place


def bump(store: Store, account_id: int, kind: str) -> None:
    sql = (
        "INSERT INTO type_state (account_id, kind, modseq) VALUES (?, ?, 1)"
        " ON CONFLICT (account_id, kind) DO UPDATE SET modseq = modseq + 1"
    )
    store.run_tx(lambda tx: tx.execute(sql, (account_id, kind)))


def test_first_event_tells_all_states_as_the_methods_do(place: Listening) -> None:
    first = place.listen("anna").event()
    assert first.data["changed"].keys() == {place.inbox.account("anna")}
    assert first.changed.keys() == ALL
    for name in MAIL_TYPES:
        assert first.changed[name] == place.inbox.call("anna", f"{name}/get", ids=[])["state"]


def test_new_mail_is_told_with_the_new_states(place: Listening) -> None:
    client = place.listen("anna")
    first = client.event()
    place.inbox.deliver("anna", mail())
    event = client.event()
    assert event.changed.keys() == {*MAIL_TYPES, "EmailDelivery"}
    assert event.changed["Email"] == place.inbox.call("anna", "Email/get", ids=[])["state"]
    assert event.id not in (None, first.id)


def test_flag_is_no_delivery(place: Listening) -> None:
    message = place.inbox.deliver("anna", mail())
    client = place.listen("anna")
    client.event()
    place.inbox.call("anna", "Email/set", update={message: {"keywords/$seen": True}})
    assert client.event().changed.keys() == MAIL_TYPES


def test_what_happens_to_somebody_else_is_not_told(place: Listening) -> None:
    client = place.listen("anna")
    client.event()
    place.inbox.deliver("ben", mail("for Ben"))
    place.inbox.deliver("anna", mail("for Anna"))
    event = client.event()
    assert event.changed["Email"] == place.inbox.call("anna", "Email/get", ids=[])["state"]
    assert event.data["changed"].keys() == {place.inbox.account("anna")}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("identity", "Identity"),
        ("submission", "EmailSubmission"),
        ("vacation", "VacationResponse"),
        ("outbound", "Delivery"),
    ],
)
def test_types_with_a_state_of_their_own(place: Listening, store: Store, people: People, kind: str, name: str) -> None:
    client = place.listen("anna")
    client.event()
    bump(store, people["anna"].id, kind)
    assert client.event().changed == {name: "1"}
    bump(store, people["anna"].id, kind)
    assert client.event().changed == {name: "2"}


def test_only_the_types_of_the_list_are_told(place: Listening, store: Store, people: People) -> None:
    client = place.listen("anna", "types=Identity,CalendarEvent,EmailDelivery&closeafter=no&ping=0")
    assert client.event().changed.keys() == {"Identity", "EmailDelivery"}
    message = place.inbox.deliver("anna", mail())
    assert client.event().changed.keys() == {"EmailDelivery"}
    place.inbox.call("anna", "Email/set", update={message: {"keywords/$seen": True}})
    bump(store, people["anna"].id, "identity")
    assert client.event().changed.keys() == {"Identity"}


def test_last_event_id_is_told_at_once_what_was_missed(place: Listening) -> None:
    first = place.listen("anna").event()
    place.inbox.deliver("anna", mail())
    again = place.listen("anna", WHILE, f"Last-Event-ID: {first.id}").event()
    assert again.changed.keys() == {*MAIL_TYPES, "EmailDelivery"}


def test_last_event_id_that_is_still_true_waits_for_a_change(place: Listening) -> None:
    first = place.listen("anna").event()
    client = place.listen("anna", WHILE, f"Last-Event-ID: {first.id}")
    place.inbox.deliver("anna", mail())
    assert client.event().changed["Email"] == place.inbox.call("anna", "Email/get", ids=[])["state"]


@pytest.mark.parametrize("last", ["", "1", "1.2.3.4", "1.2.3.4.5.6", "-1.2.3.4.5", "x" * 5000, "١.2.3.4.5"])
def test_last_event_id_of_somebody_else_is_told_everything(place: Listening, last: str) -> None:
    client = place.client()
    assert client.listen(f"Bearer {place.inbox.token('anna')}", WHILE, f"Last-Event-ID: {last}").status == 200
    assert client.event().changed.keys() == ALL


def test_closeafter_state_ends_after_the_first_change(place: Listening) -> None:
    client = place.listen("anna", "types=*&closeafter=state&ping=0")
    place.inbox.deliver("anna", mail())
    event = client.event()
    assert event.changed.keys() == {*MAIL_TYPES, "EmailDelivery"}
    assert client.at_end()
    place.inbox.deliver("anna", mail("while nobody listened"))
    client = place.listen("anna", "types=*&closeafter=state&ping=0", f"Last-Event-ID: {event.id}")
    assert client.event().changed.keys() == {*MAIL_TYPES, "EmailDelivery"}
    assert client.at_end()


@pytest.mark.parametrize(("asked", "used"), [(1, 5), (30, 30), (300, 300), (10**14, 900)])
def test_ping_comes_after_the_interval_that_is_used(place: Listening, asked: int, used: int) -> None:
    client = place.listen("anna", f"types=*&closeafter=no&ping={asked}")
    client.event()
    place.clock.now += used
    ping = client.event()
    assert (ping.name, ping.data, ping.id) == ("ping", {"interval": used}, None)
    place.clock.now += used - 1
    place.inbox.deliver("anna", mail())
    assert client.event().name == "state"
    place.clock.now += used
    assert client.event().name == "ping"


def test_without_ping_only_changes_are_told(place: Listening) -> None:
    client = place.listen("anna", "types=*&closeafter=no&ping=0")
    pinged = place.listen("anna", "types=*&closeafter=no&ping=5")
    client.event(), pinged.event()
    place.clock.now += 3600
    assert pinged.event().name == "ping"
    place.inbox.deliver("anna", mail())
    assert client.event().name == "state"


def test_missing_parameters_mean_all_types_and_no_end(place: Listening) -> None:
    client = place.listen("anna", "")
    assert client.event().changed.keys() == ALL
    place.inbox.deliver("anna", mail())
    assert client.event().name == "state"


@pytest.mark.parametrize(
    "query", ["types=E-mail", "types=Email,", "types=,", "types=**", "closeafter=yes", "ping=-1", "ping=1.5", "ping=x"]
)
def test_wrong_parameter_is_a_bad_request_and_the_connection_goes_on(place: Listening, query: str) -> None:
    client = place.client()
    answer = client.listen(f"Bearer {place.inbox.token('anna')}", query)
    assert (answer.status, json.loads(answer.body)["type"]) == (400, "urn:postroom:error:badRequest")
    assert client.listen(f"Bearer {place.inbox.token('anna')}").status == 200


def test_nobody_listens_without_signing_in(place: Listening) -> None:
    assert place.client().listen("Bearer pst_wrong").status == 401


def test_other_methods_of_http_are_not_there(place: Listening) -> None:
    assert place.inbox.ask("POST", "/jmap/events").status == 405


def test_ended_session_ends_its_event_source_and_no_other(place: Listening, store: Store, people: People) -> None:
    token, session = sessions.create(store, people["anna"].id, "phone", "::1", 3600)
    ended, other = place.client(), place.listen("anna")
    assert ended.listen(f"Bearer {token}").status == 200
    ended.event(), other.event()
    sessions.revoke(store, people["anna"].id, session.id)
    place.clock.now += 3
    assert ended.at_end()
    place.inbox.deliver("anna", mail())
    assert other.event().name == "state"


def test_expired_session_ends_its_event_source(place: Listening, store: Store, people: People) -> None:
    client = place.listen("anna")
    client.event()
    store.run_tx(lambda tx: tx.execute("UPDATE session SET expires_at = 1"))
    place.clock.now += 3
    assert client.at_end()


@pytest.mark.parametrize(
    "change", ["UPDATE account SET state = 'disabled'", "UPDATE account SET password_hash = 'another'"]
)
def test_event_source_with_a_password_ends_with_it(place: Listening, store: Store, change: str) -> None:
    client = place.client()
    assert client.listen(basic("anna", PASSWORD)["Authorization"]).status == 200
    client.event()
    store.run_tx(lambda tx: tx.execute(change))
    place.clock.now += 3
    assert client.at_end()


def test_disabled_account_ends_its_event_sources(place: Listening, store: Store, people: People) -> None:
    client = place.listen("anna")
    client.event()
    store.run_tx(lambda tx: tx.execute("UPDATE account SET state = 'disabled' WHERE id = ?", (people["anna"].id,)))
    place.clock.now += 3
    assert client.at_end()


def test_stop_closes_every_event_source_in_order(place: Listening) -> None:
    clients = [place.listen(name) for name in ("anna", "ben", "anna")]
    for client in clients:
        client.event()
    place.hub.stop()
    assert all(client.at_end() for client in clients)
    late = place.client()
    assert late.listen(f"Bearer {place.inbox.token('anna')}").status == 200
    assert late.at_end()


def test_listeners_over_the_limit_of_an_account_are_refused(
    store: Store, people: People, files: CertificateFiles
) -> None:
    with listening(store, people, files, PushLimits(per_account=2, listeners=3)) as place:
        first, second = place.listen("anna"), place.listen("anna")
        first.event(), second.event()
        answer = place.client().listen(f"Bearer {place.inbox.token('anna')}")
        assert (answer.status, json.loads(answer.body)["type"]) == (429, "urn:postroom:error:tooMany")
        assert int(answer.fields["retry-after"]) > 0
        ben = place.listen("ben")
        ben.event()
        answer = place.client().listen(f"Bearer {place.inbox.token('clara')}")
        assert (answer.status, json.loads(answer.body)["type"]) == (503, "urn:postroom:error:busy")
        ben.__exit__()
        first.__exit__()
        # The places are free once the server has seen that they are gone. All tries share a connection: on a busy
        # machine they are so many that there would be no descriptors for one each.
        again, authorization = place.client(), f"Bearer {place.inbox.token('anna')}"
        eventually("a free place", lambda: again.listen(authorization).status == 200)


def test_event_source_that_ends_gives_its_connection_back(
    store: Store, people: People, files: CertificateFiles
) -> None:
    with listening(store, people, files, limits=Limits(connections=2)) as place:
        place.inbox.token("anna")
        for _ in range(5):
            client = place.listen("anna", "types=*&closeafter=state&ping=0", "Last-Event-ID: none")
            client.event()
            assert client.at_end()
            client.__exit__()


def test_reader_that_takes_nothing_is_closed_and_holds_up_nobody(
    place: Listening, store: Store, people: People
) -> None:
    _, stuck = place.slow("anna")
    quick = place.listen("anna")
    quick.event()
    while not place.waits(stuck):
        bump(store, people["anna"].id, "vacation")
        quick.event()
    place.clock.now += 31
    while len(place.listeners("anna")) > 1:
        bump(store, people["anna"].id, "vacation")
        quick.event()


def test_slow_reader_gets_the_newest_states_once_it_reads(place: Listening, store: Store, people: People) -> None:
    client, listener = place.slow("anna")
    changes = 0
    while not place.waits(listener):
        bump(store, people["anna"].id, "vacation")
        changes += 1
    for _ in range(100):
        bump(store, people["anna"].id, "vacation")
    told = [0]
    while told[-1] != changes + 100:
        told.append(int(client.event().changed["VacationResponse"]))
    assert told == sorted(told)
    assert told[-1] - told[-2] >= 100


def test_listener_that_talks_without_end_is_closed(place: Listening) -> None:
    client = place.listen("anna")
    client.event()
    with suppress(ConnectionError, ssl.SSLError):
        while True:
            client.send(b"x" * 4096)


def test_many_listeners_cost_one_thread(place: Listening) -> None:
    place.listen("anna").event()
    before = set(threading.enumerate())
    clients = [place.listen(name) for name in ("anna", "ben", "clara") for _ in range(20)]
    for client in clients:
        client.event()
    # Not by their number: a thread of an earlier test may end meanwhile.
    assert set(threading.enumerate()) <= before
    place.inbox.deliver("ben", mail())
    for client in clients[20:40]:
        assert "EmailDelivery" in client.event().changed
