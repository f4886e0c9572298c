"""The check of the connection: step by step against real servers, and what each thing that can be wrong becomes."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from certs.authority import fingerprint
from client import connection_check, not_signed_in
from client.account import Account, Server
from client.addresses import Address
from client.cache import open_cache
from client.check_line import CheckLine, Verdict
from client.connection_check import identity_line, look, of_cache, of_outbox, of_push
from client.errors import NotAccepted, NotConnected
from client.mail_client import MailClient
from tests.support.certificates import make_certificates
from tests.support.free_ports import free_port
from tests.support.inbox_process import known_server
from tests.support.postroom import PASSWORD, Postroom
from tests.support.scripted_server import Peer, ScriptedServer
from tests.support.serving import serving

NAMES = ["Name of the server", "Way to the server", "Identity of the server", "Sending", "Sign-in"]
GOOD, WARNING, FAULT = Verdict.GOOD, Verdict.WARNING, Verdict.FAULT


@pytest.fixture(scope="module")
def postroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postroom]:
    with serving(tmp_path_factory.mktemp("postroom")) as running:
        yield running


@pytest.fixture(scope="module")
def server(postroom: Postroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with known_server(postroom, tmp_path_factory.mktemp("client")) as server:
        yield server


@pytest.fixture(scope="module")
def account(server: Server) -> Iterator[Account]:
    not_signed_in.register(server, "checked", PASSWORD)
    signed_in = Account.sign_in(server, "checked", PASSWORD)
    yield signed_in
    signed_in.close()


def verdicts(lines: list[CheckLine]) -> list[Verdict]:
    assert [line.name for line in lines] == NAMES
    assert all(bool(line.remedy) == (line.verdict is not GOOD) for line in lines)
    return [line.verdict for line in lines]


def as_anna() -> str:
    return "anna@project.com"


def checked(server: Server, probe: Callable[[], str] = as_anna) -> list[CheckLine]:
    return list(look(server, probe, timeout=60))


def test_every_step_to_a_real_server_is_good(account: Account, server: Server) -> None:
    lines = account.checks().connection()
    assert verdicts(lines) == [GOOD] * 5, lines
    assert lines[0].words == "127.0.0.1 is 127.0.0.1."
    assert lines[1].words.startswith(f"127.0.0.1:{server.https_port} answers after ")
    assert lines[2].words.startswith("Verified (TLSv1.3); its certificate is good for ")
    assert lines[3].words == f"127.0.0.1:{server.smtp_port} takes mail, encrypted and verified."
    assert lines[4].words == "You are signed in as checked@project.com."


def test_session_that_was_ended_elsewhere_is_told(server: Server, account: Account) -> None:
    not_signed_in.register(server, "elsewhere", PASSWORD)
    ended = Account.sign_in(server, "elsewhere", PASSWORD)
    other = Account.sign_in(server, "elsewhere", PASSWORD)
    other.access().sign_out_other_devices()
    lines = ended.checks().connection()
    assert verdicts(lines) == [GOOD, GOOD, GOOD, GOOD, FAULT]
    assert lines[4].remedy == "Sign in again."
    ended.close()
    other.close()


def test_account_that_nobody_signed_in_to_is_told(server: Server) -> None:
    offline = Account.offline(server, Address("", "anna@project.com"))
    lines = offline.checks().connection()
    assert (verdicts(lines)[:4], lines[4].verdict, lines[4].remedy) == ([GOOD] * 4, FAULT, "Sign in again.")
    offline.close()


def test_self_check_of_the_server_is_for_admins(account: Account) -> None:
    with pytest.raises(NotAccepted) as refused:
        account.checks().system()
    assert "This is for admins only" in refused.value.sentence


def test_name_that_nobody_knows_ends_the_way(server: Server) -> None:
    lines = checked(replace(server, host="nobody.invalid"))
    assert verdicts(lines) == [FAULT, WARNING, WARNING, WARNING, WARNING]
    assert "nobody.invalid" in lines[0].words
    assert {line.words for line in lines[1:]} == {"Not looked at."}


def test_port_where_nobody_listens_ends_the_way(server: Server) -> None:
    assert verdicts(checked(replace(server, https_port=free_port()))) == [GOOD, FAULT, WARNING, WARNING, WARNING]


def test_other_authority_is_told_with_a_warning_not_to_trust_it(server: Server, tmp_path: Path) -> None:
    other = make_certificates(tmp_path / "other").ca_certificate.read_text()
    lines = checked(replace(server, ca_pem=other, fingerprint=fingerprint(other.encode())))
    assert verdicts(lines) == [GOOD, GOOD, FAULT, WARNING, WARNING]
    assert "identity of the server" in lines[2].words
    assert "do not trust another identity" in lines[2].remedy


def test_closed_port_of_sending_leaves_the_sign_in(server: Server) -> None:
    lines = checked(replace(server, smtp_port=free_port()))
    assert verdicts(lines) == [GOOD, GOOD, GOOD, FAULT, GOOD]
    assert lines[3].remedy.startswith("Reading works all the same.")


def test_server_that_says_nothing_costs_its_time_and_no_more(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(peer: Peer) -> None:
        peer.stop.wait()

    def impatient(host: str, port: int, *, context: ssl.SSLContext, timeout: float) -> MailClient:
        # The other steps have all the time that they were given, on a busy machine too.
        assert timeout == 60
        return MailClient(host, port, context=context, timeout=1)

    monkeypatch.setattr(connection_check, "MailClient", impatient)
    with ScriptedServer(silent) as mute:
        lines = checked(replace(server, smtp_port=mute.port))
    assert verdicts(lines) == [GOOD, GOOD, GOOD, FAULT, GOOD]
    assert "does not answer" in lines[3].words


def test_probe_that_fails_becomes_a_line(server: Server) -> None:
    def probe() -> str:
        raise NotConnected

    assert checked(server, probe)[4].verdict is FAULT


@pytest.mark.parametrize(("days", "verdict"), [(30.0, GOOD), (7.0, GOOD), (6.9, WARNING), (0.5, WARNING)])
def test_days_of_a_certificate_are_judged(days: float, verdict: Verdict) -> None:
    line = identity_line("TLSv1.3", days)
    assert (line.verdict, bool(line.remedy)) == (verdict, verdict is not GOOD)
    assert identity_line("TLSv1.3", 1.5).words == "Verified (TLSv1.3); its certificate is good for 1 day."


def test_push_and_outbox_are_judged() -> None:
    assert (of_push(True).verdict, of_push(False).verdict) == (GOOD, WARNING)
    assert (of_outbox(0, 0).verdict, of_outbox(2, 0).verdict, of_outbox(2, 1).verdict) == (GOOD, WARNING, FAULT)
    assert of_outbox(1, 0).words == "1 message waits to be sent."
    assert of_outbox(5, 3).words == "3 messages could not be sent."


def test_cache_that_can_be_read_is_good(tmp_path: Path) -> None:
    cache = open_cache(tmp_path, "ab" * 32, "anna@project.com")
    assert of_cache(cache).words == "It can be read: 0 folders."
    cache.close()
