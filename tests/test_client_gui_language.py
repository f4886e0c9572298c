"""The language of the window, and how the sentences of the layers below and words after a number follow it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt5.QtCore import QCoreApplication, QLocale, Qt
from PyQt5.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from client.errors import NotPostroom, RecipientsRefused, ServerDown, TooLarge, TooManyAttempts
from client.gui.explanations import sentence_of
from client.gui.help_window import help_page
from client.gui.language import FALLBACK, LANGUAGES, SYSTEM, meant_language, meant_locale, speak
from client.gui.language_page import LanguagePage
from client.gui.mail_deeds import count_words
from client.gui.relative_dates import full_date, short_date
from client.gui.remembered import Remembered
from client.gui.spoken import spoken
from client.gui.tasks import Tasks
from client.server_answers import Refusal
from client.settings import Settings
from client.wording import Said
from tests.support.german import german_spoken

NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    with german_spoken(qapp):
        yield


@pytest.mark.parametrize(
    ("chosen", "system", "language"),
    [
        (SYSTEM, "de_AT", "de"),
        (SYSTEM, "en_US", "en"),
        (SYSTEM, "fr_FR", FALLBACK),
        (SYSTEM, "C", FALLBACK),
        ("en", "de_DE", "en"),
        ("de", "en_GB", "de"),
        ("xx", "de_DE", "de"),
    ],
)
def test_language_is_the_chosen_one_else_that_of_the_system(chosen: str, system: str, language: str) -> None:
    assert meant_language(chosen, QLocale(system)) == language


@pytest.mark.parametrize(
    ("language", "system", "name"),
    [("de", "de_AT", "de_AT"), ("de", "en_US", "de_DE"), ("de", "fr_CH", "de_CH"), ("en", "C", "en_GB")],
)
def test_dates_are_those_of_the_country_where_it_speaks_the_language(language: str, system: str, name: str) -> None:
    assert meant_locale(language, QLocale(system)).name() == name


def test_english_needs_no_translator_and_german_two(qapp: QApplication, german: None) -> None:
    before = QLocale()
    assert speak(qapp, "en", QLocale("en_GB")) == []
    QLocale.setDefault(before)
    assert QCoreApplication.translate("Toast", "Undo") == "Rückgängig"


@pytest.mark.usefixtures("german")
def test_buttons_of_qt_speak_german_too(qtbot: QtBot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButtons(QDialogButtonBox.StandardButton.Cancel))
    qtbot.addWidget(box)
    button = box.button(QDialogButtonBox.StandardButton.Cancel)
    assert button is not None
    assert button.text().replace("&", "") == "Abbrechen"


@pytest.mark.usefixtures("german")
def test_faults_are_told_in_german() -> None:
    assert sentence_of(NotPostroom("mail.example", 1443)).startswith(
        "Was unter mail.example:1443 antwortet, ist kein Postroom-Server."
    )
    assert "nicht erreichbar" in sentence_of(ServerDown("mail.example", 1443))
    assert "2 Minuten" in sentence_of(TooManyAttempts("", 120))
    assert "höchstens 1,5 MB" in sentence_of(TooLarge(2_000_000, 1_500_000))


@pytest.mark.usefixtures("german")
def test_words_of_the_server_stay_within_a_german_sentence() -> None:
    refused = tuple(Refusal(f"{name}@project.com", 550, "no such user") for name in ("anna", "ben"))
    sentence = sentence_of(RecipientsRefused(refused))
    assert sentence.startswith("Die Nachricht wurde nicht gesendet. anna@project.com: No such user.")
    assert "Ein weiterer wurde auch abgelehnt." in sentence


@pytest.mark.usefixtures("german")
def test_reason_that_was_kept_as_plain_text_is_found_by_its_words() -> None:
    assert spoken("Waits to be sent.") == "Wartet darauf, gesendet zu werden."


@pytest.mark.usefixtures("german")
def test_numbers_have_their_own_form_and_are_written_as_in_germany() -> None:
    assert [count_words(number) for number in (1, 2, 1200)] == ["1 Nachricht", "2 Nachrichten", "1.200 Nachrichten"]


@pytest.mark.usefixtures("german")
def test_dates_are_written_as_in_germany() -> None:
    locale = QLocale()
    days = [NOW - timedelta(days=days) for days in (0, 1, 3, 60, 600)]
    assert [short_date(day, NOW, locale) for day in days] == [
        *("14:05", "Gestern", "Mittwoch", "22. Sept.", "31. März 2025"),
    ]
    assert full_date(NOW, NOW, locale) == "Samstag, 21. November 2026, 14:05"


@pytest.mark.usefixtures("german")
def test_help_is_german() -> None:
    assert "Hilfe zu Postroom" in help_page()
    assert "Als gelesen markieren" in help_page()


def test_help_has_the_same_parts_in_every_language() -> None:
    folder = Path(__file__).resolve().parent.parent / "client" / "gui" / "help"
    pages = [path.read_text("utf-8") for path in sorted(folder.glob("help*.html"))]
    assert len(pages) == len(LANGUAGES)
    for mark in ("<h2>", "<li>", "<p>", "<a ", "<!-- keys -->"):
        assert len({page.count(mark) for page in pages}) == 1, mark


def test_without_a_translation_english_has_its_own_form_for_one(qapp: QApplication) -> None:
    assert [count_words(number) for number in (0, 1, 2)] == ["0 messages", "1 message", "2 messages"]
    assert spoken(Said("Wait %n minutes.", one="Wait one minute.", number=1)) == "Wait one minute."


@given(st.text(), st.text(), st.integers(0, 10**6))
def test_sentence_says_the_same_untranslated(name: str, what: str, number: int) -> None:
    inner = Said("{what} of %n", one="{what} of one", number=number, what=what)
    sentence = Said("“{name}”: {inner}.", name=name, inner=inner)
    assert spoken(sentence) == sentence == f"“{name}”: {inner}."


def test_choice_of_the_language_is_kept(qtbot: QtBot, tmp_path: Path) -> None:
    tasks = Tasks()
    page = LanguagePage(Remembered(tmp_path, Settings(), tasks))
    qtbot.addWidget(page)
    assert page.choice.currentData() == SYSTEM
    page.choice.setCurrentIndex(page.choice.findData("de"))
    page.choice.activated.emit(page.choice.currentIndex())
    again = Remembered(tmp_path, Settings(), tasks)
    assert again.language == "de"
    other = LanguagePage(again)
    qtbot.addWidget(other)
    assert other.choice.currentData() == "de"
    tasks.close()


def test_lines_begin_where_the_language_begins_them(qapp: QApplication) -> None:
    assert QLocale("de").textDirection() == Qt.LayoutDirection.LeftToRight
    assert QLocale("ar").textDirection() == Qt.LayoutDirection.RightToLeft
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight
