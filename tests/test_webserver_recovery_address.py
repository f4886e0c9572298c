"""`/auth/recovery-address`: its owner sees, sets, changes and removes it, with the password; the account is told."""

import json
from typing import Any

import pytest

from db import accounts, audit, jobs, leaving, members, outside, recovery_address, reset_asking, reset_links
from db.audit import Actor
from db.database import Store
from db.errors import RecoveryAddressRefused, RecoveryRefused
from db.job_kinds import Notice
from db.throttle import Throttle
from tests.support.admin_site import AdminSite, fault_of, words
from tests.support.inbox_app import JSON, Answer, InboxApp, basic
from tests.support.stores import DOMAIN, PASSWORD, People

OURS = "urn:postroom:error:"
PATH = "/auth/recovery-address"
NONE = {"address": "", "works": False, "outsideOpen": False}


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people, throttle=Throttle(3))


def bearer(inbox: InboxApp, name: str = "anna") -> dict[str, str]:
    return {"Authorization": f"Bearer {inbox.token(name)}"}


def shown(inbox: InboxApp) -> Any:
    return inbox.ask("GET", PATH, headers=bearer(inbox)).json()


def put(inbox: InboxApp, address: Any, password: Any = PASSWORD, **more: Any) -> Answer:
    body = json.dumps({"address": address, "password": password, **more}).encode()
    return inbox.ask("PUT", PATH, body, {**JSON, **bearer(inbox)})


def told(store: Store) -> list[tuple[str, str]]:
    """What the account is told: to whom, and in which words."""
    notices = [Notice.of(one) for one in jobs.recent(store, jobs.NOTICE)]
    return [(one.to, one.facts["sentence"]) for one in reversed(notices) if one.kind == "notification"]


def test_recovery_address_is_set_changed_and_removed(inbox: InboxApp) -> None:
    assert shown(inbox) == NONE
    local = {"address": "ben@project.com", "works": True, "outsideOpen": False}
    assert (put(inbox, " Ben@Project.COM ").json(), shown(inbox)) == (local, local)
    far = {"address": "Anna@example.org", "works": False, "outsideOpen": False}
    assert (put(inbox, "Anna@Example.org").json(), shown(inbox)) == (far, far)
    assert (put(inbox, "").json(), shown(inbox)) == (NONE, NONE)


def test_address_outside_works_once_mail_goes_to_the_outside(inbox: InboxApp) -> None:
    put(inbox, "anna@example.org")
    outside.choose(inbox.store, Actor("test"), "direct")
    assert shown(inbox) == {"address": "anna@example.org", "works": True, "outsideOpen": True}


def test_every_change_is_told_to_the_account_and_sameness_is_not(inbox: InboxApp) -> None:
    for address in ("ben@project.com", "ben@project.com", "anna@example.org", ""):
        assert put(inbox, address).status == 200
    assert [to for to, _ in told(inbox.store)] == ["anna@project.com"] * 3
    assert ["ben@project.com" in words for _, words in told(inbox.store)] == [True, False, False]
    assert "goes" not in told(inbox.store)[2][1]
    assert "removed" in told(inbox.store)[2][1]


def test_change_makes_links_under_way_worth_nothing(inbox: InboxApp) -> None:
    put(inbox, "ben@project.com")
    token = reset_links.create(inbox.store, inbox.people["anna"].id, 2**40)
    put(inbox, "ben@project.com")
    reset_links.check(inbox.store, token)
    put(inbox, "clara@project.com")
    with pytest.raises(RecoveryRefused):
        reset_links.check(inbox.store, token)


def test_link_that_was_asked_for_before_a_change_is_not_sent_to_the_address_before(inbox: InboxApp) -> None:
    put(inbox, "ben@project.com")
    assert reset_asking.ask(inbox.store, "anna", DOMAIN)
    put(inbox, "clara@project.com")
    states = {Notice.of(one).kind: one.state for one in jobs.recent(inbox.store, jobs.NOTICE)}
    assert states == {"password-reset": "failed", "notification": "waiting"}


@pytest.mark.parametrize(
    "address",
    ["ben", "@", "ben@", "@project.com", "a b@example.org", "anna@project.com", "anna+x@project.com",
     "nobody@project.com", "x" * 250 + "@example.org", "<ben@project.com>", '"a b"@example.org', "a@[192.0.2.1]",
     "ben@project.com, eve@example.org", "ben@example.org\r\nBcc: eve@example.org"],
)  # fmt: skip
def test_what_links_cannot_go_to_is_refused(inbox: InboxApp, address: str) -> None:
    put(inbox, "clara@project.com")
    answer = put(inbox, address)
    assert (answer.status, answer.problem) == (400, OURS + "recoveryAddressRefused")
    assert shown(inbox)["address"] == "clara@project.com"
    assert len(told(inbox.store)) == 1


def test_further_address_of_the_same_account_is_refused(store: Store, people: People) -> None:
    anna = accounts.get(store, people["anna"].id)
    store.run_tx(lambda tx: tx.execute("INSERT INTO address VALUES ('office@project.com', ?)", (anna.id,)))
    with pytest.raises(RecoveryAddressRefused):
        recovery_address.choose(store, anna, "office@project.com", DOMAIN)


def test_wrong_password_changes_nothing_and_is_limited_like_a_sign_in(inbox: InboxApp) -> None:
    answers = [put(inbox, "ben@project.com", "not the password") for _ in range(4)]
    assert [one.problem for one in answers] == [OURS + "wrongPassword"] * 3 + [OURS + "tooMany"]
    assert (shown(inbox), told(inbox.store)) == (NONE, [])


def test_nobody_sees_or_changes_it_without_signing_in(inbox: InboxApp) -> None:
    assert inbox.ask("GET", PATH).problem == OURS + "signInNeeded"
    body = json.dumps({"address": "ben@project.com", "password": PASSWORD}).encode()
    assert inbox.ask("PUT", PATH, body, JSON).problem == OURS + "signInNeeded"
    assert inbox.ask("GET", PATH, headers=basic("anna")).status == 200


@pytest.mark.parametrize(
    "given", [{"address": None}, {"address": 1}, {"address": "x" * 321}, {"password": ""}, {"account": "ben"}], ids=str
)
def test_bad_form_is_refused(inbox: InboxApp, given: dict[str, Any]) -> None:
    assert put(inbox, **{"address": "ben@project.com", **given}).problem == OURS + "badRequest"


def test_admin_sees_and_sets_it_with_a_line_in_the_audit_log(store: Store, people: People) -> None:
    site = AdminSite(store, people)
    site.sign_in()
    page, path = (f"/admin/accounts/{people['ben'].id}{rest}" for rest in ("", "/recovery-address"))
    answer = site.submit(page, path, {"recovery": " clara@project.com "})
    assert answer.headers["location"] == f"{page}?said=recovery-address"
    assert 'value="clara@project.com"' in site.get(page).body.decode()
    (line,) = audit.lines(store, action="recovery-address-changed")
    assert (line.actor, line.target) == ("anna@project.com", "ben@project.com")
    assert (line.before, line.after) == ({"recovery address": ""}, {"recovery address": "clara@project.com"})
    assert [to for to, _ in told(store)] == ["ben@project.com"]


def test_admin_is_told_what_is_wrong_at_the_field_and_what_does_not_work_yet(store: Store, people: People) -> None:
    site = AdminSite(store, people)
    site.sign_in()
    page, path = (f"/admin/accounts/{people['ben'].id}{rest}" for rest in ("", "/recovery-address"))
    answer = site.submit(page, path, {"recovery": "ben@project.com"})
    assert answer.status == 422
    assert "same account" in fault_of(answer, "recovery")
    assert 'value="ben@project.com"' in answer.body.decode()
    assert audit.lines(store, action="recovery-address-changed") == []
    site.submit(page, path, {"recovery": "ben@example.org"})
    assert "no link arrives there" in words(site.get(page))
    assert site.submit(page, "/admin/accounts/999999/recovery-address", {"recovery": ""}).status == 404


@pytest.mark.parametrize("way", ["taken away", "account deleted"])
def test_address_whose_owner_lost_it_gets_no_links(inbox: InboxApp, store: Store, way: str) -> None:
    """Whoever had the address next, maybe a stranger who registered, could ask for a link and take the account over."""
    actor, ben = Actor("test"), inbox.people["ben"]
    members.add_address(store, actor, ben.id, "office", DOMAIN)
    put(inbox, "office+anna@project.com")
    token = reset_links.create(store, inbox.people["anna"].id, 2**40)
    assert reset_asking.ask(store, "anna", DOMAIN)
    if way == "taken away":
        members.remove_address(store, actor, ben.id, "office@project.com")
        accounts.register(store, "office", DOMAIN, PASSWORD)
    else:
        leaving.delete(store, actor, ben.id)
    assert shown(inbox) == NONE
    assert not reset_asking.ask(store, "anna", DOMAIN)
    with pytest.raises(RecoveryRefused):
        reset_links.check(store, token)
    waiting = [Notice.of(one) for one in jobs.recent(store, jobs.NOTICE) if one.state == "waiting"]
    assert [(one.kind, one.to) for one in waiting] == [("notification", "anna@project.com")] * 2
    assert "Nobody has office+anna@project.com any more" in told(store)[-1][1]


def test_other_recovery_addresses_stay(inbox: InboxApp, store: Store) -> None:
    put(inbox, "clara@project.com")
    leaving.delete(store, Actor("test"), inbox.people["ben"].id)
    assert shown(inbox)["address"] == "clara@project.com"
