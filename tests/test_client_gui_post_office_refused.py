"""An answer that is lost while some recipients were refused: what the window says of each, and what it does next."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from client.account import Receipt
from client.draft import compose
from client.errors import DeliveryUnsure
from client.gui.notices import Notices
from client.gui.outgoing_news import OutgoingNews
from client.gui.post_office import PostOffice
from client.outbox import Outbox, State
from client.server_answers import Refusal
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_post_office import DRAFT, OfficeAtWork, open_office, states
from tests.support.gui_samples import ANNA, CLARA


@pytest.fixture
def account() -> AccountInMemory:
    return AccountInMemory()


@pytest.fixture
def at_work(qtbot: QtBot, tmp_path: Path, account: AccountInMemory) -> Iterator[OfficeAtWork]:
    with open_office(tmp_path, account) as made:
        yield made


@pytest.fixture
def office(at_work: OfficeAtWork) -> PostOffice:
    return at_work.office


@pytest.fixture
def outbox(at_work: OfficeAtWork) -> Outbox:
    return at_work.outbox


def test_unsure_message_that_has_arrived_is_not_called_sent_where_somebody_was_refused(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory, outbox: Outbox
) -> None:
    submission = compose(DRAFT, ANNA)
    outbox.put(submission)
    claimed = outbox.claim()
    assert claimed is not None
    outbox.note_refused(claimed[0].id, (Refusal(CLARA.address, 550, "No such recipient."),))
    outbox.doubt(claimed[0].id, "lost")
    account.submitted.append(submission)
    with qtbot.waitSignal(office.troubled) as troubled, qtbot.assertNotEmitted(office.sent):
        office.begin()
    assert troubled.args[0].state is State.REFUSED
    qtbot.waitUntil(lambda: states(office) == [State.REFUSED])


def test_who_has_to_wait_is_tried_again_when_the_unsure_ones_are_settled(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory, outbox: Outbox
) -> None:
    outbox.put(compose(DRAFT, ANNA))
    claimed = outbox.claim()
    assert claimed is not None
    outbox.note_refused(claimed[0].id, (Refusal(CLARA.address, 452, "Too many recipients."),))
    outbox.doubt(claimed[0].id, "lost")
    office.confirm_sent(claimed[0].id)
    qtbot.waitUntil(lambda: office._timer.isActive())


def test_news_of_an_unsure_message_are_that_it_may_have_arrived(
    qtbot: QtBot, office: PostOffice, account: AccountInMemory, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not that one of its recipients was refused: what to do first is to look whether it has arrived."""
    account.refused = (Refusal(CLARA.address, 550, "No such recipient."),)
    taken = account.submit

    def lost(*given: Any) -> Receipt:
        taken(*given)
        account.submitted.clear()
        raise DeliveryUnsure("localhost", 1587)

    monkeypatch.setattr(account, "submit", lost)
    notices = Notices()
    news = OutgoingNews(office, notices, lambda _: None)
    with qtbot.waitSignal(office.troubled) as troubled:
        outbox.put(compose(DRAFT, ANNA))
        office.begin()
    item = troubled.args[0]
    assert [one.state for one in item.recipients] == [State.UNSURE, State.REFUSED]
    assert notices.shown is not None
    assert "No such recipient" not in notices.shown.sentence
    news.deleteLater()
