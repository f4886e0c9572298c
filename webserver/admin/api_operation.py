"""What one operation of the JSON API is, told beside the code that does it; the OpenAPI document is made from these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from webserver.admin.api_fields import FieldSpec


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path: what it does, the fields of its body, its parameters, and its answers by status.

    `gives` is the JSON Schema of what a good answer has; `body` None takes none. `limited` operations may answer 429.
    `public` ones need no sign-in.
    """

    summary: str
    answers: Mapping[int, str]
    gives: Mapping[str, Any]
    body: tuple[FieldSpec, ...] | None = None
    parameters: tuple[FieldSpec, ...] = ()
    limited: bool = False
    public: bool = False


class Resource(Protocol):
    """A resource that says what it does."""

    operations: ClassVar[Mapping[str, Operation]]
