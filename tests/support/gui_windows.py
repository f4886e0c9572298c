"""One of each window that the program has, filled, for tests that look at all of them; and the controls of a window."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PyQt5.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from client.draft import Draft, compose
from client.gui.check_dialog import CheckDialog
from client.gui.delete_account_dialog import DeleteAccountDialog
from client.gui.devices_dialog import DevicesDialog
from client.gui.folder_chooser import Choice, FolderChooser
from client.gui.front_door import FrontDoor
from client.gui.help_window import HelpWindow
from client.gui.link_and_code import LinkAndCodeDialog
from client.gui.login_dialog import LoginDialog
from client.gui.main_window import MainWindow
from client.gui.message_source import MessageSource
from client.gui.message_window import MessageWindow
from client.gui.name_dialog import NameDialog
from client.gui.notices import Notice, Remedy, Urgency
from client.gui.password_dialog import PasswordDialog
from client.gui.picture_senders import PictureSenders
from client.gui.recovery_address_dialog import RecoveryAddressDialog
from client.gui.recovery_dialog import RecoveryDialog
from client.gui.register_dialog import RegisterDialog
from client.gui.task_window import TaskWindow
from client.gui.transfer_report import TransferReport
from client.gui.trust_dialogs import ChangedAuthorityDialog, FirstContactDialog
from client.gui.writing_dialog import WritingDialog
from client.keyring_store import KeyringStore
from client.mail_files import Failure
from client.server_answers import Authority
from client.trust import TrustStore
from client.trust_errors import ChangedAuthority
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_samples import ANNA, BEN, SERVER, inbox, long_letter, on_the_way
from tests.support.keyring_in_memory import KeyringInMemory

CONTROLS = (
    *(QAbstractButton, QLineEdit, QTextEdit, QPlainTextEdit, QAbstractItemView, QAbstractSpinBox, QComboBox),
    QProgressBar,
)
AUTHORITY = Authority("mail.project.com", 1443, "", SERVER.fingerprint)


@contextmanager
def every_window(qtbot: QtBot, folder: Path) -> Iterator[dict[str, QWidget]]:
    """Yield the windows by name, all shown."""
    account = AccountInMemory(inbox())
    account.bodies["M1"] = long_letter()
    account.only_here, account.kept_deliveries.found = True, on_the_way()
    made = bench(folder / "anna", account)
    made.outbox.put(compose(Draft(to=(BEN,), subject="x", text="x"), ANNA), timedelta(hours=1))
    main = _main_window(qtbot, made)
    try:
        yield _filled(qtbot, made, main)
    finally:
        main.leave()
        made.close()


def _main_window(qtbot: QtBot, made: Bench) -> MainWindow:
    window = made.window()
    window.show()
    window.begin()
    qtbot.waitUntil(lambda: window.mail.messages.rowCount() > 0)
    window.mail.table.select_number(0)
    qtbot.waitUntil(lambda: window.mail.reading.current() is not None)
    qtbot.waitUntil(lambda: window.outbox.items.rowCount() == 1)
    made.desk.on_the_way.look()
    qtbot.waitUntil(lambda: window.outbox.outside.is_filled)
    qtbot.waitUntil(lambda: not window.local_only.button.isHidden())
    made.notices.tell(Notice("x", "Something.", Urgency.FAULT, Remedy("Try again", window.refresh), "details"))
    return window


def _filled(qtbot: QtBot, made: Bench, main_window: MainWindow) -> dict[str, QWidget]:
    desk = made.desk
    door = FrontDoor(TrustStore(Path("unused")), keys=KeyringStore(KeyringInMemory))
    message = MessageWindow("M1", desk)
    qtbot.waitUntil(lambda: message.reader.reading is not None)
    composer = main_window.windows.write()
    composer.form.more.click()
    composer.rich.write(True)
    main_window.mail.bar.search.show_words("soup")
    # It lies over the main window, and is a part of it.
    main_window.acting.show_keys().leave()
    notes = made.outbox.path.parent / "notes.txt"
    notes.write_text("x")
    composer.attaching.add_paths([notes])
    qtbot.waitUntil(lambda: bool(composer.form.files.files()))
    account_checks = made.account.checks().connection
    found: dict[str, QWidget] = {
        "sign-in": LoginDialog(door, desk.tasks, desk.theme, desk.icons),
        "register": RegisterDialog(replace(SERVER, code="x"), door, desk.tasks, desk.theme, desk.icons),
        "recovery": RecoveryDialog(SERVER, "anna", door, desk.tasks, desk.theme, desk.icons),
        "password": PasswordDialog(desk.account, desk.tasks, desk.theme, desk.icons),
        "recovery address": RecoveryAddressDialog(desk.account, desk.tasks, desk.theme, desk.icons),
        "devices": DevicesDialog(desk.account, desk.tasks, desk.theme, desk.icons, desk.clock),
        "link": LinkAndCodeDialog(SERVER, True),
        "check": CheckDialog(
            main_window.check_commands.tr("Check the connection"),
            lambda: account_checks,
            desk.tasks,
            desk.theme,
            desk.icons,
        ),
        "first contact": FirstContactDialog(AUTHORITY, desk.theme, desk.icons),
        "changed": ChangedAuthorityDialog(ChangedAuthority(AUTHORITY, "c3" * 32), desk.theme, desk.icons),
        "main": main_window,
        "message": message,
        "source": MessageSource(long_letter(), desk),
        "picture senders": PictureSenders(desk.memory),
        "left out": TransferReport("2 messages were imported.", [Failure("x.eml", "It is no message.")]),
        "composer": composer,
        "help": HelpWindow(desk.theme),
        "delete account": DeleteAccountDialog(desk.account, desk.tasks, desk.theme, desk.icons),
        "writing": WritingDialog(desk.writing.choices),
        "settings": main_window.acting.show_settings(),
        "tasks": TaskWindow(desk.tasks.list, desk.icons),
        "folder name": NameDialog("New folder", "Make", "", ["Garden"], print, main_window),
        "folder": FolderChooser("Move to", "Move", [Choice("g", "Garden")], print, desk.icons, main_window),
    }
    for name, window in found.items():
        if name not in ("main", "composer"):
            qtbot.addWidget(window)
        window.show()
    return found


def controls(window: QWidget) -> list[QWidget]:
    """All controls that are not hidden for now, those on other pages of the window too, but not Qt's own inner ones."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and not widget.isHidden()
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget, QHeaderView)
        # The corner between the headers of a table, never shown here.
        and type(widget) is not QAbstractButton
        and not _is_list_of_a_choice(widget)
    ]


def _is_list_of_a_choice(widget: QWidget) -> bool:
    """The list that a combo box opens is spoken under the name of the box."""
    frame = widget.parentWidget()
    return frame is not None and isinstance(frame.parentWidget(), QComboBox)


def spoken_name(widget: QWidget) -> str:
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QToolButton) and widget.defaultAction() is not None:
        return str(widget.text())
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def described(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r} {widget.toolTip()!r} in {type(widget.parent()).__name__}"
