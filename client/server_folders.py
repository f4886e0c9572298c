"""The mailboxes of an account as a person arranges them: made, renamed, moved under another, removed, emptied
(RFC 8621 section 2.5, https://www.rfc-editor.org/rfc/rfc8621#section-2.5).

Blocking, for a worker thread, like everything of `client/account.py`, which makes it. Emptying takes what is there
when it begins: a message that arrives meanwhile is not lost with the others.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager

from client.blob_download import Progress
from client.faults import faults_at
from client.jmap_call import Call, result_of
from client.jmap_client import JmapClient
from client.json_values import JsonObject, ShapeError, child, children, text, texts, true_keys
from client.mail_requests import fetch_mailboxes
from client.message import Mailbox
from client.problems import method_fault

CREATION_ID = "new"


class ServerFolders:
    """Raises `NotAccepted` with the server's reason, `MessageGone` where a mailbox is not there any more, and the
    faults of the network.
    """

    def __init__(self, jmap: JmapClient, explaining: Callable[[], AbstractContextManager[None]]) -> None:
        self._jmap = jmap
        self._explaining = explaining

    def mailboxes(self) -> list[Mailbox]:
        """All of them, as they are now."""
        with self._explaining():
            return fetch_mailboxes(self._jmap)

    def create(self, name: str, parent_id: str = "", sort_order: int = 0) -> str:
        """Make a mailbox, at the top or in another one; its id."""
        wanted = {"name": name, "parentId": parent_id or None, "sortOrder": sort_order}
        answer = self._set({"create": {CREATION_ID: wanted}}, "notCreated")
        with faults_at(self._jmap.host, self._jmap.port):
            return text(child(child(answer, "created"), CREATION_ID), "id")

    def rename(self, mailbox_id: str, name: str) -> None:
        self._set({"update": {mailbox_id: {"name": name}}}, "notUpdated")

    def put_under(self, mailbox_id: str, parent_id: str) -> None:
        """Put a mailbox with everything below it into another one; "" is the top."""
        self._set({"update": {mailbox_id: {"parentId": parent_id or None}}}, "notUpdated")

    def remove(self, mailbox_id: str, *, with_messages: bool) -> None:
        """Destroy a mailbox; its messages only when that is asked for. What lies in it must be removed before."""
        self._set({"destroy": [mailbox_id], "onDestroyRemoveEmails": with_messages}, "notDestroyed")

    def empty(self, mailbox_id: str, progress: Progress | None = None) -> int:
        """Delete every message of a mailbox for good; a message that lies in another one too only leaves this one.

        `progress(done, total)` counts messages, runs in the calling thread and may raise `Cancelled`. How many went.
        """
        with self._explaining():
            found = self.places(mailbox_id)
            done = 0
            if progress is not None:
                progress(0, len(found))
            for some in self.portions(found):
                self._take_out(mailbox_id, {one: found[one] for one in some})
                done += len(some)
                if progress is not None:
                    progress(done, len(found))
        return done

    def places(self, mailbox_id: str) -> dict[str, frozenset[str]]:
        """All messages of the mailbox, each with the mailboxes that it lies in."""
        with self._explaining():
            return dict(self._listed(mailbox_id))

    def places_of(self, ids: Iterable[str]) -> dict[str, frozenset[str]]:
        """These messages as far as they are still there, each with the mailboxes that it lies in."""
        found: dict[str, frozenset[str]] = {}
        with self._explaining():
            for some in _portions(list(ids), self._jmap.session().most_in_get):
                call = Call("Email/get", {"ids": some, "properties": ["id", "mailboxIds"]})
                (got,) = self._jmap.call([call], repeatable=True)
                with faults_at(self._jmap.host, self._jmap.port):
                    found.update((text(one, "id"), true_keys(one, "mailboxIds")) for one in children(got, "list"))
        return found

    def portions(self, ids: Iterable[str]) -> Iterator[list[str]]:
        """As many of them as one call of `put` may have, until all were given."""
        return _portions(list(ids), self._jmap.session().most_in_set)

    def put(self, ids: Iterable[str], into: str = "", out_of: str = "") -> None:
        """Put messages into a mailbox besides those that they lie in, take them out of one, or both at once. What is
        not there any more is left out.
        """
        patch = {f"mailboxIds/{mailbox}": inside for mailbox, inside in ((into, True), (out_of, None)) if mailbox}
        with self._explaining():
            (answer,) = self._jmap.call([Call("Email/set", {"update": dict.fromkeys(ids, patch)})], repeatable=True)
            with faults_at(self._jmap.host, self._jmap.port):
                _raise_first(answer, "notUpdated", but="notFound")

    def _listed(self, mailbox_id: str) -> Iterator[tuple[str, frozenset[str]]]:
        limit, position, came = self._jmap.session().most_in_get, 0, 1
        while came:
            query = {"filter": {"inMailbox": mailbox_id}, "position": position, "limit": limit}
            get = {"#ids": result_of(0, "Email/query", "/ids"), "properties": ["id", "mailboxIds"]}
            listed, got = self._jmap.call([Call("Email/query", query), Call("Email/get", get)], repeatable=True)
            with faults_at(self._jmap.host, self._jmap.port):
                came = len(texts(listed, "ids"))
                for one in children(got, "list"):
                    yield text(one, "id"), true_keys(one, "mailboxIds")
            position += came

    def _take_out(self, mailbox_id: str, places: dict[str, frozenset[str]]) -> None:
        elsewhere = [one for one, mailboxes in places.items() if mailboxes - {mailbox_id}]
        arguments = {
            "update": {one: {f"mailboxIds/{mailbox_id}": None} for one in elsewhere},
            "destroy": [one for one in places if one not in elsewhere],
        }
        (answer,) = self._jmap.call([Call("Email/set", arguments)], repeatable=True)
        with faults_at(self._jmap.host, self._jmap.port):
            for key in ("notUpdated", "notDestroyed"):
                _raise_first(answer, key, but="notFound")

    def _set(self, arguments: JsonObject, refused: str) -> JsonObject:
        with self._explaining():
            # Not repeated by itself: a mailbox made twice has the name of the first one.
            (answer,) = self._jmap.call([Call("Mailbox/set", arguments)], repeatable=False)
            with faults_at(self._jmap.host, self._jmap.port):
                _raise_first(answer, refused)
        return answer


def _portions(ids: list[str], most: int) -> Iterator[list[str]]:
    for start in range(0, len(ids), most):
        yield ids[start : start + most]


def _raise_first(answer: JsonObject, key: str, but: str = "") -> None:
    refused = child(answer, key)
    for name in refused:
        error = child(refused, name)
        if not isinstance(error.get("type"), str):
            raise ShapeError(f"{key} has no type")
        if error["type"] != but:
            raise method_fault(error)
