"""The typefaces of charts and pages: DejaVu Sans, which comes with matplotlib and draws most alphabets; for Chinese,
Japanese and Korean those that every reader of PDF knows by name.

Those are not in the document: the reader takes a font of its machine for them. So only the pages can have them, not the
pictures of the charts. Only for the process that makes reports: importing matplotlib costs half a second and some tens
of megabytes.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import cache
from itertools import groupby
from pathlib import Path

import matplotlib
from matplotlib.font_manager import get_font
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

PLAIN, BOLD = "DejaVuSans", "DejaVuSans-Bold"

EASTERN = (("STSong-Light", "gbk"), ("HeiseiKakuGo-W5", "cp932"), ("HYGothic-Medium", "cp949"))
"""The fonts for Chinese, Japanese and Korean, and the encoding that has what each can draw."""

_JAPANESE = (EASTERN[1], EASTERN[0], EASTERN[2])
_LAST_OF_PLANE = 0xFFFF


@cache
def file(name: str) -> Path:
    """Return the file of a font by its name."""
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf"


@cache
def in_pictures() -> frozenset[int]:
    """Return the code points that can be drawn everywhere, also in the pictures of the charts."""
    return frozenset(get_font(str(file(PLAIN))).get_charmap())


class _OnPages(Container[int]):
    """The code points that pages can show."""

    def __contains__(self, point: object) -> bool:
        return isinstance(point, int) and (point in in_pictures() or _eastern(chr(point), EASTERN) is not None)


ON_PAGES: Container[int] = _OnPages()


@cache
def register() -> None:
    """Make all fonts known to reportlab; of those of ours, pages carry the letters they use."""
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(file(name))))
    for name, _ in EASTERN:
        pdfmetrics.registerFont(UnicodeCIDFont(name))


def pieces(words: str, bold: bool = False) -> list[tuple[str, str]]:
    """Return `words` in pieces, each with the name of the font that draws it."""
    return [(name, "".join(letters)) for name, letters in groupby(words, _chosen(words, BOLD if bold else PLAIN))]


def _chosen(words: str, usual: str) -> Callable[[str], str]:
    # The same letters are drawn in other ways in Japan; there, some of the others stand beside them.
    order = _JAPANESE if any("\u3040" <= letter <= "\u30ff" for letter in words) else EASTERN
    return lambda letter: usual if ord(letter) in in_pictures() else _eastern(letter, order) or usual


def _eastern(letter: str, order: tuple[tuple[str, str], ...]) -> str | None:
    """Return the first font of `order` that can draw a letter."""
    if ord(letter) > _LAST_OF_PLANE:
        return None
    for name, encoding in order:
        try:
            letter.encode(encoding)
        except UnicodeEncodeError:
            continue
        return name
    return None
