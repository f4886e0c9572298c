"""What a method call may know of its request: whose mail, what was created before, and how much may still be read."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from webserver.jmap.errors import MethodError
from webserver.jmap.request import JsonObject


class ReadingBudget:
    """How many bytes of stored mail one request may still make the server read, and for how long it may work at all."""

    def __init__(self, octets: int, seconds: float = math.inf, clock: Callable[[], float] = time.monotonic) -> None:
        self._left, self._clock = octets, clock
        self._until = clock() + seconds

    def take(self, octets: int) -> None:
        """Take `octets` out. Raises MethodError when they are not there, or the time is over."""
        if octets > self._left:
            raise MethodError("requestTooLarge", "This is too much mail for one request: ask for fewer messages.")
        self._left -= octets
        self.check_time()

    def check_time(self) -> None:
        """Accept that work goes on. Raises MethodError when the time is over."""
        if self._clock() > self._until:
            raise MethodError("requestTooLarge", "This is too much work for one request: ask for less at once.")


@dataclass(frozen=True, slots=True)
class Context:
    """One request's facts. `created_ids` begins as what the program sent, or empty, and grows with what is created.

    `session_id` is the session that asks, None for a password; `using` are the capabilities that the program named;
    `peer` is the network address that it asks from.
    """

    account_id: int
    created_ids: dict[str, str]
    budget: ReadingBudget
    session_id: int | None = None
    using: frozenset[str] = frozenset()
    peer: str = ""

    def note_created(self, response: JsonObject) -> None:
        """Remember the ids of what a /set or /import has created (RFC 8620 section 5.3)."""
        created = response.get("created")
        for creation_id, one in created.items() if isinstance(created, dict) else ():
            if isinstance(one, dict) and isinstance(one.get("id"), str):
                self.created_ids[creation_id] = one["id"]

    def real_id(self, text: str) -> str:
        """Return `text`, or the id of what was created under `#name` (RFC 8620 section 5.3)."""
        return self.created_ids.get(text[1:], text) if text.startswith("#") else text
