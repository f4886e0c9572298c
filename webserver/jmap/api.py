"""`POST /jmap/api`: one request of JMAP over HTTP (RFC 8620 section 3.1)."""

from __future__ import annotations

from http import HTTPStatus

import falcon

from db import patience
from db.database import Store
from webserver import i_json
from webserver.authentication import Authentication
from webserver.fault_handlers import FaultId
from webserver.jmap import session
from webserver.jmap.capabilities import Limits
from webserver.jmap.concurrency import Concurrency
from webserver.jmap.context import Context, ReadingBudget
from webserver.jmap.dispatch import Dispatcher, Methods
from webserver.jmap.errors import not_json, over_limit
from webserver.jmap.request import parse
from webserver.json_request import body, is_json


class ApiResource:
    """Authenticates, holds the limits of a request, and lets the dispatcher do the rest."""

    def __init__(
        self,
        store: Store,
        authentication: Authentication,
        methods: Methods,
        limits: Limits,
        domain: str,
        new_fault_id: FaultId,
    ) -> None:
        self._store, self._authentication, self._limits, self._domain = store, authentication, limits, domain
        self._dispatcher = Dispatcher(methods, new_fault_id)
        self._concurrency = Concurrency(limits.max_concurrent_requests)

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        caller = self._authentication.caller(request)
        account = caller.account
        with self._concurrency.place(account.id):
            asked = parse(self._body(request), self._limits)
            budget = ReadingBudget(self._limits.content_per_request, self._limits.seconds_per_request)
            known = dict(asked.created_ids or {})
            context = Context(account.id, known, budget, caller.session_id, asked.using, request.remote_addr)
            with patience.within(self._limits.seconds_per_request):
                answers = self._dispatcher.run(asked, context)
        found: dict[str, object] = {"methodResponses": [[one.name, one.arguments, one.call_id] for one in answers]}
        if asked.created_ids is not None:
            found["createdIds"] = context.created_ids
        reach = session.Reach.now(self._store, self._domain)
        found["sessionState"] = session.state(account, session.base_url(request), self._limits, reach)
        response.data = i_json.encode(found)

    def _body(self, request: falcon.Request) -> bytes:
        content = body(request, self._limits.max_size_request)
        if content is None:
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            raise over_limit("maxSizeRequest", self._limits.max_size_request, status)
        if not is_json(request):
            raise not_json("The request must have Content-Type: application/json.")
        return content
