"""Downloading: whole messages and decoded parts (RFC 8620 section 6.2).

What is sent is somebody else's, so a browser may neither run it, guess its type, nor show it as ours. A blob never
changes, so it may be kept for ever, by its owner only.
"""

from __future__ import annotations

import io
import re
import tempfile
from typing import IO

import falcon

from db import messages
from db.database import Store
from webserver.authentication import Authentication
from webserver.content_disposition import attachment
from webserver.errors import bad_request, busy, not_found
from webserver.jmap import body_part, ids

_TYPE = re.compile(r"[\w!#$&^.+-]{1,100}/[\w!#$&^.+-]{1,100}(?:; ?[\w-]{1,50}=[\w!#$&^.+-]{1,100}){0,5}", re.ASCII)
_IN_MEMORY = 1024 * 1024


class BlobResource:
    """`GET /jmap/download/{accountId}/{blobId}/{name}?type=…`."""

    def __init__(self, store: Store, authentication: Authentication) -> None:
        self._store, self._authentication = store, authentication

    def on_get(
        self, request: falcon.Request, response: falcon.Response, account_id: str, blob_id: str, name: str
    ) -> None:
        account = self._authentication.caller(request).account
        media_type = request.get_param("type") or "application/octet-stream"
        if _TYPE.fullmatch(media_type) is None:
            raise bad_request("type must be a media type like image/png.")
        if ids.ACCOUNT.number(account_id) != account.id:
            raise not_found()
        content = self._content(account.id, blob_id)
        if content is None:
            raise not_found()
        response.content_type = media_type
        response.set_header("Content-Disposition", attachment(name))
        # https://www.rfc-editor.org/rfc/rfc8620#section-6.2
        response.set_header("Cache-Control", "private, immutable, max-age=31536000")
        if request.method == "HEAD":
            response.content_length = len(content)
        else:
            response.set_stream(_file(content), len(content))

    on_head = on_get

    def _content(self, account_id: int, blob_id: str) -> bytes | None:
        blob = ids.blob(blob_id)
        content = None if blob is None else messages.content(self._store, account_id, blob.content_id)
        if blob is None or content is None or not blob.part:
            return content
        part = body_part.find(body_part.tree(content, blob.content_id), blob.part)
        return None if part is None else part.decoded()


def _file(content: bytes) -> IO[bytes]:
    """Return `content` as a file; a large one lies on the disk, because its reader may be slow."""
    if len(content) <= _IN_MEMORY:
        return io.BytesIO(content)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the one who sends it
    try:
        file.write(content)
        file.seek(0)
    except OSError as problem:
        file.close()
        raise busy("There is no room for a download of this size just now. Try again later.", 30) from problem
    return file
