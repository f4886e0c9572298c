"""Signs what leaves with the domain's keys (DKIM, RFC 6376), when there are some.

A key is `dkim/<selector>.pem` in the data folder: RSA, as `openssl genrsa 2048` makes it. Without a key, or with one
that cannot be used, mail leaves unsigned: that is worth a line in the log, and no reason to keep the mail.
"""

from __future__ import annotations

import re
from pathlib import Path

import dkim

from db.content_checks import header_end
from db.events import Event, record

# RFC 6376 section 5.4.1. https://www.rfc-editor.org/rfc/rfc6376#section-5.4.1
_FIELDS = (
    b"from", b"reply-to", b"subject", b"date", b"to", b"cc", b"message-id", b"in-reply-to", b"references",
    b"mime-version", b"content-type", b"content-transfer-encoding",
)  # fmt: skip
_BLANKS = re.compile(rb"[ \t]+")


class Signer:
    """Signs for `domain` with the keys in `folder`, which are read anew each time: a changed key needs no restart."""

    def __init__(self, folder: Path, domain: str) -> None:
        self._folder, self._domain = folder, domain

    def signed(self, content: bytes) -> bytes:
        """Return `content` (CRLF line ends) with a DKIM-Signature field for each key in front, or as it is."""
        files = sorted(self._folder.glob("*.pem")) if self._folder.is_dir() else ()
        told = _relaxed(content) if files else b""
        return b"".join(self._field(file, told) for file in files) + content

    def _field(self, file: Path, content: bytes) -> bytes:
        where = (file.stem.encode(), self._domain.encode())
        try:
            field: bytes = dkim.sign(
                content,
                *where,
                # The library knows no other line ends.
                file.read_bytes().replace(b"\r\n", b"\n"),
                canonicalize=(b"relaxed", b"relaxed"),
                include_headers=_present(content),
            )
        except Exception as problem:  # the library raises what it likes; mail that waits for ever helps nobody
            record(Event.FAULT, problem, what="a message leaves without a DKIM signature", key=file.name)
            return b""
        return field


def _relaxed(content: bytes) -> bytes:
    """Return `content` with the blanks of its body as the signature counts them, so that it is the same for both.

    RFC 6376 section 3.4.4. The library does it too, but in time by the square of a run of blanks, and nothing else of
    this process runs meanwhile: 200 KB took a minute. https://www.rfc-editor.org/rfc/rfc6376#section-3.4.4
    """
    end = header_end(content)
    return content[:end] + _BLANKS.sub(b" ", content[end:]).replace(b" \r\n", b"\r\n")


def _present(content: bytes) -> list[bytes]:
    """Return the fields to sign: those of the list that are there, and From once more, so that none can be added."""
    head = b"\n" + content[: header_end(content)].lower()
    return [name for name in _FIELDS if b"\n" + name + b":" in head] + [b"from"]
