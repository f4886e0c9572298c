"""Small files of the client's own folder: read whole, written so that a crash leaves the old or the new one.

The folder is 0700 and each file 0600: settings say who uses which server, pins say whom to trust.
"""

import contextlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from client.faults import file_fault


def make_private_folder(folder: Path) -> None:
    """Make the folder, for its owner alone, if it is not there. Raises `LocalDiskFull` or `FileFault`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise file_fault(error, folder) from error


def write_private(path: Path, text: str) -> None:
    """Replace the file by `text` in UTF-8, all or nothing. Raises `LocalDiskFull` or `FileFault`."""
    write_private_bytes(path, text.encode())


def write_private_bytes(path: Path, data: bytes) -> None:
    """Replace the file by these bytes, all or nothing. Raises `LocalDiskFull` or `FileFault`."""
    make_private_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        _write_durably(temporary, data)
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise file_fault(error, path) from error


def made_beside(path: Path) -> Path:
    """Where the file is made that takes the place of a damaged one once it is whole."""
    return path.with_name(f"{path.name}.new")


def finish_replacing(path: Path) -> None:
    """After a crash between the two last steps, `set_aside` and giving the new file its name, do the last. Raises
    `FileFault`.
    """
    try:
        if not path.exists():
            made_beside(path).rename(path)
    except FileNotFoundError:
        # Mostly: there has never been any.
        return
    except OSError as error:
        raise file_fault(error, path) from error


def set_aside(path: Path, beside: Iterable[str] = ()) -> Path:
    """Rename a damaged file so that a new one can be made; where it is now. What belongs to it stands `beside` it under
    its name with these endings, and goes with it. Raises `FileFault`.
    """
    aside = path.with_name(f"{path.name}.damaged")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{number}")
    try:
        path.rename(aside)
        for ending in beside:
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    except OSError as error:
        raise file_fault(error, path) from error
    return aside


def _write_durably(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
