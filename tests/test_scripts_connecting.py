import json
from pathlib import Path

import pytest

from client.invitation import ServerAddress, parse_server
from db.settings import Ports, Settings
from scripts.connecting import Connecting

FINGERPRINT = "0123456789abcdef" * 4
PORTS = Ports(smtp_starttls=2587, smtp_tls=2465, https=2443)


def connecting(host: str = "127.0.0.1", names: tuple[str, ...] = ()) -> Connecting:
    settings = Settings(Path("/data"), "mail.example.org", host, names, ports=PORTS)
    return Connecting(settings, FINGERPRINT, "admin@mail.example.org")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "mail.example.org"])
def test_client_reads_from_the_link_what_was_put_in(host: str) -> None:
    link = connecting().link(host, "ABCDE")
    assert parse_server(link) == ServerAddress(host, 2443, 2587, FINGERPRINT, "mail.example.org", "ABCDE")


def test_link_without_a_code_has_none() -> None:
    assert parse_server(connecting().link("127.0.0.1")).code == ""


@pytest.mark.parametrize(
    ("host", "here"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("192.0.2.7", "192.0.2.7")]
)
def test_wildcard_is_reached_on_loopback_from_here(host: str, here: str) -> None:
    assert connecting(host).here == here


def test_wildcard_is_reached_by_its_first_name_from_elsewhere() -> None:
    assert connecting("0.0.0.0", ("mx.example.org", "192.0.2.7")).elsewhere == "mx.example.org"
    assert connecting("192.0.2.7", ("mx.example.org",)).elsewhere == "192.0.2.7"


def test_lines_tell_ports_and_the_whole_fingerprint_in_groups() -> None:
    lines = dict(connecting("::1").lines())
    assert lines["Sending"] == "[::1]:2587 (STARTTLS), [::1]:2465 (TLS)"
    assert lines["Reading"] == "https://[::1]:2443/"
    assert "".join(lines["CA fingerprint"].split()) == FINGERPRINT.upper()
    assert {len(group) for group in lines["CA fingerprint"].split()} == {4}


def test_ready_file_is_the_promised_object(tmp_path: Path) -> None:
    connecting("0.0.0.0").write(tmp_path / "ready.json", 123.456)
    assert json.loads((tmp_path / "ready.json").read_text()) == {
        "domain": "mail.example.org",
        "smtp_starttls": ["127.0.0.1", 2587],
        "smtp_tls": ["127.0.0.1", 2465],
        "https": ["127.0.0.1", 2443],
        "ca": "/data/certs/ca.pem",
        "admin": "admin@mail.example.org",
        "proof_ms": 123.5,
    }
