"""The bytes behind blob ids: stored messages, their parts, uploads, and parts of messages inside any of them.

Whatever cannot be had, because it is not there, is somebody else's or is no id at all, is simply None.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from db import messages, uploads
from db.database import Store
from webserver.jmap import body_part, ids
from webserver.jmap.body_part import BodyPart
from webserver.jmap.ids import Blob

_CHARSET = re.compile(r"[\w!#$&^.+-]{1,100}", re.ASCII)
WHOLE_MESSAGE = "message/rfc822"


@dataclass(frozen=True, slots=True)
class Content:
    """What a blob holds, and the media type that it is known to have, maybe with parameters."""

    data: bytes
    type: str


class Blobs:
    """Reads blobs of one account. What they are parts of is read once, and `spend` is told how many bytes that is.

    Made for one request or one method call: it keeps what it has read.
    """

    def __init__(self, store: Store, account_id: int, spend: Callable[[int], None] = lambda _: None) -> None:
        self._store, self._account_id, self._spend = store, account_id, spend
        self._roots: dict[Blob, Content | None] = {}
        # Many parts of one message are asked for together: its structure is read once.
        self._trees: dict[Blob, BodyPart] = {}

    def read(self, blob_id: str) -> Content | None:
        """Return what the blob with this id holds. Raises what `spend` raises."""
        blob = ids.blob(blob_id)
        if blob is None:
            return None
        if blob.root not in self._roots:
            self._roots[blob.root] = self._root(blob)
        found = self._roots[blob.root]
        for depth, number in enumerate(blob.parts):
            if found is None:
                return None
            found = _part(self._tree(blob.root, found) if depth == 0 else _tree_of(found), number)
        return found

    def _tree(self, root: Blob, whole: Content) -> BodyPart:
        if root not in self._trees:
            self._trees[root] = _tree_of(whole)
        return self._trees[root]

    def _root(self, blob: Blob) -> Content | None:
        if blob.kind == ids.UPLOAD:
            upload = uploads.get(self._store, self._account_id, blob.number)
            found = None if upload is None else Content(upload[1], upload[0])
        else:
            data = messages.content(self._store, self._account_id, blob.number)
            found = None if data is None else Content(data, WHOLE_MESSAGE)
        if found is not None:
            self._spend(len(found.data))
        return found


def _tree_of(whole: Content) -> BodyPart:
    # Ids of parts do not depend on which blob the message is.
    return body_part.tree(whole.data, ids.message_blob(0))


def _part(tree: BodyPart, number: str) -> Content | None:
    part = body_part.find(tree, number)
    if part is None:
        return None
    charset = part.part.parameters.get("charset", "")
    named = f"; charset={charset}" if _CHARSET.fullmatch(charset) else ""
    return Content(part.decoded(), part.type + named)
