"""What a person types or pastes to say which server is meant: an address, or an invitation link.

Text goes in, a `ServerAddress` comes out; nothing is asked of the network. A link made by the server's
admin also carries the fingerprint of the server's CA, so that the first connection is already verified.
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

from client.errors import BadServerAddress
from client.wording import Said

DEFAULT_HTTPS_PORT = 1443

_HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_INCOMPLETE = Said("This invitation link is not complete. Copy the whole link, or ask for a new one.")


@dataclass(frozen=True)
class ServerAddress:
    """Where the inbox server is, and what an invitation adds.

    `fingerprint` ("" without an invitation) is the SHA-256 of the CA certificate in DER, 64 lower-case
    hexadecimal digits; `smtp_port` is 0 when only the server can tell; `code` is the invitation code for
    registration.
    """

    host: str
    https_port: int = DEFAULT_HTTPS_PORT
    smtp_port: int = 0
    fingerprint: str = ""
    domain: str = ""
    code: str = ""


def parse_server(text: str) -> ServerAddress:
    """Read `host`, `host:port`, `[::1]:1443`, `https://host:port/`, or `postroom://…` (an invitation link).

    A port that is not given is 1443, also after `https://`. Raises `BadServerAddress` with a sentence that
    says what is wrong.
    """
    typed = text.strip()
    if not typed:
        raise BadServerAddress(Said("Type the address of your server, or paste an invitation link."))
    scheme, separator, _ = typed.partition("://")
    if not separator:
        return _plain_address(typed)
    if scheme.lower() == "postroom":
        return _invitation(_split(typed))
    if scheme.lower() == "https":
        return _https_address(_split(typed))
    raise BadServerAddress(
        Said("A server address does not start with {scheme}://. Type only the server's name.", scheme=scheme)
    )


def _plain_address(typed: str) -> ServerAddress:
    if "@" in typed:
        raise BadServerAddress(Said("“{typed}” is an address of a person. Type only the server's name.", typed=typed))
    if any(char.isspace() for char in typed):
        raise BadServerAddress(
            Said("“{typed}” is not the name of a server: it has a space in it.", typed=" ".join(typed.split()))
        )
    bracketed = f"[{typed}]" if is_ipv6(typed) else typed
    return _https_address(_split(f"https://{bracketed}"))


def _split(link: str) -> SplitResult:
    try:
        parts = urlsplit(link)
        _ = parts.port
    except ValueError as error:
        raise BadServerAddress(
            Said("“{link}” is not a server address: check the host and the port.", link=link), str(error)
        ) from None
    return parts


def _https_address(parts: SplitResult) -> ServerAddress:
    port = DEFAULT_HTTPS_PORT if parts.port is None else parts.port
    return ServerAddress(_host(parts), _port(str(port)))


def _invitation(parts: SplitResult) -> ServerAddress:
    # Contract of the link: postroom://HOST/?https=1443&smtp=1587&ca=<64 hex>&domain=project.com[&code=…]
    query = parse_qs(parts.query, keep_blank_values=True)
    if any(len(values) > 1 for values in query.values()):
        raise BadServerAddress(_INCOMPLETE)
    found = {name: values[0] for name, values in query.items()}
    fingerprint = found.get("ca", "").lower()
    if not _FINGERPRINT.fullmatch(fingerprint):
        raise BadServerAddress(_INCOMPLETE)
    return ServerAddress(
        host=_host(parts),
        https_port=_port(found.get("https", str(DEFAULT_HTTPS_PORT))),
        smtp_port=_port(found["smtp"]) if "smtp" in found else 0,
        fingerprint=fingerprint,
        domain=found.get("domain", ""),
        code=found.get("code", ""),
    )


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if parts.username is not None or parts.password is not None:
        raise BadServerAddress(Said("A server address has no user name in it. Type only the server's name."))
    if is_ipv6(host):
        return host
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    if not _HOST_NAME.fullmatch(name) or len(name) > 253:
        raise BadServerAddress(Said("“{host}” is not the name of a server. Check the spelling.", host=host))
    return name


def _port(digits: str) -> int:
    if not (digits.isascii() and digits.isdigit() and 1 <= int(digits[:9]) <= 65535):
        raise BadServerAddress(Said("“{digits}” is not a port. A port is a number from 1 to 65535.", digits=digits))
    return int(digits)


def is_ipv6(host: str) -> bool:
    """Whether a host is an IPv6 address, which stands in brackets in links."""
    try:
        return ipaddress.ip_address(host).version == 6
    except ValueError:
        return False
