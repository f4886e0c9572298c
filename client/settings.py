"""What the window remembers between two starts: one small JSON file in the client's folder.

Never a password or a token. A damaged file is set aside and told about, never a reason not to start.
"""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

from client.errors import FileFault
from client.json_values import JsonObject, ShapeError, children, flag, number, parse_object, text
from client.private_files import set_aside, write_private
from client.wording import Said

FILE_NAME = "settings.json"
MOST_LATEST = 1000


@dataclass(frozen=True)
class KnownAccount:
    """An account that was signed in to on this computer.

    `server` is `host:port` of the inbox server and `fingerprint` that of its CA when the account was last signed in;
    `kept` tells that the keyring has a token of it. The same account is the one with the same `key`: host and port of a
    server may change. `name` is how the person is called, for mail that is written without a connection.
    """

    server: str
    address: str
    fingerprint: str
    kept: bool = False
    name: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return (self.fingerprint, self.address)


@dataclass(frozen=True)
class Settings:
    """`server` is what was typed last, `geometry` Qt's bytes in base64, `latest` how many messages to show
    (1 to 1000), `accounts` those that this computer knows, the one that was shown last first.
    """

    server: str = ""
    address: str = ""
    latest: int = 50
    geometry: str = ""
    accounts: tuple[KnownAccount, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """`notice` is one sentence for the person when the file was damaged, else ""."""

    settings: Settings
    notice: str = ""


def load(folder: Path) -> Loaded:
    """Read the settings; what is missing has its default. Raises nothing for what stands in the file."""
    path = folder / FILE_NAME
    try:
        return Loaded(_from_object(parse_object(path.read_bytes())))
    except FileNotFoundError:
        return Loaded(Settings())
    except ShapeError as error:
        return Loaded(Settings(), _put_away(path, str(error)))
    except OSError as error:
        return Loaded(
            Settings(),
            Said(
                "The settings in {path} cannot be read ({why}); the defaults are used.", path=path, why=error.strerror
            ),
        )


def save(folder: Path, settings: Settings) -> None:
    """Write the settings, all or nothing. Raises `LocalDiskFull` or `FileFault`."""
    write_private(folder / FILE_NAME, json.dumps(dataclasses.asdict(settings), indent=2) + "\n")


def _from_object(found: JsonObject) -> Settings:
    latest = number(found, "latest", Settings.latest)
    if not 1 <= latest <= MOST_LATEST:
        raise ShapeError(f"latest is not between 1 and {MOST_LATEST}")
    return Settings(
        server=text(found, "server", ""),
        address=text(found, "address", ""),
        latest=latest,
        geometry=text(found, "geometry", ""),
        accounts=tuple(_account(one) for one in children(found, "accounts")),
    )


def _account(found: JsonObject) -> KnownAccount:
    return KnownAccount(
        server=text(found, "server"),
        address=text(found, "address"),
        fingerprint=text(found, "fingerprint"),
        kept=flag(found, "kept", False),
        name=text(found, "name", ""),
    )


def _put_away(path: Path, why: str) -> str:
    try:
        aside = set_aside(path)
    except FileFault as fault:
        return Said(
            "The settings in {path} are damaged ({why}); the defaults are used. {more}",
            path=path,
            why=why,
            more=fault.sentence,
        )
    return Said(
        "The settings were damaged ({why}). The file is now {aside}, and the defaults are used.", why=why, aside=aside
    )
