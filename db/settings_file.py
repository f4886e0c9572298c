"""The settings of a data folder: defaults, then its `settings.toml`, then `POSTROOM_*` variables.

Nothing else in Postroom reads the file or the environment.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from db.settings import Limits, Ports, Push, Settings
from db.settings_checks import Place, SettingsError, apply
from db.toml_lines import wrong_line


def load(data: Path, environ: Mapping[str, str]) -> Settings:
    """Return the settings of the data folder `data`; a missing file means the defaults.

    `POSTROOM_DOMAIN`, `POSTROOM_PORTS_HTTPS`, … go before the file.

    Raises:
        SettingsError: the file is not TOML, or a key or value is not one of ours.
    """
    settings = Settings(data)
    text = _read(settings.file)
    settings = apply(settings, _parse(settings.file, text), Place(settings.file, text))
    return apply(settings, _from_environment(environ), Place(None, ""))


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
        "# incoming is for mail from other hosts; 0 leaves it off.",
        *(f"{entry.name} = {getattr(settings.ports, entry.name)}" for entry in fields(Ports)),
        "",
        "[limits]",
        "# Sizes are in bytes, timeouts in seconds; store_size 0 leaves the size to the disk.",
        *(f"{entry.name} = {getattr(settings.limits, entry.name)}" for entry in fields(Limits)),
        "",
        "[push]",
        "# Whether programs may have changes told to addresses that are not public: this machine, the local network.",
        f"private_networks = {str(settings.push.private_networks).lower()}",
    ]
    return "\n".join(lines) + "\n"


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
        # A terminal is not to be given control characters of a damaged file.
        shown = "".join(character if character.isprintable() else "\ufffd" for character in shown)
        key = shown.split("=")[0].strip() or "the end of the file"
        twice = "Cannot overwrite" in str(problem) or "Cannot declare" in str(problem)
        wrong = "is set twice, which TOML does not allow" if twice else "is not written as TOML"
        raise SettingsError(f"{file}, line {number}: {key} {wrong} ({shown}).") from problem


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
