"""What mailboxes of an account may be like: names, places in the tree, roles. Pure: nothing here reads the store."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from db.errors import MailboxRefused, NotFound
from db.mailboxes import STANDARD, Mailbox

MOST = 500
"""Mailboxes of one account."""

DEEPEST = 10
"""Mailboxes from the top of the tree to its deepest one."""

LONGEST_NAME = 255
"""Octets of a name in UTF-8."""

STANDARD_ROLES = frozenset(role for _, role in STANDARD)

# Other names of the registry stand for what a mailbox of this server is not: a view of messages that lie elsewhere.
# https://www.iana.org/assignments/imap-mailbox-name-attributes
ROLES = STANDARD_ROLES | {"important", "memos", "scheduled", "snoozed"}

LARGEST_SORT_ORDER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """All of a mailbox that a person may decide on."""

    name: str
    parent_id: int | None
    role: str | None
    sort_order: int
    is_subscribed: bool


def wanted(mailbox: Mailbox) -> Wanted:
    """Return what has been decided for a mailbox that is there."""
    return Wanted(mailbox.name, mailbox.parent_id, mailbox.role, mailbox.sort_order, mailbox.is_subscribed)


def normal_name(name: str) -> str:
    """Return `name` as it is stored.

    Raises:
        MailboxRefused: no mailbox can have this name.
    """
    # RFC 8621 section 2, RFC 5198 section 2: a Net-Unicode string: normalization form C, no control characters.
    # https://www.rfc-editor.org/rfc/rfc8621#section-2
    text = unicodedata.normalize("NFC", name)
    if not text.strip():
        raise MailboxRefused("A mailbox must have a name.", "name")
    if any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in text):
        raise MailboxRefused("The name of a mailbox cannot have control characters or line ends.", "name")
    if len(text.encode()) > LONGEST_NAME:
        raise MailboxRefused(f"The name of a mailbox has at most {LONGEST_NAME} octets in UTF-8.", "name")
    return text


def is_standard(mailbox: Mailbox) -> bool:
    """Whether the mailbox is one of the six that every account keeps."""
    return mailbox.role in STANDARD_ROLES


def may_be_renamed(mailbox: Mailbox) -> bool:
    """Whether its name and place can change: mail programs look for INBOX by name."""
    return mailbox.role != "inbox"


class Tree:
    """The mailboxes of one account, by id."""

    def __init__(self, mailboxes: Iterable[Mailbox]) -> None:
        self._by_id = {one.id: one for one in mailboxes}
        self._names: dict[tuple[int | None, str], int] = {}
        self._roles: dict[str, int] = {}
        self._children: dict[int | None, set[int]] = {}
        for one in self._by_id.values():
            self._enter(one)

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, mailbox_id: int) -> Mailbox:
        """Return one mailbox. Raises NotFound."""
        if mailbox_id not in self._by_id:
            raise NotFound("There is no such mailbox.")
        return self._by_id[mailbox_id]

    def put(self, mailbox: Mailbox) -> None:
        """Add a mailbox, or replace the one with its id."""
        self.remove(mailbox.id)
        self._by_id[mailbox.id] = mailbox
        self._enter(mailbox)

    def remove(self, mailbox_id: int) -> None:
        """Forget a mailbox, if it is there; what lies below it stays."""
        old = self._by_id.pop(mailbox_id, None)
        if old is not None:
            self._names.pop((old.parent_id, _folded(old.name)), None)
            self._roles.pop(old.role or "", None)
            self._children[old.parent_id].discard(old.id)

    def above(self, mailbox_id: int | None) -> Iterator[Mailbox]:
        """Yield the mailbox, then its parent, and so on to the top."""
        while mailbox_id is not None:
            one = self.get(mailbox_id)
            yield one
            mailbox_id = one.parent_id

    def below(self, mailbox_id: int) -> Iterator[Mailbox]:
        """Yield everything that lies in the mailbox, its children first."""
        waiting = sorted(self._children.get(mailbox_id, ()))
        while waiting:
            one = waiting.pop(0)
            yield self.get(one)
            waiting += sorted(self._children.get(one, ()))

    def level(self, mailbox_id: int | None) -> int:
        """Return how many mailboxes there are from the top to this one; 0 for the top itself."""
        return sum(1 for _ in self.above(mailbox_id))

    def may_create_child(self, mailbox_id: int) -> bool:
        """Whether a mailbox may be made in this one."""
        return self.level(mailbox_id) < DEEPEST

    def check(self, asked: Wanted, mailbox: Mailbox | None) -> None:
        """Accept `asked` for a mailbox that is there, or for a new one (None); `asked.name` is normal already.

        Raises:
            MailboxRefused: it cannot be so.
        """
        if mailbox is not None and not may_be_renamed(mailbox):
            if asked.name != mailbox.name:
                raise MailboxRefused("The Inbox keeps its name.", "name")
            if asked.parent_id != mailbox.parent_id:
                raise MailboxRefused("The Inbox stays where it is.", "parent_id")
        self._check_place(asked.parent_id, mailbox)
        if self._names.get((asked.parent_id, _folded(asked.name)), mailbox and mailbox.id) != (mailbox and mailbox.id):
            raise MailboxRefused("There is another mailbox with this name in the same place.", "name")
        self._check_role(asked.role, mailbox)
        if not 0 <= asked.sort_order <= LARGEST_SORT_ORDER:
            raise MailboxRefused(f"sort order: a whole number from 0 to {LARGEST_SORT_ORDER}.", "sort_order")

    def _check_place(self, parent_id: int | None, mailbox: Mailbox | None) -> None:
        if parent_id is not None and parent_id not in self._by_id:
            raise MailboxRefused("There is no such mailbox to put it in.", "parent_id")
        if mailbox is not None and any(one.id == mailbox.id for one in self.above(parent_id)):
            raise MailboxRefused("A mailbox cannot lie in itself.", "parent_id")
        if self.level(parent_id) + self._height(mailbox) > DEEPEST:
            raise MailboxRefused(f"Mailboxes lie at most {DEEPEST} deep here.", "parent_id")

    def _height(self, mailbox: Mailbox | None) -> int:
        if mailbox is None or not self._children.get(mailbox.id):
            return 1
        return max(self.level(one.id) for one in self.below(mailbox.id)) - self.level(mailbox.id) + 1

    def _check_role(self, role: str | None, mailbox: Mailbox | None) -> None:
        if role == (mailbox and mailbox.role):
            return
        if mailbox is not None and is_standard(mailbox):
            raise MailboxRefused("The standard mailboxes keep their roles.", "role")
        if role is not None and role not in ROLES:
            raise MailboxRefused("No mailbox can have this role here.", "role")
        if role in self._roles:
            raise MailboxRefused("Another mailbox has this role.", "role")

    def _enter(self, one: Mailbox) -> None:
        self._names[one.parent_id, _folded(one.name)] = one.id
        self._children.setdefault(one.parent_id, set()).add(one.id)
        if one.role:
            self._roles[one.role] = one.id


def _folded(name: str) -> str:
    """Return what the names of siblings must differ in."""
    return unicodedata.normalize("NFC", name.casefold())
