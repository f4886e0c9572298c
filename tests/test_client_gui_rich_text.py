"""Rich text goes out as clean HTML and as plain text that says the same, and comes back as it was written."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt5.QtCore import QMimeData, QUrl
from PyQt5.QtGui import QImage, QTextDocument, QTextListFormat
from pytestqt.qtbot import QtBot

from client.gui.composer_text import ComposerText
from client.gui.rich_text import to_html, to_text
from client.gui.written_html import ATTRIBUTES, TAGS, cleaned_html, for_document, text_as_html

WRITTEN = (
    '<div>Dear <b>Ben</b>, see <a href="https://project.com/?a=1&amp;b=2">the <i>plan</i></a> &lt;now&gt;:</div>'
    "<ul><li>one</li><li>two</li><ul><li>deep</li></ul></ul>"
    "<ol><li>first</li><li>second</li></ol>"
    "<blockquote><div>quoted<br>line</div><blockquote><div>deeper</div></blockquote></blockquote>"
    "<div><br></div><div><u>end</u></div>"
)
AS_TEXT = """Dear Ben, see the plan <https://project.com/?a=1&b=2> <now>:
- one
- two
  - deep
1. first
2. second
> quoted
> line
>> deeper

end"""


def document(html: str) -> QTextDocument:
    made = QTextDocument()
    made.setHtml(for_document(html))
    return made


@pytest.fixture
def text(qtbot: QtBot) -> ComposerText:
    made = ComposerText()
    qtbot.addWidget(made)
    made.write_rich(True)
    return made


def test_written_html_comes_back_as_it_was(qtbot: QtBot) -> None:
    once = to_html(document(WRITTEN))
    assert to_html(document(cleaned_html(once))) == once
    for tag in ("<b>Ben</b>", "<ul><li>one", "<ol><li>first", "<blockquote><div>quoted<br>line</div>", "<u>end</u>"):
        assert tag in once


def test_plain_text_says_the_same(qtbot: QtBot) -> None:
    assert to_text(document(WRITTEN)) == AS_TEXT


def test_empty_document_is_empty(qtbot: QtBot) -> None:
    assert (to_html(QTextDocument()), to_text(QTextDocument())) == ("", "")


def test_quoted_text_becomes_quotes_and_text_again(qtbot: QtBot) -> None:
    plain = "Hi\n\nOn Monday Ben wrote:\n> one\n>\n>> older\n> two <x>\n\nbye"
    assert to_text(document(text_as_html(plain))) == plain


@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters=">\ufffc") | st.just("\n")
    )
)
def test_any_plain_text_is_the_same_in_rich_text(plain: str) -> None:
    assert to_text(document(text_as_html(plain))) == plain


class Tags(HTMLParser):
    """Collects the names of tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


@given(
    st.text()
    | st.lists(st.sampled_from(["<b>", "<img src=/etc/passwd>", "<p style='color:red'>", "<script>", "x"])).map("".join)
)
def test_cleaned_html_has_nothing_but_what_is_written_here(html: str) -> None:
    found = Tags()
    found.feed(cleaned_html(html))
    assert found.tags <= TAGS
    assert found.attributes <= set().union(*ATTRIBUTES.values())


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "file:///etc/passwd", "//evil.example", "/x", "data:text/html,x"]
)
def test_links_lead_to_the_web_or_to_an_address(target: str) -> None:
    assert "href" not in cleaned_html(f'<a href="{target}">x</a>')


def test_too_deep_and_too_long_html_is_refused() -> None:
    assert cleaned_html("<blockquote>" * 100 + "x") == ""
    assert cleaned_html("x" * 2_000_000) == ""


def test_pasted_html_is_cleaned_and_loads_nothing(text: ComposerText) -> None:
    data = QMimeData()
    data.setHtml('<b style="color:red">bold</b><img src="file:///etc/passwd"><script>x</script>')
    data.setText("bold")
    text.insertFromMimeData(data)
    assert text.written_html() == "<div><b>bold</b></div>"
    assert text.written_text() == "bold"


def test_pasted_html_becomes_plain_text_where_plain_text_is_written(text: ComposerText) -> None:
    text.write_rich(False)
    data = QMimeData()
    data.setHtml("<b>bold</b>")
    data.setText("bold")
    text.insertFromMimeData(data)
    assert (text.written_text(), text.written_html()) == ("bold", "")


def test_pasted_picture_is_given_as_a_file(qtbot: QtBot, text: ComposerText) -> None:
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(0)
    data = QMimeData()
    data.setImageData(image)
    assert text.canInsertFromMimeData(data)
    with qtbot.waitSignal(text.picture_pasted) as pasted:
        text.insertFromMimeData(data)
    file = pasted.args[0]()
    assert (file.name, file.type, file.content[:4]) == ("picture.png", "image/png", b"\x89PNG")
    assert text.written_text() == ""


def test_document_reads_no_file_by_itself(text: ComposerText) -> None:
    found = text.loadResource(2, QUrl("file:///etc/passwd"))
    assert (found.width(), found.height()) == (1, 1)


def test_chosen_words_become_bold_a_list_a_quote_and_a_link(text: ComposerText) -> None:
    text.setPlainText("one\ntwo")
    text.selectAll()
    text.set_bold(True)
    assert text.written_html() == "<div><b>one</b></div><div><b>two</b></div>"
    text.set_list(QTextListFormat.Style.ListDisc, True)
    assert text.written_text() == "- one\n- two"
    text.set_list(QTextListFormat.Style.ListDisc, False)
    text.set_quote(True)
    assert text.is_quote()
    assert text.written_text() == "> one\n> two"
    text.set_quote(False)
    text.set_bold(False)
    text.set_link("https://project.com/")
    assert text.written_text() == "one <https://project.com/>\ntwo <https://project.com/>"
    text.set_link("")
    assert not text.is_formatted()


def test_going_back_to_plain_text_keeps_the_words(text: ComposerText) -> None:
    text.show_text("", "<div>Hi <b>Ben</b></div><ul><li>one</li></ul>")
    assert text.is_formatted()
    text.write_rich(False)
    assert text.toPlainText() == "Hi Ben\n- one"
    assert not text.is_formatted()
