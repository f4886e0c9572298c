"""Links as QR codes for a terminal, so that a telephone or a second computer need not be typed into."""

from __future__ import annotations

import segno

# Two rows of squares in one line of text; a terminal's letters are twice as high as wide.
_HALVES = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
_BORDER = 2


def in_text(link: str) -> str:
    """Return the code of `link` as lines of block characters, light on dark as terminals mostly are.

    ISO/IEC 18004 wants dark squares on light ground and four squares of border; programs that read codes take the
    reverse too, and half of the border.
    """
    rows = [[not dark for dark in row] for row in segno.make(link, error="l", micro=False).matrix_iter(border=_BORDER)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join("".join(_HALVES[upper, lower] for upper, lower in zip(*pair, strict=True)) for pair in pairs)
