"""Where something may be pushed to: an https URL of a stranger, read strictly, and addresses that are nobody's inside.

Whoever registers a URL makes this machine connect to it, so a name may lead to a public address only (unless the admin
allows others), and what was looked at is what is connected to. Pure functions: nothing is resolved here.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_URL = 2000

_URL = re.compile(r"https://[!-~]+")
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\.?")
# What Python's ipaddress calls global though it is not only that: ways to carry an IPv4 address within an IPv6 one
# (RFC 6052, 3056, 4380: they lead to inside addresses where a gateway does), and blocks with other special uses
# (https://www.iana.org/assignments/iana-ipv6-special-registry, …-ipv4-special-registry).
_SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/23", "2001:db8::/32", "3fff::/20", "192.88.99.0/24"),
    )
)
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")


class WrongTarget(Exception):
    """A URL that nothing can be pushed to; the text is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL in parts: `host` is a name or an address without brackets, `path` begins with a slash and has the query."""

    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The value of the Host field."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == 443 else f"{host}:{self.port}"


def read(url: str) -> Target:
    """Return the parts of `url`. Raises WrongTarget."""
    # RFC 8620 section 7.2: it MUST begin with https://. https://www.rfc-editor.org/rfc/rfc8620#section-7.2
    if len(url) > LONGEST_URL or _URL.fullmatch(url) is None:
        raise WrongTarget(f"url must begin with https://, in ASCII without spaces, at most {LONGEST_URL} characters.")
    try:
        parts = urlsplit(url)
        port = 443 if parts.port is None else parts.port
    except ValueError as problem:
        raise WrongTarget("url is not one.") from problem
    if "@" in parts.netloc or "\\" in url:
        raise WrongTarget("url must be without a user name.")
    host = parts.hostname or ""
    if not port or not (_NAME.fullmatch(host) or address(host)):
        raise WrongTarget("url has no host that could be reached.")
    path = parts.path or "/"
    return Target(host, port, f"{path}?{parts.query}" if parts.query else path)


def address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address that `text` is; None when it is none, or one with a zone."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return None if "%" in text else found


def is_allowed(text: str, private_networks: bool) -> bool:
    """Whether something may be sent to the address `text`; with `private_networks`, also where it is not public."""
    found = address(text)
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if found is None or found.is_multicast or found.is_unspecified:
        return False
    return private_networks or _is_public(found)


def _is_public(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if found.version == 6 and found not in _GLOBAL_UNICAST:
        return False
    return found.is_global and not found.is_reserved and not any(found in network for network in _SPECIAL)
