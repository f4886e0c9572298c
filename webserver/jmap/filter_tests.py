"""The conditions of Email/query's filter (RFC 8621 section 4.4.1): a table from each name to what the store tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from db import flags, search_terms
from db import message_condition as condition
from db.message_condition import Condition
from db.search_terms import Term
from webserver.jmap import ids
from webserver.jmap.arguments import is_integer, is_texts
from webserver.jmap.errors import MethodError
from webserver.jmap.filter_tree import MOST_CONDITIONS, Test, too_many
from webserver.jmap.utc_date import seconds_from

MOST_MAILBOXES = 500
LONGEST_TEXT = 2000

COLUMNS: dict[str, tuple[str, ...]] = {
    "text": (), "from": ("from",), "to": ("to",), "cc": ("cc",), "bcc": ("bcc",), "subject": ("subject",),
    "body": ("body",), "filename": ("names",),
}  # fmt: skip
"""Where each filter for text looks; nothing means everywhere."""


def is_text(node: Test) -> bool:
    """Whether the test is one for text."""
    return node.name in COLUMNS and (node.typed or node.name in TESTS)


def expression(node: Test) -> str:
    """Return what a filter for text looks for, in the language of the search index; "" finds everything."""
    return search_terms.all_of(terms(node), COLUMNS[node.name])


def terms(node: Test) -> list[Term]:
    """Return the words and phrases of a filter for text."""
    if not isinstance(node.value, str):
        node.wrong("text")
    if len(node.value) > LONGEST_TEXT:
        raise too_long()
    found = search_terms.terms(node.value)
    if len(found) > MOST_CONDITIONS:
        raise too_many()
    return found


def too_long() -> MethodError:
    return MethodError("unsupportedFilter", f"At most {LONGEST_TEXT} characters can be looked for here.")


def mailbox(node: Test) -> int:
    """Return the number of the mailbox that the test names."""
    if not isinstance(node.value, str) or not ids.is_id(node.value):
        node.wrong("an id")
    # 0 is no mailbox's number: an id that nobody can have finds nothing, like one of somebody else.
    return ids.MAILBOX.number(node.value) or 0


def moment(node: Test) -> int:
    """Return the moment that the test names, as Unix seconds."""
    found = seconds_from(node.value)
    return node.wrong("a date like 2026-01-31T12:00:00Z") if found is None else found


def _text(node: Test) -> Condition:
    looked_for = expression(node)
    return condition.has_words(looked_for) if looked_for else condition.all_of([])


def _header(node: Test) -> Condition:
    if not is_texts(node.value) or not 1 <= len(node.value) <= 2:
        node.wrong("a list of one or two texts")
    if max(map(len, node.value)) > LONGEST_TEXT:
        raise too_long()
    return condition.has_header(node.value[0], node.value[1] if len(node.value) == 2 else None)


def _other_mailboxes(node: Test) -> Condition:
    if not is_texts(node.value) or not all(map(ids.is_id, node.value)):
        node.wrong("a list of ids")
    if len(node.value) > MOST_MAILBOXES:
        raise MethodError("unsupportedFilter", f"At most {MOST_MAILBOXES} mailboxes can be named here.")
    return condition.in_other_than([ids.MAILBOX.number(one) or 0 for one in node.value])


def _octets(node: Test) -> int:
    return node.value if is_integer(node.value, 0) else node.wrong("a whole number from 0 on")


def keyword(node: Test) -> str:
    """Return the keyword that the test names."""
    return node.value if isinstance(node.value, str) and flags.valid(node.value) else node.wrong("a keyword")


def _has_attachment(node: Test) -> Condition:
    return condition.has_attachment(node.value if isinstance(node.value, bool) else node.wrong("true or false"))


def _of_keyword(test: Callable[[str], Condition], wanted: bool, node: Test) -> Condition:
    found = test(keyword(node))
    return found if wanted else condition.none_of([found])


Reader = Callable[[Test], Condition]

TESTS: dict[str, Reader] = {
    "inMailbox": lambda node: condition.in_mailbox(mailbox(node)),
    "inMailboxOtherThan": _other_mailboxes,
    "before": lambda node: condition.received("<", moment(node)),
    "after": lambda node: condition.received(">=", moment(node)),
    "minSize": lambda node: condition.size(">=", _octets(node)),
    "maxSize": lambda node: condition.size("<", _octets(node)),
    "allInThreadHaveKeyword": partial(_of_keyword, condition.all_in_thread, True),
    "someInThreadHaveKeyword": partial(_of_keyword, condition.some_in_thread, True),
    "noneInThreadHaveKeyword": partial(_of_keyword, condition.some_in_thread, False),
    "hasKeyword": partial(_of_keyword, condition.has_keyword, True),
    "notKeyword": partial(_of_keyword, condition.has_keyword, False),
    "hasAttachment": _has_attachment,
    **dict.fromkeys((name for name in COLUMNS if name != "filename"), _text),
    "header": _header,
}

TYPED: dict[str, Reader] = {**TESTS, "filename": _text, "in": lambda node: condition.in_mailbox_called(str(node.value))}
"""What can come from what a person typed."""
