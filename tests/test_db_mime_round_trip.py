"""Whatever the standard library writes as a message is read back: structure, names of files, bodies, header values."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, EmailPolicy

from hypothesis import given
from hypothesis import strategies as st

from db import header, mime
from db.message import summarize

LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs", "Mn", "Me"])
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=6).map(" ".join)
# What the standard library writes wrongly itself is left out: blanks at the ends, quotes and backslashes in names; and
# UTF-16, whose line ends it writes as single bytes.
NAMES = st.text(st.one_of(st.sampled_from("abcXYZ019 .,;-_()[]%'äß雪😀"), LETTERS), min_size=1, max_size=40).map(
    lambda text: " ".join(text.replace('"', "").replace("\\", "").split()) or "x"
)
TEXTS = st.text(st.one_of(LETTERS, st.sampled_from(" \n\t=.")), max_size=200).map(lambda text: text + "\n")
CHARSETS = st.sampled_from(["utf-8", "us-ascii", "iso-8859-1", "gbk", "koi8-r", "shift_jis"])
ENCODINGS = st.sampled_from([None, "base64", "quoted-printable"])
POLICIES = st.sampled_from([SMTP, SMTPUTF8, SMTP.clone(max_line_length=40)])
# Folding loses blanks between encoded words, so header values are compared unfolded.
UNFOLDED = st.sampled_from([SMTP.clone(max_line_length=9000), SMTPUTF8.clone(max_line_length=9000)])


@dataclass(frozen=True)
class File:
    """An attachment."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Mail:
    """What a person puts into a message."""

    subject: str
    person: str
    text: str
    page: str | None
    charset: str
    encoding: str | None
    files: tuple[File, ...]


FILES = st.builds(File, NAMES, st.sampled_from(["application/pdf", "image/png", "audio/ogg"]), st.binary(max_size=300))
MAILS = st.builds(
    Mail, WORDS, WORDS, TEXTS, st.none() | TEXTS, CHARSETS, ENCODINGS, st.lists(FILES, max_size=3).map(tuple)
)


def fits(text: str, charset: str) -> str:
    return text.encode(charset, "ignore").decode(charset)


def written(mail: Mail, policy: EmailPolicy) -> bytes:
    message = EmailMessage(policy)
    message["Subject"] = mail.subject
    message["From"] = Address(mail.person, "anna", "project.com")
    message.set_content(fits(mail.text, mail.charset), charset=mail.charset, cte=mail.encoding)
    if mail.page is not None:
        message.add_alternative(fits(mail.page, mail.charset), subtype="html", charset=mail.charset, cte="base64")
    for file in mail.files:
        maintype, _, subtype = file.media_type.partition("/")
        message.add_attachment(file.data, maintype, subtype, filename=file.name)
    return message.as_bytes()


def body(content: bytes, part: mime.Part) -> str:
    text, problem = mime.text_of(mime.decoded(content, part), part.parameters.get("charset"))
    assert not problem
    return text.replace("\r\n", "\n")


@given(MAILS, POLICIES)
def test_message_of_the_standard_library_is_read_back(mail: Mail, policy: EmailPolicy) -> None:
    content = written(mail, policy)
    leaves = [part for part in mime.parse(content).walk() if not part.children]
    texts, files = leaves[: len(leaves) - len(mail.files)], leaves[len(leaves) - len(mail.files) :]
    assert [part.type for part in texts] == ["text/plain", "text/html"][: 1 + (mail.page is not None)]
    wanted = [fits(mail.text, mail.charset), *([fits(mail.page, mail.charset)] if mail.page is not None else [])]
    assert [body(content, part) for part in texts] == wanted
    assert [File(part.file_name or "", part.type, mime.decoded(content, part)) for part in files] == list(mail.files)
    assert {part.disposition for part in files} <= {"attachment"}


@given(MAILS, UNFOLDED)
def test_header_of_the_standard_library_is_read_back(mail: Mail, policy: EmailPolicy) -> None:
    content = written(mail, policy)
    root = mime.parse(content)
    assert header.unstructured(root.first("subject") or b"") == mail.subject
    assert header.addresses(root.first("from") or b"") == [[mail.person, "anna@project.com"]]
    summary = summarize(content)
    assert (summary.subject, summary.has_attachment) == (mail.subject, bool(mail.files))
