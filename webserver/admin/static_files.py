"""`/admin/static/…`: the style sheet, the script and the picture of the web area; read once, the same for everybody.

Their addresses carry a hash of what is in them, so browsers keep them for ever and still see a new version at once.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import falcon

from webserver.admin.page_headers import HEADERS, PAGES

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


class StaticFiles:
    """The files of `folder`, by name; nothing else can be asked for."""

    def __init__(self, folder: Path = PAGES / "static") -> None:
        self._files = {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix in _TYPES}

    def address(self, name: str) -> str:
        """Return where browsers get the file `name`."""
        return f"/admin/static/{name}?v={hashlib.sha256(self._files[name]).hexdigest()[:16]}"

    def on_get(self, _: falcon.Request, response: falcon.Response, name: str) -> None:
        """Give one file."""
        content = self._files.get(name)
        if content is None:
            raise falcon.HTTPNotFound
        response.set_headers(HEADERS)
        response.set_header("Cache-Control", "public, max-age=31536000, immutable")
        response.content_type = _TYPES[Path(name).suffix]
        response.data = content

    on_head = on_get
