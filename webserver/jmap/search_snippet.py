"""SearchSnippet/get (RFC 8621 section 5.1): where in messages the words of a filter are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from db import search
from db.database import Store
from webserver.jmap import email_filter, ids, snippets
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.errors import MethodError, invalid_arguments
from webserver.jmap.request import JsonObject


class SearchSnippets:
    """The method of the type SearchSnippet."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store, self._limits = store, limits

    def get(self, context: Context, given: JsonObject) -> JsonObject:
        """SearchSnippet/get."""
        arguments = Arguments(context, given)
        expression = email_filter.shown_words(arguments.anything("filter"), arguments.using)
        asked = arguments.ids("emailIds")
        arguments.done()
        if asked is None:
            raise invalid_arguments("emailIds must be a list of ids.")
        if len(asked) > self._limits.max_objects_in_get:
            raise MethodError("requestTooLarge")
        numbers = {one: number for one in asked if (number := ids.MESSAGE.number(one)) is not None}
        there = search.of_account(self._store, context.account_id, list(numbers.values()))
        found = {one: number for one, number in numbers.items() if number in there}
        return {
            "accountId": arguments.account_id,
            "list": list(self._snippets(context, found, expression)),
            "notFound": [one for one in asked if one not in found] or None,
        }

    def _snippets(self, context: Context, numbers: Mapping[str, int], expression: str) -> Iterator[JsonObject]:
        for message_id, number in numbers.items():
            context.budget.check_time()
            marked = search.marked(self._store, context.account_id, number, expression) if expression else None
            context.budget.take(len(marked.body) if marked else 0)
            yield {
                "emailId": message_id,
                "subject": snippets.subject(marked.subject) if marked else None,
                "preview": snippets.preview(marked.body) if marked else None,
            }
