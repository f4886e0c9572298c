"""The head of an HTTP/1.1 request: from bytes to a value, or to the error that answers it.

Pure functions: the bytes received so far go in, a frozen `RequestHead` comes out; sockets, limits' owners and
WSGI are elsewhere. It is strict where leniency lets two programs see two different requests in the same
bytes (request smuggling): what RFC 9112 does not allow is refused, never repaired.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from webserver.http_error import HttpError, bad_request
from webserver.request_target import Target, parse_host, parse_target

TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_REQUEST_LINE = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([!-~]+) HTTP/([0-9])\.([0-9])")
# Everything that may not stand in a head, once its lines are split: controls but the tab, and CR and LF.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_DIGITS = re.compile(r"[0-9]{1,18}")
_END = b"\r\n\r\n"
MAX_FIELDS = 100

# Fields of which a second one is an attempt to be understood in two ways.
_SINGLE = frozenset({"host", "content-length", "content-type", "authorization", "expect"})


@dataclass(frozen=True, slots=True)
class RequestHead:
    """One request's head. `fields` has lower-case names; values of repeated fields are joined by commas.

    `length` is the declared length of the body, 0 without one; `chunked` says that it comes in chunks
    instead. `keep_alive` is what the client asks for; `expects_continue` that it waits for a 100.
    """

    method: str
    target: Target
    minor_version: int
    fields: Mapping[str, str]
    host: str
    length: int
    chunked: bool
    keep_alive: bool
    expects_continue: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Where a head lies in the bytes received: from `start` to `end`, with the empty line behind it."""

    start: int
    end: int


def find_head(buffer: bytearray, scanned: int, line_limit: int, head_limit: int) -> Span | None:
    """Find the end of the head at the front of `buffer`; None while it is not all there.

    `scanned` is how many bytes an earlier call has seen: no byte is looked at twice. Raises HttpError: 400
    for a bare LF, 414 for a request line over `line_limit`, 431 for a head over `head_limit`.
    """
    # RFC 9112 section 2.2: one empty line in front of a request is ignored (old clients send it).
    # https://www.rfc-editor.org/rfc/rfc9112#section-2.2
    start = 2 if buffer.startswith(b"\r\n") else 0
    seen = max(start, scanned)
    end = buffer.find(_END, max(start, seen - 3), start + head_limit)
    stop = end + len(_END) if end >= 0 else min(len(buffer), start + head_limit)
    refusal = _too_long(buffer, start, stop, line_limit)
    if refusal is not None:
        stop = min(stop, start + line_limit + 2)
    elif end < 0 and len(buffer) - start >= head_limit:
        refusal = HttpError(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"The header fields are over {head_limit} bytes."
        )
    # Counting each LF and each CRLF among the new bytes tells a bare LF without looking at every line.
    if buffer.count(b"\n", seen, stop) != buffer.count(b"\r\n", max(start, seen - 1), stop):
        raise bad_request("A line ends in LF alone; lines end in CRLF.")
    if refusal is not None:
        raise refusal
    return Span(start, stop) if end >= 0 else None


def _too_long(buffer: bytearray, start: int, stop: int, line_limit: int) -> HttpError | None:
    longest = start + line_limit + 2
    if stop < longest or buffer.find(b"\r\n", start, longest) >= 0:
        return None
    return HttpError(HTTPStatus.REQUEST_URI_TOO_LONG, f"The request line is over {line_limit} bytes.")


def parse_head(head: bytes) -> RequestHead:
    """Parse one head, from its request line to the CRLF CRLF that ends it. Raises HttpError."""
    lines = head[:-4].decode("latin-1").split("\r\n")
    method, raw_target, minor = _request_line(lines[0])
    fields = _fields(lines)
    target = parse_target(method, raw_target)
    tokens = _tokens(fields.get("connection", ""))
    return RequestHead(
        method=method,
        target=target,
        minor_version=minor,
        fields=fields,
        host=target.authority or _host(fields, minor),
        length=_length(fields),
        chunked=_chunked(fields, minor),
        keep_alive="close" not in tokens and (minor > 0 or "keep-alive" in tokens),
        expects_continue=_expects_continue(fields, minor),
    )


def _request_line(line: str) -> tuple[str, str, int]:
    matched = _REQUEST_LINE.fullmatch(line)
    if matched is None:
        raise bad_request("The first line is not a request line of HTTP/1.1.")
    method, target, major, minor = matched.groups()
    if major != "1":
        raise HttpError(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "This server speaks HTTP/1.1.")
    return method, target, int(minor)


def _fields(lines: list[str]) -> dict[str, str]:
    if len(lines) - 1 > MAX_FIELDS:
        raise HttpError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"There are more than {MAX_FIELDS} header fields.")
    fields: dict[str, str] = {}
    for line in lines[1:]:
        name, value = split_field(line)
        if name not in fields:
            fields[name] = value
        elif name in _SINGLE:
            raise bad_request(f"The header field {name} is there twice.")
        else:
            fields[name] += ("; " if name == "cookie" else ", ") + value
    return fields


def split_field(line: str) -> tuple[str, str]:
    """One field line, as lower-case name and trimmed value. Raises HttpError.

    A name with white space around it, a folded line and control characters are refused.
    """
    name, colon, value = line.partition(":")
    # RFC 9112 section 5.1: no whitespace is allowed between the name and the colon; section 5.2: a server
    # MUST reject obs-fold or replace it. https://www.rfc-editor.org/rfc/rfc9112#section-5.1
    if not colon or TOKEN.fullmatch(name) is None:
        raise bad_request("A header field has no valid name, or is folded over two lines.")
    if _CONTROL.search(value) is not None:
        raise bad_request(f"The header field {name.lower()} has control characters in it.")
    return name.lower(), value.strip(" \t")


def _tokens(value: str) -> frozenset[str]:
    return frozenset(token.strip(" \t").lower() for token in value.split(",")) if value else frozenset()


def _host(fields: Mapping[str, str], minor: int) -> str:
    # RFC 9112 section 3.2: a server MUST answer 400 to an HTTP/1.1 request that lacks Host, has more than
    # one, or an invalid one. https://www.rfc-editor.org/rfc/rfc9112#section-3.2
    if "host" not in fields:
        if minor == 0:
            return ""
        raise bad_request("The header field host is missing.")
    return parse_host(fields["host"])


def _length(fields: Mapping[str, str]) -> int:
    if "content-length" not in fields:
        return 0
    value = fields["content-length"]
    if _DIGITS.fullmatch(value) is None:
        raise bad_request("The header field content-length is not a number of bytes.")
    return int(value)


def _chunked(fields: Mapping[str, str], minor: int) -> bool:
    # RFC 9112 section 6.1 and 6.3: what has both lengths, or chunks in HTTP/1.0, is not to be trusted.
    # https://www.rfc-editor.org/rfc/rfc9112#section-6.1
    if "transfer-encoding" not in fields:
        return False
    if "content-length" in fields:
        raise bad_request("The request has both content-length and transfer-encoding.")
    if minor == 0:
        raise bad_request("HTTP/1.0 has no transfer-encoding.")
    codings = [coding.strip(" \t").lower() for coding in fields["transfer-encoding"].split(",")]
    if any(coding not in ("chunked", "") for coding in codings):
        raise HttpError(HTTPStatus.NOT_IMPLEMENTED, "The only transfer coding here is chunked.")
    if codings != ["chunked"]:
        raise bad_request("The header field transfer-encoding must be chunked, once.")
    return True


def _expects_continue(fields: Mapping[str, str], minor: int) -> bool:
    # RFC 9110 section 10.1.1: a server MUST ignore 100-continue in an HTTP/1.0 request.
    # https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1
    if "expect" not in fields or minor == 0:
        return False
    if fields["expect"].lower() != "100-continue":
        raise HttpError(HTTPStatus.EXPECTATION_FAILED, "The only expectation met here is 100-continue.")
    return True
