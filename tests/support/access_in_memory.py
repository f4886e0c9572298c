"""The password, the recovery address and the devices of an account without a server."""

from collections.abc import Callable
from dataclasses import replace

from client.account_access import AccountAccess
from client.account_requests import Device, RecoveryAddress
from tests.support.gui_samples import devices


class AccessInMemory(AccountAccess):
    """`signed_in` and `recovery` are what there is now; `work` is called first, by the name of the method."""

    def __init__(self, work: Callable[[str], None]) -> None:
        self._work = work
        self.signed_in = devices()
        self.recovery = RecoveryAddress("", False, False)

    def change_password(self, old: str, new: str) -> None:
        self._work("change_password")

    def recovery_address(self) -> RecoveryAddress:
        self._work("recovery_address")
        return self.recovery

    def set_recovery_address(self, password: str, address: str) -> RecoveryAddress:
        self._work("set_recovery_address")
        self.recovery = replace(self.recovery, address=address)
        return self.recovery

    def devices(self) -> list[Device]:
        self._work("devices")
        return list(self.signed_in)

    def sign_out_device(self, device_id: str) -> None:
        self._work("sign_out_device")
        self.signed_in = [one for one in self.signed_in if one.id != device_id]

    def sign_out_other_devices(self) -> None:
        self._work("sign_out_other_devices")
        self.signed_in = [one for one in self.signed_in if one.is_current]
