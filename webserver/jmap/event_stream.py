"""Event sources as values (RFC 8620 section 7.3): what a program asks for in the URL, and the events as bytes.

No socket and no store here. The id of an event is all states of the account at that moment, so that a program that
comes back with it is told what it has missed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from db import state_change
from db.states import TYPES, States

# RFC 8620 section 7.3: the least interval must not be over 30 seconds, the greatest not under 300.
# https://www.rfc-editor.org/rfc/rfc8620#section-7.3
SHORTEST_PING, LONGEST_PING = 5, 900

_LIST = re.compile(r"[A-Za-z][A-Za-z0-9]{0,99}(?:,[A-Za-z][A-Za-z0-9]{0,99}){0,99}")
_NUMBER = re.compile(r"[0-9]{1,15}")


class WrongWish(Exception):
    """A parameter of the URL cannot be used; the text is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a program wants to be told; `ping` is in seconds, 0 for none."""

    types: frozenset[str]
    close_after_state: bool = False
    ping: int = 0


def wish(parameter: Callable[[str], str | None]) -> Wish:
    """Return what the URL asks for; a parameter that is missing means all types, no end, no pings. Raises WrongWish."""
    close_after = parameter("closeafter") or "no"
    if close_after not in ("state", "no"):
        raise WrongWish("closeafter must be state or no.")
    ping = parameter("ping") or "0"
    if _NUMBER.fullmatch(ping) is None:
        raise WrongWish("ping must be a number of seconds, 0 for none.")
    return Wish(_types(parameter("types") or "*"), close_after == "state", _clamped(int(ping)))


def _types(text: str) -> frozenset[str]:
    if text == "*":
        return frozenset(TYPES)
    if _LIST.fullmatch(text) is None:
        raise WrongWish("types must be * or names of types with commas between them.")
    # Types that this server does not have never change.
    return frozenset(text.split(",")) & frozenset(TYPES)


def _clamped(seconds: int) -> int:
    return min(max(seconds, SHORTEST_PING), LONGEST_PING) if seconds else 0


def state_event(account_id: int, changed: Mapping[str, str], now: States) -> bytes:
    """Return the event that tells `changed`; its id stands for all of `now`."""
    return _event("state", state_change.state_change(account_id, changed), f"id: {now.text()}\n")


def ping_event(interval: int) -> bytes:
    """Return the event that only shows that the connection lives."""
    # RFC 8620 section 7.3: it MUST NOT set a new event id. https://www.rfc-editor.org/rfc/rfc8620#section-7.3
    return _event("ping", {"interval": interval})


def _event(name: str, data: Mapping[str, object], extra: str = "") -> bytes:
    text = json.dumps(data, separators=(",", ":"))
    return f"event: {name}\n{extra}data: {text}\n\n".encode()
