"""Pictures of a message: its own are drawn at once, remote ones only when the person says so, invisible ones never."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt5.QtCore import QBuffer, QIODevice
from PyQt5.QtGui import QColor, QFont, QImage
from pytestqt.qtbot import QtBot

from client.gui.picture_decoding import content_of_data_url, decode
from client.gui.picture_frames import empty_frame
from client.gui.present import present
from client.gui.reader_pane import ReaderPane
from client.gui.reading import make_ready
from client.gui.reading_memory import ReadingMemory
from client.gui.tasks import Tasks
from client.message import Attachment, Message
from client.pictures import read_picture
from client.reading_choices import MessageKind, ReadingChoices, load, save
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench, themed
from tests.support.gui_samples import BEN, CLARA, message, row
from tests.support.gui_shown import shown_reader
from tests.support.picture_host import PictureHost, picture_host

PAGE = """<p>Hello</p><img src="https://pictures.example/banner.png" width="300" height="80" alt="Banner">
<img src="https://cdn.example/logo.png?u=anna%40project.com"><img src="https://tracker.example/o.gif" width="1">"""


def png(width: int, height: int, colour: str = "#cc3344") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenMode(QIODevice.OpenModeFlag.WriteOnly))
    assert image.save(buffer, "PNG")
    return bytes(buffer.data())


@pytest.fixture
def host() -> Iterator[PictureHost]:
    with picture_host() as made:
        made.put("/banner.png", png(300, 80))
        made.put("/logo.png", png(40, 30))
        yield made


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path, host: PictureHost) -> Iterator[Bench]:
    built = bench(tmp_path / "anna", AccountInMemory(), pictures=host.fetcher())
    yield built
    built.close()


@pytest.fixture
def reader(qtbot: QtBot, made: Bench) -> ReaderPane:
    return shown_reader(qtbot, made)


def page(html: str = PAGE, number: int = 1, attachments: tuple[Attachment, ...] = ()) -> Message:
    return message(row(number, author=CLARA), " ", html=html, attachments=attachments)


def test_bar_counts_pictures_hosts_and_trackers(reader: ReaderPane, host: PictureHost) -> None:
    reader.show_reading(make_ready(page(), ["anna@project.com"]))
    words = reader.pictures_bar.words.text()
    assert "3 remote pictures are blocked" in words
    assert "From cdn.example, pictures.example, tracker.example." in words
    assert "1 is an invisible tracker and is never loaded." in words
    assert "1 carries your address." in words
    assert reader.pictures_bar.accessibleName() == words
    assert host.asked == []


def test_pictures_are_loaded_once_when_the_person_says_so(
    qtbot: QtBot, reader: ReaderPane, made: Bench, host: PictureHost
) -> None:
    reader.show_reading(make_ready(page()))
    reader.pictures_bar.once.click()
    qtbot.waitUntil(lambda: not reader.pictures_bar.isVisible())
    assert {number: image.width() for number, image in reader.body.images.items()} == {0: 300, 1: 40}
    assert sorted(host.asked) == ["cdn.example/logo.png?u=anna%40project.com", "pictures.example/banner.png"]
    reader.show_reading(make_ready(page(number=2)))
    assert reader.pictures_bar.once.isVisible()
    assert reader.body.images == {}


def test_loaded_picture_is_drawn(qtbot: QtBot, reader: ReaderPane) -> None:
    reader.show_reading(make_ready(page()))
    reader.pictures_bar.once.click()

    def shows_banner() -> bool:
        image = present(reader.body.viewport()).grab().toImage()
        return any(image.pixelColor(60, y).name() == "#cc3344" for y in range(image.height()))

    qtbot.waitUntil(shows_banner)


def test_sender_can_be_allowed_for_good_and_that_can_be_undone(
    qtbot: QtBot, reader: ReaderPane, made: Bench, host: PictureHost
) -> None:
    reader.show_reading(make_ready(page()))
    reader.pictures_bar.always.click()
    qtbot.waitUntil(lambda: len(reader.body.images) == 2)
    reader.show_reading(make_ready(page(number=2)))
    qtbot.waitUntil(lambda: "always loaded" in reader.pictures_bar.words.text())
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert load(made.outbox.path.parent / "reading.json").picture_senders == {"clara@project.com"}
    reader.pictures_bar.never.click()
    asked = len(host.asked)
    reader.show_reading(make_ready(page(number=3)))
    assert reader.pictures_bar.once.isVisible()
    assert len(host.asked) == asked


def test_another_sender_is_not_allowed_with_the_first(reader: ReaderPane, made: Bench, host: PictureHost) -> None:
    made.desk.memory.allow_pictures("clara@project.com", allowed=True)
    reader.show_reading(make_ready(message(row(4, author=BEN), " ", html=PAGE)))
    assert reader.pictures_bar.once.isVisible()
    assert host.asked == []


def test_picture_that_cannot_be_loaded_is_told(qtbot: QtBot, reader: ReaderPane) -> None:
    reader.show_reading(make_ready(page('<img src="https://pictures.example/gone.png">')))
    reader.pictures_bar.once.click()
    qtbot.waitUntil(lambda: reader.pictures_bar.words.text() == "1 picture could not be loaded.")


def test_picture_of_the_message_before_is_dropped(
    qtbot: QtBot, reader: ReaderPane, made: Bench, host: PictureHost
) -> None:
    host.gate.clear()
    reader.show_reading(make_ready(page()))
    reader.pictures_bar.once.click()
    qtbot.waitUntil(lambda: bool(host.asked))
    reader.show_reading(make_ready(message(row(2), "Another")))
    host.gate.set()
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert reader.body.images == {}
    assert not reader.pictures_bar.isVisible()


def test_text_view_asks_for_no_pictures(qtbot: QtBot, reader: ReaderPane, host: PictureHost, made: Bench) -> None:
    made.desk.memory.allow_pictures("clara@project.com", allowed=True)
    reader.show_reading(make_ready(message(row(1, author=CLARA), "The words", html=PAGE)))
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert host.asked == []
    reader.switch.click()
    qtbot.waitUntil(lambda: len(reader.body.images) == 2)


def test_own_pictures_of_a_message_are_drawn_without_asking(
    qtbot: QtBot, reader: ReaderPane, made: Bench, host: PictureHost
) -> None:
    content = png(50, 20)
    made.account.blobs["b9"] = content
    part = Attachment("b9", "logo.png", "image/png", len(content), content_id="<logo@project.com>", inline=True)
    inline = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    html = f'<img src="cid:logo@project.com"><img src="data:image/png;base64,{inline}"><img src="cid:missing">'
    reader.show_reading(make_ready(page(html, attachments=(part,))))
    qtbot.waitUntil(lambda: set(reader.body.images) == {0, 1})
    assert reader.body.images[0].width() == 50
    assert not reader.pictures_bar.isVisible()
    assert host.asked == []


def test_message_of_several_authors_cannot_be_allowed_for_good(reader: ReaderPane) -> None:
    both = replace(page(), row=replace(row(1), from_=(CLARA, BEN)))
    reader.show_reading(make_ready(both))
    assert reader.pictures_bar.once.isVisible()
    assert not reader.pictures_bar.always.isVisible()


# A damaged picture is worth a line in Qt's log, and no more.
@pytest.mark.qt_log_level_fail("CRITICAL")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"\xff\xd8\xff",
        b"BM",
        b"RIFFxxxxWEBP",
    ],
)
def test_what_is_no_picture_is_not_drawn(qtbot: QtBot, content: bytes) -> None:
    assert decode(content) is None


def test_picture_of_a_size_that_no_window_holds_is_refused(qtbot: QtBot) -> None:
    bomb = bytearray(png(1, 1))
    bomb[16:24] = (60_000).to_bytes(4) * 2
    assert decode(bytes(bomb)) is None


def test_wide_picture_is_made_smaller(qtbot: QtBot) -> None:
    image = decode(png(3_200, 100))
    assert image is not None
    assert (image.width(), image.height()) == (1_600, 50)


def test_content_of_data_urls() -> None:
    assert content_of_data_url("data:image/png;base64,AAEC") == b"\x00\x01\x02"
    assert content_of_data_url("data:image/png;base64,AAE") == b"\x00\x01"
    assert content_of_data_url("data:image/gif,%47IF") == b"GIF"
    assert content_of_data_url("data:image/png;base64,*") is None
    assert content_of_data_url("data:image/png") is None


def test_frame_of_a_blocked_picture_has_its_size_and_an_invisible_one_has_none(qtbot: QtBot) -> None:
    theme = themed()
    seen = read_picture(0, {"src": "https://a.example/x", "width": "300", "height": "80"}, frozenset())
    hidden = read_picture(0, {"src": "https://a.example/x", "width": "1", "height": "80"}, frozenset())
    words = read_picture(0, {"src": "https://a.example/x", "alt": "Banner"}, frozenset())
    sizes = [empty_frame(present(one), theme.colours, QFont()).size() for one in (seen, hidden, words)]
    assert (sizes[0].width(), sizes[0].height()) == (300, 80)
    assert (sizes[1].width(), sizes[1].height()) == (1, 1)
    assert sizes[2].width() > 20


def test_damaged_choices_are_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "reading.json"
    path.write_text('{"pictureSenders": 7}')
    assert load(path) == ReadingChoices()
    assert (tmp_path / "reading.json.damaged").exists()


def test_what_is_chosen_while_the_file_is_read_holds(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who was taken out came back in the window, and all others were lost from the file."""
    path, go_on = tmp_path / "reading.json", threading.Event()
    save(path, ReadingChoices(frozenset({"ben@project.com", "clara@project.com"})))

    def late(path: Path) -> ReadingChoices:
        found = load(path)
        assert go_on.wait(60)
        return found

    monkeypatch.setattr("client.reading_choices.load", late)
    tasks = Tasks()
    memory = ReadingMemory(path, tasks)
    memory.allow_pictures("clara@project.com", allowed=False)
    memory.allow_pictures("dora@project.com", allowed=True)
    memory.show_page_first(MessageKind.LETTER, True)
    go_on.set()
    qtbot.waitUntil(tasks.is_idle)
    senders = frozenset({"ben@project.com", "dora@project.com"})
    assert memory.choices == load(path) == ReadingChoices(senders, {MessageKind.LETTER: True})
    tasks.close()


def test_choices_come_back(tmp_path: Path) -> None:
    path = tmp_path / "reading.json"
    choices = ReadingChoices().with_sender("Clara@Project.com", allowed=True)
    save(path, choices)
    assert load(path) == choices
    assert load(path).allows_pictures("CLARA@project.com")
