"""The Content-Disposition of a download (RFC 6266): always an attachment, under a name that harms nobody.

The name comes from whoever wrote the message or the link. It must not leave the folder it is saved in, hide its
ending, or get out of its place in the header field.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

_LONGEST = 200
_SEPARATORS = re.compile(r'[/\\:*?"<>|]')
_UNQUOTABLE = re.compile(r'[^ -~]|["\\%]')


def attachment(name: str) -> str:
    """Return the field's value for a file that is to be called `name`."""
    safe = safe_name(name)
    if not safe:
        return "attachment"
    plain = _UNQUOTABLE.sub("_", safe)
    if plain == safe:
        return f'attachment; filename="{plain}"'
    # RFC 8187 section 3.2.1. https://www.rfc-editor.org/rfc/rfc8187#section-3.2.1
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"


def safe_name(name: str) -> str:
    """Return `name` as the name of a file: one visible line, no folders, at most 200 characters, ending kept."""
    # Category C has the controls and the marks that turn the direction of writing round: "gpj.exe" read backwards.
    visible = "".join(one for one in name if unicodedata.category(one)[0] != "C")
    flat = _SEPARATORS.sub("_", visible).strip(" .")
    if len(flat) <= _LONGEST:
        return flat
    stem, dot, ending = flat.rpartition(".")
    return f"{stem[: _LONGEST - 20]}.{ending}" if dot and len(ending) < 20 else flat[:_LONGEST]
