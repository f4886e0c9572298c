"""The errors of JMAP, level by level: the request, a method call, one object of a /set (RFC 8620 section 3.6, 5.3)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from webserver.errors import Problem

_JMAP = "urn:ietf:params:jmap:error:"


def not_json(detail: str) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, _JMAP + "notJSON", detail)


def not_request(detail: str) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, _JMAP + "notRequest", detail)


def unknown_capability(name: str) -> Problem:
    return Problem(
        HTTPStatus.BAD_REQUEST, _JMAP + "unknownCapability", f"This server does not have the capability {name[:100]}."
    )


def over_limit(name: str, most: int, status: HTTPStatus, retry_after: int | None = None) -> Problem:
    """`name` is the limit's name in the core capability."""
    detail = f"The request is over the limit {name}, which is {most} here."
    return Problem(status, _JMAP + "limit", detail, retry_after=retry_after, more={"limit": name})


class MethodError(Exception):
    """A method call that failed as a whole (RFC 8620 section 3.6.2); nothing was changed."""

    def __init__(self, kind: str, description: str = "") -> None:
        super().__init__(f"{kind}: {description}" if description else kind)
        self.kind, self.description = kind, description

    def arguments(self) -> dict[str, object]:
        """Return the arguments of the `error` response."""
        return {"type": self.kind, "description": self.description} if self.description else {"type": self.kind}


def invalid_arguments(description: str) -> MethodError:
    return MethodError("invalidArguments", description)


class SetError(Exception):
    """One object that could not be created, updated or destroyed (RFC 8620 section 5.3).

    `more` are the properties that the error has beyond those of every SetError (`maxSize`, `notFound`, …).
    """

    def __init__(
        self,
        kind: str,
        description: str,
        properties: tuple[str, ...] = (),
        more: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(description)
        self.kind, self.description, self.properties = kind, description, properties
        self.more = dict(more or {})

    def document(self) -> dict[str, object]:
        """Return the SetError object."""
        found: dict[str, object] = {"type": self.kind, "description": self.description, **self.more}
        return {**found, "properties": list(self.properties)} if self.properties else found


def invalid_properties(description: str, *properties: str) -> SetError:
    return SetError("invalidProperties", description, properties)
