"""The head of an HTTP/1.1 answer and the answers the transport gives by itself: values in, bytes out.

An application's status and header fields pass through here, and nothing it says can end a line or add one.
Date, Connection and the framing (Content-Length or chunks) are the transport's own business.
"""

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus

from webserver.http_codec import TOKEN
from webserver.http_error import HttpError

Fields = Sequence[tuple[str, str]]

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

_STATUS = re.compile(r"[2-5][0-9]{2} [\t -~\x80-\xff]*")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_DIGITS = re.compile(r"[0-9]{1,18}")
# PEP 3333, "Other HTTP Features": an application must not send hop-by-hop fields. Connection is let through
# to `close` only. https://peps.python.org/pep-3333/#other-http-features
_HOP_BY_HOP = frozenset(
    {"keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade"}
)

# The types of webserver/API.md; other statuses are about:blank, which RFC 9457 section 4.2.1 gives to those
# that say no more than their status. https://www.rfc-editor.org/rfc/rfc9457#section-4.2.1
_PROBLEMS = {
    HTTPStatus.BAD_REQUEST: "urn:postroom:error:badRequest",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "urn:postroom:error:tooLarge",
    HTTPStatus.INTERNAL_SERVER_ERROR: "urn:postroom:error:fault",
    HTTPStatus.SERVICE_UNAVAILABLE: "urn:postroom:error:busy",
}


# By itself: a request that is refused here has not reached what makes the other pages.
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>This did not work</title></head>
<body><main><h1>This did not work</h1><p>{sentence}</p><p>Go back, and try again.</p></main></body></html>
"""
_PAGE_FIELDS = (
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
)


class BadAnswer(Exception):
    """The application's status or header fields cannot be sent; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class AnswerHead:
    """What an application said before its body, checked. `length` is its Content-Length, None without one."""

    status: str
    fields: Fields
    length: int | None
    closes: bool

    @property
    def code(self) -> int:
        return int(self.status[:3])

    @property
    def bodiless(self) -> bool:
        """Whether this status never has a body (RFC 9110 section 6.4.1)."""
        return self.status.startswith(("204", "304"))


def checked_head(status: str, fields: Fields) -> AnswerHead:
    """Check what an application gave to `start_response`. Raises BadAnswer.

    Fields that are the transport's (Connection, Content-Length) are taken out and become values.
    """
    if _STATUS.fullmatch(status) is None:
        raise BadAnswer(f"{status!r} is not a status line")
    kept: list[tuple[str, str]] = []
    length: int | None = None
    closes = False
    for name, value in fields:
        lower = _checked_name(name, value)
        if lower == "content-length":
            length = _checked_length(value, length)
        elif lower == "connection":
            closes = closes or value.lower() == "close"
        else:
            kept.append((name, value))
    return AnswerHead(status, kept, length, closes)


def _checked_name(name: str, value: str) -> str:
    # RFC 9110 section 5.5: a field with CR, LF or NUL in it is how answers are split in two.
    # https://www.rfc-editor.org/rfc/rfc9110#section-5.5
    if TOKEN.fullmatch(name) is None or _CONTROL.search(value) is not None:
        raise BadAnswer(f"the header field {name!r} cannot be sent")
    lower = name.lower()
    if lower in _HOP_BY_HOP:
        raise BadAnswer(f"the header field {name!r} is not the application's")
    return lower


def _checked_length(value: str, before: int | None) -> int:
    if _DIGITS.fullmatch(value) is None or before is not None:
        raise BadAnswer(f"{value!r} is not the one Content-Length")
    return int(value)


def encode_head(head: AnswerHead, framing: Fields, now: float) -> bytes:
    """The bytes of an answer's head; `framing` are the transport's own fields, `now` is seconds since 1970.

    Raises BadAnswer when a value cannot be written in latin-1.
    """
    lines = [f"HTTP/1.1 {head.status}", *[f"{name}: {value}" for name, value in head.fields]]
    if not any(name.lower() == "date" for name, _ in head.fields):
        lines.append(f"Date: {_http_date(int(now))}")
    lines += [f"{name}: {value}" for name, value in framing]
    try:
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
    except UnicodeEncodeError as error:
        raise BadAnswer("a header field has characters outside latin-1") from error


@lru_cache(maxsize=4)
def _http_date(second: int) -> str:
    # RFC 9110 section 5.6.7. https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
    return formatdate(second, usegmt=True)


def problem(error: HttpError, *, keep_alive: bool, with_body: bool, now: float, as_page: bool = False) -> bytes:
    """The whole answer for a refused request: RFC 9457 as webserver/API.md shows it, or `as_page` for a person."""
    body = json.dumps(
        {
            "type": _PROBLEMS.get(error.status, "about:blank"),
            "title": error.status.phrase,
            "status": error.status.value,
            "detail": error.detail,
        },
        ensure_ascii=False,
    ).encode()
    fields = [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")]
    if as_page:
        body = _PAGE.format(sentence=html.escape(error.detail)).encode()
        fields = [("Content-Type", "text/html; charset=utf-8"), *_PAGE_FIELDS, ("Cache-Control", "no-store")]
    if error.retry_after is not None:
        fields.append(("Retry-After", str(error.retry_after)))
    framing = [("Content-Length", str(len(body)))]
    if not keep_alive:
        framing.append(("Connection", "close"))
    head = AnswerHead(f"{error.status.value} {error.status.phrase}", fields, len(body), not keep_alive)
    return encode_head(head, framing, now) + (body if with_body else b"")


def spoken_plainly(now: float) -> bytes:
    """The answer to somebody who speaks plain HTTP to a port that wants TLS."""
    sentence = b"This port speaks HTTPS: use an address that begins with https://.\n"
    fields = [("Content-Type", "text/plain; charset=utf-8")]
    framing = [("Content-Length", str(len(sentence))), ("Connection", "close")]
    return encode_head(AnswerHead("400 Bad Request", fields, len(sentence), True), framing, now) + sentence
