"""A report that was asked for arrives: counted, drawn by a process of its own, mailed once, kept for the web area."""

from __future__ import annotations

import email
import email.policy
import io
import stat
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pypdf
import pytest

from db import audit, jobs, outbound
from db.database import Store
from db.errors import Unavailable
from db.job_kinds import Report
from db.jobs import Job
from db.settings import Settings
from server.courier.reports import Reports
from server.reports.facts import Facts
from server.reports.making import ReportFailed
from tests.support.alerts import note
from tests.support.courier_work import draw_until_killed
from tests.support.outside_mail import open_relay
from tests.support.processes import reporting
from tests.support.relays import ADMIN
from tests.support.stores import People, assert_sound

NOW = 1_800_000_000
ANNA = "anna@project.com"


def ask(store: Store, to: str = ANNA) -> Job:
    return Report(to).ask(store, ADMIN, None)


def turn(store: Store, draw: Callable[[Facts], bytes] | None = None, at: float = NOW) -> None:
    Reports(store, Settings(store.path.parent), lambda: at, draw).turn(lambda: False)


def drawn(_: Facts) -> bytes:
    return b"%PDF-1.4 drawn"


def arrived(store: Store, people: People) -> list[EmailMessage]:
    sql = (
        "SELECT data FROM content JOIN message ON content.id = content_id"
        " JOIN mailbox_message ON message_id = message.id WHERE mailbox_id = ?"
    )
    rows = store.rows(sql, (people["anna"].inbox,))
    return [email.message_from_bytes(row[0], policy=email.policy.default) for row in rows]


def test_report_arrives_with_its_document(store: Store, people: People) -> None:
    note(store, NOW - 60, "203.0.113.9", "sign-in-limit", 12)
    note(store, NOW - 31 * 86_400, "192.0.2.1", "fault", 99)
    job = ask(store)
    turn(store)
    done = jobs.get(store, job.id)
    assert (done.state, done.result) == ("done", f"The report of 12 alerts is in the inbox of {ANNA}.")
    assert [(one.name, one.state) for one in done.stages] == [(x, "done") for x in ("Counting", "Drawing", "Sending")]
    (message,) = arrived(store, people)
    assert message["Subject"] == "Alerts at project.com: 12"
    assert message["From"] == "Postroom <postroom@project.com>"
    text, page = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert page is not None
    assert "12 alerts from 1 host under 1 rule." in text.get_content()
    assert "203.0.113.9" in page.get_content()
    (attached,) = message.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("application/pdf", "alerts-2027-01-15.pdf")
    words = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(attached.get_content())).pages)
    assert "203.0.113.9" in words
    assert "Too many failed sign-ins" in words
    assert "192.0.2.1" not in words
    latest = Settings(store.path.parent).latest_report
    assert latest.read_bytes() == attached.get_content()
    assert stat.S_IMODE(latest.stat().st_mode) == 0o600
    assert [one.target for one in audit.lines(store, action="notice-sent")] == [ANNA]
    assert_sound(store)


def test_report_of_nothing_says_so(store: Store, people: People) -> None:
    ask(store)
    turn(store)
    (message,) = arrived(store, people)
    assert message["Subject"] == "Alerts at project.com: none"
    body = message.get_body(("plain",))
    assert body is not None
    assert "Nothing needs your attention." in body.get_content()


def test_report_to_the_outside_waits_for_the_relay_of_reports(store: Store) -> None:
    open_relay(store, 2525)
    job = ask(store, "boss@example.com")
    turn(store, drawn)
    (row,) = outbound.rows(store)
    assert (row.recipient, row.purpose, row.sender) == ("boss@example.com", "reports", "postroom@project.com")
    assert jobs.get(store, job.id).result == "The report of 0 alerts waits in the queue for boss@example.com."


@pytest.mark.parametrize("to", ["nobody@project.com", "boss@example.com"])
def test_report_to_whom_nothing_can_be_sent_fails_with_the_reason(store: Store, to: str) -> None:
    job = ask(store, to)
    turn(store, drawn)
    done = jobs.get(store, job.id)
    assert done.state == "failed"
    assert done.stages[-1].name == "Sending"
    assert done.result.endswith(".")


def test_report_that_cannot_be_drawn_fails_and_the_next_is_made(store: Store, people: People) -> None:
    first, second = ask(store), ask(store)

    def draw(_: Facts) -> bytes:
        if jobs.get(store, first.id).state == "running":
            raise ReportFailed("Making the report took too long.", "secret/path")
        return b"%PDF-1.4 drawn"

    turn(store, draw)
    failed = jobs.get(store, first.id)
    assert (failed.state, failed.result) == ("failed", "Making the report took too long. The courier's log says more.")
    assert jobs.get(store, second.id).state == "done"
    assert len(arrived(store, people)) == 1


def test_store_that_cannot_answer_leaves_the_job_to_a_later_turn(store: Store, people: People) -> None:
    job = ask(store)

    def draw(_: Facts) -> bytes:
        raise Unavailable("The store cannot be used now.")

    with pytest.raises(Unavailable):
        turn(store, draw)
    turn(store, drawn, NOW + 1000)
    assert jobs.get(store, job.id).state == "done"
    assert len(arrived(store, people)) == 1


def test_courier_that_comes_back_after_its_claim_ran_out_sends_nothing(store: Store, people: People) -> None:
    job = ask(store)

    def draw(_: Facts) -> bytes:
        # Another courier takes the job over meanwhile, and finishes it.
        turn(store, drawn, NOW + 1000)
        return b"%PDF-1.4 late"

    turn(store, draw)
    assert jobs.get(store, job.id).state == "done"
    (message,) = arrived(store, people)
    (attached,) = message.iter_attachments()
    assert attached.get_content() == b"%PDF-1.4 drawn"


def test_courier_killed_while_drawing_mails_once_in_the_end(store: Store, people: People) -> None:
    job = ask(store)
    with reporting(draw_until_killed, store.path) as (process, reports):
        assert reports.recv_bytes() == b"drawing"
        process.kill()
        process.join()
    assert jobs.get(store, job.id).state == "running"
    turn(store, drawn, NOW + 10**9)
    turn(store, drawn, NOW + 2 * 10**9)
    assert jobs.get(store, job.id).state == "done"
    assert len(arrived(store, people)) == 1
    assert_sound(store)


def test_nothing_is_left_in_the_folder_of_reports(store: Store, people: People, tmp_path: Path) -> None:
    ask(store)
    turn(store)
    folder = Settings(store.path.parent).latest_report.parent
    assert {one.name for one in folder.iterdir()} == {"latest.pdf", "matplotlib"}
