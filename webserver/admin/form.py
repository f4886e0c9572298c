"""The body of a submitted form: bounded, sound text, each field once. What the fields mean is for others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import falcon

from webserver import json_request
from webserver.admin.views import PageProblem

# A relay's certificates are the largest thing that anybody fills in, and a form writes some characters as three.
LARGEST = 256 * 1024
_MOST_FIELDS = 100
_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Form(Mapping[str, str]):
    """The fields by name; `several` has those that were given more than once as well."""

    fields: Mapping[str, str] = field(repr=False)
    several: Mapping[str, tuple[str, ...]] = field(repr=False)

    def __getitem__(self, name: str) -> str:
        return self.fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def text(self, name: str) -> str:
        """Return a field without blanks around it; "" when it is not there."""
        return self.fields.get(name, "").strip()

    def number(self, name: str) -> int | None:
        """Return a field as a whole number; None when it is something else."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field that can be chosen several times."""
        return self.several.get(name, ())


def read(request: falcon.Request) -> Form:
    """Return the form that `request` brings. Raises PageProblem."""
    if (request.content_type or "").partition(";")[0].strip().lower() != _TYPE:
        raise PageProblem(415, "This form cannot be read", "It was not sent as a form of this page.")
    content = json_request.body(request, LARGEST)
    if content is None:
        raise PageProblem(413, "This is too much", f"A form may have at most {LARGEST // 1024} KiB.")
    try:
        pairs = parse_qsl(content.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as problem:
        raise PageProblem(400, "This form cannot be read", "It is damaged. Go back and try again.") from problem
    several: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        several[name] = (*several.get(name, ()), value.replace("\r\n", "\n"))
    return Form({name: values[-1] for name, values in several.items()}, several)
