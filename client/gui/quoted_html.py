"""The HTML of a message that is answered or passed on, as it is quoted: cleaned as the reader shows it, with no picture
that has to be fetched from the web, and small enough to write in. Pure: safe HTML in, HTML of our own out."""

import re
from html import escape, unescape

from client.draft import USABLE_ID
from client.gui.safe_html import NEW_LINE, PICTURE_SCHEME, SafeHtml
from client.gui.written_html import CID, cleaned_html
from client.pictures import Picture, Place

# Larger ones are quoted as text: the composer reads all of it again while one types.
LONGEST_QUOTE = 150_000
MOST_ELEMENTS = 1_500

_PICTURE = re.compile(rf'<img src="{PICTURE_SCHEME}:(\d+)" alt="([^"]*)"([^>]*)>')


def quoted_html(safe: SafeHtml | None, *, with_pictures: bool) -> str:
    """Return what to put into a quote, "" where the message is to be quoted as text. `with_pictures` keeps those that
    came with the message, by their Content-ID; in the place of others stand their words.
    """
    if safe is None or len(safe.html) > LONGEST_QUOTE or safe.html.count("</") > MOST_ELEMENTS:
        return ""
    kept = {one.number: one for one in safe.pictures if with_pictures and one.place is Place.OWN}

    def named(tag: re.Match[str]) -> str:
        picture = kept.get(int(tag[1]))
        if picture is None or not USABLE_ID.fullmatch(picture.source):
            return escape(unescape(tag[2]), quote=False)
        return f'<img src="{CID}{picture.source}" alt="{tag[2]}"{_sizes(picture)}>'

    return cleaned_html(_PICTURE.sub(named, safe.html.replace(NEW_LINE, "")))


def _sizes(picture: Picture) -> str:
    sizes = (("width", picture.width), ("height", picture.height))
    return "".join(f' {name}="{pixels}"' for name, pixels in sizes if pixels)
