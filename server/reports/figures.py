"""The charts of a report: counts in, a picture (PNG) out. Pure, and bounded whatever the counts are.

matplotlib with its Agg canvas: no window, no display. What its font cannot draw is left out of the picture, with the
place where the page has to write it. Only for the process that makes reports.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from server.reports import fonts
from server.reports.facts import Line, share

WIDTH = 6.7
"""Inches; the charts are drawn for a page of A4."""

BLUE, GREY, INK, SOFT = "#2b5fd0", "#9aa3b2", "#1d2433", "#5b6475"
# Apart from each other also for people who do not see all colours (after Paul Tol's muted scheme).
SLICES = ("#2b5fd0", "#e0a526", "#2a9d8f", "#cc4c4c", "#7b5cc4", "#57a7dd", "#9a6b3f", "#c45c94")

_DPI, _SIZE = 200, 8


@dataclass(frozen=True, slots=True)
class Gap:
    """Words that are missing in a picture: where they begin (`is_end`: end), and the middle of their line, as parts of
    the picture's width and height from the lower left; `size` is in points when the picture is as wide as it was drawn.
    """

    words: str
    x: float
    y: float
    is_end: bool
    size: float = _SIZE


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture (PNG), and what is missing in it."""

    picture: bytes
    gaps: tuple[Gap, ...] = ()


def bars(lines: Sequence[Line]) -> Chart:
    """Return a horizontal bar for each line, the most on top, with its count at its end."""
    figure = _figure(0.75 + 0.25 * len(lines))
    axes = figure.add_subplot()
    places = range(len(lines))
    drawn = axes.barh(places, [one.count for one in lines], color=[GREY if one.is_rest else BLUE for one in lines])
    axes.set_yticks(places, [_outline(one.name) for one in lines])
    axes.invert_yaxis()
    most = max((one.count for one in lines), default=1)
    axes.set_xlim(0, most * 1.12)
    axes.bar_label(drawn, [f"{one.count:,}" for one in lines], padding=4, fontsize=8, color=INK)
    axes.set_xlabel("Alerts", color=SOFT, fontsize=8)
    _quiet(axes)
    return _drawn(figure, axes.get_yticklabels(), [one.name for one in lines])


def pie(lines: Sequence[Line]) -> Chart:
    """Return a slice for each line, clockwise from the top, and beside them whose they are."""
    figure = Figure(figsize=(WIDTH, 3.2), dpi=_DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.02, 0.46, 0.96))
    total = sum(one.count for one in lines)
    colours = [GREY if one.is_rest else SLICES[index % len(SLICES)] for index, one in enumerate(lines)]
    wedges = axes.pie(
        [one.count for one in lines], colors=colours, startangle=90, counterclock=False, radius=1.15,
        wedgeprops={"edgecolor": "white", "linewidth": 1.2},
    )[0]  # fmt: skip
    # The share comes first: a long name may reach beyond the picture.
    told = [f"{share(one.count, total)}   {one.name}" for one in lines]
    key = figure.legend(
        wedges,
        [_outline(one) for one in told],
        loc="center left",
        bbox_to_anchor=(0.48, 0.5),
        frameon=False,
        fontsize=_SIZE,
    )
    _plain_words(key.get_texts())
    return _drawn(figure, key.get_texts(), told)


def _figure(height: float) -> Figure:
    figure = Figure(figsize=(WIDTH, height), dpi=_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _quiet(axes: Axes) -> None:
    """Take away every line that tells nothing."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.tick_params(axis="y", length=0, labelsize=8, labelcolor=INK)
    axes.tick_params(axis="x", color=GREY, labelsize=8, labelcolor=SOFT)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.grid(axis="x", color="#e3e7ee", linewidth=0.6)
    axes.set_axisbelow(True)
    _plain_words(axes.get_yticklabels())


def _plain_words(texts: Sequence[Text]) -> None:
    # Names come from strangers: a pair of $ in one would be read as a formula, and a wrong one is an error.
    for text in texts:
        text.set_parse_math(False)
        text.set_color(INK)
        text.set_fontfamily("DejaVu Sans")


def _drawn(figure: Figure, texts: Sequence[Text], names: Sequence[str]) -> Chart:
    """Draw it, without those of its `texts` that are only outlines of their `names`."""
    left_out = [(text, name) for text, name in zip(texts, names, strict=True) if _outline(name) != name]
    for text, _ in left_out:
        text.set_alpha(0)
    picture = _png(figure)
    return Chart(picture, tuple(_gap(figure, text, name) for text, name in left_out))


def _outline(words: str) -> str:
    """Return words that are about as wide, and that the font of the picture can draw."""
    return "".join(letter if ord(letter) in fonts.in_pictures() else "m" for letter in words)


def _gap(figure: Figure, text: Text, words: str) -> Gap:
    box = text.get_window_extent().transformed(figure.transFigure.inverted())
    is_end = text.get_horizontalalignment() == "right"
    return Gap(words, float(box.x1 if is_end else box.x0), float(box.y0 + box.y1) / 2, is_end)


def _png(figure: Figure) -> bytes:
    made = io.BytesIO()
    # Without the name and version of the program that drew it: equal counts give equal bytes.
    figure.savefig(made, format="png", metadata={"Software": None})
    return made.getvalue()
