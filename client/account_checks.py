"""The checks of one account: its connection, for everybody, and its server, for admins. Blocks; for worker threads."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from client import account_requests, connection_check, system_check
from client.check_line import CheckLine
from client.discovery import Server
from client.jmap_client import JmapClient


class AccountChecks:
    """Asks over `jmap`, within `guard`, which makes the right faults of what goes wrong."""

    def __init__(self, server: Server, jmap: JmapClient, guard: Callable[[], AbstractContextManager[None]]) -> None:
        self._server, self._jmap, self._guard = server, jmap, guard

    def connection(self) -> list[CheckLine]:
        """How this computer stands to the server, step by step; what is wrong becomes a line and raises nothing."""
        return list(connection_check.look(self._server, self._signed_in))

    def system(self) -> list[CheckLine]:
        """What the server finds when it checks itself. Raises faults."""
        with self._guard():
            return system_check.fetch_checks(self._jmap)

    def _signed_in(self) -> str:
        with self._guard():
            return account_requests.fetch_signed_in(self._jmap)
