"""Delivery without a relay: the hosts of a domain one after the other, encrypted where that works."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import dns.exception
import dns.resolver
import pytest

from certs.contexts import server_context
from db import outside
from db.database import Store
from db.outbound import Outbound as Row
from server.courier import mx
from tests.support.certificates import make_certificates
from tests.support.outside_mail import PATIENT, Desk, post
from tests.support.relay_script import Relay, Say, close
from tests.support.relays import ADMIN
from tests.support.scripted_server import ScriptedServer
from tests.support.stores import People, assert_sound
from tests.support.wire import eventually

ZOE = "zoe@example.com"


def send(
    store: Store,
    people: People,
    server: ScriptedServer,
    hosts: Sequence[tuple[int, str]] = ((10, "localhost"),),
    *to: str,
) -> list[Row]:
    outside.choose(store, ADMIN, "direct")
    post(store, people["anna"], *(to or (ZOE,)))
    desk = Desk(store, ask=lambda _: hosts, mx_port=server.port)
    rows = desk.turn()
    desk.close()
    assert_sound(store)
    return rows


def test_mail_goes_to_the_host_of_its_domain(store: Store, people: People) -> None:
    relay = Relay()
    with ScriptedServer(relay) as server:
        rows = send(store, people, server, ((10, "localhost"),), ZOE, "yan@example.org")
    assert [row.state for row in rows] == ["sent", "sent"]
    # Each domain is a conversation of its own.
    assert sorted(taken.recipients for taken in relay.taken) == [("yan@example.org",), (ZOE,)]


def test_next_host_is_tried_when_the_preferred_one_is_not_there(store: Store, people: People) -> None:
    with ScriptedServer(Relay()) as server:
        rows = send(store, people, server, ((20, "localhost"), (10, "no-such-host.invalid")))
    assert [row.state for row in rows] == ["sent"]
    assert rows[0].hop.startswith("localhost [")


def test_tls_is_used_where_it_is_offered_whoever_signed_its_certificate(
    store: Store, people: People, tmp_path: Path
) -> None:
    files = make_certificates(tmp_path / "theirs")
    relay = Relay(starttls=True)
    with ScriptedServer(relay, context=server_context(files.certificate, files.key)) as server:
        (row,) = send(store, people, server)
    assert row.state == "sent"
    assert "TLSv1." in row.hop


@pytest.mark.parametrize("say", [b"454 4.7.0 no TLS today\r\n", b"220 go\r\nbanana", close])
def test_host_whose_tls_does_not_work_gets_the_mail_without(store: Store, people: People, say: Say) -> None:
    relay = Relay(starttls=True, say={"STARTTLS": [say]})
    with ScriptedServer(relay) as server:
        (row,) = send(store, people, server)
    assert row.state == "sent"
    assert "TLS" not in row.hop


def test_domain_that_takes_no_mail_bounces_at_once(store: Store, people: People) -> None:
    with ScriptedServer(Relay()) as server:
        (row,) = send(store, people, server, ((0, ""),))
    assert (row.state, row.reply[:10]) == ("failed", "556 5.1.10")


def test_host_in_a_private_network_is_not_spoken_with(store: Store, people: People) -> None:
    """A domain's owner could else have mail delivered to whatever listens inside our network."""
    outside.choose(store, ADMIN, "direct")
    post(store, people["anna"], "zoe@localhost.localdomain")
    desk = Desk(store, ask=lambda _: [(10, "localhost")], public_only=True)
    (row,) = desk.turn()
    assert row.state == "waiting"
    assert "private network" in row.reply
    desk.close()


# Ways into our own network that Python's ipaddress calls global: site-local, IPv4 inside of IPv6, everybody at once.
@pytest.mark.parametrize("address", ["fec0::1", "64:ff9b::10.0.0.1", "2002:7f00:1::1", "::127.0.0.1", "224.0.0.1"])
def test_way_into_our_network_that_looks_public_is_not_taken(store: Store, people: People, address: str) -> None:
    outside.choose(store, ADMIN, "direct")
    post(store, people["anna"], "zoe@example.com")
    desk = Desk(store, replace(PATIENT, tcp=0.1), ask=lambda _: [(10, address)], public_only=True)
    (row,) = desk.turn()
    assert "private network" in row.reply
    desk.close()


def test_slow_host_holds_up_nobody_else(store: Store, people: People) -> None:
    """The slow one takes connections and says nothing; the other domains are done meanwhile."""
    outside.choose(store, ADMIN, "direct")
    for number in range(40):
        post(store, people["anna"], f"zoe@{'slow' if number % 2 else f'quick{number}'}.example")
    with ScriptedServer(relay := Relay()) as quick:
        desk = Desk(
            store,
            replace(PATIENT, command=60),
            ask=lambda domain: [(1, "127.0.0.1" if "quick" in domain else "127.0.0.2")],
            mx_port=quick.port,
        )
        # Its end ends the connections that it has.
        with socket.create_server(("127.0.0.2", quick.port)):
            desk.duty.turn(lambda: False)
            eventually("the others are done", lambda: len(relay.taken) == 20)
            assert not desk.duty.hands.wait(0)
        assert desk.duty.hands.wait(50)
        desk.close()
    rows = desk.rows()
    assert {row.state for row in rows if "quick" in row.recipient} == {"sent"}
    assert {(row.state, row.attempts) for row in rows if "slow" in row.recipient} == {("waiting", 1)}


def test_hosts_are_in_the_order_of_preference() -> None:
    assert mx.hosts("x.example", lambda _: [(20, "b"), (10, "a"), (30, "c")]) == ["a", "b", "c"]
    assert mx.hosts("x.example", lambda _: []) == ["x.example"]
    assert len(mx.hosts("x.example", lambda _: [(1, f"h{number}") for number in range(50)])) == mx.MOST_HOSTS


@pytest.mark.parametrize(
    ("problem", "becomes"),
    [
        (dns.resolver.NXDOMAIN, mx.NoMail),
        (dns.resolver.NoNameservers, mx.NotNow),
        (dns.exception.Timeout, mx.NotNow),
        (dns.resolver.NoResolverConfiguration, mx.NotNow),
    ],
    ids=["no domain", "no server", "timeout", "no resolver"],
)
def test_fault_of_the_resolver_is_told_apart_from_a_domain_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, problem: type[Exception], becomes: type[Exception]
) -> None:
    def resolve(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(dns.resolver, "resolve", resolve)
    with pytest.raises(becomes):
        mx.records("example.com")
