"""The name under which an attachment is offered for saving. The sender chose the name it came with: it may
hold a path, control characters, characters that turn the reading direction (so that `exe.fdp` looks like a
document), or a name that Windows keeps for devices. What comes out is one plain file name."""

import unicodedata
from pathlib import PurePath

LONGEST_BYTES = 180
FALLBACK = "attachment"
_FORBIDDEN = set('<>:"|?*\\/')
_RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{device}{number}" for device in ("com", "lpt") for number in "123456789¹²³"
}
# Cc control, Cf format (all bidi controls, zero width), Cs surrogates, Co private, Cn unassigned, Zl and Zp
# line ends.
_UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def safe_file_name(name: str) -> str:
    """Return a name without any folder, at most 180 bytes of UTF-8, usable on Linux, macOS and Windows."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(_replaced(character) for character in unicodedata.normalize("NFC", last))
    # Windows drops dots and spaces at the end; a leading dot hides the file.
    kept = " ".join(kept.split()).strip(". ")
    if kept.partition(".")[0].rstrip().lower() in _RESERVED:
        kept = f"_{kept}"
    return _shortened(kept) or FALLBACK


def free_name(name: str, taken: set[str]) -> str:
    """Return `name`, or `name (2)` and so on before the ending; `taken` holds lower-case names."""
    path = PurePath(name)
    number, candidate = 1, name
    while candidate.lower() in taken:
        number += 1
        candidate = f"{path.stem} ({number}){path.suffix}"
    return candidate


def _replaced(character: str) -> str:
    if unicodedata.category(character) in _UNWANTED:
        return " " if character in "\t\r\n" else ""
    return "_" if character in _FORBIDDEN else character


def _shortened(name: str) -> str:
    path = PurePath(name)
    suffix = path.suffix if len(path.suffix.encode()) <= 20 else ""
    stem = name.removesuffix(suffix).encode()[: LONGEST_BYTES - len(suffix.encode())]
    return (stem.decode(errors="ignore").rstrip(". ") + suffix) if name else ""
