"""Faults become notices with the sentence they carry; anything else is our mistake and says so."""

import logging

import pytest
from pytestqt.qtbot import QtBot

from client.errors import Cancelled, MessageRefused, ServerDown, SignInNeeded
from client.gui.explanations import notice_of, sentence_of
from client.gui.notices import Urgency


def test_fault_that_may_pass_offers_to_try_again(qtbot: QtBot) -> None:
    tried: list[str] = []
    fault = ServerDown("localhost", 1443, detail="refused")
    notice = notice_of(fault, "list", again=lambda: tried.append("again"))
    assert notice is not None
    assert (notice.key, notice.sentence, notice.detail) == ("list", fault.sentence, "refused")
    assert notice.urgency is Urgency.WARNING
    assert notice.remedy is not None
    notice.remedy.run()
    assert tried == ["again"]


def test_fault_for_good_is_urgent(qtbot: QtBot) -> None:
    notice = notice_of(MessageRefused("no"), "send")
    assert notice is not None
    assert notice.urgency is Urgency.FAULT


def test_ended_session_offers_to_sign_in(qtbot: QtBot) -> None:
    notice = notice_of(SignInNeeded(), "list", again=lambda: None, sign_in=lambda: None)
    assert notice is not None
    assert notice.remedy is not None
    assert notice.remedy.label == "Sign in"


def test_cancelled_by_the_person_is_silent(qtbot: QtBot) -> None:
    assert notice_of(Cancelled(), "save") is None


def test_mistake_of_the_program_is_logged_and_told_plainly(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        notice = notice_of(ZeroDivisionError("division by zero"), "list")
    assert notice is not None
    assert "division" not in notice.sentence
    assert "division by zero" in notice.detail
    assert "ZeroDivisionError" in caplog.text


def test_sentence_of_a_mistake_has_no_technical_words(qtbot: QtBot) -> None:
    assert "KeyError" not in sentence_of(KeyError("x"))
