"""Accounts: all of them, and one of them with everything that an admin may change about it."""

from __future__ import annotations

from collections.abc import Callable

import falcon

from db import members, sessions
from db.errors import NameNotAllowed, NameTaken, Refused
from db.events import Event, record
from webserver.admin.desk import Answer, Desk
from webserver.admin.form import Form
from webserver.admin.views import GoTo, View, Visitor

HERE = "/admin/accounts"
STATES = ("active", "waiting", "disabled")
_A_PAGE = 50
_MEGABYTE = 1_000_000
_MOST_MEGABYTES = 10_000_000


class AccountsPage:
    """`/admin/accounts`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """List them, by address; `search`, `state` and `after` choose."""
        search, state = (request.get_param("search") or "")[:100].strip(), request.get_param("state") or ""
        after = (request.get_param("after") or "")[:320]
        self._desk.show(request, response, lambda _: self._page(search, state if state in STATES else "", after))

    def _page(self, search: str, state: str, after: str) -> Answer:
        store = self._desk.store
        found = members.listed(store, search=search, state=state, after=after, count=_A_PAGE + 1)
        values = {
            "accounts": found[:_A_PAGE],
            "more": found[_A_PAGE - 1].address if len(found) > _A_PAGE else "",
            "search": search,
            "state": state,
            "states": STATES,
            "after": after,
            "counts": members.counts(store),
            "registration": self._desk.settings.registration,
        }
        return View("accounts.html", values)


class AccountPage:
    """`/admin/accounts/{account}`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response, account: int) -> None:
        """Show one account."""
        self._desk.show(request, response, lambda _: account_view(self._desk, account))


def account_view(
    desk: Desk, account_id: int, *, code: str = "", faults: dict[str, str] | None = None, sent: Form | None = None
) -> View:
    """Return the page of one account: with a recovery `code` to hand over, or with what is wrong with a form."""
    member = members.get(desk.store, account_id)
    messages, used = members.used(desk.store, account_id)
    values = {
        "account": member,
        "aliases": members.addresses(desk.store, member),
        "messages": messages,
        "used": used,
        "devices": sessions.of_account(desk.store, account_id),
        "code": "-".join(code[start : start + 5] for start in range(0, len(code), 5)),
        "faults": faults or {},
        "megabytes": sent.text("quota") if sent and "quota" in sent else _megabytes(member.quota),
        "alias": sent.text("alias") if sent else "",
        "message": sent.text("message") if sent else "",
        "longest_message": members.LONGEST_MESSAGE,
    }
    return View("account.html", values, 422 if faults else 200)


class AccountActions:
    """`/admin/accounts/{account}/{action}`: each a form of the page of an account."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._actions: dict[str, Callable[[Visitor, Form, int], Answer]] = {
            "approve": self._approve,
            "disable": self._disable,
            "enable": self._enable,
            "admin": self._admin,
            "quota": self._quota,
            "sign-out": self._sign_out,
            "reset": self._reset,
            "add-address": self._add_address,
            "remove-address": self._remove_address,
        }

    def on_post(self, request: falcon.Request, response: falcon.Response, account: int, action: str) -> None:
        """Do it, and show the account again."""
        work = self._actions.get(action)
        if work is None:
            raise falcon.HTTPNotFound
        self._desk.change(request, response, lambda visitor, sent: work(visitor, sent, account))

    def _approve(self, visitor: Visitor, _: Form, account: int) -> Answer:
        members.approve(self._desk.store, visitor.actor, account)
        return GoTo(f"{HERE}/{account}", "account-approved")

    def _disable(self, visitor: Visitor, sent: Form, account: int) -> Answer:
        try:
            members.disable(self._desk.store, visitor.actor, account, sent.text("message"))
        except Refused as refusal:
            members.get(self._desk.store, account)
            return account_view(self._desk, account, faults={"message": str(refusal)}, sent=sent)
        return GoTo(f"{HERE}/{account}", "account-disabled")

    def _enable(self, visitor: Visitor, _: Form, account: int) -> Answer:
        members.enable(self._desk.store, visitor.actor, account)
        return GoTo(f"{HERE}/{account}", "account-enabled")

    def _admin(self, visitor: Visitor, sent: Form, account: int) -> Answer:
        members.set_admin(self._desk.store, visitor.actor, account, sent.text("admin") == "yes")
        return GoTo(f"{HERE}/{account}", "account-admin")

    def _quota(self, visitor: Visitor, sent: Form, account: int) -> Answer:
        count = sent.number("quota")
        if sent.text("quota") and (count is None or not 1 <= count <= _MOST_MEGABYTES):
            wrong = {"quota": f"Give a whole number of MB from 1 to {_MOST_MEGABYTES}, or leave it empty for no limit."}
            return account_view(self._desk, account, faults=wrong, sent=sent)
        members.set_quota(self._desk.store, visitor.actor, account, None if count is None else count * _MEGABYTE)
        return GoTo(f"{HERE}/{account}", "account-quota")

    def _sign_out(self, visitor: Visitor, _: Form, account: int) -> Answer:
        members.sign_out(self._desk.store, visitor.actor, account)
        return GoTo(f"{HERE}/{account}", "account-signed-out")

    def _reset(self, visitor: Visitor, _: Form, account: int) -> Answer:
        # Shown in this very answer, because only its hash is kept.
        code = members.recovery_code(self._desk.store, visitor.actor, account)
        record(Event.RECOVERY_CODE_MADE, account=account, by="web")
        return account_view(self._desk, account, code=code)

    def _add_address(self, visitor: Visitor, sent: Form, account: int) -> Answer:
        desk = self._desk
        try:
            members.add_address(desk.store, visitor.actor, account, sent.text("alias"), desk.settings.domain)
        except (NameNotAllowed, NameTaken) as refusal:
            return account_view(desk, account, faults={"alias": str(refusal)}, sent=sent)
        return GoTo(f"{HERE}/{account}", "alias-added")

    def _remove_address(self, visitor: Visitor, sent: Form, account: int) -> Answer:
        members.remove_address(self._desk.store, visitor.actor, account, sent.text("address"))
        return GoTo(f"{HERE}/{account}", "alias-removed")


def _megabytes(quota: int | None) -> str:
    return "" if quota is None else str(quota // _MEGABYTE)
