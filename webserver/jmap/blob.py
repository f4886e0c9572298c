"""Downloading: whole messages, decoded parts and uploads (RFC 8620 section 6.2), all of it or a range.

What is sent is somebody else's, so a browser may neither run it, guess its type, nor show it as ours. A blob never
changes, so it may be kept for ever, by its owner only.
"""

from __future__ import annotations

import io
import re
import tempfile
from http import HTTPStatus
from typing import IO

import falcon

from db.database import Store
from webserver import byte_range
from webserver.authentication import Authentication
from webserver.content_disposition import attachment
from webserver.errors import Problem, bad_request, busy, not_found
from webserver.jmap import ids
from webserver.jmap.blobs import Blobs

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
        content = Blobs(self._store, account.id).read(blob_id)
        if content is None:
            raise not_found()
        _describe(response, media_type, name, blob_id)
        _answer(request, response, content.data)

    on_head = on_get


def _describe(response: falcon.Response, media_type: str, name: str, blob_id: str) -> None:
    response.content_type = media_type
    response.set_header("Content-Disposition", attachment(name))
    response.set_header("Accept-Ranges", "bytes")
    # Nothing is behind an id but what was there from the beginning: the id itself tells versions apart.
    response.set_header("ETag", f'"{blob_id}"')
    # https://www.rfc-editor.org/rfc/rfc8620#section-6.2
    response.set_header("Cache-Control", "private, immutable, max-age=31536000")


def _answer(request: falcon.Request, response: falcon.Response, data: bytes) -> None:
    etag = str(response.get_header("ETag"))
    # RFC 9110 section 13.2.2: what the peer has already comes before any range.
    # https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
    if byte_range.is_known(request.get_header("If-None-Match"), etag):
        response.status = HTTPStatus.NOT_MODIFIED
        return
    selected = _range(request, response, etag, len(data))
    start, end = selected or (0, len(data))
    if selected is not None:
        response.status = HTTPStatus.PARTIAL_CONTENT
        response.set_header("Content-Range", f"bytes {start}-{end - 1}/{len(data)}")
    if request.method == "HEAD":
        response.content_length = end - start
    else:
        response.set_stream(_file(memoryview(data)[start:end]), end - start)


def _range(request: falcon.Request, response: falcon.Response, etag: str, size: int) -> tuple[int, int] | None:
    # RFC 9110 section 14.2: Range means something for GET only.
    # https://www.rfc-editor.org/rfc/rfc9110#section-14.2
    field = request.get_header("Range") if request.method == "GET" else None
    try:
        return byte_range.requested(field, request.get_header("If-Range"), etag, size)
    except byte_range.NotSatisfiable as problem:
        response.delete_header("Cache-Control")
        response.delete_header("Content-Disposition")
        response.set_header("Content-Range", f"bytes */{size}")
        sentence = f"The range lies outside of what is here: {size} bytes."
        raise Problem(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "about:blank", sentence) from problem


def _file(content: memoryview) -> IO[bytes]:
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
