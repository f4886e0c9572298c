"""The tools above a message that is being written: send, attach, earlier versions, rich text, and what was kept when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from client.gui.icons import Icons

if TYPE_CHECKING:
    from client.gui.composer_window import ComposerWindow


def composer_bar(window: ComposerWindow, icons: Icons, kept: QLabel, versions: QMenu) -> QToolBar:
    """Return the bar with the window's buttons and actions."""
    window.send_button.setProperty("kind", "primary")
    window.send_button.setToolTip(window.commands["send"].toolTip())
    icons.put_on_accent(window.send_button, "send")
    kept.setProperty("kind", "muted")
    gap = QWidget()
    gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar = QToolBar(window.tr("Message"))
    bar.setMovable(False)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    bar.addWidget(window.send_button)
    bar.addAction(window.commands["attach"])
    bar.addWidget(_versions_button(window, versions))
    bar.addAction(window.commands["rich"])
    bar.addWidget(gap)
    bar.addWidget(kept)
    return bar


def _versions_button(window: ComposerWindow, versions: QMenu) -> QToolButton:
    button = window.versions_button
    button.setDefaultAction(window.commands["versions"])
    button.setMenu(versions)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    window.commands["versions"].triggered.connect(lambda _checked: button.showMenu())
    return button
