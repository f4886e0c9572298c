"""What is being written, kept on this computer until it is sent or discarded, so that a crash or a power cut loses at
most a few seconds: the newest text with its attachments and up to ten earlier ones. One small file per account, and
beside it a folder with the bytes of attachments that are no files of this computer. No Qt; calls wait for the disk and
belong into a worker thread."""

import contextlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from client.damage import Damage
from client.faults import file_fault
from client.gui.unsent_salvage import damage_of_texts, saved_texts
from client.gui.unsent_text import Contents, Kept, UnsentText, Version, from_json, text_from_json, to_json
from client.json_values import JsonObject, ShapeError, children, parse_object, texts
from client.private_files import set_aside, write_private, write_private_bytes

__all__ = ["UnsentText", "UnsentTexts", "Version"]

VERSION = 3
MOST_VERSIONS = 10
# An earlier text is worth keeping when this has passed, or when so much of it is gone.
VERSION_AFTER = timedelta(minutes=1)
MUCH = 40
# All versions of one text together, in characters: each save writes them all.
LONGEST_VERSIONS = 2_000_000


class UnsentTexts:
    """Safe to use from several threads. Raises `LocalDiskFull` or `FileFault` when a file cannot be written."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._path = path
        self._clock = clock
        self._gate = threading.Lock()
        self._contents = Contents(path.with_suffix(".files"))
        self._kept: dict[str, Kept] = {}
        self._gone: tuple[str, ...] = ()
        self._damage: Damage | None = None

    def load(self) -> tuple[UnsentText, ...]:
        """Read what an earlier run left behind; a damaged file is set aside, and what is whole in it goes on."""
        with self._gate:
            self._kept, self._gone = {}, ()
            try:
                data = self._path.read_bytes()
            except FileNotFoundError:
                return ()
            except OSError as error:
                raise file_fault(error, self._path) from error
            try:
                self._kept, self._gone = self._parse(data)
            except (ShapeError, UnicodeDecodeError):
                self._save_from(data)
            return tuple(kept.text for kept in self._kept.values())

    def take_damage(self) -> Damage | None:
        """What the person is to be told when the file was damaged; it is given once. Waits for nobody."""
        damage, self._damage = self._damage, None
        return damage

    def keep(self, text: UnsentText) -> None:
        """Keep this text; what was kept before under its key becomes an earlier version where that is worth it."""
        with self._gate:
            now = self._clock()
            before = self._kept.get(text.key)
            self._keep_contents(text)
            made = Kept(text, now) if before is None else _follow(before, text, now)
            self._write({**self._kept, text.key: made}, self._gone)

    def versions(self, key: str) -> tuple[Version, ...]:
        """What was written earlier, the newest first. Waits for nobody."""
        kept = self._kept.get(key)
        return () if kept is None else tuple(reversed(kept.versions))

    def server_id(self, key: str) -> str:
        """The id of the draft on the server, "" when there is none that is known of."""
        kept = self._kept.get(key)
        return "" if kept is None else kept.server_id

    def note_saved(self, key: str, server_id: str) -> None:
        """It is on the server under this id."""
        with self._gate:
            kept = self._kept.get(key)
            if kept is not None and kept.server_id != server_id:
                self._write({**self._kept, key: replace(kept, server_id=server_id)}, self._gone)

    def drop(self, key: str) -> None:
        """It is sent, discarded, or kept elsewhere: forget it with its versions."""
        with self._gate:
            if key in self._kept:
                self._write({other: kept for other, kept in self._kept.items() if other != key}, self._gone)

    def gone(self) -> tuple[str, ...]:
        """Message-IDs of drafts that are still to be removed from the server."""
        with self._gate:
            return self._gone

    def note_gone(self, message_id: str) -> None:
        """The draft with this Message-ID is to be removed from the server, now or when it can be reached."""
        with self._gate:
            if message_id not in self._gone:
                self._write(self._kept, (*self._gone, message_id))

    def forget_gone(self, message_ids: Iterable[str]) -> None:
        """They are removed."""
        with self._gate:
            left = tuple(one for one in self._gone if one not in set(message_ids))
            if left != self._gone:
                self._write(self._kept, left)

    def _save_from(self, data: bytes) -> None:
        # Known before anything can fail: the next text that is kept takes these along.
        self._kept = saved_texts(data, self._contents)
        aside, folder = set_aside(self._path), self._contents.folder
        self._damage = damage_of_texts(len(self._kept), aside)
        try:
            if folder.exists():
                # What belongs to no text any more is removed from there.
                beside = aside.with_name(f"{aside.name}.files")
                shutil.copytree(folder, beside, copy_function=_also_as, dirs_exist_ok=True)
        except OSError as error:
            raise file_fault(error, folder) from error
        self._write(self._kept, ())

    def _write(self, kept: dict[str, Kept], gone: tuple[str, ...]) -> None:
        values = {
            "version": VERSION,
            "texts": [to_json(one, self._contents) for one in kept.values()],
            "gone": list(gone),
        }
        write_private(self._path, json.dumps(values, ensure_ascii=False, indent=1) + "\n")
        self._kept, self._gone = kept, gone
        self._remove_other_contents()

    def _keep_contents(self, text: UnsentText) -> None:
        for file in text.files:
            if isinstance(file.content, bytes):
                place = self._contents.place(self._contents.digest(file.content))
                if not place.exists():
                    write_private_bytes(place, file.content)

    def _remove_other_contents(self) -> None:
        every_text = [text for kept in self._kept.values() for text in kept.all_texts()]
        wanted = {
            self._contents.digest(file.content)
            for text in every_text
            for file in text.files
            if isinstance(file.content, bytes)
        }
        self._contents.forget_others(wanted)
        # What cannot be removed now is tried again after the next change.
        with contextlib.suppress(OSError):
            for path in self._contents.folder.iterdir():
                if path.name not in wanted:
                    path.unlink(missing_ok=True)

    def _parse(self, data: bytes) -> tuple[dict[str, Kept], tuple[str, ...]]:
        found = parse_object(data)
        match found.get("version"):
            case 1:
                kept = [Kept(_of_version_1(one, self._contents), self._clock()) for one in children(found, "texts")]
            case 3:
                kept = [from_json(one, self._contents) for one in children(found, "texts")]
            case _:
                raise ShapeError("not a file of unsent texts")
        return {one.text.key: one for one in kept}, tuple(texts(found, "gone"))


def _also_as(source: str, target: str) -> None:
    """Give the file a second name, which takes no room; where that cannot be, copy it."""
    try:
        os.link(source, target)
    except FileExistsError:
        # Its name is its digest: somebody has removed the text beside it alone.
        return
    except OSError:
        shutil.copy(source, target)


def _of_version_1(found: JsonObject, contents: Contents) -> UnsentText:
    """There the files were paths alone."""
    paths = [Path(one) for one in texts(found, "files")]
    files = [{"name": path.name, "path": str(path)} for path in paths]
    return text_from_json({**found, "files": files}, contents)


def _follow(before: Kept, text: UnsentText, now: datetime) -> Kept:
    """The newer text, with the one before it among the versions when it is worth that."""
    versions = before.versions
    is_due = not versions or before.when - versions[-1].when >= VERSION_AFTER
    lost_much = _length(before.text) - _length(text) >= MUCH or len(text.files) < len(before.text.files)
    if before.text != text and (lost_much or is_due) and _length(before.text):
        versions = (*versions, Version(before.when, before.text))[-MOST_VERSIONS:]
    while versions and sum(_length(version.text) for version in versions) > LONGEST_VERSIONS:
        versions = versions[1:]
    return Kept(text, now, versions, before.server_id)


def _length(text: UnsentText) -> int:
    return len(text.subject) + len(text.text) + len(text.html)
