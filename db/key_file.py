"""The file with the keys of the stored secrets: one key a line, the newest first; lines that begin with # are notes.

It lies in the data folder, mode 0600, and never in the store: whoever finds a copy of the store finds no password in
it. It appears by rename, whole and on the disk, so that a crash leaves the old keys or the new ones.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet

from db.errors import SecretKeyMissing, SecretKeyWrong

_NOTE = (
    "# The keys of the passwords that Postroom keeps, the newest first.\n"
    "# Without this file they are lost: keep a copy of it, apart from copies of the store.\n"
)
_MOST_BYTES = 64 * 1024


def read(file: Path) -> list[str]:
    """Return the keys in `file`, the newest first; at least one.

    Raises:
        SecretKeyMissing: the file is not there or cannot be read.
        SecretKeyWrong: a line in it is no key.
    """
    try:
        with file.open("rb") as opened:
            text = opened.read(_MOST_BYTES).decode("ascii", "replace")
    except OSError as problem:
        reason = "is missing" if isinstance(problem, FileNotFoundError) else f"cannot be read ({problem.strerror})"
        raise SecretKeyMissing(f"The key file {file} {reason}: put it back from a copy. {_ELSE}") from problem
    keys = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not keys or not all(map(_is_key, keys)):
        raise SecretKeyWrong(f"The key file {file} is damaged: put it back from a copy. {_ELSE}")
    return keys


_ELSE = "Without a copy, run `postroom rotate-key --forget` and enter the relay's password again."


def write(file: Path, keys: Sequence[str]) -> None:
    """Put `keys` into `file`, mode 0600, whole or not at all. Raises OSError."""
    # mkstemp makes the file 0600: at no moment can another user open it, whatever the umask is.
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(_NOTE + "".join(f"{key}\n" for key in keys))
            opened.flush()
            os.fsync(opened.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(file.parent)


def new_key() -> str:
    """Return a new key: 32 random bytes in base64."""
    return Fernet.generate_key().decode("ascii")


def _is_key(line: str) -> bool:
    try:
        Fernet(line)
    except ValueError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
