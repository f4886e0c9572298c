"""Realistic messages and mailboxes as plain values, for tests of windows and for pictures of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from client.account_requests import Device
from client.addresses import Address
from client.deliveries import Deliveries, Delivery, State
from client.discovery import Server
from client.message import Attachment, Mailbox, Message, MessageRow

NOW = datetime(2026, 3, 18, 14, 20, tzinfo=UTC)
ANNA = Address("Anna Moreno", "anna@project.com")
BEN = Address("Ben Okafor", "ben@project.com")
CLARA = Address("Clara Lindqvist", "clara@project.com")
DAVID = Address("David Chen", "david@project.com")
ELIF = Address("Elif Yılmaz", "elif@project.com")
ADMIN = Address("", "admin@project.com")

SERVER = Server(
    host="mail.project.com",
    https_port=1443,
    smtp_port=1587,
    domain="project.com",
    version="0.1.0",
    registration="open",
    ca_pem="",
    fingerprint="5f2ac07d8e41b93605f7d2c4a1be98e30d47c6ab2f815390e7dc64b10a29f3e8",
)


def devices() -> list[Device]:
    """Return this computer, a laptop and a program without a name."""
    return [
        Device("S7", "Postroom on annas-desk", "192.0.2.7", NOW - timedelta(days=3), NOW, True),
        Device(
            "S5", "Postroom on annas-laptop", "192.0.2.40", NOW - timedelta(days=20), NOW - timedelta(days=1), False
        ),
        Device("S2", "", "2001:db8::17", NOW - timedelta(days=29), NOW - timedelta(days=12), False),
    ]


def row(
    number: int,
    subject: str = "",
    *,
    author: Address = BEN,
    to: tuple[Address, ...] = (ANNA,),
    cc: tuple[Address, ...] = (),
    minutes_ago: float | None = None,
    seen: bool = False,
    flagged: bool = False,
    size: int = 4_200,
    preview: str = "",
    has_attachment: bool = False,
    mailbox: str = "inbox",
) -> MessageRow:
    """Return a row; a higher number is an older message unless `minutes_ago` says when it was."""
    received = NOW - timedelta(minutes=60.0 * number if minutes_ago is None else minutes_ago)
    keywords = {name for name, wanted in (("$seen", seen), ("$flagged", flagged)) if wanted}
    return MessageRow(
        id=f"M{number}",
        thread_id=f"T{number}",
        mailbox_ids=frozenset({mailbox}),
        keywords=frozenset(keywords),
        from_=(author,),
        to=to,
        cc=cc,
        subject=subject or f"Message {number}",
        received_at=received,
        sent_at=received,
        size=size,
        preview=preview,
        has_attachment=has_attachment,
    )


def message(
    of: MessageRow, text: str = "", *, html: str | None = None, attachments: tuple[Attachment, ...] = ()
) -> Message:
    """Return the whole message of a row."""
    return Message(
        row=of,
        bcc=(),
        reply_to=(),
        headers=(),
        message_id=f"{of.id.lower()}@project.com",
        references=(),
        text=text or of.preview or "Hello!",
        html=html,
        attachments=attachments,
        blob_id=f"B{of.id}",
    )


def mailboxes(inbox_unread: int = 3) -> list[Mailbox]:
    """Return the mailboxes that every account has."""
    return [
        Mailbox("m1", "Inbox", "inbox", 184, inbox_unread),
        Mailbox("m2", "Drafts", "drafts", 2, 0),
        Mailbox("m3", "Sent", "sent", 61, 0),
        Mailbox("m4", "Archive", "archive", 912, 0),
        Mailbox("m5", "Junk", "junk", 4, 1),
        Mailbox("m6", "Trash", "trash", 9, 0),
    ]


def inbox() -> list[MessageRow]:
    """Return an inbox as a person has it, newest first."""
    day = 24 * 60
    return [
        row(1, "Greenhouse sensors: first week of data", author=CLARA, minutes_ago=8, has_attachment=True,
            size=1_840_000, preview="Hi Anna, the loggers ran the whole week without a gap. I attached the raw values"),
        row(2, "Lunch on Thursday?", author=BEN, minutes_ago=41, size=3_100,
            preview="The new place next to the library has a garden. Shall we say half past twelve?"),
        row(3, "Minutes of Monday’s meeting", author=DAVID, minutes_ago=95, to=(ANNA, BEN, CLARA), flagged=True,
            size=28_400, preview="Thanks everybody. The decisions in short: we order the second rack, Elif asks for"),
        row(4, "Re: Poster for the open day", author=ELIF, minutes_ago=day * 0.9, seen=True, has_attachment=True,
            size=4_260_000, preview="I moved the logo to the left and made the headline shorter. Tell me what you"),
        row(5, "Your account is ready", author=ADMIN, minutes_ago=day * 1.2, seen=True, size=2_300,
            preview="Welcome to project.com. Your address is anna@project.com. The help in the window"),
        row(6, "Backup finished", author=ADMIN, minutes_ago=day * 2.1, seen=True, size=1_900,
            preview="All 14 accounts were saved in 3.2 seconds. The newest copy is from 02:00."),
        row(7, "Question about the draft contract", author=BEN, minutes_ago=day * 2.4, seen=True, flagged=True,
            has_attachment=True, size=212_000, preview="Section 4 still says thirty days. Did we not agree on sixty?"),
        row(8, "Photos from the hike", author=CLARA, minutes_ago=day * 3.3, seen=True, has_attachment=True,
            size=18_700_000, preview="Forty-one pictures, the good ones first. The one with the goat is number seven."),
        row(9, "שלום from the exchange group", author=ELIF, minutes_ago=day * 5.2, seen=True, size=5_400,
            preview="We are nine people now and meet every second Wednesday. Bring a friend!"),
        row(10, "Re: Re: Keys for the workshop", author=DAVID, minutes_ago=day * 12, seen=True, size=2_800,
            preview="They hang behind the door again. Sorry for the confusion."),
        row(11, "Printer: please use the second tray for letters", author=ADMIN, minutes_ago=day * 30, seen=True,
            size=3_300, preview="The first tray has labels in it until Friday."),
        row(12, "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung", author=DAVID,
            minutes_ago=day * 200, seen=True, size=7_700, preview="A subject without a space, to see what it does."),
    ]  # fmt: skip


def long_letter() -> Message:
    """Return the first message of the inbox, whole."""
    text = """Hi Anna,

the loggers ran the whole week without a gap. I attached the raw values and a
plot of every bed. In short:

  - Bed 3 is two degrees colder than the others at night. The vent above it
    does not close, I think.
  - Humidity follows the watering almost exactly, with a delay of 40 minutes.
  - The battery of logger 5 is at 31 %, so I ordered new ones.

> Could you also look at the light values? Ben says the south side
> is too bright at noon.

He is right, see page 4 of the plot: https://project.com/greenhouse/light
We could hang the cloth back up in April. What do you think?

Best,
Clara
"""
    files = (
        Attachment("b1", "week-11-raw.csv", "text/csv", 412_000),
        Attachment("b2", "beds-and-humidity.pdf", "application/pdf", 1_380_000),
    )
    return message(inbox()[0], text, attachments=files)


def newsletter_html() -> str:
    """Return HTML as a sender of newsletters writes it, with pictures that would tell on the reader."""
    return """<html><head><style>p { color: red }</style></head><body bgcolor="#ffffff">
<table width="100%" cellpadding="12"><tr><td bgcolor="#1f3b63"><font color="#ffffff">
<h2>Open day, 25 April</h2></font></td></tr>
<tr><td><p>Dear friends of the greenhouse,</p><p>the programme is <b>ready</b>.
<a href="https://project.com/open-day">See all talks</a>, or write to <a href="mailto:clara@project.com">Clara</a>.</p>
<img src="https://tracker.example/pixel.gif?id=4711" width="1"><img src="http://cdn.example/banner.png" alt="Banner">
<ul><li>10:00 Tour of the beds</li><li>11:30 What the sensors tell us</li><li>13:00 Soup</li></ul></td></tr></table>
<script>alert(1)</script></body></html>"""


def delivery(number: int, recipient: str, state: State = State.WAITING, **changed: object) -> Delivery:
    """Return what has become of a message to somebody outside who did not take it at once."""
    made = Delivery(
        id=f"D{number}",
        envelope="e1",
        email_id="M9",
        subject="Plan",
        recipient=recipient,
        state=state,
        attempts=1,
        accepted=NOW - timedelta(minutes=5),
        next_try=NOW + timedelta(minutes=15) if state is State.WAITING else None,
        settled=NOW if state not in (State.WAITING, State.HELD, State.SENDING) else None,
        reply="" if state is State.SENT else "450 4.2.0 Mailbox is busy",
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def on_the_way() -> Deliveries:
    """Return a message to three people outside, each in another state."""
    every = (
        delivery(3, "yan@example.org"),
        delivery(2, "clara@example.net", State.HELD),
        delivery(1, "zoe@example.com", State.SENT),
    )
    return Deliveries("1", every)
