import os
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from db.settings import Ports
from scripts.errors import StartError
from scripts.listeners import bind, free_ports, ports_of
from tests.support.free_ports import free_port


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def free() -> Ports:
    return Ports(free_port(), free_port(), free_port())


def test_set_ports_are_taken_as_they_are(free: Ports) -> None:
    sockets = bind("127.0.0.1", free, auto=True)
    assert ports_of(sockets, Ports()) == free
    for sock in sockets.values():
        sock.close()


def test_incoming_is_bound_only_when_it_is_set(free: Ports) -> None:
    assert "incoming" not in bind_and_close(free)
    assert "incoming" in bind_and_close(replace(free, incoming=free_port()))


def test_taken_port_is_named_with_its_owner_and_nothing_stays_bound(taken: int, free: Ports) -> None:
    ports = Ports(free.smtp_starttls, free.smtp_tls, taken)
    with pytest.raises(StartError) as told:
        bind("127.0.0.1", ports, auto=False)
    assert str(told.value).startswith(f"Port {taken} (https) is taken by ")
    assert f"(process {os.getpid()})" in str(told.value)
    assert "--ports auto" in told.value.remedy
    assert set(bind_and_close(free)) == {"smtp_starttls", "smtp_tls", "https"}


def test_free_port_replaces_a_taken_one_when_that_is_asked_for(taken: int, free: Ports) -> None:
    sockets = bind("127.0.0.1", Ports(taken, free.smtp_tls, free.https), auto=True)
    found = ports_of(sockets, Ports())
    for sock in sockets.values():
        sock.close()
    assert found.smtp_starttls not in (taken, 0)
    assert (found.smtp_tls, found.https) == (free.smtp_tls, free.https)


def test_address_of_another_machine_is_told_once_and_without_a_word_of_ports() -> None:
    with pytest.raises(StartError) as told:
        bind("192.0.2.1", free_ports(Ports()), auto=True)
    assert str(told.value) == "No port can be opened on 192.0.2.1: this machine does not have that address."
    assert told.value.remedy.startswith("Choose an address of this machine with --host")


def test_connection_waits_in_the_listener_before_any_server_runs(free: Ports) -> None:
    sockets = bind("127.0.0.1", free, auto=False)
    with socket.create_connection(("127.0.0.1", free.https), timeout=5) as peer:
        accepted, _ = sockets["https"].accept()
        accepted.sendall(b"here")
        assert peer.recv(4) == b"here"
        accepted.close()
    for sock in sockets.values():
        sock.close()


def bind_and_close(ports: Ports) -> list[str]:
    sockets = bind("127.0.0.1", ports, auto=False)
    for sock in sockets.values():
        sock.close()
    return list(sockets)
