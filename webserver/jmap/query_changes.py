"""What the /queryChanges methods have in common (RFC 8620 section 5.6): their arguments and their answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db import changes
from db.errors import UnknownState
from webserver.jmap.arguments import Arguments
from webserver.jmap.changes import cannot_calculate, since_state
from webserver.jmap.errors import MethodError
from webserver.jmap.request import JsonObject


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments that every /queryChanges has beside those of its query."""

    account_id: str
    since: str
    most: int | None
    up_to_id: str | None
    calculate_total: bool

    def number(self, state: str) -> int:
        """Return the modification number to begin after; `state` is the present one. Raises MethodError."""
        try:
            return changes.number(self.since, int(state))
        except UnknownState as problem:
            raise cannot_calculate() from problem

    def check_count(self, count: int) -> None:
        """Accept an answer with so many changes. Raises MethodError."""
        if self.most is not None and count > self.most:
            raise MethodError("tooManyChanges", f"There are more than {self.most} changes.")

    def answer(self, state: str, removed: Sequence[str], added: Mapping[str, int], total: int | None) -> JsonObject:
        """Return the answer; `added` are the indexes, counted from 0, by id.

        Raises:
            MethodError: tooManyChanges.
        """
        self.check_count(len(removed) + len(added))
        found: JsonObject = {
            "accountId": self.account_id,
            "oldQueryState": self.since,
            "newQueryState": state,
            "removed": list(removed),
            # The lowest index first: a program puts them in one after the other.
            "added": [{"id": one, "index": added[one]} for one in sorted(added, key=added.__getitem__)],
        }
        return found if total is None else {**found, "total": total}


def read(arguments: Arguments) -> Asked:
    """Read them, and refuse arguments that nobody asked for: to be called last. Raises MethodError."""
    asked = Asked(
        account_id=arguments.account_id,
        since=since_state(arguments, "sinceQueryState"),
        most=arguments.count("maxChanges"),
        up_to_id=arguments.one_id("upToId"),
        calculate_total=arguments.flag("calculateTotal"),
    )
    arguments.done()
    return asked
