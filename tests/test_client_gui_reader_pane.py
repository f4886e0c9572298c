"""The reader shows what the sender wrote as it is meant, and fetches nothing, whatever the message asks for."""

import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt, QUrl
from PyQt5.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from client.addresses import Address
from client.errors import MessageGone
from client.gui.link_dialog import LinkDialog
from client.gui.message_body import MessageBody, shown_link
from client.gui.present import present
from client.gui.reader_pane import ReaderPane
from client.gui.reading import make_ready
from client.gui.theme import Look
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import PNG, Bench, bench, themed
from tests.support.gui_hands import show
from tests.support.gui_samples import BEN, CLARA, DAVID, inbox, long_letter, message, newsletter_html, row
from tests.support.gui_shown import shown_reader


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    built = bench(tmp_path / "anna", AccountInMemory(inbox()))
    yield built
    built.close()


@pytest.fixture
def reader(qtbot: QtBot, made: Bench) -> ReaderPane:
    return shown_reader(qtbot, made)


@pytest.fixture
def fetched() -> Iterator[tuple[int, list[str]]]:
    """A web server on a free port, and the paths that anybody asked it for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in http.server
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_address[1], asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_header_shows_names_with_addresses(reader: ReaderPane) -> None:
    one = row(1, "Data", author=CLARA, cc=(BEN, DAVID))
    reader.show_reading(make_ready(message(one, "Hello")))
    assert reader.header.subject.text() == "Data"
    assert reader.header.text_of("from") == "Clara Lindqvist <clara@project.com>"
    assert reader.header.text_of("cc") == "Ben Okafor <ben@project.com>, David Chen <david@project.com>"
    assert reader.header.text_of("bcc") == ""


def test_other_address_for_answers_is_shown(reader: ReaderPane) -> None:
    whole = replace(message(row(1)), reply_to=(Address("", "list@project.com"),))
    reader.show_reading(make_ready(whole))
    assert reader.header.text_of("reply-to") == "list@project.com"


def test_same_address_for_answers_is_not_repeated(reader: ReaderPane) -> None:
    whole = replace(message(row(1, author=BEN)), reply_to=(Address("Ben", "BEN@project.com"),))
    reader.show_reading(make_ready(whole))
    assert reader.header.text_of("reply-to") == ""


def test_header_of_a_stranger_is_plain_text(reader: ReaderPane) -> None:
    one = row(1, "<b>Bold</b>", author=Address("<img src=x>", "x@example.org"))
    reader.show_reading(make_ready(message(one)))
    assert reader.header.subject.text() == "<b>Bold</b>"
    assert reader.header.subject.textFormat() == Qt.TextFormat.PlainText


def test_name_cannot_turn_the_address_behind_it(reader: ReaderPane) -> None:
    one = row(1, author=Address("Bank\u202e", "moc.knab@evil.example"))
    reader.show_reading(make_ready(message(one)))
    assert reader.header.text_of("from") == "Bank <moc.knab@evil.example>"


def test_plain_text_comes_first_and_html_on_request(reader: ReaderPane) -> None:
    reader.show_reading(make_ready(message(row(1), "The plain words", html="<p>The <b>formatted</b> words</p>")))
    assert "plain words" in reader.body.toPlainText()
    assert reader.switch.isVisible()
    reader.switch.click()
    assert "formatted words" in reader.body.toPlainText()
    reader.switch.click()
    assert "plain words" in reader.body.toPlainText()


def test_message_without_a_text_part_is_shown_as_html(reader: ReaderPane) -> None:
    html = newsletter_html()
    reader.show_reading(make_ready(message(row(1), " ", html=html)))
    assert "Open day, 25 April" in reader.body.toPlainText()
    assert reader.switch.text() == "Show as text"


def test_plain_message_has_no_bar(reader: ReaderPane) -> None:
    reader.show_reading(make_ready(message(row(1), "Hello")))
    assert not reader._left_out.isVisible()


def test_too_heavy_html_falls_back_to_text(reader: ReaderPane) -> None:
    heavy = "<table><tr><td>" * 30 + "deep"
    reader.show_reading(make_ready(message(row(1), "The text", html=heavy)))
    assert "The text" in reader.body.toPlainText()
    assert not reader.switch.isVisible()
    assert "too complicated" in reader._left_out_words.text()


def test_cut_message_says_so(reader: ReaderPane) -> None:
    reader.show_reading(make_ready(replace(message(row(1), "Hello"), truncated=True)))
    assert "very long" in reader._left_out_words.text()


def test_nothing_is_fetched_even_without_cleaning(qtbot: QtBot, tmp_path: Path, fetched: tuple[int, list[str]]) -> None:
    port, asked = fetched
    picture = tmp_path / "local.png"
    picture.write_bytes(PNG)
    body = MessageBody(themed())
    qtbot.addWidget(body)
    body.resize(500, 400)
    names = [f"http://127.0.0.1:{port}/x.png", str(picture), picture.as_uri(), "local.png"]
    images = "".join(f'<img src="{name}" width="40" height="40">' for name in names)
    style = f'<style>@import url("http://127.0.0.1:{port}/y.css");</style>'
    body.show_html(f'{style}<body background="{picture}">{images}<p>text</p></body>')
    show(qtbot, body)
    body.grab()
    for name in names:
        loaded = present(body.document()).resource(QTextDocument.ResourceType.ImageResource, QUrl(name))
        assert (loaded.width(), loaded.height()) == (1, 1)
    assert asked == []


def test_link_that_leads_where_its_text_says_opens_at_once(reader: ReaderPane) -> None:
    opened: list[QUrl] = []
    reader.links.open_link = opened.append
    reader.show_reading(make_ready(long_letter()))
    reader.body.anchorClicked.emit(QUrl("https://project.com/greenhouse/light"))
    assert opened == [QUrl("https://project.com/greenhouse/light")]


def test_link_whose_text_names_another_host_asks_with_both(reader: ReaderPane) -> None:
    opened: list[QUrl] = []
    reader.links.open_link = opened.append
    html = '<p>Sign in: <a href="https://evil.example/x">https://www.<b>bank</b>.example/login</a></p>'
    reader.show_reading(make_ready(message(row(1), " ", html=html)))
    reader.body.anchorClicked.emit(QUrl("https://evil.example/x"))
    dialog = reader.findChild(LinkDialog)
    assert dialog is not None
    assert "says www.bank.example, but it leads to evil.example" in dialog.text()
    assert dialog.informativeText() == "https://evil.example/x"
    assert present(dialog.defaultButton()).text().replace("&", "") == "Cancel"
    assert opened == []
    dialog.open_button.click()
    assert opened == [QUrl("https://evil.example/x")]


def test_target_of_a_link_under_the_mouse_is_told(qtbot: QtBot, reader: ReaderPane) -> None:
    with qtbot.waitSignal(reader.link_hovered) as told:
        reader.body.highlighted[QUrl].emit(QUrl("https://pаypal.com/"))
    assert told.args == ["https://xn--pypal-4ve.com/"]


def test_view_that_was_chosen_comes_first_for_messages_of_its_kind(reader: ReaderPane) -> None:
    both = message(row(1), "The plain words", html="<p>The <b>formatted</b> words</p>")
    letter = replace(both, row=row(2))
    newsletter = replace(both, headers=(("List-Id", "<news.project.com>"),))
    reader.show_reading(make_ready(newsletter))
    reader.switch.click()
    reader.show_reading(make_ready(letter))
    assert "plain words" in reader.body.toPlainText()
    reader.show_reading(make_ready(replace(newsletter, row=row(3))))
    assert "formatted words" in reader.body.toPlainText()


def test_link_is_opened_only_when_the_person_says_so(qtbot: QtBot, reader: ReaderPane) -> None:
    opened: list[QUrl] = []
    dialog = LinkDialog(QUrl("https://project.com/"), "Open?", reader, opened.append)
    dialog.open()
    dialog.reject()
    assert opened == []
    dialog = LinkDialog(QUrl("https://project.com/"), "Open?", reader, opened.append)
    dialog.open()
    dialog.open_button.click()
    assert opened == [QUrl("https://project.com/")]


@pytest.mark.parametrize("link", ["file:///etc/passwd", "javascript:alert(1)", "smb://host/share", "/etc/passwd"])
def test_other_links_do_nothing(reader: ReaderPane, link: str) -> None:
    reader.body.anchorClicked.emit(QUrl(link))
    assert reader.findChild(LinkDialog) is None


def test_mail_address_opens_a_composer(qtbot: QtBot, reader: ReaderPane) -> None:
    with qtbot.waitSignal(reader.write_to) as asked:
        reader.body.anchorClicked.emit(QUrl("mailto:clara@project.com?subject=x&attach=/etc/passwd"))
    assert asked.args == ["clara@project.com"]


def test_name_that_only_looks_known_is_shown_as_ascii() -> None:
    assert shown_link(QUrl("https://pаypal.com/")) == "https://xn--pypal-4ve.com/"


def test_html_with_its_own_colours_gets_a_light_page_in_the_dark(qtbot: QtBot, reader: ReaderPane, made: Bench) -> None:
    made.desk.theme.choose(Look.DARK)
    reader.show_reading(make_ready(message(row(1), " ", html=newsletter_html())))
    assert reader.body.property("kind") == "paper"
    reader.show_reading(make_ready(message(row(1), " ", html="<p>no colours</p>")))
    assert reader.body.property("kind") == "plain"
    made.desk.theme.choose(Look.LIGHT)


def test_error_offers_to_try_again(qtbot: QtBot, reader: ReaderPane) -> None:
    fault = MessageGone()
    reader.show_error(fault)
    assert fault.sentence in reader._state.accessibleName()
    with qtbot.waitSignal(reader.again_wanted):
        reader._state._button.click()


def test_number_of_selected_messages_is_told(reader: ReaderPane) -> None:
    reader.show_nothing(3)
    assert reader._state.accessibleName() == "3 messages are selected."
    assert reader.reading is None
