"""An inbox server in memory that speaks as much JMAP as keeping in step needs, and remembers what it was asked.

It is what `client/sync.py` is tested against: everything that happens to its mail is one number further, and it tells
changes from any number on, unless it has forgotten them.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from client.errors import Fault
from client.jmap_call import Call
from client.jmap_session import JmapSession
from client.json_values import JsonObject
from client.problems import method_fault

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Mail:
    """One message."""

    id: str
    mailboxes: set[str]
    keywords: set[str]
    minute: int
    words: str
    created: int
    modified: int


@dataclass
class MailServer:
    """`most` bounds what one answer holds; `refused` ids are refused by Email/set; `fault` is raised by every call."""

    most: int = 500
    mails: dict[str, Mail] = field(default_factory=dict)
    boxes: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    gone: list[tuple[int, str, str]] = field(default_factory=list)
    state: int = 0
    forgotten: int = 0
    refused: set[str] = field(default_factory=set)
    fault: Fault | None = None
    asked: list[str] = field(default_factory=list)
    before_answer: Callable[[], None] = lambda: None
    host: str = "server"
    port: int = 1

    def __post_init__(self) -> None:
        for name, role in (("P1", "inbox"), ("P2", "archive"), ("P3", "trash"), ("P4", "sent")):
            self.add_box(name, role)

    def add_box(self, name: str, role: str = "") -> None:
        self.state += 1
        self.boxes[name] = (role, self.state, self.state)

    def remove_box(self, name: str) -> None:
        """Its messages go to the trash first."""
        for mail in self.inside(name):
            self.put(mail.id, mailboxes=(mail.mailboxes - {name}) or {"P3"})
        self.state += 1
        del self.boxes[name]
        self.gone.append((self.state, "Mailbox", name))

    def arrive(self, minute: int, words: str = "hello", *boxes: str, keywords: Sequence[str] = ()) -> str:
        self.state += 1
        mail = Mail(f"M{self.state}", set(boxes or ["P1"]), set(keywords), minute, words, self.state, self.state)
        self.mails[mail.id] = mail
        self._count(mail.mailboxes)
        return mail.id

    def put(self, mail_id: str, *, mailboxes: set[str] | None = None, keywords: set[str] | None = None) -> None:
        mail = self.mails[mail_id]
        self.state += 1
        self._count(mail.mailboxes | (mailboxes or set()))
        mail.mailboxes = mail.mailboxes if mailboxes is None else set(mailboxes)
        mail.keywords = mail.keywords if keywords is None else set(keywords)
        mail.modified = self.state

    def destroy(self, mail_id: str) -> None:
        self.state += 1
        self._count(self.mails.pop(mail_id).mailboxes)
        self.gone.append((self.state, "Email", mail_id))

    def forget(self) -> None:
        """Changes up to now can no longer be told."""
        self.forgotten = self.state

    def inside(self, box: str) -> list[Mail]:
        """The messages of a mailbox, newest first; of the same minute, the one that came last first."""
        found = [mail for mail in self.mails.values() if box in mail.mailboxes]
        return sorted(found, key=lambda mail: (mail.minute, int(mail.id[1:])), reverse=True)

    def session(self) -> JmapSession:
        return JmapSession("/", "/", "A1", self.most, self.most)

    def call(self, calls: Sequence[Call], *, repeatable: bool) -> list[JsonObject]:
        answers: list[JsonObject] = []
        for call in calls:
            self.asked.append(call.name)
            if self.fault is not None:
                raise self.fault
            arguments = {name: value for name, value in call.arguments.items() if not name.startswith("#")}
            for name, value in call.arguments.items():
                if name.startswith("#") and isinstance(value, dict):
                    arguments[name[1:]] = answers[int(value["resultOf"])][str(value["path"])[1:]]
            answers.append(getattr(self, f"_{call.name.lower().replace('/', '_')}")(arguments))
        self.before_answer()
        return answers

    def _count(self, boxes: set[str]) -> None:
        for name in boxes & self.boxes.keys():
            role, created, _ = self.boxes[name]
            self.boxes[name] = (role, created, self.state)

    def _mailbox_get(self, given: dict[str, object]) -> JsonObject:
        ids = given["ids"]
        wanted = self.boxes if ids is None else ids
        assert isinstance(wanted, dict | list)
        found = [self._box(name) for name in wanted if name in self.boxes]
        return {"state": str(self.state), "list": found}

    def _box(self, name: str) -> dict[str, object]:
        inside = self.inside(name)
        unread = sum("$seen" not in mail.keywords for mail in inside)
        counts = {"totalEmails": len(inside), "unreadEmails": unread}
        return {"id": name, "name": f"Box {name}", "role": self.boxes[name][0] or None, **counts}

    def _mailbox_changes(self, given: dict[str, object]) -> JsonObject:
        return self._changes(given, "Mailbox", [(name, box[1], box[2]) for name, box in self.boxes.items()])

    def _email_changes(self, given: dict[str, object]) -> JsonObject:
        return self._changes(given, "Email", [(mail.id, mail.created, mail.modified) for mail in self.mails.values()])

    def _changes(self, given: dict[str, object], kind: str, there: list[tuple[str, int, int]]) -> JsonObject:
        since, most = int(str(given["sinceState"])), int(str(given["maxChanges"]))
        if since < self.forgotten:
            raise method_fault({"type": "cannotCalculateChanges"})
        changes = [(modified, "created" if created > since else "updated", one) for one, created, modified in there]
        changes += [(number, "destroyed", one) for number, of, one in self.gone if of == kind]
        changes = sorted(change for change in changes if change[0] > since)
        page = changes[:most]
        # Several objects may have changed at one number: a page ends only behind all of them.
        page = [change for change in changes if page and change[0] <= page[-1][0]]
        until = page[-1][0] if len(page) < len(changes) else self.state
        found: JsonObject = {name: [one for _, what, one in page if what == name] for name in _KINDS}
        return {**found, "newState": str(until), "hasMoreChanges": len(page) < len(changes)}

    def _email_query(self, given: dict[str, object]) -> JsonObject:
        wanted, most = given["filter"], given["limit"]
        assert isinstance(wanted, dict)
        assert isinstance(most, int)
        ids = [mail.id for mail in self.inside(str(wanted["inMailbox"]))]
        start = 0
        if "anchor" in given:
            if given["anchor"] not in ids:
                raise method_fault({"type": "anchorNotFound"})
            start = ids.index(str(given["anchor"])) + 1
        return {"ids": ids[start : start + min(most, self.most)], "limit": min(most, self.most)}

    def _email_get(self, given: dict[str, object]) -> JsonObject:
        ids, properties = given["ids"], given["properties"]
        assert isinstance(ids, list)
        assert isinstance(properties, list | tuple)
        # The order is the server's own business, and nobody may rely on it.
        known = random.Random(self.state).sample(ids, len(ids))
        found = [self._mail(self.mails[one]) for one in known if one in self.mails]
        return {"state": str(self.state), "list": [{name: one[name] for name in properties} for one in found]}

    def _mail(self, mail: Mail) -> dict[str, object]:
        received = START + timedelta(minutes=mail.minute)
        number = int(mail.id[1:])
        return {
            "id": mail.id,
            "threadId": f"T{number % 3}",
            "mailboxIds": dict.fromkeys(mail.mailboxes, True),
            "keywords": dict.fromkeys(mail.keywords, True),
            "from": [{"name": f"Person {number % 5}", "email": f"p{number % 5}@project.com"}],
            "to": [{"name": None, "email": "anna@project.com"}],
            "cc": None,
            "subject": f"Re: {mail.words}",
            "receivedAt": received.isoformat().replace("+00:00", "Z"),
            "sentAt": None,
            "size": 1000 + number,
            "preview": mail.words.upper(),
            "hasAttachment": number % 2 == 0,
        }

    def _email_set(self, given: dict[str, object]) -> JsonObject:
        update, destroy = given.get("update", {}), given.get("destroy", [])
        assert isinstance(update, dict)
        assert isinstance(destroy, list)
        not_updated = {one: self._refusal(one) for one in update if self._refusal(one)}
        not_destroyed = {one: self._refusal(one) for one in destroy if self._refusal(one)}
        for one, patch in update.items():
            if one not in not_updated:
                self._patch(one, patch)
        for one in destroy:
            if one not in not_destroyed:
                self.destroy(one)
        return {"notUpdated": not_updated or None, "notDestroyed": not_destroyed or None}

    def _refusal(self, mail_id: str) -> dict[str, str] | None:
        if mail_id not in self.mails:
            return {"type": "notFound"}
        return {"type": "forbidden", "description": "not this one"} if mail_id in self.refused else None

    def _patch(self, mail_id: str, patch: dict[str, object]) -> None:
        keywords = set(self.mails[mail_id].keywords)
        for name, value in patch.items():
            if name.startswith("keywords/"):
                (keywords.add if value else keywords.discard)(name.removeprefix("keywords/"))
        boxes = patch.get("mailboxIds")
        self.put(mail_id, keywords=keywords, mailboxes=set(boxes) if isinstance(boxes, dict) else None)


_KINDS = ("created", "updated", "destroyed")
