"""Delivery/get, /changes, /query and /set: what a sender sees of mail to the outside, and may do about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from db import audit, outbound, outside, states
from db.database import Store
from tests.support.drafts import submit, write
from tests.support.inbox_app import InboxApp
from tests.support.outside_mail import START, Desk, desk_with, post
from tests.support.relay_script import Relay
from tests.support.relays import ADMIN
from tests.support.stores import People, assert_sound
from webserver.jmap.capabilities import CORE, DELIVERY

ZOE, YAN = "zoe@example.com", "yan@example.org"


@pytest.fixture
def relay() -> Relay:
    return Relay()


@pytest.fixture
def desk(store: Store, relay: Relay) -> Iterator[Desk]:
    with desk_with(store, relay) as made:
        yield made


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def call(inbox: InboxApp, name: str, method: str, **arguments: Any) -> dict[str, Any]:
    asked = [f"Delivery/{method}", {"accountId": inbox.account(name), **arguments}, "c"]
    ((_, result, _),) = inbox.request(name, asked, using=[CORE, DELIVERY])["methodResponses"]
    return dict(result)


def shown(inbox: InboxApp, name: str = "anna") -> dict[str, dict[str, Any]]:
    """The deliveries of `name` by recipient."""
    return {one["recipient"]: one for one in call(inbox, name, "get", ids=None)["list"]}


def act(inbox: InboxApp, name: str, what: str, *ids: str) -> dict[str, Any]:
    return call(inbox, name, "set", update={one: {what: True} for one in ids})


def lines(store: Store, action: str) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    return [(one.actor, one.peer, one.before, one.after) for one in audit.lines(store, action=action)]


def test_state_of_each_recipient_follows_the_courier(inbox: InboxApp, desk: Desk, relay: Relay, people: People) -> None:
    relay.say["RCPT TO:<yan"] = [b"450 4.2.0 Mailbox is busy\r\n"]
    envelope = post(desk.store, people["anna"], ZOE, YAN)
    before = shown(inbox)
    assert {one["state"] for one in before.values()} == {"waiting"}
    assert before[ZOE]["subject"] == "Plan"
    assert before[ZOE]["envelopeId"] == before[YAN]["envelopeId"] == envelope.name
    assert before[ZOE]["smtpReply"] is None
    desk.turn()
    after = shown(inbox)
    assert (after[ZOE]["state"], after[YAN]["state"]) == ("sent", "waiting")
    assert (after[YAN]["smtpReply"], after[YAN]["attempts"]) == ("450 4.2.0 Mailbox is busy", 1)
    assert after[ZOE]["nextAttemptAt"] is None
    assert after[YAN]["nextAttemptAt"] > "2027"
    # What it was about stays to be seen when the content is gone, and leads to the copy in Sent.
    assert after[ZOE]["subject"] == "Plan"
    assert after[ZOE]["emailId"] == after[YAN]["emailId"] is not None
    assert inbox.shown("anna", after[ZOE]["emailId"], "subject") == {"id": after[ZOE]["emailId"], "subject": "Plan"}


def test_message_sent_by_jmap_names_its_submission_and_its_draft(inbox: InboxApp, desk: Desk) -> None:
    draft = write(inbox, "anna", to=ZOE, message_id="<plan@project.com>")
    made = submit(inbox, "anna", draft)["created"]["k"]
    one = shown(inbox)[ZOE]
    assert (one["submissionId"], one["emailId"], one["messageId"]) == (made["id"], draft, "plan@project.com")


def test_words_of_our_own_relay_are_kept_from_senders(
    inbox: InboxApp, desk: Desk, relay: Relay, people: People
) -> None:
    relay.say[""] = [b"554 5.7.1 account office-7731 is blocked\r\n"] * 20
    post(desk.store, people["anna"], ZOE)
    (row,) = desk.turn()
    assert "office-7731" in row.reply
    assert shown(inbox)[ZOE]["smtpReply"] == outbound.NOT_REACHED
    assert "7731" not in str(call(inbox, "anna", "get", ids=None))


def test_nobody_else_sees_or_acts(inbox: InboxApp, desk: Desk, store: Store, people: People) -> None:
    post(store, people["anna"], ZOE)
    number = shown(inbox)[ZOE]["id"]
    assert call(inbox, "ben", "get", ids=[number]) == {
        "accountId": inbox.account("ben"), "state": "0", "list": [], "notFound": [number],
    }  # fmt: skip
    assert call(inbox, "ben", "query")["ids"] == []
    assert call(inbox, "ben", "changes", sinceState="0")["created"] == []
    for what in ("retry", "cancel"):
        assert act(inbox, "ben", what, number)["notUpdated"][number]["type"] == "notFound"
    assert call(inbox, "ben", "get", accountId=inbox.account("anna"))["type"] == "accountNotFound"
    assert shown(inbox)[ZOE]["state"] == "waiting"
    assert lines(store, "delivery-cancel") == []


def test_sender_cancels_what_has_not_been_delivered(inbox: InboxApp, desk: Desk, relay: Relay, people: People) -> None:
    relay.say["RCPT TO:<yan"] = [b"450 4.2.0 Mailbox is busy\r\n"]
    post(desk.store, people["anna"], ZOE, YAN)
    desk.turn()
    known = shown(inbox)
    answer = act(inbox, "anna", "cancel", known[ZOE]["id"], known[YAN]["id"])
    assert answer["notUpdated"][known[ZOE]["id"]]["type"] == "forbidden"
    changed = answer["updated"][known[YAN]["id"]]
    assert (changed["state"], changed["nextAttemptAt"]) == ("canceled", None)
    assert shown(inbox)[YAN]["state"] == "canceled"
    desk.later(24 * 60 * 60)
    assert [one.recipients for one in relay.taken] == [(ZOE,)]
    told = ({"state": "waiting"}, {"state": "canceled", "recipient": YAN})
    assert lines(desk.store, "delivery-cancel") == [("anna@project.com", "127.0.0.1", *told)]
    assert_sound(desk.store)


def test_retry_makes_it_due_at_once(inbox: InboxApp, desk: Desk, relay: Relay, people: People) -> None:
    relay.say["RCPT TO"] = [b"450 4.2.0 Mailbox is busy\r\n"]
    post(desk.store, people["anna"], ZOE)
    desk.turn()
    assert [one.state for one in desk.turn()] == ["waiting"]
    number = shown(inbox)[ZOE]["id"]
    assert number in act(inbox, "anna", "retry", number)["updated"]
    desk.now = max(desk.now, outbound.rows(desk.store)[0].next_at)
    assert [one.state for one in desk.turn()] == ["sent"]
    assert [line[0] for line in lines(desk.store, "delivery-retry")] == ["anna@project.com"]


def test_hold_of_an_admin_stays_but_its_sender_may_cancel(inbox: InboxApp, store: Store, people: People) -> None:
    post(store, people["anna"], ZOE)
    store.run_tx(lambda tx: outbound.hold(tx, outbound.rows(store)[0].id))
    one = shown(inbox)[ZOE]
    assert (one["state"], one["nextAttemptAt"]) == ("held", None)
    refused = act(inbox, "anna", "retry", one["id"])["notUpdated"][one["id"]]
    assert refused["type"] == "forbidden"
    assert "An admin holds this message" in refused["description"]
    assert shown(inbox)[ZOE]["state"] == "held"
    assert lines(store, "delivery-retry") == []
    act(inbox, "anna", "cancel", one["id"])
    assert shown(inbox)[ZOE]["state"] == "canceled"


def test_retries_are_bounded_and_cancels_are_not(inbox: InboxApp, store: Store, people: People) -> None:
    post(store, people["anna"], ZOE)
    number = shown(inbox)[ZOE]["id"]
    for _ in range(10):
        assert act(inbox, "anna", "retry", number)["notUpdated"] is None
    assert act(inbox, "anna", "retry", number)["notUpdated"][number]["type"] == "rateLimit"
    assert act(inbox, "anna", "cancel", number)["notUpdated"] is None


@pytest.mark.parametrize(
    ("patch", "kind"),
    [
        ({"retry": 1}, "invalidProperties"),
        ({"retry": True, "cancel": True}, "invalidProperties"),
        ({"state": "sent"}, "invalidProperties"),
        ({"state/x": 1}, "invalidPatch"),
        ({"recipient": "ben@project.com"}, "invalidProperties"),
    ],
)
def test_wrong_patch_changes_nothing(
    inbox: InboxApp, store: Store, people: People, patch: dict[str, Any], kind: str
) -> None:
    post(store, people["anna"], ZOE)
    number = shown(inbox)[ZOE]["id"]
    answer = call(inbox, "anna", "set", update={number: patch})
    assert answer["notUpdated"][number]["type"] == kind
    assert answer["oldState"] == answer["newState"]


def test_deliveries_are_neither_made_nor_destroyed(inbox: InboxApp, store: Store, people: People) -> None:
    post(store, people["anna"], ZOE)
    number = shown(inbox)[ZOE]["id"]
    answer = call(inbox, "anna", "set", create={"k": {}}, destroy=[number])
    assert answer["notCreated"]["k"]["type"] == answer["notDestroyed"][number]["type"] == "forbidden"


def test_changes_tell_what_came_changed_and_was_forgotten(inbox: InboxApp, desk: Desk, people: People) -> None:
    post(desk.store, people["anna"], ZOE)
    first = call(inbox, "anna", "changes", sinceState="0")
    number = shown(inbox)[ZOE]["id"]
    assert (first["created"], first["updated"]) == ([number], [])
    before = states.of_account(desk.store, people["anna"].id)
    desk.turn()
    after = states.of_account(desk.store, people["anna"].id)
    assert after.since(before, states.TYPES).keys() == {"Delivery"}
    second = call(inbox, "anna", "changes", sinceState=first["newState"])
    assert (second["created"], second["updated"]) == ([], [number])
    outbound.remove_old(desk.store, START + 2 * outbound.HISTORY)
    third = call(inbox, "anna", "changes", sinceState=second["newState"])
    assert third["destroyed"] == [number]
    assert call(inbox, "anna", "changes", sinceState="99")["type"] == "cannotCalculateChanges"


def test_query_gives_the_newest_first(inbox: InboxApp, desk: Desk, relay: Relay, people: People) -> None:
    relay.say["RCPT TO:<yan"] = [b"450 4.2.0 Mailbox is busy\r\n"]
    for address in (ZOE, YAN):
        post(desk.store, people["anna"], address)
    desk.turn()
    ids = {address: one["id"] for address, one in shown(inbox).items()}
    assert call(inbox, "anna", "query", calculateTotal=True)["ids"] == [ids[YAN], ids[ZOE]]
    assert call(inbox, "anna", "query", filter={"isSettled": False})["ids"] == [ids[YAN]]
    assert call(inbox, "anna", "query", filter={"isSettled": True})["ids"] == [ids[ZOE]]
    assert call(inbox, "anna", "query", anchor=ids[ZOE], limit=5)["position"] == 1
    assert call(inbox, "anna", "query", filter={"state": "sent"})["type"] == "unsupportedFilter"
    assert call(inbox, "anna", "query", sort=[{"property": "id"}])["type"] == "unsupportedSort"
    assert call(inbox, "anna", "query", filter={"isSettled": 1})["type"] == "invalidArguments"


def test_without_the_capability_there_is_no_such_method(inbox: InboxApp) -> None:
    asked = ["Delivery/get", {"accountId": inbox.account("anna"), "ids": None}, "c"]
    assert inbox.request("anna", asked, using=[CORE])["methodResponses"] == [["error", {"type": "unknownMethod"}, "c"]]


def reach(inbox: InboxApp) -> tuple[dict[str, Any], str]:
    found = inbox.get("anna", "/.well-known/jmap").json()
    account = found["accounts"][inbox.account("anna")]
    return account["accountCapabilities"]["urn:postroom:params:jmap:outside"], found["state"]


def test_session_tells_whether_mail_stays_in_the_domain(inbox: InboxApp, store: Store, people: People) -> None:
    closed, first = reach(inbox)
    assert closed == {"domain": "project.com", "localOnly": True}
    before = states.of_account(store, people["anna"].id)
    assert inbox.request("anna")["sessionState"] == first
    outside.choose(store, ADMIN, "direct")
    opened, second = reach(inbox)
    assert opened == {"domain": "project.com", "localOnly": False}
    assert first != second == inbox.request("anna")["sessionState"]
    after = states.of_account(store, people["anna"].id)
    assert after.since(before, states.TYPES).keys() == {"Session"}
    # Twice within a second is told twice.
    outside.choose(store, ADMIN, "local")
    assert states.of_account(store, people["anna"].id).since(after, states.TYPES).keys() == {"Session"}
    assert reach(inbox)[1] == first
