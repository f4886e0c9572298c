"""What the client asks of the inbox server about mail (RFC 8621): each function is one question, in one
request where the standard allows it, for the properties that are shown and no others.
"""

from collections.abc import Iterable, Iterator, Sequence

from client.errors import AnswerTooLarge, Fault, MessageGone
from client.faults import faults_at
from client.jmap_call import Call, result_of
from client.jmap_client import JmapClient
from client.json_values import JsonObject, child, children, number, texts
from client.mail_answers import read_mailbox, read_message, read_row
from client.message import Mailbox, Message, MessageRow, Page
from client.problems import method_fault

ROW_PROPERTIES = (
    "id",
    "threadId",
    "mailboxIds",
    "keywords",
    "from",
    "to",
    "cc",
    "subject",
    "receivedAt",
    "sentAt",
    "size",
    "preview",
    "hasAttachment",
)
MESSAGE_PROPERTIES = (
    *ROW_PROPERTIES,
    "blobId",
    "bcc",
    "replyTo",
    "messageId",
    "references",
    "headers",
    "bodyValues",
    "textBody",
    "htmlBody",
    "attachments",
)
PART_PROPERTIES = ("partId", "blobId", "size", "name", "type", "disposition", "cid")
# A body is parsed while other threads wait for the interpreter: what is longer is cut and said to be.
LARGEST_BODY = 1_000_000
SMALL_BODY = 10_000
NEWEST_FIRST = ({"property": "receivedAt", "isAscending": False},)


def fetch_mailboxes(jmap: JmapClient) -> list[Mailbox]:
    """Every mailbox of the account."""
    (found,) = jmap.call([Call("Mailbox/get", {"ids": None})], repeatable=True)
    with faults_at(jmap.host, jmap.port):
        return [read_mailbox(one) for one in children(found, "list")]


def fetch_latest(jmap: JmapClient, mailbox_id: str, limit: int, position: int = 0) -> Page:
    """Up to `limit` rows from `position` on, newest first; one request for as many as the server gives at
    once.
    """
    rows: dict[str, MessageRow] = {}
    total = asked = 0
    while asked < limit:
        wanted = min(limit - asked, jmap.session().most_in_get)
        page, total, came = _fetch_rows(jmap, mailbox_id, wanted, position + asked)
        rows.update((row.id, row) for row in page)
        asked += came
        if came < wanted:
            break
    return Page(tuple(rows.values()), total, position)


def fetch_message(jmap: JmapClient, message_id: str) -> Message:
    """The whole message, long bodies cut. Raises `MessageGone`."""
    try:
        return _fetch_message(jmap, message_id, LARGEST_BODY)
    except AnswerTooLarge:
        # Very many long parts: the beginning of each is better than nothing.
        return _fetch_message(jmap, message_id, SMALL_BODY)


def fetch_message_ids(jmap: JmapClient, mailbox_id: str, limit: int) -> frozenset[str]:
    """The Message-IDs, without angle brackets, of the latest messages of a mailbox."""
    _, found = jmap.call(_query_and_get(mailbox_id, limit, 0, ("id", "messageId")), repeatable=True)
    with faults_at(jmap.host, jmap.port):
        return frozenset(name for one in children(found, "list") for name in texts(one, "messageId"))


def update_messages(jmap: JmapClient, ids: Iterable[str], patch: JsonObject) -> None:
    """Apply one patch (RFC 8620 section 5.3) to each message. What can be changed is, then the first fault is
    raised.
    """
    for some in _portions(ids, jmap.session().most_in_set):
        arguments = {"update": dict.fromkeys(some, patch)}
        (answer,) = jmap.call([Call("Email/set", arguments)], repeatable=True)
        with faults_at(jmap.host, jmap.port):
            _raise_first(answer, "notUpdated")


def destroy_messages(jmap: JmapClient, ids: Iterable[str]) -> None:
    """Delete for good; those that are gone already are as they should be."""
    for some in _portions(ids, jmap.session().most_in_set):
        (answer,) = jmap.call([Call("Email/set", {"destroy": some})], repeatable=True)
        with faults_at(jmap.host, jmap.port):
            _raise_first(answer, "notDestroyed", but=MessageGone)


def _fetch_message(jmap: JmapClient, message_id: str, largest_body: int) -> Message:
    wanted = {
        "ids": [message_id],
        "properties": MESSAGE_PROPERTIES,
        "bodyProperties": PART_PROPERTIES,
        "fetchTextBodyValues": True,
        "fetchHTMLBodyValues": True,
        "maxBodyValueBytes": largest_body,
    }
    (found,) = jmap.call([Call("Email/get", wanted)], repeatable=True)
    with faults_at(jmap.host, jmap.port):
        messages = children(found, "list")
        if not messages:
            raise MessageGone(f"no message {message_id}")
        return read_message(messages[0])


def _fetch_rows(jmap: JmapClient, mailbox_id: str, limit: int, position: int) -> tuple[list[MessageRow], int, int]:
    """The rows in the order of the query, how many the mailbox holds, and how many ids the query gave."""
    query, found = jmap.call(_query_and_get(mailbox_id, limit, position, ROW_PROPERTIES), repeatable=True)
    with faults_at(jmap.host, jmap.port):
        ids = texts(query, "ids")
        rows = {row.id: row for row in map(read_row, children(found, "list"))}
        # Between query and get nothing is guaranteed: what is gone by then has no row.
        return [rows[one] for one in ids if one in rows], number(query, "total", 0), len(ids)


def _query_and_get(mailbox_id: str, limit: int, position: int, properties: Sequence[str]) -> list[Call]:
    query = {
        "filter": {"inMailbox": mailbox_id},
        "sort": NEWEST_FIRST,
        "position": position,
        "limit": limit,
        "calculateTotal": True,
    }
    get = {"#ids": result_of(0, "Email/query", "/ids"), "properties": properties}
    return [Call("Email/query", query), Call("Email/get", get)]


def _portions(ids: Iterable[str], most: int) -> Iterator[list[str]]:
    unique = list(dict.fromkeys(ids))
    for start in range(0, len(unique), most):
        yield unique[start : start + most]


def _raise_first(answer: JsonObject, key: str, but: type[Fault] | None = None) -> None:
    refused = child(answer, key)
    for message_id in refused:
        fault = method_fault(child(refused, message_id))
        if but is None or not isinstance(fault, but):
            raise fault
