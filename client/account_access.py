"""Who gets into an account: its password, where a link goes when that is forgotten, and the devices that are signed in.
Blocks; for worker threads."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from client import account_requests
from client.account_requests import Device, RecoveryAddress
from client.jmap_client import JmapClient


class AccountAccess:
    """Asks over `jmap`, within `guard`, which makes the right faults of what goes wrong."""

    def __init__(self, jmap: JmapClient, guard: Callable[[], AbstractContextManager[None]]) -> None:
        self._jmap, self._guard = jmap, guard

    def change_password(self, old: str, new: str) -> None:
        """Every other device is signed out by it. Raises `WrongPassword` for the old one, `WeakPassword` for the
        new one.
        """
        with self._guard():
            account_requests.change_password(self._jmap, old, new)

    def recovery_address(self) -> RecoveryAddress:
        """Where a link goes when the password is forgotten."""
        with self._guard():
            return account_requests.fetch_recovery_address(self._jmap)

    def set_recovery_address(self, password: str, address: str) -> RecoveryAddress:
        """Set it, "" for none. Raises `WrongPassword`, and `NotAccepted` with the server's reason."""
        with self._guard():
            return account_requests.choose_recovery_address(self._jmap, password, address)

    def devices(self) -> list[Device]:
        """Where this account is signed in, the one used last first."""
        with self._guard():
            return account_requests.fetch_devices(self._jmap)

    def sign_out_device(self, device_id: str) -> None:
        """End one session; one that has ended already is as it should be."""
        with self._guard():
            account_requests.end_device(self._jmap, device_id)

    def sign_out_other_devices(self) -> None:
        """End every session but this one."""
        with self._guard():
            account_requests.end_other_devices(self._jmap)
