"""The courier killed at random moments while it sends notices: each is sent once, with a code that is good."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as reading
from pathlib import Path

from client.invitation import parse_server
from db import audit, invitations, jobs
from db.database import Store
from db.job_kinds import Notice
from db.settings import Settings
from tests.support.certificates import make_certificates
from tests.support.courier_work import send_notices_until_killed
from tests.support.outside_mail import inbox
from tests.support.processes import reporting
from tests.support.stores import DOMAIN, People, assert_sound, fresh_store
from tests.support.wire import eventually

SEED = int(os.environ.get("KILL_SEED", 0)) or random.SystemRandom().getrandbits(32)
"""Set KILL_SEED to what a failure names, to have the same moments again."""
KILLS = 20
EACH = 8
INVITED = {"host": "mail.project.com", "uses": "1", "days": "7"}
PASSWORD = "long enough 4 everybody"


def test_killed_courier_sends_each_notice_once(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    store = fresh_store(tmp_path / "postroom.sqlite3")
    people = People.make(store, "anna", "ben")
    make_certificates(Settings(tmp_path).certificates)
    for round_ in range(KILLS):
        ask(store, round_)
        with reporting(send_notices_until_killed, store.path) as (_, reports):
            assert reports.recv_bytes() == b"begins"
            time.sleep(chance.uniform(0.0, 0.03))
    with reporting(send_notices_until_killed, store.path):
        eventually("everything is settled", lambda: not {"waiting", "running"} & states(store).keys(), within=60)
    check(store, people)
    store.close()


def ask(store: Store, round_: int) -> None:
    """Ask for some notifications and an invitation."""
    for number in range(EACH):
        facts = {"subject": f"{round_}-{number}", "sentence": "Hello."}
        Notice("notification", "anna@project.com", None, facts).ask(store)
    Notice("invitation", "ben@project.com", None, INVITED).ask(store)


def states(store: Store) -> Counter[str]:
    return Counter(row[0] for row in store.rows("SELECT state FROM job"))


def check(store: Store, people: People) -> None:
    """Each job that is done has its one message and its one line; others (killed three times) have nothing."""
    done = [job for job in jobs.recent(store, count=200) if job.state == "done"]
    subjects = Counter(message_from_bytes(one)["Subject"] for one in inbox(store, people["anna"]))
    assert subjects == {job.asked["facts"]["subject"]: 1 for job in done if job.asked["notice"] == "notification"}
    sent = Counter(line.target for line in audit.lines(store, action="notice-sent", count=500))
    assert sent == Counter(job.asked["to"] for job in done), (
        f"KILL_SEED={SEED}, {sum(job.attempts > 1 for job in done)} killed at work"
    )
    letters = inbox(store, people["ben"])
    codes = [parse_server(word).code for one in letters for word in words(one) if word.startswith("postroom://")]
    assert len(set(codes)) == len(letters) == len(invitations.still_open(store, 0))
    invitations.register(store, codes[0], "dora", DOMAIN, PASSWORD)
    assert_sound(store)


def words(message: bytes) -> list[str]:
    body = message_from_bytes(message, policy=reading).get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).split()
