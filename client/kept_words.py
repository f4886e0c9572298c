"""Sentences in files: one that can be said in another language is kept with what stands in it, so that it still can
when it is read again. Text in, text out; what is damaged is shown as it stands.
"""

import json

from client.json_values import JsonObject, ShapeError, parse_object, text
from client.wording import Said

# Before what is kept of such a sentence. No sentence begins with it, and no server can send it: client/server_words.py.
MARK = "\x1e"


def kept(sentence: str) -> str:
    """Return the text to keep."""
    if not isinstance(sentence, Said) or not (sentence.values or sentence.number is not None):
        return str(sentence)
    return MARK + json.dumps(_object(sentence), ensure_ascii=False)


def read_kept(found: str) -> str:
    """Return the sentence that was kept."""
    if not found.startswith(MARK):
        return found
    try:
        return _sentence(parse_object(found.removeprefix(MARK).encode("utf-8", "replace")))
    except (ShapeError, LookupError, ValueError):
        return found.removeprefix(MARK)


def _object(sentence: Said) -> JsonObject:
    values = {name: _object(one) if isinstance(one, Said) else str(one) for name, one in sentence.values.items()}
    return {"words": sentence.words, "number": sentence.number, "one": sentence.one, "values": values}


def _sentence(found: JsonObject) -> Said:
    number, values = found.get("number"), found.get("values")
    if not isinstance(values, dict) or not (number is None or isinstance(number, int)):
        raise ShapeError("not a sentence")
    inner = {name: _sentence(one) if isinstance(one, dict) else str(one) for name, one in values.items()}
    words = text(found, "words")
    return Said(words, one=text(found, "one", ""), number=number, **inner)
