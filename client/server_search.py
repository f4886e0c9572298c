"""The search that Enter starts: the server looks into whole messages, with the grammar of the search box
(webserver/API.md, "What people type"). A text goes in, rows come out, the newest first.
"""

from client.faults import faults_at
from client.jmap_call import Call, result_of
from client.jmap_client import JmapClient
from client.json_values import children, texts
from client.mail_answers import read_row
from client.mail_requests import NEWEST_FIRST, ROW_PROPERTIES
from client.message import MessageRow

SEARCH = "urn:postroom:params:jmap:search"


def fetch_found(jmap: JmapClient, words: str, limit: int) -> list[MessageRow]:
    """The newest messages that match, at most `limit` of them."""
    rows: list[MessageRow] = []
    while len(rows) < limit:
        wanted = min(limit - len(rows), jmap.session().most_in_get)
        page, came = _fetch_page(jmap, words, wanted, len(rows))
        rows += page
        if came < wanted:
            break
    return rows


def _fetch_page(jmap: JmapClient, words: str, limit: int, position: int) -> tuple[list[MessageRow], int]:
    query = {"filter": {"words": words}, "sort": NEWEST_FIRST, "position": position, "limit": limit}
    calls = [
        Call("Email/query", query),
        Call("Email/get", {"#ids": result_of(0, "Email/query", "/ids"), "properties": ROW_PROPERTIES}),
    ]
    found, got = jmap.call(calls, repeatable=True, using=(SEARCH,))
    with faults_at(jmap.host, jmap.port):
        known = {row.id: row for row in map(read_row, children(got, "list"))}
        ids = texts(found, "ids")
        return [known[one] for one in ids if one in known], len(ids)
