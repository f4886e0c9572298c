"""Making, changing and destroying mailboxes, inside a transaction whose messages may change as well (`db.filing`).

Everything that could refuse a change is looked at before its first write, so a caller may go on with the next one.
"""

from __future__ import annotations

from dataclasses import replace

from db import mailbox_emptying
from db.errors import MailboxHasChildren, MailboxHasMessages, StandardMailbox, TooManyMailboxes
from db.filing import Filing
from db.mailbox_rules import DEEPEST, MOST, Tree, Wanted, is_standard, normal_name, wanted
from db.mailboxes import Mailbox, of_account

_INSERT = (
    "mailbox (id, account_id, parent_id, name, role, sort_order, uidvalidity, uidnext, total, unread, threads,"
    " unread_threads, created_modseq, named_modseq, modseq, is_subscribed)"
)
_UPDATE = (
    "UPDATE mailbox SET name = ?, parent_id = ?, role = ?, sort_order = ?, is_subscribed = ?, named_modseq = ?,"
    " modseq = ? WHERE id = ?"
)


class MailboxChanges:
    """Changes the mailboxes of the account of `filing`; `filing.finish` is the caller's to call, last."""

    def __init__(self, filing: Filing) -> None:
        self._filing = filing
        self.tree = Tree(of_account(filing.tx, filing.account_id))

    def create(self, asked: Wanted, now: int) -> Mailbox:
        """Make a mailbox; `now` is in Unix seconds and becomes its UIDVALIDITY.

        Raises:
            MailboxRefused: it cannot be so.
            TooManyMailboxes: the account has as many as it may have.
        """
        asked = replace(asked, name=normal_name(asked.name))
        self.tree.check(asked, None)
        if len(self.tree) >= MOST:
            raise TooManyMailboxes(f"An account has at most {MOST} mailboxes.")
        tx, modseq = self._filing.tx, self._filing.next_modseq()
        (mailbox_id,) = tx.new_ids(1)
        place = (mailbox_id, self._filing.account_id, asked.parent_id, asked.name, asked.role, asked.sort_order)
        tx.insert(_INSERT, [(*place, now, 1, 0, 0, 0, 0, modseq, modseq, modseq, int(asked.is_subscribed))])
        made = _mailbox(mailbox_id, asked)
        self.tree.put(made)
        return made

    def update(self, mailbox_id: int, asked: Wanted) -> Mailbox:
        """Make a mailbox as `asked`, and return it.

        Raises:
            NotFound: it is not the account's.
            MailboxRefused: it cannot be so.
        """
        before = self.tree.get(mailbox_id)
        asked = replace(asked, name=normal_name(asked.name)) if asked.name != before.name else asked
        self.tree.check(asked, before)
        if asked == wanted(before):
            return before
        modseq = self._filing.next_modseq()
        values = (asked.name, asked.parent_id, asked.role, asked.sort_order, int(asked.is_subscribed))
        self._filing.tx.execute(_UPDATE, (*values, modseq, modseq, mailbox_id))
        moved = self.tree.level(asked.parent_id) - self.tree.level(before.parent_id)
        after = _mailbox(mailbox_id, asked, before)
        self.tree.put(after)
        self._note_depth(mailbox_id, moved)
        return after

    def destroy(self, mailbox_id: int, with_messages: bool) -> None:
        """Remove a mailbox for good; messages that lie nowhere else go with it.

        Raises:
            NotFound: it is not the account's.
            StandardMailbox: it is one of the six.
            MailboxHasChildren: others lie in it.
            MailboxHasMessages: messages lie in it, and they are not to be removed.
        """
        mailbox = self.tree.get(mailbox_id)
        if is_standard(mailbox):
            raise StandardMailbox("The standard mailboxes stay.")
        if next(self.tree.below(mailbox_id), None) is not None:
            raise MailboxHasChildren("There are mailboxes in this mailbox.")
        tx = self._filing.tx
        if not with_messages and tx.row("SELECT 1 FROM mailbox_message WHERE mailbox_id = ? LIMIT 1", (mailbox_id,)):
            raise MailboxHasMessages("There are messages in this mailbox.")
        mailbox_emptying.empty(self._filing, mailbox_id)
        self._filing.next_modseq()
        gone = tx.rows("DELETE FROM mailbox WHERE id = ? RETURNING id, created_modseq", (mailbox_id,))
        self._filing.bury("mailbox", gone)
        self.tree.remove(mailbox_id)

    def _note_depth(self, mailbox_id: int, moved: int) -> None:
        """Tell of everything below that may, or may not any more, have mailboxes in it since it `moved` by levels."""
        modseq = self._filing.next_modseq()
        for one in self.tree.below(mailbox_id) if moved else ():
            level = self.tree.level(one.id)
            if (level < DEEPEST) != (level - moved < DEEPEST):
                sql = "UPDATE mailbox SET named_modseq = ?, modseq = ? WHERE id = ?"
                self._filing.tx.execute(sql, (modseq, modseq, one.id))


def _mailbox(mailbox_id: int, asked: Wanted, before: Mailbox | None = None) -> Mailbox:
    empty = Mailbox(mailbox_id, "", None, None, 0, 0, 0, 0, 0)
    return replace(
        before or empty,
        name=asked.name,
        parent_id=asked.parent_id,
        role=asked.role,
        sort_order=asked.sort_order,
        is_subscribed=asked.is_subscribed,
    )
