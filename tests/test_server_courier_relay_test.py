"""A relay is tested stage by stage, in the server's own words, and a test that has passed opens the way outside."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from certs.contexts import server_context
from db import jobs, outbound, outside, relay_settings
from db.database import Store
from db.job_kinds import RelayTest
from db.jobs import Job
from db.settings import Settings
from server.courier.relay_test import RelayTests
from tests.support.certificates import make_certificates
from tests.support.free_ports import free_port
from tests.support.outside_mail import PATIENT, brief_from, open_relay, post
from tests.support.relay_script import Relay, Say, close, half, hang
from tests.support.relays import ADMIN
from tests.support.scripted_server import Peer, ScriptedServer
from tests.support.stores import People

ZOE, PASSWORD = "zoe@example.com", "a relay's pa55word"
MECHANISMS = (b"PLAIN", b"LOGIN", b"CRAM-MD5")


class Office:
    """A relay with TLS and sign-in, its settings in the store, and a duty that tests it."""

    def __init__(self, store: Store, relay: Relay, server: ScriptedServer, ca_pem: str, **changed: Any) -> None:
        self.store, self.relay = store, relay
        given = {
            "server": "localhost", "security": "starttls", "authentication": "strongest", "username": "office",
            "ca_pem": ca_pem, **changed,
        }  # fmt: skip
        self.saved = open_relay(store, server.port, password=PASSWORD, **given)
        outside.choose(store, ADMIN, "local")
        self.duty = RelayTests(store, Settings(store.path.parent), patience=PATIENT)

    def test(self, dry_run: bool = True, to: str = ZOE) -> Job:
        job = RelayTest(self.saved.id, to, dry_run).ask(self.store, ADMIN, None)
        self.duty.turn(lambda: False)
        assert self.duty.hands.wait(60)
        return jobs.get(self.store, job.id)

    def test_with(self, before: str, say: Say) -> Job:
        """Test with a message and a relay that says `say` at the command `before`."""
        self.relay.say[before] = [say]
        with brief_from(before) if say is hang else nullcontext():
            return self.test(dry_run=False)


@pytest.fixture
def relay() -> Relay:
    return Relay(starttls=True, sign_in=MECHANISMS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "relay-certificates"


@pytest.fixture
def server(relay: Relay, folder: Path) -> Iterator[ScriptedServer]:
    files = make_certificates(folder)
    with ScriptedServer(relay, context=server_context(files.certificate, files.key)) as running:
        yield running


@pytest.fixture
def office(store: Store, relay: Relay, server: ScriptedServer, folder: Path) -> Office:
    return Office(store, relay, server, (folder / "ca.pem").read_text())


def stages(job: Job) -> list[tuple[str, str]]:
    return [(one.name, one.state) for one in job.stages]


def test_dry_run_passes_every_stage_and_stops_before_the_message(office: Office, store: Store) -> None:
    job = office.test()
    assert (job.state, job.result) == ("done", f"The relay works: it would take a message to {ZOE}.")
    names = ["DNS", "TCP", "EHLO", "TLS", "EHLO", "AUTH", "MAIL", "RCPT"]
    assert stages(job) == [*((name, "done") for name in names), ("DATA", "skipped")]
    told = {one.name: one for one in job.stages}
    assert "127.0.0.1" in told["DNS"].words
    assert told["TLS"].words.startswith("TLSv1.")
    assert "localhost" in told["TLS"].facts["names"]
    assert told["AUTH"].facts == {"mechanism": "CRAM-MD5"}
    assert told["AUTH"].words == "235 2.7.0 Welcome"
    assert told["RCPT"].words == "250 2.1.5 OK"
    assert office.relay.taken == []
    assert not any(line.startswith(b"DATA") for line in office.relay.commands[0])


def test_passed_test_opens_the_way_outside(office: Office, store: Store) -> None:
    assert not outside.is_open(store)
    office.test()
    assert (outside.read(store).mode, outside.read(store).opened_by) == ("relay", "test")
    assert relay_settings.by_id(store, office.saved.id).tested_at is not None


def test_mail_that_waits_is_tried_at_once_after_a_passed_test(office: Office, store: Store, people: People) -> None:
    post(store, people["anna"], ZOE)
    later = int(time.time()) + 8 * 3600
    store.run_tx(lambda tx: tx.execute("UPDATE outbound SET next_at = ?", (later,)))
    office.test()
    assert outbound.rows(store)[0].next_at <= time.time()


def test_failed_test_leaves_the_way_closed(office: Office, store: Store) -> None:
    office.relay.say["RCPT"] = [b"550 5.1.1 not here\r\n"]
    job = office.test()
    assert stages(job)[-1] == ("RCPT", "failed")
    assert job.result == "The relay refused the recipient. 550 5.1.1 not here. Try another address."
    assert not outside.is_open(store)


def test_real_message_arrives(office: Office) -> None:
    job = office.test(dry_run=False)
    assert stages(job)[-1] == ("DATA", "done")
    assert job.stages[-1].words == "250 2.0.0 taken"
    (taken,) = office.relay.taken
    assert (taken.sender, taken.recipients) == ("postroom@project.com", (ZOE,))
    assert b"Subject: Test message from Postroom at project.com\r\n" in taken.content


def test_job_is_done_once(office: Office) -> None:
    office.test(dry_run=False)
    office.duty.turn(lambda: False)
    assert office.duty.hands.wait(60)
    assert len(office.relay.taken) == 1


@pytest.mark.parametrize("authentication", ["plain", "login", "cram-md5"])
def test_password_is_said_in_the_chosen_way_and_never_told(
    store: Store, relay: Relay, server: ScriptedServer, folder: Path, authentication: str
) -> None:
    office = Office(store, relay, server, (folder / "ca.pem").read_text(), authentication=authentication)
    job = office.test()
    assert job.state == "done"
    said = b"\n".join(relay.commands[0])
    assert b"AUTH " + authentication.upper().encode() in said
    assert PASSWORD not in repr(job)


@pytest.mark.parametrize(
    ("before", "stage"),
    [("", "EHLO"), ("EHLO", "EHLO"), ("STARTTLS", "TLS"), ("AUTH", "AUTH"), ("MAIL", "MAIL"), ("RCPT", "RCPT"),
     ("DATA", "DATA"), (".", "DATA")],
)  # fmt: skip
@pytest.mark.parametrize(
    ("say", "words", "sentence"),
    [
        (hang, "did not answer within 2 seconds", "gave no proper answer"),
        (close, "closed the connection", "gave no proper answer"),
        (half(b"250-half of"), "closed the connection in the middle of a line: 250-half of", "gave no proper answer"),
        (b"\x00\xff\r\n", "no reply", "gave no proper answer"),
        (b"450 4.7.1 try later\r\n", "450 4.7.1 try later", "cannot do it now"),
        (b"554 5.7.1 never\r\n", "554 5.7.1 never", "The relay "),
    ],
    ids=["hangs", "hangs up", "half a reply", "garbage", "4xx", "5xx"],
)
def test_failure_at_any_stage_is_told_there_in_the_servers_words(
    office: Office, before: str, stage: str, say: Say, words: str, sentence: str
) -> None:
    job = office.test_with(before, say)
    assert (job.state, stages(job)[-1]) == ("failed", (stage, "failed"))
    assert words in job.stages[-1].words
    assert words in job.result
    # Only a relay that has said no has refused; at TLS it is the connection that is not safe, whoever ended it.
    own = {"TLS": "No safe connection", "AUTH": "Signing in did not work"}
    assert (own[stage] if stage == "TLS" or (stage == "AUTH" and "answer" in sentence) else sentence) in job.result


@pytest.mark.parametrize(
    ("before", "say", "remedy"),
    [
        ("", hang, "choose that: usually port 465."),
        ("EHLO", b"554 5.7.1 You are blocked\r\n", "Ask its provider whether this machine may use it."),
        ("STARTTLS", close, "choose that: usually port 465."),
        ("AUTH", b"535 5.7.8 no\r\n", "many providers want an app password"),
        ("MAIL", b"553 5.7.1 not yours\r\n", "Look at the from address"),
        ("MAIL", b"451 4.7.1 later\r\n", "Try again in some minutes."),
        ("RCPT", b"550 5.1.1 unknown\r\n", "Try another address."),
    ],
)
def test_failure_says_what_can_be_done_about_it(office: Office, before: str, say: Say, remedy: str) -> None:
    result = office.test_with(before, say).result
    assert remedy in result
    assert "  " not in result


def test_name_that_leads_nowhere_is_told(office: Office, store: Store) -> None:
    store.run_tx(lambda tx: tx.execute("UPDATE relay SET server = 'no-such-host.invalid'"))
    job = office.test()
    assert stages(job) == [("DNS", "failed")]
    assert job.result.endswith("Look at the name of the server.")


def test_port_that_nobody_listens_on_is_told(office: Office, store: Store) -> None:
    store.run_tx(lambda tx: tx.execute("UPDATE relay SET port = ?", (free_port(),)))
    job = office.test()
    assert stages(job) == [("DNS", "done"), ("TCP", "failed")]
    assert "refused" in job.stages[-1].words


def test_certificate_of_an_unknown_authority_is_refused_and_shown(
    store: Store, relay: Relay, server: ScriptedServer
) -> None:
    job = Office(store, relay, server, "").test()
    assert stages(job)[-1] == ("TLS", "failed")
    assert "cannot be trusted" in job.stages[-1].words
    assert "localhost" in job.stages[-1].facts["names"]
    assert "give that authority's certificate with the relay" in job.result
    assert not any(line.startswith((b"AUTH", b"MAIL")) for said in relay.commands for line in said)


@pytest.mark.parametrize(
    ("name", "expires", "words"),
    [
        ("somebody-else.example", timedelta(days=30), "Hostname mismatch"),
        ("localhost", timedelta(days=-1), "certificate has expired"),
    ],
    ids=["wrong name", "expired"],
)
def test_wrong_or_expired_certificate_is_refused_and_shown(
    store: Store, relay: Relay, name: str, expires: timedelta, words: str
) -> None:
    ca = trustme.CA()
    made = ca.issue_cert(name, common_name=name, not_after=datetime.now(UTC) + expires)
    folder = store.path.parent
    (folder / "leaf.pem").write_bytes(b"".join(blob.bytes() for blob in made.cert_chain_pems))
    (folder / "leaf.key").write_bytes(made.private_key_pem.bytes())
    context = server_context(folder / "leaf.pem", folder / "leaf.key")
    with ScriptedServer(relay, context=context) as server:
        job = Office(store, relay, server, ca.cert_pem.bytes().decode()).test()
    assert stages(job)[-1] == ("TLS", "failed")
    assert words in job.stages[-1].words
    assert name in job.stages[-1].facts["names"]


def test_tls_that_is_dropped_half_way_is_told(office: Office) -> None:
    def drop(peer: Peer) -> None:
        peer.send(b"220 2.0.0 Go ahead\r\n")
        peer.exactly(20)
        peer.reset()

    office.relay.say["STARTTLS"] = [drop]
    job = office.test()
    assert stages(job)[-1] == ("TLS", "failed")
    assert "TLS did not come about" in job.stages[-1].words


def test_relay_without_starttls_gets_nothing_in_clear(office: Office) -> None:
    office.relay.starttls = False
    job = office.test()
    assert stages(job)[-1] == ("TLS", "failed")
    assert "does not offer STARTTLS" in job.stages[-1].words
    assert not any(line.startswith(b"AUTH") for line in office.relay.commands[0])


def test_relay_without_sign_in_is_told(office: Office) -> None:
    office.relay.sign_in = ()
    job = office.test()
    assert stages(job)[-1] == ("AUTH", "failed")
    assert "offers no way to sign in" in job.stages[-1].words
    assert job.result.startswith("Signing in did not work.")


def test_relay_with_other_mechanisms_is_told_which(office: Office) -> None:
    office.relay.sign_in = (b"NTLM",)
    job = office.test()
    assert "only NTLM" in job.stages[-1].words


def test_missing_key_ends_the_test_with_its_remedy(office: Office, store: Store) -> None:
    (store.path.parent / "secret.keys").unlink()
    job = office.test()
    assert (job.state, job.stages) == ("failed", ())
    assert "put it back from a copy" in job.result
