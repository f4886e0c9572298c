"""The overview and the health of the installation: what there is, what is wrong, and what to do next."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import falcon

from db import alerts, members, outbound, outside, registration, relay_settings
from webserver.admin import health
from webserver.admin.desk import Answer, Desk
from webserver.admin.registration_page import MODES
from webserver.admin.views import View, Visitor

_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do next, and the page where it is done."""

    words: str
    path: str
    link: str


class OverviewPage:
    """`/admin`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Show it."""
        self._desk.show(request, response, self._page)

    def _page(self, _: Visitor) -> Answer:
        desk = self._desk
        checks = health.look(desk.store, desk.settings, desk.box, datetime.now(UTC))
        values = {
            "steps": next_steps(desk, checks),
            "wrong": [check for check in checks if check.verdict != "good"],
            "accounts": members.counts(desk.store),
            "queue": outbound.counts(desk.store),
            "outside": outside.read(desk.store),
            "noticed": alerts.noticed_since(desk.store, int(time.time()) - _DAY),
            "settings": desk.settings,
            "registration": MODES[registration.mode(desk.store, desk.settings)],
        }
        return View("overview.html", values)


class HealthPage:
    """`/admin/health`; `clock` gives the moment to judge at."""

    def __init__(self, desk: Desk, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._desk, self._clock = desk, clock

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Show every check."""
        self._desk.show(request, response, self._page)

    def _page(self, _: Visitor) -> Answer:
        checks = health.look(self._desk.store, self._desk.settings, self._desk.box, self._clock())
        return View("health.html", {"checks": checks, "worst": health.worst(checks)})


def next_steps(desk: Desk, checks: list[health.Check]) -> list[Step]:
    """Return what an admin does best next, the most urgent first."""
    steps = []
    counts = members.counts(desk.store)
    if any(check.verdict == "fault" for check in checks):
        steps.append(Step("Something does not work as it should.", "/admin/health", "See what, and the remedy"))
    if waiting := counts["waiting"]:
        words = "An account waits" if waiting == 1 else f"{waiting} accounts wait"
        steps.append(Step(f"{words} for your approval.", "/admin/accounts?state=waiting", "Look at who it is"))
    steps += _steps_outside(desk)
    if sum(counts.values()) == 1:
        steps.append(Step("Nobody but you is here yet.", "/admin/invitations", "Invite people"))
    return steps


def _steps_outside(desk: Desk) -> list[Step]:
    if outside.is_open(desk.store):
        return []
    relays = relay_settings.listed(desk.store)
    if not relays:
        return [Step("Mail stays within this system.", "/admin/smtp", "Connect a relay to the outside")]
    leading = next((relay for relay in relays if "everything" in relay.purposes), relays[0])
    words = f"The relay {leading.settings.name} is saved, and no test of it has passed yet."
    return [Step(words, f"/admin/smtp/{leading.id}#test", "Test it")]
