"""What is being written, as frozen values, and how they stand in the file of unsent texts. No Qt, no disk."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from client.draft import AttachedFile
from client.json_values import JsonObject, ShapeError, children, text, texts


@dataclass(frozen=True)
class UnsentText:
    """The fields as they were typed, right or wrong. `html` is "" for plain text; `lost_files` are names of attachments
    that could not be kept.
    """

    key: str
    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    text: str = ""
    html: str = ""
    files: tuple[AttachedFile, ...] = ()
    lost_files: tuple[str, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Version:
    """What was written at some time before; `when` is aware."""

    when: datetime
    text: UnsentText


@dataclass(frozen=True)
class Kept:
    """One text as it is kept: the newest, when that was, up to ten earlier ones (the oldest first), and the id of its
    draft on the server.
    """

    text: UnsentText
    when: datetime
    versions: tuple[Version, ...] = ()
    server_id: str = ""

    def all_texts(self) -> tuple[UnsentText, ...]:
        return (*(version.text for version in self.versions), self.text)


@dataclass
class Contents:
    """The bytes of attachments that are no files of this computer, by their digest."""

    folder: Path
    _digests: dict[int, tuple[bytes, str]] = field(default_factory=dict)

    def digest(self, content: bytes) -> str:
        """Return the digest of these bytes, worked out once for the same object."""
        found = self._digests.get(id(content))
        if found is None or found[0] is not content:
            found = self._digests[id(content)] = (content, hashlib.sha256(content).hexdigest())
        return found[1]

    def place(self, digest: str) -> Path:
        return self.folder / digest

    def forget_others(self, digests: set[str]) -> None:
        self._digests = {key: value for key, value in self._digests.items() if value[1] in digests}


def to_json(kept: Kept, contents: Contents) -> JsonObject:
    return {
        "server_id": kept.server_id,
        "when": kept.when.isoformat(),
        "text": _text_to_json(kept.text, contents),
        "versions": [
            {"when": version.when.isoformat(), "text": _text_to_json(version.text, contents)}
            for version in kept.versions
        ],
    }


def from_json(found: JsonObject, contents: Contents) -> Kept:
    """Raises ShapeError, and OSError when the bytes of an attachment cannot be read for another reason than that they
    are gone.
    """
    versions = tuple(
        Version(_time(one), text_from_json(_object(one, "text"), contents)) for one in children(found, "versions")
    )
    newest = text_from_json(_object(found, "text"), contents)
    return Kept(newest, _time(found), versions, text(found, "server_id", ""))


def text_from_json(found: JsonObject, contents: Contents) -> UnsentText:
    """Raises ShapeError."""
    files = [_file_from_json(one, contents) for one in children(found, "files")]
    return UnsentText(
        key=text(found, "key"),
        to=text(found, "to", ""),
        cc=text(found, "cc", ""),
        bcc=text(found, "bcc", ""),
        subject=text(found, "subject", ""),
        text=text(found, "text", ""),
        html=text(found, "html", ""),
        files=tuple(file for file in files if isinstance(file, AttachedFile)),
        lost_files=(*texts(found, "lost_files"), *(name for name in files if isinstance(name, str))),
        in_reply_to=text(found, "in_reply_to", ""),
        references=tuple(texts(found, "references")),
    )


def _text_to_json(text: UnsentText, contents: Contents) -> JsonObject:
    names = ("key", "to", "cc", "bcc", "subject", "text", "html", "lost_files", "in_reply_to", "references")
    values: JsonObject = {name: getattr(text, name) for name in names}
    values["files"] = [_file_to_json(file, contents) for file in text.files]
    return values


def _file_to_json(file: AttachedFile, contents: Contents) -> JsonObject:
    named: JsonObject = {"name": file.name, "type": file.type, "content_id": file.content_id}
    if isinstance(file.content, Path):
        return {**named, "path": str(file.content)}
    return {**named, "digest": contents.digest(file.content)}


def _file_from_json(found: JsonObject, contents: Contents) -> AttachedFile | str:
    """The file, or its name when its bytes are gone."""
    name, kind, path = text(found, "name"), text(found, "type", ""), text(found, "path", "")
    content_id = text(found, "content_id", "")
    if path:
        return AttachedFile(name, Path(path), kind, content_id)
    digest = text(found, "digest")
    if not digest.isalnum():
        raise ShapeError("not a digest")
    try:
        content = contents.place(digest).read_bytes()
    except FileNotFoundError:
        return name
    # Worked out anew: a file that was damaged or changed must not go out under the name of the old one.
    return AttachedFile(name, content, kind, content_id) if contents.digest(content) == digest else name


def _object(found: JsonObject, key: str) -> JsonObject:
    value = found.get(key)
    if not isinstance(value, dict):
        raise ShapeError(f"{key} is not an object")
    return value


def _time(found: JsonObject) -> datetime:
    try:
        value = datetime.fromisoformat(text(found, "when"))
    except ValueError as error:
        raise ShapeError("when is not a time") from error
    if value.tzinfo is None:
        raise ShapeError("when has no time zone")
    return value
