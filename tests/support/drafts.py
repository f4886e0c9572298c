"""Drafts, and sending them over JMAP as a program does."""

from __future__ import annotations

from typing import Any

from db import messages
from db.message import summarize
from db.storing import store_message
from tests.support.inbox_app import InboxApp
from tests.support.stores import Person, mail


def write(inbox: InboxApp, name: str, subject: str = "Hello", body: str = "How are you?", **fields: str) -> str:
    """Put a draft of `name` into Drafts, and return its id as JMAP has it."""
    return write_raw(inbox, name, mail(subject, body, **fields))


def write_raw(inbox: InboxApp, name: str, content: bytes) -> str:
    """Put a draft with this content into Drafts."""
    person: Person = inbox.people[name]
    places = frozenset([person.mailboxes["drafts"]])
    summary = summarize(content)
    stored = inbox.store.run_tx(
        lambda tx: store_message(tx, person.id, content, summary, places, frozenset(["$draft", "$seen"]), 1_700_000_000)
    )
    return f"M{stored.message_id}"


def identity(inbox: InboxApp, name: str) -> str:
    """The id of the identity that `name` always has."""
    return str(inbox.call(name, "Identity/get")["list"][0]["id"])


def submit(inbox: InboxApp, name: str, email_id: str, **more: Any) -> dict[str, Any]:
    """Create one submission `k` as `name`; return the response's arguments."""
    given = {"identityId": identity(inbox, name), "emailId": email_id, **more}
    return inbox.call(name, "EmailSubmission/set", create={"k": given})


def refused(answer: dict[str, Any]) -> dict[str, Any]:
    """The error of the one submission that was not created."""
    assert answer["created"] is None
    error: dict[str, Any] = answer["notCreated"]["k"]
    return error


def held(email: str = "anna@project.com", seconds: int = 3600, *to: str) -> dict[str, Any]:
    """An envelope that asks to be sent in so many seconds, to Ben unless others are named."""
    rcpt_to = [{"email": one} for one in to or ("ben@project.com",)]
    return {"mailFrom": {"email": email, "parameters": {"HOLDFOR": str(seconds)}}, "rcptTo": rcpt_to}


def contents(inbox: InboxApp, name: str, role: str = "inbox") -> list[bytes]:
    """The whole messages in a mailbox of `name`, the newest first."""
    person = inbox.people[name]
    ids = messages.in_mailbox(inbox.store, person.id, person.mailboxes[role], 0, 1000)
    rows = messages.get(inbox.store, person.id, ids)
    found = [messages.content(inbox.store, person.id, row.content_id) for row in rows]
    return [one for one in found if one is not None]
