"""What can still be read of a damaged file of unsent texts: each text stands in it by itself, and those that are whole
go on. No Qt."""

import json
import re
from pathlib import Path

from client.damage import Damage
from client.gui.unsent_text import Contents, Kept, from_json
from client.json_values import ShapeError
from client.wording import Said

# How `UnsentTexts` writes the beginning of a text; no other line of its file looks like this.
_BEGIN = re.compile(r"\n  (?=\{\n)")


def saved_texts(data: bytes, contents: Contents) -> dict[str, Kept]:
    """The texts that are whole, by key."""
    written, decoder = data.decode("utf-8", "replace"), json.JSONDecoder()
    found: dict[str, Kept] = {}
    for begin in _BEGIN.finditer(written):
        try:
            kept = from_json(decoder.raw_decode(written, begin.end())[0], contents)
        except (ShapeError, ValueError, RecursionError):
            # This one is damaged; the file is kept beside.
            continue
        found[kept.text.key] = kept
    return found


def damage_of_texts(kept: int, aside: Path) -> Damage:
    """What the person is told of it; `kept` is how many texts go on."""
    words = Said(
        "What you were writing was damaged and could not be read: look into Drafts for it; the damaged file is now "
        "{aside}.",
        aside=aside.name,
    )
    if kept:
        words = Said(
            "What you were writing was damaged: %n texts could be read and open again, so look into Drafts for others; "
            "the damaged file is now {aside}.",
            one="What you were writing was damaged: 1 text could be read and opens again, so look into Drafts for "
            "others; the damaged file is now {aside}.",
            number=kept,
            aside=aside.name,
        )
    return Damage(words, aside)
