"""Everything an admin can set, as one frozen object.

Defaults, then `settings.toml` in the data folder, then `POSTROOM_*` variables; checked once, passed by argument
afterwards. Nothing else in Postroom reads the file or the environment. No secret is ever a setting, so the object can
be printed.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from db.toml_lines import line_of, wrong_line

Registration = Literal["open", "invitation", "approval", "closed"]

_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TABLES = ("ports", "limits", "push")
# What the store can hold in one row, and what a date can.
_HIGHEST = {"message_size": 512 * 1024 * 1024, "session_days": 3650}


class SettingsError(Exception):
    """A setting cannot be used; `str()` names file, line and key, and what would be right."""


@dataclass(frozen=True, slots=True)
class Ports:
    """TCP ports; 0 for `incoming` turns that listener off."""

    smtp_starttls: int = 1587
    smtp_tls: int = 1465
    https: int = 1443
    incoming: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What strangers and users may send; sizes in bytes, times in seconds; `store_size` 0 leaves it to the disk."""

    message_size: int = 50 * 1024 * 1024
    recipients: int = 1000
    connections: int = 2000
    connections_per_address: int = 100
    data_in_flight: int = 512 * 1024 * 1024
    command_timeout: int = 300
    data_timeout: int = 180
    sign_in_failures: int = 10
    registrations_per_hour: int = 30
    session_days: int = 30
    store_size: int = 0


@dataclass(frozen=True, slots=True)
class Push:
    """Telling of changes by URL; `private_networks` allows addresses that are not public."""

    private_networks: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What one installation is: its data folder, its domain, where it listens, what it allows."""

    data: Path
    domain: str = "project.com"
    host: str = "127.0.0.1"
    names: tuple[str, ...] = ()
    registration: Registration = "open"
    admin_networks: tuple[str, ...] = ()
    ports: Ports = field(default_factory=Ports)
    limits: Limits = field(default_factory=Limits)
    push: Push = field(default_factory=Push)

    @property
    def file(self) -> Path:
        """The settings file."""
        return self.data / "settings.toml"

    @property
    def store(self) -> Path:
        """The SQLite file that holds accounts and mail."""
        return self.data / "postroom.sqlite3"

    @property
    def secret_keys(self) -> Path:
        """The file with the keys of the passwords that the store keeps for relays."""
        return self.data / "secret.keys"

    @property
    def latest_report(self) -> Path:
        """The report of alerts that was made last (PDF); what drawing it needs again lies beside it."""
        return self.data / "reports" / "latest.pdf"

    @property
    def certificates(self) -> Path:
        """The folder with the CA, the server certificate and their keys."""
        return self.data / "certs"


def load(data: Path, environ: Mapping[str, str]) -> Settings:
    """Return the settings of the data folder `data`; a missing file means the defaults.

    `POSTROOM_DOMAIN`, `POSTROOM_PORTS_HTTPS`, … go before the file.

    Raises:
        SettingsError: the file is not TOML, or a key or value is not one of ours.
    """
    settings = Settings(data)
    text = _read(settings.file)
    settings = _apply(settings, _parse(settings.file, text), _Place(settings.file, text))
    return _apply(settings, _from_environment(environ), _Place(None, ""))


def render(settings: Settings) -> str:
    """Return `settings` as the text of a settings file, which `load` reads back to the same values."""
    lines = [
        "# Settings of this Postroom. Restart it after a change.",
        f'domain = "{settings.domain}"',
        "# The address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for every network it is in.",
        f'host = "{settings.host}"',
        "# More names and addresses under which this machine is reached; they go into the certificate.",
        f"names = [{', '.join(f'{chr(34)}{name}{chr(34)}' for name in settings.names)}]",
        "# Who may make an account: open | invitation | approval | closed. What is chosen in the web area goes first.",
        f'registration = "{settings.registration}"',
        "# Networks from which admins can use the web area and its JSON API; none means from everywhere.",
        f"admin_networks = [{', '.join(f'{chr(34)}{network}{chr(34)}' for network in settings.admin_networks)}]",
        "",
        "[ports]",
        *(f"{entry.name} = {getattr(settings.ports, entry.name)}" for entry in fields(Ports)),
        "",
        "[limits]",
        *(f"{entry.name} = {getattr(settings.limits, entry.name)}" for entry in fields(Limits)),
        "",
        "[push]",
        "# Whether programs may have changes told to addresses that are not public: this machine, the local network.",
        f"private_networks = {str(settings.push.private_networks).lower()}",
    ]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value came from, to say so in an error."""

    file: Path | None
    text: str

    def error(self, key: str, problem: str) -> SettingsError:
        if self.file is None:
            return SettingsError(f"The variable POSTROOM_{key.upper().replace('.', '_')} {problem}.")
        return SettingsError(f"{self.file}, line {line_of(self.text, key)}: {key} {problem}.")


def _read(file: Path) -> str:
    try:
        # Editors of Windows put a mark in front, which is no part of the text.
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise SettingsError(f"{file}, line {line}: this is not UTF-8 text.") from problem
    except OSError as problem:
        raise SettingsError(f"{file} cannot be read: {problem.strerror}.") from problem


def _parse(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        number = wrong_line(text, problem)
        shown = text.split("\n")[number - 1].strip()[:60]
        key = shown.split("=")[0].strip() or "the end of the file"
        raise SettingsError(f"{file}, line {number}: {key} is not written as TOML ({shown}).") from problem


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the `POSTROOM_*` variables in the shape of the settings file; numbers become numbers."""
    found: dict[str, Any] = {}
    known = {key.upper().replace(".", "_"): key for key in _keys()}
    for variable, value in environ.items():
        key = known.get(variable.removeprefix("POSTROOM_")) if variable.startswith("POSTROOM_") else None
        if key is None:
            continue
        table, _, name = key.rpartition(".")
        place = found.setdefault(table, {}) if table else found
        place[name] = _typed(key, value)
    return found


def _typed(key: str, value: str) -> Any:
    if key in ("names", "admin_networks"):
        return [name for name in re.split(r"[,\s]+", value) if name]
    if key == "push.private_networks":
        return {"true": True, "false": False}.get(value, value)
    # Longer numbers are too large for every setting, and Python does not read all of them.
    return int(value) if "." in key and re.fullmatch("[0-9]{1,20}", value) else value


def _keys() -> Iterator[str]:
    yield from ("domain", "host", "names", "registration", "admin_networks")
    yield from (f"ports.{entry.name}" for entry in fields(Ports))
    yield from (f"limits.{entry.name}" for entry in fields(Limits))
    yield from (f"push.{entry.name}" for entry in fields(Push))


def _apply(settings: Settings, values: Mapping[str, Any], place: _Place) -> Settings:
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


def _apply_table(settings: Settings, table: str, values: Any, place: _Place) -> Settings:
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


def _check_flag(key: str, value: Any, place: _Place) -> None:
    if not isinstance(value, bool):
        raise place.error(key, f"must be true or false, not {_shown(value)}")


def _check_distinct(ports: Ports, values: Mapping[str, Any], place: _Place) -> None:
    used: dict[int, str] = {}
    for entry in fields(ports):
        port = getattr(ports, entry.name)
        if port and port in used:
            # The one to name is the one that was set here.
            name, other = (entry.name, used[port]) if entry.name in values else (used[port], entry.name)
            raise place.error(f"ports.{name}", f"is {port}, and so is ports.{other}")
        used[port] = entry.name


def _domain(key: str, value: Any, place: _Place) -> str:
    if not isinstance(value, str) or not _is_domain(value):
        raise place.error(key, f"must be a domain name like project.com, not {_shown(value)}")
    return value.lower()


def _host(key: str, value: Any, place: _Place) -> str:
    if value == "localhost":
        return "127.0.0.1"
    if not isinstance(value, str) or not _is_address(value):
        raise place.error(key, f"must be an IP address like 127.0.0.1 or 0.0.0.0, not {_shown(value)}")
    return str(ipaddress.ip_address(value))


def _names(key: str, value: Any, place: _Place) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
        raise place.error(key, 'must be a list of names like ["mail.example.com"]')
    for name in value:
        if not _is_domain(name) and not _is_address(name):
            raise place.error(key, f"has {_shown(name)}, which is neither a name nor an address")
    return tuple(name.lower() for name in value)


def _networks(key: str, value: Any, place: _Place) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(network, str) for network in value):
        raise place.error(key, 'must be a list of networks like ["192.168.1.0/24"]')
    for network in value:
        if not _is_network(network):
            raise place.error(key, f"has {_shown(network)}, which is no network like 192.168.1.0/24")
    return tuple(str(ipaddress.ip_network(network)) for network in value)


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    # What stands behind a percent sign is any text for Python, and no part of a network.
    return "%" not in text


def _registration(key: str, value: Any, place: _Place) -> Registration:
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
