"""The arguments of one method call, read with their types; anything else is `invalidArguments`.

Each is asked for by name exactly once; `done` then refuses what nobody asked for. Null stands for a missing argument
only where its type allows null (RFC 8620 section 3.5).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NoReturn, TypeGuard

from webserver.jmap import ids
from webserver.jmap.context import Context
from webserver.jmap.errors import MethodError, invalid_arguments
from webserver.jmap.request import JsonObject

_LARGEST = 2**53 - 1
MOST_TEXTS = 200
"""How many texts a list of texts may have: each name of a property is looked for in every message."""


class Arguments:
    """Reads `given`, and makes sure at once that the account is the caller's."""

    def __init__(self, context: Context, given: JsonObject, *, of_account: bool = True) -> None:
        """Unless `of_account`, the method has no accountId: its objects are those of whoever asks."""
        self._left = dict(given)
        if not of_account:
            self.account_id = ids.ACCOUNT.text(context.account_id)
            return
        account_id = self._left.pop("accountId", None)
        if not isinstance(account_id, str) or not ids.is_id(account_id):
            raise invalid_arguments("accountId must be an id.")
        if ids.ACCOUNT.number(account_id) != context.account_id:
            raise MethodError("accountNotFound")
        self.account_id = account_id
        self.using = context.using

    def done(self) -> None:
        """Refuse arguments that the method does not have."""
        if self._left:
            raise invalid_arguments(f"There is no argument {next(iter(self._left))[:100]!r}.")

    def flag(self, name: str, default: bool = False) -> bool:
        """A Boolean."""
        value = self._left.pop(name, default)
        return value if isinstance(value, bool) else _wrong(name, "true or false")

    def integer(self, name: str, default: int = 0) -> int:
        """An Int."""
        value = self._left.pop(name, default)
        return value if is_integer(value, -_LARGEST) else _wrong(name, "a whole number")

    def count(self, name: str, default: int | None = None) -> int | None:
        """An UnsignedInt; `default` when it is missing, or null where `default` is None."""
        value = self._left.pop(name, default)
        if value is None and default is None:
            return None
        return value if is_integer(value, 0) else _wrong(name, "a whole number from 0 on")

    def text(self, name: str) -> str | None:
        """A String or null."""
        value = self._left.pop(name, None)
        return value if value is None or isinstance(value, str) else _wrong(name, "text")

    def one_id(self, name: str) -> str | None:
        """An Id or null."""
        value = self._left.pop(name, None)
        return value if value is None or (isinstance(value, str) and ids.is_id(value)) else _wrong(name, "an id")

    def texts(self, name: str) -> list[str] | None:
        """A short list of String, or null."""
        value = self._left.pop(name, None)
        if value is None:
            return None
        if is_texts(value) and len(value) <= MOST_TEXTS:
            return value
        return _wrong(name, f"a list of texts, at most {MOST_TEXTS}")

    def ids(self, name: str, creation: bool = False) -> list[str] | None:
        """A list of Id without repetitions, or null; with `creation`, `#` and a creation id is one too."""
        value = self._left.pop(name, None)
        if value is None:
            return None
        if not is_texts(value) or not all(ids.is_id(one.removeprefix("#") if creation else one) for one in value):
            _wrong(name, "a list of ids")
        return list(dict.fromkeys(value))

    def objects(self, name: str) -> dict[str, JsonObject] | None:
        """An object of objects, or null."""
        value = self._left.pop(name, None)
        if value is None:
            return None
        if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
            _wrong(name, "an object of objects")
        return dict(value)

    def anything(self, name: str) -> object:
        """A value that the method itself looks at; None when it is missing."""
        return self._left.pop(name, None)

    def properties(self, name: str, known: Collection[str], default: Collection[str]) -> list[str]:
        """A list of property names, each one of `known`; `default` when it is missing or null."""
        value = self.texts(name)
        if value is None:
            return list(default)
        for one in value:
            if one not in known:
                raise invalid_arguments(f"{name}: there is no property {one[:100]!r}.")
        return list(dict.fromkeys(value))


def is_integer(value: object, least: int) -> TypeGuard[int]:
    """Whether `value` is an Int of at least `least` (RFC 8620 section 1.3)."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= _LARGEST


def is_texts(value: object) -> TypeGuard[list[str]]:
    """Whether `value` is a list of strings."""
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _wrong(name: str, wanted: str) -> NoReturn:
    raise invalid_arguments(f"{name} must be {wanted}.")
