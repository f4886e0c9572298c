"""What a step of the cache has changed, so that windows can change their rows in place instead of reading all again.

Messages are told by their numbers in the cache (`client/cache.py`). Values, and the collector that makes them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ListChange:
    """What became of one mailbox's list: numbers that came, that went, and that look different."""

    added: frozenset[int] = frozenset()
    removed: frozenset[int] = frozenset()
    changed: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class Changed:
    """`lists` by mailbox id; `mailboxes` when a folder came, went, has another name or other counts.

    `everything`: the cache was made anew or the account is read from the beginning, so all numbers and lists are to be
    read again.
    """

    mailboxes: bool = False
    lists: Mapping[str, ListChange] = field(default_factory=dict)
    everything: bool = False

    def __bool__(self) -> bool:
        return self.mailboxes or self.everything or any(self.lists.values())


NOTHING = Changed()


class ChangeCollector:
    """Gathers what one transaction changes; what comes and goes within it is not told."""

    def __init__(self) -> None:
        self.mailboxes = False
        self.everything = False
        self._added: dict[str, set[int]] = {}
        self._removed: dict[str, set[int]] = {}
        self._changed: dict[str, set[int]] = {}

    def add(self, mailbox_id: str, number: int) -> None:
        removed = self._removed.get(mailbox_id)
        if removed and number in removed:
            removed.discard(number)
            self.change(mailbox_id, number)
        else:
            self._added.setdefault(mailbox_id, set()).add(number)

    def remove(self, mailbox_id: str, number: int) -> None:
        self._changed.get(mailbox_id, set()).discard(number)
        added = self._added.get(mailbox_id)
        if added and number in added:
            added.discard(number)
        else:
            self._removed.setdefault(mailbox_id, set()).add(number)

    def change(self, mailbox_id: str, number: int) -> None:
        if number not in self._added.get(mailbox_id, ()):
            self._changed.setdefault(mailbox_id, set()).add(number)

    def result(self) -> Changed:
        names = self._added.keys() | self._removed.keys() | self._changed.keys()
        found = {
            name: ListChange(
                frozenset(self._added.get(name, ())),
                frozenset(self._removed.get(name, ())),
                frozenset(self._changed.get(name, ())),
            )
            for name in sorted(names)
        }
        return Changed(self.mailboxes, {name: one for name, one in found.items() if one}, self.everything)


def together(changes: Iterable[Changed]) -> Changed:
    """Several changes, one after the other, as one. Whole sets at a time: of a first sync they have many thousands."""
    mailboxes = everything = False
    lists: dict[str, ListChange] = {}
    for one in changes:
        mailboxes |= one.mailboxes
        everything |= one.everything
        for mailbox_id, change in one.lists.items():
            before = lists.get(mailbox_id)
            lists[mailbox_id] = change if before is None else _followed(before, change)
    return Changed(mailboxes, {name: change for name, change in lists.items() if change}, everything)


def _followed(first: ListChange, then: ListChange) -> ListChange:
    """As `ChangeCollector` has it: what comes and goes is not told, and what goes and comes back looks different."""
    gone = then.removed - first.added
    removed = first.removed | gone
    back = removed & then.added
    added = (first.added - then.removed) | (then.added - back)
    changed = ((first.changed - then.removed) | back | then.changed) - added
    return ListChange(added, removed - back, changed)
