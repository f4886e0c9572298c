"""What happens to an exception that leaves a resource: an answer for the peer, and the cause for the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import falcon

from db.errors import StoreError
from db.events import Event, record
from webserver import errors

FaultId = Callable[[], str]
"""Gives an id that stands in the log and in the answer, and says nothing else."""

More = Callable[[falcon.Request, errors.Problem], Mapping[str, object]]
"""Gives what the answer to a request has more than the document of RFC 9457."""


Page = Callable[[falcon.Request, falcon.Response, errors.Problem], bool]
"""Makes a page of the answer, for who asked with a browser; False where the document is what was asked for."""


class FaultHandlers:
    """Handlers for `falcon.App.add_error_handler`."""

    def __init__(self, new_id: FaultId, more: More = lambda _, __: {}, page: Page = lambda _, __, ___: False) -> None:
        self._new_id, self._more, self._page = new_id, more, page

    def add_to(self, app: falcon.App[Any, Any]) -> None:
        app.add_error_handler(Exception, self._unexpected)
        app.add_error_handler(StoreError, self._store)
        app.add_error_handler(falcon.HTTPError, self._framework)
        app.add_error_handler(errors.Problem, self._problem)

    def _problem(self, request: falcon.Request, response: falcon.Response, error: errors.Problem, __: Any) -> None:
        self._write(request, response, error)

    def _framework(self, request: falcon.Request, response: falcon.Response, error: falcon.HTTPError, __: Any) -> None:
        if error.headers is not None:
            response.set_headers(error.headers)
        self._write(request, response, errors.of_falcon(error))

    def _store(self, request: falcon.Request, response: falcon.Response, error: StoreError, __: Any) -> None:
        problem = errors.of_store(error)
        if problem is None:
            self._unexpected(request, response, error, __)
        else:
            self._write(request, response, problem)

    def _unexpected(self, request: falcon.Request, response: falcon.Response, error: Exception, _: Any) -> None:
        fault_id = self._new_id()
        record(Event.FAULT, error, id=fault_id, by="https", path=request.uri_template or "unknown")
        self._write(request, response, errors.fault(fault_id))

    def _write(self, request: falcon.Request, response: falcon.Response, problem: errors.Problem) -> None:
        errors.write(response, problem, self._more(request, problem))
        self._page(request, response, problem)
