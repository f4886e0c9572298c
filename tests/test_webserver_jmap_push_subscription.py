"""PushSubscription/get and /set (RFC 8620 section 7.2): who sees what, what is accepted, what the server decides."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from db import accounts, header, push_subscriptions, sessions, state_change
from db.database import Store
from db.grants import Grant
from db.settings import Push, Settings
from tests.support.inbox_app import JSON, InboxApp, basic
from tests.support.stores import PASSWORD, People
from webserver.jmap import ids
from webserver.jmap.capabilities import CORE, Limits
from webserver.jmap.context import Context, ReadingBudget
from webserver.jmap.push_subscription import PushSubscriptions
from webserver.jmap.utc_date import seconds_from

URL = "https://push.example.com/a?b=c"
WEEK = 7 * 24 * 60 * 60


def base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def point() -> str:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return base64url(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


KEYS = {"p256dh": point(), "auth": base64url(b"0123456789abcdef")}
WANTED: dict[str, Any] = {"deviceClientId": "a889-ffea-910", "url": URL}


@pytest.fixture(name="inbox")
def _inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def ask(inbox: InboxApp, method: str, arguments: dict[str, Any], authorization: str = "") -> dict[str, Any]:
    """Call one method as Anna with exactly these arguments, and return those of the response."""
    headers = {"Authorization": authorization or f"Bearer {inbox.token('anna')}", **JSON}
    body = json.dumps({"using": [CORE], "methodCalls": [[f"PushSubscription/{method}", arguments, "c"]]})
    answer = inbox.ask("POST", "/jmap/api", body.encode(), headers)
    assert answer.status == 200
    ((_, result, _),) = answer.json()["methodResponses"]
    return dict(result)


def create(inbox: InboxApp, authorization: str = "", **changes: Any) -> dict[str, Any]:
    answer = ask(inbox, "set", {"create": {"new": {**WANTED, **changes}}}, authorization)
    return dict((answer["created"] or answer["notCreated"])["new"])


def code_of(store: Store, object_id: str) -> str:
    number = ids.PUSH.number(object_id)
    ((code,),) = store.rows("SELECT verification_code FROM push_subscription WHERE id = ?", (number,))
    return str(code)


def test_created_subscription_is_shown_without_its_secrets(inbox: InboxApp) -> None:
    made = create(inbox, keys=KEYS, types=["Email", "EmailDelivery"])
    assert made.keys() == {"id", "expires", "verificationCode"}
    assert ask(inbox, "get", {"ids": None}) == {
        "list": [
            {
                "id": made["id"],
                "deviceClientId": "a889-ffea-910",
                "verificationCode": None,
                "expires": made["expires"],
                "types": ["Email", "EmailDelivery"],
            }
        ],
        "notFound": [],
    }


def test_answer_of_set_has_neither_account_nor_states(inbox: InboxApp) -> None:
    answer = ask(inbox, "set", {"create": {"new": WANTED}})
    assert answer.keys() == {"created", "updated", "destroyed", "notCreated", "notUpdated", "notDestroyed"}
    assert answer["created"]["new"].keys() == {"id", "expires", "keys", "verificationCode", "types"}
    assert answer["created"]["new"]["keys"] is None


@pytest.mark.parametrize("method", ["get", "set"])
@pytest.mark.parametrize("argument", ["accountId", "ifInState"])
def test_arguments_that_other_types_have_are_refused(inbox: InboxApp, method: str, argument: str) -> None:
    assert ask(inbox, method, {argument: "A1"})["type"] == "invalidArguments"


@pytest.mark.parametrize("name", ["url", "keys"])
def test_asking_for_secrets_is_forbidden(inbox: InboxApp, name: str) -> None:
    create(inbox)
    assert ask(inbox, "get", {"ids": None, "properties": ["id", name]})["type"] == "forbidden"


def test_get_tells_what_is_not_there_and_shows_what_was_asked_for(inbox: InboxApp) -> None:
    made = create(inbox)
    answer = ask(inbox, "get", {"ids": [made["id"], "N999", "x"], "properties": ["types"]})
    assert answer == {"list": [{"id": made["id"], "types": None}], "notFound": ["N999", "x"]}
    assert ask(inbox, "get", {"ids": [f"N{one}" for one in range(1, 600)]})["type"] == "requestTooLarge"


def test_without_expires_it_lives_a_week(inbox: InboxApp, store: Store, people: People) -> None:
    token, session = sessions.create(store, people["anna"].id, "long", "::1", 30 * 24 * 3600)
    made = create(inbox, f"Bearer {token}")
    assert seconds_from(made["expires"]) in range(session.created_at + WEEK, session.created_at + WEEK + 60)
    far = create(inbox, f"Bearer {token}", expires="2999-01-01T00:00:00Z")
    assert seconds_from(far["expires"]) in range(session.created_at + WEEK, session.created_at + WEEK + 60)


def test_it_ends_with_its_session_at_the_latest(inbox: InboxApp, store: Store, people: People) -> None:
    token, session = sessions.create(store, people["anna"].id, "short", "::1", 3600)
    assert create(inbox, f"Bearer {token}")["expires"] == header.utc(session.expires_at)


def test_expires_that_is_soon_is_kept(inbox: InboxApp, store: Store, people: People) -> None:
    _, session = sessions.create(store, people["anna"].id, "x", "::1", 600)
    soon = header.utc(session.expires_at)
    made = create(inbox, expires=soon)
    assert made["expires"] == soon
    later = header.utc(session.expires_at + 100)
    assert ask(inbox, "set", {"update": {made["id"]: {"expires": later}}})["updated"] == {made["id"]: None}
    answer = ask(inbox, "set", {"update": {made["id"]: {"expires": "2999-01-01T00:00:00Z"}}})
    assert seconds_from(answer["updated"][made["id"]]["expires"]) == sessions_end(store)
    assert ask(inbox, "set", {"update": {made["id"]: {"expires": None}}})["updated"][made["id"]].keys() == {"expires"}


def sessions_end(store: Store) -> int:
    ((end,),) = store.rows("SELECT expires_at FROM session WHERE device = 'test'")
    return int(end)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("deviceClientId", None),
        ("deviceClientId", ""),
        ("deviceClientId", "x" * 256),
        ("deviceClientId", 5),
        ("url", None),
        ("url", "http://push.example.com/"),
        ("url", "HTTPS://push.example.com/"),
        ("url", "https://"),
        ("url", "https://user@push.example.com/"),
        ("url", "https://push.example.com:0/"),
        ("url", "https://push.example.com:x/"),
        ("url", "https://push.example.com/ a"),
        ("url", "https://push.example.com/\r\nHost: x"),
        ("url", "https://bücher.example/"),
        ("url", "https://[::1/"),
        ("url", "https://127.0.0.1/"),
        ("url", "https://[::1]/"),
        ("url", "https://[::ffff:10.0.0.1]/"),
        ("url", "https://169.254.169.254/latest/meta-data"),
        ("url", "https://push.example.com/" + "x" * 2000),
        ("keys", {}),
        ("keys", {**KEYS, "more": "x"}),
        ("keys", {"p256dh": KEYS["p256dh"]}),
        ("keys", {**KEYS, "auth": "short"}),
        ("keys", {**KEYS, "auth": "+/89abcdefghijklmnopqr"}),
        ("keys", {**KEYS, "p256dh": base64url(b"\4" + bytes(64))}),
        ("keys", {**KEYS, "p256dh": 5}),
        ("keys", "x"),
        ("verificationCode", "guess"),
        ("expires", "2020-01-01T00:00:00Z"),
        ("expires", "soon"),
        ("types", "Email"),
        ("types", [1]),
        ("types", [""]),
        ("types", ["x"] * 101),
        ("id", "N1"),
        ("state", 1),
    ],
)
def test_wrong_property_is_named_and_nothing_is_made(inbox: InboxApp, store: Store, name: str, value: Any) -> None:
    refused = create(inbox, **{name: value})
    assert (refused["type"], refused["properties"]) == ("invalidProperties", [name])
    assert store.rows("SELECT id FROM push_subscription") == []


def test_keys_may_be_padded(inbox: InboxApp) -> None:
    padded = {"p256dh": KEYS["p256dh"] + "=", "auth": KEYS["auth"] + "=="}
    assert "id" in create(inbox, keys=padded)


def test_private_address_is_accepted_where_the_admin_says_so(store: Store, people: People) -> None:
    settings = Settings(store.path.parent, push=Push(private_networks=True))
    inbox = InboxApp(store, people, settings=settings)
    assert "id" in create(inbox, url="https://192.168.1.5:8443/push")
    assert create(inbox, url="https://224.0.0.1/")["properties"] == ["url"]


def test_right_code_verifies_and_a_wrong_one_is_refused(inbox: InboxApp, store: Store) -> None:
    made = create(inbox)["id"]
    for wrong in ("wrong", "", code_of(store, made)[:-1], 5, "x" * 1000):
        refused = ask(inbox, "set", {"update": {made: {"verificationCode": wrong}}})["notUpdated"][made]
        assert (refused["type"], refused["properties"]) == ("invalidProperties", ["verificationCode"])
    assert ask(inbox, "get", {})["list"][0]["verificationCode"] is None
    code = code_of(store, made)
    assert ask(inbox, "set", {"update": {made: {"verificationCode": code}}})["updated"] == {made: None}
    assert ask(inbox, "get", {})["list"][0]["verificationCode"] == code
    assert ask(inbox, "set", {"update": {made: {"verificationCode": None}}})["notUpdated"].keys() == {made}


def test_types_can_be_changed(inbox: InboxApp) -> None:
    made = create(inbox, types=["Email"])["id"]
    assert ask(inbox, "set", {"update": {made: {"types": ["Mailbox", "Todo", "Mailbox"]}}})["updated"] == {made: None}
    assert ask(inbox, "get", {})["list"][0]["types"] == ["Mailbox", "Todo"]
    ask(inbox, "set", {"update": {made: {"types": None}}})
    assert ask(inbox, "get", {})["list"][0]["types"] is None


def test_what_cannot_be_changed_may_be_sent_as_it_is(inbox: InboxApp) -> None:
    made = create(inbox, keys=KEYS)
    same = {"id": made["id"], "url": URL, "keys": KEYS, "deviceClientId": WANTED["deviceClientId"]}
    assert ask(inbox, "set", {"update": {made["id"]: same}})["updated"] == {made["id"]: None}
    for name, value in (("url", URL + "x"), ("keys", None), ("deviceClientId", "x"), ("id", "N1"), ("unknown", 1)):
        refused = ask(inbox, "set", {"update": {made["id"]: {name: value}}})["notUpdated"][made["id"]]
        assert (refused["type"], refused["properties"]) == ("invalidProperties", [name])
    refused = ask(inbox, "set", {"update": {made["id"]: {"keys/auth": "x"}}})["notUpdated"][made["id"]]
    assert refused["type"] == "invalidPatch"


def test_destroyed_subscription_is_gone(inbox: InboxApp, store: Store) -> None:
    made = create(inbox)["id"]
    answer = ask(inbox, "set", {"destroy": [made, "N999"]})
    assert (answer["destroyed"], answer["notDestroyed"]["N999"]["type"]) == ([made], "notFound")
    assert store.rows("SELECT id FROM push_subscription") == []
    assert ask(inbox, "set", {"update": {made: {"types": None}}})["notUpdated"][made]["type"] == "notFound"


def test_only_the_session_that_made_it_sees_and_changes_it(inbox: InboxApp, store: Store, people: People) -> None:
    mine = create(inbox)["id"]
    token, _ = sessions.create(store, people["anna"].id, "other", "::1", 3600)
    others = (f"Bearer {token}", basic("anna", PASSWORD)["Authorization"], f"Bearer {inbox.token('ben')}")
    for other in others:
        assert ask(inbox, "get", {"ids": [mine]}, other) == {"list": [], "notFound": [mine]}
        assert ask(inbox, "set", {"destroy": [mine]}, other)["notDestroyed"][mine]["type"] == "notFound"
    own = create(inbox, others[1])["id"]
    assert [one["id"] for one in ask(inbox, "get", {}, others[1])["list"]] == [own]
    assert [one["id"] for one in ask(inbox, "get", {})["list"]] == [mine]


def test_it_goes_with_its_session(inbox: InboxApp, store: Store, people: People) -> None:
    token, session = sessions.create(store, people["anna"].id, "phone", "::1", 3600)
    create(inbox, f"Bearer {token}")
    sessions.revoke(store, people["anna"].id, session.id)
    assert store.rows("SELECT id FROM push_subscription") == []


def test_it_is_not_shown_after_the_password_was_changed(inbox: InboxApp, store: Store, people: People) -> None:
    create(inbox, basic("anna", PASSWORD)["Authorization"])
    accounts.set_password(store, people["anna"].id, "another long password")
    assert ask(inbox, "get", {}, basic("anna", "another long password")["Authorization"])["list"] == []


def test_expired_subscription_is_not_shown(inbox: InboxApp, store: Store) -> None:
    create(inbox)
    store.run_tx(lambda tx: tx.execute("UPDATE push_subscription SET expires_at = 1"))
    assert ask(inbox, "get", {})["list"] == []


def test_creation_id_can_be_used_in_the_same_call(inbox: InboxApp) -> None:
    answer = ask(inbox, "set", {"create": {"a": WANTED}, "update": {"#a": {"types": ["Email"]}}})
    assert answer["updated"] == {"#a": None}


def limited(store: Store, people: People, limits: Limits, count: int) -> dict[str, Any]:
    context = Context(people["anna"].id, {}, ReadingBudget(0), None)
    made = PushSubscriptions(store, limits).set(context, {"create": {f"c{one}": WANTED for one in range(count)}})
    return dict(made)


def test_account_has_only_so_many(store: Store, people: People) -> None:
    answer = limited(store, people, Limits(0, push_subscriptions_per_account=2), 3)
    assert answer["created"].keys() == {"c0", "c1"}
    assert answer["notCreated"]["c2"]["type"] == "overQuota"


def test_account_makes_only_so_many_in_an_hour(store: Store, people: People) -> None:
    answer = limited(store, people, Limits(0, push_subscriptions_per_hour=2), 3)
    assert {one["type"] for one in answer["notCreated"].values()} == {"rateLimit"}
    assert store.rows("SELECT id FROM push_subscription") == []


def test_ids_in_what_is_pushed_are_those_of_the_methods() -> None:
    assert state_change.account(17) == ids.ACCOUNT.text(17)
    assert state_change.subscription(17) == ids.PUSH.text(17)


def test_secrets_are_not_in_what_is_printed(store: Store, people: People, inbox: InboxApp) -> None:
    create(inbox, keys=KEYS)
    ((session_id,),) = store.rows("SELECT id FROM session")
    grant = Grant(people["anna"].id, session_id)
    (one,) = push_subscriptions.of_grant(store, grant, sessions_end(store) - 1)
    assert URL not in repr(one)
    assert KEYS["auth"] not in repr(one)
