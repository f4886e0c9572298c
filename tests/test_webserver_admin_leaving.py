"""The web area: accounts deleted and refused, their addresses freed, and who may make an account, changed at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from db import accounts, audit, former_addresses, members, registration
from db.database import Store
from db.errors import NotFound
from db.settings import Registration, Settings
from tests.support.admin_site import AdminSite, fault_of, words
from tests.support.inbox_app import Answer
from tests.support.stores import People, Person
from webserver.admin import registration_page


@pytest.fixture(name="site")
def _site(store: Store, people: People) -> AdminSite:
    site = AdminSite(store, people, replace(Settings(store.path.parent), registration="approval"))
    site.sign_in()
    return site


def choose(site: AdminSite, mode: str) -> Answer:
    return site.submit("/admin/accounts", "/admin/registration", {"registration": mode})


def discovered(site: AdminSite) -> str:
    return str(site.app.ask("GET", "/.well-known/postroom").json()["registration"])


def is_there(site: AdminSite, name: str) -> bool:
    try:
        members.get(site.store, site.people[name].id)
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("typed", ["", "ben", "clara@project.com", "yes"])
def test_account_is_not_deleted_unless_its_address_is_typed(site: AdminSite, typed: str) -> None:
    answer = site.act("ben", "delete", confirm=typed)
    assert answer.status == 422
    assert fault_of(answer, "confirm") == "To delete it, type its address: ben@project.com."
    assert is_there(site, "ben")


def test_deleted_account_is_nowhere_and_its_address_is_kept(site: AdminSite) -> None:
    answer = site.act("ben", "delete", confirm=" Ben@Project.com ")
    assert (answer.status, answer.headers["location"]) == (303, "/admin/accounts?said=account-deleted")
    page = words(site.get("/admin/accounts?said=account-deleted"))
    assert "The account is deleted." in page
    assert "2 active" in page
    assert "ben@project.com free on" in page
    assert site.get(f"/admin/accounts/{site.people['ben'].id}").status == 404
    line = audit.lines(site.store, count=1)[0]
    assert (line.actor, line.action, line.target) == ("anna@project.com", "account-deleted", "ben@project.com")


def test_only_admin_is_told_at_the_field_that_they_stay(site: AdminSite) -> None:
    answer = site.act("anna", "delete", confirm="anna@project.com")
    assert answer.status == 422
    assert fault_of(answer, "confirm") == "This is the only admin: make somebody else an admin first."
    assert site.get("/admin").status == 200


def test_admin_who_is_not_the_only_one_can_go_and_is_out_at_once(site: AdminSite) -> None:
    site.act("ben", "admin", admin="yes")
    answer = site.act("anna", "delete", confirm="anna@project.com")
    assert answer.headers["location"].startswith("/admin/sign-in")
    assert site.get("/admin").headers["location"] == "/admin/sign-in"


def test_kept_address_is_freed_by_hand(site: AdminSite) -> None:
    site.act("ben", "delete", confirm="ben@project.com")
    answer = site.act("clara", "add-address", alias="ben")
    assert "of a deleted account" in fault_of(answer, "alias")
    path = "/admin/accounts/former-addresses"
    assert site.submit("/admin/accounts", path, {"address": "ben@project.com"}).status == 303
    assert former_addresses.listed(site.store) == []
    assert site.act("clara", "add-address", alias="ben").status == 303
    assert site.submit("/admin/accounts", path, {"address": "ben@project.com"}).status == 404


def test_waiting_account_is_refused_with_one_button(site: AdminSite) -> None:
    site.people["dora"] = Person.make(site.store, "dora", state="waiting")
    assert "Refuse" in words(site.get("/admin/accounts?state=waiting"))
    assert site.act("dora", "refuse").headers["location"] == "/admin/accounts?said=account-refused"
    assert not is_there(site, "dora")
    assert accounts.register(site.store, "dora", "project.com", "seven green bicycles", "waiting").state == "waiting"
    assert site.act("ben", "refuse").status == 409


@pytest.mark.parametrize("action", ["delete", "refuse"])
def test_form_of_another_site_deletes_nothing(site: AdminSite, action: str) -> None:
    path = f"/admin/accounts/{site.people['ben'].id}/{action}"
    assert site.post(path, {"confirm": "ben@project.com"}).status == 403
    assert is_there(site, "ben")


def test_registration_follows_the_file_until_somebody_chooses(site: AdminSite) -> None:
    page = words(site.get("/admin/accounts"))
    assert "Registration: everybody, with approval by an admin" in page
    assert "Nobody has chosen here yet: settings.toml decides." in page
    assert discovered(site) == "approval"


@pytest.mark.parametrize("mode", registration.MODES)
def test_chosen_mode_is_in_force_at_once_and_everywhere(site: AdminSite, mode: Registration) -> None:
    assert choose(site, mode).status == 303
    assert discovered(site) == mode
    page = words(site.get("/admin/accounts"))
    assert f"Registration: {registration_page.MODES[mode]}" in page
    assert "Chosen by anna@project.com" in page
    assert "settings.toml says approval." in page
    assert f"Registration {registration_page.MODES[mode]}" in words(site.get("/admin"))


def test_file_decides_again_when_the_choice_is_taken_back(site: AdminSite) -> None:
    choose(site, "closed")
    assert "Registration is closed" in words(site.get("/admin/invitations"))
    assert choose(site, "file").status == 303
    assert discovered(site) == "approval"
    assert [line.actor for line in audit.lines(site.store, action="registration-changed")] == ["anna@project.com"] * 2


@pytest.mark.parametrize("mode", ["", "everybody", "OPEN", "file\0"])
def test_mode_that_is_none_changes_nothing(site: AdminSite, mode: str) -> None:
    assert choose(site, mode).status == 422
    assert registration.chosen(site.store) is None
