"""Uploading: bytes that a program is going to use in a message (RFC 8620 section 6.1).

The transport has received all of the body before this begins, and holds the limit of its size; one copy of it goes
from there into the store.
"""

from __future__ import annotations

import re
from http import HTTPStatus

import falcon

from db import uploads
from db.database import Store
from db.uploads import Room
from webserver import i_json
from webserver.authentication import Authentication
from webserver.errors import bad_request, not_found
from webserver.jmap import ids
from webserver.jmap.capabilities import Limits
from webserver.jmap.concurrency import Concurrency
from webserver.jmap.errors import over_limit
from webserver.json_request import body

_PLAIN = "application/octet-stream"
# RFC 9110 section 8.3.1; parameters are kept as they are, for whoever asks for the type of the blob.
_TYPE = re.compile(r"[\w!#$&^.+-]{1,127}/[\w!#$&^.+-]{1,127}(?:[ \t]*;[ -~\t]{0,200})?", re.ASCII)


class UploadResource:
    """`POST /jmap/upload/{accountId}`."""

    def __init__(self, store: Store, authentication: Authentication, limits: Limits) -> None:
        self._store, self._authentication, self._limits = store, authentication, limits
        self._concurrency = Concurrency(limits.max_concurrent_upload, "maxConcurrentUpload")
        self._room = Room(limits.uploads_per_account, limits.upload_octets_per_account)

    def on_post(self, request: falcon.Request, response: falcon.Response, account_id: str) -> None:
        account = self._authentication.caller(request).account
        if ids.ACCOUNT.number(account_id) != account.id:
            raise not_found()
        media_type = (request.content_type or _PLAIN).strip()
        if _TYPE.fullmatch(media_type) is None:
            raise bad_request("Content-Type must be a media type like image/png.")
        with self._concurrency.place(account.id):
            data = body(request, self._limits.max_size_upload)
            if data is None:
                status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
                raise over_limit("maxSizeUpload", self._limits.max_size_upload, status)
            upload_id = uploads.keep(self._store, account.id, media_type, data, self._room)
        response.status = HTTPStatus.CREATED
        blob_id = ids.UPLOAD.text(upload_id)
        found = {"accountId": account_id, "blobId": blob_id, "type": media_type, "size": len(data)}
        response.data = i_json.encode(found)
