"""The courier's notices: each kind says what it is for, its link works, and no link is anywhere but in the message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as reading

import pytest

from client.invitation import parse_server
from db import account_notices, accounts, audit, invitations, jobs, members, outside, recovery_address, reset_links
from db.database import Store
from db.errors import RecoveryRefused, RegistrationClosed
from db.job_kinds import Notice, NoticeKind
from db.jobs import Job
from db.settings import Settings
from server.courier.notices import LEASE, Notices
from tests.support.certificates import make_certificates
from tests.support.clock import Clock
from tests.support.courier_work import courier as running_courier
from tests.support.outside_mail import START, Desk, inbox, open_relay
from tests.support.relay_script import Relay
from tests.support.relays import ADMIN
from tests.support.scripted_server import ScriptedServer
from tests.support.stores import DOMAIN, PASSWORD, People, assert_sound
from tests.support.wire import eventually

NEW_PASSWORD = "a new one, long enough 7"
ZOE = "zoe@example.com"


class Courier:
    """The duty on a store, with a clock that a test moves."""

    def __init__(self, store: Store) -> None:
        self.store, self.settings, self.clock = store, Settings(store.path.parent), Clock()
        self.clock.now = START
        self.duty = Notices(store, self.settings, self.clock)

    def turn(self) -> list[Job]:
        """Have a turn, and return all notices, the oldest first."""
        self.duty.turn(lambda: False)
        return jobs.recent(self.store, jobs.NOTICE)[::-1]


@pytest.fixture
def courier(store: Store) -> Courier:
    return Courier(store)


def read(message: bytes) -> EmailMessage:
    return message_from_bytes(message, policy=reading)


def text(message: EmailMessage, form: str = "plain") -> str:
    body = message.get_body((form,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


def newest(store: Store, people: People, name: str) -> EmailMessage:
    return read(inbox(store, people[name])[-1])


def link_in(message: EmailMessage) -> str:
    (link,) = re.findall(r"^(?:https|postroom)://\S+", text(message), re.MULTILINE)
    return str(link)


def set_recovery(store: Store, people: People, name: str, to: str) -> None:
    recovery_address.choose(store, accounts.get(store, people[name].id), to, DOMAIN)


def everything_but_mail(store: Store) -> str:
    """Every row of the store but the messages themselves."""
    tables = [row[0] for row in store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert {"job", "audit", "outbound", "content"} <= set(tables)
    return str([store.rows(f"SELECT * FROM {name}") for name in tables if name != "content"])


def test_link_of_a_password_reset_sets_a_password_once(courier: Courier, store: Store, people: People) -> None:
    set_recovery(store, people, "anna", "ben@project.com")
    Notice("password-reset", "ben@project.com", people["anna"].id).ask(store)
    assert {job.state for job in courier.turn()} == {"done"}
    message = newest(store, people, "ben")
    assert message["Subject"] == "Set a new password for anna@project.com"
    link = link_in(message)
    assert link.startswith("https://127.0.0.1:1443/reset/")
    assert f'href="{link}"' in text(message, "html")
    token = link.rpartition("/")[2]
    assert reset_links.use(store, token, NEW_PASSWORD, int(courier.clock.now) + 3599).address == "anna@project.com"
    with pytest.raises(RecoveryRefused):
        reset_links.use(store, token, NEW_PASSWORD, int(courier.clock.now) + 3599)
    assert_sound(store)


def test_no_link_is_in_a_job_the_audit_log_or_the_log(
    courier: Courier, store: Store, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    make_certificates(courier.settings.certificates)
    set_recovery(store, people, "anna", "ben@project.com")
    Notice("password-reset", "ben@project.com", people["anna"].id).ask(store)
    Notice("invitation", "clara@project.com", people["anna"].id, INVITED).ask(store)
    courier.turn()
    token = link_in(newest(store, people, "ben")).rpartition("/")[2]
    code = parse_server(link_in(newest(store, people, "clara"))).code
    kept = everything_but_mail(store) + caplog.text
    assert len(token) > 40
    assert len(code) == 20
    assert token not in kept
    assert code not in kept
    assert f"{people['anna'].id}" in kept


def test_reset_goes_nowhere_once_the_recovery_address_was_changed(
    courier: Courier, store: Store, people: People
) -> None:
    set_recovery(store, people, "anna", "ben@project.com")
    Notice("password-reset", "ben@project.com", people["anna"].id).ask(store)
    # As it is when the change comes while the notice is being written.
    store.run_tx(lambda tx: tx.execute("UPDATE account SET recovery_address = NULL"))
    (job,) = [job for job in courier.turn() if job.asked["notice"] == "password-reset"]
    assert job.state == "failed"
    assert job.result.endswith("Links for anna@project.com do not go to ben@project.com any more.")
    assert inbox(store, people["ben"]) == []


INVITED = {"host": "mail.project.com", "uses": "1", "days": "7"}


def test_invitation_makes_one_account_and_says_how_to_start(courier: Courier, store: Store, people: People) -> None:
    make_certificates(courier.settings.certificates)
    Notice("invitation", "ben@project.com", people["anna"].id, INVITED).ask(store)
    (job,) = courier.turn()
    assert (job.state, job.result) == ("done", "It is in the Inbox of ben@project.com.")
    message = newest(store, people, "ben")
    server = parse_server(link_in(message))
    assert (server.host, server.domain) == ("mail.project.com", DOMAIN)
    assert "Anna invites you" in text(message)
    (open_,) = invitations.still_open(store, 0)
    assert (open_.made_by, open_.uses_left) == ("anna@project.com", 1)
    assert invitations.register(store, server.code, "dora", DOMAIN, NEW_PASSWORD).address == "dora@project.com"
    with pytest.raises(RegistrationClosed):
        invitations.register(store, server.code, "emil", DOMAIN, NEW_PASSWORD)


def test_invitation_that_cannot_be_sent_is_none(courier: Courier, store: Store, people: People) -> None:
    make_certificates(courier.settings.certificates)
    Notice("invitation", ZOE, people["anna"].id, INVITED).ask(store)
    (job,) = courier.turn()
    assert job.state == "failed"
    assert "local only" in job.result
    assert invitations.still_open(store, 0) == []
    (line,) = (one for one in audit.lines(store) if one.action == "notice-not-sent")
    assert (line.target, line.after["notice"]) == (ZOE, "invitation")
    assert "local only" in line.after["why"]


def test_every_admin_hears_once_of_who_waits_and_the_person_of_the_approval(
    courier: Courier, store: Store, people: People
) -> None:
    for name in ("anna", "ben"):
        members.set_admin(store, ADMIN, people[name].id, True)
    dora = accounts.register(store, "dora", DOMAIN, PASSWORD, "waiting")
    courier.turn()
    assert [len(inbox(store, people[name])) for name in ("anna", "ben", "clara")] == [1, 1, 0]
    message = newest(store, people, "anna")
    assert message["Subject"] == "dora@project.com waits for your approval"
    assert link_in(message) == f"https://127.0.0.1:1443/admin/accounts/{dora.id}"
    store.run_tx(
        lambda tx: tx.execute("UPDATE account SET recovery_address = 'clara@project.com' WHERE id = ?", (dora.id,))
    )
    members.approve(store, ADMIN, dora.id)
    assert [job.state for job in courier.turn()] == ["done"] * 4
    people["dora"] = people["clara"]
    assert newest(store, people, "clara")["Subject"] == "Your account dora@project.com is ready"
    own = store.row("SELECT total FROM mailbox WHERE account_id = ? AND role = 'inbox'", (dora.id,))
    assert own == (1,)


def test_account_that_need_not_wait_is_nobodys_business(courier: Courier, store: Store, people: People) -> None:
    members.set_admin(store, ADMIN, people["anna"].id, True)
    accounts.register(store, "dora", DOMAIN, PASSWORD)
    assert courier.turn() == []


def test_what_is_not_true_any_more_is_not_sent(courier: Courier, store: Store, people: People) -> None:
    members.set_admin(store, ADMIN, people["anna"].id, True)
    dora = accounts.register(store, "dora", DOMAIN, PASSWORD, "waiting")
    members.approve(store, ADMIN, dora.id)
    wanted, approval = courier.turn()
    assert (wanted.state, approval.state) == ("failed", "done")
    assert "is active by now" in wanted.result
    assert inbox(store, people["anna"]) == []


@pytest.mark.parametrize("kind", ["password-reset", "approval", "approval-wanted"])
def test_notice_about_nobody_is_given_up(courier: Courier, store: Store, people: People, kind: NoticeKind) -> None:
    Notice(kind, "anna@project.com").ask(store)
    (job,) = courier.turn()
    assert (job.state, job.result) == ("failed", "It could not be sent: There is no such account any more.")


def test_notification_says_what_it_was_given(courier: Courier, store: Store, people: People) -> None:
    facts = {"subject": "Disk\r\nBcc: eve@example.com", "sentence": "<b>Full</b>.", "link": "javascript:alert(1)"}
    Notice("notification", "anna@project.com", None, facts).ask(store)
    courier.turn()
    message = newest(store, people, "anna")
    assert message["Subject"] == "Disk Bcc: eve@example.com"
    assert "Bcc" not in message
    assert "<b>Full</b>." in text(message)
    assert "&lt;b&gt;Full&lt;/b&gt;." in text(message, "html")
    assert "javascript" not in message.as_string()


def test_odd_notice_keeps_no_other_waiting_and_ends(courier: Courier, store: Store, people: People) -> None:
    Notice("notification", "anna@project.com", None, {}).ask(store)
    Notice("notification", "anna@project.com", None, {"subject": "Fine", "sentence": "Fine."}).ask(store)
    states = []
    for _ in range(4):
        states.append([job.state for job in courier.turn()])
        courier.clock.now += LEASE + 1
    assert states[0] == ["running", "done"]
    assert states[-1] == ["failed", "done"]
    assert len(inbox(store, people["anna"])) == 1


def test_courier_that_comes_back_late_sends_nothing_twice(store: Store, people: People) -> None:
    other = Courier(store)
    calls: Iterator[int] = iter(range(100))

    def clock() -> float:
        # The second look at the clock is behind the claim: meanwhile another courier claims the job, and sends.
        if next(calls) == 1:
            other.clock.now = START + LEASE
            assert [job.state for job in other.turn()] == ["done"]
        return START

    set_recovery(store, people, "anna", "ben@project.com")
    other.turn()
    Notice("password-reset", "ben@project.com", people["anna"].id).ask(store)
    Notices(store, Settings(store.path.parent), clock).turn(lambda: False)
    assert len(inbox(store, people["ben"])) == 1
    token = link_in(newest(store, people, "ben")).rpartition("/")[2]
    assert reset_links.check(store, token, START) == "anna@project.com"
    assert len([line for line in audit.lines(store) if line.target == "ben@project.com"]) == 1


def test_notice_to_the_outside_goes_through_the_relay(store: Store, people: People) -> None:
    relay = Relay()
    with ScriptedServer(relay) as server:
        open_relay(store, server.port)
        desk = Desk(store)
        store.run_tx(lambda tx: tx.execute("UPDATE account SET recovery_address = ?", (ZOE,)))
        store.run_tx(lambda tx: account_notices.approved(tx, people["anna"].id))
        assert [job.state for job in Courier(store).turn()] == ["done", "done"]
        assert [row.state for row in desk.turn()] == ["sent"]
        desk.close()
    assert [one.recipients for one in relay.taken] == [(ZOE,)]
    assert b"Your account anna@project.com is ready" in relay.taken[0].content
    assert len(inbox(store, people["anna"])) == 1
    actions = [line.action for line in audit.lines(store) if line.target == ZOE]
    assert actions == ["send", "notice-queued"]
    assert outside.is_open(store)


def test_running_courier_sends_what_is_asked_for_at_once(store: Store, people: People) -> None:
    with running_courier(store.path, Notices):
        Notice("notification", "anna@project.com", None, {"subject": "Hello", "sentence": "Fine."}).ask(store)
        eventually("it is in the Inbox", lambda: len(inbox(store, people["anna"])) == 1)
