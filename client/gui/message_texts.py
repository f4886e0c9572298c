"""A message in the words of a list: who, what, when, how large, and the sentence that a screen reader says of it. Pure
but for the locale and the clock that are given."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from PyQt5.QtCore import QCoreApplication, QLocale

from client.addresses import Address
from client.gui.plain_words import one_line
from client.gui.relative_dates import full_date, short_date
from client.gui.spoken import counted, spoken
from client.message import MessageRow
from client.wording import spoken_bytes

NAMES_SHOWN = 3


class MessageTexts:
    """`shows_recipients` is for Sent, Drafts and Outbox, where the author is always the same."""

    def __init__(self, clock: Callable[[], datetime], locale: QLocale) -> None:
        self._clock = clock
        self._locale = locale
        self.shows_recipients = False

    def who(self, row: MessageRow) -> str:
        return one_line(names(self.people(row))) or (
            _words("(no recipient)") if self.shows_recipients else _words("(unknown sender)")
        )

    def people(self, row: MessageRow) -> tuple[Address, ...]:
        return (row.to + row.cc) if self.shows_recipients else row.from_

    def subject(self, row: MessageRow) -> str:
        return one_line(row.subject) or _words("(no subject)")

    def date(self, row: MessageRow) -> str:
        return short_date(row.received_at, self._clock(), self._locale)

    def full_date(self, row: MessageRow) -> str:
        return full_date(row.received_at, self._clock(), self._locale)

    def size(self, row: MessageRow) -> str:
        return spoken(spoken_bytes(row.size))

    def sentence(self, row: MessageRow, count: int = 1, folder: str = "") -> str:
        """What a screen reader says of a row; it may stand for a conversation of `count` messages."""
        who = _words("to {people}") if self.shows_recipients else _words("from {people}")
        parts = [
            "" if row.seen else _words("unread"),
            _words("flagged") if row.flagged else "",
            _words("answered") if row.answered else "",
            who.format(people=self.who(row)),
            _words("subject {subject}").format(subject=self.subject(row)),
            self.date(row),
            _words("with attachment") if row.has_attachment else "",
            counted("MessageList", "conversation of 1 message", "conversation of %Ln messages", count)
            if count > 1
            else "",
            _words("in {folder}").format(folder=folder) if folder else "",
        ]
        return ", ".join(part for part in parts if part)


def with_keywords(row: MessageRow, *, seen: bool | None = None, flagged: bool | None = None) -> MessageRow:
    """Return the row with `$seen` and `$flagged` set or cleared; None leaves as it is."""
    keywords = set(row.keywords)
    for keyword, wanted in (("$seen", seen), ("$flagged", flagged)):
        if wanted is not None:
            (keywords.add if wanted else keywords.discard)(keyword)
    return replace(row, keywords=frozenset(keywords))


def names(people: Sequence[Address]) -> str:
    """Return the short names of at most three people, and `+4` for four more."""
    shown = ", ".join(person.short for person in people[:NAMES_SHOWN])
    return f"{shown} +{len(people) - NAMES_SHOWN}" if len(people) > NAMES_SHOWN else shown


def _words(words: str) -> str:
    return QCoreApplication.translate("MessageList", words)
