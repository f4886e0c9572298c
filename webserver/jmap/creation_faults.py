"""Everything that is wrong with an object that a program wants to create, so that one answer can tell all of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from webserver.jmap.email_build_values import BadValue
from webserver.jmap.errors import SetError, invalid_properties


class CreationFaults:
    """Collects the paths of invalid properties, and ids of blobs that are not there."""

    def __init__(self) -> None:
        self._paths: dict[str, str] = {}
        self._missing: dict[str, None] = {}

    def add(self, path: str, sentence: str) -> None:
        """Note that the property at `path` ("from", "attachments/0/charset") is invalid; the first sentence stays."""
        self._paths.setdefault(path, sentence)

    def missing(self, blob_id: str) -> None:
        """Note that there is no such blob."""
        self._missing[blob_id] = None

    @contextmanager
    def at(self, path: str) -> Iterator[None]:
        """Note a BadValue of the block under `path`, and go on behind it."""
        try:
            yield
        except BadValue as problem:
            self.add(path, str(problem))

    def check(self) -> None:
        """Raise SetError when anything was noted."""
        if self._paths:
            raise invalid_properties(next(iter(self._paths.values())), *self._paths)
        if self._missing:
            # RFC 8621 section 4.6. https://www.rfc-editor.org/rfc/rfc8621#section-4.6
            sentence = "A blob that the message needs is not there (any more)."
            raise SetError("blobNotFound", sentence, more={"notFound": list(self._missing)})
