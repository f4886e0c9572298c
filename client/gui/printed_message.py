"""A message on paper or as PDF: its header, then what the reader shows of it, in the colours of paper, with the
pictures that are there. Made in a worker thread from values; it fetches nothing."""

import contextlib
import html
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QCoreApplication, QLocale, QMarginsF, QPointF, QRectF, QSizeF, Qt, QUrl
from PyQt5.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)
from PyQt5.QtPrintSupport import QPrinter

from client.addresses import Address
from client.errors import Cancelled, FileFault
from client.gui.colours import LIGHT
from client.gui.local_zone import local_now
from client.gui.message_body import picture_url, text_style
from client.gui.picture_frames import nothing_to_see
from client.gui.plain_words import one_line
from client.gui.present import present
from client.gui.reading import Reading
from client.gui.relative_dates import full_date
from client.wording import Said

POINTS = 10
DOTS_PER_INCH = 300
MARGIN_MM = 15
# Around the text, within what a printer can reach.
_TEXT_MARGIN_INCH = 2 / 2.54
_NUMBERED = re.compile(r'src="picture:(\d+)"')
Progress = Callable[[int, int], None]
"""Told in the worker thread: pages that are done, and all of them; 0 of 0 while that is not known."""


@dataclass(frozen=True)
class Sheet:
    """What is printed: HTML that has been made safe, and its pictures by number."""

    title: str
    html: str
    images: dict[int, QImage]
    family: str


def sheet_of(reading: Reading, body: str, images: dict[int, QImage], font: QFont) -> Sheet:
    """Return the sheet of a message; `body` is the safe HTML that the reader shows. On the GUI thread, quick."""
    row = reading.message.row
    subject = one_line(row.subject) or QCoreApplication.translate("Print", "(no subject)")
    sent = row.sent_at or row.received_at
    lines = {
        QCoreApplication.translate("Print", "From"): _people(row.from_),
        QCoreApplication.translate("Print", "To"): _people(row.to),
        QCoreApplication.translate("Print", "Cc"): _people(row.cc),
        QCoreApplication.translate("Print", "Date"): full_date(sent, local_now(), QLocale()),
        QCoreApplication.translate("Print", "Attachments"): ", ".join(
            one_line(one.name) for one in reading.message.attachments if one.name
        ),
    }
    rows = "".join(
        f'<tr><td style="color: {LIGHT.muted}">{html.escape(name)}&nbsp;&nbsp;</td><td>{html.escape(value)}</td></tr>'
        for name, value in lines.items()
        if value
    )
    head = f"<h2>{html.escape(subject)}</h2><table cellspacing='2'>{rows}</table><hr>"
    return Sheet(subject, head + body, dict(images), font.family())


def print_sheet(sheet: Sheet, device: QPagedPaintDevice, progress: Progress) -> None:
    """Draw the sheet page by page, and tell how many are done. For a worker thread. Raises `FileFault`, and what
    `progress` raises.

    Not `QTextDocument.print_`: that draws everything in one call, in which no other thread of Python comes to its turn,
    so a long message would hold the window.
    """
    progress(0, 0)
    document = _Document(sheet)
    size = QSizeF(device.width(), device.height())
    _lay_out(document, device, size)
    first, last = _pages(device, document.pageCount())
    painter = QPainter()
    if not painter.begin(device):
        raise FileFault(Said("This cannot be printed. Check the printer, then try again."))
    try:
        for page in range(first, last + 1):
            progress(page - first, last - first + 1)
            if page > first:
                device.newPage()
            _draw_page(document, painter, page, size)
    except Cancelled:
        if isinstance(device, QPrinter):
            device.abort()
        raise
    finally:
        painter.end()


def write_pdf(sheet: Sheet, path: Path, progress: Progress) -> Path:
    """Make a PDF of the sheet, complete or not at all. Raises `FileFault`, and what `progress` raises. For a worker
    thread.
    """
    partial = path.with_name(f".{path.name[:200]}.part")
    try:
        # Qt tells no reason when a file cannot be written; opening it does.
        with partial.open("wb"):
            pass
        _write(sheet, partial, progress)
        os.replace(partial, path)
    except OSError as error:
        raise FileFault(Said("{path} cannot be written.", path=path), str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    return path


def _write(sheet: Sheet, path: Path, progress: Progress) -> None:
    writer = QPdfWriter(str(path))
    writer.setTitle(sheet.title)
    writer.setResolution(DOTS_PER_INCH)
    writer.setPageSize(QPageSize(_page_size()))
    writer.setPageMargins(QMarginsF(*[MARGIN_MM] * 4), QPageLayout.Unit.Millimeter)
    print_sheet(sheet, writer, progress)


def _lay_out(document: QTextDocument, device: QPagedPaintDevice, size: QSizeF) -> None:
    layout, frame = present(document.documentLayout()), present(document.rootFrame())
    layout.setPaintDevice(device)
    form = frame.frameFormat()
    # In dots of the screen: the layout turns them into those of the device.
    form.setMargin(_TEXT_MARGIN_INCH * _screen_dots())
    frame.setFrameFormat(form)
    document.setPageSize(size)
    # Block by block, so that other threads have their turn between two.
    block = document.begin()
    while block.isValid():
        layout.blockBoundingRect(block)
        block = block.next()


def _pages(device: QPagedPaintDevice, count: int) -> tuple[int, int]:
    """The first and the last page that are wanted."""
    if isinstance(device, QPrinter) and device.fromPage():
        return device.fromPage(), min(count, device.toPage())
    return 1, count


def _draw_page(document: QTextDocument, painter: QPainter, page: int, size: QSizeF) -> None:
    """Draw one page of the document, and its number below the text."""
    view = QRectF(QPointF(0, (page - 1) * size.height()), size)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = view
    context.palette.setColor(QPalette.ColorRole.Text, QColor("black"))
    painter.save()
    painter.translate(-view.topLeft())
    painter.setClipRect(view)
    present(document.documentLayout()).draw(painter, context)
    painter.restore()
    painter.setFont(QFont(document.defaultFont(), present(painter.device())))
    margin = _TEXT_MARGIN_INCH * present(painter.device()).logicalDpiY()
    box = QRectF(margin, size.height() - margin, size.width() - 2 * margin, margin / 2)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, QLocale().toString(page))


def _screen_dots() -> float:
    screen = QGuiApplication.primaryScreen()
    return screen.logicalDotsPerInchY() if screen is not None else 96


def _page_size() -> QPageSize.PageSizeId:
    american = QLocale().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
    return QPageSize.PageSizeId.Letter if american else QPageSize.PageSizeId.A4


def _people(people: Sequence[Address]) -> str:
    return ", ".join(one_line(str(person)) for person in people)


class _Document(QTextDocument):
    """Knows the pictures of the sheet and no others."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._nothing = nothing_to_see()
        self.setDefaultFont(QFont(sheet.family, POINTS))
        self.setDefaultStyleSheet(text_style(LIGHT))
        self.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, sheet.title)
        for number in {int(found) for found in _NUMBERED.findall(sheet.html)}:
            image = sheet.images.get(number, self._nothing)
            self.addResource(QTextDocument.ResourceType.ImageResource, picture_url(number), image)
        self.setHtml(sheet.html)

    def loadResource(self, _kind: int, _name: QUrl) -> Any:
        return self._nothing
