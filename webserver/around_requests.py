"""What happens around every request: one log line without secrets, and the header fields that keep browsers careful.

The line has the route and never the path: a path may carry the name of somebody's file.
"""

from __future__ import annotations

import time
from typing import Any

import falcon

from db.events import Event, record

_CAREFUL = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
}


class RequestLog:
    """Falcon middleware that records each request."""

    def process_request(self, request: falcon.Request, _: falcon.Response) -> None:
        request.context.began = time.perf_counter()

    def process_response(self, request: falcon.Request, response: falcon.Response, _: Any, __: bool) -> None:
        took = (time.perf_counter() - request.context.began) * 1000
        record(
            Event.REQUEST,
            method=request.method,
            route=request.uri_template or "none",
            status=response.status_code,
            ms=f"{took:.1f}",
            account=getattr(request.context, "account", "none"),
            peer=request.remote_addr,
        )


class CarefulHeaders:
    """Falcon middleware that sets what a resource has not set: nothing is kept, guessed at, framed or run."""

    def process_response(self, _: falcon.Request, response: falcon.Response, __: Any, ___: bool) -> None:
        for name, value in _CAREFUL.items():
            if response.get_header(name) is None:
                response.set_header(name, value)
