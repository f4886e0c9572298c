"""Whether a value can be a setting; if not, an error with file, line, key and what would be right.

Takes values as TOML has them (text, whole numbers, true and false, lists, tables) and puts them on top of settings.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, get_args

from db.settings import Limits, Ports, Push, Registration, Settings
from db.toml_lines import line_of

_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TABLES = ("ports", "limits", "push")
# What the store can hold in one row, and what a date can.
_HIGHEST = {"message_size": 512 * 1024 * 1024, "session_days": 3650}


class SettingsError(Exception):
    """A setting cannot be used; `str()` names file, line and key, and what would be right."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value came from, to say so in an error."""

    file: Path | None
    text: str

    def error(self, key: str, problem: str) -> SettingsError:
        if self.file is None:
            return SettingsError(f"The variable POSTROOM_{key.upper().replace('.', '_')} {problem}.")
        return SettingsError(f"{self.file}, line {line_of(self.text, key)}: {key} {problem}.")


def apply(settings: Settings, values: Mapping[str, Any], place: Place) -> Settings:
    """Return `settings` with `values` on top, each of them checked."""
    for key, value in values.items():
        if key in _TABLES:
            settings = _apply_table(settings, key, value, place)
        elif key in _CHECKS:
            settings = replace(settings, **{key: _CHECKS[key](key, value, place)})
        else:
            raise place.error(
                key, f"is not a setting (there are: {', '.join([*_CHECKS, *map('[{}]'.format, _TABLES)])})"
            )
    return settings


def _apply_table(settings: Settings, table: str, values: Any, place: Place) -> Settings:
    if not isinstance(values, dict):
        raise place.error(table, "must be a table: [" + table + "]")
    current: Ports | Limits | Push = getattr(settings, table)
    known = {entry.name for entry in fields(current)}
    for name, value in values.items():
        key = f"{table}.{name}"
        if name not in known:
            raise place.error(key, f"is not a setting (there are: {', '.join(sorted(known))})")
        if table == "push":
            _check_flag(key, value, place)
            continue
        low = 0 if name in ("incoming", "store_size") else 1
        high = 65535 if table == "ports" else _HIGHEST.get(name, 2**40)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise place.error(key, f"must be a whole number from {low} to {high}, not {_shown(value)}")
    checked = replace(current, **values)
    if isinstance(checked, Ports):
        _check_distinct(checked, values, place)
        return replace(settings, ports=checked)
    if isinstance(checked, Push):
        return replace(settings, push=checked)
    return replace(settings, limits=checked)


def _check_flag(key: str, value: Any, place: Place) -> None:
    if not isinstance(value, bool):
        raise place.error(key, f"must be true or false, not {_shown(value)}")


def _check_distinct(ports: Ports, values: Mapping[str, Any], place: Place) -> None:
    used: dict[int, str] = {}
    for entry in fields(ports):
        port = getattr(ports, entry.name)
        if port and port in used:
            # The one to name is the one that was set here.
            name, other = (entry.name, used[port]) if entry.name in values else (used[port], entry.name)
            raise place.error(f"ports.{name}", f"is {port}, and so is ports.{other}")
        used[port] = entry.name


def _domain(key: str, value: Any, place: Place) -> str:
    # RFC 3696 section 2: a name whose last label is all digits would be taken for an address.
    # https://www.rfc-editor.org/rfc/rfc3696#section-2
    if not isinstance(value, str) or not _is_domain(value) or value.rpartition(".")[2].isdigit():
        raise place.error(key, f"must be a domain name like project.com, not {_shown(value)}")
    return value.lower()


def _host(key: str, value: Any, place: Place) -> str:
    if value == "localhost":
        return "127.0.0.1"
    # An address with a zone is no name that a certificate can have.
    if not isinstance(value, str) or not _is_address(value) or "%" in value:
        raise place.error(key, f"must be an IP address like 127.0.0.1 or 0.0.0.0, not {_shown(value)}")
    return str(ipaddress.ip_address(value))


def _names(key: str, value: Any, place: Place) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
        raise place.error(key, 'must be a list of names like ["mail.example.com"]')
    for name in value:
        if not _is_domain(name) and not _is_address(name):
            raise place.error(key, f"has {_shown(name)}, which is neither a name nor an address")
    return tuple(name.lower() for name in value)


def _networks(key: str, value: Any, place: Place) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(network, str) for network in value):
        raise place.error(key, 'must be a list of networks like ["192.168.1.0/24"]')
    for network in value:
        if not _is_network(network):
            raise place.error(key, f"has {_shown(network)}, {_no_network(network)}")
    return tuple(_network(network) for network in value)


def _network(text: str) -> str:
    """Return a network as peers are compared with it: IPv4 within IPv6 (RFC 4291 section 2.5.5.2) is IPv4."""
    network = ipaddress.ip_network(text)
    if isinstance(network, ipaddress.IPv6Network) and network.prefixlen >= 96:
        mapped = network.network_address.ipv4_mapped
        return str(network if mapped is None else ipaddress.IPv4Network((mapped, network.prefixlen - 96)))
    return str(network)


def _no_network(text: str) -> str:
    """Return why `text` is no network, and what to write when that can be told."""
    try:
        meant = ipaddress.ip_network("" if "%" in text else text, strict=False)
    except ValueError:
        return "which is no network like 192.168.1.0/24"
    return (
        f"which is an address within a network: write {meant} for the network, {text.partition('/')[0]} for the address"
    )


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    # What stands behind a percent sign is any text for Python, and no part of a network.
    return "%" not in text


def _registration(key: str, value: Any, place: Place) -> Registration:
    for mode in get_args(Registration):
        if value == mode:
            known: Registration = mode
            return known
    raise place.error(key, f"must be one of {', '.join(get_args(Registration))}, not {_shown(value)}")


def _is_domain(text: str) -> bool:
    # Letters beyond ASCII can have lower-case forms within it.
    return text.isascii() and _DOMAIN.fullmatch(text.lower()) is not None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    # Python takes any text for the zone behind a percent sign.
    return re.fullmatch(r"[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?", text) is not None


def _shown(value: Any) -> str:
    return repr(value)[:60]


_CHECKS: dict[str, Any] = {
    "domain": _domain,
    "host": _host,
    "names": _names,
    "registration": _registration,
    "admin_networks": _networks,
}
