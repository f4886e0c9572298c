"""The courier as a program: a subscription's code and its first change reach a receiver over real TLS."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

from db.database import Store
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.migrate import migrate
from db.settings import Push, Settings
from server.courier.hands import Hands
from tests.support.inbox_app import InboxApp
from tests.support.program import PATIENCE, ROOT, write_settings
from tests.support.push_receiver import receiving
from tests.support.stores import People, mail
from webserver.jmap.capabilities import CORE


def test_courier_pushes_within_its_first_moments(tmp_path: Path) -> None:
    data = tmp_path / "data"
    settings = write_settings(data, replace(Settings(data), push=Push(private_networks=True)))
    store = Store(settings.store)
    migrate(store, data / "backups")
    people = People.make(store, "anna")
    inbox = InboxApp(store, people, settings=settings)
    with receiving() as receiver:
        authority = tmp_path / "authority.pem"
        receiver.authority.cert_pem.write_to_path(str(authority))
        command = [sys.executable, "-m", "server.courier", "--data", str(data)]
        courier = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "SSL_CERT_FILE": str(authority)})
        wanted = {"deviceClientId": "phone", "url": receiver.url(), "keys": receiver.keys}
        inbox.request("anna", ["PushSubscription/set", {"create": {"n": wanted}}, "c"], using=[CORE])
        told = receiver.decrypted(receiver.next())
        update = {told["pushSubscriptionId"]: {"verificationCode": told["verificationCode"]}}
        inbox.request("anna", ["PushSubscription/set", {"update": update}, "c"], using=[CORE])
        envelope = Envelope("ben@project.com", (people["anna"].recipient,), mail(), 1)
        store.run_tx(lambda tx: deliver(tx, [prepare(envelope)]))
        changed = receiver.decrypted(receiver.next())["changed"]
        assert "EmailDelivery" in changed[inbox.account("anna")]
        courier.terminate()
        assert courier.wait(PATIENCE) == 0
    store.close()


def test_hands_are_few_for_one_key_and_in_all() -> None:
    hands, go_on, begun = Hands(most=3, each=2), threading.Event(), threading.Semaphore(0)

    def work() -> None:
        begun.release()
        go_on.wait(PATIENCE)

    assert hands.take(1, ["host a"], work)
    assert hands.take(2, ["host a", "account 1"], work)
    assert not hands.take(3, ["host a"], work)
    assert not hands.take(1, ["host b"], work)
    assert hands.take(4, ["host b"], work)
    assert not hands.take(5, ["host c"], work)
    assert not hands.wait(0.0)
    go_on.set()
    assert hands.wait(PATIENCE)
    for _ in range(3):
        assert begun.acquire(timeout=PATIENCE)
    assert hands.take(3, ["host a"], work)
    assert hands.wait(PATIENCE)
