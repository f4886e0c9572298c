"""The one typeface of charts and pages: DejaVu Sans, which comes with matplotlib and draws most alphabets.

Only for the process that makes reports: importing matplotlib costs half a second and some tens of megabytes.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import matplotlib
from matplotlib.font_manager import get_font
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

PLAIN, BOLD = "DejaVuSans", "DejaVuSans-Bold"


@cache
def file(name: str) -> Path:
    """Return the file of a font by its name."""
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf"


@cache
def drawable() -> frozenset[int]:
    """Return the code points that the typeface has a shape for."""
    return frozenset(get_font(str(file(PLAIN))).get_charmap())


@cache
def register() -> None:
    """Make both fonts known to reportlab; pages carry the letters they use."""
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(file(name))))
