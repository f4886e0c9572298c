"""The one SMTP connection of an account: opened and signed in when it is first needed, kept, opened again
when it broke.

Work waits for its turn; whatever breaks comes out as a fault, and the next work gets a new connection.
"""

import ssl
import threading
from collections.abc import Callable
from typing import TypeVar

from client.discovery import Server
from client.errors import ConnectionLost, Fault, SignInNeeded, WrongPassword
from client.mail_client import MailClient

T = TypeVar("T")


class SmtpLane:
    """Safe to use from several threads. It signs in with the token of the session, so that no password has to be kept
    for opening again, and a session that was ended elsewhere ends here too.
    """

    def __init__(self, server: Server, context: ssl.SSLContext, username: str, token: str, timeout: float) -> None:
        self._server = server
        self._context = context
        self._credentials = (username, token)
        self._timeout = timeout
        self._turn = threading.Lock()
        self._client: MailClient | None = None
        self._closed = False
        self.size_limit = 0

    def run(self, work: Callable[[MailClient], T]) -> T:
        """Do the work with a connection that answers. Raises what opening, signing in and the work raise."""
        try:
            with self._turn:
                self._refuse_when_closed()
                try:
                    return work(self._ready())
                except Fault:
                    self._refuse_when_closed()
                    raise
        finally:
            # `close` leaves the connection to whoever has the turn, also when the work was done just then.
            if self._closed:
                self._drop_when_idle()

    def leave(self) -> None:
        """Say QUIT, if nobody is at work and a connection is open, and close."""
        if self._turn.acquire(blocking=False):
            try:
                client, self._client = self._client, None
                if client is not None:
                    _quit(client)
            finally:
                self._turn.release()
        self.close()

    def close(self) -> None:
        """Close at once, from any thread; work under way ends with `ConnectionLost`."""
        self._closed = True
        client = self._client
        if client is not None:
            client.interrupt()
        self._drop_when_idle()

    def _drop_when_idle(self) -> None:
        if self._turn.acquire(blocking=False):
            try:
                self._drop()
            finally:
                self._turn.release()

    def _ready(self) -> MailClient:
        if self._client is not None and _answers(self._client):
            return self._client
        self._drop()
        client = MailClient(self._server.host, self._server.smtp_port, context=self._context, timeout=self._timeout)
        # Known before it signs in, so that close() can end that too.
        self._client = client
        try:
            self._refuse_when_closed()
            client.authenticate(*self._credentials)
        except WrongPassword as fault:
            self._drop()
            # Nobody has typed this one: it was right, and has expired or was ended from another device.
            raise SignInNeeded(fault.detail) from fault
        except BaseException:
            self._drop()
            raise
        self.size_limit = client.size_limit
        return client

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _refuse_when_closed(self) -> None:
        if self._closed:
            self._drop()
            raise ConnectionLost(self._server.host, self._server.smtp_port, "closed by this program")


def _answers(client: MailClient) -> bool:
    try:
        client.ping()
    except Fault:
        return False
    return True


def _quit(client: MailClient) -> None:
    """Good manners, not more: the connection is closed whatever the server says to it."""
    try:
        client.quit()
    except OSError:
        client.close()
