"""How a person writes: rich or plain, with which signature and where, and how long a message can be taken back after
Send. One small file per account. Reading and writing the file waits for the disk; asking for the choices does not."""

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from client.gui.tasks import Lane, Tasks
from client.json_values import JsonObject, ShapeError, flag, number, parse_object, text
from client.private_files import set_aside, write_private

LONGEST_HOLD = 60
LONGEST_SIGNATURE = 10_000


@dataclass(frozen=True)
class WritingChoices:
    """`undo_seconds` is 0 to 60; `signature_below` puts the signature under what is quoted."""

    rich: bool = False
    signature: str = ""
    signature_below: bool = False
    undo_seconds: int = 10


class WritingBook:
    """The choices of one account; without a `path` they last as long as the program."""

    def __init__(self, path: Path | None = None, choices: WritingChoices | None = None) -> None:
        self._path = path
        self.choices = choices or WritingChoices()

    def change(self, tasks: Tasks, failed: Callable[[Exception], None], **values: Any) -> None:
        """Remember; written by a worker thread."""
        changed = dataclasses.replace(self.choices, **values)
        if changed == self.choices:
            return
        self.choices = changed
        path = self._path
        if path is not None:
            written = json.dumps(dataclasses.asdict(changed), ensure_ascii=False, indent=1) + "\n"
            tasks.start(lambda: write_private(path, written), _nothing, failed, lane=Lane.FILES, quiet=True)


def load_writing(path: Path) -> WritingBook:
    """Read the choices; a damaged file is set aside, and the defaults are used. Raises `FileFault`."""
    try:
        return WritingBook(path, _choices(parse_object(path.read_bytes())))
    except FileNotFoundError:
        return WritingBook(path)
    except (ShapeError, OSError):
        set_aside(path)
        return WritingBook(path)


def _choices(found: JsonObject) -> WritingChoices:
    return WritingChoices(
        rich=flag(found, "rich", False),
        signature=text(found, "signature", "")[:LONGEST_SIGNATURE],
        signature_below=flag(found, "signature_below", False),
        undo_seconds=min(max(0, number(found, "undo_seconds", WritingChoices.undo_seconds)), LONGEST_HOLD),
    )


def _nothing(_answer: None) -> None:
    """Nobody waits for this."""
