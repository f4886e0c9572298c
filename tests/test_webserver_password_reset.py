"""`POST /auth/reset`: one answer for every name, a notice for those who can have one, and the limits."""

import json
import logging
from typing import Any

import pytest

from db import accounts, jobs, recovery_address, reset_asking
from db.database import Store
from db.errors import TooOften
from db.job_kinds import Notice
from tests.support.inbox_app import JSON, Answer, InboxApp
from tests.support.stores import DOMAIN, People, Person
from webserver.reset_limits import HOUR, IN_ALL, PER_ADDRESS, PER_NETWORK, AskingLimits

OURS = "urn:postroom:error:"
ELSEWHERE = "192.0.2.7"


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    """Anna can be sent a link; Ben has no recovery address; Dora is disabled, Emil waits; Clara's goes outside."""
    for name, state in (("dora", "disabled"), ("emil", "waiting")):
        people[name] = Person.make(store, name)
        with_recovery(store, people[name], "ben@project.com")
        accounts.set_state(store, people[name].id, state)
    with_recovery(store, people["anna"], "ben@project.com")
    with_recovery(store, people["clara"], "clara@example.org")
    return InboxApp(store, people)


def with_recovery(store: Store, person: Person, address: str) -> None:
    recovery_address.choose(store, accounts.get(store, person.id), address, DOMAIN)


def ask(inbox: InboxApp, name: Any, **environ: object) -> Answer:
    return inbox.ask("POST", "/auth/reset", json.dumps({"username": name}).encode(), JSON, **environ)


def asked(store: Store) -> list[tuple[str, int | None]]:
    """The notices that wait: to whom, about which account."""
    notices = [Notice.of(one) for one in jobs.recent(store, jobs.NOTICE, 200)]
    return [(one.to, one.about) for one in reversed(notices) if one.kind == "password-reset"]


@pytest.mark.parametrize("name", ["anna", " Anna@Project.com ", "anna@project.com"])
def test_link_is_asked_for_by_name_or_address(inbox: InboxApp, name: str) -> None:
    assert ask(inbox, name).status == 202
    assert asked(inbox.store) == [("ben@project.com", inbox.people["anna"].id)]


def test_link_to_an_address_outside_is_asked_for(inbox: InboxApp) -> None:
    assert ask(inbox, "clara").status == 202
    assert asked(inbox.store) == [("clara@example.org", inbox.people["clara"].id)]


NAMES = [
    "anna",
    "ben",
    "dora",
    "emil",
    "nobody",
    "anna@elsewhere.com",
    "x" * 320,
    "' OR 1=1 --",
    "\u202eanna",
]


def test_every_name_gets_the_same_answer(inbox: InboxApp) -> None:
    answers = [ask(inbox, name) for name in NAMES]
    assert {(one.status, one.body, tuple(sorted(one.headers.items())), one.cookies) for one in answers} == {
        (202, answers[0].body, tuple(sorted(answers[0].headers.items())), ())
    }
    assert asked(inbox.store) == [("ben@project.com", inbox.people["anna"].id)]


def test_every_name_costs_the_same_writes(inbox: InboxApp) -> None:
    wal = inbox.store.path.with_name(inbox.store.path.name + "-wal")
    # The first row makes pages that later ones find.
    ask(inbox, "anna")
    sizes = set()
    for name in ("anna", "ben", "dora", "nobody", "x" * 320):
        inbox.store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        ask(inbox, name)
        sizes.add(wal.stat().st_size)
    assert len(sizes) == 1


def test_every_name_is_logged_alike(inbox: InboxApp, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "postroom.events"):
        ask(inbox, "anna")
        ask(inbox, "nobody")
    assert [line.split() for line in caplog.messages] == [
        ["reset-asked", "account=anna", "peer=127.0.0.1", "sent=yes"],
        ["reset-asked", "account=nobody", "peer=127.0.0.1", "sent=no"],
    ]


def test_account_over_its_limit_is_sent_no_more_and_nobody_is_told(inbox: InboxApp) -> None:
    answers = {(one.status, one.body) for one in (ask(inbox, "anna") for _ in range(reset_asking.MOST_AN_HOUR + 3))}
    assert len(answers) == 1
    assert len(asked(inbox.store)) == reset_asking.MOST_AN_HOUR
    ask(inbox, "clara")
    assert len(asked(inbox.store)) == reset_asking.MOST_AN_HOUR + 1


def test_limit_of_an_account_counts_all_its_addresses_and_ends_with_the_hour(inbox: InboxApp) -> None:
    store, anna = inbox.store, inbox.people["anna"]
    store.run_tx(lambda tx: tx.execute("INSERT INTO address VALUES ('office@project.com', ?)", (anna.id,)))
    assert [reset_asking.ask(store, name, DOMAIN) for name in ("anna", "office", "anna", "office")] == [
        True, True, True, False,
    ]  # fmt: skip
    store.run_tx(lambda tx: tx.execute("UPDATE job SET created_at = created_at - 3600"))
    assert reset_asking.ask(store, "office", DOMAIN)


def test_too_many_questions_from_one_address_are_told(inbox: InboxApp) -> None:
    answers = [ask(inbox, f"nobody{number}", REMOTE_ADDR=ELSEWHERE) for number in range(PER_ADDRESS + 1)]
    assert [one.status for one in answers] == [202] * PER_ADDRESS + [429]
    assert answers[-1].problem == OURS + "tooMany"
    assert 0 < int(answers[-1].headers["retry-after"]) <= HOUR + 1
    assert ask(inbox, "anna", REMOTE_ADDR=ELSEWHERE).body == answers[-1].body
    assert ask(inbox, "anna", REMOTE_ADDR="198.51.100.1").status == 202


def test_limits_for_network_and_all_hold_and_end_with_the_hour() -> None:
    now = [0.0]
    limits = AskingLimits(lambda: now[0])
    for number in range(PER_NETWORK):
        limits.take(f"192.0.2.{number}")
    with pytest.raises(TooOften) as refusal:
        limits.take("192.0.2.200")
    assert refusal.value.retry_after == HOUR + 1
    for number in range(IN_ALL - PER_NETWORK):
        limits.take(f"10.{number // 250}.{number % 250}.1")
    for peer in ("127.0.0.1", "203.0.113.1", "::1"):
        with pytest.raises(TooOften):
            limits.take(peer)
    now[0] = HOUR
    limits.take("192.0.2.200")


@pytest.mark.parametrize("body", [{}, {"username": ""}, {"username": 1}, {"username": "x" * 321}, {"username": "a\0"},
                                  {"username": "anna", "to": "eve@example.com"}], ids=str)  # fmt: skip
def test_bad_form_is_refused(inbox: InboxApp, body: dict[str, Any]) -> None:
    answer = inbox.ask("POST", "/auth/reset", json.dumps(body).encode(), JSON)
    assert answer.problem == OURS + "badRequest"
    assert asked(inbox.store) == []
