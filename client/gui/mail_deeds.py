"""Deeds with messages: moving them and changing their marks, with the way back for each message. What a message was
like before comes from its row; of one whose row is not known, that it lay in the mailbox that is open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PyQt5.QtCore import QCoreApplication, QLocale

from client.gui.deeds import Deed
from client.gui.mail_session import MailSession
from client.message import MessageRow


@dataclass(frozen=True)
class Chosen:
    """Messages that something is done to: their ids in the order of the list, the rows of those that are known, and the
    mailbox (id) that they are looked at in.
    """

    ids: Sequence[str]
    rows: Mapping[str, MessageRow]
    mailbox_id: str

    def places(self) -> dict[frozenset[str], list[str]]:
        """The messages by the mailboxes that they lie in."""
        found: dict[frozenset[str], list[str]] = defaultdict(list)
        for one in self.ids:
            found[self.place(one)].append(one)
        return found

    def place(self, message_id: str) -> frozenset[str]:
        row = self.rows.get(message_id)
        return row.mailbox_ids if row is not None and row.mailbox_ids else frozenset({self.mailbox_id})

    def without(self, ids: Iterable[str]) -> "Chosen":
        gone = set(ids)
        return Chosen([one for one in self.ids if one not in gone], self.rows, self.mailbox_id)


def moving(session: MailSession, chosen: Chosen, key: str, mailbox_id: str, name: str) -> Deed | None:
    """Move to the mailbox `key` (a role or an id), whose id is `mailbox_id`; None when all are there already."""
    chosen = chosen.without(one for one in chosen.ids if chosen.place(one) == frozenset({mailbox_id}))
    if not chosen.ids:
        return None
    ids, places = tuple(chosen.ids), chosen.places()

    def back() -> None:
        for mailbox_ids, some in places.items():
            session.put_back(some, mailbox_ids)

    messages = count_words(len(ids))
    return Deed(
        name=_words("Move to {folder}").format(folder=name),
        done=_words("{messages} moved to {folder}.").format(messages=messages, folder=name),
        undone=_words("{messages} moved back.").format(messages=messages),
        act=lambda: session.move(ids, key),
        back=back,
    )


def marking(
    session: MailSession, chosen: Chosen, *, seen: bool | None = None, flagged: bool | None = None
) -> Deed | None:
    """Set one of the two marks, or clear it; None when all messages have it so already."""
    ids = tuple(one for one in chosen.ids if _differs(chosen.rows.get(one), seen, flagged))
    if not ids:
        return None
    not_seen, not_flagged = (None if mark is None else not mark for mark in (seen, flagged))
    name, done, undone = _mark_words(seen, flagged)
    messages = count_words(len(ids))
    return Deed(
        name=name,
        done=done.format(messages=messages),
        undone=undone.format(messages=messages),
        act=lambda: session.mark(ids, seen=seen, flagged=flagged),
        back=lambda: session.mark(ids, seen=not_seen, flagged=not_flagged),
    )


def count_words(count: int) -> str:
    """Return "1 message" or "1,200 messages"."""
    return _words("1 message") if count == 1 else _words("{count} messages").format(count=QLocale().toString(count))


def _differs(row: MessageRow | None, seen: bool | None, flagged: bool | None) -> bool:
    if row is None:
        return True
    return (seen is not None and row.seen != seen) or (flagged is not None and row.flagged != flagged)


def _mark_words(seen: bool | None, flagged: bool | None) -> tuple[str, str, str]:
    read = (_words("Mark as read"), _words("{messages} marked as read."))
    unread = (_words("Mark as unread"), _words("{messages} marked as unread."))
    flag = (_words("Flag"), _words("{messages} flagged."))
    unflag = (_words("Remove the flag"), _words("{messages} without a flag now."))
    if seen is not None:
        one, other = (read, unread) if seen else (unread, read)
    else:
        one, other = (flag, unflag) if flagged else (unflag, flag)
    return one[0], one[1], other[1]


def _words(words: str) -> str:
    return QCoreApplication.translate("MailDeeds", words)
