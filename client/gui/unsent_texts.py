"""What is being written, kept on this computer until it is sent or discarded, so that a crash or a power cut loses at
most a few seconds. One small file per account; attachments are kept as paths only. No Qt; calls wait for the disk and
belong into a worker thread."""

import json
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from client.json_values import JsonObject, ShapeError, parse_object
from client.private_files import set_aside, write_private

VERSION = 1


@dataclass(frozen=True)
class UnsentText:
    """The fields as they were typed, right or wrong. `files` are paths; `lost_files` names of attachments that cannot
    be kept because they were not files of this computer.
    """

    key: str
    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    text: str = ""
    files: tuple[str, ...] = ()
    lost_files: tuple[str, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


class UnsentTexts:
    """Safe to use from several threads. Raises `LocalDiskFull` or `FileFault` when the file cannot be written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._gate = threading.Lock()
        self._texts: dict[str, UnsentText] = {}

    def load(self) -> tuple[UnsentText, ...]:
        """Read what an earlier run left behind; a damaged file is set aside and nothing comes of it."""
        with self._gate:
            try:
                self._texts = {text.key: text for text in _parse(self._path.read_bytes())}
            except FileNotFoundError:
                self._texts = {}
            except (ShapeError, UnicodeDecodeError):
                set_aside(self._path)
                self._texts = {}
            return tuple(self._texts.values())

    def keep(self, text: UnsentText) -> None:
        with self._gate:
            self._write({**self._texts, text.key: text})

    def drop(self, key: str) -> None:
        with self._gate:
            if key in self._texts:
                self._write({other: text for other, text in self._texts.items() if other != key})

    def _write(self, texts: dict[str, UnsentText]) -> None:
        values = {"version": VERSION, "texts": [asdict(text) for text in texts.values()]}
        write_private(self._path, json.dumps(values, ensure_ascii=False, indent=1) + "\n")
        self._texts = texts


def _parse(data: bytes) -> list[UnsentText]:
    found = parse_object(data)
    texts = found.get("texts")
    if found.get("version") != VERSION or not isinstance(texts, list):
        raise ShapeError("not a file of unsent texts")
    return [_text(text) for text in texts]


def _text(values: object) -> UnsentText:
    if not isinstance(values, dict) or not isinstance(values.get("key"), str):
        raise ShapeError("not an unsent text")
    fields: JsonObject = values

    def words(name: str) -> str:
        return str(fields.get(name, ""))

    def words_of(name: str) -> tuple[str, ...]:
        value = fields.get(name)
        return tuple(str(item) for item in value) if isinstance(value, list) else ()

    return UnsentText(
        key=words("key"),
        to=words("to"),
        cc=words("cc"),
        bcc=words("bcc"),
        subject=words("subject"),
        text=words("text"),
        files=words_of("files"),
        lost_files=words_of("lost_files"),
        in_reply_to=words("in_reply_to"),
        references=words_of("references"),
    )
