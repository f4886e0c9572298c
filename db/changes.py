"""What was created, updated and destroyed since a state (RFC 8620 section 5.2), page by page.

All changes of one transaction carry one modification number, and there may be more of them than a program wants at
once. So a state is a moment: a number, and within it an object id up to which is told. Taking the changes of one
transaction in the order of their ids makes moments a line, and every page ends at one of them: nothing is lost
between pages, however small they are and whatever changes meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from db.database import Store
from db.errors import UnknownState

_ALL = 2**63 - 1
_STATE = re.compile(r"(0|[1-9][0-9]{0,17})(?:-([1-9][0-9]{0,17}))?")


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """After the transaction `modseq`; or in the middle of it, when its changes are told up to the object `told`."""

    modseq: int
    told: int = _ALL

    def text(self) -> str:
        """Return the state string: `17`, or `17-342` in the middle."""
        return str(self.modseq) if self.told == _ALL else f"{self.modseq}-{self.told}"


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of object: its table, the column of its last change, and that of its last change beside mere counts.

    Types with `own_counter` have their state in `type_state`, from 0 on; the others share the account's.
    """

    name: str
    named: str = "modseq"
    own_counter: bool = False


MESSAGE, THREAD, MAILBOX = Kind("message"), Kind("thread"), Kind("mailbox", named="named_modseq")
IDENTITY, SUBMISSION = Kind("identity", own_counter=True), Kind("submission", own_counter=True)
OUTBOUND = Kind("outbound", own_counter=True)


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids by what became of them until `until`; `more` tells that this is not the present yet.

    `only_counts`: of what was updated, nothing but counts has changed.
    """

    created: tuple[int, ...]
    updated: tuple[int, ...]
    destroyed: tuple[int, ...]
    until: Moment
    more: bool
    only_counts: bool


def moment(text: str, now: int, first: int = 1) -> Moment:
    """Return the moment that a state string stands for; `now` is the present number, `first` the least one.

    Raises:
        UnknownState: the text is no state that was ever given.
    """
    found = _STATE.fullmatch(text)
    if found is None or not first <= int(found[1]) <= now:
        raise UnknownState("This state is not known.")
    return Moment(int(found[1]), int(found[2]) if found[2] else _ALL)


def number(text: str, now: int) -> int:
    """Return the modification number that a whole state stands for, as queries tell it.

    Raises:
        UnknownState: the text is no such state.
    """
    found = moment(text, now)
    if found != Moment(found.modseq):
        raise UnknownState("This state is not known.")
    return found.modseq


def present(store: Store, account_id: int, kind: Kind) -> int:
    """Return the modification number that is the present state of `kind`."""
    if kind.own_counter:
        row = store.row("SELECT modseq FROM type_state WHERE account_id = ? AND kind = ?", (account_id, kind.name))
    else:
        row = store.row("SELECT modseq FROM account WHERE id = ?", (account_id,))
    return int(row[0]) if row else 0


def since(store: Store, account_id: int, kind: Kind, state: str, most: int) -> Changes:
    """Return at most `most` changes (from 1 on) since `state`, the oldest first; each object at most once.

    Raises:
        UnknownState: `state` was never given.
    """
    # The present first: what changes while this reads belongs to the next call, which begins here.
    now = present(store, account_id, kind)
    begin = moment(state, now, 0 if kind.own_counter else 1)
    rows = store.rows(_sql(kind), (*_parameters(account_id, kind, begin), now, most + 1))
    page = rows[:most]
    more = len(rows) > most
    by_word = {word: tuple(row[1] for row in page if row[2] == word) for word in _WORDS}
    return Changes(
        created=by_word["created"],
        updated=by_word["named"] + by_word["counted"],
        destroyed=by_word["destroyed"],
        until=_end(page[-1], rows[most]) if more else Moment(now),
        more=more,
        only_counts=bool(by_word["counted"]) and not by_word["named"],
    )


def _end(last: tuple[int, int, str], following: tuple[int, int, str]) -> Moment:
    return Moment(last[0], last[1]) if following[0] == last[0] else Moment(last[0])


_WORDS = ("created", "named", "counted", "destroyed")
# An object stands where the first of its changes since `begin` is that a program must hear of. One that was created
# and then changed stands at its creation: a page that ends between the two would leave the creation out otherwise.
_CHANGES = """
    SELECT CASE WHEN (created_modseq, id) > (?, ?) THEN created_modseq
                WHEN ({named}, id) > (?, ?) THEN {named} ELSE modseq END AS at,
           id,
           CASE WHEN (created_modseq, id) > (?, ?) THEN 'created'
                WHEN ({named}, id) > (?, ?) THEN 'named' ELSE 'counted' END AS word
    FROM {table} WHERE account_id = ? AND modseq >= ? AND (modseq, id) > (?, ?)
    UNION ALL
    SELECT modseq AS at, object_id AS id, 'destroyed' AS word
    FROM destroyed
    WHERE account_id = ? AND kind = ? AND modseq >= ? AND (modseq, object_id) > (?, ?)
        AND (created_modseq, object_id) <= (?, ?)
"""


def _sql(kind: Kind) -> str:
    changes = _CHANGES.format(table=kind.name, named=kind.named)
    return f"SELECT at, id, word FROM ({changes}) AS every WHERE at <= ? ORDER BY at, id LIMIT ?"  # noqa: S608


def _parameters(account_id: int, kind: Kind, begin: Moment) -> tuple[int | str, ...]:
    pair = (begin.modseq, begin.told)
    alive = (*pair * 4, account_id, begin.modseq, *pair)
    return (*alive, account_id, kind.name, begin.modseq, *pair, *pair)
