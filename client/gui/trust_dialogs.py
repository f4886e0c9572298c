"""The two questions about whom to trust, asked with Cancel as the answer of the Enter key: a server that is met for the
first time without an invitation, and a server whose authority is another one than before. They only ask; pinning is
done by whoever asked them to."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from client.gui.icons import Icons
from client.gui.present import present
from client.gui.spoken import spoken
from client.gui.theme import Theme
from client.server_answers import Authority
from client.trust import grouped
from client.trust_errors import ChangedAuthority
from client.wording import place

WIDTH = 560
PICTURE_SIZE = 40
GROUPS_IN_LINE = 8


class FirstContactDialog(QDialog):
    """Accepted when the person says that the fingerprints are the same."""

    def __init__(self, authority: Authority, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("First contact with this server"))
        where = place(authority.host, authority.port)
        page = _page(self, icons, "trust", theme.colours.accent, self.tr("Is this your server?"))
        page.addWidget(
            _words(
                self.tr(
                    "You connect to {where} for the first time and without an invitation. Compare this fingerprint "
                    "with the one that your admin gave you, for example on the telephone. Only if both are the same "
                    "is it your server."
                ).format(where=where)
            )
        )
        page.addWidget(fingerprint_label(authority.fingerprint, self.tr("Fingerprint of the server")))
        page.addWidget(_words(self.tr("You are asked only once. Nothing has been sent to the server yet."), "muted"))
        page.addSpacing(6)
        _add_buttons(self, self.tr("The fingerprints are the same"))


class ChangedAuthorityDialog(QDialog):
    """The stronger one: the button stays disabled until the person says that the admin has confirmed the change."""

    def __init__(self, fault: ChangedAuthority, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("The server has changed its identity"))
        page = _page(self, icons, "warning", theme.colours.flag, self.tr("Do not continue yet"))
        page.addWidget(_words(spoken(fault.sentence)))
        page.addWidget(_words(self.tr("Trusted until now:"), "muted"))
        page.addWidget(fingerprint_label(fault.old_fingerprint, self.tr("Fingerprint trusted until now")))
        page.addWidget(_words(self.tr("Shown by the server now:"), "muted"))
        page.addWidget(fingerprint_label(fault.new_fingerprint, self.tr("Fingerprint of the server now")))
        confirmed = QCheckBox(self.tr("My admin has told me the new fingerprint, and it is the same"))
        page.addWidget(confirmed)
        page.addSpacing(6)
        go_on = _add_buttons(self, self.tr("Trust the new identity"))
        go_on.setEnabled(False)
        confirmed.toggled.connect(go_on.setEnabled)


def fingerprint_lines(fingerprint: str) -> str:
    """Return a fingerprint in lines of eight groups of four, upper case, for reading aloud."""
    groups = grouped(fingerprint).split(" ")
    lines = [groups[start : start + GROUPS_IN_LINE] for start in range(0, len(groups), GROUPS_IN_LINE)]
    return "\n".join("  ".join(line) for line in lines)


def _page(dialog: QDialog, icons: Icons, icon: str, colour: str, title: str) -> QVBoxLayout:
    dialog.setMinimumWidth(WIDTH)
    dialog.setModal(True)
    picture = QLabel()
    picture.setPixmap(icons.pixmap(icon, PICTURE_SIZE, colour))
    heading = QLabel(title)
    heading.setProperty("kind", "title")
    top = QHBoxLayout()
    top.setSpacing(14)
    top.addWidget(picture)
    top.addWidget(heading, 1)
    page = QVBoxLayout(dialog)
    page.setContentsMargins(24, 22, 24, 18)
    page.setSpacing(10)
    page.addLayout(top)
    page.addSpacing(4)
    return page


def _words(text: str, kind: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("kind", kind)
    return label


def fingerprint_label(fingerprint: str, name: str) -> QLabel:
    """Return a fingerprint in a frame, to be read or selected; `name` is spoken."""
    label = QLabel(fingerprint_lines(fingerprint))
    label.setProperty("kind", "code")
    label.setAccessibleName(name)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label


def _add_buttons(dialog: QDialog, go_on: str) -> QPushButton:
    """Add the two answers, Cancel with the focus; returns the other one."""
    box = QDialogButtonBox()
    accept = QPushButton(go_on)
    accept.setAutoDefault(False)
    box.addButton(accept, QDialogButtonBox.ButtonRole.AcceptRole)
    cancel = present(box.addButton(QDialogButtonBox.StandardButton.Cancel))
    cancel.setDefault(True)
    # The box has to be in the window for the focus to stay.
    present(dialog.layout()).addWidget(box)
    cancel.setFocus()
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return accept
