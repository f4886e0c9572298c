"""What a reply or a forwarded message begins with: recipients, subject, quoted text, and the references that keep the
conversation together (RFC 5322 section 3.6.4). Values in, a Draft out; no window, no network."""

from collections.abc import Iterable
from datetime import datetime

from PyQt5.QtCore import QCoreApplication, QLocale

from client.addresses import Address, format_addresses
from client.draft import Draft
from client.gui.plain_words import one_line
from client.gui.quoted_html import quoted_html
from client.gui.relative_dates import full_date
from client.gui.safe_html import SafeHtml
from client.gui.written_html import text_as_html
from client.message import Attachment, Message

LONGEST_QUOTE = 100_000
LONGEST_NAME = 100


def reply(
    message: Message, own: Address, now: datetime, locale: QLocale, *, everyone: bool, html: SafeHtml | None = None
) -> Draft:
    """Answer the sender, or (with `everyone`) all who got the message; never oneself, unless nobody else is there.
    `html` is the message's own, made safe, for an answer in rich text.
    """
    row = message.row
    wrote_it_myself = _same(row.from_, own)
    first = row.to if wrote_it_myself else (message.reply_to or row.from_)
    to = _unique((*first, *(row.to if everyone else ())), without=(own,)) or _unique(first)
    cc = _unique(row.cc, without=(own, *to)) if everyone else ()
    introduction = _introduction(message, now, locale)
    quote = quoted_html(html, with_pictures=False)
    return Draft(
        to=to,
        cc=cc,
        subject=_prefixed("Re", row.subject),
        text=f"\n\n{introduction}\n{_quoted(message.text)}\n{_unquoted(message)}",
        html=_quote(f"\n\n{introduction}", quote),
        in_reply_to=message.message_id,
        references=_references(message),
    )


def forward(message: Message, now: datetime, locale: QLocale, html: SafeHtml | None = None) -> Draft:
    """Pass the message on; its attachments are added by the composer, which has to fetch them, as the pictures are that
    stand in its `html`.
    """
    row = message.row
    fields = [
        (_words("Subject"), one_line(row.subject)),
        (_words("From"), format_addresses(row.from_)),
        (_words("Date"), full_date(row.sent_at or row.received_at, now, locale)),
        (_words("To"), format_addresses(row.to)),
        (_words("Cc"), format_addresses(row.cc)),
    ]
    head = "\n".join(f"{name}: {value}" for name, value in fields if value)
    top = f"\n\n---------- {_words('Forwarded message')} ----------\n{head}\n"
    quote = quoted_html(html, with_pictures=True)
    return Draft(
        subject=_prefixed("Fwd", row.subject),
        text=f"{top}\n{message.text[:LONGEST_QUOTE].rstrip()}\n{_unquoted(message)}",
        html=_quote(top, quote),
        references=_references(message),
    )


def forward_attached(message: Message) -> tuple[Draft, Attachment]:
    """Pass the message on as it came: a draft, and the whole message as what is to be attached."""
    name = f"{one_line(message.row.subject)[:LONGEST_NAME] or _words('message')}.eml"
    # As a file, not as message/rfc822: what cannot be encoded (RFC 2046 section 5.2.1) might not pass.
    whole = Attachment(message.blob_id, name, "application/octet-stream", 0)
    return Draft(subject=_prefixed("Fwd", message.row.subject), references=_references(message)), whole


def _prefixed(prefix: str, subject: str) -> str:
    plain = one_line(subject)
    return plain if plain.lower().startswith(f"{prefix.lower()}:") else f"{prefix}: {plain}".strip()


def _introduction(message: Message, now: datetime, locale: QLocale) -> str:
    who = ", ".join(person.short for person in message.row.from_) or _words("somebody")
    when = full_date(message.row.sent_at or message.row.received_at, now, locale)
    return _words("On {when}, {who} wrote:").format(when=when, who=who)


def _quoted(text: str) -> str:
    lines = text[:LONGEST_QUOTE].rstrip().splitlines()
    return "\n".join(f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in lines)


def _unquoted(message: Message) -> str:
    """Say that the quote is not the whole message, where it is not."""
    whole = len(message.text) <= LONGEST_QUOTE and not message.truncated
    return "" if whole else f"[{_words('The rest of the message is not quoted.')}]\n"


def _quote(before: str, quote: str) -> str:
    """What is quoted in rich text, and a line behind it to write on."""
    return f"{text_as_html(before)}<blockquote>{quote}</blockquote>{text_as_html('')}" if quote else ""


def _references(message: Message) -> tuple[str, ...]:
    return (*message.references, message.message_id) if message.message_id else message.references


def _same(people: Iterable[Address], own: Address) -> bool:
    return any(person.address.casefold() == own.address.casefold() for person in people)


def _unique(people: Iterable[Address], without: Iterable[Address] = ()) -> tuple[Address, ...]:
    seen = {person.address.casefold() for person in without}
    found: list[Address] = []
    for person in people:
        if person.address.casefold() not in seen:
            seen.add(person.address.casefold())
            found.append(person)
    return tuple(found)


def _words(words: str) -> str:
    return QCoreApplication.translate("Answering", words)
