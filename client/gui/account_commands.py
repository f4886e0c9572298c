"""What a person does about the account itself, beside its mail: the password, the recovery address, the devices, the
link for another one, and for admins the web area. Each opens a dialog of its own."""

from collections.abc import Callable

from PyQt5.QtCore import QObject, QUrl
from PyQt5.QtGui import QDesktopServices
from PyQt5.QtWidgets import QDialog, QWidget

from client.gui.desk import Desk
from client.gui.devices_dialog import DevicesDialog
from client.gui.link_and_code import LinkAndCodeDialog
from client.gui.main_menus import MainMenus
from client.gui.notices import Notice, Notices, Urgency
from client.gui.password_dialog import PasswordDialog
from client.gui.recovery_address_dialog import RecoveryAddressDialog
from client.known_accounts import server_text

WEB_AREA = "https://{server}/admin"
INVITATIONS = "https://{server}/admin/invitations"


class AccountCommands(QObject):
    """Belongs to the main window. `open_link` returns whether a browser took the address."""

    def __init__(
        self,
        desk: Desk,
        menus: MainMenus,
        notices: Notices,
        window: QWidget,
        open_link: Callable[[QUrl], bool] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._notices = notices
        self._window = window
        self.open_link = open_link
        self._menus = menus
        self._show_administration()
        desk.session.connected.connect(self._show_administration)
        menus.commands.connect(
            {
                "change-password": self.change_password,
                "recovery-address": self.choose_recovery_address,
                "devices": self.show_devices,
                "server-link": self.show_link,
                "administration": self.open_web_area,
                "invite": self.invite,
            }
        )

    def _show_administration(self) -> None:
        # Only what the person sees depends on it: the server asks each time who may administer it.
        is_admin = self._desk.account.is_admin
        present_menu = self._menus.administration.menuAction()
        if present_menu is not None:
            present_menu.setVisible(is_admin)
        self._menus.commands.enable(("administration", "invite"), is_admin)

    def change_password(self) -> PasswordDialog:
        desk = self._desk
        dialog = PasswordDialog(desk.account, desk.tasks, desk.theme, desk.icons, self._window)
        dialog.accepted.connect(self._password_changed)
        self._open(dialog)
        return dialog

    def choose_recovery_address(self) -> RecoveryAddressDialog:
        desk = self._desk
        dialog = RecoveryAddressDialog(desk.account, desk.tasks, desk.theme, desk.icons, self._window)
        dialog.chosen.connect(lambda words: self._notices.tell(Notice("recovery-address", words)))
        self._open(dialog)
        return dialog

    def show_devices(self) -> DevicesDialog:
        desk = self._desk
        dialog = DevicesDialog(desk.account, desk.tasks, desk.theme, desk.icons, desk.clock, self._window)
        self._open(dialog)
        return dialog

    def show_link(self) -> LinkAndCodeDialog:
        account = self._desk.account
        dialog = LinkAndCodeDialog(account.server, account.is_admin, self._window)
        dialog.invite_wanted.connect(self.invite)
        self._open(dialog)
        return dialog

    def open_web_area(self) -> None:
        self._open_page(WEB_AREA)

    def invite(self) -> None:
        """Invitations are made where their links are shown and taken back: in the web area."""
        self._open_page(INVITATIONS)

    def _open_page(self, page: str) -> None:
        address = page.format(server=server_text(self._desk.account.server))
        if not self.open_link(QUrl(address)):
            words = self.tr("No browser could be opened. The web area is at {address}.").format(address=address)
            self._notices.tell(Notice("web-area", words, Urgency.WARNING))

    def _password_changed(self) -> None:
        words = self.tr("The password is changed. Your other devices were signed out.")
        self._notices.tell(Notice("password", words))

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
