"""A program of ours that ends by itself is an alert: once a day for each, with a letter to every admin."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from functools import partial
from pathlib import Path

import pytest

from db import alerts, jobs, members
from db.alert_rules import HERE, RULES
from db.audit import Actor
from db.database import Store
from db.settings import Settings
from scripts import ending_alerts
from scripts.child import Program
from scripts.ending_alerts import Ending
from scripts.supervisor import Supervisor
from tests.support.stores import People

DAY = 24 * 60 * 60


@pytest.fixture(name="settings")
def _settings(store: Store, people: People) -> Settings:
    members.set_admin(store, Actor("test"), people["anna"].id, True)
    return Settings(store.path.parent)


def told(store: Store) -> list[tuple[str, str, str]]:
    return [(one.rule, one.host, one.detail) for one in reversed(alerts.recent(store))]


def test_end_is_an_alert_with_a_letter_to_every_admin(store: Store, people: People, settings: Settings) -> None:
    members.set_admin(store, Actor("test"), people["ben"].id, True)
    assert settings.store == store.path
    ending_alerts.tell(settings, Ending("webserver", "ended by SIGKILL"), lambda: 1_800_000_000.5)
    (alert,) = alerts.recent(store)
    words = "The web server ended by itself (ended by SIGKILL) and was started again."
    assert (alert.at, alert.host, alert.rule, alert.detail) == (1_800_000_000, HERE, "program-ended", words)
    asked = [json.loads(row[0]) for row in store.rows("SELECT asked FROM job WHERE kind = 'notice'")]
    assert {one["to"] for one in asked} == {"anna@project.com", "ben@project.com"}
    assert asked[0]["facts"] == {
        "subject": "Postroom: program ended by itself",
        "sentence": f"{words} {RULES['program-ended'].remedy}",
        "link": f"https://127.0.0.1:{settings.ports.https}/admin/alerts",
    }


def test_each_program_and_each_rule_is_told_once_a_day(store: Store, settings: Settings) -> None:
    endings = [Ending("courier", "exit status 1"), Ending("server", "exit status 1"), Ending("courier", "", "status 2")]
    for at in (0, 60, DAY - 1):
        for ending in endings:
            ending_alerts.tell(settings, ending, lambda at=at: 1_800_000_000 + at)  # type: ignore[misc]
    assert told(store) == [
        ("program-ended", HERE, "The courier ended by itself (exit status 1) and was started again."),
        ("program-ended", HERE, "The mail server ended by itself (exit status 1) and was started again."),
        ("program-not-started", HERE, "The courier cannot be started again (status 2)."),
    ]
    ending_alerts.tell(settings, endings[0], lambda: 1_800_000_000 + DAY)
    assert len(told(store)) == 4
    assert len(jobs.recent(store, jobs.NOTICE)) == 4


@pytest.mark.parametrize("comes_back", [True, False])
def test_supervisor_tells_of_a_program_that_was_killed(store: Store, settings: Settings, comes_back: bool) -> None:
    data = store.path.parent

    async def play(listener: socket.socket) -> None:
        program = Program("courier", "tests.support.tiny_server", data, {"courier": listener})
        alert = partial(ending_alerts.tell, settings)
        supervisor = Supervisor([program], data, lambda _: None, alert=alert)
        await supervisor.start()
        try:
            if not comes_back:
                (data / "fails").touch()
            supervisor.children[0].kill()
            async with asyncio.timeout(60):
                while not told(store):  # noqa: ASYNC110 - another thread writes it
                    await asyncio.sleep(0.01)
        finally:
            await supervisor.stop()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        asyncio.run(play(listener))
    ended = ("program-ended", HERE, "The courier ended by itself (ended by SIGKILL) and was started again.")
    failed = ("program-not-started", HERE, "The courier cannot be started again (exit status 2).")
    assert told(store) == [ended if comes_back else failed]


def test_program_that_is_stopped_is_no_alert(store: Store, settings: Settings) -> None:
    data = store.path.parent

    async def play(listener: socket.socket) -> None:
        program = Program("courier", "tests.support.tiny_server", data, {"courier": listener})
        supervisor = Supervisor([program], data, lambda _: None, alert=partial(ending_alerts.tell, settings))
        await supervisor.start()
        # As when the machine goes down: the program is asked to end at the same moment as the supervisor.
        pid = supervisor.children[0].pid
        assert pid
        os.kill(pid, signal.SIGTERM)
        await supervisor.children[0].ended()
        await supervisor.stop()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        asyncio.run(play(listener))
    assert told(store) == []


def test_store_that_cannot_be_written_does_not_hold_up_the_new_start(tmp_path: Path) -> None:
    async def play(listener: socket.socket) -> None:
        program = Program("courier", "tests.support.tiny_server", tmp_path, {"courier": listener})
        alert = partial(ending_alerts.tell, Settings(tmp_path / "nowhere"))
        supervisor = Supervisor([program], tmp_path, lambda _: None, alert=alert)
        await supervisor.start()
        first = supervisor.children[0].pid
        supervisor.children[0].kill()
        async with asyncio.timeout(60):
            while "no alert could be written" not in (tmp_path / "supervisor.log").read_text():  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)
        assert supervisor.children[0].pid not in (first, None)
        await supervisor.stop()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        asyncio.run(play(listener))
