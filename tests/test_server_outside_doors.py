"""Mail to the outside comes in by every door for people, and by none for strangers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db import outbound, outside, submissions
from db.database import Store
from db.envelope import Outside, Recipient
from db.sending import Rules, Undeliverable
from tests.support.away import answer, leave, send
from tests.support.drafts import held, refused, submit, write
from tests.support.inbox_app import InboxApp
from tests.support.outside_mail import Desk, open_relay
from tests.support.postroom import Postroom
from tests.support.relay_script import Relay
from tests.support.relays import ADMIN
from tests.support.scripted_server import ScriptedServer
from tests.support.stores import People, assert_sound
from tests.support.wire import Wire

ZOE = "zoe@example.com"
LOCAL_ONLY = "550 5.7.1 This system is local only: it delivers to addresses of project.com and to nobody else"


@pytest.fixture
def relay() -> Relay:
    return Relay()


@pytest.fixture
def server(relay: Relay) -> Iterator[ScriptedServer]:
    with ScriptedServer(relay) as running:
        yield running


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def begin(wire: Wire, recipient: str, sender: str = "anna@project.com") -> str:
    assert wire.command(f"MAIL FROM:<{sender}>").startswith("250")
    return wire.command(f"RCPT TO:<{recipient}>")


def test_recipient_outside_is_taken_at_rcpt_only_while_the_way_is_open(postroom: Postroom) -> None:
    postroom.account("anna")
    with Wire.signed_in(postroom, "anna") as wire:
        assert begin(wire, ZOE) == LOCAL_ONLY
        open_relay(postroom.store, 9)
        assert wire.command(f"RCPT TO:<{ZOE}>") == "250 2.1.5 Recipient OK"
        outside.choose(postroom.store, ADMIN, "local")
        assert wire.command(f"RCPT TO:<{ZOE}>") == LOCAL_ONLY


def test_message_over_smtp_waits_for_people_outside_and_reaches_those_here(postroom: Postroom) -> None:
    anna, ben = postroom.account("anna"), postroom.account("ben")
    open_relay(postroom.store, 9)
    with Wire.signed_in(postroom, "anna") as wire:
        wire.begin(anna.address, ZOE, ben.address, "yan@example.org", ZOE)
        wire.send(b"From: anna@project.com\r\nBcc: yan@example.org\r\nSubject: Plan\r\n\r\nHello\r\n.\r\n")
        assert wire.reply().startswith("250 2.6.0 ")
    assert len(postroom.mail(ben)) == len(postroom.mail(anna, "sent")) == 1
    rows = outbound.rows(postroom.store, account_id=anna.id)
    assert sorted((row.recipient, row.sender, row.state) for row in rows) == [
        ("yan@example.org", anna.address, "waiting"), (ZOE, anna.address, "waiting"),
    ]  # fmt: skip
    (content,) = postroom.store.rows("SELECT DISTINCT data FROM outbound JOIN content ON content.id = content_id")
    assert b"Bcc" not in content[0]
    assert_sound(postroom.store)


def test_stranger_cannot_use_the_open_way(postroom: Postroom) -> None:
    """An open relay would send everybody's spam in the name of this domain."""
    open_relay(postroom.store, 9)
    with Wire.greeted(postroom.ports.incoming) as wire:
        assert begin(wire, ZOE, "eve@example.net") == LOCAL_ONLY
        assert wire.command("DATA").startswith("503")


@pytest.mark.parametrize("domain", ["localhost", "[127.0.0.1]", "10.0.0.1", "[IPv6:::1]"])
def test_address_without_a_mail_domain_is_refused(store: Store, domain: str) -> None:
    open_relay(store, 9)
    assert Rules(store, "project.com").addressee(f"root@{domain}") is Undeliverable.NO_DOMAIN


@pytest.mark.parametrize("domain", ["example.com", "a-b.xn--mnchen-3ya.de", "müller.example", "x.y.z.museum"])
def test_address_with_a_mail_domain_is_taken(store: Store, people: People, domain: str) -> None:
    open_relay(store, 9)
    rules = Rules(store, "project.com")
    assert rules.addressee(f"zoe@{domain}") == Outside(f"zoe@{domain}")
    assert isinstance(rules.addressee("ben@project.com"), Recipient)
    assert rules.addressee("nobody@project.com") is Undeliverable.NOBODY


def test_submission_outside_is_refused_while_local_only(inbox: InboxApp) -> None:
    error = refused(submit(inbox, "anna", write(inbox, "anna", to=ZOE)))
    assert (error["type"], error["invalidRecipients"]) == ("invalidRecipients", [ZOE])
    assert "local only" in error["description"]


def test_submission_follows_its_message_outside(inbox: InboxApp, server: ScriptedServer, relay: Relay) -> None:
    store = inbox.store
    open_relay(store, server.port)
    relay.say["RCPT TO:<yan"] = [b"451 4.2.0 later\r\n", b"550 5.1.1 nobody\r\n"]
    draft = write(inbox, "anna", to=f"{ZOE}, yan@example.org, ben@project.com")
    made = submit(inbox, "anna", draft)["created"]["k"]
    status = made["deliveryStatus"]
    assert {one: status[one]["delivered"] for one in status} == {
        ZOE: "queued", "yan@example.org": "queued", "ben@project.com": "yes",
    }  # fmt: skip
    desk = Desk(store, now=max(row.next_at for row in outbound.rows(store)))
    desk.turn()
    status = shown(inbox, made["id"])["deliveryStatus"]
    assert status[ZOE] == {"smtpReply": "250 2.0.0 taken", "delivered": "unknown", "displayed": "unknown"}
    assert status["yan@example.org"]["delivered"] == "queued"
    assert status["yan@example.org"]["smtpReply"] == "451 4.2.0 later"
    state = inbox.call("anna", "EmailSubmission/get", ids=[])["state"]
    desk.later(400)
    assert shown(inbox, made["id"])["deliveryStatus"]["yan@example.org"]["delivered"] == "no"
    changes = inbox.call("anna", "EmailSubmission/changes", sinceState=state)
    assert changes["updated"] == [made["id"]]
    desk.close()
    assert_sound(store)


def shown(inbox: InboxApp, submission_id: str) -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = inbox.call("anna", "EmailSubmission/get", ids=[submission_id])[
        "list"
    ][0]
    return found


def test_held_submission_to_the_outside_leaves_at_its_time(inbox: InboxApp) -> None:
    open_relay(inbox.store, 9)
    submit(inbox, "anna", write(inbox, "anna"), envelope=held("anna@project.com", 3600, ZOE))
    assert outbound.rows(inbox.store) == []
    inbox.store.run_tx(lambda tx: tx.execute("UPDATE submission SET send_at = 1000"))
    (due,) = submissions.due(inbox.store, 2000, 10)
    assert submissions.release(inbox.store, "project.com", due, 2000)
    assert [row.recipient for row in outbound.rows(inbox.store)] == [ZOE]
    assert_sound(inbox.store)


def test_destroyed_draft_is_sent_all_the_same(inbox: InboxApp, server: ScriptedServer, relay: Relay) -> None:
    open_relay(inbox.store, server.port)
    draft = write(inbox, "anna", to=ZOE)
    submit(inbox, "anna", draft)
    inbox.call("anna", "Email/set", destroy=[draft])
    desk = Desk(inbox.store, now=outbound.rows(inbox.store)[0].next_at)
    assert [row.state for row in desk.turn()] == ["sent"]
    desk.close()
    assert relay.taken[0].recipients == (ZOE,)
    assert inbox.store.row("SELECT count(*) FROM content") == (0,)
    assert_sound(inbox.store)


def test_person_outside_is_answered_while_somebody_is_away(store: Store, people: People) -> None:
    open_relay(store, 9)
    leave(store, people["anna"])
    send(store, ZOE, people["anna"])
    answer(store)
    (row,) = outbound.rows(store)
    assert (row.recipient, row.sender) == (ZOE, "")
    assert_sound(store)
