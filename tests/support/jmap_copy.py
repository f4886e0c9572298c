"""What a careful JMAP program keeps of an account: objects and results of queries, brought up to date by changes only.

It does what RFC 8620 sections 5.2 and 5.6 tell a program to do, and believes nothing that they do not promise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.support.inbox_app import InboxApp

PROPERTIES = {
    "Email": ["id", "threadId", "mailboxIds", "keywords"],
    "Thread": ["id", "emailIds"],
    "Mailbox": None,
}


def fresh(inbox: InboxApp, name: str, kind: str) -> tuple[str, dict[str, Any]]:
    """Return the state of a type and all of its objects by id."""
    found = inbox.call(name, f"{kind}/get", ids=None, properties=PROPERTIES[kind])
    return found["state"], {one["id"]: one for one in found["list"]}


@dataclass
class Copy:
    """The objects of one type; None stands for one that was gone before it could be read."""

    inbox: InboxApp
    name: str
    kind: str
    state: str = ""
    objects: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def make(cls, inbox: InboxApp, name: str, kind: str) -> Copy:
        return cls(inbox, name, kind, *fresh(inbox, name, kind))

    def turn(self, most: int | None) -> bool:
        """Take one page of changes, and return whether there are more."""
        found = self.inbox.call(self.name, f"{self.kind}/changes", sinceState=self.state, maxChanges=most)
        created, updated, destroyed = found["created"], found["updated"], found["destroyed"]
        every = [*created, *updated, *destroyed]
        assert found["oldState"] == self.state
        assert len(every) == len(set(every))
        assert most is None or len(every) <= most
        assert every or found["newState"] == self.state or not found["hasMoreChanges"]
        assert not self.objects.keys() & set(created)
        assert set(updated) <= self.objects.keys()
        self._read(created, PROPERTIES[self.kind])
        self._read(updated, found.get("updatedProperties") or PROPERTIES[self.kind])
        for one in destroyed:
            self.objects.pop(one, None)
        self.state = found["newState"]
        more: bool = found["hasMoreChanges"]
        return more

    def _read(self, ids: list[str], properties: list[str] | None) -> None:
        found = self.inbox.call(self.name, f"{self.kind}/get", ids=ids, properties=properties)
        for one in found["list"]:
            self.objects[one["id"]] = {**(self.objects.get(one["id"]) or {}), **one}
        self.objects |= dict.fromkeys(found["notFound"])

    def catch_up(self, most: int | None = None) -> None:
        """Take page after page until there is no more."""
        while self.turn(most):
            pass

    def assert_in_step(self) -> None:
        """The copy is what reading everything anew gives."""
        assert fresh(self.inbox, self.name, self.kind) == (self.state, self.objects)


@dataclass
class Result:
    """The ids of one query, all of them."""

    inbox: InboxApp
    name: str
    kind: str
    query: dict[str, Any]
    state: str = ""
    ids: list[str] = field(default_factory=list)

    @classmethod
    def make(cls, inbox: InboxApp, name: str, kind: str, query: dict[str, Any]) -> Result:
        found = inbox.call(name, f"{kind}/query", **query)
        assert found["canCalculateChanges"]
        return cls(inbox, name, kind, query, found["queryState"], found["ids"])

    def catch_up(self) -> None:
        """Bring the ids up to date as RFC 8620 section 5.6 says."""
        asked = {**self.query, "sinceQueryState": self.state, "calculateTotal": True}
        found = self.inbox.call(self.name, f"{self.kind}/queryChanges", **asked)
        assert found["oldQueryState"] == self.state
        assert len(found["removed"]) == len(set(found["removed"]))
        gone = set(found["removed"])
        self.ids = [one for one in self.ids if one not in gone]
        for one in found["added"]:
            assert one["index"] <= len(self.ids)
            assert one["id"] not in self.ids
            self.ids.insert(one["index"], one["id"])
        self.state = found["newQueryState"]
        assert found["total"] == len(self.ids)

    def assert_in_step(self) -> None:
        """The ids are what asking anew gives."""
        anew = Result.make(self.inbox, self.name, self.kind, self.query)
        assert (anew.state, anew.ids) == (self.state, self.ids)
