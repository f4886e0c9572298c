"""Words of strangers, shown letter by letter where Qt would look for HTML in them: in the smaller text of message
boxes, whatever format the box is given, and in tool tips, which even load pictures from this computer."""

import html

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QMessageBox

from client.gui.present import present

_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
INFORMATIVE_LABEL = "qt_msgbox_informativelabel"


def untwisted(text: str) -> str:
    """Return the text without the characters that turn its reading direction."""
    return text.translate(_TURNS)


def one_line(text: str) -> str:
    """Return a name or subject in one line, without the characters that turn the reading direction of what follows:
    with them a name can make the address behind it look like another one (Unicode TR 36, section 3.3).
    """
    return " ".join(untwisted(text).split())


def shortened(text: str, most: int) -> str:
    """Return at most so many characters: the beginning and the end, which of an address is the part that counts."""
    half = most // 2
    return text if len(text) <= most else f"{text[:half]}…{text[-half:]}"


def set_plain_texts(box: QMessageBox, text: str, smaller_text: str) -> None:
    """Set both texts of a message box."""
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    if smaller_text:
        box.setInformativeText(smaller_text)
        label = present(box.findChild(QLabel, INFORMATIVE_LABEL))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setOpenExternalLinks(False)


def plain_tool_tip(text: str) -> str:
    """Return a tool tip that shows `text` as it is, with its lines broken where they are too long."""
    return f"<qt>{html.escape(text)}</qt>"
