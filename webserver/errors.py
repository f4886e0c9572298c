"""What the inbox server says when it does not do what it was asked: one table from faults to RFC 9457 documents.

`API.md` is the promise; inside, errors carry no HTTP. A sentence here is for a person, and never the text of an
exception that nobody expected: that goes into the log, under an id that the document tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import falcon

from db.errors import (
    AccountNotUsable,
    NotFound,
    NothingToUndo,
    OutsideRefused,
    RecoveryAddressRefused,
    RecoveryRefused,
    SecretsUnusable,
    SignInRefused,
    StoreError,
    TooManyFailures,
    TooOften,
    Unavailable,
    WeakPassword,
)
from db.events import Event, record
from webserver import i_json

_OURS = "urn:postroom:error:"
BEARER = 'Bearer realm="Postroom"'
BASIC = 'Basic realm="Postroom", charset="UTF-8"'


class Problem(Exception):
    """An answer that is not what was asked for. `kind` is its type, `detail` one plain sentence.

    `retry_after` is in seconds, `challenges` are for WWW-Authenticate, `more` are further members of the document.
    """

    def __init__(
        self,
        status: HTTPStatus,
        kind: str,
        detail: str,
        *,
        retry_after: int | None = None,
        challenges: tuple[str, ...] = (),
        more: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail = status, kind, detail
        self.retry_after, self.challenges, self.more = retry_after, challenges, more or {}

    def document(self) -> dict[str, object]:
        """Return the document of RFC 9457."""
        head = {"type": self.kind, "title": self.status.phrase, "status": self.status.value, "detail": self.detail}
        return {**head, **self.more}


def bad_request(detail: str) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, _OURS + "badRequest", detail)


def sign_in_needed() -> Problem:
    sentence = "Sign in first: the token is missing, unknown, expired or revoked."
    return Problem(HTTPStatus.UNAUTHORIZED, _OURS + "signInNeeded", sentence, challenges=(BEARER, BASIC))


def wrong_password(challenges: tuple[str, ...]) -> Problem:
    sentence = "The name or the password is wrong."
    return Problem(HTTPStatus.UNAUTHORIZED, _OURS + "wrongPassword", sentence, challenges=challenges)


def not_found() -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, _OURS + "notFound", "There is nothing here, or nothing of yours.")


def too_large(limit: int) -> Problem:
    return Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _OURS + "tooLarge", f"The body is over the limit of {limit} bytes here."
    )


def too_many(detail: str, retry_after: int) -> Problem:
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, _OURS + "tooMany", detail, retry_after=retry_after)


def busy(detail: str, retry_after: int) -> Problem:
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, _OURS + "busy", detail, retry_after=retry_after)


def not_now(detail: str) -> Problem:
    return Problem(HTTPStatus.CONFLICT, _OURS + "notNow", detail)


def fault(fault_id: str) -> Problem:
    sentence = f"This is a fault of the server. Tell its admin this number, which stands in the log: {fault_id}."
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, _OURS + "fault", sentence, more={"id": fault_id})


def of_store(error: StoreError) -> Problem | None:
    """Return the answer for one of the store's errors; None when it is a fault of ours."""
    if isinstance(error, SignInRefused):
        # No challenge for Basic: a browser would show its own window over the page that asks.
        return wrong_password((BEARER,))
    if isinstance(error, AccountNotUsable):
        return Problem(HTTPStatus.FORBIDDEN, _OURS + "accountNotUsable", str(error))
    if isinstance(error, TooManyFailures | TooOften):
        return too_many(str(error), error.retry_after)
    if isinstance(error, WeakPassword):
        return Problem(HTTPStatus.BAD_REQUEST, _OURS + "weakPassword", str(error))
    if isinstance(error, RecoveryRefused):
        return Problem(HTTPStatus.FORBIDDEN, _OURS + "recoveryRefused", str(error))
    if isinstance(error, RecoveryAddressRefused):
        return Problem(HTTPStatus.BAD_REQUEST, _OURS + "recoveryAddressRefused", str(error))
    if isinstance(error, OutsideRefused | NothingToUndo):
        return not_now(str(error))
    if isinstance(error, SecretsUnusable):
        return Problem(HTTPStatus.SERVICE_UNAVAILABLE, _OURS + "secretKey", str(error))
    if isinstance(error, NotFound):
        return not_found()
    if isinstance(error, Unavailable):
        record(Event.STORE_UNAVAILABLE, why=type(error).__name__, cause=str(error))
        return busy("The store cannot answer now. Try again in a moment.", 5)
    return None


def of_falcon(error: falcon.HTTPError) -> Problem:
    """Return the answer for what the framework refuses: no such path, method, header."""
    status = HTTPStatus(error.status_code)
    if status is HTTPStatus.NOT_FOUND:
        return not_found()
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        return Problem(status, "about:blank", "This cannot be done here: the header field Allow says what can.")
    if status is HTTPStatus.BAD_REQUEST:
        return bad_request("The request is not as it should be.")
    return Problem(status, "about:blank", f"{status.phrase}.")


def write(response: falcon.Response, problem: Problem, more: Mapping[str, object] | None = None) -> None:
    """Make `problem` the answer; `more` are members that this resource adds."""
    response.status = problem.status
    response.content_type = "application/problem+json"
    response.data = i_json.encode({**problem.document(), **(more or {})})
    response.stream = None
    for challenge in problem.challenges:
        response.append_header("WWW-Authenticate", challenge)
    if problem.retry_after is not None:
        response.set_header("Retry-After", str(problem.retry_after))
