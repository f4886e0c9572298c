"""The window upon both real servers: register, write, read, and what a person meets when something is wrong."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QCheckBox, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from certs.authority import fingerprint
from certs.contexts import server_context
from client.gui.file_choosing import FileChooser
from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.login_dialog import LoginDialog
from client.gui.main_window import MainWindow
from client.gui.program import Program
from client.gui.register_dialog import RegisterDialog
from client.gui.remembered import Remembered
from client.gui.tasks import Tasks
from client.gui.trust_dialogs import ChangedAuthorityDialog, FirstContactDialog
from client.message import MessageRow
from client.outbox import OutboxItem, State
from client.server_answers import Authority
from client.settings import Settings
from client.trust import TrustStore
from db.database import Store
from server.controller import Controller
from server.listeners import Listener
from tests.support.free_ports import free_port
from tests.support.gui_desk import themed
from tests.support.gui_notices import sentence
from tests.support.inbox_process import inbox_process
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving

NEW_PASSWORD = "seven green bicycles"
PATIENCE_MS = 60_000


@dataclass
class Servers:
    """Where both are; each test uses names of its own."""

    postroom: Postroom
    https: int

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.https}"

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.postroom.certificates.ca_certificate.read_bytes())

    @property
    def link(self) -> str:
        return self.postroom.link(self.https)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with serving(tmp_path_factory.mktemp("postroom")) as postroom, inbox_process(postroom) as https:
        yield Servers(postroom, https)


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


Start = Callable[[str], Program]


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path, tasks: Tasks) -> Iterator[Start]:
    """Make a program with a folder of its own for each person; what they save goes into `tmp_path / "saved"`."""
    theme = themed()
    icons = Icons(theme)
    started: list[Program] = []
    saved = tmp_path / "saved"
    saved.mkdir()

    def save_as(_parent: QWidget, suggested: Path) -> Path:
        return saved / suggested.name

    def make(name: str) -> Program:
        folder = tmp_path / name
        remembered = Remembered(folder, Settings(), tasks)
        chooser = FileChooser(save_as=save_as)
        started.append(Program(folder, FrontDoor(TrustStore(folder)), tasks, theme, icons, remembered, chooser))
        return started[-1]

    yield make
    for program in started:
        program.stop()


def login_of(program: Program) -> LoginDialog:
    assert program.login is not None
    return program.login


def window_of(program: Program) -> MainWindow:
    assert program.window is not None
    return program.window


def first(qtbot: QtBot, window: MainWindow) -> MessageRow:
    """Return the topmost message of the list, once its line has been filled."""
    found: list[MessageRow] = []

    def there() -> bool:
        found[:] = [row for row in [window.mail.messages.row(0)] if row is not None]
        return bool(found)

    qtbot.waitUntil(there, timeout=PATIENCE_MS)
    return found[0]


def enter(qtbot: QtBot, program: Program, server: str, name: str, password: str = PASSWORD) -> MainWindow:
    """Sign in and wait for the inbox."""
    program.start(server, name)
    login_of(program).password.setText(password)
    login_of(program).sign_in()
    qtbot.waitUntil(lambda: program.window is not None, timeout=PATIENCE_MS)
    window = window_of(program)
    qtbot.waitUntil(lambda: "Up to date" in window.status.connection.text(), timeout=PATIENCE_MS)
    return window


def register(qtbot: QtBot, program: Program, link: str, name: str) -> MainWindow:
    """Create an account from an invitation link; the program then signs in by itself."""
    program.start(link)
    login = login_of(program)
    login.create_account()
    qtbot.waitUntil(lambda: login.findChild(RegisterDialog) is not None, timeout=PATIENCE_MS)
    form = login.findChild(RegisterDialog)
    assert form is not None
    form.username.setText(name)
    form.password.setText(NEW_PASSWORD)
    form.repeated.setText(NEW_PASSWORD)
    form.create_account()
    qtbot.waitUntil(lambda: program.window is not None, timeout=PATIENCE_MS)
    return window_of(program)


def send_now(qtbot: QtBot, window: MainWindow) -> None:
    """Do not wait for the ten seconds in which a message can be taken back."""
    qtbot.waitUntil(window.undo_send.isVisible, timeout=PATIENCE_MS)
    window.undo_send.now_button.click()


def test_two_people_register_write_and_read(qtbot: QtBot, servers: Servers, start: Start, tmp_path: Path) -> None:
    erika = register(qtbot, start("erika"), servers.link, "erika")
    felix = register(qtbot, start("felix"), servers.link, "felix")
    plan = tmp_path / "plan für März.bin"
    plan.write_bytes(bytes(range(256)) * 1000)

    composer = erika.windows.write()
    composer.form.to.set_text("felix")
    composer.form.subject.setText("Grüße")
    composer.form.text.setPlainText("Dear Felix,\n\nthe plan is attached.\n.\nFrom Erika\n")
    composer.attaching.add_paths([plan])
    qtbot.waitUntil(lambda: bool(composer.form.files.files()))
    composer.send()
    qtbot.waitUntil(lambda: [item.state for item in erika.outbox.items._items] == [State.SENT], timeout=PATIENCE_MS)

    felix.refresh()
    qtbot.waitUntil(lambda: felix.mail.messages.rowCount() == 1, timeout=PATIENCE_MS)
    assert first(qtbot, felix).subject == "Grüße"
    felix.mail.table.select_number(0)
    qtbot.waitUntil(lambda: felix.mail.reading.current() is not None, timeout=PATIENCE_MS)
    assert felix.mail.reader.body.toPlainText() == "Dear Felix,\n\nthe plan is attached.\n.\nFrom Erika"
    attachments = felix.mail.reader.attachments
    attachments.save(attachments.files[0])
    saved = tmp_path / "saved" / plan.name
    qtbot.waitUntil(saved.exists, timeout=PATIENCE_MS)
    assert saved.read_bytes() == plan.read_bytes()

    erika.places.go_to("sent")
    qtbot.waitUntil(lambda: erika.mail.messages.rowCount() == 1, timeout=PATIENCE_MS)
    assert [one.address for one in first(qtbot, erika).to] == ["felix@project.com"]


def test_reply_stays_in_the_conversation(qtbot: QtBot, servers: Servers, start: Start) -> None:
    for name in ("gerda", "hugo"):
        servers.postroom.account(name)
    gerda = enter(qtbot, start("gerda"), servers.link, "gerda")
    hugo = enter(qtbot, start("hugo"), servers.link, "hugo")
    composer = gerda.windows.write()
    composer.form.to.set_text("hugo")
    composer.form.subject.setText("Soup")
    composer.form.text.setPlainText("Will you cook?")
    composer.send()
    send_now(qtbot, gerda)
    qtbot.waitUntil(lambda: bool(gerda.outbox.items.rowCount()), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: gerda.outbox.items.item(0).state is State.SENT, timeout=PATIENCE_MS)
    hugo.refresh()
    qtbot.waitUntil(lambda: hugo.mail.messages.rowCount() == 1, timeout=PATIENCE_MS)
    first(qtbot, hugo)
    hugo.mail.table.select_number(0)
    qtbot.waitUntil(lambda: hugo.mail.reading.current() is not None, timeout=PATIENCE_MS)
    hugo.menus.commands["reply"].trigger()
    answer = hugo.windows.composers[0]
    answer.form.text.insertPlainText("Yes.")
    answer.send()
    send_now(qtbot, hugo)
    qtbot.waitUntil(lambda: bool(hugo.outbox.items.rowCount()), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: hugo.outbox.items.item(0).state is State.SENT, timeout=PATIENCE_MS)
    gerda.refresh()
    qtbot.waitUntil(lambda: gerda.mail.messages.rowCount() == 1, timeout=PATIENCE_MS)
    received = first(qtbot, gerda)
    assert received.subject == "Re: Soup"
    gerda.places.go_to("sent")
    qtbot.waitUntil(lambda: gerda.mail.title.text() == "Sent", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: gerda.mail.messages.rowCount() == 1, timeout=PATIENCE_MS)
    assert first(qtbot, gerda).thread_id == received.thread_id


def test_first_contact_shows_the_fingerprint_of_the_server_and_asks_only_once(
    qtbot: QtBot, servers: Servers, start: Start
) -> None:
    servers.postroom.account("ida")
    program = start("ida")
    program.start(servers.address, "ida")
    login = login_of(program)
    login.password.setText(PASSWORD)
    login.sign_in()
    qtbot.waitUntil(lambda: login.findChild(FirstContactDialog) is not None, timeout=PATIENCE_MS)
    question = login.findChild(FirstContactDialog)
    assert question is not None
    shown = "".join(part for label in question.findChildren(QWidget) for part in getattr(label, "text", str)().split())
    assert servers.fingerprint.upper() in shown
    question.accept()
    qtbot.waitUntil(lambda: program.window is not None, timeout=PATIENCE_MS)
    window_of(program).sign_out_wanted.emit()
    enter(qtbot, program, servers.address, "ida")


def test_changed_authority_stops_everything_until_it_is_confirmed(
    qtbot: QtBot, servers: Servers, start: Start, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    servers.postroom.account("jana")
    with serving(tmp_path_factory.mktemp("other")) as other:
        pem = other.certificates.ca_certificate.read_text()
    trust = TrustStore(tmp_path / "jana")
    trust.pin(Authority("127.0.0.1", servers.https, pem, fingerprint(pem.encode())))
    program = start("jana")
    program.start(servers.address, "jana")
    login = login_of(program)
    login.password.setText(PASSWORD)
    login.sign_in()
    qtbot.waitUntil(lambda: login.findChild(ChangedAuthorityDialog) is not None, timeout=PATIENCE_MS)
    question = login.findChild(ChangedAuthorityDialog)
    assert question is not None
    question.reject()
    assert program.window is None
    assert login.password.text() == PASSWORD
    pinned = trust.pinned("127.0.0.1", servers.https)
    assert pinned is not None
    assert pinned.fingerprint == fingerprint(pem.encode())
    # The first one is deleted behind the next events, and must not be taken for the second.
    with qtbot.waitSignal(question.destroyed):
        login.sign_in()
    qtbot.waitUntil(lambda: login.findChild(ChangedAuthorityDialog) is not None, timeout=PATIENCE_MS)
    question = login.findChild(ChangedAuthorityDialog)
    assert question is not None
    box = question.findChild(QCheckBox)
    assert box is not None
    box.setChecked(True)
    question.accept()
    qtbot.waitUntil(lambda: program.window is not None, timeout=PATIENCE_MS)


def test_wrong_password_of_a_real_account(qtbot: QtBot, servers: Servers, start: Start) -> None:
    servers.postroom.account("karl")
    program = start("karl")
    program.start(servers.link, "karl")
    login = login_of(program)
    login.password.setText("not this one")
    login.sign_in()
    qtbot.waitUntil(lambda: bool(sentence(login)), timeout=PATIENCE_MS)
    assert sentence(login) == "The user name or the password is wrong. Check both and try again."
    login.password.setText(PASSWORD)
    login.sign_in()
    qtbot.waitUntil(lambda: program.window is not None, timeout=PATIENCE_MS)


def test_name_that_is_taken_is_told_at_the_name(qtbot: QtBot, servers: Servers, start: Start) -> None:
    servers.postroom.account("lena")
    program = start("lena")
    program.start(servers.link)
    login = login_of(program)
    login.create_account()
    qtbot.waitUntil(lambda: login.findChild(RegisterDialog) is not None, timeout=PATIENCE_MS)
    form = login.findChild(RegisterDialog)
    assert form is not None
    form.username.setText("lena")
    form.password.setText(NEW_PASSWORD)
    form.repeated.setText(NEW_PASSWORD)
    form.create_account()
    qtbot.waitUntil(lambda: form.notices.shown is not None, timeout=PATIENCE_MS)
    assert form.focusWidget() is form.username
    assert form.password.text() == NEW_PASSWORD


def test_outside_recipient_is_refused_with_a_reason_and_the_others_get_it(
    qtbot: QtBot, servers: Servers, start: Start
) -> None:
    servers.postroom.account("mara")
    window = enter(qtbot, start("mara"), servers.link, "mara")
    composer = window.windows.write()
    composer.form.to.set_text("someone@example.org, mara, nobody")
    composer.form.to.line.editingFinished.emit()
    local_only = "This server is local only: it will refuse mail to someone@example.org."
    both = f"nobody@project.com is not known on this server. {local_only}"
    qtbot.waitUntil(lambda: composer.form.to.remark.text() == both, timeout=PATIENCE_MS)
    composer.form.to.set_text("someone@example.org, mara")
    composer.form.subject.setText("Out and in")
    composer.form.text.setPlainText("x")
    composer.send()
    qtbot.waitUntil(lambda: composer.findChild(QMessageBox) is not None, timeout=PATIENCE_MS)
    question = composer.findChild(QMessageBox)
    assert question is not None
    assert local_only in question.text() + question.informativeText()
    next(button for button in question.buttons() if button.text().replace("&", "") == "Send anyway").click()
    send_now(qtbot, window)
    qtbot.waitUntil(lambda: window.outbox.items.rowCount() == 1, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: window.outbox.items.item(0).state is State.REFUSED, timeout=PATIENCE_MS)
    recipients = window.outbox.items.item(0).recipients
    assert [one.state for one in recipients] == [State.REFUSED, State.SENT]
    assert "local only" in recipients[0].words
    window.refresh()
    qtbot.waitUntil(lambda: window.mail.messages.rowCount() == 1, timeout=PATIENCE_MS)


def test_server_that_is_down_is_told_and_the_message_goes_when_it_is_back(
    qtbot: QtBot, start: Start, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("short")
    with serving(folder) as postroom:
        postroom.smtp.stop()
        # One of a test's own, which nobody else gets while the server is down.
        ports = replace(postroom.ports, smtp_starttls=free_port())
        postroom.settings = replace(postroom.settings, ports=ports)
        _serve_again(postroom)
        postroom.account("nora")
        with inbox_process(postroom) as https:
            window = enter(qtbot, start("nora"), Servers(postroom, https).link, "nora")
            postroom.smtp.stop()
            composer = window.windows.write()
            composer.form.to.set_text("nora")
            composer.form.subject.setText("Later")
            composer.form.text.setPlainText("x")
            composer.send()
            send_now(qtbot, window)
            qtbot.waitUntil(lambda: window.outbox.items.rowCount() == 1, timeout=PATIENCE_MS)
            qtbot.waitUntil(lambda: window.notices.shown is not None, timeout=PATIENCE_MS)
            # In one look: the next attempt is made by itself after ten seconds.
            qtbot.waitUntil(lambda: _is_put_off(window.outbox.items.item(0)), timeout=PATIENCE_MS)
            _serve_again(postroom)
            window.outbox.try_button.click()
            qtbot.waitUntil(lambda: window.outbox.items.item(0).state is State.SENT, timeout=PATIENCE_MS)


def _is_put_off(item: OutboxItem) -> bool:
    return item.attempts > 0 and item.state is State.WAITING and "try again" in item.words


def _serve_again(postroom: Postroom) -> None:
    """Listen on the port that the client knows."""
    settings, files = postroom.settings, postroom.certificates
    listener = Listener("smtp_starttls", socket.create_server(("127.0.0.1", settings.ports.smtp_starttls)))
    context = server_context(files.certificate, files.key)
    store = Store(settings.store, settings.limits.store_size)
    postroom.smtp = Controller(settings, store, context, [listener])
    postroom.smtp.start()
