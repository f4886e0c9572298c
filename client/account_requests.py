"""What the client asks of the inbox server about the account itself, beside JMAP: its devices, its password, its
recovery address.

`webserver/API.md` has the requests and their answers. Nothing here keeps a password or puts one into a fault.
"""

import platform
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from client.errors import MessageGone, RecoveryRefused, WrongPassword
from client.faults import faults_at
from client.jmap_client import JmapClient
from client.json_values import JsonObject, ShapeError, children, flag, parse_object, text
from client.server_words import server_words

SESSION_PATH = "/auth/session"
SESSIONS_PATH = "/auth/sessions"
PASSWORD_PATH = "/auth/password"  # noqa: S105 - a path
RECOVERY_PATH = "/auth/recovery"
RECOVERY_ADDRESS_PATH = "/auth/recovery-address"
RESET_PATH = "/auth/reset"
# What its owner sees in the list of devices, and nobody else but the admin: so a lost computer can be told from others.
DEVICE = f"Postroom on {platform.node() or 'a computer'}"[:200]


@dataclass(frozen=True)
class Device:
    """One signed-in device; `peer` is the address it signed in from, `is_current` tells that it is this program."""

    id: str
    name: str
    peer: str
    since: datetime
    last_used: datetime
    is_current: bool


@dataclass(frozen=True)
class RecoveryAddress:
    """Where a link for a forgotten password goes, "" for nowhere. `works`: it would arrive as things are, which for an
    address outside depends on `outside_open`.
    """

    address: str
    works: bool
    outside_open: bool


def change_password(jmap: JmapClient, old: str, new: str) -> None:
    """Raises `WrongPassword`, `WeakPassword`, `TooManyAttempts`."""
    if not old or "\0" in old + new:
        raise WrongPassword("an empty password, or one with a NUL")
    wanted = {"oldPassword": old, "newPassword": new}
    jmap.exchange("POST", PASSWORD_PATH, wanted, expected=204, repeatable=False)


def recover(jmap: JmapClient, username: str, code: str, password: str) -> None:
    """Raises `RecoveryRefused`, `WeakPassword`, `TooManyAttempts`."""
    if not username or not code or len(code) > 100 or "\0" in username + code + password:
        raise RecoveryRefused("an empty name or code, one that is too long, or one with a NUL")
    wanted = {"username": username, "code": code, "newPassword": password}
    jmap.exchange("POST", RECOVERY_PATH, wanted, expected=204, repeatable=False)


def ask_reset(jmap: JmapClient, username: str) -> None:
    """Ask for a link to the recovery address; nobody is told whether one is sent. Raises `TooManyAttempts`."""
    jmap.exchange("POST", RESET_PATH, {"username": username}, expected=202, repeatable=False)


def fetch_recovery_address(jmap: JmapClient) -> RecoveryAddress:
    answer = jmap.exchange("GET", RECOVERY_ADDRESS_PATH, None, expected=200, repeatable=True)
    return _recovery_address(jmap, answer.body)


def choose_recovery_address(jmap: JmapClient, password: str, address: str) -> RecoveryAddress:
    """Set it, "" for none. Raises `WrongPassword`, `TooManyAttempts`, `NotAccepted` with the server's reason."""
    if not password or "\0" in password + address:
        raise WrongPassword("an empty password, or one with a NUL")
    wanted = {"password": password, "address": address}
    answer = jmap.exchange("PUT", RECOVERY_ADDRESS_PATH, wanted, expected=200, repeatable=True)
    return _recovery_address(jmap, answer.body)


def fetch_signed_in(jmap: JmapClient) -> str:
    """The address that is signed in, as the server sees it now. Raises `SignInNeeded` when the session has ended."""
    answer = jmap.exchange("GET", SESSION_PATH, None, expected=200, repeatable=True)
    with faults_at(jmap.host, jmap.port):
        return text(parse_object(answer.body), "address")


def fetch_devices(jmap: JmapClient) -> list[Device]:
    """The sessions of this account, as the server lists them."""
    answer = jmap.exchange("GET", SESSIONS_PATH, None, expected=200, repeatable=True)
    with faults_at(jmap.host, jmap.port):
        return [_device(one) for one in children(parse_object(answer.body), "sessions")]


def end_device(jmap: JmapClient, device_id: str) -> None:
    """End one session of this account; the one that is gone already is no fault."""
    try:
        jmap.exchange("DELETE", f"{SESSIONS_PATH}/{quote(device_id, safe='')}", None, expected=204, repeatable=True)
    except MessageGone:
        return


def end_other_devices(jmap: JmapClient) -> None:
    """End every session of this account but the one that asks."""
    jmap.exchange("DELETE", SESSIONS_PATH, None, expected=204, repeatable=True)


def _recovery_address(jmap: JmapClient, body: bytes) -> RecoveryAddress:
    with faults_at(jmap.host, jmap.port):
        found = parse_object(body)
        address = server_words(text(found, "address", ""))
        return RecoveryAddress(address, flag(found, "works", False), flag(found, "outsideOpen", False))


def _device(found: JsonObject) -> Device:
    return Device(
        id=text(found, "id"),
        name=server_words(text(found, "device", "")),
        peer=server_words(text(found, "peer", "")),
        since=_time(found, "createdAt"),
        last_used=_time(found, "lastUsedAt"),
        is_current=flag(found, "current", False),
    )


def _time(found: JsonObject, key: str) -> datetime:
    try:
        value = datetime.fromisoformat(text(found, key))
    except ValueError as error:
        raise ShapeError(f"{key} is not a time") from error
    if value.tzinfo is None:
        raise ShapeError(f"{key} has no time zone")
    return value
