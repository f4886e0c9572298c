"""Character sets of mail: which names are one, and which codec of Python reads it.

Python's own look-up is not asked about what strangers write: it imports modules by that name, remembers every name it
did not find, and knows codecs that are no character sets (they expand, warn or run code that mail must not reach).
"""

from __future__ import annotations

import encodings
import pkgutil
import re
from encodings.aliases import aliases
from functools import lru_cache

_NOT_CHARSETS = frozenset(
    [
        "base64_codec",
        "bz2_codec",
        "hex_codec",
        "quopri_codec",
        "rot_13",
        "uu_codec",
        "zlib_codec",
        "idna",
        "mbcs",
        "oem",
        "palmos",
        "punycode",
        "raw_unicode_escape",
        "undefined",
        "unicode_escape",
        "utf_8_sig",
    ]
)
_OTHERS = {
    "windows_874": "cp874",
    "gb_2312_80": "gbk",
    "gb2312": "gbk",
    "x_gbk": "gbk",
    "x_sjis": "cp932",
    "x_euc_jp": "euc_jp",
    "x_mac_roman": "mac_roman",
    "unknown_8bit": "latin_1",
    "windows_31j": "cp932",
    "windows_949": "cp949",
    # The same letters; the endings only tell which way they run.
    "iso_8859_6_e": "iso8859_6",
    "iso_8859_6_i": "iso8859_6",
    "iso_8859_8_e": "iso8859_8",
    "iso_8859_8_i": "iso8859_8",
}
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def _plain(name: str) -> str:
    return re.sub(r"[^0-9a-z]+", "_", name.lower()).strip("_")


def _known() -> dict[str, str]:
    modules = {module.name for module in pkgutil.iter_modules(encodings.__path__)} - {"aliases"} - _NOT_CHARSETS
    found = {name: name for name in modules}
    found |= {_plain(alias): name for alias, name in aliases.items() if name in modules}
    return found | _OTHERS


_CODECS = _known()


def codec(name: str) -> str | None:
    """Return Python's name of the character set `name` (any case, as mail writes it); None when it is not one."""
    return _codec(name[:100])


@lru_cache(256)
def _codec(name: str) -> str | None:
    plain = _plain(name)
    # Many names were once a program's own: x-big5, x-windows-949.
    return _CODECS.get(plain) or _CODECS.get(plain.removeprefix("x_"))


def storable(text: str, instead: str = "") -> str:
    """Return `text` without NUL and lone surrogates, which no text column takes, or with `instead` in their place."""
    return text if text.isascii() and "\0" not in text else _UNSTORABLE.sub(instead, text)
