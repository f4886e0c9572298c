"""The pages of relays: every error at its field, saved at once, taken back, tested by a job; no password comes out."""

from __future__ import annotations

from base64 import b64encode

import pytest

from db import audit, jobs, outside, relay_settings
from db.database import Store
from db.relay import Relay
from db.relay_presets import PRESETS
from tests.support.admin_site import AdminSite, fault_of, words
from tests.support.inbox_app import Answer
from tests.support.stores import People

SECRET = "s3cret of the relay"
GOOD = {
    "server": "smtp.example.com", "port": "587", "security": "starttls", "authentication": "strongest",
    "username": "office@example.com", "password": SECRET, "from_address": "office@example.com",
    "from_name": "The office", "name": "", "ehlo_name": "", "per_minute": "60", "ca_pem": "",
}  # fmt: skip


@pytest.fixture(name="site")
def _site(store: Store, people: People) -> AdminSite:
    site = AdminSite(store, people)
    site.sign_in()
    return site


def save(site: AdminSite, relay: Relay | None = None, /, **fields: str) -> Answer:
    path = f"/admin/smtp/{relay.id}" if relay else "/admin/smtp/new"
    return site.submit(path, path, {**GOOD, **fields})


def only_relay(site: AdminSite) -> Relay:
    (relay,) = relay_settings.listed(site.store)
    return relay


@pytest.fixture(name="relay")
def _relay(site: AdminSite) -> Relay:
    assert save(site).status == 303
    return only_relay(site)


def test_saved_relay_is_in_force_at_once(site: AdminSite) -> None:
    answer = save(site)
    relay = only_relay(site)
    assert (answer.status, answer.headers["location"]) == (303, f"/admin/smtp/{relay.id}?said=relay-saved")
    leading = relay_settings.for_purpose(site.store, "everything")
    assert leading == relay
    assert relay_settings.password(relay, site.box) == SECRET
    assert "Saved. It is in force now." in words(site.get(answer.headers["location"]))


WRONG = {
    "server": ("smtp://x", "without smtp://"),
    "port": ("993", "is for IMAP"),
    "security": ("ssl", "Choose how the connection is secured"),
    "authentication": ("magic", "Choose how to sign in"),
    "from_address": ("office", "not an address"),
    "from_name": ("a\nb", "cannot be shown"),
    "ehlo_name": ("not a name", "not a name"),
    "per_minute": ("0", "from 1 to"),
    "ca_pem": ("hello", "no certificate in PEM"),
    "username": ("x" * 321, "too long"),
    "password": ("a\nb", "line break"),
}


@pytest.mark.parametrize("field", WRONG)
def test_error_is_told_at_its_field(site: AdminSite, field: str) -> None:
    wrong, sentence = WRONG[field]
    answer = save(site, None, **{field: wrong})
    assert answer.status == 422
    assert sentence in fault_of(answer, field)
    assert [name for name in WRONG if fault_of(answer, name)] == [field]
    assert relay_settings.listed(site.store) == []


def test_all_errors_come_at_once_and_what_was_typed_stays(site: AdminSite) -> None:
    answer = save(site, None, **{field: wrong for field, (wrong, _) in WRONG.items()})
    assert all(sentence in fault_of(answer, field) for field, (_, sentence) in WRONG.items())
    page = answer.body.decode()
    assert page.count('aria-invalid="true"') == len(WRONG)
    assert 'value="smtp://x"' in page
    assert SECRET not in page
    assert relay_settings.listed(site.store) == []


def test_port_and_connection_that_contradict_each_other_name_the_fix(site: AdminSite) -> None:
    answer = save(site, port="465")
    assert fault_of(answer, "security") == "Port 465 speaks TLS from the start: choose TLS, or port 587 for StartTLS."


def test_missing_password_is_told(site: AdminSite) -> None:
    assert fault_of(save(site, password=""), "password").startswith("Give the password")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.id)
def test_preset_fills_the_form_and_shows_its_hint(site: AdminSite, preset: object) -> None:
    assert preset in PRESETS
    known = next(one for one in PRESETS if one is preset)
    answer = site.get(f"/admin/smtp/new?preset={known.id}")
    assert " ".join(known.hint.split()) in words(answer)
    page = answer.body.decode()
    assert f'id="server" name="server" type="text" value="{known.server}"' in page
    assert f'id="port" name="port" type="text" value="{known.port}"' in page
    assert f'<option value="{known.security}" selected>' in page


def test_form_is_checked_while_it_is_filled_in_and_nothing_is_saved(site: AdminSite) -> None:
    token = site.token("/admin/smtp/new")
    found = site.post("/admin/smtp/check", {**GOOD, "port": "465", "server": "", "form_token": token}).json()
    assert set(found["faults"]) == {"server", "security"}
    found = site.post("/admin/smtp/check", {**GOOD, "form_token": token}).json()
    assert found == {"faults": {}, "ehlo": "example.com"}
    assert relay_settings.listed(site.store) == []


def test_check_of_another_server_asks_for_the_password_again(site: AdminSite, relay: Relay) -> None:
    form = {**GOOD, "relay": str(relay.id), "password": "", "form_token": site.token()}
    assert site.post("/admin/smtp/check", form).json()["faults"] == {}
    faults = site.post("/admin/smtp/check", {**form, "server": "mail.evil.example"}).json()["faults"]
    assert set(faults) == {"password"}
    assert save(site, relay, server="mail.evil.example", password="").status == 422
    assert only_relay(site) == relay


def test_empty_password_keeps_the_stored_one(site: AdminSite, relay: Relay) -> None:
    assert save(site, relay, password="", from_name="Somebody else").status == 303
    kept = only_relay(site)
    assert kept.settings.from_name == "Somebody else"
    assert relay_settings.password(kept, site.box) == SECRET


def test_password_can_be_removed(site: AdminSite, relay: Relay) -> None:
    assert save(site, relay, password="", remove_password="yes", authentication="none").status == 303
    assert only_relay(site).sealed_password is None


def test_undo_goes_back_to_what_was_saved_before(site: AdminSite, relay: Relay) -> None:
    save(site, relay, server="other.example.com")
    page = f"/admin/smtp/{relay.id}"
    assert site.submit(page, f"{page}/undo").headers["location"] == f"{page}?said=relay-undone"
    assert only_relay(site).settings == relay.settings
    assert "have not been changed" in words(site.get(page))


def test_settings_saved_by_another_admin_meanwhile_are_not_overwritten_unseen(site: AdminSite, relay: Relay) -> None:
    page = f"/admin/smtp/{relay.id}"
    form = {**GOOD, "password": "", "form_token": site.token(page), "seen": str(relay.updated_at)}
    assert save(site, relay, from_name="The other admin's").status == 303
    refused = site.post(page, {**form, "from_name": "Mine"})
    assert refused.status == 409
    assert "Nothing is saved yet. These settings were saved by somebody else" in words(refused)
    assert only_relay(site).settings.from_name == "The other admin's"
    # What was typed is still there, and saving it again is a decision.
    assert 'value="Mine"' in refused.body.decode()
    again = {**form, "from_name": "Mine", "seen": str(only_relay(site).updated_at)}
    assert f'name="seen" value="{again["seen"]}"' in refused.body.decode()
    assert site.post(page, again).status == 303
    assert only_relay(site).settings.from_name == "Mine"


def test_only_the_save_that_was_seen_is_undone(site: AdminSite, relay: Relay) -> None:
    # A second click, or the page of somebody who has not seen the last save.
    page = f"/admin/smtp/{relay.id}"
    for name in ("First", "Second"):
        assert save(site, relay, from_name=name).status == 303
    form = {"form_token": site.token(page), "seen": str(only_relay(site).updated_at)}
    assert f'name="seen" value="{form["seen"]}"><button>Undo' in site.get(page).body.decode()
    assert site.post(f"{page}/undo", form).status == 303
    refused = site.post(f"{page}/undo", form)
    assert refused.status == 409
    assert "These settings were saved by somebody else, or in another window" in words(refused)
    assert only_relay(site).settings.from_name == "First"


def test_second_undo_says_plainly_that_there_is_nothing_to_undo(site: AdminSite, relay: Relay) -> None:
    page = f"/admin/smtp/{relay.id}"
    answer = site.submit(page, f"{page}/undo")
    assert answer.status == 409
    assert "There is nothing to undo: no earlier settings of this relay are kept." in words(answer)


def test_one_of_the_last_three_passwords_can_be_used_again(site: AdminSite, relay: Relay) -> None:
    for word in ("second password", "third password", "fourth password", "fifth password"):
        save(site, relay, password=word)
    page = f"/admin/smtp/{relay.id}"
    body = site.get(page).body.decode()
    old = [part.partition('"')[0] for part in body.split('name="old" value="')[1:]]
    assert len(old) == 3
    assert site.submit(page, f"{page}/restore", {"old": old[-1]}).status == 303
    assert relay_settings.password(only_relay(site), site.box) == "second password"
    assert site.submit(page, f"{page}/restore", {"old": "99999"}).status == 404


def test_purposes_are_chosen(site: AdminSite, relay: Relay) -> None:
    page = f"/admin/smtp/{relay.id}"
    fields = [("form_token", site.token(page)), ("purposes", "reports"), ("purposes", "notices"), ("purposes", "x")]
    assert site.post(f"{page}/purposes", fields).status == 303
    assert only_relay(site).purposes == ("notices", "reports")


def test_removed_relay_is_gone_with_everything(site: AdminSite, relay: Relay) -> None:
    page = f"/admin/smtp/{relay.id}"
    assert site.submit(page, f"{page}/remove").headers["location"] == "/admin/smtp?said=relay-removed"
    assert relay_settings.listed(site.store) == []
    assert site.get(page).status == 404


def test_local_only_is_seen_on_every_page_until_it_is_opened(site: AdminSite, relay: Relay) -> None:
    assert "Local only." in words(site.get("/admin"))
    assert relay.purposes == ("everything",)
    assert site.submit("/admin/smtp", "/admin/smtp/outside", {"mode": "relay"}).status == 303
    assert outside.read(site.store).opened_by == "anna@project.com"
    assert "Local only." not in words(site.get("/admin"))


def test_way_through_a_relay_without_one_is_refused(site: AdminSite) -> None:
    answer = site.submit("/admin/smtp", "/admin/smtp/outside", {"mode": "relay"})
    assert answer.status == 409
    assert "save one first" in words(answer)
    assert site.submit("/admin/smtp", "/admin/smtp/outside", {"mode": "nowhere"}).status == 409


def test_test_is_a_job_whose_stages_are_shown_as_they_come(site: AdminSite, relay: Relay) -> None:
    page = f"/admin/smtp/{relay.id}"
    answer = site.submit(page, f"{page}/test", {"to": "me@example.com"})
    (job,) = jobs.recent(site.store, jobs.RELAY_TEST)
    assert f"{relay.settings.name}, to " in words(site.get("/admin/smtp"))
    assert answer.headers["location"] == f"/admin/tests/{job.id}"
    assert job.asked == {"relay": relay.id, "to": "me@example.com", "dry_run": True}
    assert "waits for the courier" in words(site.get(f"/admin/tests/{job.id}"))
    claimed = jobs.claim(site.store, [jobs.RELAY_TEST], 60, 1_700_000_000)
    assert claimed is not None
    claimed = jobs.tell(
        site.store, claimed, "AUTH", "failed", "535 <no> such user", {"mechanism": "PLAIN"}, lease=60, now=1
    )
    progress = site.get(f"/admin/tests/{job.id}/progress").json()
    assert (progress["state"], progress["stages"][0]["words"]) == ("running", "535 <no> such user")
    jobs.finish(site.store, claimed, False, "The relay refused the password.", 2)
    shown = words(site.get(f"/admin/tests/{job.id}"))
    assert "535 <no> such user" in shown
    assert "The relay refused the password." in shown
    assert "PLAIN" in shown


def test_real_message_is_sent_only_when_it_is_asked_for(site: AdminSite, relay: Relay) -> None:
    page = f"/admin/smtp/{relay.id}"
    site.submit(page, f"{page}/test", {"to": "me@example.com", "send": "yes"})
    (job,) = jobs.recent(site.store, jobs.RELAY_TEST)
    assert job.asked["dry_run"] is False


@pytest.mark.parametrize("to", ["", "nobody", "a@b\r\nRCPT TO:<x@y.example>", "x" * 400 + "@example.com"])
def test_test_for_what_is_no_address_is_refused(site: AdminSite, relay: Relay, to: str) -> None:
    page = f"/admin/smtp/{relay.id}"
    assert site.submit(page, f"{page}/test", {"to": to}).status == 409
    assert jobs.recent(site.store) == []


def test_sixth_test_within_a_minute_has_to_wait(site: AdminSite, relay: Relay) -> None:
    page = f"/admin/smtp/{relay.id}"
    answers = [site.submit(page, f"{page}/test", {"to": "me@example.com"}).status for _ in range(6)]
    assert answers == [303] * 5 + [429]


def test_every_change_is_in_the_audit_log_with_who_and_from_where(site: AdminSite, relay: Relay) -> None:
    save(site, relay, from_name="Other")
    line = audit.lines(site.store, action="relay-changed")[0]
    assert (line.actor, line.peer) == ("anna@project.com", "127.0.0.1")
    assert (line.before["from_name"], line.after["from_name"]) == ("The office", "Other")


def test_missing_key_is_told_and_nothing_is_saved(site: AdminSite, relay: Relay) -> None:
    site.box.file.unlink()
    answer = save(site, relay, password="a new one")
    assert answer.status == 503
    assert "is missing" in words(answer)
    assert only_relay(site) == relay
    assert "is missing" in words(site.get("/admin/smtp"))


def test_no_password_is_in_any_page_or_in_the_log(
    site: AdminSite, relay: Relay, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    save(site, relay, password="another secret", port="993")
    save(site, relay, password="another secret")
    pages = ["/admin", "/admin/smtp", f"/admin/smtp/{relay.id}", "/admin/audit", "/admin/health"]
    shown = b"".join(site.get(page).body for page in pages).decode() + caplog.text
    store = site.store.path.read_bytes() + site.store.path.with_name(site.store.path.name + "-wal").read_bytes()
    for secret in (SECRET, "another secret"):
        assert secret not in shown
        assert b64encode(secret.encode()).decode() not in shown
        assert secret.encode() not in store
