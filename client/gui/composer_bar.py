"""The tools above a message that is being written: send, attach, earlier versions, rich text, and when it was kept."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QMenu, QPushButton, QSizePolicy, QToolBar, QToolButton, QWidget

from client.gui.actions import Actions
from client.gui.icons import Icons


class ComposerBar(QToolBar):
    """`send` is the button of Send, `kept` tells when the message was kept, `versions` is the menu of earlier ones."""

    def __init__(
        self, commands: Actions, icons: Icons, send: QPushButton, kept: QLabel, versions: QMenu, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Message"))
        self.setMovable(False)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        send.setProperty("kind", "primary")
        send.setToolTip(commands["send"].toolTip())
        icons.put_on_accent(send, "send")
        kept.setProperty("kind", "muted")
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(send)
        self.addAction(commands["attach"])
        self.addWidget(_versions_button(commands, versions))
        self.addAction(commands["rich"])
        self.addWidget(gap)
        self.addWidget(kept)


def _versions_button(commands: Actions, versions: QMenu) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(commands["versions"])
    button.setMenu(versions)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    commands["versions"].triggered.connect(button.showMenu)
    return button
