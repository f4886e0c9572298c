"""One message as the properties of Email see it: what the store noted, and its content, read only when one needs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from db import mime
from db.messages import Message
from db.mime import Field
from webserver.jmap import body_lists, body_part
from webserver.jmap.body_lists import BodyLists
from webserver.jmap.body_part import BodyPart, PartView
from webserver.jmap.ids import Blob, message_blob

HEAD = 32 * 1024
"""So many bytes at the front of a message hold nearly every header."""


class Gone(Exception):
    """The message was destroyed while it was being read."""


@dataclass(frozen=True, slots=True)
class BodyOptions:
    """The arguments of Email/get about bodies (RFC 8621 section 4.2). `most` is maxBodyValueBytes."""

    view: PartView = field(default_factory=lambda: PartView.of(body_part.DEFAULT_PROPERTIES))
    text: bool = False
    html: bool = False
    every: bool = False
    most: int = 0

    @property
    def wants_values(self) -> bool:
        """Whether `bodyValues` has anything in it."""
        return self.text or self.html or self.every


class Source:
    """One message. `head` is its beginning, where that was read already; `load` reads all of it.

    `blob` is what it is the bytes of, where that is not a message of the store.
    """

    def __init__(
        self,
        row: Message,
        options: BodyOptions,
        load: Callable[[], bytes | None],
        head: bytes = b"",
        blob: Blob | None = None,
    ) -> None:
        self.row, self.options = row, options
        self._load, self._head = load, head
        self.blob = blob or message_blob(row.content_id)

    @cached_property
    def tree(self) -> BodyPart:
        """The structure of the body. Raises Gone."""
        content = self._load()
        if content is None:
            raise Gone
        return body_part.tree(content, self.blob)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The header fields. Raises Gone."""
        end, body_start = mime.split_header(self._head, 0, len(self._head))
        complete = body_start < len(self._head) or len(self._head) == self.row.size
        if self._head and complete:
            return mime.header_fields(self._head[:end])
        return self.tree.part.fields

    @cached_property
    def lists(self) -> BodyLists:
        """The body in three lists. Raises Gone."""
        return body_lists.flatten(self.tree)
