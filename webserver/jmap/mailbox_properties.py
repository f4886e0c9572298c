"""A Mailbox as JMAP shows it (RFC 8621 section 2). Pure: from rows of the store to JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from db.mailbox_rules import Tree, is_standard, may_be_renamed
from db.mailboxes import Mailbox
from webserver.jmap import ids
from webserver.jmap.request import JsonObject

COUNTS = ("totalEmails", "unreadEmails", "totalThreads", "unreadThreads")


def _rights(one: Mailbox, tree: Tree) -> dict[str, bool]:
    return {
        "mayReadItems": True,
        "mayAddItems": True,
        "mayRemoveItems": True,
        "maySetSeen": True,
        "maySetKeywords": True,
        "mayCreateChild": tree.may_create_child(one.id),
        "mayRename": may_be_renamed(one),
        "mayDelete": not is_standard(one),
        "maySubmit": False,
    }


PROPERTIES: dict[str, Callable[[Mailbox, Tree], object]] = {
    "id": lambda one, _: ids.MAILBOX.text(one.id),
    "name": lambda one, _: one.name,
    "parentId": lambda one, _: None if one.parent_id is None else ids.MAILBOX.text(one.parent_id),
    "role": lambda one, _: one.role,
    "sortOrder": lambda one, _: one.sort_order,
    "totalEmails": lambda one, _: one.total,
    "unreadEmails": lambda one, _: one.unread,
    "totalThreads": lambda one, _: one.threads,
    "unreadThreads": lambda one, _: one.unread_threads,
    "myRights": _rights,
    "isSubscribed": lambda one, _: one.is_subscribed,
}


def shown(one: Mailbox, tree: Tree, properties: Iterable[str] = PROPERTIES) -> JsonObject:
    """Return the properties of a mailbox of `tree`."""
    return {name: PROPERTIES[name](one, tree) for name in properties}
