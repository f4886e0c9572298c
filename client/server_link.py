"""The link with which another computer or another person finds the same server and verifies it from the first moment.
Pure: what is read from it again is `client/invitation.py`."""

import ipaddress
from urllib.parse import urlencode

from client.discovery import Server
from client.invitation import is_ipv6


def server_link(server: Server) -> str:
    """A link as an invitation has it, without a code: it lets nobody in, it only says where the server is and which CA
    is its own.
    """
    host = f"[{server.host}]" if is_ipv6(server.host) else server.host
    query = {"https": server.https_port, "smtp": server.smtp_port, "ca": server.fingerprint, "domain": server.domain}
    return f"postroom://{host}/?{urlencode(query)}"


def only_here(server: Server) -> bool:
    """Whether the server is reached by a name that means this very computer, so that its link helps nobody else."""
    if server.host.lower().rstrip(".") in {"localhost", "localhost.localdomain"}:
        return True
    try:
        return ipaddress.ip_address(server.host).is_loopback
    except ValueError:
        return False
