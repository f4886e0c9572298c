"""What replies and forwarded messages begin with, and drafts that come back from the outbox."""

from dataclasses import replace
from datetime import datetime

import pytest
from PyQt5.QtCore import QLocale

from client.addresses import Address
from client.draft import AttachedFile, Draft, compose
from client.gui.answering import forward, reply
from client.gui.concerns import concerns_of, speaks_of_attachment
from client.gui.reopened_draft import reopened_draft
from client.message import Message
from tests.support.gui_samples import ANNA, BEN, CLARA, DAVID, NOW, long_letter, message, row

BRITISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


def answer(to: Message, *, everyone: bool = False, now: datetime = NOW) -> Draft:
    return reply(to, ANNA, now, BRITISH, everyone=everyone)


def test_reply_goes_to_the_sender_with_quoted_text() -> None:
    draft = answer(message(row(1, "Data", author=CLARA, minutes_ago=8), "Hello\n\n> older\n"))
    assert draft.to == (CLARA,)
    assert draft.cc == ()
    assert draft.subject == "Re: Data"
    assert draft.text == ("\n\nOn Wednesday, 18 March 2026, 14:12, Clara Lindqvist wrote:\n> Hello\n>\n>> older\n")


def test_reply_keeps_the_conversation_together() -> None:
    whole = replace(message(row(1)), message_id="three@project.com", references=("one@x", "two@x"))
    draft = answer(whole)
    assert draft.in_reply_to == "three@project.com"
    assert draft.references == ("one@x", "two@x", "three@project.com")


def test_reply_goes_where_the_sender_wants_it() -> None:
    somewhere = Address("", "list@project.com")
    assert answer(replace(message(row(1)), reply_to=(somewhere,))).to == (somewhere,)


def test_reply_to_all_leaves_oneself_out_and_nobody_twice() -> None:
    own = Address("A", "ANNA@project.com")
    draft = answer(message(row(1, author=BEN, to=(own, CLARA), cc=(DAVID, BEN))), everyone=True)
    assert draft.to == (BEN, CLARA)
    assert draft.cc == (DAVID,)


def test_reply_to_what_one_wrote_oneself_goes_to_the_recipients() -> None:
    assert answer(message(row(1, author=ANNA, to=(BEN,)))).to == (BEN,)


def test_reply_to_a_message_from_oneself_to_oneself() -> None:
    assert answer(message(row(1, author=ANNA, to=(ANNA,)))).to == (ANNA,)


@pytest.mark.parametrize("subject", ["Re: Data", "RE: Data", "re:Data"])
def test_subject_gets_one_prefix(subject: str) -> None:
    assert answer(message(row(1, subject))).subject == subject


def test_forwarded_message_has_its_fields_and_no_recipients() -> None:
    draft = forward(message(row(1, "Data", author=CLARA, cc=(BEN,)), "Hello"), NOW, BRITISH)
    assert draft.recipients() == ()
    assert draft.subject == "Fwd: Data"
    assert "From: Clara Lindqvist <clara@project.com>" in draft.text
    assert "Cc: Ben Okafor <ben@project.com>" in draft.text
    assert draft.text.endswith("\n\nHello\n")
    assert draft.in_reply_to == ""


def test_draft_comes_back_from_the_outbox_as_it_was() -> None:
    draft = Draft(
        to=(BEN, Address("Müller, Jörg", "joerg@project.com")),
        cc=(CLARA,),
        bcc=(DAVID,),
        subject="Grüße — und mehr",
        text="Zeile eins\n\nFrom here\n.\nend äöü 😀",
        attachments=(AttachedFile("plan ä.pdf", b"\x00\x01pdf", "application/pdf"),),
        in_reply_to="one@x",
        references=("zero@x", "one@x"),
    )
    everybody = draft.recipients()
    assert reopened_draft(compose(draft, ANNA, NOW).content, everybody) == draft


def test_only_who_has_not_got_the_message_comes_back() -> None:
    content = compose(Draft(to=(BEN, CLARA), bcc=(DAVID,), text="x"), ANNA, NOW).content
    draft = reopened_draft(content, ["CLARA@project.com"])
    assert (draft.to, draft.cc, draft.bcc) == ((CLARA,), (), ())


def test_forwarded_letter_of_the_samples_is_complete() -> None:
    draft = forward(long_letter(), NOW, BRITISH)
    assert "Bed 3 is two degrees colder" in draft.text


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("I attached the list.", True),
        ("See attachment", True),
        ("Enclosed you find the plan", True),
        ("im Anhang", True),
        ("ci-joint le plan", True),
        ("Hello", False),
        ("> I attached the list.\nThanks", False),
        ("Thanks\n---------- Forwarded message ----------\nI attached it", False),
        ("unattachable theories", False),
    ],
)
def test_words_that_speak_of_an_attachment(text: str, speaks: bool) -> None:
    assert speaks_of_attachment(text) is speaks


def test_concerns_name_what_looks_forgotten() -> None:
    draft = Draft(to=(BEN, Address("", "nobody@project.com")), subject=" ", text="I attach the plan")
    assert concerns_of(draft, {"nobody@project.com"}) == [
        "The message has no subject.",
        "You write of an attachment, but nothing is attached.",
        "nobody@project.com is not known on this server.",
    ]


def test_recipients_that_a_local_server_will_refuse_are_a_concern() -> None:
    draft = Draft(to=(BEN, Address("", "zoe@example.com")), subject="Plan", text="x")
    assert concerns_of(draft, (), {"zoe@example.com", "yan@example.org"}) == [
        "This server is local only: it will refuse mail to zoe@example.com."
    ]


def test_complete_message_raises_no_concern() -> None:
    draft = Draft(to=(BEN,), subject="Plan", text="attached", attachments=(AttachedFile("plan.txt", b"x"),))
    assert concerns_of(draft, {"nobody@project.com"}) == []
