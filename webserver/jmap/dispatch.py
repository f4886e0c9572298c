"""Runs the calls of one request, each to its response or to its error (RFC 8620 section 3.3 and 3.6.2).

A call that fails does not stop the next one. What nobody expected becomes `serverFail` with an id that stands in the
log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from db.errors import NotFound, StoreError, TooMuchWork, Unavailable
from db.events import Event, record
from webserver.fault_handlers import FaultId
from webserver.jmap.capabilities import CORE
from webserver.jmap.context import Context
from webserver.jmap.errors import MethodError
from webserver.jmap.references import References
from webserver.jmap.request import Invocation, JsonObject, Request

Further = Iterable[tuple[str, JsonObject]]
"""Responses that follow a method's own, with their names: what it caused by itself (onSuccessUpdateEmail).

They are taken when its own response stands: an error on the way is told behind it, not in its place.
"""


@dataclass(frozen=True, slots=True)
class Method:
    """One method: the capability that a program must name to use it, and what it does with its arguments."""

    capability: str
    run: Callable[[Context, JsonObject], JsonObject | tuple[JsonObject, Further]]


Methods = Mapping[str, Method]


class Dispatcher:
    """Knows the methods and nothing of HTTP."""

    def __init__(self, methods: Methods, new_fault_id: FaultId) -> None:
        self._methods, self._new_fault_id = methods, new_fault_id

    def run(self, request: Request, context: Context) -> list[Invocation]:
        """Return the responses, in the order of the calls."""
        responses: list[Invocation] = []
        references = References(responses)
        using = request.using | {CORE}
        for call in request.calls:
            try:
                context.budget.check_time()
                method = self._methods.get(call.name)
                if method is None or method.capability not in using:
                    raise MethodError("unknownMethod")
                result = method.run(context, references.resolved(call.arguments))
                own, further = result if isinstance(result, tuple) else (result, ())
                context.note_created(own)
                responses.append(Invocation(call.name, own, call.call_id))
                responses.extend(Invocation(name, arguments, call.call_id) for name, arguments in further)
            except Exception as problem:  # whatever happens, the other calls get their answers
                responses.append(Invocation("error", self._error(call, problem).arguments(), call.call_id))
        return responses

    def _error(self, call: Invocation, problem: Exception) -> MethodError:
        if isinstance(problem, MethodError):
            return problem
        if isinstance(problem, TooMuchWork):
            return MethodError("requestTooLarge", str(problem))
        if isinstance(problem, Unavailable):
            record(Event.STORE_UNAVAILABLE, why=type(problem).__name__, cause=str(problem))
            return MethodError("serverUnavailable", "The store cannot answer now. Try again in a moment.")
        if isinstance(problem, NotFound):
            # The account itself went away between two statements.
            return MethodError("accountNotFound")
        fault_id = self._new_fault_id()
        record(Event.FAULT, problem, id=fault_id, by="https", method=call.name, store=isinstance(problem, StoreError))
        return MethodError(
            "serverFail", f"This is a fault of the server. Its number, which stands in the log: {fault_id}."
        )
