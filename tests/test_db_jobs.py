"""Jobs: asked, claimed by one, told about in stages, finished; and what a courier that dies leaves."""

from __future__ import annotations

import pytest

from db import jobs
from db.database import Store
from db.errors import JobLost, NotFound, TooOften
from db.expiry import JOB_LIFE, remove_expired
from db.jobs import ATTEMPTS, RELAY_TEST, Job
from tests.support.stores import People

LEASE = 30


def claimed(store: Store, now: int = 1000) -> Job:
    found = jobs.claim(store, [RELAY_TEST], LEASE, now)
    assert found is not None
    return found


def test_asked_job_waits_and_is_claimed_once(store: Store, people: People) -> None:
    asked = jobs.ask(store, RELAY_TEST, {"relay": 5, "to": "ünna@example.com"}, people["anna"].id, 1000)
    assert (asked.state, asked.stages, asked.result, asked.attempts) == ("waiting", (), "", 0)
    found = claimed(store)
    assert (found.id, found.state, found.asked) == (asked.id, "running", {"relay": 5, "to": "ünna@example.com"})
    assert jobs.claim(store, [RELAY_TEST], LEASE, 1000) is None


def test_oldest_comes_first_and_unknown_kinds_stay_waiting(store: Store) -> None:
    other = jobs.ask(store, "dance", {}, None, 1000)
    first, second = (jobs.ask(store, RELAY_TEST, {}, None, 1000) for _ in range(2))
    assert [claimed(store).id, claimed(store).id] == [first.id, second.id]
    assert jobs.get(store, other.id).state == "waiting"
    assert jobs.claim(store, [], LEASE, 1000) is None


def test_stages_are_told_as_they_go(store: Store) -> None:
    jobs.ask(store, RELAY_TEST, {}, None, 1000)
    job = claimed(store)
    jobs.tell(store, job, "dns", "running", "Looking up", lease=LEASE, now=1001)
    jobs.tell(store, job, "dns", "done", "192.0.2.1\0", {"addresses": ["192.0.2.1"]}, lease=LEASE, now=1002)
    told = jobs.tell(store, job, "tcp", "failed", "refused", lease=LEASE, now=1003)
    assert [(one.name, one.state, one.words, one.at) for one in told.stages] == [
        ("dns", "done", "192.0.2.1", 1002),
        ("tcp", "failed", "refused", 1003),
    ]
    assert told.stages[0].facts == {"addresses": ["192.0.2.1"]}
    assert told.claimed_until == 1003 + LEASE
    done = jobs.finish(store, job, False, "The relay cannot be reached.", 1004)
    assert (done.state, done.result, done.finished_at) == ("failed", "The relay cannot be reached.", 1004)
    assert done.stages == told.stages
    assert jobs.recent(store) == jobs.recent(store, RELAY_TEST) == [done]
    assert jobs.recent(store, "dance") == []


def test_claim_that_ran_out_is_somebody_elses_and_the_first_one_spoils_nothing(store: Store) -> None:
    jobs.ask(store, RELAY_TEST, {}, None, 1000)
    slow = claimed(store)
    jobs.tell(store, slow, "dns", "running", "", lease=LEASE, now=1000)
    assert jobs.claim(store, [RELAY_TEST], LEASE, 1000 + LEASE - 1) is None
    quick = claimed(store, 1000 + LEASE)
    assert (quick.attempts, quick.stages) == (2, ())
    with pytest.raises(JobLost):
        jobs.tell(store, slow, "dns", "done", "", lease=LEASE, now=1031)
    with pytest.raises(JobLost):
        jobs.finish(store, slow, True, "Done.", 1031)
    jobs.finish(store, quick, True, "Done.", 1031)
    with pytest.raises(JobLost):
        jobs.tell(store, quick, "more", "done", "", lease=LEASE, now=1032)


def test_job_that_ends_its_courier_each_time_fails_in_the_end(store: Store) -> None:
    asked = jobs.ask(store, RELAY_TEST, {}, None, 1000)
    now = 1000
    for _ in range(ATTEMPTS):
        claimed(store, now)
        now += LEASE
    after = jobs.ask(store, RELAY_TEST, {}, None, now)
    assert claimed(store, now).id == after.id
    found = jobs.get(store, asked.id)
    assert (found.state, found.finished_at) == ("failed", now)
    assert "several times" in found.result


def test_five_relay_tests_a_minute_and_not_more(store: Store) -> None:
    for second in range(5):
        jobs.ask(store, RELAY_TEST, {}, None, 1000 + second)
    with pytest.raises(TooOften) as refusal:
        jobs.ask(store, RELAY_TEST, {}, None, 1010)
    assert refusal.value.retry_after == 50
    jobs.ask(store, "dance", {}, None, 1010)
    with pytest.raises(TooOften):
        jobs.ask(store, RELAY_TEST, {}, None, 1059)
    jobs.ask(store, RELAY_TEST, {}, None, 1060)
    assert len(jobs.recent(store, RELAY_TEST)) == 6


def test_old_jobs_are_removed(store: Store) -> None:
    asked = jobs.ask(store, RELAY_TEST, {}, None, 1000)
    remove_expired(store, 1000 + JOB_LIFE - 1)
    assert jobs.get(store, asked.id) == asked
    remove_expired(store, 1000 + JOB_LIFE)
    with pytest.raises(NotFound):
        jobs.get(store, asked.id)
