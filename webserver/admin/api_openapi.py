"""`/api/openapi.json`: the JSON API as an OpenAPI 3.1 document, made from what each resource says of itself.

https://spec.openapis.org/oas/v3.1.0: nothing here is written twice, so the document cannot tell of what is not there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

import falcon

from webserver import i_json
from webserver.admin.api_fields import FieldSpec, object_schema
from webserver.admin.api_guard import AdminGuard
from webserver.admin.api_operation import Operation, Resource
from webserver.admin.api_shapes import FACTS, SHAPES
from webserver.version import VERSION

_ERRORS = {
    400: "Something is wrong; errors names every wrong field",
    401: "No valid token of a session",
    403: "Not an admin, or not from a network that admins come from",
    404: "There is nothing here",
    429: "Too often; Retry-After says when again",
    503: "The store, or the key of the stored passwords, cannot be used now",
}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["pointer", "detail"],
            },
        },
        "message": {"type": "string", "description": "Below /smtp: as detail"},
        "success": {"type": "boolean", "description": "Below /smtp: false"},
    },
    "required": ["type", "title", "status", "detail"],
}


class OpenApiResource:
    """The document, made once; for anybody from a network that admins come from."""

    operations: ClassVar[Mapping[str, Operation]] = {
        "get": Operation("Get this document", {200: "An OpenAPI 3.1 document"}, FACTS, public=True)
    }

    def __init__(self, guard: AdminGuard, path: str, resources: Mapping[str, Resource]) -> None:
        self._guard = guard
        self._document = i_json.encode(document({**resources, path: self}))

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Give it."""
        self._guard.check_network(request)
        response.data = self._document

    on_head = on_get


def document(resources: Mapping[str, Resource]) -> dict[str, Any]:
    """Return the document for these resources by path. Pure."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Postroom, the JSON API for admins",
            "version": VERSION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{"session": []}],
        "paths": {path: _path(path, resource) for path, resource in resources.items()},
        "components": {
            "securitySchemes": {
                "session": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token of an admin's session, from POST /auth/session",
                }
            },
            "schemas": {"Problem": _PROBLEM, **SHAPES},
        },
    }


def _path(path: str, resource: Resource) -> dict[str, Any]:
    found: dict[str, Any] = {method: _operation(path, method, told) for method, told in resource.operations.items()}
    names = re.findall(r"{(\w+)}", path)
    if names:
        found["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
        ]
    return found


def _operation(path: str, method: str, told: Operation) -> dict[str, Any]:
    words = re.findall(r"\w+", path)
    found: dict[str, Any] = {"operationId": "_".join([method, *words]), "summary": told.summary}
    if told.parameters:
        found["parameters"] = [_parameter(one) for one in told.parameters]
    if told.body is not None:
        content = {"application/json": {"schema": object_schema(told.body)}}
        found["requestBody"] = {"required": True, "content": content}
    if told.public:
        found["security"] = []
    found["responses"] = {str(status): _answer(status, words_, told) for status, words_ in sorted(_answers(path, told))}
    return found


def _parameter(field: FieldSpec) -> dict[str, Any]:
    return {"name": field.name, "in": "query", "description": field.description, "schema": field.schema()}


def _answers(path: str, told: Operation) -> list[tuple[int, str]]:
    """Return every status that an operation may answer with: its own, and those of what it is made of."""
    found = dict(told.answers)
    possible = [403, 503]
    possible += [] if told.public else [401]
    possible += [400] if told.body is not None or told.parameters else []
    possible += [404] if "{" in path else []
    possible += [429] if told.limited else []
    return [*found.items(), *((status, _ERRORS[status]) for status in possible if status not in found)]


def _answer(status: int, words: str, told: Operation) -> dict[str, Any]:
    if status == HTTPStatus.NO_CONTENT:
        return {"description": words}
    if status >= HTTPStatus.BAD_REQUEST:
        schema: dict[str, Any] = {"$ref": "#/components/schemas/Problem"}
        return {"description": words, "content": {"application/problem+json": {"schema": schema}}}
    return {"description": words, "content": {"application/json": {"schema": told.gives}}}
