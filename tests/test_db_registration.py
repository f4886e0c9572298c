"""Who may make an account: the file decides until an admin chooses, and again when the choice is taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from db import audit, registration
from db.audit import Actor
from db.database import Store
from db.settings import Registration, Settings

ADMIN = Actor("anna@project.com", "192.0.2.1")


@pytest.fixture(name="settings")
def _settings(store: Store) -> Settings:
    return replace(Settings(store.path.parent), registration="approval")


def test_the_file_decides_while_nobody_has_chosen(store: Store, settings: Settings) -> None:
    assert registration.mode(store, settings) == "approval"
    assert registration.chosen(store) is None


@pytest.mark.parametrize("wanted", registration.MODES)
def test_what_an_admin_chose_goes_before_the_file(store: Store, settings: Settings, wanted: Registration) -> None:
    registration.choose(store, ADMIN, settings, wanted)
    assert registration.mode(store, settings) == wanted
    found = registration.chosen(store)
    assert found is not None
    assert (found.mode, found.chosen_by) == (wanted, "anna@project.com")


def test_taking_the_choice_back_lets_the_file_decide(store: Store, settings: Settings) -> None:
    registration.choose(store, ADMIN, settings, "closed")
    registration.choose(store, ADMIN, settings, None)
    assert registration.mode(store, settings) == "approval"


def test_each_change_is_in_the_audit_log_and_no_change_is_not(store: Store, settings: Settings) -> None:
    registration.choose(store, ADMIN, settings, None)
    registration.choose(store, ADMIN, settings, "closed")
    registration.choose(store, ADMIN, settings, "closed")
    (line,) = audit.lines(store, action="registration-changed")
    assert (line.before, line.after) == ({"by_file": True, "mode": "approval"}, {"by_file": False, "mode": "closed"})
    assert line.peer == "192.0.2.1"
