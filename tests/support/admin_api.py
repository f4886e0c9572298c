"""The JSON API for admins, asked by one: Anna, who is made an admin."""

from __future__ import annotations

import json
from typing import Any

from db.database import Store
from db.settings import Settings
from tests.support.inbox_app import JSON, Answer, InboxApp
from tests.support.relays import RELAY_PASSWORD, make_box
from tests.support.stores import People

RELAYS = "/api/settings/smtp"
GOOD_JSON: dict[str, Any] = {
    "name": "Office",
    "server": "smtp.example.com",
    "port": 587,
    "security": "starttls",
    "authentication": "plain",
    "username": "office@example.com",
    "password": RELAY_PASSWORD,
    "fromAddress": "office@example.com",
    "fromName": "The office",
}


class AdminApi:
    """Asks as `name` with a token; keeps every answer, for what must never be in one."""

    def __init__(self, store: Store, people: People, settings: Settings | None = None) -> None:
        store.run_tx(lambda tx: tx.execute("UPDATE account SET is_admin = 1 WHERE id = ?", (people["anna"].id,)))
        self.inbox = InboxApp(store, people, settings=settings)
        self.store = store
        self.box = make_box(store.path.parent)
        self.answers: list[bytes] = []

    def ask(self, method: str, path: str, body: Any = None, name: str = "anna", peer: str = "192.0.2.1") -> Answer:
        headers = {"Authorization": f"Bearer {self.inbox.token(name)}"}
        content = b"" if body is None else json.dumps(body).encode()
        answer = self.inbox.ask(
            method, path, content, headers if body is None else {**headers, **JSON}, REMOTE_ADDR=peer
        )
        self.answers.append(answer.body + repr(answer.headers).encode())
        return answer

    def post(self, path: str, body: Any = None) -> Answer:
        return self.ask("POST", path, {} if body is None else body)

    def get(self, path: str) -> Any:
        answer = self.ask("GET", path)
        assert answer.status == 200, answer.body
        return answer.json()

    def saved(self, **changed: Any) -> dict[str, Any]:
        """Save a relay, which must be right, and return it."""
        answer = self.post(RELAYS, {**GOOD_JSON, **changed})
        assert answer.status in (200, 201), answer.body
        found: dict[str, Any] = answer.json()
        return found


def wrong_fields(answer: Answer) -> dict[str, str]:
    """The fields that an answer calls wrong."""
    assert (answer.status, answer.problem) == (400, "urn:postroom:error:invalidFields")
    return {one["pointer"].removeprefix("#/"): one["detail"] for one in answer.json()["errors"]}
