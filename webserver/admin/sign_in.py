"""Signing in and out of the web area, by the same password check, with the same limits, as everything else.

The form is bound to the browser by a cookie of its own, so that no other site can sign somebody in as somebody else.
The session is like that of any device: its owner sees it in the list of devices and can end it there.
"""

from __future__ import annotations

import falcon

from db import sessions
from db.accounts import Account
from db.errors import AccountNotUsable, SignInRefused, TooManyFailures
from db.events import Event, record
from webserver.admin import cookies, form, form_token
from webserver.admin.desk import ADMINS_ONLY, SIGN_IN, STRANGE_FORM, Answer, Desk, from_elsewhere, new_cookie, return_to
from webserver.admin.form import Form
from webserver.admin.views import GoTo, View, Visitor
from webserver.errors import Problem

DEVICE = "Web area for admins"
_LONGEST = {"username": 320, "password": 1024}


class SignInPage:
    """`/admin/sign-in`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Show the form."""
        self._desk.open(request, response, lambda: self._form(request, response, request.get_param("to")))

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Sign in, and go to the page that was wanted, or to the overview."""
        self._desk.open(request, response, lambda: self._sign_in(request, response))

    def _form(
        self, request: falcon.Request, response: falcon.Response, to: str | None, name: str = "", problem: str = "",
        status: int = 200,
    ) -> View:  # fmt: skip
        cookie = cookies.read(request, cookies.SIGN_IN) or new_cookie()
        cookies.write(response, cookies.SIGN_IN, cookie)
        values = {"name": name, "problem": problem, "token": form_token.for_cookie(cookie), "to": return_to(to)}
        return View("sign_in.html", values, status)

    def _sign_in(self, request: falcon.Request, response: falcon.Response) -> Answer:
        sent = form.read(request)
        to = sent.text("to")
        if not form_token.fits(sent.get(form_token.FIELD, ""), cookies.read(request, cookies.SIGN_IN)):
            # A cookie that the browser does not keep, mostly: the new form works where cookies do.
            return self._form(request, response, to, sent.text("username"), STRANGE_FORM.sentence, 403)
        if from_elsewhere(request):
            raise STRANGE_FORM
        refusal = self._refusal(sent)
        account = None
        if refusal is None:
            found = self._checked(sent, request.remote_addr)
            account, refusal = (found, None) if isinstance(found, Account) else (None, found)
        if refusal is not None or account is None:
            status, sentence = refusal or (ADMINS_ONLY.status, ADMINS_ONLY.sentence)
            return self._form(request, response, to, sent.text("username"), sentence, status)
        self._begin(account, request, response)
        return GoTo(return_to(to))

    def _refusal(self, sent: Form) -> tuple[int, str] | None:
        name, password = sent.text("username"), sent.get("password", "")
        if not name or not password:
            return 400, "Give the user name and the password."
        if len(name) > _LONGEST["username"] or len(password) > _LONGEST["password"] or "\0" in name + password:
            return 403, "The name or the password is wrong."
        return None

    def _checked(self, sent: Form, peer: str) -> Account | tuple[int, str]:
        """Return the admin whose name and password these are, or status and sentence of the refusal."""
        try:
            account = self._desk.password_check.account(sent.text("username"), sent["password"], peer)
        except SignInRefused as refusal:
            return 403, str(refusal)
        except AccountNotUsable as refusal:
            return 403, str(refusal)
        except TooManyFailures as refusal:
            return 429, str(refusal)
        except Problem as busy:
            return busy.status.value, busy.detail
        return account if account.is_admin else (ADMINS_ONLY.status, ADMINS_ONLY.sentence)

    def _begin(self, account: Account, request: falcon.Request, response: falcon.Response) -> None:
        # The one before, when somebody signs in on top of a session, must not stay open behind the back of its owner.
        old = sessions.find(self._desk.store, cookies.read(request, cookies.SESSION))
        if old is not None:
            sessions.revoke(self._desk.store, old[1].id, old[0].id)
        peer = request.remote_addr
        token, _ = sessions.create(self._desk.store, account.id, DEVICE, peer, self._desk.session_lifetime)
        cookies.write(response, cookies.SESSION, token)
        cookies.remove(response, cookies.SIGN_IN)
        record(Event.SIGNED_IN, account=account.address, peer=peer, by="web")


class SignOutPage:
    """`/admin/sign-out`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """End the session."""

        def work(visitor: Visitor, _: Form) -> Answer:
            sessions.revoke(self._desk.store, visitor.account.id, visitor.session_id)
            cookies.remove(response, cookies.SESSION)
            record(Event.SIGNED_OUT, account=visitor.account.address, peer=visitor.peer, by="web")
            return GoTo(SIGN_IN, "signed-out")

        self._desk.change(request, response, work)
