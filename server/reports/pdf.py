"""The report of alerts as a document (PDF): a cover page with the logo, alerts by host, alerts by rule. Facts in, bytes
out; equal facts give equal bytes. Only for the process that makes reports.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from server.reports import figures, fonts, logo
from server.reports.facts import Facts, Line, lines, share, shown
from server.reports.figures import Chart
from server.reports.wording import period, summary

HOSTS, RULES = 15, 8
"""How many hosts have a bar and how many rules a slice of their own."""

_WIDE, _HIGH = A4
_LEFT, _RIGHT = 20 * mm, _WIDE - 20 * mm
_TOP, _ROW = _HIGH - 24 * mm, 5.4 * mm
_BLUE, _INK, _SOFT, _LINE = (HexColor(colour) for colour in ("#2b5fd0", "#1d2433", "#5b6475", "#d5dae3"))


def document(facts: Facts) -> bytes:
    """Return the report."""
    fonts.register()
    made = io.BytesIO()
    # invariant: no moment of making and no random id in it.
    canvas = Canvas(made, pagesize=A4, invariant=1, lang="en", initialFontName=fonts.PLAIN)
    canvas.setTitle(f"Alerts at {facts.domain}")
    canvas.setAuthor("Postroom")
    canvas.setSubject(f"Alerts by host and by rule, {period(facts)}")
    pages = [_cover]
    if facts.hosts.total:
        pages += [_hosts, _rules]
    for number, page in enumerate(pages, 1):
        page(canvas, facts)
        _foot(canvas, facts, number, len(pages))
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def _cover(canvas: Canvas, facts: Facts) -> None:
    logo.draw(canvas, _LEFT, _HIGH - 75 * mm, 34 * mm)
    _text(canvas, _LEFT, _HIGH - 103 * mm, "Alerts", 34, bold=True)
    _text(canvas, _LEFT, _HIGH - 117 * mm, shown(facts.domain, fonts.ON_PAGES), 17)
    _text(canvas, _LEFT, _HIGH - 128 * mm, period(facts), 12, colour=_SOFT)
    canvas.setStrokeColor(_BLUE)
    canvas.setLineWidth(2)
    canvas.line(_LEFT, _HIGH - 139 * mm, _LEFT + 34 * mm, _HIGH - 139 * mm)
    _text(canvas, _LEFT, _HIGH - 152 * mm, summary(facts), 12)
    if facts.hosts.total:
        first = (("Most by host", facts.hosts), ("Most by rule", facts.rules))
        for index, (label, counted) in enumerate(first):
            (most,) = lines(counted, 1, fonts.ON_PAGES)[:1]
            words = f"{most.name} ({most.count:,}, {share(most.count, counted.total)})"
            _text(canvas, _LEFT, _HIGH - (163 + 8 * index) * mm, label, 10, colour=_SOFT)
            _text(canvas, _LEFT + 32 * mm, _HIGH - (163 + 8 * index) * mm, words, 10)


def _hosts(canvas: Canvas, facts: Facts) -> None:
    told = lines(facts.hosts, HOSTS, fonts.ON_PAGES)
    _chapter(canvas, "Alerts by host", figures.bars, told, "Host")


def _rules(canvas: Canvas, facts: Facts) -> None:
    told = lines(facts.rules, RULES, fonts.ON_PAGES)
    _chapter(canvas, "Alerts by rule", figures.pie, told, "Rule")


def _chapter(
    canvas: Canvas, title: str, chart: Callable[[Sequence[Line]], Chart], told: Sequence[Line], what: str
) -> None:
    canvas.bookmarkPage(what)
    canvas.addOutlineEntry(title, what)
    _text(canvas, _LEFT, _TOP, title, 18, bold=True)
    drawn = chart(told)
    picture = ImageReader(io.BytesIO(drawn.picture))
    wide, high = picture.getSize()
    height = (_RIGHT - _LEFT) * high / wide
    bottom = _TOP - 8 * mm - height
    canvas.drawImage(picture, _LEFT, bottom, _RIGHT - _LEFT, height)
    for gap in drawn.gaps:
        # The middle of a line is about a third of its letters' size above what they stand on.
        x, y = _LEFT + gap.x * (_RIGHT - _LEFT), bottom + gap.y * height - 0.32 * gap.size
        _text(canvas, x, y, gap.words, gap.size, right=gap.is_end)
    _table(canvas, bottom - 12 * mm, what, told)


def _table(canvas: Canvas, top: float, what: str, told: Sequence[Line]) -> None:
    """Write the numbers of a chart below it, for who reads them rather than looks at them."""
    total = sum(one.count for one in told)
    rows = [(what, "Alerts", "Share"), *((one.name, f"{one.count:,}", share(one.count, total)) for one in told)]
    for index, (name, count, part) in enumerate(rows):
        y, head = top - index * _ROW, index == 0
        _text(canvas, _LEFT, y, name, 9, bold=head)
        _text(canvas, _RIGHT - 32 * mm, y, count, 9, bold=head, right=True)
        _text(canvas, _RIGHT, y, part, 9, bold=head, right=True)
        canvas.setStrokeColor(_LINE)
        canvas.setLineWidth(0.5)
        canvas.line(_LEFT, y - 1.7 * mm, _RIGHT, y - 1.7 * mm)


def _foot(canvas: Canvas, facts: Facts, number: int, count: int) -> None:
    logo.draw(canvas, _LEFT, 11 * mm, 5 * mm)
    words = f"Postroom · {shown(facts.domain, fonts.ON_PAGES)} · {period(facts)}"
    _text(canvas, _LEFT + 8 * mm, 12.3 * mm, words, 8, colour=_SOFT)
    _text(canvas, _RIGHT, 12.3 * mm, f"{number} of {count}", 8, colour=_SOFT, right=True)


def _text(
    canvas: Canvas, x: float, y: float, words: str, size: float, *, bold: bool = False, right: bool = False,
    colour: HexColor = _INK,
) -> None:  # fmt: skip
    canvas.setFillColor(colour)
    pieces = [(font, part, canvas.stringWidth(part, font, size)) for font, part in fonts.pieces(words, bold)]
    x -= sum(width for _, _, width in pieces) if right else 0
    for font, part, width in pieces:
        canvas.setFont(font, size)
        canvas.drawString(x, y, part)
        x += width
