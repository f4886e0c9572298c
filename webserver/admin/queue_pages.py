"""The queue: every message on its way to the outside, for each recipient, with the other server's words; and acting
on it."""

from __future__ import annotations

import time
from collections.abc import Callable

import falcon

from db import audit, outbound
from db.database import Transaction
from webserver.admin.desk import Answer, Desk
from webserver.admin.form import Form
from webserver.admin.views import GoTo, View, Visitor

HERE = "/admin/queue"
STATE_WORDS: dict[outbound.State, str] = {
    "waiting": "waits",
    "claimed": "is being sent",
    "held": "is held",
    "sent": "sent",
    "failed": "failed",
    "dropped": "taken out",
}
STATE_TITLES = {
    "waiting": "Waiting",
    "claimed": "Being sent",
    "held": "Held",
    "sent": "Sent",
    "failed": "Failed",
    "dropped": "Taken out",
}
_UNSETTLED: tuple[outbound.State, ...] = ("waiting", "claimed")
_A_PAGE = 50


class QueuePage:
    """`/admin/queue`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Show the rows before the id `before`, in one `state`, or all that are on the way."""
        state, before = request.get_param("state") or "", request.get_param("before") or ""
        self._desk.show(request, response, lambda _: self._page(state, before))

    def _page(self, state: str, before: str) -> Answer:
        store = self._desk.store
        states = tuple(one for one in outbound.STATES if one == state) or _UNSETTLED
        number = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
        found = outbound.rows(store, states=states, before=number, count=_A_PAGE + 1)
        values = {
            "rows": found[:_A_PAGE],
            "more": found[_A_PAGE - 1].id if len(found) > _A_PAGE else None,
            "state": state if len(states) == 1 else "",
            "counts": outbound.counts(store),
            "words": STATE_WORDS,
            "titles": STATE_TITLES,
            "before": before,
        }
        return View("queue.html", values)


class QueueActions:
    """`/admin/queue/{row}/{action}`: retry, hold, drop."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._actions: dict[str, Callable[[Transaction, int], None]] = {
            "retry": lambda tx, row: outbound.retry(tx, row, int(time.time())),
            "hold": outbound.hold,
            "drop": lambda tx, row: outbound.drop(tx, row, int(time.time())),
        }

    def on_post(self, request: falcon.Request, response: falcon.Response, row: int, action: str) -> None:
        """Do it, and show the queue again."""
        act = self._actions.get(action)
        if act is None:
            raise falcon.HTTPNotFound

        def work(visitor: Visitor, _: Form) -> Answer:
            def change(tx: Transaction) -> None:
                old = outbound.get(tx, row)
                act(tx, row)
                new = outbound.get(tx, row)
                told = ({"state": old.state}, {"state": new.state, "recipient": old.recipient, "sender": old.sender})
                audit.write(tx, visitor.actor, f"queue-{action}", str(row), *told)

            self._desk.store.run_tx(change)
            return GoTo(HERE, f"queue-{action}")

        self._desk.change(request, response, work)
