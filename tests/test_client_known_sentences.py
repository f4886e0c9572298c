"""What the servers say to people is known to the client word by word, and the German window says it in German."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt5.QtWidgets import QApplication

from client.errors import AccountNotUsable, RecipientsRefused
from client.gui.explanations import sentence_of
from client.gui.spoken import spoken
from client.https_connection import Answer
from client.known_sentences import KNOWN, server_sentence
from client.problems import method_fault, problem_fault
from client.replies import read_reply, registration_fault, sending_fault, sign_in_fault
from client.server_answers import Refusal
from client.wording import Said, ended
from db import errors
from db.content_checks import Flaw
from db.sending import Undeliverable
from server import replies
from tests.support.german import german_spoken

ROOT = Path(__file__).resolve().parent.parent
REFUSALS = {
    *(name for name, found in vars(errors).items() if isinstance(found, type) and issubclass(found, errors.StoreError)),
    *("Problem", "SetError", "MethodError", "busy", "too_many", "invalid_properties", "bad_request"),
}
# Modules whose sentences only programs, admins in their web area, or the makers of other clients meet.
OF_OTHERS = re.compile(
    r"server/(notices|courier|reports)/.*|"
    r"db/(migrate|former_addresses|relay|jobs|members|outside|outbound|secretbox|search_index|identities|changes"
    r"|submissions|system_account)\w*\.py"
    r"|db/recovery\.py"
    r"|webserver/(admin/.*|chunked|http_codec|request_target|json_request|upload)\.py"
    r"|webserver/jmap/(push_\w+|filter_\w+|email_(sort|filter|query\w*|address|build\w*|creation|patch|set)"
    r"|submission_(query|set|letter|envelope)|mailbox_(order|patch)|delivery|identity|vacation|references"
    r"|query_changes|changes"
    r"|event_source|set_outcome|creation_faults|copying|dispatch|errors|upload)\.py"
)
# Said to programs in the rest: a mistake of the client, never of the person.
OF_PROGRAMS = {
    "There is no such account.",
    "This account does not wait for approval.",
    "A delivery begins when a message is sent.",
    "A delivery is canceled, and stays to be seen.",
    "A delivery is tried again or canceled, not both.",
    "retry and cancel are true or false.",
    "A mailbox must have a name.",
    "Mailboxes cannot be sorted by {}.",
    "The store cannot be read: it is damaged. Restore it from a backup.",
    "The store has lost its id sequence. Restore it from a backup.",
    "No mailbox can have this role here.",
    "Another mailbox has this role.",
    "sort order: a whole number from 0 to {}.",
    "The same call destroys this mailbox.",
    "type must be a media type like image/png.",
    "This cannot be done here: the header field Allow says what can.",
}


def shape(words: str) -> str:
    """A sentence with all its places alike."""
    return re.sub(r"\{\w*\}|%n", "{}", words)


def written(argument: ast.expr) -> str | None:
    """The text of a literal, with {} where a value stands."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    if isinstance(argument, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in argument.values)
    return None


def texts(path: Path) -> Iterator[str]:
    """Every sentence that a module gives to a refusal."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(call, ast.Call):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            found = [text for one in call.args if (text := written(one)) is not None]
            yield from (text for text in found if name in REFUSALS and " " in text and text.endswith("."))


def said_to_people() -> Iterator[str]:
    for package in ("db", "server", "webserver"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if not OF_OTHERS.fullmatch(path.relative_to(ROOT).as_posix()):
                yield from texts(path)


def smtp_sentences() -> Iterator[str]:
    """The replies to what a client does that keeps to the protocol."""
    for name, template in vars(replies).items():
        if not re.fullmatch(r"[A-Z_]+_[45]\d\d", name):
            continue
        _, _, words = template.partition(" ")
        if words and not words.startswith(("5.5.1 ", "5.5.2 ", "5.5.4 ", "5.5.6 ", "5.7.0 ", "5.7.11 ")):
            yield words.partition(" ")[2]


def test_every_sentence_of_the_servers_is_known() -> None:
    known = {shape(one.words) for one in KNOWN}
    assert sorted({text for text in said_to_people() if shape(text) not in known} - OF_PROGRAMS) == []


def test_every_smtp_refusal_that_a_person_meets_is_known() -> None:
    known = {shape(one.words) for one in KNOWN}
    said = {text for text in smtp_sentences() if text != "{sentence}"}
    # Who sends from outside with an address of ours is another server's mail, never this client.
    said.discard("Senders of {domain} sign in on the submission port")
    assert {text for text in said if shape(ended(text)) not in known} == set()


def test_every_known_sentence_is_one_that_a_server_says() -> None:
    sources = [
        re.sub(r'"\s*\n?\s*f?"', "", path.read_text("utf-8"))
        for package in ("db", "server", "webserver")
        for path in (ROOT / package).rglob("*.py")
    ]
    whole = shape("\n".join(sources)).replace("{limits.message_size}", "{}")
    whole = re.sub(r"\{[^{}\n]*\}", "{}", whole).casefold()
    gone = [one.words for one in KNOWN if shape(one.words).rstrip(".").casefold() not in whole]
    # Put together from pieces: db/throttle.py, db/accounts.py.
    made = {
        "Too many failed tries. Try again in %n minutes.",
        "Too many tries to make an account from here. Try again in %n minutes.",
        "Your account is disabled. Ask the admin of this server.",
    }
    assert set(gone) == made


def test_no_sentence_is_listed_twice() -> None:
    assert len({(one.words, one.one) for one in KNOWN}) == len(KNOWN)


def test_words_of_enums_are_known() -> None:
    for one in (*Undeliverable, *Flaw):
        assert isinstance(server_sentence(one.value.format(domain="example.com")), Said), one


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: str(known.words))
def test_known_sentence_is_read_with_what_stands_in_it(known: Said) -> None:
    values: dict[str, object] = dict.fromkeys(known.values, "Anna & {x}.")
    said = Said(known.words, one=known.one, number=None if known.number is None else 7, **values)
    found = server_sentence(str(said))
    assert isinstance(found, Said)
    assert (found.words, found.values, found.number) == (said.words, said.values, said.number)


@given(st.text(max_size=400))
def test_sentence_that_nobody_knows_stays_as_it_is(words: str) -> None:
    found = server_sentence(words)
    assert isinstance(found, Said) or found == server_sentence(found)


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    with german_spoken(qapp):
        yield


def problem(kind: str, detail: str, status: int) -> Answer:
    body = f'{{"type": "urn:postroom:error:{kind}", "detail": "{detail}"}}'.encode()
    return Answer(status, {"content-type": "application/problem+json"}, body)


@pytest.mark.usefixtures("german")
def test_nothing_that_a_server_says_to_people_stays_english() -> None:
    same = []
    for known in KNOWN:
        found = server_sentence(str(known))
        if spoken(found) == found:
            same.append(known.words)
    assert same == []


@pytest.mark.usefixtures("german")
def test_refusals_of_smtp_are_german() -> None:
    name = registration_fault(read_reply(553, "5.1.1 The name anna is taken. Choose another one."))
    assert sentence_of(name) == "Der Name anna ist vergeben. Wählen Sie einen anderen."
    weak = registration_fault(read_reply(552, "5.7.1 The password is too short: use at least 8 characters."))
    assert sentence_of(weak) == "Das Passwort ist zu kurz: nehmen Sie mindestens 8 Zeichen."
    many = sign_in_fault(read_reply(454, "4.7.0 Too many failed tries. Try again in 15 minutes."))
    assert sentence_of(many) == "Zu viele Fehlversuche. Versuchen Sie es in 15 Minuten noch einmal."
    loop = sending_fault(read_reply(554, "5.4.6 The message has been through too many servers: a loop"), 10, 0)
    assert "eine Schleife" in sentence_of(loop)


@pytest.mark.usefixtures("german")
def test_refused_recipients_are_german_and_an_unknown_reason_stays() -> None:
    words = read_reply(550, "5.1.1 no such recipient").words
    assert "anna@project.com: Diesen Empfänger gibt es nicht." in sentence_of(
        RecipientsRefused((Refusal("anna@project.com", 550, words),))
    )
    other = read_reply(550, "5.1.1 Nobody lives here").words
    assert "anna@project.com: Nobody lives here." in sentence_of(
        RecipientsRefused((Refusal("anna@project.com", 550, other),))
    )


@pytest.mark.usefixtures("german")
def test_refusals_of_the_inbox_server_are_german() -> None:
    waiting = problem_fault(
        problem("accountNotUsable", "Your account waits for an admin to approve it. Try again later.", 403), "h", 1
    )
    assert isinstance(waiting, AccountNotUsable)
    assert sentence_of(waiting).startswith("Ihr Konto wartet darauf")
    told = problem_fault(problem("accountNotUsable", "Your account is disabled. Ask Anna.", 403), "h", 1)
    assert sentence_of(told) == "Ihr Konto ist gesperrt. Ask Anna."
    twice = method_fault(
        {"type": "invalidProperties", "description": "There is another mailbox with this name in the same place."}
    )
    assert "An dieser Stelle gibt es schon einen Ordner mit diesem Namen." in sentence_of(twice)
    refused = method_fault({"type": "invalidProperties", "description": "a@b.example: no such recipient."})
    assert "a@b.example: Diesen Empfänger gibt es nicht." in sentence_of(refused)
