"""What a request asks for: the request target and the Host field, pure text in, values out.

Origin form (`/path?query`) is the rule, absolute form is accepted from clients that believe in a proxy, and
the asterisk only from OPTIONS. The path comes out percent-decoded as WSGI has it.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from webserver.http_error import bad_request

# RFC 3986 section 3.2.2 without user information: a name or IPv4 address, or an IPv6 address in brackets.
# https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2
_HOST = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=%]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_ABSOLUTE = re.compile(r"https?://([^/?#]*)(.*)", re.IGNORECASE)
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Target:
    """`path` is decoded (bytes as latin-1, as WSGI's PATH_INFO), `query` and `raw` are as they came.

    `authority` is host and port of an absolute target, else empty.
    """

    raw: str
    path: str
    query: str
    authority: str = ""


def parse_target(method: str, raw: str) -> Target:
    """Parse the request target `raw`, visible ASCII. Raises HttpError."""
    if raw.startswith("/"):
        return _with_path(raw, raw, "")
    if raw == "*" and method == "OPTIONS":
        return Target(raw, "*", "")
    # RFC 9112 section 3.2.2: a server MUST accept the absolute form, and its host wins over the Host field.
    # https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
    matched = _ABSOLUTE.fullmatch(raw)
    if matched is None:
        raise bad_request("The request target is neither a path nor an https address.")
    rest = matched[2]
    return _with_path(raw, rest if rest.startswith("/") else "/" + rest, parse_host(matched[1]))


def parse_host(value: str) -> str:
    """`value` when it is a host with or without a port. Raises HttpError."""
    if _HOST.fullmatch(value) is None:
        raise bad_request("The host is not a host name or address with or without a port.")
    return value


def _with_path(raw: str, path_and_query: str, authority: str) -> Target:
    path, _, query = path_and_query.partition("?")
    if "#" in raw:
        raise bad_request("The request target has a fragment.")
    if "%" in path:
        path = _decoded(path)
    return Target(raw, path, query, authority)


def _decoded(path: str) -> str:
    if _BAD_PERCENT.search(path) is not None:
        raise bad_request("The path has a % that is not followed by two hexadecimal digits.")
    decoded = unquote_to_bytes(path).decode("latin-1")
    if "\0" in decoded:
        raise bad_request("The path has a NUL character in it.")
    return decoded
