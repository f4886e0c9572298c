"""Which part of a query's result a program wants to see (RFC 8620 section 5.5): position, anchor, limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from webserver.jmap.arguments import Arguments
from webserver.jmap.errors import MethodError
from webserver.jmap.request import JsonObject

MOST_IDS = 100_000


@dataclass(frozen=True, slots=True)
class Window:
    """The arguments of one call; `anchor` goes before `position`."""

    position: int
    anchor: str | None
    anchor_offset: int
    asked_limit: int | None

    @property
    def limit(self) -> int:
        """How many ids to give at most."""
        return MOST_IDS if self.asked_limit is None else min(self.asked_limit, MOST_IDS)

    @property
    def told_limit(self) -> JsonObject:
        """What the answer says of the limit: nothing when it is what the program asked for."""
        return {} if self.limit == self.asked_limit else {"limit": self.limit}

    def start(self, count: Callable[[], int], index_of: Callable[[str], int | None]) -> int:
        """Return the first position, counted from 0, of a result with `count()` ids.

        Raises:
            MethodError: anchorNotFound.
        """
        # RFC 8620 section 5.5: what comes out below 0 is 0. https://www.rfc-editor.org/rfc/rfc8620#section-5.5
        if self.anchor is not None:
            index = index_of(self.anchor)
            if index is None:
                raise MethodError("anchorNotFound")
            return max(0, index + self.anchor_offset)
        return self.position if self.position >= 0 else max(0, count() + self.position)


def read(arguments: Arguments) -> Window:
    """Read the arguments that say which part. Raises MethodError."""
    return Window(
        position=arguments.integer("position"),
        anchor=arguments.one_id("anchor"),
        anchor_offset=arguments.integer("anchorOffset"),
        asked_limit=arguments.count("limit"),
    )
