"""A report made by a whole Postroom: asked for in its store, drawn beside its courier, in its admin's inbox."""

from __future__ import annotations

import email
import email.policy
from contextlib import closing
from pathlib import Path

import pytest

from db import accounts, jobs
from db.database import Store
from db.job_kinds import Report
from db.settings import Settings
from tests.support.alerts import note
from tests.support.relays import ADMIN
from tests.support.started import Started
from tests.support.wire import eventually

_IN_INBOX = (
    "SELECT data FROM content JOIN message ON content.id = content_id"
    " JOIN mailbox_message ON message_id = message.id JOIN mailbox ON mailbox.id = mailbox_id"
    " WHERE mailbox.account_id = ? AND role = 'inbox' ORDER BY message.id DESC LIMIT 1"
)


@pytest.mark.timeout(180)
def test_whole_postroom_makes_and_mails_a_report(tmp_path: Path) -> None:
    data = tmp_path / "data"
    started = Started(data, "--ports", "auto")
    started.wait()
    settings = Settings(data)
    with closing(Store(settings.store)) as store:
        (admin, *_) = accounts.admins(store)
        job = Report(admin.address).ask(store, ADMIN, admin.id)
        note(store, job.created_at - 60, "203.0.113.9", "relay-refused", 7)
        eventually("the report", lambda: jobs.get(store, job.id).state in ("done", "failed"), 60)
        done = jobs.get(store, job.id)
        assert done.state == "done", done
        ((content,),) = store.rows(_IN_INBOX, (admin.id,))
    (attached,) = email.message_from_bytes(content, policy=email.policy.default).iter_attachments()
    assert attached.get_content() == settings.latest_report.read_bytes()
    assert attached.get_content().startswith(b"%PDF-")
    assert started.stop()[0] == 0
    said = "".join(one.read_text() for one in (data / "logs").glob("*.log"))
    assert "postroom.events" in said
    assert "matplotlib" not in said
    assert "Traceback" not in said
