"""Postroom's sign, a letter on blue, drawn as lines and planes: sharp at any size. The same one as the web area's."""

from __future__ import annotations

from reportlab.lib.colors import HexColor, white
from reportlab.pdfgen.canvas import Canvas

_BLUE = HexColor("#2b5fd0")
_SIDE = 24.0


def draw(canvas: Canvas, left: float, bottom: float, side: float) -> None:
    """Draw it as a square of the length `side` (points) with its lower left corner there."""
    canvas.saveState()
    canvas.translate(left, bottom)
    canvas.scale(side / _SIDE, side / _SIDE)
    canvas.setFillColor(_BLUE)
    canvas.roundRect(0, 0, _SIDE, _SIDE, 5, stroke=0, fill=1)
    canvas.setStrokeColor(white)
    canvas.setLineWidth(1.6)
    canvas.setLineJoin(1)
    canvas.rect(5, 7, 14, 9.5, stroke=1, fill=0)
    flap = canvas.beginPath()
    flap.moveTo(5, 16)
    flap.lineTo(12, 10.8)
    flap.lineTo(19, 16)
    canvas.drawPath(flap, stroke=1, fill=0)
    canvas.restoreState()
