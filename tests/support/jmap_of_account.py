"""JMAP as far as keeping in step needs it, spoken by an account in memory: what its lists hold at the moment is what
the server has, and what has changed since a state is worked out from what they held then."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from client.addresses import Address
from client.errors import MessageGone
from client.jmap_call import Call
from client.jmap_session import JmapSession
from client.json_values import JsonObject
from client.message import Mailbox, MessageRow
from client.problems import method_fault

Snapshot = dict[str, tuple[MessageRow, str]]


class Lists(Protocol):
    """What is needed of the account."""

    rows: dict[str, list[MessageRow]]
    boxes: list[Mailbox]


@dataclass
class JmapOfAccount:
    """`work` is told the name of what is asked, and may refuse; `apply` makes a change: its name in the account's own
    words, the ids, and what else belongs to it.
    """

    account: Lists
    work: Callable[[str], None]
    apply: Callable[[str, list[str], Mapping[str, object]], None]
    host: str = "mail.project.com"
    port: int = 1443
    states: list[tuple[Snapshot, list[Mailbox]]] = field(default_factory=list)
    # Worker threads ask at the same time.
    looking: threading.Lock = field(default_factory=threading.Lock)

    def session(self) -> JmapSession:
        return JmapSession("/", "/", "A1", 500, 500)

    def call(self, calls: Sequence[Call], *, repeatable: bool) -> list[JsonObject]:
        if calls[0].name != "Email/set":
            self.work("mailboxes")
            self.work("latest")
        answers: list[JsonObject] = []
        for call in calls:
            arguments = dict(call.arguments)
            for name, value in call.arguments.items():
                if name.startswith("#") and isinstance(value, dict):
                    arguments[name[1:]] = answers[int(value["resultOf"])][str(value["path"])[1:]]
            answers.append(getattr(self, f"_{call.name.lower().replace('/', '_')}")(arguments))
        return answers

    def _state(self) -> int:
        with self.looking:
            # A copy, because a test may put one more mailbox there meanwhile.
            places = self.account.rows.copy().items()
            now = {row.id: (row, key) for key, rows in places for row in rows}, self._boxes()
            if not self.states or self.states[-1] != now:
                self.states.append(now)
            return len(self.states) - 1

    def _told(self, state: int) -> str:
        # States of another run of the server mean nothing here.
        return f"{id(self)}-{state}"

    def _then(self, given: Mapping[str, object]) -> tuple[Snapshot, list[Mailbox]]:
        run, _, state = str(given["sinceState"]).partition("-")
        if run != str(id(self)):
            raise method_fault({"type": "cannotCalculateChanges"})
        return self.states[int(state)]

    def _boxes(self) -> list[Mailbox]:
        return list(self.account.boxes)

    def _mailbox_id(self, key: str) -> str:
        return next((one.id for one in self.account.boxes if one.role == key), key)

    def _inside(self, mailbox_id: str) -> list[MessageRow]:
        places = self.account.rows.copy().items()
        return [row for key, rows in places if self._mailbox_id(key) == mailbox_id for row in rows]

    def _mailbox_get(self, given: Mapping[str, object]) -> JsonObject:
        ids = given["ids"]
        state = self._state()
        boxes = [one for one in self.states[state][1] if not isinstance(ids, list) or one.id in ids]
        found = [
            {"id": one.id, "name": one.name, "role": one.role or None, "sortOrder": one.sort_order}
            | {"totalEmails": one.total, "unreadEmails": one.unread, "parentId": one.parent_id or None}
            for one in boxes
        ]
        return {"state": self._told(state), "list": found}

    def _email_get(self, given: Mapping[str, object]) -> JsonObject:
        ids, names = given["ids"], given["properties"]
        assert isinstance(ids, list)
        assert isinstance(names, list | tuple)
        state = self._state()
        now = self.states[state][0]
        found = [self._mail(*now[one]) for one in ids if one in now]
        return {"state": self._told(state), "list": [{name: one[name] for name in names} for one in found]}

    def _mail(self, row: MessageRow, key: str) -> dict[str, object]:
        return {
            "id": row.id,
            "threadId": row.thread_id,
            "mailboxIds": {self._mailbox_id(key): True},
            "keywords": dict.fromkeys(row.keywords, True),
            "from": _people(row.from_),
            "to": _people(row.to),
            "cc": _people(row.cc),
            "subject": row.subject,
            "receivedAt": row.received_at.isoformat().replace("+00:00", "Z"),
            "sentAt": None,
            "size": row.size,
            "preview": row.preview,
            "hasAttachment": row.has_attachment,
        }

    def _mailbox_changes(self, given: Mapping[str, object]) -> JsonObject:
        then, state = self._then(given)[1], self._state()
        before, after = {one.id: one for one in then}, {one.id: one for one in self.states[state][1]}
        return self._changes(before, after, state)

    def _email_changes(self, given: Mapping[str, object]) -> JsonObject:
        then, state = self._then(given)[0], self._state()
        return self._changes(then, self.states[state][0], state)

    def _changes(self, before: Mapping[str, object], after: Mapping[str, object], state: int) -> JsonObject:
        """`state` is that of `after`: with a later one, what has come since would never be told."""
        return {
            "created": [one for one in after if one not in before],
            "updated": [one for one in after if one in before and after[one] != before[one]],
            "destroyed": [one for one in before if one not in after],
            "newState": self._told(state),
            "hasMoreChanges": False,
        }

    def _email_query(self, given: Mapping[str, object]) -> JsonObject:
        wanted, limit = given["filter"], given["limit"]
        assert isinstance(wanted, dict)
        assert isinstance(limit, int)
        rows = sorted(self._inside(str(wanted["inMailbox"])), key=lambda row: row.received_at, reverse=True)
        ids = [row.id for row in rows]
        start = 0
        if "anchor" in given:
            if given["anchor"] not in ids:
                raise method_fault({"type": "anchorNotFound"})
            start = ids.index(str(given["anchor"])) + 1
        return {"ids": ids[start : start + limit], "limit": limit}

    def _email_set(self, given: Mapping[str, object]) -> JsonObject:
        update, destroy = given.get("update", {}), given.get("destroy", [])
        assert isinstance(update, dict)
        assert isinstance(destroy, list)
        refused = {one: self._refusal("destroy", one, {}) for one in destroy}
        changed = {one: self._update(one, patch) for one, patch in update.items()}
        return {
            "notUpdated": {one: why for one, why in changed.items() if why},
            "notDestroyed": {one: why for one, why in refused.items() if why},
        }

    def _update(self, one: str, patch: Mapping[str, object]) -> dict[str, str] | None:
        names = {"keywords/$seen": "seen", "keywords/$flagged": "flagged", "keywords/$answered": "answered"}
        marks = {names[name]: bool(value) for name, value in patch.items() if name in names}
        refused = self._refusal("mark", one, marks) if marks else None
        places = patch.get("mailboxIds")
        if isinstance(places, dict):
            (mailbox_id,) = places
            role = next((box.role for box in self.account.boxes if box.id == mailbox_id), "")
            refused = refused or self._refusal("move", one, {"mailbox": role or mailbox_id})
        return refused

    def _refusal(self, name: str, one: str, values: Mapping[str, object]) -> dict[str, str] | None:
        try:
            self.apply(name, [one], values)
        except MessageGone:
            return {"type": "notFound"}
        return None


def _people(people: Sequence[Address]) -> list[dict[str, str]]:
    return [{"name": one.name, "email": one.address} for one in people]
