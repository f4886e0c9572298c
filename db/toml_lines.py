"""Where something stands in a TOML text: the line of a key, or the line that cannot be read.

The parser tells neither for sure, so both are found by reading the text piece by piece. That takes time by the square
of its lines, for a file that a person writes and only when there is something to complain about.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

_AT_LINE = re.compile(r"at line (\d+)")


def line_of(text: str, key: str) -> int:
    """Return the 1-based line on which `key` (`name` or `table.name`) is set in `text`, which is TOML.

    However it is written (dots, quotes, braces): the first piece of the text that has it ends there. 1 if nowhere.
    """
    lines = text.split("\n")
    start = 1
    for number in range(1, len(lines) + 1):
        try:
            values = tomllib.loads("\n".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            continue  # in the middle of a value
        if _has(values, key):
            return start
        start = number + 1
    return 1


def wrong_line(text: str, problem: Exception) -> int:
    """Return the 1-based line of `text` that made the parser raise `problem`."""
    lines = text.rstrip("\n").split("\n")
    if isinstance(problem, tomllib.TOMLDecodeError):
        found = _AT_LINE.search(str(problem))
        return int(found[1]) if found else len(lines)
    # Thousands of digits or brackets: the parser gives up without a word about where.
    for number in range(1, len(lines)):
        try:
            tomllib.loads("\n".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            continue
        except (ValueError, RecursionError):
            return number
    return len(lines)


def _has(values: Mapping[str, Any], key: str) -> bool:
    table, _, name = key.rpartition(".")
    inner = values.get(table)
    return key in values or (isinstance(inner, dict) and name in inner)
