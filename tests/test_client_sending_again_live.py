"""What a person sends again, with the real servers: one copy in Sent, and nobody gets it twice, however the first try
ended."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from client.account import Account, Server, connect
from client.addresses import Address
from client.dispatch import send_next, settle_unsure
from client.draft import Draft, compose
from client.outbox import Outbox, OutboxItem, State
from client.trust import TrustStore
from tests.support.inbox_process import inbox_process
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving
from tests.support.smtp_gate import Halt, smtp_gate


@dataclass
class House:
    """Both servers, and the client's side of them. Each test uses names of its own."""

    postroom: Postroom
    https: int
    folder: Path

    def server(self, smtp_port: int = 0) -> Server:
        found = connect(self.postroom.link(self.https), TrustStore(self.folder))
        return replace(found, smtp_port=smtp_port) if smtp_port else found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with serving(tmp_path_factory.mktemp("postroom")) as postroom, inbox_process(postroom) as https:
        yield House(postroom, https, tmp_path_factory.mktemp("client"))


SignIn = Callable[..., Account]


@pytest.fixture
def sign_in(house: House) -> Iterator[SignIn]:
    """Make an account of this name, if it is not there, and sign in to it, by another way to SMTP if one is given."""
    made = set()
    with ExitStack() as open_things:

        def sign_in(name: str, smtp_port: int = 0) -> Account:
            if name not in made:
                house.postroom.account(name)
                made.add(name)
            account = Account.sign_in(house.server(smtp_port), name, PASSWORD)
            return open_things.enter_context(closing(account))

        yield sign_in


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path / "outbox.sqlite3")) as outbox:
        yield outbox


def to(*names: str, hidden: tuple[str, ...] = ()) -> Draft:
    to, bcc = (tuple(Address("", f"{name}@project.com") for name in some) for some in (names, hidden))
    return Draft(to=to, bcc=bcc, subject="Plan", text="How is it going?")


def subjects(account: Account, role: str = "inbox") -> list[str]:
    return [row.subject for row in account.latest(role, 50).rows]


def states(item: OutboxItem) -> list[State]:
    return [one.state for one in item.recipients]


def sent(outbox: Outbox, account: Account) -> OutboxItem:
    """What became of the message that is due."""
    item = send_next(outbox, account)
    assert item is not None
    return item


def test_who_was_refused_and_registers_gets_it_and_sent_has_one_copy(sign_in: SignIn, outbox: Outbox) -> None:
    anna, ben = sign_in("anna1"), sign_in("ben1")
    outbox.put(compose(to("ben1", "late1", hidden=("anna1",)), anna.address))
    item = sent(outbox, anna)
    assert item.state is State.REFUSED
    assert outbox.retry_now(item.id)
    assert sent(outbox, anna).state is State.REFUSED
    late = sign_in("late1")
    assert outbox.retry_now(item.id)
    assert sent(outbox, anna).state is State.SENT
    assert subjects(anna) == subjects(ben) == subjects(late) == subjects(anna, "sent") == ["Plan"]


def test_lost_answer_and_another_try_leave_one_message(house: House, sign_in: SignIn, outbox: Outbox) -> None:
    anna, ben = sign_in("anna2"), sign_in("ben2")
    outbox.put(compose(to("ben2"), anna.address))
    with smtp_gate(house.postroom, Halt.BEFORE_ANSWER, hang_up=True) as (_, port):
        item = sent(outbox, sign_in("anna2", port))
    assert item.state is State.UNSURE
    assert outbox.retry_now(item.id)
    assert sent(outbox, anna).state is State.SENT
    assert subjects(ben) == subjects(anna, "sent") == ["Plan"]


def test_lost_answer_of_a_second_try_can_be_tried_again(house: House, sign_in: SignIn, outbox: Outbox) -> None:
    """Sent has the message from the first try, so it cannot tell; the server can."""
    anna, ben = sign_in("anna3"), sign_in("ben3")
    outbox.put(compose(to("ben3", "late3"), anna.address))
    assert sent(outbox, anna).state is State.REFUSED
    late = sign_in("late3")
    (item,) = outbox.items()
    assert outbox.retry_now(item.id)
    with smtp_gate(house.postroom, Halt.BEFORE_ANSWER, hang_up=True) as (_, port):
        assert sent(outbox, sign_in("anna3", port)).state is State.UNSURE
    assert settle_unsure(outbox, anna) == ()
    assert outbox.retry_now(item.id)
    assert sent(outbox, anna).state is State.SENT
    assert subjects(ben) == subjects(late) == subjects(anna, "sent") == ["Plan"]


def test_message_that_did_not_arrive_arrives_with_another_try(house: House, sign_in: SignIn, outbox: Outbox) -> None:
    anna, ben = sign_in("anna4"), sign_in("ben4")
    outbox.put(compose(to("ben4"), anna.address))
    with smtp_gate(house.postroom, Halt.BEFORE_END, hang_up=True) as (_, port):
        item = sent(outbox, sign_in("anna4", port))
    assert item.state is State.UNSURE
    assert settle_unsure(outbox, anna) == ()
    assert outbox.retry_now(item.id)
    assert sent(outbox, anna).state is State.SENT
    assert subjects(ben) == subjects(anna, "sent") == ["Plan"]


def test_who_was_refused_stays_refused_when_the_answer_for_the_others_is_lost(
    house: House, sign_in: SignIn, outbox: Outbox
) -> None:
    """Sent has the message, so everybody was said to have it."""
    anna, ben = sign_in("anna8"), sign_in("ben8")
    outbox.put(compose(to("ben8", "late8"), anna.address))
    with smtp_gate(house.postroom, Halt.BEFORE_ANSWER, hang_up=True) as (_, port):
        assert states(sent(outbox, sign_in("anna8", port))) == [State.UNSURE, State.REFUSED]
    (item,) = settle_unsure(outbox, anna)
    assert item.state is State.REFUSED
    assert states(item) == [State.SENT, State.REFUSED]
    assert item.recipients[1].words == "No such recipient."
    late = sign_in("late8")
    assert outbox.retry_now(item.id)
    assert sent(outbox, anna).state is State.SENT
    assert subjects(ben) == subjects(late) == subjects(anna, "sent") == ["Plan"]


def test_copy_thrown_away_before_another_try_is_filed_again(sign_in: SignIn, outbox: Outbox) -> None:
    anna, ben = sign_in("anna5"), sign_in("ben5")
    outbox.put(compose(to("ben5", "late5"), anna.address))
    item = sent(outbox, anna)
    anna.move([row.id for row in anna.latest("sent", 50).rows], "trash")
    late = sign_in("late5")
    assert outbox.retry_now(item.id)
    assert sent(outbox, anna).state is State.SENT
    assert subjects(ben) == subjects(late) == subjects(anna, "sent") == subjects(anna, "trash") == ["Plan"]


def test_tries_at_the_same_time_are_one_message(sign_in: SignIn) -> None:
    ben = sign_in("ben6")
    devices = [sign_in("anna6") for _ in range(4)]
    submission = compose(to("ben6"), devices[0].address)
    with ThreadPoolExecutor(len(devices)) as pool:
        receipts = list(pool.map(lambda one: one.submit(submission), devices))
    assert {receipt.accepted for receipt in receipts} == {("ben6@project.com",)}
    assert subjects(ben) == subjects(devices[0], "sent") == ["Plan"]


def test_same_words_written_twice_are_two_messages(sign_in: SignIn) -> None:
    anna, ben = sign_in("anna7"), sign_in("ben7")
    for _ in range(2):
        anna.send(to("ben7"))
    assert subjects(ben) == subjects(anna, "sent") == ["Plan", "Plan"]
