"""The names and addresses a certificate must carry."""

import ipaddress
import socket

import pytest

from certs.files import CertificateError
from certs.names import machine_names, spelled
from certs.own_addresses import own_addresses


def test_names_on_loopback_hold_the_domain_its_mail_name_and_loopback() -> None:
    names = machine_names("project.com", "127.0.0.1", [])
    assert names[:5] == ("project.com", "mail.project.com", "localhost", "127.0.0.1", "::1")
    assert socket.gethostname().lower() in names


def test_names_are_each_there_once() -> None:
    names = machine_names("localhost", "127.0.0.1", ["LOCALHOST", "127.0.0.1", "::1", "mail.localhost."])
    assert len(names) == len(set(names))
    assert names.count("localhost") == 1


def test_extra_names_and_the_host_come_in_one_spelling() -> None:
    names = machine_names("Project.COM", "[2001:DB8:0::1]", ["Bücher.example.", "10.0.0.9"])
    assert {"project.com", "2001:db8::1", "xn--bcher-kva.example", "10.0.0.9"} <= set(names)


@pytest.mark.parametrize("wildcard", ["", "0.0.0.0", "::", "[::]"])
def test_wildcard_host_stands_for_every_address_of_the_machine(wildcard: str) -> None:
    names = machine_names("project.com", wildcard, [])
    assert set(own_addresses()) <= set(names)
    assert not {"", "0.0.0.0", "::"} & set(names)


def test_own_addresses_are_those_others_can_reach() -> None:
    for address in map(ipaddress.ip_address, own_addresses()):
        assert not address.is_loopback
        assert not address.is_link_local


def test_own_addresses_hold_the_one_that_packets_leave_from() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: connecting a datagram socket only picks the way out.
            probe.connect(("198.51.100.1", 9))
        except OSError:
            pytest.skip("this machine has no way out")
        assert probe.getsockname()[0] in own_addresses()


@pytest.mark.parametrize("name", ["", ".", "a b", "-a.example", "a..b", "x" * 64, "ex\0ample", "a" + ".b" * 127])
def test_impossible_name_is_told(name: str) -> None:
    with pytest.raises(CertificateError, match="neither a host name nor an IP address"):
        machine_names("project.com", "127.0.0.1", [name])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mail.Example.", "mail.example"),
        ("fe80::1%eth0", "fe80::1"),
        ("::FFFF", "::ffff"),
        ("*.example.org", "*.example.org"),
        ("my_host", "my_host"),
    ],
)
def test_spelling(name: str, expected: str) -> None:
    assert spelled(name) == expected
