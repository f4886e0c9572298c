"""Whether a link of a message leads where a person must think that it leads. Pure: address and text in, a doubt out."""

import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

# Endings of files, which otherwise look like the last part of a host: "report.pdf".
_FILES = {
    "avi", "bmp", "c", "cpp", "csv", "doc", "docx", "gif", "gz", "h", "htm", "html", "ics", "jar", "jpeg", "jpg",
    "js", "json", "log", "mov", "mp3", "mp4", "odp", "ods", "odt", "pdf", "php", "png", "ppt", "pptx", "rar", "rtf",
    "svg", "tar", "tif", "tiff", "txt", "webp", "xls", "xlsx", "xml", "zip",
}  # fmt: skip
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gob", "gov", "gv", "ne", "net", "or", "org"})
_HOST = r"(?:[^\W_](?:[\w-]{0,62}\.))(?:[\w-]{1,63}\.){0,8}[^\W\d_][\w-]{1,62}"
_WITH_SCHEME = re.compile(r"(?:https?://|www\.)[^\s/]*", re.IGNORECASE)
_WHOLE = re.compile(rf"(?:[\w.+-]+@)?({_HOST})\.?(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)


class Kind(Enum):
    """Why a link is asked about before it is opened."""

    OTHER_HOST = "other host"
    HIDDEN_HOST = "hidden host"
    NUMBER = "number"
    LETTERS = "letters"


@dataclass(frozen=True)
class Doubt:
    """`host` is where the link leads, `named` the host that its text names ("" when it names none)."""

    kind: Kind
    host: str
    named: str = ""


def doubt_about(link: str, texts: Iterable[str]) -> Doubt | None:
    """What to ask before `link` (as ASCII) is opened; `texts` are the words that it stands under in the message."""
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return Doubt(Kind.HIDDEN_HOST, link)
    for text in texts:
        named = named_host(text)
        if named and not _same_owner(host, named):
            return Doubt(Kind.OTHER_HOST, host, named)
    if parts.username is not None or not host:
        return Doubt(Kind.HIDDEN_HOST, host)
    if _is_number(host):
        return Doubt(Kind.NUMBER, host)
    if any(label.startswith("xn--") for label in host.split(".")):
        return Doubt(Kind.LETTERS, host)
    return None


def named_host(text: str) -> str:
    """The host that a link's text names, in lower case and ASCII; "" when it is words."""
    words = _bare(_seen(text))
    match = _WITH_SCHEME.search(words)
    if match is not None:
        try:
            return _ascii(urlsplit(match[0] if "://" in match[0] else f"//{match[0]}").hostname or "")
        except ValueError:
            return ""
    whole = _WHOLE.fullmatch(words)
    if whole is None or whole[1].rsplit(".", 1)[-1].lower() in _FILES:
        return ""
    return _ascii(whole[1])


def _seen(text: str) -> str:
    """The text with what nobody sees taken out, and letters of another width or shape as the plain ones."""
    shown = unicodedata.normalize("NFKC", text)
    return "".join(char for char in shown if unicodedata.category(char) != "Cf")


def _bare(text: str) -> str:
    """The text without quotation marks, brackets, arrows around it and the end of a sentence behind it."""
    # Not by a regular expression: those take time by the square of what a stranger wrote.
    begin = next((place for place, char in enumerate(text) if char.isalnum()), len(text))
    behind = next((place for place, char in enumerate(reversed(text)) if char.isalnum() or char == "/"), 0)
    return text[begin : len(text) - behind]


def _ascii(host: str) -> str:
    plain = host.lower().rstrip(".")
    try:
        return plain.encode("idna").decode("ascii")
    except UnicodeError:
        return plain


def _same_owner(host: str, named: str) -> bool:
    return _domain(host.lower()) == _domain(named)


def _domain(host: str) -> str:
    """The part that somebody registered, as far as that can be told without the list of all registries."""
    labels = host.split(".")
    if _is_number(host):
        return host
    second_level = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if second_level else labels[-2:])


def _is_number(host: str) -> bool:
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]+", host, re.IGNORECASE):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
