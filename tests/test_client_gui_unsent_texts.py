"""Texts that are being written survive the end of the program."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.errors import FileFault
from client.gui.unsent_texts import UnsentText, UnsentTexts

TEXT = UnsentText(
    key="k1",
    to="ben, not an address,",
    subject="Hä?",
    text="one\ntwo",
    files=("/tmp/a b.txt",),
    lost_files=("forwarded.pdf",),
    in_reply_to="one@x",
    references=("zero@x", "one@x"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "unsent.json"


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


def test_nothing_kept_is_nothing_loaded(path: Path) -> None:
    assert UnsentTexts(path).load() == ()


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        '{"version": 2, "texts": []}',
        '{"version": 1, "texts": [1]}',
        '{"version": 1, "texts": [{}]}',
        "\0",
    ],
)
def test_damaged_file_is_set_aside(path: Path, damage: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(damage)
    texts = UnsentTexts(path)
    assert texts.load() == ()
    assert any(other.read_text() == damage for other in path.parent.iterdir())
    texts.keep(TEXT)
    assert UnsentTexts(path).load() == (TEXT,)


def test_file_is_for_its_owner_alone(path: Path) -> None:
    UnsentTexts(path).keep(TEXT)
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text())["texts"][0]["text"] == "one\ntwo"


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileFault):
        UnsentTexts(tmp_path / "file" / "unsent.json").keep(TEXT)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    path = tmp_path_factory.mktemp("unsent") / "unsent.json"
    text = UnsentText(key="k", to=words, subject=words, text=words, files=(words,))
    UnsentTexts(path).keep(text)
    assert UnsentTexts(path).load() == (text,)
