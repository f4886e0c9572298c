"""Relays in the store: saved, masked by nature, chosen, removed; undo, earlier passwords, and the audit log."""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from db import audit, outside, relay_history, relay_settings
from db.audit import Actor
from db.database import Store
from db.errors import NotFound, NothingToUndo, OutsideRefused, RelayRefused, StoreError
from db.relay import Relay
from db.secretbox import SecretBox
from tests.support.relays import ADMIN, GOOD, RELAY_PASSWORD, make_box


@pytest.fixture
def box(tmp_path: Path) -> SecretBox:
    return make_box(tmp_path)


class Office:
    """An admin at work on one relay."""

    def __init__(self, store: Store, box: SecretBox) -> None:
        self.store, self.box = store, box
        self.relay = relay_settings.save(store, box, ADMIN, GOOD, password=RELAY_PASSWORD)

    def save(self, password: object = None, **changed: Any) -> Relay:
        given = {**self.relay.settings.values(), **changed}
        self.relay = relay_settings.save(self.store, self.box, ADMIN, given, password=password, relay_id=self.relay.id)
        return self.relay

    def refused(self, password: object = None, **changed: Any) -> dict[str, str]:
        before = self.state()
        with pytest.raises(RelayRefused) as refusal:
            self.save(password, **changed)
        assert self.state() == before
        return refusal.value.fields

    def password(self) -> str | None:
        return relay_settings.password(relay_settings.by_id(self.store, self.relay.id), self.box)

    def state(self) -> object:
        tables = ("relay", "relay_before", "relay_password", "relay_purpose", "outside", "audit")
        return [self.store.rows(f"SELECT * FROM {table}") for table in tables]


@pytest.fixture
def office(store: Store, box: SecretBox) -> Office:
    return Office(store, box)


# Saving


def test_saved_relay_is_listed_and_its_password_opens_only_with_the_key(office: Office) -> None:
    (relay,) = relay_settings.listed(office.store)
    assert relay == office.relay
    assert relay.settings.values().items() >= GOOD.items()
    assert relay.created_at == relay.updated_at > 1_700_000_000
    assert (relay.tested_at, relay.can_undo) == (None, False)
    assert office.password() == RELAY_PASSWORD
    assert RELAY_PASSWORD not in repr(relay)
    assert relay.sealed_password is not None
    assert repr(relay.sealed_password) not in repr(relay)


def test_change_is_in_force_for_whoever_reads_next(office: Office) -> None:
    other = Store(office.store.path)
    assert relay_settings.for_purpose(other, "everything") == office.relay
    office.save(port=2525)
    found = relay_settings.for_purpose(other, "everything")
    other.close()
    assert found == office.relay
    assert found.settings.port == 2525


def test_saving_the_same_again_changes_nothing(office: Office) -> None:
    before = office.state()
    office.save()
    office.save(RELAY_PASSWORD)
    assert office.state() == before


def test_every_mistake_is_told_with_the_passwords_and_nothing_is_saved(office: Office) -> None:
    assert list(office.refused("a\nb", server="", port=0)) == ["server", "port", "password"]
    assert list(office.refused("", name="", port=465, username="")) == ["security", "username", "password"]
    assert list(office.refused("", username="")) == ["username", "password"]


def test_name_of_another_relay_is_taken(office: Office, box: SecretBox) -> None:
    second = relay_settings.save(office.store, box, ADMIN, {**GOOD, "name": "Second"}, password="x")
    assert list(office.refused(name="Second", per_minute=0)) == ["name", "per_minute"]
    assert list(office.refused(name="Second")) == ["name"]
    with pytest.raises(RelayRefused):
        relay_settings.save(office.store, box, ADMIN, GOOD, password="x")
    assert relay_settings.by_name(office.store, "Second") == second


def test_first_relay_needs_a_password_unless_nobody_signs_in(store: Store, box: SecretBox) -> None:
    with pytest.raises(RelayRefused) as refusal:
        relay_settings.save(store, box, ADMIN, GOOD)
    assert list(refusal.value.fields) == ["password"]
    open_relay = relay_settings.save(store, box, ADMIN, {**GOOD, "authentication": "none", "username": ""})
    assert relay_settings.password(open_relay, box) is None


@pytest.mark.parametrize("changed", [{"server": "evil.example.com"}, {"username": "somebody@example.com"}])
def test_stored_password_is_not_sent_to_another_server_or_as_somebody_else(
    office: Office, changed: dict[str, Any]
) -> None:
    """Whoever may change settings, or stole a session, could have had it sent to a server of their own."""
    assert "again" in office.refused(**changed)["password"]
    # Not by a detour either.
    office.save(authentication="none", **changed)
    assert office.password() is None
    assert list(office.refused(authentication="plain")) == ["password"]
    assert office.save("a new one", authentication="plain").sealed_password is not None
    assert office.password() == "a new one"


def test_removed_password_is_gone(office: Office) -> None:
    office.save("", authentication="none")
    assert office.relay.sealed_password is None


# What it is for


def test_first_relay_is_for_everything_and_others_wait_to_be_chosen(office: Office, box: SecretBox) -> None:
    store = office.store
    second = relay_settings.save(store, box, ADMIN, {**GOOD, "name": "Second"}, password="x")
    assert (office.relay.purposes, second.purposes) == (("everything",), ())
    second = relay_settings.activate(store, ADMIN, second.id, ["reports"])
    assert relay_settings.for_purpose(store, "reports") == second
    assert relay_settings.for_purpose(store, "notices") == office.relay
    second = relay_settings.activate(store, ADMIN, second.id, ["everything"])
    assert relay_settings.by_id(store, office.relay.id).purposes == ()
    assert relay_settings.for_purpose(store, "reports") == second


def test_without_a_relay_there_is_none(store: Store) -> None:
    assert relay_settings.for_purpose(store, "notices") is None
    assert relay_settings.listed(store) == []
    for work in (relay_settings.by_id, relay_history.old_passwords):
        with pytest.raises(NotFound):
            work(store, 5)


def test_removed_relay_leaves_no_password_behind(office: Office) -> None:
    office.save("another")
    relay_settings.remove(office.store, ADMIN, office.relay.id)
    for table in ("relay", "relay_password", "relay_before", "relay_purpose"):
        assert office.store.rows(f"SELECT * FROM {table}") == []
    with pytest.raises(NotFound):
        relay_settings.remove(office.store, ADMIN, office.relay.id)


# Tested, and the way outside


def test_passed_test_opens_the_way_outside(office: Office) -> None:
    store = office.store
    assert not outside.is_open(store)
    assert relay_settings.note_tested(store, Actor("courier"), office.relay)
    assert outside.is_open(store)
    assert (outside.read(store).mode, outside.read(store).opened_by) == ("relay", "test")
    assert relay_settings.by_id(store, office.relay.id).tested_at is not None


def test_test_of_settings_that_were_changed_meanwhile_says_nothing(office: Office) -> None:
    tested = office.relay
    office.save(from_name="Else")
    assert not relay_settings.note_tested(office.store, ADMIN, tested)
    assert not outside.is_open(office.store)
    assert relay_settings.note_tested(office.store, ADMIN, office.relay)
    assert office.save(from_name="Again").tested_at is not None
    assert office.save(port=2525).tested_at is None
    assert outside.is_open(office.store)


def test_passed_test_of_a_relay_for_something_else_opens_nothing(office: Office) -> None:
    relay = relay_settings.activate(office.store, ADMIN, office.relay.id, ["reports"])
    assert relay_settings.note_tested(office.store, ADMIN, relay)
    assert not outside.is_open(office.store)


def test_admin_overrides_and_closes(office: Office) -> None:
    assert outside.choose(office.store, ADMIN, "relay").opened_by == ADMIN.name
    assert outside.choose(office.store, ADMIN, "direct").mode == "direct"
    assert relay_settings.note_tested(office.store, ADMIN, office.relay)
    assert outside.read(office.store).mode == "direct"
    outside.choose(office.store, ADMIN, "local")
    assert not outside.is_open(office.store)


def test_way_through_a_relay_needs_one(store: Store) -> None:
    with pytest.raises(OutsideRefused):
        outside.choose(store, ADMIN, "relay")
    assert outside.choose(store, ADMIN, "direct").mode == "direct"


@pytest.mark.parametrize("how", ["removed", "turned off"])
def test_way_outside_closes_with_its_relay(office: Office, how: str) -> None:
    outside.choose(office.store, ADMIN, "relay")
    if how == "removed":
        relay_settings.remove(office.store, ADMIN, office.relay.id)
    else:
        relay_settings.activate(office.store, ADMIN, office.relay.id, [])
    assert not outside.is_open(office.store)
    assert audit.lines(office.store)[0].action == "outside-changed"


# Going back


def test_undo_goes_back_step_by_step_with_the_password(office: Office) -> None:
    first = office.relay
    office.save(port=2525)
    office.save("another", server="smtp.example.org")
    undone = relay_history.undo(office.store, ADMIN, first.id)
    assert (undone.settings.server, undone.settings.port, undone.can_undo) == ("smtp.example.com", 2525, True)
    assert office.password() == RELAY_PASSWORD
    undone = relay_history.undo(office.store, ADMIN, first.id)
    assert (undone.settings, undone.can_undo) == (first.settings, False)
    with pytest.raises(NothingToUndo, match="no earlier settings"):
        relay_history.undo(office.store, ADMIN, first.id)


def test_undo_does_not_take_a_name_that_is_somebody_elses_by_now(office: Office, box: SecretBox) -> None:
    office.save(name="Other name")
    relay_settings.save(office.store, box, ADMIN, GOOD, password="x")
    before = office.state()
    with pytest.raises(RelayRefused):
        relay_history.undo(office.store, ADMIN, office.relay.id)
    assert office.state() == before


def test_last_three_passwords_can_be_restored(office: Office) -> None:
    for number in range(4):
        office.save(f"password {number}")
    old = relay_history.old_passwords(office.store, office.relay.id)
    assert [(one.server, one.username) for one in old] == [("smtp.example.com", "office@example.com")] * 3
    relay_history.restore_password(office.store, ADMIN, office.relay.id, old[2].id)
    assert office.password() == "password 0"
    again = relay_history.old_passwords(office.store, office.relay.id)
    assert len(again) == 3
    relay_history.restore_password(office.store, ADMIN, office.relay.id, again[0].id)
    assert office.password() == "password 3"
    with pytest.raises(NotFound):
        relay_history.restore_password(office.store, ADMIN, office.relay.id, again[0].id)


def test_restored_password_goes_to_its_own_server_only(office: Office) -> None:
    office.save("another", server="evil.example.com")
    (old,) = relay_history.old_passwords(office.store, office.relay.id)
    with pytest.raises(RelayRefused) as refusal:
        relay_history.restore_password(office.store, ADMIN, office.relay.id, old.id)
    assert "smtp.example.com" in refusal.value.fields["password"]
    assert office.password() == "another"


def test_password_of_another_relay_is_not_there(office: Office, box: SecretBox) -> None:
    second = relay_settings.save(office.store, box, ADMIN, {**GOOD, "name": "Second"}, password="x")
    office.save("another")
    (old,) = relay_history.old_passwords(office.store, office.relay.id)
    with pytest.raises(NotFound):
        relay_history.restore_password(office.store, ADMIN, second.id, old.id)


def test_only_so_many_earlier_settings_are_kept(office: Office) -> None:
    for port in range(2000, 2030):
        office.save(port=port)
    assert len(office.store.rows("SELECT * FROM relay_before")) == 10


# The audit log


def test_every_change_is_one_line_with_what_differs(office: Office) -> None:
    office.save("another", port=2525)
    line, first = audit.lines(office.store, target="Office")[0], audit.lines(office.store)[-1]
    assert (line.actor, line.peer, line.action) == ("admin@project.com", "192.0.2.1", "relay-changed")
    assert (line.before, line.after) == ({"password": "set", "port": 587}, {"password": "changed", "port": 2525})
    assert (first.action, first.before, first.after["password"]) == ("relay-added", {}, "set")
    relay_history.undo(office.store, ADMIN, office.relay.id)
    relay_settings.remove(office.store, ADMIN, office.relay.id)
    actions = [one.action for one in audit.lines(office.store)]
    assert actions == ["relay-removed", "relay-undone", "relay-changed", "relay-purposes", "relay-added"]


def test_audit_log_is_read_in_pages_and_by_what_and_who(office: Office) -> None:
    for port in (2001, 2002, 2003):
        office.save(port=port)
    newest, next_ = audit.lines(office.store, count=2)
    assert audit.lines(office.store, before=next_.id, count=1)[0].after == {"port": 2001}
    assert newest.after == {"port": 2003}
    assert [one.action for one in audit.lines(office.store, action="relay-added")] == ["relay-added"]
    assert audit.lines(office.store, actor="somebody") == []


def test_audit_log_cannot_be_changed_even_by_statements(office: Office) -> None:
    with closing(sqlite3.connect(office.store.path)) as connection:
        for sql in ("DELETE FROM audit", "UPDATE audit SET actor = 'nobody'"):
            with pytest.raises(sqlite3.IntegrityError, match="only grows"):
                connection.execute(sql)


def test_change_that_fails_leaves_no_line(office: Office) -> None:
    before = len(audit.lines(office.store))
    with pytest.raises(StoreError):
        relay_settings.activate(office.store, ADMIN, 999, ["everything"])
    assert len(audit.lines(office.store)) == before


def test_no_password_stands_in_the_store_in_clear(office: Office) -> None:
    for number in range(5):
        office.save(f"{RELAY_PASSWORD} {number}")
    relay_history.undo(office.store, ADMIN, office.relay.id)
    files = [path for path in office.store.path.parent.iterdir() if path.name.startswith("postroom.sqlite3")]
    content = b"".join(path.read_bytes() for path in files)
    assert b"smtp.example.com" in content
    secret = RELAY_PASSWORD.encode()
    for form in (secret, b64encode(secret)[:-3], b64encode(b"\0office@example.com\0" + secret)[24:-3]):
        assert form not in content
