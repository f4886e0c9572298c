"""The data folder while Postroom is started on it: made for its owner alone, locked, and, when a first start does not
get through, left as it was found.

What this run did not make is never removed, and after the first start nothing is.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts import data_lock
from scripts.errors import StartError

STORE = "postroom.sqlite3"
_OURS = {"settings.toml", STORE}
_NEUTRAL = {"environment", data_lock.NAME, "lost+found"}


@dataclass(slots=True)
class DataFolder:
    """The opened folder; `first` tells that it holds no store yet. Set `complete` once what was made is to stay."""

    path: Path
    first: bool
    complete: bool = False


@contextlib.contextmanager
def opened(path: Path) -> Iterator[DataFolder]:
    """Hold the data folder `path`, made when missing, for the block; undo a first start that ends before `complete`.

    Raises:
        StartError: another Postroom has it, or it cannot be used or is somebody's folder with other things.
    """
    made = _prepare(path)
    before = None if (path / STORE).exists() else set(path.rglob("*"))
    with data_lock.held(path):
        # Another start may have made the store while this one waited to look.
        folder = DataFolder(path, first=before is not None and not (path / STORE).exists())
        try:
            yield folder
        except BaseException:
            if before is not None and folder.first and not folder.complete:
                _remove_new(path, before)
                _remove_folders(made)
            raise


def _prepare(path: Path) -> list[Path]:
    """Make `path` and what leads to it, mode 0700; return the folders made, the innermost first."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    try:
        for folder in reversed(missing):
            folder.mkdir(mode=0o700, exist_ok=True)
        strangers = {entry.name for entry in path.iterdir()} - _NEUTRAL
        if strangers and not strangers & _OURS:
            sentence = f"{path} is not a data folder of Postroom: it has other things in it ({min(strangers)})."
            raise StartError(sentence, "Choose a new or an empty folder with --data.")
        if path.stat().st_mode & 0o077:
            path.chmod(0o700)
    except OSError as problem:
        sentence = f"{path} cannot be used as the data folder: {problem.strerror}."
        raise StartError(sentence, "Choose another folder with --data.") from None
    return missing


def _remove_new(path: Path, before: set[Path]) -> None:
    for entry in sorted(path.rglob("*"), reverse=True):
        if entry in before:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _remove_folders(made: list[Path]) -> None:
    for folder in made:
        with contextlib.suppress(OSError):
            # Not empty: somebody else has put something there meanwhile.
            folder.rmdir()
