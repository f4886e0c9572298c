"""The names and addresses that the server's certificate must carry.

Clients may reach the machine as localhost, by its host name, by an address, by the mail domain or by names
the settings add. Everything comes out in one spelling (lower case, A-labels, compressed IPv6), so that
comparing two lists tells whether a certificate still fits. No name server is asked.
"""

import ipaddress
import re
import socket
from collections.abc import Iterator, Sequence

from certs.files import CertificateError
from certs.own_addresses import own_addresses

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


def machine_names(domain: str, host: str, extra: Sequence[str]) -> tuple[str, ...]:
    """Names and addresses for the certificate, each once; the mail domain first.

    `host` is where the servers listen; a wildcard (`""`, `0.0.0.0`, `::`) stands for every address of the
    machine. Raises CertificateError for a domain, host or extra name that no certificate can carry.
    """
    names = [domain, f"mail.{domain}", "localhost", "127.0.0.1", "::1"]
    names += own_addresses() if is_wildcard(host) else [host]
    names += extra
    return tuple(dict.fromkeys([*map(spelled, names), *_host_names()]))


def is_wildcard(host: str) -> bool:
    """Whether a listener on `host` is reached at every address of the machine."""
    try:
        return host == "" or ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def spelled(name: str) -> str:
    """`name` in the one spelling that certificates are compared in. Raises CertificateError.

    Addresses may stand in brackets and with a zone; a name may start with the label `*`.
    """
    try:
        return str(ipaddress.ip_address(name.strip("[]").partition("%")[0]))
    except ValueError:
        return _spelled_name(name)


def is_address(name: str) -> bool:
    """Whether a spelled name is an IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _spelled_name(name: str) -> str:
    try:
        ascii_name = name.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        ascii_name = ""
    labels = ascii_name.removeprefix("*.").split(".")
    if len(ascii_name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise CertificateError(f"{name!r} is neither a host name nor an IP address: correct it in the settings.")
    return ascii_name


def _host_names() -> Iterator[str]:
    # The kernel's word only: socket.getfqdn() asks name servers and can hang for minutes.
    name = socket.gethostname()
    for candidate in (name, name.partition(".")[0]):
        try:
            yield spelled(candidate)
        except CertificateError:
            # A machine may have a name that no certificate can carry; nobody reaches it by that name.
            continue
