"""Work that is asked for at one place and done by the courier: a test of a relay, a report, a notice.

A job is a row: asked, claimed for a time (a lease), told about stage by stage, finished. Whoever claims it writes only
while the claim is still theirs, so a courier that was killed, or hung and came back, spoils nothing. Kinds that no
courier knows stay waiting. What is asked and told is shown to admins: never a secret.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from db.charset import storable
from db.database import Store, Transaction
from db.errors import JobLost, NotFound, TooOften

State = Literal["waiting", "running", "done", "failed"]
Progress = Literal["running", "done", "failed", "skipped"]

RELAY_TEST, REPORT, NOTICE = "relay-test", "report", "notice"

ATTEMPTS = 3
"""How often a job is begun before it counts as failed: one that ends its courier must not do so for ever."""

_MOST_STAGES = 100
_LONGEST_WORDS = 2000
_A_MINUTE = {RELAY_TEST: 5, REPORT: 5}
_GONE = "The courier was stopped in the middle of this, several times. Its log says more."
_COLUMNS = "id, kind, account_id, asked, state, stages, result, attempts, created_at, claimed_until, finished_at"


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a job: how it went, the words about it (the other server's own, where it said some), and facts by
    name; `at` in Unix seconds."""

    name: str
    state: Progress
    words: str
    facts: Mapping[str, Any]
    at: int


@dataclass(frozen=True, slots=True)
class Job:
    """One job; times in Unix seconds. `result` is one plain sentence, "" until it is finished.

    `attempts` counts the claims and tells this one from the next: a claim is only good for its own number.
    """

    id: int
    kind: str
    account_id: int | None
    asked: Mapping[str, Any]
    state: State
    stages: tuple[Stage, ...]
    result: str
    attempts: int
    created_at: int
    claimed_until: int
    finished_at: int | None


def ask(store: Store, kind: str, asked: Mapping[str, Any], account_id: int | None, now: int | None = None) -> Job:
    """Write a new job, for the courier to find. `asked` is JSON without secrets.

    Raises:
        TooOften: of this kind, as many as may be were asked for in the last minute.
    """

    def work(tx: Transaction) -> Job:
        return add(tx, kind, asked, account_id, now)

    return store.run_tx(work)


def add(tx: Transaction, kind: str, asked: Mapping[str, Any], account_id: int | None, now: int | None = None) -> Job:
    """Do as `ask`, inside a transaction that does more."""
    at = int(time.time()) if now is None else now
    _check_often(tx, kind, at)
    (job_id,) = tx.new_ids(1)
    tx.insert(f"job ({_COLUMNS})", [(job_id, kind, account_id, _json(asked), "waiting", "[]", "", 0, at, 0, None)])
    return get(tx, job_id)


def get(store: Store | Transaction, job_id: int) -> Job:
    """Return one job. Raises NotFound."""
    row = store.row(f"SELECT {_COLUMNS} FROM job WHERE id = ?", (job_id,))  # noqa: S608 - our own words
    if row is None:
        raise NotFound("There is no such job.")
    return _job(row)


def recent(store: Store, kind: str | None = None, count: int = 20) -> list[Job]:
    """Return the newest jobs (of one kind), the newest first."""
    where, values = ("WHERE kind = ?", (kind,)) if kind else ("", ())
    sql = f"SELECT {_COLUMNS} FROM job {where} ORDER BY id DESC LIMIT ?"  # noqa: S608 - our own words
    return [_job(row) for row in store.rows(sql, (*values, max(1, min(count, 200))))]


def claim(store: Store, kinds: Collection[str], lease: int, now: int) -> Job | None:
    """Claim the oldest job of these kinds that waits or whose claim has run out; None when there is none.

    The claim is good for `lease` seconds, and longer with each stage that is written.
    """
    marks = ", ".join("?" * len(kinds))
    open_ = f"kind IN ({marks}) AND (state = 'waiting' OR (state = 'running' AND claimed_until <= ?))"
    find = f"SELECT id, attempts FROM job WHERE {open_} ORDER BY id LIMIT 1"  # noqa: S608 - our own words
    # Mostly there is nothing, and a look does not lock the store.
    while kinds and (row := store.row(find, (*kinds, now))) is not None:
        job_id, attempts = row
        claimed = store.run_tx(partial(_claim, job_id=job_id, attempts=attempts, lease=lease, now=now))
        if claimed is not None:
            return claimed
    return None


def tell(
    store: Store, job: Job, name: str, state: Progress, words: str, facts: Mapping[str, Any] | None = None, *,
    lease: int, now: int,
) -> Job:  # fmt: skip
    """Write a stage of a claimed job, in the place of the last one when it has the same name; return the job.

    Raises:
        JobLost: the claim ran out and is somebody else's, or the job is finished.
    """
    stage = Stage(name, state, storable(words)[:_LONGEST_WORDS], dict(facts or {}), now)

    def work(tx: Transaction) -> Job:
        stages = list(get(tx, job.id).stages)
        if stages and stages[-1].name == name:
            stages.pop()
        stages = [*stages[: _MOST_STAGES - 1], stage]
        _change(tx, job, "stages = ?, claimed_until = ?", (_stages_json(stages), now + lease))
        return get(tx, job.id)

    return store.run_tx(work)


def finish(store: Store, job: Job, succeeded: bool, result: str, now: int) -> Job:
    """End a claimed job; `result` is one plain sentence.

    Raises:
        JobLost: as `tell` does.
    """

    def work(tx: Transaction) -> Job:
        end(tx, job, succeeded, result, now)
        return get(tx, job.id)

    return store.run_tx(work)


def end(tx: Transaction, job: Job, succeeded: bool, result: str, now: int) -> None:
    """Do as `finish`, inside a transaction that does more: what it writes is written once, however often the job is
    claimed.
    """
    state = "done" if succeeded else "failed"
    values = (state, storable(result)[:_LONGEST_WORDS], now)
    _change(tx, job, "state = ?, result = ?, finished_at = ?, claimed_until = 0", values)


def _check_often(tx: Transaction, kind: str, now: int) -> None:
    most = _A_MINUTE.get(kind)
    if most is None:
        return
    sql = "SELECT created_at FROM job WHERE kind = ? AND created_at > ? ORDER BY created_at DESC LIMIT ?"
    times = [row[0] for row in tx.rows(sql, (kind, now - 60, most))]
    if len(times) == most:
        wait = max(1, min(times[-1] + 60 - now, 60))
        raise TooOften(f"This can be done {most} times a minute. Try again in {wait} seconds.", wait)


def _claim(tx: Transaction, job_id: int, attempts: int, lease: int, now: int) -> Job | None:
    if attempts >= ATTEMPTS:
        sql = "UPDATE job SET state = 'failed', result = ?, finished_at = ? WHERE id = ? AND attempts = ?"
        tx.execute(sql, (_GONE, now, job_id, attempts))
        return None
    # What an earlier claim told goes: this one begins at the beginning.
    sql = (
        "UPDATE job SET state = 'running', attempts = attempts + 1, claimed_until = ?, stages = '[]'"
        " WHERE id = ? AND attempts = ? AND state IN ('waiting', 'running')"
    )
    return get(tx, job_id) if tx.execute(sql, (now + lease, job_id, attempts)) else None


def _change(tx: Transaction, job: Job, what: str, values: Sequence[object]) -> None:
    sql = f"UPDATE job SET {what} WHERE id = ? AND state = 'running' AND attempts = ?"  # noqa: S608 - our own words
    if not tx.execute(sql, (*values, job.id, job.attempts)):
        raise JobLost("This job is finished, or somebody else's by now.")


def _job(row: tuple[Any, ...]) -> Job:
    job_id, kind, account_id, asked, state, stages, *rest = row
    told = tuple(Stage(**one) for one in json.loads(stages))
    return Job(job_id, kind, account_id, json.loads(asked), state, told, *rest)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _stages_json(stages: Sequence[Stage]) -> str:
    fields = ("name", "state", "words", "facts", "at")
    return _json([{name: getattr(one, name) for name in fields} for one in stages])
