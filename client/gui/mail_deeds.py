"""Deeds with messages: moving them and changing their marks. What each message was like before is known by the cache,
so that taking a deed back makes every one of them as it was, wherever it lay."""

from collections.abc import Callable, Sequence

from PyQt5.QtCore import QCoreApplication

from client.gui.deeds import Deed
from client.gui.mail_changes import Change
from client.gui.mail_session import MailSession
from client.gui.spoken import counted


def moving(session: MailSession, ids: Sequence[str], key: str, name: str) -> Deed:
    """Move to the mailbox `key` (a role or an id), which people call `name`."""
    messages = count_words(len(ids))
    return _deed(
        session,
        lambda: session.changes.move(ids, key),
        _words("Move to {folder}").format(folder=name),
        _words("{messages} moved to {folder}.").format(messages=messages, folder=name),
        _words("{messages} moved back.").format(messages=messages),
    )


def marking(session: MailSession, ids: Sequence[str], *, seen: bool | None = None, flagged: bool | None = None) -> Deed:
    """Set one of the two marks, or clear it."""
    messages = count_words(len(ids))
    name, done = _mark_words(seen, flagged)
    return _deed(
        session,
        lambda: session.changes.mark(ids, seen=seen, flagged=flagged),
        name,
        done.format(messages=messages),
        _words("{messages} marked as before.").format(messages=messages),
    )


def count_words(count: int) -> str:
    """Return "1 message" or "1,200 messages"."""
    return counted("MailDeeds", "1 message", "%Ln messages", count)


def _deed(session: MailSession, make: Callable[[], Change], name: str, done: str, undone: str) -> Deed:
    made: list[Change] = []

    def back() -> None:
        if made:
            session.changes.take_back(made.pop())

    return Deed(name, done, undone, lambda: made.append(make()), back)


def _mark_words(seen: bool | None, flagged: bool | None) -> tuple[str, str]:
    if seen is not None:
        if seen:
            return _words("Mark as read"), _words("{messages} marked as read.")
        return _words("Mark as unread"), _words("{messages} marked as unread.")
    if flagged:
        return _words("Flag"), _words("{messages} flagged.")
    return _words("Remove the flag"), _words("Flag removed from {messages}.")


def _words(words: str) -> str:
    return QCoreApplication.translate("MailDeeds", words)
