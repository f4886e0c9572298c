"""What the window remembers between two starts: one small JSON file in the client's folder.

Never a password or a token. A damaged file is set aside and told about, never a reason not to start.
"""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

from client.errors import FileFault
from client.json_values import JsonObject, ShapeError, number, parse_object, text
from client.private_files import set_aside, write_private

FILE_NAME = "settings.json"
MOST_LATEST = 1000


@dataclass(frozen=True)
class Settings:
    """`server` is what was typed last, `geometry` Qt's bytes in base64, `latest` how many messages to show
    (1 to 1000).
    """

    server: str = ""
    address: str = ""
    latest: int = 50
    geometry: str = ""


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
        return Loaded(Settings(), f"The settings in {path} cannot be read ({error.strerror}); the defaults are used.")


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
    )


def _put_away(path: Path, why: str) -> str:
    try:
        aside = set_aside(path)
    except FileFault as fault:
        return f"The settings in {path} are damaged ({why}); the defaults are used. {fault.sentence}"
    return f"The settings were damaged ({why}). The file is now {aside}, and the defaults are used."
