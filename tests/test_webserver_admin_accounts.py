"""The pages of accounts and invitations: each change does what it says, is in the audit log, and locks nobody out."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as reading
from html import unescape

import pytest

from certs.authority import fingerprint
from client.invitation import parse_server
from db import accounts, audit, directory, invitations, jobs, members, recovery, sessions
from db.address import complete
from db.database import Store
from db.errors import Refused, RegistrationClosed
from server.courier.notices import Notices
from tests.support.admin_site import AdminSite, fault_of, words
from tests.support.certificates import make_certificates
from tests.support.inbox_app import Answer, ca_pem
from tests.support.outside_mail import inbox
from tests.support.stores import PASSWORD, People, Person

NEW_PASSWORD = "seven green bicycles"


@pytest.fixture(name="site")
def _site(store: Store, people: People) -> AdminSite:
    site = AdminSite(store, people)
    site.sign_in()
    return site


def state(site: AdminSite, name: str) -> str:
    return accounts.get(site.store, site.people[name].id).state


def last_line(site: AdminSite) -> tuple[str, str, str]:
    line = audit.lines(site.store, count=1)[0]
    return line.actor, line.action, line.target


def test_list_is_searched_and_chosen_by_state(site: AdminSite) -> None:
    Person.make(site.store, "dora", state="waiting")
    assert "dora@project.com" in words(site.get("/admin/accounts?state=waiting"))
    assert "ben@project.com" not in words(site.get("/admin/accounts?state=waiting"))
    found = words(site.get("/admin/accounts?search=BEN"))
    assert "ben@project.com" in found
    assert "clara@project.com" not in found
    assert "Nobody." in words(site.get("/admin/accounts?search=%25"))


def test_long_list_comes_in_pages(site: AdminSite) -> None:
    for number in range(60):
        Person.make(site.store, f"person{number:02}")
    page = site.get("/admin/accounts").body.decode()
    seen = re.findall(r"<strong>([^<]*@project.com)</strong>", page)
    link = re.search(r'href="(/admin/accounts\?[^"]*)">More', page)
    assert link is not None
    seen += re.findall(r"<strong>([^<]*@project.com)</strong>", site.get(unescape(link[1])).body.decode())
    assert seen == sorted(seen)
    assert len(set(seen)) == len(seen) == 63


def test_waiting_account_is_approved(site: AdminSite) -> None:
    site.people["dora"] = Person.make(site.store, "dora", state="waiting")
    assert "An account waits for your approval." in words(site.get("/admin"))
    assert site.act("dora", "approve").status == 303
    assert state(site, "dora") == "active"
    assert last_line(site) == ("anna@project.com", "account-approved", "dora@project.com")
    assert site.act("dora", "approve").status == 409


def test_disabled_account_is_out_everywhere_and_comes_back(site: AdminSite) -> None:
    sessions.create(site.store, site.people["ben"].id, "telephone", "192.0.2.1", 3600)
    assert site.act("ben", "disable", message="You moved  to\nmars").status == 303
    assert sessions.of_account(site.store, site.people["ben"].id) == []
    refusal = site.app.ask("POST", "/auth/session", b'{"username": "ben", "password": "correct horse battery"}',
                           {"Content-Type": "application/json"})  # fmt: skip
    assert refusal.json()["detail"] == "Your account is disabled. You moved to mars."
    assert "You moved to mars" in words(site.get(f"/admin/accounts/{site.people['ben'].id}"))
    assert site.act("ben", "enable").status == 303
    assert state(site, "ben") == "active"
    assert members.get(site.store, site.people["ben"].id).disabled_message == ""


def test_message_that_is_too_long_is_told_at_its_field(site: AdminSite) -> None:
    answer = site.act("ben", "disable", message="x" * 201)
    assert answer.status == 422
    assert "at most 200 characters" in fault_of(answer, "message")
    assert state(site, "ben") == "active"


@pytest.mark.parametrize(("action", "fields"), [("disable", {}), ("admin", {"admin": "no"})])
def test_admins_cannot_lock_themselves_out(site: AdminSite, action: str, fields: dict[str, str]) -> None:
    answer = site.act("anna", action, **fields)
    assert answer.status in (409, 422)
    assert site.get("/admin").status == 200


@pytest.mark.parametrize("is_disabled", [True, False])
def test_two_admins_who_turn_each_other_out_at_once_are_not_both_out(site: AdminSite, is_disabled: bool) -> None:
    # Both were let in as admins before either change was made.
    anna, ben = site.people["anna"], site.people["ben"]
    members.set_admin(site.store, audit.Actor("test"), ben.id, True)

    def turn_out(actor: Person, other: Person) -> None:
        if is_disabled:
            members.disable(site.store, audit.Actor(actor.address), other.id, "")
        else:
            members.set_admin(site.store, audit.Actor(actor.address), other.id, False)

    turn_out(anna, ben)
    with pytest.raises(Refused, match="no admin any more"):
        turn_out(ben, anna)
    assert [one.id for one in accounts.admins(site.store) if one.state == "active"] == [anna.id]


def test_another_admin_is_made_and_unmade(site: AdminSite) -> None:
    assert site.act("ben", "admin", admin="yes").status == 303
    assert accounts.get(site.store, site.people["ben"].id).is_admin
    site.act("ben", "admin", admin="no")
    assert not accounts.get(site.store, site.people["ben"].id).is_admin
    assert last_line(site) == ("anna@project.com", "account-admin", "ben@project.com")


def test_recovery_code_is_shown_once_and_sets_a_password(site: AdminSite) -> None:
    answer = site.act("ben", "reset")
    found = re.search(r'<code id="code">([A-Z0-9-]{23})</code>', answer.body.decode())
    assert found is not None
    assert found[1] not in words(site.get(f"/admin/accounts/{site.people['ben'].id}"))
    assert found[1].replace("-", "") not in str(audit.lines(site.store))
    assert recovery.use(site.store, "ben", "project.com", found[1], NEW_PASSWORD).id == site.people["ben"].id
    assert last_line(site) == ("anna@project.com", "recovery-code-made", "ben@project.com")


def test_quota_is_set_in_megabytes_and_taken_away(site: AdminSite) -> None:
    site.act("ben", "quota", quota="250")
    assert members.get(site.store, site.people["ben"].id).quota == 250_000_000
    site.act("ben", "quota", quota="")
    assert members.get(site.store, site.people["ben"].id).quota is None


@pytest.mark.parametrize("quota", ["0", "-1", "1.5", "many", "99999999", "١"])
def test_quota_that_is_no_number_is_told_at_its_field(site: AdminSite, quota: str) -> None:
    answer = site.act("ben", "quota", quota=quota)
    assert fault_of(answer, "quota").startswith("Give a whole number of MB")
    assert members.get(site.store, site.people["ben"].id).quota is None


def test_further_address_gets_mail_for_the_account_until_it_is_removed(site: AdminSite) -> None:
    assert site.act("ben", "add-address", alias="Info").status == 303
    found = directory.recipient(site.store, "info@project.com")
    assert found is not None
    assert found.recipient == site.people["ben"].recipient
    assert site.act("ben", "remove-address", address="info@project.com").status == 303
    assert directory.recipient(site.store, "info@project.com") is None
    assert site.act("ben", "remove-address", address="ben@project.com").status == 409
    assert site.act("ben", "remove-address", address="clara@project.com").status == 404


@pytest.mark.parametrize("alias", ["", "two words", "x@other.example", "clara", "a..b", "é", "-", "x" * 65, "a\0b"])
def test_address_that_cannot_be_is_told_at_its_field(site: AdminSite, alias: str) -> None:
    answer = site.act("ben", "add-address", alias=alias)
    assert answer.status == 422
    assert fault_of(answer, "alias")
    assert members.addresses(site.store, members.get(site.store, site.people["ben"].id)) == []


def test_sign_out_everywhere(site: AdminSite) -> None:
    sessions.create(site.store, site.people["ben"].id, "telephone", "192.0.2.1", 3600)
    assert site.act("ben", "sign-out").status == 303
    assert sessions.of_account(site.store, site.people["ben"].id) == []


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("enable", {}), ("disable", {"message": ""}), ("admin", {"admin": "yes"}), ("quota", {"quota": "1"}),
        ("reset", {}), ("sign-out", {}), ("add-address", {"alias": "more"}),
        ("delete", {"confirm": "postroom@project.com"}),
    ],
)  # fmt: skip
def test_account_that_postroom_writes_from_stays_as_it_is(site: AdminSite, action: str, fields: dict[str, str]) -> None:
    # Deleted, its address belonged to nobody for 30 days, and Postroom did not start any more.
    made = accounts.create(site.store, "postroom@project.com", PASSWORD, display_name="Postroom")
    accounts.set_state(site.store, made.id, "disabled")
    before = members.get(site.store, made.id)
    page = f"/admin/accounts/{made.id}"
    answer = site.submit(page, f"{page}/{action}", fields)
    assert answer.status in (409, 422)
    assert "Postroom itself writes from this account" in words(answer)
    assert members.get(site.store, made.id) == before
    shown = site.get(page)
    assert "proves with it at each start that mail flows" in words(shown)
    assert f'action="{page}' not in shown.body.decode()


def test_unknown_action_is_not_there(site: AdminSite) -> None:
    assert site.act("ben", "explode").status == 404


def invite(site: AdminSite, **fields: str) -> Answer:
    usual = {"uses": "1", "days": "7", "host": "mail.project.com"}
    return site.submit("/admin/invitations", "/admin/invitations", {**usual, **fields})


def link_in(answer: Answer) -> str:
    found = re.search(r'<code id="link">([^<]*)</code>', answer.body.decode())
    assert found is not None
    return unescape(found[1])


def test_invitation_link_verifies_the_server_and_makes_one_account(site: AdminSite) -> None:
    answer = invite(site)
    server = parse_server(link_in(answer))
    assert (server.host, server.fingerprint, server.domain) == (
        "mail.project.com",
        fingerprint(ca_pem()),
        "project.com",
    )
    assert b"<svg" in answer.body
    assert invitations.register(site.store, server.code, "dora", "project.com", NEW_PASSWORD).address == complete(
        "dora", "project.com"
    )
    with pytest.raises(RegistrationClosed):
        invitations.register(site.store, server.code, "emil", "project.com", NEW_PASSWORD)
    assert server.code not in str(audit.lines(site.store))


@pytest.mark.parametrize(
    ("field", "wrong"), [("uses", "0"), ("uses", "x"), ("days", "91"), ("host", "a b"), ("host", "")]
)
def test_invitation_with_a_wrong_field_is_told_there(site: AdminSite, field: str, wrong: str) -> None:
    answer = invite(site, **{field: wrong})
    assert answer.status == 422
    assert fault_of(answer, field)
    assert invitations.still_open(site.store, 0) == []


def test_invitation_to_an_address_is_seen_by_nobody_but_its_receiver(site: AdminSite) -> None:
    make_certificates(site.app.settings.certificates)
    answer = invite(site, to="ben@project.com")
    assert (answer.status, answer.headers["location"]) == (303, "/admin/invitations?said=invitation-asked")
    page = site.get(answer.headers["location"])
    assert "is on its way" in words(page)
    Notices(site.store, site.app.settings).turn(lambda: False)
    (message,) = inbox(site.store, site.people["ben"])
    body = message_from_bytes(message, policy=reading).get_body(("plain",))
    assert isinstance(body, EmailMessage)
    link = next(word for word in str(body.get_content()).split() if word.startswith("postroom://"))
    server = parse_server(link)
    assert (server.host, server.fingerprint) == (
        "mail.project.com",
        fingerprint((site.app.settings.certificates / "ca.pem").read_bytes()),
    )
    for seen in (answer.body, page.body, site.get("/admin/audit").body):
        assert server.code not in seen.decode()
    assert "invitation-asked" in {line.action for line in audit.lines(site.store, target="ben@project.com")}
    assert invitations.register(site.store, server.code, "dora", "project.com", NEW_PASSWORD)


@pytest.mark.parametrize(
    "to", ["zoe@example.com", "nobody@project.com", "x", "ben@project.com\r\nBcc: eve@example.com"]
)
def test_invitation_to_where_nobody_gets_it_is_told_at_the_field(site: AdminSite, to: str) -> None:
    answer = invite(site, to=to)
    assert answer.status == 422
    assert fault_of(answer, "to")
    assert jobs.recent(site.store) == []


def test_revoked_invitation_is_worth_nothing(site: AdminSite) -> None:
    code = parse_server(link_in(invite(site))).code
    (only,) = invitations.still_open(site.store, 0)
    answer = site.submit("/admin/invitations", f"/admin/invitations/{only.id}/revoke")
    assert answer.status == 303
    with pytest.raises(RegistrationClosed):
        invitations.register(site.store, code, "dora", "project.com", NEW_PASSWORD)
    assert site.submit("/admin/invitations", f"/admin/invitations/{only.id}/revoke").status == 404
