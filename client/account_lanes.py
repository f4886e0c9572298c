"""What an account asks its server over: HTTPS and SMTP, opened by signing in, and shut as long as nobody has."""

import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar

from certs.contexts import client_context
from client.discovery import Server
from client.errors import NotConnected
from client.jmap_client import JmapClient
from client.jmap_session import SignedIn
from client.mail_client import MailClient
from client.smtp_lane import SmtpLane

T = TypeVar("T")


@dataclass(frozen=True)
class AccountLanes:
    """`is_open` is False when nobody has signed in: then `https` and `run` raise `NotConnected`."""

    server: Server
    jmap: JmapClient
    smtp: SmtpLane
    timeout: float
    is_open: bool = True

    def https(self) -> AbstractContextManager[None]:
        """Around whatever is asked over `jmap`: makes the right faults of what goes wrong."""
        if not self.is_open:
            raise NotConnected
        return self.server.explaining(self.timeout)

    def run(self, work: Callable[[MailClient], T]) -> T:
        """Do the work in the SMTP lane."""
        with self.https():
            return self.smtp.run(work)

    def close(self) -> None:
        """Close both at once, from any thread; what is under way ends with `ConnectionLost`."""
        self.jmap.close()
        self.smtp.close()


def opened(server: Server, timeout: float, enter: Callable[[JmapClient], SignedIn]) -> tuple[AccountLanes, SignedIn]:
    """Sign in with `enter`. The SMTP connection is opened when it is first needed."""
    context = client_context(ca_pem=server.ca_pem)
    jmap = JmapClient(server.host, server.https_port, context, timeout)
    try:
        with server.explaining(timeout):
            signed_in = enter(jmap)
    except BaseException:
        jmap.close()
        raise
    smtp = SmtpLane(server, context, signed_in.address, jmap.token, timeout)
    return AccountLanes(server, jmap, smtp, timeout), signed_in


def shut(server: Server, address: str) -> AccountLanes:
    """Those of an account that nobody has signed in to yet."""
    # Nothing is ever sent with this context, and it trusts nobody.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    jmap = JmapClient(server.host, server.https_port, context)
    return AccountLanes(server, jmap, SmtpLane(server, context, address, "", 0), 0, is_open=False)
