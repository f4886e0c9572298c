"""How the list of a folder looks and is ordered, as one value that is remembered for each folder: table or cards, how
dense, conversations or single messages, and by what it is sorted. Pure."""

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from client.cache_lists import NEWEST_FIRST, Order, Sort
from client.json_values import ShapeError, flag, parse_object, text


class Density(StrEnum):
    """How far apart lines stand; the value is what settings keep."""

    COMPACT = "compact"
    NORMAL = "normal"
    ROOMY = "roomy"


# Before a conversation.
OPENED, CLOSED, CLOSED_RTL = "\u25be", "\u25b8", "\u25c2"

PADDING = {Density.COMPACT: 6, Density.NORMAL: 14, Density.ROOMY: 24}


@dataclass(frozen=True)
class ListLook:
    """`cards`: each message on two lines, or three when there is room, instead of in columns."""

    cards: bool = False
    density: Density = Density.NORMAL
    threads: bool = False
    order: Order = field(default=NEWEST_FIRST)


def write_look(look: ListLook) -> str:
    return json.dumps(asdict(look))


def read_look(written: str) -> ListLook:
    """What `write_look` has written; anything else is the look that nobody has chosen."""
    try:
        found = parse_object(written)
        order = found.get("order")
        if not isinstance(order, dict):
            return ListLook()
        sort = Order(Sort(text(order, "sort")), flag(order, "ascending", False))
        return ListLook(
            flag(found, "cards", False), Density(text(found, "density")), flag(found, "threads", False), sort
        )
    except (ShapeError, ValueError):
        return ListLook()
