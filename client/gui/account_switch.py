"""The switcher of a window: the accounts that this computer knows, in the menu and behind the button above the folders,
each with a key of its own. It only says what the person wants; the program does it."""

from collections.abc import Mapping, Sequence

from PyQt5.QtCore import QObject, Qt, pyqtSignal
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QAction, QActionGroup, QToolButton

from client.gui.icons import Icons
from client.gui.main_menus import MainMenus
from client.settings import KnownAccount

KEYS = 9


class AccountSwitch(QObject):
    """Signals: chosen(KnownAccount); add_wanted(); remove_wanted(), the account of this window."""

    chosen = pyqtSignal(object)
    add_wanted = pyqtSignal()
    remove_wanted = pyqtSignal()

    def __init__(self, menus: MainMenus, icons: Icons, address: str) -> None:
        menu = menus.accounts
        super().__init__(menu)
        self._menu = menu
        self._group = QActionGroup(self)
        self._accounts: tuple[KnownAccount, ...] = ()
        self._current: KnownAccount | None = None
        self._line = menu.insertSeparator(menu.actions()[0])
        self.button = QToolButton()
        self.button.setProperty("kind", "account")
        self.button.setText(address)
        self.button.setAccessibleName(self.tr("Account {address}").format(address=address))
        self.button.setToolTip(self.tr("Accounts"))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setMenu(menu)
        icons.put(self.button, "people")
        menus.commands.connect(
            {
                "next-account": self.next,
                "add-account": self.add_wanted.emit,
                "remove-account": self.remove_wanted.emit,
            }
        )

    @property
    def actions(self) -> list[QAction]:
        """One for each account, in their order."""
        return self._group.actions()

    def show_accounts(
        self, accounts: Sequence[KnownAccount], current: KnownAccount, ready: Mapping[tuple[str, str], bool]
    ) -> None:
        """Show what is known; `ready` has the keys of those that are open, and whether they are signed in."""
        for action in self._group.actions():
            self._group.removeAction(action)
            self._menu.removeAction(action)
            action.deleteLater()
        # By address, so that the keys stay with their accounts whichever was shown last.
        self._accounts = tuple(sorted(accounts, key=lambda one: (one.address, one.server)))
        self._current = current
        for number, known in enumerate(self._accounts, start=1):
            self._menu.insertAction(self._line, self._action(known, number, ready.get(known.key)))

    def next(self) -> None:
        """Ask for the account after the present one."""
        keys = [known.key for known in self._accounts]
        if self._current is not None and self._current.key in keys and len(keys) > 1:
            self.chosen.emit(self._accounts[(keys.index(self._current.key) + 1) % len(keys)])

    def _action(self, known: KnownAccount, number: int, signed_in: bool | None) -> QAction:
        words = known.address if signed_in else self.tr("{address} (not signed in)").format(address=known.address)
        if signed_in is False:
            words = self.tr("{address} (offline)").format(address=known.address)
        action = QAction(words.replace("&", "&&"), self._group)
        action.setCheckable(True)
        action.setChecked(self._current is not None and known.key == self._current.key)
        action.setStatusTip(known.server)
        if number <= KEYS:
            action.setShortcut(QKeySequence(f"Alt+{number}"))
        action.triggered.connect(lambda _checked=False: self._choose(known))
        return action

    def _choose(self, known: KnownAccount) -> None:
        for action, one in zip(self._group.actions(), self._accounts, strict=True):
            # The mark stays where it is until the other account is there.
            action.setChecked(self._current is not None and one.key == self._current.key)
        self.chosen.emit(known)
