"""Splits an address-list into its groups (RFC 5322 section 3.4), without looking into the addresses themselves."""

from __future__ import annotations

from dataclasses import dataclass

MOST_GROUPS = 500
"""What comes after so many groups is taken for one more."""


@dataclass(frozen=True, slots=True)
class Group:
    """A piece of an address-list: the raw display name of a group (None outside of one), and the raw addresses."""

    name: str | None
    addresses: str


def split(text: str) -> list[Group]:
    """Return the groups of `text`, in order; never fails: what is not closed ends at the end."""
    groups: list[Group] = []
    name: str | None = None
    start = 0
    for position, character in _syntax(text):
        if len(groups) >= MOST_GROUPS:
            break
        if character == ":" and name is None:
            # What stands before the name's own comma are addresses outside of any group.
            cut = _last_comma(text, start, position)
            groups.append(Group(None, text[start:cut]))
            name, start = text[cut:position].lstrip(","), position + 1
        elif character == ";" and name is not None:
            groups.append(Group(name, text[start:position]))
            name, start = None, position + 1
    groups.append(Group(name, text[start:]))
    return [group for group in groups if group.name is not None or group.addresses.strip(" \t,")]


def _last_comma(text: str, start: int, end: int) -> int:
    commas = [position for position, character in _syntax(text[start:end]) if character == ","]
    return start + commas[-1] if commas else start


def _syntax(text: str) -> list[tuple[int, str]]:
    """Return the characters , : ; of `text` that are not inside quotes, comments or angle brackets."""
    found: list[tuple[int, str]] = []
    closing, depth, escaped = "", 0, False
    for position, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\" and closing in ('"', ")"):
            escaped = True
        elif closing == ")" and character == "(":
            depth += 1
        elif closing:
            if character == closing:
                depth -= 1
                closing = closing if depth else ""
        elif character in _PAIRS:
            closing, depth = _PAIRS[character], 1
        elif character in ",:;":
            found.append((position, character))
    return found


_PAIRS = {'"': '"', "(": ")", "<": ">"}
