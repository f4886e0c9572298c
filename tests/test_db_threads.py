"""Which messages are one conversation: RFC 8621 section 3."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.message import summarize
from db.threads import normalized_subject, reference_hash
from tests.support.stores import mail


@pytest.mark.parametrize(
    "subject",
    [
        "Budget 2027",
        "Re: Budget 2027",
        "RE: re:Re : Budget 2027",
        "Re[2]: Budget 2027",
        "Fwd: Budget 2027",
        "FW: Budget 2027",
        "AW: WG: Budget 2027",
        "[finance] Re: Budget 2027",
        "Re: [finance] Budget 2027",
        "Budget 2027 (fwd)",
        "Re: Budget 2027 (Fwd) (fwd)",
        "  budget   2027\t",
        "Budget\u00a02027",
    ],
)
def test_replies_and_lists_leave_the_base_subject(subject: str) -> None:
    assert normalized_subject(subject) == "budget 2027"


@pytest.mark.parametrize(
    ("subject", "base"),
    [
        ("", ""),
        ("Re:", ""),
        ("Re: Fwd:", ""),
        ("[finance]", "[finance]"),
        ("Re: [finance]", "[finance]"),
        ("Research: it", "research: it"),
        ("Results", "results"),
        ("a Re: b", "a re: b"),
        ("(fwd)", ""),
    ],
)
def test_other_subjects_keep_their_words(subject: str, base: str) -> None:
    assert normalized_subject(subject) == base


@given(st.text(max_size=100))
def test_reply_has_the_base_subject_of_what_it_answers(subject: str) -> None:
    assert normalized_subject(f"Re: {subject}") == normalized_subject(subject)


@pytest.mark.parametrize("piece", ["re:", "[x]", " ", "\u00a0", "(fwd)", "re: ", "[", "]", "re :\t", "(fwd) "])
def test_longest_subject_of_one_piece_is_quick(piece: str) -> None:
    """Prefixes in front of many blanks took their product: half a second for one message."""
    began = time.thread_time()
    for subject in (piece * (2000 // len(piece)), "re:" * 300 + piece * (1000 // len(piece)) + "x"):
        normalized_subject(subject)
    assert time.thread_time() - began < 0.2


@given(st.text(st.characters(codec=None)), st.text(st.characters(codec=None)))
def test_hash_fits_every_engine(message_id: str, base: str) -> None:
    assert 0 <= reference_hash(message_id, base) < 2**63


def together(one: bytes, other: bytes) -> bool:
    return bool(set(summarize(one).references) & set(summarize(other).references))


FIRST = mail("Plan", message_id="<1@x>")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (mail("Re: Plan", message_id="<2@x>", in_reply_to="<1@x>"), True),
        (mail("Re: Plan", message_id="<2@x>", references="<0@x> <1@x>"), True),
        (mail("[team] RE: plan", message_id="<2@x>", references="<1@x>"), True),
        (mail("Plan", message_id="<1@x>"), True),
        (mail("Another plan", message_id="<2@x>", in_reply_to="<1@x>"), False),
        (mail("Re: Plan", message_id="<2@x>"), False),
        (mail("Re: Plan", message_id="<2@x>", in_reply_to="<3@x>"), False),
    ],
)
def test_conversation_needs_a_shared_id_and_the_subject(other: bytes, expected: bool) -> None:
    assert together(FIRST, other) is expected


def test_answers_of_a_message_that_is_not_there_are_together() -> None:
    one = mail("Re: Plan", message_id="<2@x>", in_reply_to="<1@x>")
    other = mail("Re: Plan", message_id="<3@x>", references="<1@x>")
    assert together(one, other)


def test_message_without_ids_is_alone() -> None:
    assert summarize(mail("Plan")).references == ()
