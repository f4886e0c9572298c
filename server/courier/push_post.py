"""One POST to a URL of a stranger: to an address that was looked at, within a time, and with little of its answer read.

The name is looked up once, and the connection goes to exactly the address that was found allowed; the certificate is
checked for the name. Nothing is followed, nothing is sent twice, nothing of the answer is believed but its status and
Retry-After.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

from db.push_target import Target, is_allowed

TIMEOUT = 15.0
"""Seconds for everything after the name was looked up."""

LARGEST_HEAD = 16 * 1024
_MOST_ADDRESSES = 2
_INTERIM = 3
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})(?: |\r|\n|$)")
_RETRY_AFTER = re.compile(rb"(?im)^retry-after:[ \t]*([0-9]{1,9})[ \t]*\r?$")


class NotSent(Exception):
    """The receiver could not be reached, or made no sense; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the receiver said; `retry_after` is in seconds, None when it said none."""

    status: int
    retry_after: int | None = None


def post(
    target: Target,
    fields: Mapping[str, str],
    body: bytes,
    context: ssl.SSLContext,
    private_networks: bool,
    timeout: float = TIMEOUT,
) -> Reply:
    """Send `body` to `target`. Raises NotSent."""
    addresses = _addresses(target, private_networks)
    until = time.monotonic() + timeout
    try:
        with closing(_connected(target, addresses, context, until)) as connection:
            connection.settimeout(_left(until))
            connection.sendall(_request(target, fields, body))
            return _reply(connection, until)
    except (OSError, ValueError) as problem:
        # ssl.SSLError is an OSError; a ValueError is a name that TLS cannot ask for.
        raise NotSent(f"{type(problem).__name__}: {problem}") from problem


def _addresses(target: Target, private_networks: bool) -> list[str]:
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as problem:
        raise NotSent(f"the name cannot be looked up: {problem}") from problem
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    allowed = [one for one in addresses if is_allowed(one, private_networks)]
    if not allowed:
        raise NotSent("its address is not public")
    return allowed[:_MOST_ADDRESSES]


def _connected(target: Target, addresses: list[str], context: ssl.SSLContext, until: float) -> ssl.SSLSocket:
    """Return a connection with TLS to the first of `addresses` that takes one. Raises OSError."""
    for number, address in enumerate(addresses, 1):
        # The address as digits: nothing is looked up a second time.
        share = _left(until) / (len(addresses) - number + 1)
        try:
            plain = socket.create_connection((address, target.port), share)
        except OSError:
            if number == len(addresses):
                raise
            continue
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            plain.settimeout(_left(until))
            return context.wrap_socket(plain, server_hostname=target.host)
        except BaseException:
            plain.close()
            raise
    raise OSError("there is no address")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("it took too long")
    return left


def _request(target: Target, fields: Mapping[str, str], body: bytes) -> bytes:
    lines = [
        f"POST {target.path} HTTP/1.1",
        f"Host: {target.authority}",
        *(f"{name}: {value}" for name, value in fields.items()),
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii") + body


def _reply(connection: ssl.SSLSocket, until: float) -> Reply:
    """Read heads until one that is no interim answer (RFC 9110 section 15.2); the body is left alone."""
    data = b""
    for _ in range(_INTERIM):
        while b"\r\n\r\n" not in data:
            connection.settimeout(_left(until))
            block = connection.recv(4096)
            data += block
            if not block or len(data) > LARGEST_HEAD:
                raise OSError("the answer breaks off" if not block else "the answer is too long")
        head, _, data = data.partition(b"\r\n\r\n")
        reply = parse(head)
        if reply.status >= 200:
            return reply
    raise OSError("the answer does not begin")


def parse(head: bytes) -> Reply:
    """Return what the head of an answer (without its empty line) says. Raises OSError when it is no HTTP."""
    status = _STATUS.match(head)
    if status is None:
        raise OSError("the answer is no HTTP")
    wish = _RETRY_AFTER.search(head)
    return Reply(int(status[1]), int(wish[1]) if wish else None)
