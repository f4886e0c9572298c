"""A WSGI application that answers in every way the tests ask for, by path."""

import json
from collections.abc import Iterable, Iterator
from wsgiref.types import StartResponse, WSGIEnvironment


def varied_app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Whole answers here, those that are special in their framing below."""
    path = environ["PATH_INFO"]
    if path == "/echo":
        body = environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Type", "application/octet-stream"), ("X-Path", path)])
        return [body]
    if path == "/environ":
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({key: value for key, value in environ.items() if isinstance(value, str)}).encode()]
    if path == "/fault":
        raise ValueError("the secret of the vault")
    return _by_path(path, start_response)


def _by_path(path: str, start_response: StartResponse) -> Iterable[bytes]:
    if path == "/none":
        start_response("204 No Content", [("Content-Length", "0")])
        return []
    if path == "/unchanged":
        start_response("304 Not Modified", [("ETag", '"a"')])
        return []
    if path == "/blocks":
        start_response("200 OK", [])
        return (b"x" * size for size in (0, 1, 70_000, 0, 3))
    if path == "/fault-later":
        start_response("200 OK", [])
        return _breaks_off()
    if path in ("/short", "/long"):
        start_response("200 OK", [("Content-Length", "10")])
        return iter([b"12345", b"" if path == "/short" else b"678901"])
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


def _breaks_off() -> Iterator[bytes]:
    yield b"first"
    raise ValueError("the secret of the vault")
