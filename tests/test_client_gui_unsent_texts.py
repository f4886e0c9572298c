"""Texts that are being written survive the end of the program, with their attachments and earlier versions."""

import errno
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.draft import AttachedFile
from client.errors import FileFault, LocalDiskFull
from client.gui.unsent_texts import MOST_VERSIONS, UnsentText, UnsentTexts
from tests.support.clock import DateClock
from tests.support.gui_samples import NOW

TEXT = UnsentText(
    key="k1",
    to="ben, not an address,",
    subject="Hä?",
    text="one\ntwo",
    html="<p>one</p><p><b>two</b></p>",
    files=(AttachedFile("a b.txt", Path("/tmp/a b.txt")), AttachedFile("scan.png", b"\x00pixels", "image/png")),
    lost_files=("forwarded.pdf",),
    in_reply_to="one@x",
    references=("zero@x", "one@x"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "unsent.json"


@pytest.fixture
def clock() -> DateClock:
    return DateClock(NOW)


def contents(path: Path) -> list[bytes]:
    folder = path.with_suffix(".files")
    return [one.read_bytes() for one in folder.iterdir()] if folder.exists() else []


def test_kept_text_is_there_at_the_next_start(path: Path) -> None:
    UnsentTexts(path).keep(TEXT)
    assert UnsentTexts(path).load() == (TEXT,)


def test_later_text_with_the_same_key_replaces_the_earlier(path: Path) -> None:
    texts = UnsentTexts(path)
    texts.keep(TEXT)
    texts.keep(UnsentText(key="k1", text="new"))
    assert UnsentTexts(path).load() == (UnsentText(key="k1", text="new"),)


def test_dropped_text_is_gone_and_others_stay(path: Path) -> None:
    texts = UnsentTexts(path)
    texts.keep(TEXT)
    texts.keep(UnsentText(key="k2"))
    texts.drop("k1")
    texts.drop("never there")
    assert [text.key for text in UnsentTexts(path).load()] == ["k2"]
    assert contents(path) == []


def test_bytes_of_attachments_are_kept_once_while_a_text_or_version_has_them(path: Path, clock: DateClock) -> None:
    texts = UnsentTexts(path, clock)
    texts.keep(TEXT)
    texts.keep(replace(TEXT, key="k2"))
    assert contents(path) == [b"\x00pixels"]
    texts.drop("k2")
    texts.keep(replace(TEXT, files=()))
    assert contents(path) == [b"\x00pixels"]
    again = UnsentTexts(path)
    again.load()
    assert again.versions("k1")[0].text == TEXT


def test_attachment_whose_bytes_are_gone_is_named(path: Path) -> None:
    UnsentTexts(path).keep(TEXT)
    for file in path.with_suffix(".files").iterdir():
        file.unlink()
    (found,) = UnsentTexts(path).load()
    assert found == replace(TEXT, files=TEXT.files[:1], lost_files=("forwarded.pdf", "scan.png"))


def test_attachment_whose_bytes_were_changed_is_named_and_not_sent(path: Path) -> None:
    UnsentTexts(path).keep(TEXT)
    for file in path.with_suffix(".files").iterdir():
        file.write_bytes(b"something else")
    assert UnsentTexts(path).load()[0].lost_files == ("forwarded.pdf", "scan.png")


def test_earlier_versions_are_kept_a_minute_apart(path: Path, clock: DateClock) -> None:
    texts = UnsentTexts(path, clock)
    for number in range(20):
        texts.keep(UnsentText("k1", text="word " * number))
        clock.now += timedelta(seconds=20)
    assert [version.text.text.count("word") for version in texts.versions("k1")] == [16, 13, 10, 7, 4, 1]
    again = UnsentTexts(path)
    again.load()
    assert again.versions("k1") == texts.versions("k1")


def test_what_was_there_before_much_was_deleted_is_kept_at_once(path: Path, clock: DateClock) -> None:
    texts = UnsentTexts(path, clock)
    texts.keep(UnsentText("k1", text="a"))
    texts.keep(UnsentText("k1", text="a" * 200))
    texts.keep(UnsentText("k1", text="a" * 100))
    assert [len(version.text.text) for version in texts.versions("k1")] == [200, 1]


def test_ten_versions_are_kept(path: Path, clock: DateClock) -> None:
    texts = UnsentTexts(path, clock)
    for number in range(30):
        texts.keep(UnsentText("k1", text=f"{number}"))
        clock.now += timedelta(minutes=5)
    assert len(texts.versions("k1")) == MOST_VERSIONS
    assert texts.versions("k1")[0].text.text == "28"


def test_place_on_the_server_and_what_is_to_be_removed_there_survive(path: Path) -> None:
    texts = UnsentTexts(path)
    texts.keep(TEXT)
    texts.note_saved("k1", "M7")
    texts.keep(replace(TEXT, subject="later"))
    texts.note_gone("k0@project.com")
    again = UnsentTexts(path)
    again.load()
    assert again.server_id("k1") == "M7"
    assert again.gone() == ("k0@project.com",)
    again.forget_gone(["k0@project.com"])
    again.load()
    assert again.gone() == ()


def test_texts_of_the_first_version_open_again(path: Path) -> None:
    path.parent.mkdir()
    first = {"key": "k1", "to": "ben", "subject": "S", "text": "T", "files": ["/tmp/a b.txt"], "lost_files": ["x"]}
    path.write_text(json.dumps({"version": 1, "texts": [first]}))
    found = UnsentText("k1", "ben", subject="S", text="T", files=TEXT.files[:1], lost_files=("x",))
    assert UnsentTexts(path).load() == (found,)


def test_nothing_kept_is_nothing_loaded(path: Path) -> None:
    assert UnsentTexts(path).load() == ()


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        '{"version": 4, "texts": []}',
        '{"version": 1, "texts": [1]}',
        '{"version": 1, "texts": [{}]}',
        '{"version": 3, "texts": [{"text": {"key": "k"}, "when": "yesterday"}]}',
        '{"version": 3, "texts": [{"text": {"key": "k", "files": [{"name": "x", "digest": "../x"}]}, "when": "x"}]}',
        "\0",
    ],
)
def test_damaged_file_is_set_aside(path: Path, damage: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(damage)
    texts = UnsentTexts(path)
    assert texts.load() == ()
    found = texts.take_damage()
    assert found is not None
    assert found.aside.read_text() == damage
    assert found.aside.name in found.sentence
    assert texts.take_damage() is None
    texts.keep(TEXT)
    assert UnsentTexts(path).load() == (TEXT,)


def test_texts_that_are_whole_go_on_from_a_damaged_file(path: Path) -> None:
    written = UnsentTexts(path)
    others = [replace(TEXT, key=f"{number}", subject=f"Number {number}", files=()) for number in range(3)]
    for text in (TEXT, *others):
        written.keep(text)
    data = path.read_bytes()
    assert data.count(b'"Number 1"') == 1
    # A piece of one text is gone, and the end of the file.
    spoiled = data.replace(b'"Number 1"', b"\xff\x00\xff")[:-40]
    path.write_bytes(spoiled)
    texts = UnsentTexts(path)
    assert texts.load() == (TEXT, others[0])
    found = texts.take_damage()
    assert found is not None
    assert "2 texts could be read" in found.sentence
    assert found.aside.read_bytes() == spoiled
    again = UnsentTexts(path)
    assert again.load() == (TEXT, others[0])
    assert again.take_damage() is None


def test_files_of_damaged_texts_stay_beside_and_take_no_room(path: Path) -> None:
    UnsentTexts(path).keep(TEXT)
    (place,) = path.with_suffix(".files").iterdir()
    inode = place.stat().st_ino
    path.write_bytes(b"damaged")
    texts = UnsentTexts(path)
    texts.load()
    found = texts.take_damage()
    assert found is not None
    (beside,) = found.aside.with_name(f"{found.aside.name}.files").iterdir()
    assert (beside.name, beside.stat().st_ino, place.exists()) == (place.name, inode, False)
    # Somebody removes the damaged file alone, and it happens again.
    found.aside.unlink()
    texts.keep(TEXT)
    path.write_bytes(b"damaged")
    again = UnsentTexts(path)
    again.load()
    second = again.take_damage()
    assert second is not None
    assert second.aside == found.aside


def test_disk_that_is_full_while_texts_are_saved_from_a_damaged_file_loses_none(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    UnsentTexts(path).keep(TEXT)
    path.write_bytes(path.read_bytes()[:-4])
    texts = UnsentTexts(path)
    with monkeypatch.context() as small:
        small.setattr("shutil.copytree", full)
        with pytest.raises(LocalDiskFull):
            texts.load()
    other = UnsentText(key="k2", text="new")
    texts.keep(other)
    assert UnsentTexts(path).load() == (TEXT, other)


def test_files_are_for_their_owner_alone(path: Path) -> None:
    UnsentTexts(path).keep(TEXT)
    for one in (path, *path.with_suffix(".files").iterdir()):
        assert one.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text())["texts"][0]["text"]["text"] == "one\ntwo"


@pytest.mark.parametrize("work", [lambda texts: texts.keep(TEXT), lambda texts: texts.note_gone("x")])
def test_folder_that_cannot_be_made_is_told(tmp_path: Path, work: Callable[[UnsentTexts], None]) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileFault):
        work(UnsentTexts(tmp_path / "file" / "unsent.json"))


@given(st.text(st.characters(exclude_categories=["Cs"])), st.binary())
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, words: str, content: bytes) -> None:
    path = tmp_path_factory.mktemp("unsent") / "unsent.json"
    files = (AttachedFile(words, content, words),)
    text = UnsentText(key="k", to=words, subject=words, text=words, html=words, files=files)
    UnsentTexts(path).keep(text)
    assert UnsentTexts(path).load() == (text,)
