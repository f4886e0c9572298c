"""From a view to the bytes of a page, and the header fields that every page of the web area carries.

Jinja with autoescape: whatever people or strangers wrote is text on the page and nothing else. The policy lets in only
our own files: no script and no style within a page, so that even a hole in the escaping would run nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import falcon
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from db.alert_words import in_words
from webserver import i_json
from webserver.admin.page_headers import HEADERS, PAGES
from webserver.admin.static_files import StaticFiles
from webserver.admin.views import SENTENCES, Data, Download, GoTo, PageProblem, View
from webserver.content_disposition import attachment
from webserver.version import VERSION


class Renderer:
    """Makes pages for the domain `domain`; safe to share between threads."""

    def __init__(self, domain: str, files: StaticFiles) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(PAGES / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {"moment": moment, "machine_moment": machine_moment, "size": size, "told": told}
        self._templates.filters |= {"named": named, "in_words": in_words}
        self._templates.globals |= {"domain": domain, "version": VERSION, "static": files.address}

    def write(self, response: falcon.Response, answer: View | GoTo | Data | Download, **shared: Any) -> None:
        """Make `answer` the answer; `shared` is what the frame of every page needs."""
        response.set_headers(HEADERS)
        if isinstance(answer, GoTo):
            response.status = falcon.HTTP_SEE_OTHER
            response.location = f"{answer.path}?said={answer.said}" if answer.said else answer.path
        elif isinstance(answer, Data):
            response.data = i_json.encode(answer.value)
            response.content_type = "application/json"
        elif isinstance(answer, Download):
            response.data = answer.content
            response.content_type = answer.type
            response.set_header("Content-Disposition", attachment(answer.name))
        else:
            response.status = answer.status
            response.content_type = "text/html; charset=utf-8"
            response.data = self._page(answer, shared)

    def problem(self, response: falcon.Response, problem: PageProblem, **shared: Any) -> None:
        """Make a problem the answer."""
        values = {"title": problem.title, "sentence": problem.sentence}
        self.write(response, View("problem.html", values, problem.status), **shared)

    def _page(self, view: View, shared: dict[str, Any]) -> bytes:
        return self._templates.get_template(view.template).render(**shared, **view.values).encode("utf-8", "replace")


def wants_page(request: falcon.Request) -> bool:
    """Return whether a browser asks, for a person."""
    return "text/html" in (request.get_header("Accept") or "")


def sentence(name: str | None) -> str:
    """Return the sentence that the address of a page asks for; "" for one that we do not have."""
    return SENTENCES.get(name or "", "")


def moment(seconds: int | None) -> str:
    """Return Unix seconds as people read them, in UTC."""
    return "" if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def machine_moment(seconds: int) -> str:
    """Return Unix seconds as the script of a page reads them, to show them in the time of the browser."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def named(name: str) -> str:
    """Return the name of an action or a field, like `relay-test-asked`, as the words that it is made of."""
    words = name.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def size(count: int | None) -> str:
    """Return a number of bytes as people read it."""
    if count is None:
        return "no limit"
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}".replace(".0 ", " ")
    return f"{count} bytes"


def told(value: object) -> str:
    """Return a value of the audit log as people read it."""
    if isinstance(value, list):
        return ", ".join(map(told, value)) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None or value == "" else str(value)
