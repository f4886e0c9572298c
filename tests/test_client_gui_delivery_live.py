"""A sender at the real servers, a real courier and a scripted relay: how far mail goes, what becomes of it on its way
outside, and what the sender does about it, all seen in the window while it runs."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from client.addresses import Address
from client.draft import Draft
from client.gui.delivery_view import STATE, WHO, WHY
from client.gui.folder_list import OUTBOX
from client.gui.main_window import MainWindow
from client.outbox import State
from db import audit, outbound, outside
from server.courier.outbound import Outbound
from tests.support.courier_work import courier
from tests.support.gui_hands import answer
from tests.support.gui_live import Run, Town
from tests.support.outside_mail import open_relay
from tests.support.relay_script import Relay
from tests.support.relays import ADMIN
from tests.support.scripted_server import ScriptedServer
from tests.support.serving import serving

ZOE, YAN = "zoe@example.com", "yan@example.org"


@dataclass
class House:
    """The town with its relay, and a courier that can be let to work."""

    town: Town
    relay: Relay
    port: int

    def open_way(self) -> None:
        open_relay(self.town.postroom.store, self.port)

    def work(self) -> None:
        store = self.town.postroom.store
        self.town.stack.enter_context(courier(store.path, Outbound))


@pytest.fixture
def house(qtbot: QtBot, tmp_path: Path) -> Iterator[House]:
    relay = Relay()
    with serving(tmp_path / "postroom") as postroom, ScriptedServer(relay) as server, ExitStack() as stack:
        town = Town(qtbot, postroom, tmp_path / "config", stack)
        town.open_inbox_server()
        for name in ("anna", "ben"):
            postroom.account(name)
        yield House(town, relay, server.port)


def send(run: Run, *people: str) -> None:
    """Put a message into the outbox, from where it goes at once."""
    to = tuple(Address("", one) for one in people)
    done: list[object] = []
    run.program.seats.open[0].desk.office.put(Draft(to=to, subject="Plan", text="Hello"), done.append, done.append)
    run.wait(lambda: bool(done))


def lines(window: MainWindow) -> dict[str, str]:
    """The state of each recipient, as the outbox shows it."""
    found = {}
    for message in window.outbox.outside._messages():
        for number in range(message.childCount()):
            child = message.child(number)
            assert child is not None
            found[child.text(WHO)] = child.text(STATE)
    return found


def test_local_only_is_seen_and_goes_when_the_admin_opens_the_way(house: House) -> None:
    with house.town.start() as run:
        window = run.sign_in()
        run.wait(lambda: window.local_only.button.isVisible())
        assert window.local_only.button.text() == "Local only: mail stays at project.com"
        window.local_only.button.click()
        told = window.notices.shown
        assert told is not None
        assert "to nobody else, until an admin opens the way" in told.sentence
        session = run.program.seats.open[0].desk.session
        run.wait(lambda: session.in_step.listens)
        house.open_way()
        run.wait(lambda: not window.local_only.button.isVisible())
        assert window.notices.shown is None
        outside.choose(house.town.postroom.store, ADMIN, "local")
        run.wait(lambda: window.local_only.button.isVisible())


def test_recipient_outside_is_warned_of_at_once_and_refused_when_sent_all_the_same(house: House) -> None:
    with house.town.start() as run:
        window = run.sign_in()
        run.wait(lambda: window.local_only.button.isVisible())
        composer = window.windows.write()
        field = composer.form.to
        field.line.setText(f"{ZOE}, ben@project.com")
        field.line.editingFinished.emit()
        assert field.remark.text() == f"This server is local only: it will refuse mail to {ZOE}."
        assert field.line.accessibleDescription() == field.remark.text()
        composer.form.subject.setText("Plan")
        composer.send()
        run.wait(lambda: composer.findChild(QMessageBox) is not None)
        box = composer.findChild(QMessageBox)
        assert box is not None
        assert f"it will refuse mail to {ZOE}" in box.text() + box.informativeText()
        office = run.program.seats.open[0].desk.office
        answer(composer, "Send anyway")
        run.wait(lambda: bool(office.items))
        office.try_now(office.items[0].id)
        run.wait(lambda: bool(office.items) and office.items[0].state is State.REFUSED)
        (zoe,) = (one for one in office.items[0].recipients if one.address == ZOE)
        assert "local only" in zoe.words


def test_sender_follows_retries_and_cancels_mail_to_the_outside(house: House) -> None:
    store = house.town.postroom.store
    house.relay.say["RCPT TO:<"] = [b"450 4.2.0 Mailbox is busy\r\n"] * 2
    house.open_way()
    house.work()
    with house.town.start() as run:
        window = run.sign_in()
        run.wait(lambda: run.program.seats.open[0].desk.session.in_step.listens)
        send(run, ZOE, YAN)
        window.places.go_to(OUTBOX)
        run.wait(lambda: lines(window) == {ZOE: "Waiting", YAN: "Waiting"})
        view = window.outbox.outside
        run.wait(lambda: all(one.attempts == 1 for one in run.program.seats.open[0].desk.on_the_way.known.all))
        run.wait(lambda: all(one.reply for one in run.program.seats.open[0].desk.on_the_way.known.all))
        (message,) = view._messages()
        zoe, yan = message.child(0), message.child(1)
        assert zoe is not None
        assert yan is not None
        assert zoe.text(WHY) == "The other server says: Mailbox is busy."
        view.tree.setCurrentItem(zoe)
        view.retry_button.click()
        run.wait(lambda: lines(window) == {ZOE: "Delivered", YAN: "Waiting"})
        yan = view._messages()[0].child(1)
        assert yan is not None
        view.tree.setCurrentItem(yan)
        view.cancel_button.click()
        run.wait(lambda: window.findChild(QMessageBox) is not None)
        answer(window, "Cancel it")
        run.wait(lambda: lines(window) == {ZOE: "Delivered", YAN: "Canceled"})
        window.places.go_to("sent")
        run.wait(lambda: run.subjects() == ["Plan"])
        window.mail.table.select_number(0)
        run.wait(lambda: window.mail.reading.current() is not None)
        assert window.mail.reader.header.text_of("delivery") == f"{ZOE}: Delivered.\n{YAN}: Canceled."
    assert [one.recipients for one in house.relay.taken] == [(ZOE,)]
    acts = [(one.actor, one.after["recipient"]) for one in audit.lines(store) if one.action.startswith("delivery-")]
    assert acts == [("anna@project.com", YAN), ("anna@project.com", ZOE)]


def test_hold_of_an_admin_is_seen_by_the_sender(house: House) -> None:
    store = house.town.postroom.store
    house.open_way()
    with house.town.start() as run:
        window = run.sign_in()
        run.wait(lambda: run.program.seats.open[0].desk.session.in_step.listens)
        send(run, ZOE)
        window.places.go_to(OUTBOX)
        run.wait(lambda: lines(window) == {ZOE: "Waiting"})
        (row,) = outbound.rows(store)
        store.run_tx(lambda tx: outbound.hold(tx, row.id))
        run.wait(lambda: lines(window) == {ZOE: "Held"})
        window.outbox.outside.tree.setCurrentItem(window.outbox.outside._messages()[0])
        assert not window.outbox.outside.retry_button.isEnabled()
        assert window.outbox.outside.cancel_button.isEnabled()
