"""What the server finds when it checks itself, for admins: `GET /api/health` (webserver/API.md), as lines."""

from client.check_line import CheckLine, Verdict
from client.faults import faults_at
from client.jmap_client import JmapClient
from client.json_values import JsonObject, ShapeError, children, parse_object, text
from client.known_checks import check_name, check_sentence
from client.server_words import server_words

HEALTH_PATH = "/api/health"
MOST = 100
# A line may have a record for the DNS, with the public part of an RSA key, which is of use only whole.
_LONGEST = 2000


def fetch_checks(jmap: JmapClient) -> list[CheckLine]:
    """Every line of the server's self-check. Raises faults, for who is no admin too."""
    answer = jmap.exchange("GET", HEALTH_PATH, None, expected=200, repeatable=True)
    with faults_at(jmap.host, jmap.port):
        found = [_line(one) for one in children(parse_object(answer.body), "checks")[:MOST]]
        if not found:
            raise ShapeError("no checks")
        return found


def _line(found: JsonObject) -> CheckLine:
    try:
        verdict = Verdict(text(found, "verdict"))
    except ValueError as error:
        raise ShapeError("an unknown verdict") from error
    name, words, remedy = (server_words(text(found, one), _LONGEST) for one in ("name", "words", "remedy"))
    return CheckLine(check_name(name), verdict, check_sentence(words), check_sentence(remedy) if remedy else "")
