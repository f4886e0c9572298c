"""The front desk of the web area: every request comes by here before a page sees it, and every answer leaves by here.

It lets in admins only, from the networks they may come from, with their session's cookie; it takes changes only from
forms that this server made for that very session; and it turns what goes wrong into a page.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote

import falcon

from db import outside, sessions
from db.database import Store
from db.errors import NotFound, Refused, SecretsUnusable, TooOften, Unavailable
from db.events import Event, record
from db.secretbox import SecretBox
from db.settings import Settings
from webserver.admin import cookies, form, form_token
from webserver.admin.form import Form
from webserver.admin.networks import AdminNetworks
from webserver.admin.rendering import Renderer, sentence, wants_page
from webserver.admin.static_files import StaticFiles
from webserver.admin.views import Data, Download, GoTo, PageProblem, View, Visitor
from webserver.errors import Problem
from webserver.password_check import PasswordCheck

Answer = View | GoTo | Data | Download
HOME, SIGN_IN = "/admin", "/admin/sign-in"

FORBIDDEN_NETWORK = PageProblem(
    403, "Not from here", "Admins cannot come from this network. The setting admin_networks says from where they can."
)
ADMINS_ONLY = PageProblem(403, "For admins only", "This account is not an admin's. Sign in with one that is.")
STRANGE_FORM = PageProblem(
    403, "This form is too old", "It was made for another sign-in, or by another site. Go back, reload, and try again."
)

_FOR_PEOPLE = re.compile(r"/|/(admin|reset)(/.*)?")
_NO_PAGE = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
_RETURNS_TO = re.compile(r"/admin(/[a-z0-9-]+)+(\?[A-Za-z0-9=&%._+-]*)?")


@dataclass(frozen=True)
class Desk:
    """Everything that pages are made of and work on. `session_lifetime` is in seconds."""

    store: Store
    settings: Settings
    password_check: PasswordCheck
    box: SecretBox = field(repr=False)
    ca_pem: bytes
    files: StaticFiles = field(default_factory=StaticFiles, repr=False)
    session_lifetime: int = 12 * 60 * 60

    renderer: Renderer = field(init=False, repr=False)
    networks: AdminNetworks = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "renderer", Renderer(self.settings.domain, self.files))
        object.__setattr__(self, "networks", AdminNetworks(self.settings.admin_networks))

    def show(self, request: falcon.Request, response: falcon.Response, page: Callable[[Visitor], Answer]) -> None:
        """Answer a GET with what `page` shows to an admin; others are sent to sign in."""
        self._serve(request, response, page)

    def change(
        self, request: falcon.Request, response: falcon.Response, work: Callable[[Visitor, Form], Answer]
    ) -> None:
        """Answer a POST: `work` changes something for an admin whose form this is."""

        def checked(visitor: Visitor) -> Answer:
            sent = form.read(request)
            given = request.get_header(form_token.HEADER) or sent.get(form_token.FIELD, "")
            if not form_token.fits(given, cookies.read(request, cookies.SESSION)) or from_elsewhere(request):
                raise STRANGE_FORM
            return work(visitor, sent)

        self._serve(request, response, checked)

    def open(self, request: falcon.Request, response: falcon.Response, page: Callable[[], Answer]) -> None:
        """Answer somebody who need not be signed in, from a network that admins come from."""
        try:
            self._check_network(request)
            answer = page()
        except PageProblem as problem:
            self.renderer.problem(response, problem, visitor=None, said="", local_only=False)
            return
        self.renderer.write(response, answer, visitor=None, said=sentence(request.get_param("said")), local_only=False)

    def browser_problem(self, request: falcon.Request, response: falcon.Response, problem: Problem) -> bool:
        """Make a page of a problem that no page has answered, where a browser asked for one; return whether it was."""
        if not (_FOR_PEOPLE.fullmatch(request.path) and wants_page(request)):
            return False
        status = problem.status
        title = "There is no such page" if status in _NO_PAGE else "This did not work"
        sentence = "Its address may be wrong, or what it was about is gone." if status in _NO_PAGE else problem.detail
        self.renderer.problem(
            response, PageProblem(status.value, title, sentence), visitor=None, said="", local_only=False
        )
        return True

    def _serve(self, request: falcon.Request, response: falcon.Response, page: Callable[[Visitor], Answer]) -> None:
        visitor: Visitor | None = None
        try:
            self._check_network(request)
            visitor = self._visitor(request)
            answer = _to_sign_in(request) if visitor is None else _careful(page, visitor)
            said = sentence(request.get_param("said"))
            self.renderer.write(response, answer, visitor=visitor, said=said, local_only=self._local_only(answer))
        except PageProblem as problem:
            self.renderer.problem(response, problem, visitor=visitor, said="", local_only=False)

    def _check_network(self, request: falcon.Request) -> None:
        if not self.networks.allows(request.remote_addr):
            record(Event.ADMIN_REFUSED, peer=request.remote_addr, why="network")
            raise FORBIDDEN_NETWORK

    def _visitor(self, request: falcon.Request) -> Visitor | None:
        cookie = cookies.read(request, cookies.SESSION)
        found = sessions.find(self.store, cookie) if cookie else None
        if found is None:
            return None
        session, account = found
        request.context.account = account.id
        if not account.is_admin:
            record(Event.ADMIN_REFUSED, account=account.address, peer=request.remote_addr, why="no admin")
            raise ADMINS_ONLY
        return Visitor(account, session.id, form_token.for_cookie(cookie), request.remote_addr)

    def _local_only(self, answer: Answer) -> bool:
        return isinstance(answer, View) and not outside.is_open(self.store)


def from_elsewhere(request: falcon.Request) -> bool:
    """Return whether a browser says that another site had it send this.

    https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header; programs that are no browser send neither field.
    """
    site = request.get_header("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return True
    origin = request.get_header("Origin")
    return origin is not None and origin != f"https://{request.get_header('Host')}"


def return_to(wanted: str | None) -> str:
    """Return the page to show after signing in: the wanted one where it is one of ours, else the overview."""
    # Nothing but paths of this area: a link that somebody was sent must not lead away from here.
    is_ours = wanted is not None and _RETURNS_TO.fullmatch(wanted) and not wanted.startswith(SIGN_IN)
    return wanted if wanted is not None and is_ours else HOME


def _to_sign_in(request: falcon.Request) -> GoTo:
    # What was to be changed is lost with the session; a page can be shown afterwards.
    wanted = return_to(request.relative_uri) if request.method == "GET" else HOME
    return GoTo(SIGN_IN if wanted == HOME else f"{SIGN_IN}?to={quote(wanted, safe='/')}")


def new_cookie() -> str:
    """Return a random value for the cookie of a sign-in form."""
    return secrets.token_urlsafe(32)


def _careful(page: Callable[[Visitor], Answer], visitor: Visitor) -> Answer:
    try:
        return page(visitor)
    except NotFound as problem:
        raise PageProblem(404, "Not here", f"{problem} It may have been removed meanwhile.") from problem
    except TooOften as problem:
        raise PageProblem(429, "Too often", str(problem)) from problem
    except SecretsUnusable as problem:
        raise PageProblem(503, "The key of the stored passwords cannot be used", str(problem)) from problem
    except Refused as problem:
        raise PageProblem(409, "This cannot be done now", str(problem)) from problem
    except Unavailable as problem:
        record(Event.STORE_UNAVAILABLE, why=type(problem).__name__, cause=str(problem))
        raise PageProblem(503, "The store cannot answer now", "Try again in a moment.") from problem
