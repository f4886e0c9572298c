"""What keeping in step asks of the inbox server (RFC 8620 section 5, RFC 8621 sections 2 and 4): a function a request.

Answers are checked before they become values: an id is what the standard calls an id, so it can stand in the cache.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from client.errors import Fault, MessageGone
from client.faults import faults_at
from client.jmap_call import Call, result_of
from client.jmap_session import JmapSession
from client.json_values import JsonObject, ShapeError, child, children, flag, number, text, texts, true_keys
from client.mail_answers import read_mailbox, read_row
from client.mail_requests import NEWEST_FIRST, ROW_PROPERTIES
from client.message import Mailbox, MessageRow
from client.problems import method_fault
from client.wish import MessageState, Patch

STATE_PROPERTIES = ("id", "keywords", "mailboxIds")

# RFC 8620 section 1.2. https://www.rfc-editor.org/rfc/rfc8620#section-1.2
_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")
_KEYWORD = re.compile(r"[!-~]{1,255}")


class Jmap(Protocol):
    """What is needed of `jmap_client.JmapClient`."""

    host: str
    port: int

    def session(self) -> JmapSession: ...

    def call(self, calls: Sequence[Call], *, repeatable: bool) -> list[JsonObject]: ...


@dataclass(frozen=True)
class States:
    """Up to where the server's changes are known (RFC 8620 section 5.1)."""

    mailbox: str
    email: str


@dataclass(frozen=True)
class News:
    """What became of mailboxes and messages since `since`: `rows` of those that came, `states` of those that changed.

    `more`: this is not all yet.
    """

    since: States
    until: States
    mailboxes: tuple[Mailbox, ...]
    mailboxes_gone: tuple[str, ...]
    rows: tuple[MessageRow, ...]
    states: Mapping[str, MessageState]
    gone: tuple[str, ...]
    more: bool


def fetch_beginning(jmap: Jmap) -> tuple[States, list[Mailbox]]:
    """Every mailbox. The states are older than all that is read later: what changes meanwhile is told once more."""
    calls = [Call("Email/get", {"ids": [], "properties": ["id"]}), Call("Mailbox/get", {"ids": None})]
    messages, mailboxes = jmap.call(calls, repeatable=True)
    with faults_at(jmap.host, jmap.port):
        return States(text(mailboxes, "state"), text(messages, "state")), _mailboxes(mailboxes)


def fetch_news(jmap: Jmap, since: States, most: int) -> News:
    """What has changed, up to `most` of each kind. Raises `NotAccepted` when the server cannot tell."""
    mailboxes = {"sinceState": since.mailbox, "maxChanges": most}
    messages = {"sinceState": since.email, "maxChanges": most}
    calls = [
        Call("Mailbox/changes", mailboxes),
        Call("Mailbox/get", {"#ids": result_of(0, "Mailbox/changes", "/created")}),
        Call("Mailbox/get", {"#ids": result_of(0, "Mailbox/changes", "/updated")}),
        Call("Email/changes", messages),
        Call("Email/get", {"#ids": result_of(3, "Email/changes", "/created"), "properties": ROW_PROPERTIES}),
        Call("Email/get", {"#ids": result_of(3, "Email/changes", "/updated"), "properties": STATE_PROPERTIES}),
    ]
    boxes, new_boxes, other_boxes, mail, new_mail, other_mail = jmap.call(calls, repeatable=True)
    with faults_at(jmap.host, jmap.port):
        return News(
            since=since,
            until=States(text(boxes, "newState"), text(mail, "newState")),
            mailboxes=(*_mailboxes(new_boxes), *_mailboxes(other_boxes)),
            mailboxes_gone=tuple(texts(boxes, "destroyed")),
            rows=tuple(_rows(new_mail)),
            states={_id(one): _state(one) for one in children(other_mail, "list")},
            gone=tuple(texts(mail, "destroyed")),
            more=flag(boxes, "hasMoreChanges", False) or flag(mail, "hasMoreChanges", False),
        )


def fetch_newest(jmap: Jmap, mailbox_id: str, most: int) -> list[MessageRow]:
    """The newest messages of a mailbox, in its order."""
    get = {"#ids": result_of(0, "Email/query", "/ids"), "properties": ROW_PROPERTIES}
    calls = [Call("Email/query", _query(mailbox_id, most)), Call("Email/get", get)]
    query, found = jmap.call(calls, repeatable=True)
    with faults_at(jmap.host, jmap.port):
        rows = {row.id: row for row in _rows(found)}
        return [rows[one] for one in texts(query, "ids") if one in rows]


def fetch_ids(jmap: Jmap, mailbox_id: str, anchor: str, most: int) -> tuple[list[str], bool]:
    """The ids that follow `anchor` ("" for the first) in a mailbox, newest first, and whether these are the last.

    An anchor, because positions shift while mail comes and goes. Raises `NotAccepted` when it is not there any more.
    """
    behind = {"anchor": anchor, "anchorOffset": 1} if anchor else {}
    (query,) = jmap.call([Call("Email/query", {**_query(mailbox_id, most), **behind})], repeatable=True)
    with faults_at(jmap.host, jmap.port):
        ids = [_checked(one) for one in texts(query, "ids")]
        # RFC 8620 section 5.5: the server says so when it gives fewer than were asked for.
        # https://www.rfc-editor.org/rfc/rfc8620#section-5.5
        return ids, len(ids) < number(query, "limit", most) or not ids


def fetch_rows(jmap: Jmap, ids: Sequence[str]) -> list[MessageRow]:
    """The headers of these messages, in their order; those that are gone are left out."""
    rows: dict[str, MessageRow] = {}
    most = jmap.session().most_in_get
    for start in range(0, len(ids), most):
        arguments = {"ids": list(ids[start : start + most]), "properties": ROW_PROPERTIES}
        (found,) = jmap.call([Call("Email/get", arguments)], repeatable=True)
        with faults_at(jmap.host, jmap.port):
            rows.update((row.id, row) for row in _rows(found))
    return [rows[one] for one in ids if one in rows]


def send_patch(jmap: Jmap, ids: Sequence[str], patch: Patch) -> dict[str, Fault]:
    """Change these messages, at most `most_in_set` of them; why some were refused, by id. It may be done twice."""
    wanted: dict[str, object] = (
        {"destroy": list(ids)} if patch.destroy else {"update": dict.fromkeys(ids, patch.arguments())}
    )
    (answer,) = jmap.call([Call("Email/set", wanted)], repeatable=True)
    with faults_at(jmap.host, jmap.port):
        refused = child(answer, "notDestroyed" if patch.destroy else "notUpdated")
        faults = {one: method_fault(child(refused, one)) for one in refused}
    # What is to be destroyed and is not there is as it should be.
    return {one: why for one, why in faults.items() if not (patch.destroy and isinstance(why, MessageGone))}


def _query(mailbox_id: str, most: int) -> dict[str, object]:
    return {"filter": {"inMailbox": mailbox_id}, "sort": NEWEST_FIRST, "limit": most}


def _mailboxes(found: JsonObject) -> list[Mailbox]:
    boxes = [read_mailbox(one) for one in children(found, "list")]
    for one in boxes:
        _checked(one.id)
    return boxes


def _rows(found: JsonObject) -> Iterable[MessageRow]:
    for one in children(found, "list"):
        _id(one)
        _checked(text(one, "threadId"))
        state = _state(one)
        yield read_row({**one, "keywords": dict.fromkeys(state.keywords, True)})


def _state(found: JsonObject) -> MessageState:
    mailbox_ids = true_keys(found, "mailboxIds")
    for one in mailbox_ids:
        _checked(one)
    # RFC 8621 section 4.1.1: visible ASCII. Others would be read back as something else, and mean nothing to anybody.
    # https://www.rfc-editor.org/rfc/rfc8621#section-4.1.1
    keywords = frozenset(one for one in true_keys(found, "keywords") if _KEYWORD.fullmatch(one))
    return MessageState(keywords, mailbox_ids)


def _id(found: JsonObject) -> str:
    return _checked(text(found, "id"))


def _checked(written: str) -> str:
    if not _ID.fullmatch(written):
        raise ShapeError("an id is no id")
    return written
