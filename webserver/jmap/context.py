"""What a method call may know of its request: whose mail, what was created before, and how much may still be read."""

from __future__ import annotations

from dataclasses import dataclass

from webserver.jmap.errors import MethodError
from webserver.jmap.request import JsonObject


class ReadingBudget:
    """How many bytes of stored mail one request may still make the server read."""

    def __init__(self, octets: int) -> None:
        self._left = octets

    def take(self, octets: int) -> None:
        """Take `octets` out. Raises MethodError when they are not there."""
        if octets > self._left:
            raise MethodError("requestTooLarge", "This is too much mail for one request: ask for fewer messages.")
        self._left -= octets


@dataclass(frozen=True, slots=True)
class Context:
    """One request's facts. `created_ids` begins as what the program sent, or empty, and grows with what is created."""

    account_id: int
    created_ids: dict[str, str]
    budget: ReadingBudget

    def note_created(self, response: JsonObject) -> None:
        """Remember the ids of what a /set or /import has created (RFC 8620 section 5.3)."""
        created = response.get("created")
        for creation_id, one in created.items() if isinstance(created, dict) else ():
            if isinstance(one, dict) and isinstance(one.get("id"), str):
                self.created_ids[creation_id] = one["id"]

    def real_id(self, text: str) -> str:
        """Return `text`, or the id of what was created under `#name` (RFC 8620 section 5.3)."""
        return self.created_ids.get(text[1:], text) if text.startswith("#") else text
