"""Which messages a person means by the lines of a list that are selected: those on the lines, all of a conversation
where a line stands for one that is closed, and the whole mailbox where everything is selected while its first messages
are still being read. Read from the cache; what is done with them is decided elsewhere.
"""

import json
import sqlite3
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from client.cache_lists import Numbers
from client.cache_schema import ID_ONLY, LISTED, MIDDLE
from client.cache_select import read_ids

_OTHERS = (
    "SELECT head.value, other.number FROM json_each(:heads) AS head"
    " CROSS JOIN message ON message.number = head.value AND message.thread != 0"
    " CROSS JOIN message AS other ON other.thread = message.thread"
    " CROSS JOIN place ON place.number = other.number AND place.mailbox = :mailbox"
    " ORDER BY other.received DESC, other.number DESC"
)
_ALL = "SELECT number FROM place WHERE mailbox = ? AND number <= ? ORDER BY ordinal DESC, number DESC"


@dataclass(frozen=True)
class Chosen:
    """`numbers` are those of the lines; `closed` are lines that stand for their whole conversation in the mailbox.
    `everything`: all lines are selected, so what the mailbox has beside them is meant too.
    """

    mailbox_id: str
    numbers: Numbers = field(default_factory=lambda: array("q"))
    closed: frozenset[int] = frozenset()
    everything: bool = False

    @property
    def newest(self) -> int:
        """What arrived later than all lines was not seen, and is not meant."""
        return max(MIDDLE, max(self.numbers, default=MIDDLE))


def chosen_ids(connection: sqlite3.Connection, chosen: Chosen, *, waited: bool) -> list[str] | None:
    """The server's ids, a conversation's behind that of its line; None while some are not known yet. `waited` when
    that was the answer before.
    """
    found = connection.execute("SELECT number, listed FROM mailbox WHERE id = ?", (chosen.mailbox_id,)).fetchone()
    mailbox, listed = found or (0, LISTED)
    numbers: Iterable[int] = chosen.numbers
    if chosen.everything:
        if listed != LISTED or _has_unsettled(connection, mailbox):
            return None
        if waited:
            numbers = [number for (number,) in connection.execute(_ALL, (mailbox, chosen.newest))]
    if chosen.closed and not (chosen.everything and waited):
        numbers = _with_others(connection, numbers, chosen.closed, mailbox)
    if _are_unknown(connection, list(numbers)):
        return None
    return known_ids(connection, numbers)


def known_ids(connection: sqlite3.Connection, numbers: Iterable[int]) -> list[str]:
    """The ids of those whose headers are known, in this order."""
    wanted = list(numbers)
    unknown = _are_unknown(connection, wanted)
    ids = read_ids(connection, wanted)
    return [ids[one] for one in wanted if one in ids and one not in unknown]


def _are_unknown(connection: sqlite3.Connection, numbers: list[int]) -> set[int]:
    sql = "SELECT number FROM json_each(?) CROSS JOIN message ON number = value AND known = ?"
    return {number for (number,) in connection.execute(sql, (json.dumps(numbers), ID_ONLY))}


def _has_unsettled(connection: sqlite3.Connection, mailbox: int) -> bool:
    sql = "SELECT 1 FROM place WHERE mailbox = ? AND ordinal < 0 LIMIT 1"
    return connection.execute(sql, (mailbox,)).fetchone() is not None


def _with_others(
    connection: sqlite3.Connection, numbers: Iterable[int], closed: frozenset[int], mailbox: int
) -> list[int]:
    others: dict[int, list[int]] = {}
    for head, number in connection.execute(_OTHERS, {"heads": json.dumps(sorted(closed)), "mailbox": mailbox}):
        others.setdefault(head, []).append(number)
    return list(dict.fromkeys(one for number in numbers for one in (number, *others.get(number, ()))))
