"""The courier answers for those who are away: once, to people, and nobody twice whatever happens."""

from __future__ import annotations

import logging
import os
import random
import re
import time
from pathlib import Path
from typing import Any

import pytest

from db import accounts, vacation
from db.database import Store
from db.envelope import Recipient
from db.filing import Filing
from db.message import summarize
from db.settings import Settings
from db.storing import store_message
from db.vacation import PERIOD, Vacation
from server.courier import vacation as duty_module
from server.courier import vacation_reply
from server.courier.vacation import VacationAnswers
from tests.support.away import answer, answers, come_back, leave, send
from tests.support.courier_work import answer_until_killed, courier
from tests.support.postroom import Postroom
from tests.support.processes import reporting
from tests.support.stores import People, Person, assert_sound, fresh_store, mail
from tests.support.wire import eventually

BEN, CLARA = "ben@project.com", "clara@project.com"
SEED = int(os.environ.get("KILL_SEED", 0)) or random.SystemRandom().getrandbits(32)
"""Set KILL_SEED to what a failure names, to have the same moments again."""
DAY = 24 * 60 * 60


@pytest.fixture
def anna(store: Store, people: People) -> Person:
    leave(store, people["anna"])
    return people["anna"]


@pytest.fixture
def ben(people: People) -> Person:
    return people["ben"]


def test_mail_over_smtp_is_answered_into_the_senders_inbox(postroom: Postroom) -> None:
    anna, ben = postroom.account("anna"), postroom.account("ben")
    answer_text = Vacation(True, subject="Away", text_body="Back on Monday", html_body="<p>Back on Monday</p>")
    postroom.store.run_tx(lambda tx: vacation.put(tx, anna.id, answer_text))
    with courier(postroom.store.path, VacationAnswers), postroom.sign_in("ben") as smtp:
        content = mail(message_id="<1@x>", **{"from": ben.address, "to": anna.address})
        smtp.sendmail(ben.address, [anna.address], content)
        eventually("the answer is there", lambda: len(postroom.mail(ben)) == 1)
    (found,) = postroom.mail(ben)
    head = found.partition(b"\r\n\r\n")[0].decode()
    assert re.match(
        r"Return-Path: <>\r\nReceived: by project\.com with LOCAL id [0-9a-f]{16};\r\n\t[^\r]+\r\nMessage-ID: <", head
    )
    for line in ("Subject: Away", "Auto-Submitted: auto-replied", "In-Reply-To: <1@x>", "References: <1@x>"):
        assert f"\r\n{line}\r\n" in head
    assert found.count(b"Back on Monday") == 2
    assert len(postroom.mail(anna)) == 1


def test_each_sender_is_answered_once_in_seven_days(store: Store, people: People, anna: Person, ben: Person) -> None:
    for sender in (BEN, BEN.upper(), CLARA, BEN):
        send(store, sender, anna)
    answer(store)
    assert (answers(store, ben), answers(store, people["clara"])) == (1, 1)
    send(store, BEN, anna)
    answer(store, PERIOD - 60)
    assert answers(store, ben) == 1
    send(store, BEN, anna)
    answer(store, PERIOD + 60)
    assert answers(store, ben) == 2
    # Clara was answered so long ago that it need not be remembered.
    assert store.rows("SELECT sender FROM vacation_reply") == [(BEN,)]
    assert_sound(store)


def test_mail_from_before_is_not_answered(store: Store, people: People, ben: Person) -> None:
    anna = people["anna"]
    send(store, BEN, anna)
    leave(store, anna)
    answer(store)
    come_back(store, anna)
    send(store, BEN, anna)
    leave(store, anna)
    answer(store)
    assert answers(store, ben) == 0
    send(store, BEN, anna)
    answer(store)
    assert answers(store, ben) == 1


def test_words_can_change_while_away(store: Store, anna: Person, ben: Person) -> None:
    """Only switching on begins anew: what came before the change is still to be answered."""
    send(store, BEN, anna)
    leave(store, anna, Vacation(True, text_body="New words"))
    answer(store)
    assert answers(store, ben) == 1
    assert store.row("SELECT count(*) FROM content WHERE instr(data, CAST('New words' AS BLOB)) > 0") == (1,)


@pytest.mark.parametrize(("day", "answered"), [(-3, 0), (-2, 1), (0, 1), (2, 0), (3, 0)])
def test_dates_are_kept(store: Store, people: People, ben: Person, day: int, answered: int) -> None:
    now = int(time.time())
    leave(store, people["anna"], Vacation(True, from_date=now - 2 * DAY, to_date=now + 2 * DAY))
    send(store, BEN, people["anna"], at=now + day * DAY)
    answer(store)
    assert answers(store, ben) == answered


def test_junk_is_not_answered(store: Store, people: People, anna: Person, ben: Person) -> None:
    send(store, BEN, anna)
    send(store, CLARA, anna)
    moved, flagged = (row[0] for row in store.rows("SELECT id FROM message ORDER BY id"))

    def work(tx: Any) -> None:
        filing = Filing(tx, anna.id)
        before = filing.get(moved)
        filing.put(moved, type(before)(before.keywords, frozenset([anna.mailboxes["junk"]])))
        filing.put(flagged, type(before)(frozenset(["$junk"]), before.mailbox_ids))
        filing.finish()

    store.run_tx(work)
    answer(store)
    assert answers(store, ben) + answers(store, people["clara"]) == 0


def test_what_a_program_puts_there_is_not_answered(store: Store, anna: Person, ben: Person) -> None:
    """A backup that is imported holds messages with the trace of their own delivery."""
    send(store, BEN, anna)
    (content,) = store.row("SELECT data FROM content") or (b"",)
    store.run_tx(
        lambda tx: tx.execute("UPDATE vacation SET position = (SELECT modseq FROM account WHERE id = account_id)")
    )
    places = frozenset([anna.inbox])
    summary = summarize(content)
    store.run_tx(lambda tx: store_message(tx, anna.id, content, summary, places, frozenset(), int(time.time())))
    answer(store)
    assert answers(store, ben) == 0


def test_two_who_are_away_do_not_answer_each_other(store: Store, people: People, anna: Person, ben: Person) -> None:
    leave(store, ben)
    send(store, BEN, anna)
    for _ in range(4):
        answer(store)
    assert (answers(store, ben), answers(store, anna)) == (1, 0)


def test_sender_outside_is_passed_over_and_told_of(
    store: Store, anna: Person, ben: Person, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "postroom.events"):
        send(store, "x@elsewhere.test", anna)
        send(store, "nobody@project.com", anna)
        answer(store)
    assert "why='sender outside'" in caplog.text
    send(store, BEN, anna)
    answer(store)
    assert answers(store, ben) == 1


def test_account_that_is_disabled_answers_nothing(store: Store, anna: Person, ben: Person) -> None:
    send(store, BEN, anna)
    accounts.set_state(store, anna.id, "disabled")
    answer(store)
    assert answers(store, ben) == 0


def test_long_absence_of_the_courier_is_made_up_for(store: Store, people: People, anna: Person) -> None:
    senders = [Person.make(store, f"p{number}") for number in range(230)]
    for one in senders:
        send(store, one.address, anna)
    answer(store)
    assert [answers(store, one) for one in senders] == [1] * 230
    row = store.row("SELECT position = modseq FROM vacation JOIN account ON id = account_id")
    assert row == (1,)


def test_one_odd_message_does_not_keep_the_others(
    store: Store, people: People, anna: Person, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = vacation_reply.written

    def failing(reply: Any, *more: Any) -> bytes:
        if reply.to == BEN:
            raise ValueError("this one cannot be written")
        return write(reply, *more)

    monkeypatch.setattr(duty_module, "written", failing)
    send(store, BEN, anna)
    send(store, CLARA, anna)
    answer(store)
    answer(store)
    assert (answers(store, ben), answers(store, people["clara"])) == (0, 1)


def test_message_whose_id_is_older_than_its_commit_is_not_passed_over(
    store: Store, people: People, anna: Person, ben: Person
) -> None:
    """Ids come from a sequence: a transaction may take one early and commit late, behind messages with higher ones."""
    (early,) = store.run_tx(lambda tx: tx.new_ids(1))
    send(store, CLARA, anna)
    answer(store)
    send(store, BEN, anna)

    def take_early_id(tx: Any) -> None:
        tx.execute("PRAGMA defer_foreign_keys = ON")
        (late,) = tx.row("SELECT max(id) FROM message WHERE account_id = ?", (anna.id,))
        tx.execute("UPDATE message SET id = ? WHERE id = ?", (early, late))
        tx.execute("UPDATE mailbox_message SET message_id = ? WHERE message_id = ?", (early, late))

    store.run_tx(take_early_id)
    answer(store)
    assert (answers(store, people["clara"]), answers(store, ben)) == (1, 1)


def test_messages_of_one_transaction_are_all_answered_after_a_stop_between_them(
    store: Store, people: People, anna: Person, ben: Person
) -> None:
    """They carry one modification number, so the place between them cannot be noted."""
    send(store, BEN, anna)
    send(store, CLARA, anna)
    both = "UPDATE message SET created_modseq = new, modseq = new FROM (SELECT modseq AS new FROM account WHERE id = ?)"
    store.run_tx(lambda tx: tx.execute(both, (anna.id,)))
    asked = iter([False, False, True, True])
    VacationAnswers(store, Settings(store.path.parent)).turn(lambda: next(asked))
    assert answers(store, ben) + answers(store, people["clara"]) == 1
    answer(store)
    assert (answers(store, ben), answers(store, people["clara"])) == (1, 1)


def test_looking_costs_no_write_when_nothing_came(store: Store, anna: Person) -> None:
    duty = VacationAnswers(store, Settings(store.path.parent))
    store.run_tx(lambda tx: tx.next_modseq(anna.id))
    other = Store(store.path)
    before = other.data_version()
    duty.turn(lambda: False)
    assert other.data_version() == before
    other.close()


def test_killed_at_any_moment_it_answers_everybody_once(tmp_path: Path) -> None:
    store = fresh_store(tmp_path / "store")
    people = People.make(store, "anna", *(f"p{number}" for number in range(80)))
    anna, senders = people["anna"], [one for name, one in people.items() if name != "anna"]
    leave(store, anna)
    chance = random.Random(SEED)
    for start in range(0, 80, 4):
        for one in senders[start : start + 4] * 2:
            send(store, one.address, anna)
        with reporting(answer_until_killed, store.path) as (process, reports):
            assert reports.recv_bytes() == b"begins"
            process.join(chance.uniform(0, 0.04))
            assert process.is_alive(), f"KILL_SEED={SEED}"
            process.kill()
            process.join()
        assert_sound(store)
    answer(store)
    assert [answers(store, one) for one in senders] == [1] * 80, f"KILL_SEED={SEED}"
    store.close()


def test_answer_is_never_kept_for_nobody(store: Store, people: People, anna: Person, ben: Person) -> None:
    """Ben's account is closed between the look and the answer."""
    send(store, BEN, anna)
    accounts.set_state(store, ben.id, "disabled")
    answer(store)
    assert store.rows("SELECT * FROM vacation_reply") == []
    assert isinstance(ben.recipient, Recipient)
    assert answers(store, ben) == 0
