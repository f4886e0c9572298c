"""Replies and forwarded messages quote what was formatted as it was: cleaned, without anything from the web, and with
the pictures that came along; in plain text they quote the text."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from PyQt5.QtCore import QBuffer, QIODevice, QMimeData, QUrl
from PyQt5.QtGui import QColor, QImage, QTextDocument
from pytestqt.qtbot import QtBot

from client.addresses import Address
from client.draft import AttachedFile, Draft, compose, sendable_html
from client.gui.composer_window import ComposerWindow
from client.gui.open_windows import OpenWindows
from client.gui.quoted_html import quoted_html
from client.gui.reading import make_ready
from client.gui.reopened_draft import reopened_draft
from client.gui.rich_text import to_html, to_text
from client.gui.safe_html import safe_html
from client.gui.writing_choices import WritingChoices
from client.gui.written_html import cleaned_html, for_document
from client.message import Attachment, Message
from client.server_drafts import email_object, parts_in_order
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_samples import inbox, long_letter

HTML = (
    '<h2>Plan</h2><p>Dear <b>Anna</b>, see <a href="https://project.com/">here</a>.</p><p>Second.</p>'
    '<table border="1"><tr><th>What</th><th>When</th></tr><tr><td>Roof</td><td>May</td></tr></table>'
    '<img src="cid:logo@ben" alt="our logo" width="40"><img src="https://spy.example/x.png" alt="a picture">'
    "<script>alert(1)</script><ul><li>one</li></ul>"
)
ANNA = Address("Anna", "anna@project.com")


def png() -> bytes:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenMode(QIODevice.OpenModeFlag.WriteOnly))
    image.save(buffer, "PNG")
    return bytes(buffer.data())


def formatted() -> Message:
    logo = Attachment("blob-logo", "logo.png", "image/png", 200, content_id="logo@ben", inline=True)
    return replace(long_letter(), html=HTML, text="Plan\n\nDear Anna, see here.", attachments=(logo,))


@pytest.fixture(params=[True])
def rich(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def account() -> AccountInMemory:
    account = AccountInMemory(inbox())
    account.blobs["blob-logo"] = png()
    return account


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path, account: AccountInMemory, rich: bool) -> Iterator[Bench]:
    built = bench(tmp_path / "anna", account, writing=WritingChoices(rich=rich, undo_seconds=0, signature="Anna"))
    yield built
    built.close()


@pytest.fixture
def windows(made: Bench) -> Iterator[OpenWindows]:
    opened = OpenWindows(made.desk)
    yield opened
    opened.close_all()


def composer_of(windows: OpenWindows) -> ComposerWindow:
    return windows.composers[0]


def test_reply_quotes_the_formatted_text(windows: OpenWindows) -> None:
    windows.reply(make_ready(formatted()), False)
    html = composer_of(windows).form.text.written_html()
    before, _, quote = html.partition("<blockquote>")
    assert "wrote:</div>" in before
    assert "<div>-- </div><div>Anna</div>" in before
    assert "<h2>Plan</h2>" in quote
    assert '<p>Dear <b>Anna</b>, see <a href="https://project.com/">here</a>.</p>' in quote
    assert "<td><div>Roof</div></td><td><div>May</div></td>" in quote
    assert "<ul><li>one</li></ul></blockquote>" in quote
    assert "spy.example" not in html
    assert "<img" not in html
    assert "our logo" in html
    assert "a picture" in html


def test_reply_says_the_same_in_plain_text(windows: OpenWindows) -> None:
    windows.reply(make_ready(formatted()), False)
    text = composer_of(windows).form.text.written_text()
    assert "> Dear Anna, see here <https://project.com/>.\n" in text
    assert "> Roof | May" in text
    assert "> - one" in text


@pytest.mark.parametrize("rich", [False], indirect=True)
def test_plain_composer_quotes_plain_text(windows: OpenWindows) -> None:
    windows.reply(make_ready(formatted()), False)
    text = composer_of(windows).form.text
    assert text.written_html() == ""
    assert "> Dear Anna, see here." in text.written_text()


def test_words_are_written_above_the_quote_not_in_it(windows: OpenWindows) -> None:
    windows.reply(make_ready(formatted()), False)
    text = composer_of(windows).form.text
    text.insertPlainText("Thanks!")
    assert text.written_html().startswith("<div>Thanks!</div>")


def test_forwarded_message_carries_its_pictures(
    qtbot: QtBot, windows: OpenWindows, account: AccountInMemory, made: Bench
) -> None:
    windows.forward(make_ready(formatted()))
    composer = composer_of(windows)
    qtbot.waitUntil(lambda: [file.content_id for file in composer.form.files.files()] == ["logo@ben"])
    html = composer.form.text.written_html()
    assert '<img src="cid:logo@ben" alt="our logo" width="40">' in html
    document = composer.form.text.document()
    assert document is not None
    picture = QTextDocument.ResourceType.ImageResource
    shown = next(one.toImageFormat().name() for one in document.allFormats() if one.isImageFormat())
    qtbot.waitUntil(lambda: QImage(document.resource(picture, QUrl(shown))).width() == 40)
    composer.form.to.set_text("ben@project.com")
    with qtbot.waitSignal(composer.queued):
        composer.send()
    qtbot.waitUntil(lambda: bool(account.submitted))
    sent = message_from_bytes(account.submitted[0].content, policy=policy.SMTP)
    related = sent.get_body(("related",))
    assert isinstance(related, EmailMessage)
    (part,) = related.iter_attachments()
    assert (part["Content-ID"], part.get_content_type(), part.get_content()) == ("<logo@ben>", "image/png", png())


def test_draft_comes_back_with_its_quote_and_its_pictures(qtbot: QtBot) -> None:
    files = (AttachedFile("logo.png", png(), "image/png", "logo@ben"), AttachedFile("plan.pdf", b"%PDF"))
    html = quoted_html(safe_html(HTML), with_pictures=True)
    document = QTextDocument()
    document.setHtml(for_document(html))
    written = Draft(to=(ANNA,), text=to_text(document), html=to_html(document), attachments=files)
    found = reopened_draft(compose(written, ANNA).content)
    assert found.html == cleaned_html(written.html)
    assert "\u2060" not in found.html
    assert [(one.name, one.content, one.content_id) for one in found.attachments] == [
        ("logo.png", png(), "logo@ben"),
        ("plan.pdf", b"%PDF", ""),
    ]


def test_picture_whose_file_was_removed_is_words(qtbot: QtBot) -> None:
    html = '<div>Hi <img src="cid:logo@ben" alt="our &lt;logo&gt;" width="4"> you</div>'
    gone = Draft(to=(ANNA,), text="Hi", html=html)
    assert sendable_html(gone) == "<div>Hi our &lt;logo&gt; you</div>"
    assert b"cid:" not in compose(gone, ANNA).content


def test_saved_draft_has_its_pictures_beside_the_page() -> None:
    files = (AttachedFile("plan.pdf", b"%PDF"), AttachedFile("logo.png", b"png", "image/png", "logo@ben"))
    draft = Draft(html='<div><img src="cid:logo@ben" alt=""></div>', text="x", attachments=files)
    assert [one.name for one in parts_in_order(draft)] == ["logo.png", "plan.pdf"]
    email = email_object(draft, ANNA, "k@project.com", "drafts", ["blob-logo", "blob-plan"])
    assert email["attachments"] == [
        {"blobId": "blob-logo", "type": "image/png", "name": "logo.png", "disposition": "inline", "cid": "logo@ben"},
        {"blobId": "blob-plan", "type": "application/pdf", "name": "plan.pdf", "disposition": "attachment"},
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<section>A</section>B<center>C</center>",
        "<table><caption>cap</caption><tr><td colspan=2>x<blockquote>y</blockquote></td></tr></table>z",
        "<blockquote><table><tr><td>a</td><td><table><tr><td>n</td></tr></table></td></tr></table></blockquote><hr>e",
        "<p>1</p><p>2</p><s>gone</s><del>too</del><blockquote><p>q</p><ul><li>i<ol><li>j</li></ol></li></ul></blockquote>",
    ],
)
def test_quote_is_the_same_after_it_was_kept(qtbot: QtBot, html: str) -> None:
    once = QTextDocument()
    once.setHtml(for_document(cleaned_html(html)))
    again = QTextDocument()
    again.setHtml(for_document(cleaned_html(to_html(once))))
    assert to_html(again) == to_html(once)
    assert to_text(again) == to_text(once)


def test_pasted_picture_stands_where_the_cursor_is_and_goes_out_with_the_page(
    qtbot: QtBot, windows: OpenWindows, account: AccountInMemory
) -> None:
    composer = windows.write()
    image = QImage(2000, 10, QImage.Format.Format_RGB32)
    image.fill(QColor("blue"))
    data = QMimeData()
    data.setImageData(image)
    composer.form.text.insertFromMimeData(data)
    qtbot.waitUntil(lambda: len(composer.form.files.files()) == 1)
    (file,) = composer.form.files.files()
    assert f'<img src="cid:{file.content_id}" alt="">' in composer.form.text.written_html()
    shown = composer.form.text.loadResource(2, QUrl(f"cid:{file.content_id}"))
    assert shown.width() == 640
    composer.form.to.set_text("ben")
    composer.form.subject.setText("Blue")
    with qtbot.waitSignal(composer.queued):
        composer.send()
    qtbot.waitUntil(lambda: bool(account.submitted))
    sent = message_from_bytes(account.submitted[0].content, policy=policy.SMTP)
    related = sent.get_body(("related",))
    assert isinstance(related, EmailMessage)
    (part,) = related.iter_attachments()
    assert QImage.fromData(part.get_content()).width() == 2000


def test_file_dropped_on_a_line_is_attached_and_not_typed(windows: OpenWindows) -> None:
    form = windows.write().form
    assert not form.subject.acceptDrops()
    assert not any(field.line.acceptDrops() for field in form.recipient_fields())


def test_too_large_message_is_quoted_as_text() -> None:
    assert quoted_html(safe_html("<p>x</p>" * 4_000), with_pictures=False) == ""
    assert quoted_html(None, with_pictures=True) == ""
