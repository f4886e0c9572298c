"""Which keys an action has: those of the table, or those that the person has chosen. Choices are written as portable
key names; windows listen and change their actions at once. Two actions that a window can have together never have keys
in common: whoever changes a key asks for `conflict` first."""

from collections.abc import Iterable
from typing import Protocol

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtGui import QKeySequence

from client.gui.actions import SPECS, ActionSpec

# The keys of the account switcher, which are made for as many accounts as there are.
ACCOUNT_KEYS = tuple(f"Alt+{number}" for number in range(1, 10))
NO_MATCH = QKeySequence.SequenceMatch.NoMatch


class KeyShelf(Protocol):
    """Where choices are kept between two starts."""

    def chosen_keys(self, name: str) -> tuple[str, ...] | None: ...

    def set_chosen_keys(self, name: str, keys: tuple[str, ...] | None) -> None: ...


class KeyChoices(QObject):
    """Signals: changed(str), the name of an action whose keys are others now."""

    changed = pyqtSignal(str)

    def __init__(self, shelf: KeyShelf | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._specs = {spec.name: spec for spec in SPECS}
        self._chosen: dict[str, tuple[str, ...]] = {}
        for name in self._specs:
            chosen = shelf.chosen_keys(name) if shelf is not None else None
            if chosen is not None:
                self._chosen[name] = tuple(key for key in map(portable, chosen) if key)

    def keys(self, name: str) -> tuple[str, ...]:
        """Return the keys of an action, the one that menus show first."""
        return self._chosen.get(name, self._specs[name].keys)

    def is_own(self, name: str) -> bool:
        """Whether the person has chosen them."""
        return name in self._chosen

    def shown(self, name: str) -> str:
        """Return the first key as this desktop writes it."""
        return native(self.keys(name)[:1])

    def all_shown(self, name: str) -> str:
        return native(self.keys(name))

    def choose(self, name: str, keys: Iterable[str]) -> None:
        """Give an action these keys, and take them from the actions that have them."""
        wanted = tuple(dict.fromkeys(keys))
        for key in wanted:
            for other in self.conflicts(name, key):
                self._set(other.name, tuple(one for one in self.keys(other.name) if not _clash(one, key)))
        self._set(name, wanted)

    def reset(self, name: str) -> None:
        """Go back to the keys of the table; what other actions have of them, they lose."""
        self.choose(name, self._specs[name].keys)
        self._set(name, None)

    def reset_all(self) -> None:
        for name in list(self._chosen):
            self._set(name, None)

    def conflicts(self, name: str, key: str) -> list[ActionSpec]:
        """Return the other actions that `key` would also mean, or begin."""
        spec = self._specs[name]
        others = [one for one in SPECS if one.name != name and _meet(spec, one)]
        return [one for one in others if any(_clash(its, key) for its in self.keys(one.name))]

    def _set(self, name: str, keys: tuple[str, ...] | None) -> None:
        before = self.keys(name)
        if keys is None or keys == self._specs[name].keys:
            keys = None
            self._chosen.pop(name, None)
        else:
            self._chosen[name] = keys
        if self._shelf is not None:
            self._shelf.set_chosen_keys(name, keys)
        if self.keys(name) != before:
            self.changed.emit(name)


def is_account_key(key: str) -> bool:
    """Whether it shows another account, and cannot be given to an action."""
    return any(_clash(one, key) for one in ACCOUNT_KEYS)


def portable(key: str) -> str:
    """Return a key as Qt writes it in files, "" for what is none."""
    sequence = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    known = all(sequence[number] not in (0, -1, 0x1FFFFFF) for number in range(sequence.count()))
    return sequence.toString(QKeySequence.SequenceFormat.PortableText) if known else ""


def native(keys: Iterable[str]) -> str:
    """Return keys as this desktop writes them, one after the other."""
    # As a list of Qt would have it, but a key that is a comma stays readable.
    return "   ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


def _meet(one: ActionSpec, other: ActionSpec) -> bool:
    return one.window == other.window or "close" in (one.name, other.name)


def _clash(one: str, other: str) -> bool:
    """Whether both are the same, or one is the beginning of the other: then the longer could not be typed."""
    left, right = QKeySequence(one), QKeySequence(other)
    return bool(left.matches(right) != NO_MATCH or right.matches(left) != NO_MATCH)
