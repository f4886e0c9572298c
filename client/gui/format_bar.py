"""How the chosen words look: the buttons for bold, italic, underline, lists, quotes and links, shown while rich text is
written. Each follows the cursor."""

from functools import partial

from PyQt5.QtGui import QFont, QTextListFormat
from PyQt5.QtWidgets import QInputDialog, QLineEdit, QToolBar, QWidget

from client.gui.actions import Actions
from client.gui.composer_text import ComposerText
from client.gui.present import present
from client.gui.rich_text_reading import NUMBERED

BULLETS = QTextListFormat.Style.ListDisc
LOOKS = ("bold", "italic", "underline")
PLACES = ("bullets", "numbers", "quote")
NAMES = (*LOOKS, *PLACES, "link")
SCHEMES = ("http://", "https://", "mailto:")


class FormatBar(QToolBar):
    """Acts on `text`; `commands` has the actions of `NAMES`."""

    def __init__(self, text: ComposerText, commands: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._commands = commands
        self.setWindowTitle(self.tr("Format"))
        self.setProperty("kind", "composer")
        self.setMovable(False)
        for name in NAMES:
            self.addAction(commands[name])
        self._connect()
        self.show_for(text.is_rich)

    def show_for(self, rich: bool) -> None:
        """Show or hide everything; hidden actions have no keys either."""
        self.setVisible(rich)
        self._commands.enable(NAMES, rich)

    def ask_for_link(self) -> QInputDialog:
        """Ask where the chosen words lead to; an empty answer takes the link away."""
        dialog = QInputDialog(self)
        dialog.setWindowTitle(self.tr("Link"))
        dialog.setLabelText(self.tr("Address of the page, or of a person (empty: no link)"))
        dialog.setTextValue(self._text.link())
        present(dialog.findChild(QLineEdit)).setAccessibleName(self.tr("Address"))
        dialog.textValueSelected.connect(lambda words: self._text.set_link(link_target(words)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _connect(self) -> None:
        text = self._text
        self._commands["bold"].triggered.connect(text.set_bold)
        self._commands["italic"].triggered.connect(text.setFontItalic)
        self._commands["underline"].triggered.connect(text.setFontUnderline)
        self._commands["bullets"].triggered.connect(partial(text.set_list, BULLETS))
        self._commands["numbers"].triggered.connect(partial(text.set_list, NUMBERED))
        self._commands["quote"].triggered.connect(text.set_quote)
        self._commands["link"].triggered.connect(self._link)
        for name in PLACES:
            self._commands[name].triggered.connect(lambda _checked: self._follow())
        text.cursorPositionChanged.connect(self._follow)
        text.currentCharFormatChanged.connect(lambda _: self._follow())

    def _link(self) -> None:
        self.ask_for_link()

    def _follow(self) -> None:
        if not self._text.is_rich:
            return
        style = self._text.list_style()
        states = {
            "bold": self._text.fontWeight() > QFont.Weight.Normal,
            "italic": self._text.fontItalic(),
            "underline": self._text.fontUnderline() and not self._text.link(),
            "bullets": style is not None and style != NUMBERED,
            "numbers": style == NUMBERED,
            "quote": self._text.is_quote(),
        }
        for name, on in states.items():
            self._commands[name].setChecked(on)


def link_target(words: str) -> str:
    """Return what a person typed as a link: an address of a person or of a page, "" for none."""
    target = words.strip()
    if not target or target.lower().startswith(SCHEMES):
        return target
    is_person = "@" in target and "/" not in target and " " not in target
    return f"mailto:{target}" if is_person else f"https://{target}"
