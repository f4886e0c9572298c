"""The courier's duty of pushing, against a real receiver over TLS: codes first, then changes, and who is let be."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any

import pytest

from db import accounts, grants, header, push_queue, push_subscriptions, sessions
from db.database import Store
from db.push_subscriptions import Keys
from db.settings import Push, Settings
from server.courier import pushing
from server.courier.__main__ import duties
from server.courier.pushing import Pushing
from tests.support.clock import Clock
from tests.support.inbox_app import InboxApp
from tests.support.program import write_settings
from tests.support.push_receiver import SECONDS, Receiver, receiving
from tests.support.stores import People, mail
from webserver.jmap.capabilities import CORE


@pytest.fixture(name="receiver")
def _receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


class Desk:
    """A courier's desk with one duty, and Anna, who has a session and makes subscriptions."""

    def __init__(self, store: Store, people: People, receiver: Receiver, private_networks: bool = True) -> None:
        self.store, self.people, self.receiver = store, people, receiver
        self.clock = Clock()
        self.clock.now = time.time()
        self.settings = Settings(store.path.parent, push=Push(private_networks=private_networks))
        self.inbox = InboxApp(store, people, settings=self.settings)
        self.pushing = Pushing(store, self.settings, receiver.trust, self.clock)
        for name in ("anna", "ben"):
            self.inbox.token(name)
        store.run_tx(lambda tx: tx.execute("UPDATE session SET expires_at = expires_at + ?", (30 * 24 * 3600,)))

    def turn(self, later: float = 0.0) -> None:
        """Let the duty have a turn so many seconds later, and wait until all it has begun has ended."""
        self.clock.now += later
        self.pushing._sent.clear()
        self.pushing.turn(lambda: False)
        assert self.pushing.hands.wait(SECONDS)

    def subscribe(self, path: str = "/push?device=1", name: str = "anna", **more: Any) -> int:
        """Make a subscription as `name` and return its number."""
        wanted = {"deviceClientId": "phone", "url": self.receiver.url(path), **more}
        answer = self.set(name, create={"new": wanted})
        return int(answer["created"]["new"]["id"][1:])

    def set(self, name: str, **arguments: Any) -> dict[str, Any]:
        call = ["PushSubscription/set", arguments, "c"]
        ((_, answer, _),) = self.inbox.request(name, call, using=[CORE])["methodResponses"]
        return dict(answer)

    def verified(self, path: str = "/push?device=1", name: str = "anna", **more: Any) -> int:
        """Make a subscription, get its code and send it back."""
        number = self.subscribe(path, name, **more)
        self.turn()
        posted = self.receiver.next()
        told = self.receiver.decrypted(posted) if "keys" in more else posted.json()
        update = {told["pushSubscriptionId"]: {"verificationCode": told["verificationCode"]}}
        assert self.set(name, update=update)["updated"] == dict.fromkeys(update)
        return number

    def silent(self) -> bool:
        """Whether nothing has come that was not asked for."""
        return self.receiver.posted.empty()

    def row(self, number: int) -> dict[str, Any]:
        names = ("is_code_sent", "is_verified", "failures", "next_try")
        rows = self.store.rows(f"SELECT {', '.join(names)} FROM push_subscription WHERE id = ?", (number,))
        return dict(zip(names, rows[0], strict=True)) if rows else {}


@pytest.fixture(name="desk")
def _desk(store: Store, people: People, receiver: Receiver) -> Desk:
    return Desk(store, people, receiver)


def test_code_is_sent_at_once_and_nothing_else_before_it_came_back(desk: Desk) -> None:
    number = desk.subscribe()
    desk.turn()
    posted = desk.receiver.next()
    told = posted.json()
    assert told.keys() == {"@type", "pushSubscriptionId", "verificationCode"}
    assert (told["@type"], told["pushSubscriptionId"]) == ("PushVerification", f"N{number}")
    assert (posted.path, posted.fields["host"]) == ("/push?device=1", f"localhost:{desk.receiver.port}")
    assert int(posted.fields["ttl"]) > 0
    desk.inbox.deliver("anna", mail())
    desk.turn()
    desk.turn(3600)
    assert desk.silent()


def test_change_is_told_once_the_code_came_back_also_what_was_before(desk: Desk) -> None:
    number = desk.subscribe()
    desk.inbox.deliver("anna", mail())
    desk.turn()
    code = desk.receiver.next().json()["verificationCode"]
    desk.set("anna", update={f"N{number}": {"verificationCode": code}})
    desk.turn()
    told = desk.receiver.next().json()
    assert told["@type"] == "StateChange"
    assert told["changed"].keys() == {desk.inbox.account("anna")}
    assert told["changed"][desk.inbox.account("anna")].keys() == {"Email", "EmailDelivery", "Mailbox", "Thread"}
    desk.turn()
    assert desk.silent()


def test_each_change_is_told_once_with_the_newest_states(desk: Desk) -> None:
    desk.verified()
    message = desk.inbox.deliver("anna", mail())
    desk.turn()
    first = desk.receiver.next()
    assert first.fields["urgency"] == "normal"
    desk.inbox.call("anna", "Email/set", update={message: {"keywords/$seen": True}})
    desk.inbox.call("anna", "Email/set", update={message: {"keywords/$flagged": True}})
    desk.turn()
    second = desk.receiver.next()
    states = second.json()["changed"][desk.inbox.account("anna")]
    assert states == dict.fromkeys(
        ("Email", "Mailbox", "Thread"), desk.inbox.call("anna", "Email/get", ids=[])["state"]
    )
    assert second.fields["urgency"] == "low"
    desk.turn()
    assert desk.silent()


def test_what_is_sent_can_only_be_read_with_the_keys(desk: Desk) -> None:
    desk.verified(keys=desk.receiver.keys)
    desk.inbox.deliver("anna", mail())
    desk.turn()
    posted = desk.receiver.next()
    assert b"Email" not in posted.body
    assert desk.receiver.decrypted(posted)["@type"] == "StateChange"


def test_only_the_wanted_types_are_told(desk: Desk) -> None:
    desk.verified(types=["EmailDelivery", "Todo"])
    message = desk.inbox.deliver("anna", mail())
    desk.turn()
    assert desk.receiver.next().json()["changed"][desk.inbox.account("anna")].keys() == {"EmailDelivery"}
    desk.inbox.call("anna", "Email/set", update={message: {"keywords/$seen": True}})
    desk.turn()
    desk.turn()
    assert desk.silent()


def test_somebody_elses_mail_is_not_told(desk: Desk) -> None:
    desk.verified()
    desk.inbox.deliver("ben", mail())
    desk.turn()
    assert desk.silent()


@pytest.mark.parametrize("status", [404, 410])
def test_receiver_that_is_no_more_ends_the_subscription(desk: Desk, status: int) -> None:
    number = desk.verified()
    desk.receiver.answers.put((status, {}))
    desk.inbox.deliver("anna", mail())
    desk.turn()
    desk.receiver.next()
    assert desk.row(number) == {}


@pytest.mark.parametrize("status", [301, 307, 400, 403, 429, 500, 503])
def test_receiver_that_refuses_is_asked_again_later_and_later(desk: Desk, status: int) -> None:
    number = desk.verified()
    desk.inbox.deliver("anna", mail())
    for failures in (1, 2, 3):
        desk.receiver.answers.put((status, {"Location": desk.receiver.url("/elsewhere")}))
        desk.turn()
        assert desk.receiver.next().path == "/push?device=1"
        row = desk.row(number)
        assert row["failures"] == failures
        pause = row["next_try"] - int(desk.clock())
        assert 15 * 2 ** (failures - 1) <= pause <= 45 * 2 ** (failures - 1)
        desk.turn(pause - 1)
        assert desk.silent()
        desk.clock.now += 1
    desk.turn()
    assert desk.receiver.next().json()["@type"] == "StateChange"
    assert desk.row(number)["failures"] == 0


def test_pause_that_the_receiver_asks_for_is_kept(desk: Desk) -> None:
    number = desk.verified()
    desk.inbox.deliver("anna", mail())
    desk.receiver.answers.put((429, {"Retry-After": "5000"}))
    desk.turn()
    desk.receiver.next()
    assert desk.row(number)["next_try"] == int(desk.clock()) + 5000


def test_code_that_can_never_be_sent_ends_the_subscription(desk: Desk) -> None:
    number = desk.subscribe()
    for _ in range(push_queue.MOST_FAILURES):
        desk.receiver.answers.put((500, {}))
        desk.turn(2 * 3600)
        desk.receiver.next()
    assert desk.row(number) == {}


def test_receiver_with_another_certificate_gets_nothing(desk: Desk) -> None:
    desk.pushing = Pushing(desk.store, desk.settings, ssl.create_default_context(), desk.clock)
    number = desk.subscribe()
    desk.turn()
    assert desk.silent()
    assert desk.row(number)["failures"] == 1


def test_certificate_must_be_for_the_name(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO")
    number = desk.subscribe()
    # The same machine under a name that the certificate does not have.
    lookup = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *more, **how: lookup("127.0.0.1", *more, **how))
    url = f"https://elsewhere.example:{desk.receiver.port}/secret"
    desk.store.run_tx(lambda tx: tx.execute("UPDATE push_subscription SET url = ?", (url,)))
    desk.turn()
    assert desk.silent()
    assert desk.row(number)["failures"] == 1
    assert "push-failed" in caplog.text
    assert "CERTIFICATE_VERIFY_FAILED" in caplog.text
    assert "secret" not in caplog.text


def test_private_address_gets_nothing_unless_the_admin_says_so(
    store: Store, people: People, receiver: Receiver
) -> None:
    desk = Desk(store, people, receiver, private_networks=False)
    number = desk.subscribe()
    desk.turn()
    assert desk.silent()
    assert desk.row(number)["failures"] == 1


def test_slow_receiver_holds_up_nobody_else(desk: Desk) -> None:
    slow = [desk.verified("/slow") for _ in range(3)]
    desk.verified("/quick", "ben")
    desk.receiver.go_on.clear()
    desk.store.run_tx(lambda tx: tx.execute("UPDATE push_subscription SET url = replace(url, 'localhost', '127.0.0.1')"
                                            " WHERE url LIKE '%/quick'"))  # fmt: skip
    for name in ("anna", "ben"):
        desk.inbox.deliver(name, mail())
    desk.pushing._sent.clear()
    desk.pushing.turn(lambda: False)
    first = {desk.receiver.next().path for _ in range(3)}
    assert first == {"/slow", "/quick"}
    # Two of the three are under way, and neither is begun again.
    desk.pushing._sent.clear()
    desk.pushing.turn(lambda: False)
    assert desk.silent()
    desk.receiver.go_on.set()
    assert desk.pushing.hands.wait(SECONDS)
    desk.turn()
    assert desk.receiver.next().path == "/slow"
    desk.turn()
    assert desk.silent()
    assert {desk.row(number)["failures"] for number in slow} == {0}


def test_changes_that_follow_quickly_are_told_together(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    # A second, of the real clock: a slow machine needs longer for three messages.
    monkeypatch.setattr(pushing, "_GAP", 3600.0)
    desk.verified()
    desk.pushing._sent.clear()
    for _ in range(3):
        desk.inbox.deliver("anna", mail())
        desk.pushing.turn(lambda: False)
        assert desk.pushing.hands.wait(SECONDS)
    desk.receiver.next()
    assert desk.silent()


def test_nothing_is_begun_once_the_courier_stops(desk: Desk) -> None:
    desk.subscribe()
    desk.pushing.turn(lambda: True)
    assert desk.pushing.hands.wait(SECONDS)
    assert desk.silent()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE account SET state = 'disabled'",
        "UPDATE session SET expires_at = 1",
        "DELETE FROM session",
        "UPDATE push_subscription SET expires_at = 1",
        "DELETE FROM push_subscription",
    ],
)
def test_nothing_is_sent_after_the_end(desk: Desk, change: str) -> None:
    desk.verified()
    desk.inbox.deliver("anna", mail())
    desk.store.run_tx(lambda tx: tx.execute(change))
    desk.turn()
    assert desk.silent()


def test_subscription_of_a_password_goes_with_it(desk: Desk) -> None:
    anna = desk.people["anna"].id
    grant = grants.of(desk.store, anna, None)
    now = int(desk.clock())
    keys = Keys(**desk.receiver.keys)
    number = desk.store.run_tx(
        lambda tx: push_subscriptions.create(tx, grant, "x", desk.receiver.url(), keys, None, now, now + 1000)
    )
    desk.turn()
    assert desk.receiver.decrypted(desk.receiver.next())["@type"] == "PushVerification"
    accounts.set_password(desk.store, anna, "another long password")
    desk.store.run_tx(lambda tx: push_subscriptions.verify(tx, number))
    desk.inbox.deliver("anna", mail())
    desk.turn(61)
    assert desk.silent()
    assert desk.row(number) == {}


def test_states_it_knows_outlive_the_courier(desk: Desk) -> None:
    desk.verified()
    desk.inbox.deliver("anna", mail())
    desk.turn()
    desk.receiver.next()
    desk.pushing = Pushing(desk.store, desk.settings, desk.receiver.trust, desk.clock)
    desk.turn()
    assert desk.silent()


def test_session_that_lives_on_keeps_its_subscription(desk: Desk) -> None:
    other, _ = sessions.create(desk.store, desk.people["anna"].id, "other", "::1", 3600)
    number = desk.verified(expires=header.utc(int(desk.clock()) + 60))
    found = sessions.find(desk.store, other)
    assert found is not None
    sessions.revoke(desk.store, desk.people["anna"].id, found[0].id)
    assert desk.row(number)["is_verified"] == 1


def test_courier_has_the_duty(tmp_path: Any) -> None:
    settings = write_settings(tmp_path / "data")
    found = duties(settings)
    assert "pushing" in [one._duty.name for one in found]
    for one in found:
        one._store.close()
