"""From a view to the bytes of a page, and the header fields that every page of the web area carries.

Jinja with autoescape: whatever people or strangers wrote is text on the page and nothing else. The policy lets in only
our own files: no script and no style within a page, so that even a hole in the escaping would run nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import falcon
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from webserver import i_json
from webserver.admin.views import SENTENCES, Data, GoTo, PageProblem, View
from webserver.version import VERSION

PAGES = Path(__file__).resolve().parent.parent / "pages"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not `no-referrer`: a browser would then send its own forms with `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class Renderer:
    """Makes pages for the domain `domain`; safe to share between threads."""

    def __init__(self, domain: str) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(PAGES / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {"moment": moment, "machine_moment": machine_moment, "size": size}
        self._templates.globals |= {"domain": domain, "version": VERSION}

    def write(self, response: falcon.Response, answer: View | GoTo | Data, **shared: Any) -> None:
        """Make `answer` the answer; `shared` is what the frame of every page needs."""
        response.set_headers(HEADERS)
        if isinstance(answer, GoTo):
            response.status = falcon.HTTP_SEE_OTHER
            response.location = f"{answer.path}?said={answer.said}" if answer.said else answer.path
        elif isinstance(answer, Data):
            response.data = i_json.encode(answer.value)
            response.content_type = "application/json"
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


def sentence(name: str | None) -> str:
    """Return the sentence that the address of a page asks for; "" for one that we do not have."""
    return SENTENCES.get(name or "", "")


def moment(seconds: int | None) -> str:
    """Return Unix seconds as people read them, in UTC."""
    return "" if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def machine_moment(seconds: int) -> str:
    """Return Unix seconds as the script of a page reads them, to show them in the time of the browser."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def size(count: int | None) -> str:
    """Return a number of bytes as people read it."""
    if count is None:
        return "no limit"
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}".replace(".0 ", " ")
    return f"{count} bytes"
