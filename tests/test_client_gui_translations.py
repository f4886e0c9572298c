"""Every text of the client is in the files of its languages, and each language is complete."""

import re
import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QCoreApplication, QTranslator

from client.gui.language import LANGUAGES
from scripts import ts_file
from scripts.translatable import Found, Text, find_texts
from scripts.translations import FOLDER, renewed
from scripts.ts_file import Translated

ROOT = Path(__file__).resolve().parent.parent
OTHERS = [code for code in LANGUAGES if code != "en"]
NUMBER = re.compile(r"%L?n")


@pytest.fixture(scope="module")
def found() -> Found:
    return find_texts(ROOT)


@pytest.fixture(params=OTHERS, scope="module")
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def catalogue(language: str) -> dict[Text, Translated]:
    return ts_file.read(FOLDER / f"postroom_{language}.ts")


def places(words: str) -> Counter[str]:
    """What a text has for values: its named places, and where the number stands."""
    return Counter(name for _, name, _, _ in string.Formatter().parse(words) if name) + Counter(NUMBER.findall(words))


def forms(catalogue: dict[Text, Translated]) -> Iterator[tuple[Text, str]]:
    for text, translated in catalogue.items():
        for form in translated.forms:
            yield text, form


def test_every_text_can_be_found_without_running_the_program(found: Found) -> None:
    assert found.unclear == []
    assert len(found.texts) > 500


def test_catalogue_has_the_texts_of_today_and_no_others(found: Found, catalogue: dict[Text, Translated]) -> None:
    assert sorted(set(found.texts) - set(catalogue)) == [], "run python -m scripts.translations"
    assert sorted(set(catalogue) - set(found.texts)) == [], "run python -m scripts.translations"


def test_no_translation_is_missing(catalogue: dict[Text, Translated]) -> None:
    assert sorted(text for text, translated in catalogue.items() if not translated.finished) == []


def test_translations_keep_the_places_of_values(catalogue: dict[Text, Translated]) -> None:
    wrong = []
    for text, form in forms(catalogue):
        wanted, has = places(text.source), places(form)
        # "one new message" need not repeat its number.
        may_lack = {"%n", "%Ln"} if text.numbered and form == catalogue[text].forms[0] else set()
        if {name for name in wanted if name not in may_lack} - set(has) or set(has) - set(wanted):
            wrong.append((text.source, form))
    assert wrong == []


def test_translations_keep_the_letters_for_the_keyboard(catalogue: dict[Text, Translated]) -> None:
    wrong = [(text.source, form) for text, form in forms(catalogue) if text.source.count("&") != form.count("&")]
    assert wrong == []


def test_translations_keep_how_a_text_begins_and_ends(catalogue: dict[Text, Translated]) -> None:
    wrong = []
    for text, form in forms(catalogue):
        spaces = text.source[:1] == " ", text.source[-1] == " ", text.source[-1:] == "."
        if spaces != (form[:1] == " ", form[-1] == " ", form[-1:] == "."):
            wrong.append((text.source, form))
    assert wrong == []


def test_compiled_catalogue_says_the_same(language: str, catalogue: dict[Text, Translated], qapp: object) -> None:
    translator = QTranslator()
    assert translator.load(str(FOLDER / f"postroom_{language}.qm"))
    QCoreApplication.installTranslator(translator)
    wrong = []
    for text, translated in catalogue.items():
        number = 2 if text.numbered else -1
        said = QCoreApplication.translate(text.context, text.source, None, number)
        if said != (NUMBER.sub("2", translated.forms[-1]) if text.numbered else translated.forms[0]):
            wrong.append(text)
    QCoreApplication.removeTranslator(translator)
    assert wrong == [], "run python -m scripts.translations"


def test_finished_translations_are_kept_and_gone_texts_dropped(tmp_path: Path) -> None:
    kept, gone, new = Text("A", "kept"), Text("A", "gone"), Text("A", "%n new", numbered=True)
    path = tmp_path / "x.ts"
    ts_file.write(path, "de", {kept: Translated(("behalten",)), gone: Translated(("weg",))}, {})
    texts = renewed(Found({kept: ["a.py:1"], new: ["a.py:2"]}), ts_file.read(path))
    ts_file.write(path, "de", texts, {kept: ["a.py:1"]})
    again = ts_file.read(path)
    assert set(again) == {kept, new}
    assert again[kept] == Translated(("behalten",))
    assert not again[new].finished


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ('self.tr("a" "b")', {Text("Below", "ab"), Text("Window", "ab")}),
        ('self.tr("a") if x else self.tr("b")', {Text(c, t) for c in ("Window", "Below") for t in "ab"}),
        ('self.tr("a" if x else "b")', {Text(c, t) for c in ("Window", "Below") for t in "ab"}),
        ('QCoreApplication.translate(CONTEXT, "a")', {Text("Here", "a")}),
        ('words("a")', {Text("Here", "a")}),
        ('counted("C", "1 file", "%n files", 3)', {Text("C", "%n files", numbered=True)}),
        ('Said("{x} is gone", x=1)', {Text("Said", "{x} is gone")}),
        ('Said("%n left", number=2)', {Text("Said", "%n left", numbered=True)}),
    ],
)
def test_texts_are_found_in_source(tmp_path: Path, line: str, texts: set[Text]) -> None:
    assert set(read_source(tmp_path, line).texts) == texts


@pytest.mark.parametrize("line", ['self.tr(f"{x}")', 'other.tr("a")', 'self.tr("a" + x)', 'words("a".lower())'])
def test_words_that_cannot_be_found_are_told(tmp_path: Path, line: str) -> None:
    assert len(read_source(tmp_path, line).unclear) == 1


def read_source(folder: Path, line: str) -> Found:
    (folder / "client").mkdir()
    (folder / "client" / "window.py").write_text(
        f'CONTEXT = "Here"\nclass Window:\n    def show(self, x):\n        {line}\nclass Below(Window): ...\n'
        "def words(text):\n    return translate(CONTEXT, text)\n".replace("words(text)", "words(words)").replace(
            ", text)", ", words)"
        )
    )
    return find_texts(folder)


def test_english_is_said_as_it_is_written(qapp: object) -> None:
    assert QCoreApplication.translate("Toast", "Undo") == "Undo"
