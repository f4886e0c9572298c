"""New mail, from the SMTP server to a program that listens at the inbox server, each a program of its own."""

from __future__ import annotations

import os
import signal
from email.message import EmailMessage

from db import sessions
from tests.support.event_client import EventClient
from tests.support.inbox_process import inbox_program
from tests.support.postroom import Postroom


def listener(postroom: Postroom, port: int, name: str) -> EventClient:
    account = postroom.account(name)
    token, _ = sessions.create(postroom.store, account.id, "test", "::1", 3600)
    client = EventClient(port, postroom.client_context())
    assert client.listen(f"Bearer {token}").status == 200
    client.event()
    return client


def test_message_that_was_accepted_is_told_to_who_waits_and_the_end_is_in_order(postroom: Postroom) -> None:
    postroom.account("ben")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ben@project.com", "anna@project.com", "News"
    message.set_content("Here they are.")
    with inbox_program(postroom) as inbox, listener(postroom, inbox.port, "anna") as client:
        with postroom.sign_in("ben") as connection:
            connection.send_message(message)
        assert client.event().changed.keys() == {"Email", "EmailDelivery", "Mailbox", "Thread"}
        os.kill(inbox.pid, signal.SIGTERM)
        # The block ends it once more, as an impatient person does. The goodbye of TLS comes before the end: `at_end`
        # would also be content with a cut.
        assert client.socket.recv(1) == b""
