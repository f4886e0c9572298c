"""Qt's file of translations (.ts): texts by context, each with what it is in the other language. Written in one order,
so that a change shows in a diff as what it is."""

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from scripts.translatable import Text


@dataclass(frozen=True)
class Translated:
    """The forms of one text: one, or of a numbered text one for each kind of number the language has. An empty form
    is missing."""

    forms: tuple[str, ...]

    @property
    def finished(self) -> bool:
        return bool(self.forms) and all(self.forms)


def read(path: Path) -> dict[Text, Translated]:
    """Return what the file holds; nothing where there is no file."""
    if not path.exists():
        return {}
    found = {}
    # The file is the project's own, no stranger wrote it.
    for context in ElementTree.parse(path).getroot().iter("context"):  # noqa: S314
        name = context.findtext("name", "")
        for message in context.iter("message"):
            numbered = message.get("numerus") == "yes"
            found[Text(name, message.findtext("source", ""), numbered)] = Translated(_forms(message, numbered))
    return found


def _forms(message: ElementTree.Element, numbered: bool) -> tuple[str, ...]:
    translation = message.find("translation")
    if translation is None:
        return ()
    if numbered:
        return tuple(form.text or "" for form in translation.iter("numerusform"))
    return (translation.text or "",)


def write(path: Path, language: str, texts: dict[Text, Translated], places: dict[Text, list[str]]) -> None:
    """Write the texts, sorted. The places are files without line numbers, which change with every line above them."""
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    contexts: dict[str, ElementTree.Element] = {}
    for text in sorted(texts):
        if text.context not in contexts:
            contexts[text.context] = ElementTree.SubElement(root, "context")
            ElementTree.SubElement(contexts[text.context], "name").text = text.context
        _write_one(contexts[text.context], text, texts[text], places.get(text, []))
    ElementTree.indent(root, "    ")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(head + ElementTree.tostring(root, "unicode") + "\n", "utf-8")


def _write_one(parent: ElementTree.Element, text: Text, translated: Translated, places: list[str]) -> None:
    message = ElementTree.SubElement(parent, "message")
    if text.numbered:
        message.set("numerus", "yes")
    for name in sorted({place.partition(":")[0] for place in places}):
        ElementTree.SubElement(message, "location", filename=f"../../../{name}")
    ElementTree.SubElement(message, "source").text = text.source
    translation = ElementTree.SubElement(message, "translation")
    if not translated.finished:
        translation.set("type", "unfinished")
    if text.numbered:
        for form in translated.forms or ("", ""):
            ElementTree.SubElement(translation, "numerusform").text = form
    else:
        translation.text = translated.forms[0] if translated.forms else ""
