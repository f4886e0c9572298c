"""Pictures of the window: `python -m scripts.screenshots docs/screenshots` takes those that are kept, with `--all`
every window in both looks, for looking at it. No server is needed; what the pictures show are samples, drawn without a
display, with a fixed font and size."""

import os
import sys
from datetime import timedelta
from pathlib import Path

if __name__ == "__main__":
    # Before Qt is imported: no display, and the same size on every machine.
    os.environ.update(QT_QPA_PLATFORM="offscreen", QT_FONT_DPI="96")

from PyQt5.QtCore import QLocale
from PyQt5.QtWidgets import QApplication

from client.draft import Draft, compose
from client.errors import ServerDown, WrongPassword
from client.gui.devices_dialog import DevicesDialog
from client.gui.explanations import notice_of
from client.gui.front_door import FrontDoor
from client.gui.help_window import HelpWindow
from client.gui.link_and_code import LinkAndCodeDialog
from client.gui.login_dialog import LoginDialog
from client.gui.main_window import MainWindow
from client.gui.message_window import MessageWindow
from client.gui.open_windows import OpenWindows
from client.gui.password_dialog import PasswordDialog
from client.gui.present import present
from client.gui.recovery_dialog import RecoveryDialog
from client.gui.register_dialog import RegisterDialog
from client.gui.theme import Look
from client.gui.trust_dialogs import ChangedAuthorityDialog, FirstContactDialog
from client.keyring_store import KeyringStore
from client.server_answers import Authority, Refusal
from client.settings import KnownAccount
from client.trust import TrustStore
from client.trust_errors import ChangedAuthority
from scripts.album import MAIN_SIZE, Album, sample_bench, wait
from scripts.kept_pictures import kept_pictures
from tests.support.gui_desk import Bench
from tests.support.gui_samples import ANNA, BEN, CLARA, NOW, SERVER
from tests.support.keyring_in_memory import KeyringInMemory


def main(arguments: list[str]) -> int:
    every = "--all" in arguments
    folders = [argument for argument in arguments if argument != "--all"]
    if len(folders) != 1:
        print("Usage: python -m scripts.screenshots [--all] FOLDER", file=sys.stderr)
        return 2
    folder = Path(folders[0])
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    if every:
        taken = [path for look in (Look.LIGHT, Look.DARK) for path in _take_all(Album(folder, look))]
    else:
        taken = kept_pictures(folder, application)
    for path in taken:
        print(path)
    application.quit()
    return 0


def _take_all(album: Album) -> list[Path]:
    with sample_bench(album.look) as made:
        _entry(album, made)
        _account(album, made)
        _main_window(album, made)
        _message_windows(album, made)
        _composer(album, made)
        _outbox(album, made)
        _faults(album, made)
        help_window = HelpWindow(made.desk.theme)
        help_window.show()
        album.take(help_window, "help")
        help_window.close()
    return album.taken


def _entry(album: Album, made: Bench) -> None:
    desk = made.desk
    door = FrontDoor(TrustStore(Path("nowhere")), keys=KeyringStore(KeyringInMemory))
    login = LoginDialog(door, desk.tasks, desk.theme, desk.icons)
    login.prefill("mail.project.com", "anna")
    login.show()
    wait(desk.tasks.is_idle)
    album.take(login, "sign-in")
    notice = notice_of(WrongPassword(), "sign-in")
    login.notices.tell(present(notice))
    login.password.setText("not this one")
    login.password.selectAll()
    album.take(login, "sign-in-wrong-password")
    register = RegisterDialog(SERVER, door, desk.tasks, desk.theme, desk.icons, login)
    register.show()
    register.username.setText("anna")
    register.password.setText("seven green bicycles")
    album.take(register, "register")
    authority = Authority("mail.project.com", 1443, "", SERVER.fingerprint)
    first = FirstContactDialog(authority, desk.theme, desk.icons)
    first.show()
    album.take(first, "first-contact")
    changed = ChangedAuthorityDialog(ChangedAuthority(authority, "c3" * 32), desk.theme, desk.icons)
    changed.show()
    album.take(changed, "changed-authority")
    for dialog in (first, changed, register, login):
        dialog.close()


def _account(album: Album, made: Bench) -> None:
    desk = made.desk
    door = FrontDoor(TrustStore(Path("nowhere")), keys=KeyringStore(KeyringInMemory))
    recovery = RecoveryDialog(SERVER, "anna", door, desk.tasks, desk.theme, desk.icons)
    recovery.show()
    album.take(recovery, "forgotten-password")
    password = PasswordDialog(desk.account, desk.tasks, desk.theme, desk.icons)
    password.show()
    password.old.setText("seven green bicycles")
    password.new.password.setText("anna1234")
    password.complain(password.new.repeated, "The two passwords are not the same. Type the password again.")
    album.take(password, "password")
    devices = DevicesDialog(desk.account, desk.tasks, desk.theme, desk.icons, desk.clock)
    devices.show()
    wait(lambda: devices.devices.rowCount() > 0 and desk.tasks.is_idle())
    devices.table.selectRow(1)
    album.take(devices, "devices")
    link = LinkAndCodeDialog(SERVER, is_admin=True)
    link.show()
    album.take(link, "link-and-code")
    for dialog in (recovery, password, devices, link):
        dialog.close()


def _accounts_menu(album: Album, window: MainWindow) -> None:
    anna = KnownAccount("mail.project.com:1443", "anna@project.com", SERVER.fingerprint, kept=True)
    clara = KnownAccount("mail.project.com:1443", "clara@project.com", SERVER.fingerprint)
    shop = KnownAccount("shop.example:1443", "anna@shop.example", "c3" * 32, kept=True)
    window.switch.show_accounts((anna, clara, shop), anna, {anna.key: True, shop.key: False})
    window.menus.accounts.popup(window.mapToGlobal(window.rect().topLeft()))
    album.take(window.menus.accounts, "accounts-menu")
    window.menus.accounts.hide()


def _main_window(album: Album, made: Bench) -> None:
    window = made.window()
    window.resize(*MAIN_SIZE)
    window.show()
    window.begin()
    wait(lambda: window.mail.messages.rowCount() > 0)
    window.mail.table.select_number(0)
    wait(lambda: window.mail.reading.current() is not None)
    album.take(window, "main")
    _accounts_menu(album, window)
    window.mail.table.select_number(3)
    wait(lambda: window.mail.reading.current() is not None)
    window.mail.reader.switch.click()
    album.take(window, "main-formatted")
    window.places.show_folder("archive")
    wait(lambda: window.mail.list_pane.state.isVisible() and bool(window.mail.list_pane.state.accessibleName()))
    album.take(window, "main-empty")
    window.leave()


def _message_windows(album: Album, made: Bench) -> None:
    window = MessageWindow("M1", made.desk)
    window.show()
    wait(lambda: window.reader.reading is not None)
    album.take(window, "message")
    window.close()


def _composer(album: Album, made: Bench) -> None:
    windows = OpenWindows(made.desk)
    composer = windows.write(Draft(to=(BEN,), cc=(CLARA,), subject="Soup on open day", text="Dear Ben,\n\n"))
    composer.form.to.set_text("Ben Okafor <ben@project.com>, nobody")
    composer.form.text.append("would you cook again? Attached is the list of last year.\n\nAnna")
    notes = made.outbox.path.parent / "soup-2025.txt"
    notes.write_text("carrots\n" * 400, encoding="utf-8")
    composer.attaching.add_paths([notes])
    composer.form.to.line.setFocus()
    composer.form.subject.setFocus()
    composer.form.to.line.editingFinished.emit()
    wait(lambda: bool(composer.form.files.files()) and composer.form.to.remark.isVisible())
    album.take(composer, "composer")
    composer.leave()


def _outbox(album: Album, made: Bench) -> None:
    outbox = made.outbox
    refused = outbox.put(compose(Draft(to=(BEN, CLARA), subject="Soup on open day", text="Hi"), ANNA, NOW))
    outbox.claim()
    outbox.settle(refused.id, (Refusal("clara@project.com", 550, "no such recipient"),))
    outbox.put(compose(Draft(to=(CLARA,), subject="Batteries for logger 5", text="Hi"), ANNA, NOW))
    second = present(outbox.claim())[0]
    outbox.settle(second.id)
    outbox.put(compose(Draft(to=(BEN,), subject="Lunch on Thursday", text="Yes!"), ANNA, NOW), timedelta(hours=1))
    window = made.window()
    window.resize(*MAIN_SIZE)
    window.show()
    window.places.show_folder("outbox")
    made.desk.office.look()
    wait(lambda: window.outbox.items.rowCount() == 3)
    window.outbox.select(refused.id)
    album.take(window, "outbox")
    window.leave()


def _faults(album: Album, made: Bench) -> None:
    window = made.window()
    window.resize(*MAIN_SIZE)
    window.show()
    window.begin()
    wait(lambda: window.mail.messages.rowCount() > 0)
    made.account.faults["latest"] = ServerDown("mail.project.com", 1443, detail="connection refused")
    made.desk.session.refresh()
    wait(lambda: made.notices.shown is not None)
    album.take(window, "offline")
    del made.account.faults["latest"]
    window.leave()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
