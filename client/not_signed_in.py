"""What a server does for people who are not signed in: make an account, and help whoever has forgotten the password.

Every function blocks and belongs into a worker thread; none touches Qt. Each opens a connection of its own, to a server
that has proved who it is, and closes it. Nothing but faults of `client/errors.py` comes out.
"""

from collections.abc import Callable

from certs.contexts import client_context
from client import account_requests
from client.discovery import Server
from client.jmap_client import JmapClient
from client.mail_client import MailClient, Registered


def register(server: Server, username: str, password: str, invitation: str = "", timeout: float = 20.0) -> Registered:
    """Make an account; sign in afterwards. Without `invitation` the code of the server's link is used.

    Raises `RegistrationRefused` with its `kind`, and the network faults.
    """
    context = client_context(ca_pem=server.ca_pem)
    with server.explaining(timeout):
        client = MailClient(server.host, server.smtp_port, context=context, timeout=timeout)
        try:
            return client.register(username, password, invitation or server.code or None)
        finally:
            client.close()


def recover(server: Server, username: str, code: str, password: str, timeout: float = 20.0) -> None:
    """Set a new password with a code of the admin; sign in afterwards.

    Raises `RecoveryRefused`, `WeakPassword`, `TooManyAttempts` and the network faults.
    """
    _ask(server, timeout, lambda jmap: account_requests.recover(jmap, username, code, password))


def ask_reset(server: Server, username: str, timeout: float = 20.0) -> None:
    """Ask for a link to set a new password; nobody is told whether one is sent. Raises `TooManyAttempts` and the
    network faults.
    """
    _ask(server, timeout, lambda jmap: account_requests.ask_reset(jmap, username))


def _ask(server: Server, timeout: float, work: Callable[[JmapClient], None]) -> None:
    jmap = JmapClient(server.host, server.https_port, client_context(ca_pem=server.ca_pem), timeout)
    try:
        with server.explaining(timeout):
            work(jmap)
    finally:
        jmap.close()
