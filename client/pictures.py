"""The pictures that HTML mail asks for: where each is, and which of them only exist to tell the sender who reads when.

Pure: attributes of an `img` go in, values come out. Nothing is fetched here (`client/picture_fetching.py` does).
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote, urlsplit

LARGEST_BEACON_PX = 2
LARGEST_SHOWN_PX = 4000
MOST_READERS = 30

# Names that services for mass mail give to the picture that counts openings.
_BEACON = re.compile(
    r"(?:^|[/._-])(?:beacon|pixel|spacer|track(?:ing|er)?|open(?:ed|track)?|wf/open|e/o|trk|imp)"
    r"(?:[/._-][^/]*)?(?:\.gif|\.png|\.php|\.aspx?)?/?$",
    re.IGNORECASE,
)
_PIXELS = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*")
_STYLE_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d{1,5})(?:\.\d+)?px", re.IGNORECASE)


class Place(Enum):
    """REMOTE pictures tell the sender when they are fetched; OWN ones are parts of the message, INLINE ones stand in
    the HTML itself.
    """

    REMOTE = "remote"
    OWN = "own"
    INLINE = "inline"


@dataclass(frozen=True)
class Picture:
    """`source` is a web address, a Content-ID without brackets, or a `data:` URL. `host` is "" unless it is remote.

    `alt` is what the sender wrote in place of it. `invisible` pictures have the shape of a beacon; `names_reader` ones
    carry the reader's address, plain or hashed. `width` and `height` are what the HTML asks for, in pixels, 0 when it
    does not say.
    """

    number: int
    place: Place
    source: str
    host: str
    alt: str
    width: int
    height: int
    invisible: bool
    names_reader: bool


def read_picture(number: int, attributes: Mapping[str, str], reader_marks: frozenset[str]) -> Picture | None:
    """The picture of one `img`; None when its source is neither on the web nor in the message."""
    source = "".join(attributes.get("src", "").split())
    scheme = source.partition(":")[0].lower()
    place = {"http": Place.REMOTE, "https": Place.REMOTE, "cid": Place.OWN, "data": Place.INLINE}.get(scheme)
    if place is None:
        return None
    size, alt = _size(attributes), attributes.get("alt", "")
    if place is not Place.REMOTE:
        found = source if place is Place.INLINE else unquote(source.partition(":")[2]).strip("<>")
        return Picture(number, place, found, "", alt, *size, invisible=False, names_reader=False)
    try:
        parts = urlsplit(source)
        host = parts.hostname or ""
    except ValueError:
        return None
    told = unquote(f"{parts.path}?{parts.query}#{parts.fragment}").lower()
    named = any(mark in told for mark in reader_marks)
    return Picture(number, place, source, host, alt, *size, _looks_like_beacon(size, parts.path), named)


def marks_of(addresses: Iterable[str]) -> frozenset[str]:
    """How an address of the reader can stand in the address of a picture: as it is, encoded, or hashed."""
    marks: set[str] = set()
    for address in list(addresses)[:MOST_READERS]:
        plain = address.strip().lower()
        if "@" not in plain:
            continue
        data = plain.encode(errors="replace")
        marks.add(plain)
        # How it is hashed is the sender's choice; these are the ways that advertisers agreed on.
        marks.update(hashlib.new(name, data, usedforsecurity=False).hexdigest() for name in ("md5", "sha1", "sha256"))
    return frozenset(marks)


def _looks_like_beacon(size: tuple[int, int], path: str) -> bool:
    width, height = size
    if any(0 < side <= LARGEST_BEACON_PX for side in size):
        return True
    return not (width or height) and _BEACON.search(path) is not None


def _size(attributes: Mapping[str, str]) -> tuple[int, int]:
    found = {name: _pixels(attributes.get(name, "")) for name in ("width", "height")}
    for name, value in _STYLE_SIZE.findall(attributes.get("style", "")):
        found[name.lower()] = min(int(value), LARGEST_SHOWN_PX)
    return found["width"], found["height"]


def _pixels(written: str) -> int:
    match = _PIXELS.fullmatch(written)
    return min(int(match[1]), LARGEST_SHOWN_PX) if match else 0
