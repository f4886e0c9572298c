"""Mail for the demo accounts: a hundred messages of all the kinds that a mailbox sees, the same ones at every making.

Pure: a domain goes in, messages come out as bytes with who sent them and how old they are. Addresses outside the domain
are of example.org and example.com (RFC 2606), so that an answer harms nobody.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

COUNT = 100

_HOUR = 3600
_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQAQMAAAAlPW0iAAAABlBMVEX///8Af9xYx4jRAAAAFElEQVQI12NgwAX4//9n"
    "IAFwAAEAfDcBEx8LrloAAAAASUVORK5CYII="
)
_PEOPLE = (
    "Carla Reis <carla@example.org>", "Dmitri Wolff <dmitri@example.com>", "Eva Lindqvist <eva@example.org>",
    "Farid Nasser <farid@example.com>", "Greta Holm <greta@example.org>", '"Okafor, Henry" <henry@example.com>',
)  # fmt: skip
_TOPICS = (
    "Minutes of Tuesday", "Room for Friday", "Draft of the poster", "Trip to the lake", "New keys", "Lunch?",
    "The broken printer", "Budget, second round", "Photos", "Call on Monday", "Library books", "Garden day",
)  # fmt: skip
_SENTENCES = (
    "I had a look at it this morning and it seems fine to me.", "Could you send me the numbers before noon?",
    "We moved the meeting by half an hour; the room is the same.", "There is cake in the kitchen.",
    "The second page has two mistakes, see below.", "Nobody has answered yet, so I will ask again tomorrow.",
    "Please bring your own cup.", "I will be on the train and cannot call.", "Thank you, that was quick!",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """One message for a demo inbox: envelope sender, whole message, age in seconds; `own` if `other` wrote it here."""

    sender: str
    content: bytes
    age: int
    between: bool = False


def letters(to: str, other: str, now: datetime) -> Iterator[Letter]:
    """Yield the messages in the inbox of `to`, of which `other`, an account of the same domain, wrote some."""
    dice = random.Random(f"{to} {other}")  # noqa: S311 - varies mail, guards nothing
    for number in range(COUNT):
        age = (COUNT - number) * 9 * _HOUR - dice.randrange(8 * _HOUR)
        message = EmailMessage(policy=SMTP)
        between = number % 4 == 3
        message["From"] = other if between else dice.choice(_PEOPLE)
        message["To"] = to
        message["Date"] = format_datetime(now - timedelta(seconds=age))
        message["Message-ID"] = f"<demo-{number}@{to.replace('@', '.')}>"
        if between:
            _conversation(message, number, dice)
        else:
            _KINDS[number % len(_KINDS)](message, dice)
        yield Letter(message["From"].addresses[0].addr_spec, message.as_bytes(), age, between)


def _conversation(message: EmailMessage, number: int, dice: random.Random) -> None:
    """Make it part of one of two long threads."""
    first = 3 if number < 60 else 63
    earlier = [f"<demo-{one}@{message['To'].replace('@', '.')}>" for one in range(first, number, 4)]
    message["Subject"] = f"{'Re: ' if earlier else ''}{'Summer party' if first == 3 else 'Who waters the plants?'}"
    if earlier:
        message["In-Reply-To"] = earlier[-1]
        message["References"] = " ".join(earlier)
    message.set_content(_text(dice))


def _plain(message: EmailMessage, dice: random.Random) -> None:
    message["Subject"] = dice.choice(_TOPICS)
    message.set_content(_text(dice))


def _html(message: EmailMessage, dice: random.Random) -> None:
    message["Subject"] = f"News, issue {dice.randrange(10, 99)}"
    message["List-Unsubscribe"] = "<https://example.org/leave>"
    message.set_content(_text(dice))
    rows = "".join(f"<tr><td>{topic}</td><td><b>{dice.randrange(100)}</b></td></tr>" for topic in _TOPICS[:5])
    message.add_alternative(f"<h1>News</h1><p>{_text(dice)}</p><table border=1>{rows}</table>", subtype="html")


def _hostile_html(message: EmailMessage, dice: random.Random) -> None:
    message["Subject"] = "You have won"
    message.set_content(
        "<script>alert(1)</script><img src='https://example.com/seen.png' onerror='alert(2)'>"
        "<p style='position:fixed'>Click <a href='https://example.com/'>https://your-bank.example</a>.</p>"
        f"<p>{_text(dice)}</p>"
        "<form action='https://example.com/'><input name=password></form>", subtype="html",
    )  # fmt: skip


def _inline_picture(message: EmailMessage, dice: random.Random) -> None:
    message["Subject"] = "The new logo"
    message.set_content("The picture is in the HTML part.")
    message.add_alternative(f"<p>{_text(dice)}</p><img src='cid:logo@example.org'>", subtype="html")
    related = message.get_body(("html",))
    if isinstance(related, EmailMessage):
        related.add_related(_PNG, "image", "png", cid="<logo@example.org>")


def _attachments(message: EmailMessage, dice: random.Random) -> None:
    message["Subject"] = f"{dice.choice(_TOPICS)} (files)"
    message.set_content(_text(dice))
    table = "\n".join(f"{topic};{dice.randrange(1000)}" for topic in _TOPICS)
    message.add_attachment(table, subtype="csv", filename="numbers.csv")
    message.add_attachment(_PNG, "image", "png", filename="Größe und Maße.png")
    message.add_attachment(b"%PDF-1.4\n%%EOF\n", "application", "pdf", filename="plan.pdf")


def _large(message: EmailMessage, dice: random.Random) -> None:
    message["Subject"] = "The recording, 2 MB"
    message.set_content(_text(dice))
    message.add_attachment(dice.randbytes(2_000_000), "audio", "ogg", filename="recording.ogg")


def _long_text(message: EmailMessage, dice: random.Random) -> None:
    message["Subject"] = "Everything in one message, as promised: " + ", ".join(_TOPICS)
    message.set_content("\n\n".join(_text(dice) for _ in range(200)))


def _unicode(message: EmailMessage, dice: random.Random) -> None:
    message["Subject"] = "Grüße, Ελληνικά, 日本語 und 🌻"
    message.set_content(f"Καλημέρα! おはようございます。 Добрий ранок! {_text(dice)} 👩‍👩‍👧‍👦 naïve café\n")


def _right_to_left(message: EmailMessage, dice: random.Random) -> None:
    message["Subject"] = "פגישה ביום שלישי / اجتماع يوم الثلاثاء"
    message.set_content(f"שלום, נתראה בשעה 10:30.\nالسلام عليكم، نلتقي في الساعة العاشرة.\n{_text(dice)}")


def _latin(message: EmailMessage, dice: random.Random) -> None:
    message["Subject"] = "Fähre nach Ærø"
    message.set_content(f"Abfahrt um 8 Uhr, Rückfahrt später. {_text(dice)}", charset="iso-8859-1")


def _no_subject(message: EmailMessage, dice: random.Random) -> None:
    if dice.random() < 0.5:
        message["Subject"] = ""
    message.set_content(_text(dice))


def _quoting(message: EmailMessage, dice: random.Random) -> None:
    message["Subject"] = f"Re: {dice.choice(_TOPICS)}"
    quoted = "\n".join(f"{'>' * depth} {dice.choice(_SENTENCES)}" for depth in (3, 2, 2, 1, 1))
    message.set_content(f"See below.\n\n{quoted}\n\nYes, that works.\n\n-- \nSent between two trains\n")


def _forwarded(message: EmailMessage, dice: random.Random) -> None:
    inner = EmailMessage()
    inner["From"], inner["To"] = _PEOPLE[0], _PEOPLE[1]
    _plain(inner, dice)
    message["Subject"] = f"Fwd: {inner['Subject']}"
    message.set_content("For your information.")
    message.add_attachment(inner)


def _calendar(message: EmailMessage, dice: random.Random) -> None:
    message["Subject"] = "Invitation: planning"
    message.set_content(_text(dice))
    event = ("BEGIN:VEVENT", "UID:demo", "SUMMARY:Planning", "END:VEVENT")
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", *event, "END:VCALENDAR", "")
    message.add_attachment("\r\n".join(lines), subtype="calendar", filename="invite.ics")


def _mailing_list(message: EmailMessage, dice: random.Random) -> None:
    message["Subject"] = f"[garden] {dice.choice(_TOPICS)}"
    message["List-Id"] = "Garden <garden.example.org>"
    message["Cc"] = ", ".join(_PEOPLE)
    message.set_content(_text(dice))


def _only_attachment(message: EmailMessage, dice: random.Random) -> None:
    message["Subject"] = "scan0001"
    message.set_content(dice.randbytes(20_000), "application", "octet-stream", filename="scan0001.bin")


_KINDS: tuple[Callable[[EmailMessage, random.Random], None], ...] = (
    _plain, _html, _attachments, _unicode, _quoting, _plain, _no_subject, _right_to_left, _mailing_list,
    _inline_picture, _latin, _plain, _forwarded, _calendar, _hostile_html, _long_text, _only_attachment, _plain, _large,
)  # fmt: skip


def _text(dice: random.Random) -> str:
    return " ".join(dice.choices(_SENTENCES, k=dice.randrange(2, 7)))
