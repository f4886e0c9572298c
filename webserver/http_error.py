"""The one exception of the HTTP codec: a request that is refused, with the status to refuse it with.

It carries what the peer may read and nothing else; the connection's shell turns it into an answer.
"""

from http import HTTPStatus


class HttpError(Exception):
    """A request is refused. `detail` is one plain sentence for the peer, `retry_after` is in seconds."""

    def __init__(self, status: HTTPStatus, detail: str, retry_after: int | None = None) -> None:
        super().__init__(f"{status.value} {detail}")
        self.status = status
        self.detail = detail
        self.retry_after = retry_after


def bad_request(detail: str) -> HttpError:
    """400 with `detail`: the bytes are not HTTP as RFC 9112 has it."""
    return HttpError(HTTPStatus.BAD_REQUEST, detail)


def too_large(limit: int) -> HttpError:
    """413 for a body over `limit` bytes."""
    return HttpError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is over the limit of {limit} bytes here.")
