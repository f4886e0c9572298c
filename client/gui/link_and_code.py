"""The link of one's own server with its QR code, to add a telephone, a second computer or another person. It carries
the fingerprint of the server's CA, so whoever uses it talks to this server and no other from the first moment."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QGuiApplication, QShowEvent
from PyQt5.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from client.discovery import Server
from client.gui.form import fit_height, labelled, note
from client.gui.present import present
from client.gui.qr_picture import qr_picture
from client.gui.trust_dialogs import fingerprint_label
from client.server_link import only_here, server_link

WIDTH = 560
CODE_WIDTH = 260


class LinkAndCodeDialog(QDialog):
    """Shows; nothing is asked of the server. `is_admin` adds a way to make an invitation. Signals: invite_wanted()."""

    invite_wanted = pyqtSignal()

    def __init__(self, server: Server, is_admin: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Invite somebody or add a device"))
        self.setModal(True)
        self.setFixedWidth(WIDTH)
        link = server_link(server)
        self.link = QLineEdit(link)
        self.link.setReadOnly(True)
        # The beginning of the link says more than its end.
        self.link.home(False)
        self.copy_button = QPushButton(self.tr("Copy the link"))
        self.invite_button = QPushButton(self.tr("Make an &invitation…"))
        self.invite_button.setToolTip(self.tr("Opens the web area of the server in the browser"))
        self.invite_button.setVisible(is_admin and server.registration != "closed")
        self.close_button = QPushButton(self.tr("Close"))
        self.code = QLabel()
        picture = qr_picture(link, CODE_WIDTH, self.devicePixelRatioF())
        self.code.setPixmap(picture)
        self.code.setAccessibleName(self.tr("QR code of the link"))
        self.code.setFixedHeight(round(picture.height() / picture.devicePixelRatio()))
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words = note(" ".join(self._sentences(server, is_admin)), "")
        self._build(server)
        self.copy_button.clicked.connect(self._copy)
        self.invite_button.clicked.connect(self.invite_wanted)
        self.close_button.clicked.connect(self.reject)
        self.copy_button.setFocus()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        # Only now all fields have their style, and with it their height.
        fit_height(self)

    def _copy(self) -> None:
        present(QGuiApplication.clipboard()).setText(self.link.text())
        self.copy_button.setText(self.tr("Copied"))

    def _sentences(self, server: Server, is_admin: bool) -> list[str]:
        sentences = [
            self.tr(
                "Paste this link into the sign-in window of Postroom, or point a camera at the code. It leads to this "
                "server and no other; it holds no password."
            )
        ]
        new_people = {
            "open": self.tr("Whoever has it can also make an account: send it to the person you want to invite."),
            "approval": self.tr(
                "Whoever has it can also ask for an account: send it to the person you want to invite. An admin looks "
                "at each."
            ),
            "closed": self.tr("It helps only people who have an account: this server takes no new ones at the moment."),
            "invitation": self.tr(
                "For a new account people need an invitation of their own, with a code. Only an admin can make one: "
                "ask yours."
            ),
        }
        if is_admin and server.registration == "invitation":
            new_people["invitation"] = self.tr(
                "For a new account people need an invitation of their own, with a code. You are an admin and can make "
                "one."
            )
        sentences.append(new_people.get(server.registration, ""))
        if only_here(server):
            sentences.append(
                self.tr(
                    "You reach the server as {host}, which is this computer: elsewhere the link does not work."
                ).format(host=server.host)
            )
        return [sentence for sentence in sentences if sentence]

    def _build(self, server: Server) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        self.copy_button.setAutoDefault(False)
        self.invite_button.setAutoDefault(False)
        self.close_button.setDefault(True)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 20, 24, 18)
        page.setSpacing(12)
        page.addWidget(self.words)
        page.addWidget(self.invite_button, alignment=Qt.AlignmentFlag.AlignLeading)
        page.addWidget(self.code)
        page.addLayout(labelled(self.tr("&Link"), self.link))
        page.addWidget(note(self.tr("Fingerprint of this server, for comparing:")))
        page.addWidget(fingerprint_label(server.fingerprint, self.tr("Fingerprint of the server")))
        page.addLayout(buttons)
