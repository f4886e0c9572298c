"""Accounts: all of them, and one of them with everything that an admin may change about it."""

from __future__ import annotations

from collections.abc import Callable

import falcon

from db import former_addresses, leaving, members, recovery_address, registration, sessions, system_account
from db.address import folded
from db.errors import NameNotAllowed, NameTaken, RecoveryAddressRefused, Refused
from db.events import Event, record
from webserver.admin import registration_page
from webserver.admin.desk import SIGN_IN, Answer, Desk
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
            "registration": registration.mode(store, self._desk.settings),
            "chosen": registration.chosen(store),
            "in_file": self._desk.settings.registration,
            "modes": registration_page.MODES,
            "former": former_addresses.listed(store),
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
        "is_system": system_account.is_it(member.address),
        "aliases": members.addresses(desk.store, member),
        "messages": messages,
        "used": used,
        "devices": sessions.of_account(desk.store, account_id),
        "code": "-".join(code[start : start + 5] for start in range(0, len(code), 5)),
        "faults": faults or {},
        "megabytes": sent.text("quota") if sent and "quota" in sent else _megabytes(member.quota),
        "recovery": recovery_address.read(desk.store, account_id, desk.settings.domain),
        "shown_recovery": sent.text("recovery") if sent and "recovery" in sent else None,
        "alias": sent.text("alias") if sent else "",
        "message": sent.text("message") if sent else "",
        "longest_message": members.LONGEST_MESSAGE,
        "confirm": sent.text("confirm") if sent else "",
    }
    return View("account.html", values, 422 if faults else 200)


class AccountActions:
    """`/admin/accounts/{account}/{action}`: each a form of the page of an account."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._actions: dict[str, Callable[[Visitor, Form, int], Answer]] = {
            "approve": self._approve,
            "refuse": self._refuse,
            "disable": self._disable,
            "enable": self._enable,
            "admin": self._admin,
            "quota": self._quota,
            "sign-out": self._sign_out,
            "reset": self._reset,
            "recovery-address": self._recovery_address,
            "add-address": self._add_address,
            "remove-address": self._remove_address,
            "delete": self._delete,
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

    def _recovery_address(self, visitor: Visitor, sent: Form, account: int) -> Answer:
        store, given = self._desk.store, sent.text("recovery")
        try:
            recovery_address.choose_for(store, visitor.actor, account, given, self._desk.settings.domain)
        except RecoveryAddressRefused as refusal:
            return account_view(self._desk, account, faults={"recovery": str(refusal)}, sent=sent)
        record(Event.RECOVERY_ADDRESS_CHANGED, account=account, peer=visitor.peer, by="web")
        return GoTo(f"{HERE}/{account}", "recovery-address")

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

    def _refuse(self, visitor: Visitor, _: Form, account: int) -> Answer:
        address = leaving.refuse(self._desk.store, visitor.actor, account)
        record(Event.ACCOUNT_DELETED, account=address, by="web")
        return GoTo(HERE, "account-refused")

    def _delete(self, visitor: Visitor, sent: Form, account: int) -> Answer:
        address = members.get(self._desk.store, account).address
        # Typed by hand, so that nobody deletes the one beside the one that was meant.
        if folded(sent.text("confirm")) != address:
            return account_view(
                self._desk, account, faults={"confirm": f"To delete it, type its address: {address}."}, sent=sent
            )
        try:
            leaving.delete(self._desk.store, visitor.actor, account)
        except Refused as refusal:
            return account_view(self._desk, account, faults={"confirm": str(refusal)}, sent=sent)
        record(Event.ACCOUNT_DELETED, account=address, by="web")
        return GoTo(SIGN_IN if account == visitor.account.id else HERE, "account-deleted")


def _megabytes(quota: int | None) -> str:
    return "" if quota is None else str(quota // _MEGABYTE)
