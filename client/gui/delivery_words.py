"""How mail on its way to the outside is told to a person: the state of each recipient in a word, and of a whole message
in a few."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from PyQt5.QtCore import QCoreApplication, QLocale

from client.deliveries import OPEN, Deliveries, Delivery, State
from client.gui.plain_words import one_line
from client.gui.relative_dates import clock_time, short_date
from client.gui.spoken import spoken

# What is settled stays in the outbox for so long, then only with its message in Sent.
STAYS = timedelta(days=1)


@dataclass(frozen=True)
class Posted:
    """One message with its deliveries, in the order of its recipients."""

    envelope: str
    deliveries: tuple[Delivery, ...]

    @property
    def subject(self) -> str:
        return one_line(self.deliveries[0].subject) or _words("(no subject)")


def posted(known: Deliveries, now: datetime) -> list[Posted]:
    """The messages that are still on their way, or were until not long ago; the newest first."""
    found: dict[str, list[Delivery]] = {}
    for one in known.all:
        found.setdefault(one.envelope, []).insert(0, one)
    recent = [(key, group) for key, group in found.items() if any(_is_recent(one, now) for one in group)]
    return [Posted(key, tuple(group)) for key, group in recent]


def state_word(state: State) -> str:
    words = {
        State.WAITING: _words("Waiting"),
        State.SENDING: _words("Being sent"),
        State.HELD: _words("Held"),
        State.SENT: _words("Delivered"),
        State.FAILED: _words("Not delivered"),
        State.CANCELED: _words("Canceled"),
        State.REMOVED: _words("Taken out"),
    }
    return words[state]


def summary(message: Posted) -> str:
    """The state of a whole message: a word where all recipients share it, else how many have it."""
    states = {one.state for one in message.deliveries}
    if len(states) == 1:
        return state_word(states.pop())
    done = sum(one.state is State.SENT for one in message.deliveries)
    return _words("{done} of {all} delivered").format(done=done, all=len(message.deliveries))


def next_try(one: Delivery, now: datetime) -> str:
    """When it is tried next; "" where that is not for a clock to say."""
    if one.next_try is None:
        return ""
    if one.next_try <= now:
        return _words("now")
    local, locale = one.next_try.astimezone(now.tzinfo), QLocale()
    clock = clock_time(local, locale)
    return clock if local.date() == now.date() else f"{short_date(local, now, locale)}, {clock}"


def told(one: Delivery, now: datetime) -> str:
    """One delivery in a line: who, in what state, when next, and why."""
    line = f"{one.recipient}: {state_word(one.state)}."
    when = next_try(one, now)
    if when:
        line = " ".join([line, _words("Next try: {time}.").format(time=when)])
    return " ".join(part for part in (line, spoken(one.words)) if part)


def _is_recent(one: Delivery, now: datetime) -> bool:
    return one.state in OPEN or one.settled is None or now - one.settled < STAYS


def _words(words: str) -> str:
    return QCoreApplication.translate("Deliveries", words)
