"""A message on paper or as PDF: its header, then what the reader shows of it, in the colours of paper, with the
pictures that are there. Made in a worker thread from values; it fetches nothing."""

import contextlib
import html
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QCoreApplication, QLocale, QMarginsF, QUrl
from PyQt5.QtGui import QFont, QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from client.addresses import Address
from client.errors import FileFault
from client.gui.colours import LIGHT
from client.gui.message_body import picture_url, text_style
from client.gui.picture_frames import nothing_to_see
from client.gui.plain_words import one_line
from client.gui.reading import Reading
from client.gui.relative_dates import full_date
from client.wording import Said

POINTS = 10
DOTS_PER_INCH = 300
MARGIN_MM = 15
_NUMBERED = re.compile(r'src="picture:(\d+)"')


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
        QCoreApplication.translate("Print", "Date"): full_date(sent, sent.astimezone(), QLocale()),
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


def print_sheet(sheet: Sheet, device: QPagedPaintDevice) -> None:
    """Draw the sheet page by page; takes as long as it takes, and belongs into a worker thread."""
    document = _Document(sheet)
    document.print_(device)


def write_pdf(sheet: Sheet, path: Path) -> Path:
    """Make a PDF of the sheet, complete or not at all. Raises `FileFault`. For a worker thread."""
    partial = path.with_name(f".{path.name[:200]}.part")
    try:
        # Qt tells no reason when a file cannot be written; opening it does.
        with partial.open("wb"):
            pass
        writer = QPdfWriter(str(partial))
        writer.setTitle(sheet.title)
        writer.setResolution(DOTS_PER_INCH)
        writer.setPageSize(QPageSize(_page_size()))
        writer.setPageMargins(QMarginsF(*[MARGIN_MM] * 4), QPageLayout.Unit.Millimeter)
        print_sheet(sheet, writer)
        del writer
        os.replace(partial, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise FileFault(Said("{path} cannot be written.", path=path), str(error)) from error
    return path


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
        # Printing works on a copy of this document, which knows what was added and not what is asked for below.
        for number in {int(found) for found in _NUMBERED.findall(sheet.html)}:
            image = sheet.images.get(number, self._nothing)
            self.addResource(QTextDocument.ResourceType.ImageResource, picture_url(number), image)
        self.setHtml(sheet.html)

    def loadResource(self, _kind: int, _name: QUrl) -> Any:
        return self._nothing
