"""What can go wrong with an installation while nobody looks: each judgement a value in, a sentence out.

The functions read nothing but what they are given; `server.courier.lookout` reads and tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.alert_rules import HERE
from db.events import Event

OVERDUE = 15 * 60
"""Seconds after which mail that is due and not tried means that the queue is stuck."""

UNREACHED = 60 * 60
"""Seconds after which a relay that lets nothing through has failed."""

LEAF_DAYS, AUTHORITY_DAYS = 7, 30
"""Days before the end of a certificate at which somebody has to know: by then it should long have been renewed."""

_NO_ROOM, _LITTLE_ROOM, _LITTLE_SHARE = 10**9, 5 * 10**9, 0.05
_STORE_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is wrong now: which event it is, at which host, and a sentence without secrets."""

    event: Event
    words: str
    host: str = HERE


def certificate(name: str, ends: datetime | None, now: datetime, days: int) -> Condition | None:
    """Judge a certificate called `name`; `ends` None for one that cannot be read, `days` are too few."""
    if ends is None:
        return Condition(Event.CERTIFICATE_RUNS_OUT, f"The {name} cannot be read.")
    if ends <= now:
        return Condition(Event.CERTIFICATE_RUNS_OUT, f"The {name} has expired on {ends:%Y-%m-%d}.")
    left = (ends - now).days
    if left >= days:
        return None
    words = f"The {name} is good for {left} more day{'' if left == 1 else 's'}, until {ends:%Y-%m-%d}."
    return Condition(Event.CERTIFICATE_RUNS_OUT, words)


def disk(free: int, total: int) -> Condition | None:
    """Judge the room on the disk of the data folder, in bytes."""
    if free >= _LITTLE_ROOM or (free >= _NO_ROOM and free >= total * _LITTLE_SHARE):
        return None
    words = f"Only {free / 10**9:.1f} GB of {total / 10**9:.0f} GB are free on the disk of the data folder."
    return Condition(Event.DISK_NEARLY_FULL, words)


def store_size(size: int, most: int) -> Condition | None:
    """Judge the store against the setting `limits.store_size` (0 for none), both in bytes."""
    if not most or size < most * _STORE_SHARE:
        return None
    words = f"The store has {size / 10**6:.0f} MB of the {most / 10**6:.0f} MB that it may have."
    return Condition(Event.DISK_NEARLY_FULL, words)


def queue(count: int, reply: str, has_sent: bool) -> Condition | None:
    """Judge `count` messages that should have been tried; `reply` are the words at one of them."""
    if not count or has_sent:
        return None
    words = f"{_messages(count)} should have been tried for more than {OVERDUE // 60} minutes, and nothing leaves."
    return Condition(Event.QUEUE_STUCK, _with_reply(words, reply))


def relay(host: str, count: int, reply: str, has_sent: bool) -> Condition | None:
    """Judge a relay that `count` messages have waited for; `reply` says why it could not be used."""
    if not count or has_sent:
        return None
    words = f"Nothing could be sent through {host} for more than {UNREACHED // 3600} hour; {_messages(count)} wait."
    return Condition(Event.RELAY_FAILS, _with_reply(words, reply), host)


def key(sealed: int, unreadable: int | None) -> Condition | None:
    """Judge the key of `sealed` stored passwords, `unreadable` of which it does not open; None for no key at all."""
    if not sealed or unreadable == 0:
        return None
    if unreadable is None:
        words = "The key of the stored passwords is missing or damaged: mail to the outside waits."
    else:
        words = f"{unreadable} of {sealed} stored passwords cannot be opened with the key that is there."
    return Condition(Event.KEY_UNUSABLE, words)


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"


def _with_reply(words: str, reply: str) -> str:
    return f"{words} Last words: {reply[:200]}" if reply else words
