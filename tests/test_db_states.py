"""States of an account: what moves which, as one text and back, and a number that grows with every change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from db import accounts, grants, messages, sessions, states
from db.database import Store
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.grants import Grant
from db.states import TYPES, States
from tests.support.stores import People, mail

COUNT = st.integers(0, 2**40)
STATES = st.builds(States, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT)


@given(STATES)
def test_text_is_read_back(known: States) -> None:
    assert states.read(known.text()) == known


@given(st.text())
def test_any_other_text_is_none_of_ours(text: str) -> None:
    found = states.read(text)
    assert found is None or found.version >= 0


@given(STATES, STATES)
def test_since_tells_what_differs_and_nothing_else(before: States, after: States) -> None:
    changed = after.since(before, TYPES)
    old, new = before.of_types(), after.of_types()
    assert {**old, **changed} == new
    assert all(old[name] != state for name, state in changed.items())
    assert after.since(None, TYPES) == new
    assert after.since(before, ["Email"]).keys() <= {"Email"}


def test_types_are_those_that_are_told() -> None:
    assert set(States().of_types()) == set(TYPES)


def test_delivery_moves_mail_and_delivery_and_a_flag_only_mail(store: Store, people: People) -> None:
    anna = people["anna"]
    before = states.of_account(store, anna.id)
    assert before.of_types()["Email"] == messages.state(store, anna.id)
    envelope = Envelope("ben@project.com", (anna.recipient,), mail(), 1)
    store.run_tx(lambda tx: deliver(tx, [prepare(envelope)]))
    after = states.of_account(store, anna.id)
    assert after.since(before, TYPES).keys() == {"Email", "Mailbox", "Thread", "EmailDelivery"}
    store.run_tx(lambda tx: tx.next_modseq(anna.id))
    assert states.of_account(store, anna.id).since(after, TYPES).keys() == {"Email", "Mailbox", "Thread"}


def test_version_grows_with_every_change_of_any_type(store: Store, people: People) -> None:
    anna = people["anna"].id
    everybody = [person.id for person in people.values()]
    seen = [states.versions(store, everybody)[anna]]
    for kind in ("identity", "submission", "vacation", "outbound", "identity"):
        store.run_tx(
            lambda tx, kind=kind: tx.execute(  # type: ignore[misc]
                "INSERT INTO type_state (account_id, kind, modseq) VALUES (?, ?, 1)"
                " ON CONFLICT (account_id, kind) DO UPDATE SET modseq = modseq + 1",
                (anna, kind),
            )
        )
        seen.append(states.versions(store, everybody)[anna])
        assert states.of_account(store, anna).version == seen[-1]
    store.run_tx(lambda tx: tx.next_modseq(anna))
    seen.append(states.versions(store, everybody)[anna])
    assert seen == sorted(set(seen))
    assert states.versions(store, [*everybody, 999_999, *range(10**6, 10**6 + 1000)]).keys() == set(everybody)


def test_account_that_is_not_there_has_the_first_states(store: Store) -> None:
    assert states.of_account(store, 999) == States()


def test_grant_of_a_session_holds_as_long_as_it(store: Store, people: People) -> None:
    anna = people["anna"].id
    _, session = sessions.create(store, anna, "x", "::1", 100)
    grant = grants.of(store, anna, session.id)
    assert grants.lapsed(store, [grant], session.expires_at - 1) == set()
    assert grants.lapsed(store, [grant], session.expires_at) == {grant}
    sessions.revoke(store, anna, session.id)
    assert grants.lapsed(store, [grant], session.created_at) == {grant}


def test_grant_of_a_password_holds_as_long_as_it(store: Store, people: People) -> None:
    anna, ben = people["anna"].id, people["ben"].id
    mine, other = grants.of(store, anna, None), grants.of(store, ben, None)
    assert grants.lapsed(store, [mine, other], 0) == set()
    accounts.set_password(store, anna, "another long password")
    assert grants.lapsed(store, [mine, other], 0) == {mine}
    assert mine.mark not in (None, grants.of(store, anna, None).mark)
    assert str(mine.mark) not in repr(mine)


def test_grants_of_very_many_are_asked_for_at_once(store: Store, people: People) -> None:
    anna = people["anna"].id
    _, session = sessions.create(store, anna, "x", "::1", 100)
    real = {Grant(anna, session.id), grants.of(store, anna, None)}
    gone = {Grant(anna, number) for number in range(10**6, 10**6 + 1500)}
    assert grants.lapsed(store, real | gone, session.created_at) == gone
