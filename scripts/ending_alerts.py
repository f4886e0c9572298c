"""Alerts about our own programs: one that ended by itself, and one that cannot be started again.

The supervisor notices, and writes the alert with its notices for admins into the store: what ended cannot tell it. Each
program is told once a day, as every alert about this machine is (`db.alert_telling`). Needs no program of ours to run;
while the courier does not, the notices wait for it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from certs.reached_at import reached_at
from db import alert_telling
from db.alert_rules import HERE
from db.database import Store
from db.events import Event
from db.invitation_link import bracketed
from db.settings import Settings

_NAMES = {"server": "mail server", "webserver": "web server"}


@dataclass(frozen=True, slots=True)
class Ending:
    """A program that ended as `how` says; `failure` says why it could not be started again, "" when it runs."""

    program: str
    how: str
    failure: str = ""

    @property
    def event(self) -> Event:
        """What it is an alert of."""
        return Event.PROGRAM_NOT_STARTED if self.failure else Event.PROGRAM_ENDED

    @property
    def about(self) -> str:
        """What its sentences begin with."""
        return f"The {_NAMES.get(self.program, self.program)} "

    @property
    def words(self) -> str:
        """What happened, in a sentence."""
        if self.failure:
            return f"{self.about}cannot be started again ({self.failure})."
        return f"{self.about}ended by itself ({self.how}) and was started again."


def tell(settings: Settings, ending: Ending, clock: Callable[[], float] = time.time) -> None:
    """Write the alert into the store of `settings`, and ask for its notices. Raises StoreError."""
    link = f"https://{bracketed(reached_at(settings.host, settings.names))}:{settings.ports.https}/admin/alerts"
    label, now = ending.event.label, int(clock())
    with contextlib.closing(Store(settings.store, settings.limits.store_size)) as store:
        alert_telling.tell(store, label, HERE, ending.words, link, now, about=ending.about)
