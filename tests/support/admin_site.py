"""The web area for admins without a browser: asked through the application, with the cookies and forms of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from db import members
from db.audit import Actor
from db.database import Store
from db.secretbox import SecretBox, ensure_keys
from db.settings import Settings
from tests.support.inbox_app import Answer, InboxApp
from tests.support.stores import PASSWORD, People

FORM = "application/x-www-form-urlencoded"
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]{64})"')


class AdminSite:
    """Anna is an admin; `app` is what answers. `cookies` are kept as a browser keeps them."""

    def __init__(self, store: Store, people: People, settings: Settings | None = None) -> None:
        self.store, self.people = store, people
        members.set_admin(store, Actor("test"), people["anna"].id, True)
        self.app = InboxApp(store, people, settings=settings)
        ensure_keys(store, self.app.settings.secret_keys)
        self.box = SecretBox(self.app.settings.secret_keys)
        self.cookies: dict[str, str] = {}

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.app.settings.data

    def get(self, path: str, **environ: object) -> Answer:
        """Ask for a page."""
        return self._kept(self.app.ask("GET", path, b"", self._headers(), **environ))

    def post(
        self, path: str, fields: Mapping[str, str] | list[tuple[str, str]] | None = None,
        headers: Mapping[str, str] | None = None, **environ: object,
    ) -> Answer:  # fmt: skip
        """Send a form just as it is given."""
        body = urlencode(fields or {}).encode()
        sent = {"Content-Type": FORM, **self._headers(), **(headers or {})}
        return self._kept(self.app.ask("POST", path, body, sent, **environ))

    def submit(self, page: str, path: str, fields: Mapping[str, str] | None = None) -> Answer:
        """Send a form with the token that stands on `page`."""
        return self.post(path, {"form_token": self.token(page), **(fields or {})})

    def act(self, name: str, action: str, **fields: str) -> Answer:
        """Press a button on the page of somebody's account."""
        page = f"/admin/accounts/{self.people[name].id}"
        return self.submit(page, f"{page}/{action}", fields)

    def token(self, page: str = "/admin/smtp") -> str:
        """The token of the forms on a page."""
        found = _TOKEN.search(self.get(page).body.decode())
        assert found is not None
        return found[1]

    def sign_in(self, name: str = "anna", password: str = PASSWORD) -> Answer:
        """Sign in by the form."""
        return self.submit("/admin/sign-in", "/admin/sign-in", {"username": name, "password": password})

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}

    def _kept(self, answer: Answer) -> Answer:
        for line in answer.cookies:
            name, _, rest = line.partition("=")
            value, _, attributes = rest.partition(";")
            if "Max-Age=0" in attributes:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return answer


def words(answer: Answer) -> str:
    """Return a page as the text that people read."""
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.body.decode())).split())


def fault_of(answer: Answer, field: str) -> str:
    """Return the sentence at a field; "" when there is none."""
    found = re.search(rf'<p class="fault-text" id="{field}-fault"[^>]*>([^<]*)</p>', answer.body.decode())
    assert found is not None, f"there is no field {field}"
    return unescape(found[1])
