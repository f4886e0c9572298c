"""One notice at a time, the most urgent first; the same fault is not repeated."""

from pytestqt.qtbot import QtBot

from client.gui.notices import Notice, Notices, Urgency

NEWS = Notice("sent", "Sent to ben@project.com.")
OFFLINE = Notice("list", "The server cannot be reached.", Urgency.WARNING)
REFUSED = Notice("outbox-1", "The message was refused.", Urgency.FAULT)


def test_most_urgent_is_shown_and_others_wait_behind(qtbot: QtBot) -> None:
    notices = Notices()
    notices.tell(OFFLINE)
    notices.tell(REFUSED)
    notices.tell(NEWS)
    assert notices.shown == REFUSED
    assert notices.waiting() == 2
    notices.close_shown()
    assert notices.shown == OFFLINE
    notices.settle("list")
    assert notices.shown == NEWS


def test_newer_of_equals_is_shown_first(qtbot: QtBot) -> None:
    notices = Notices()
    second = Notice("outbox-2", "Another was refused.", Urgency.FAULT)
    notices.tell(REFUSED)
    notices.tell(second)
    assert notices.shown == second


def test_same_fault_is_told_once(qtbot: QtBot) -> None:
    notices = Notices()
    told: list[object] = []
    notices.changed.connect(told.append)
    for _ in range(5):
        notices.tell(OFFLINE)
    assert told == [OFFLINE]


def test_fault_closed_by_the_person_stays_closed_while_it_lasts(qtbot: QtBot) -> None:
    notices = Notices()
    notices.tell(OFFLINE)
    notices.close_shown()
    notices.tell(OFFLINE)
    assert notices.shown is None


def test_closed_fault_is_told_again_after_it_was_settled(qtbot: QtBot) -> None:
    notices = Notices()
    notices.tell(OFFLINE)
    notices.close_shown()
    notices.settle("list")
    notices.tell(OFFLINE)
    assert notices.shown == OFFLINE


def test_closed_fault_of_the_same_kind_with_other_words_is_told(qtbot: QtBot) -> None:
    notices = Notices()
    notices.tell(OFFLINE)
    notices.close_shown()
    other = Notice("list", "The certificate has expired.", Urgency.WARNING)
    notices.tell(other)
    assert notices.shown == other


def test_news_goes_away_by_itself(qtbot: QtBot) -> None:
    notices = Notices(news_ms=5)
    notices.tell(NEWS)
    qtbot.waitUntil(lambda: notices.shown is None)


def test_warning_does_not_go_away_by_itself(qtbot: QtBot) -> None:
    notices = Notices(news_ms=5)
    notices.tell(OFFLINE)
    assert not notices._news_timer.isActive()
    assert notices.shown == OFFLINE


def test_later_notice_with_the_same_key_takes_the_place(qtbot: QtBot) -> None:
    notices = Notices()
    notices.tell(Notice("list", "First.", Urgency.WARNING))
    notices.tell(Notice("list", "Second.", Urgency.WARNING))
    assert notices.shown is not None
    assert notices.shown.sentence == "Second."
    assert notices.waiting() == 0


def test_what_is_said_again_does_not_stand_before_what_was_told_since(qtbot: QtBot) -> None:
    notices = Notices()
    notices.tell(Notice("list", "Away.", Urgency.WARNING))
    notices.tell(Notice("folders", "Only with a connection.", Urgency.WARNING))
    notices.tell(Notice("list", "Away.", Urgency.WARNING))
    assert notices.shown is not None
    assert notices.shown.key == "folders"
    notices.tell(Notice("list", "Away for good.", Urgency.WARNING))
    assert notices.shown.key == "list"
