"""The bar above a message that says which remote pictures were left out and why that is so, and lets the person load
them: this time, or always for this sender."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from client.gui.icons import Icons
from client.gui.plain_words import one_line, plain_tool_tip
from client.gui.spoken import counted
from client.gui.theme import Theme
from client.pictures import Picture

ICON_SIZE = 20
HOSTS_SHOWN = 3


class PicturesBar(QFrame):
    """Hidden until there is something to say. Signals: once_wanted(), always_wanted(), never_wanted()."""

    once_wanted = pyqtSignal()
    always_wanted = pyqtSignal()
    never_wanted = pyqtSignal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._picture = QLabel()
        self.words = QLabel()
        self.once = QPushButton(self.tr("Load once"))
        self.always = QPushButton(self.tr("Always from this sender"))
        self.never = QPushButton(self.tr("Stop loading them"))
        self._build()
        self.once.clicked.connect(self.once_wanted)
        self.always.clicked.connect(self.always_wanted)
        self.never.clicked.connect(self.never_wanted)
        theme.changed.connect(self._paint)

    def show_blocked(self, pictures: tuple[Picture, ...], sender: str) -> None:
        """Tell what was left out; without a sender there is nobody to trust for good."""
        self._offer(once=any(not one.invisible for one in pictures), always=sender)
        hosts = sorted({one.host for one in pictures if one.host})
        self._tell(" ".join(filter(None, [self._counted(len(pictures)), self._hosts(hosts), self._traced(pictures)])))
        self.setToolTip(plain_tool_tip(", ".join(hosts)))

    def show_loading(self) -> None:
        self._offer()
        self._tell(self.tr("Loading pictures…"))

    def show_loaded(self, missing: int, sender: str) -> None:
        """Tell what could not be loaded, and whose pictures are loaded each time (`sender`, "" when only this once)."""
        words = []
        if missing:
            words.append(
                counted("PicturesBar", "1 picture could not be loaded.", "%Ln pictures could not be loaded.", missing)
            )
        if sender:
            words.append(self.tr("Pictures from {sender} are always loaded.").format(sender=one_line(sender)))
        self._offer(never=bool(sender))
        self._tell(" ".join(words))

    def _counted(self, count: int) -> str:
        return counted(
            "PicturesBar",
            "1 remote picture is blocked: loading it would tell the sender that you read this.",
            "%Ln remote pictures are blocked: loading them would tell the sender that you read this.",
            count,
        )

    def _hosts(self, hosts: list[str]) -> str:
        shown = ", ".join(hosts[:HOSTS_SHOWN])
        if len(hosts) > HOSTS_SHOWN:
            more = len(hosts) - HOSTS_SHOWN
            words = counted(
                "PicturesBar", "They are at {hosts} and 1 other host.", "They are at {hosts} and %Ln other hosts.", more
            )
            return words.format(hosts=shown)
        if not hosts:
            return ""
        return self.tr("From {hosts}.").format(hosts=shown)

    def _traced(self, pictures: tuple[Picture, ...]) -> str:
        invisible = sum(one.invisible for one in pictures)
        naming = sum(one.names_reader and not one.invisible for one in pictures)
        words = []
        if invisible:
            one = "1 is an invisible tracker and is never loaded."
            words.append(counted("PicturesBar", one, "%Ln are invisible trackers and are never loaded.", invisible))
        if naming:
            words.append(counted("PicturesBar", "1 carries your address.", "%Ln carry your address.", naming))
        return " ".join(words)

    def _offer(self, *, once: bool = False, always: str = "", never: bool = False) -> None:
        self.once.setVisible(once)
        self.always.setVisible(once and bool(always))
        self.never.setVisible(never)
        self.always.setToolTip(plain_tool_tip(always) if always else "")
        self.setToolTip("")

    def _tell(self, words: str) -> None:
        self.words.setText(words)
        self.setAccessibleName(words)
        self._paint()
        self.setVisible(bool(words))

    def _paint(self) -> None:
        self._picture.setPixmap(self._icons.pixmap("pictures", ICON_SIZE, self._theme.colours.news.text))

    def _build(self) -> None:
        self.setProperty("kind", "news")
        self.setProperty("place", "window")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 5, 16, 9)
        row.setSpacing(10)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        for button in (self.once, self.always, self.never):
            row.addWidget(button)
        self.hide()
