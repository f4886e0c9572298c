"""The pages for somebody who forgot a password, for everybody and from everywhere: ask for a link, and use it.

Looking at a link spends nothing (programs that check mail look at links); only the form does. The address of such a
page is a secret: it is told to no other page (`no-referrer`), kept by no cache, and never logged. The forms are bound
to the browser by a cookie, as the one for signing in is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import falcon

from db import reset_links
from db.accounts import Account
from db.database import Store
from db.errors import RecoveryRefused, TooOften, Unavailable, WeakPassword
from db.events import Event, record
from db.throttle import Throttle
from webserver.admin import cookies, form, form_token
from webserver.admin.desk import STRANGE_FORM, new_cookie
from webserver.admin.form import Form
from webserver.admin.rendering import Renderer
from webserver.admin.views import GoTo, PageProblem, View
from webserver.password_reset import ANSWER, LONGEST_NAME, ResetDesk

_LONGEST_PASSWORD = 1024
_NOT_NOW = PageProblem(503, "The server cannot answer now", "Try again in a moment.")

Answer = View | GoTo


@dataclass(frozen=True)
class ResetPages:
    """What the pages work with; `sign_ins` counts the failures of signing in, which a new password forgives."""

    store: Store
    desk: ResetDesk
    sign_ins: Throttle
    renderer: Renderer = field(repr=False)

    def answer(self, response: falcon.Response, page: Callable[[], Answer]) -> None:
        """Answer with what `page` shows, or with a page that tells the problem."""
        try:
            answer = page()
        except PageProblem as problem:
            answer = problem_view(problem)
        except Unavailable as problem:
            record(Event.STORE_UNAVAILABLE, why=type(problem).__name__, cause=str(problem))
            answer = problem_view(_NOT_NOW)
        self.renderer.write(response, answer, visitor=None, said="", local_only=False)
        # Stricter than elsewhere: no page, not even one of ours, is told an address with a token in it.
        response.set_header("Referrer-Policy", "no-referrer")

    def form(
        self, request: falcon.Request, response: falcon.Response, template: str, status: int = 200, **values: Any
    ) -> View:
        """Return a page with a form that is bound to this browser."""
        cookie = cookies.read(request, cookies.RESET) or new_cookie()
        cookies.write(response, cookies.RESET, cookie)
        return View(template, {"token": form_token.for_cookie(cookie), **values}, status)


class AskPage:
    """`/reset`."""

    def __init__(self, pages: ResetPages) -> None:
        self._pages = pages

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Show the form."""
        self._pages.answer(response, lambda: self._pages.form(request, response, "reset_ask.html", problem="", name=""))

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Take the question; every name is answered alike."""
        self._pages.answer(response, lambda: self._ask(request, response))

    def _ask(self, request: falcon.Request, response: falcon.Response) -> Answer:
        sent = form.read(request)
        name = sent.text("username")
        status, problem = _form_problem(request, sent) or _name_problem(name) or (200, "")
        if not problem:
            try:
                self._pages.desk.ask(name, request.remote_addr)
            except TooOften as refusal:
                status, problem = 429, str(refusal)
        if problem:
            return self._pages.form(request, response, "reset_ask.html", status, problem=problem, name=name)
        return GoTo("/reset/sent")


class LinkPage:
    """`/reset/{token}`."""

    def __init__(self, pages: ResetPages) -> None:
        self._pages = pages

    def on_get(self, request: falcon.Request, response: falcon.Response, token: str) -> None:
        """Show the form for the new password; the link stays as it is."""
        self._pages.answer(response, lambda: self._form(request, response, token, {}))

    def on_post(self, request: falcon.Request, response: falcon.Response, token: str) -> None:
        """Set the new password; every session of the account ends."""
        self._pages.answer(response, lambda: self._use(request, response, token))

    def _form(
        self, request: falcon.Request, response: falcon.Response, token: str, faults: dict[str, str], status: int = 200
    ) -> Answer:
        try:
            address = reset_links.check(self._pages.store, token)
        except RecoveryRefused as refusal:
            return _gone(refusal)
        # Relative, so that not even the page's own text repeats the token.
        return self._pages.form(request, response, "reset_password.html", status, address=address, faults=faults)

    def _use(self, request: falcon.Request, response: falcon.Response, token: str) -> Answer:
        sent = form.read(request)
        strange = _form_problem(request, sent)
        if strange is not None:
            return self._form(request, response, token, {"form": strange[1]}, strange[0])
        faults = _password_faults(sent)
        if not faults:
            try:
                account = reset_links.use(self._pages.store, token, sent["password"])
            except WeakPassword as refusal:
                faults = {"password": str(refusal)}
            except RecoveryRefused as refusal:
                record(Event.RECOVERY_REFUSED, peer=request.remote_addr, why="link")
                return _gone(refusal)
            else:
                return self._done(account, request, response)
        return self._form(request, response, token, faults, 422)

    def _done(self, account: Account, request: falcon.Request, response: falcon.Response) -> Answer:
        self._pages.sign_ins.succeeded(account.address, request.remote_addr)
        cookies.remove(response, cookies.RESET)
        record(Event.PASSWORD_CHANGED, account=account.address, peer=request.remote_addr, by="link")
        return GoTo("/reset/done")


class SayingPage:
    """A page that only says something: `/reset/sent`, `/reset/done`."""

    def __init__(self, pages: ResetPages, title: str, sentences: tuple[str, ...]) -> None:
        self._pages = pages
        self._view = View("reset_said.html", {"title": title, "sentences": sentences})

    def on_get(self, _: falcon.Request, response: falcon.Response) -> None:
        """Say it."""
        self._pages.answer(response, lambda: self._view)


def reset_pages(pages: ResetPages) -> dict[str, Any]:
    """Return the pages by their paths."""
    done = (
        "Sign in with it now. Every device that was signed in is signed out, so each of them asks for it once.",
        "You can close this page.",
    )
    return {
        "/reset": AskPage(pages),
        "/reset/sent": SayingPage(pages, "Look at your mail", (ANSWER,)),
        "/reset/done": SayingPage(pages, "The new password is set", done),
        "/reset/{token}": LinkPage(pages),
    }


def problem_view(problem: PageProblem) -> View:
    """Return the page that tells a problem and the way back to the beginning."""
    return View("reset_problem.html", {"title": problem.title, "sentence": problem.sentence}, problem.status)


def _gone(refusal: RecoveryRefused) -> View:
    return problem_view(PageProblem(410, "This link does not work any more", str(refusal)))


def _form_problem(request: falcon.Request, sent: Form) -> tuple[int, str] | None:
    """Return status and sentence for a form that was not made for this browser by this server."""
    # Where the browser keeps no cookies or the page is old; and what another site had it send. A page without a
    # referrer sends its forms with `Origin: null` (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
    ours = form_token.fits(sent.get(form_token.FIELD, ""), cookies.read(request, cookies.RESET))
    site, origin = request.get_header("Sec-Fetch-Site"), request.get_header("Origin")
    from_here = site in (None, "same-origin", "none") and origin in (
        None,
        "null",
        f"https://{request.get_header('Host')}",
    )
    return None if ours and from_here else (STRANGE_FORM.status, "This form was too old. Fill it in once more.")


def _name_problem(name: str) -> tuple[int, str] | None:
    if not name:
        return 422, "Give your user name or your address."
    if len(name) > LONGEST_NAME or "\0" in name:
        return 422, "This is too long for a user name or an address."
    return None


def _password_faults(sent: Form) -> dict[str, str]:
    password = sent.get("password", "")
    if not password:
        return {"password": "Choose a new password."}
    if len(password) > _LONGEST_PASSWORD or "\0" in password:
        return {"password": "This cannot be a password: it is far too long, or has a character that nobody can type."}
    if password != sent.get("repeated", ""):
        return {"repeated": "The two passwords are not the same. Type the new password again."}
    return {}
