"""Scripts for HTTPS: whole answers, good and bad, to whole requests."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.support.scripted_server import Peer, Script


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, object]:
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


def read_request(peer: Peer) -> Request:
    head = peer.until(b"\r\n\r\n").decode("ascii").split("\r\n")
    method, path, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    return Request(method, path, headers, peer.exactly(int(headers.get("content-length", "0"))))


def answer(body: bytes | object, status: str = "200 OK", kind: str = "application/json", headers: bytes = b"") -> bytes:
    """A whole HTTP answer; what is not bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return (
        b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n"
        % (status.encode(), kind.encode(), len(content), headers)
    ) + content


def problem(status: str, kind: str, detail: str, headers: bytes = b"") -> bytes:
    """RFC 9457, as `webserver/API.md` has it."""
    body = {"type": f"urn:postroom:error:{kind}", "status": int(status[:3]), "detail": detail}
    return answer(body, status, "application/problem+json", headers)


def replies(*answers: bytes) -> Script:
    """Answer one request after the other on the same connection; then hang up."""

    def play(peer: Peer) -> None:
        for one in answers:
            read_request(peer)
            peer.send(one)

    return play


Reply = bytes | Callable[[Request], bytes]


def routes(table: Mapping[str, Reply], seen: list[Request] | None = None) -> Script:
    """Serve `METHOD /path` by the table until the client hangs up, or an answer says `Connection: close`; else 404."""

    def play(peer: Peer) -> None:
        while True:
            request = read_request(peer)
            if seen is not None:
                seen.append(request)
            found = table.get(f"{request.method} {request.path.partition('?')[0]}")
            reply = found(request) if callable(found) else found
            peer.send(reply or answer(b"", "404 Not Found", "text/plain"))
            if reply and b"\r\nConnection: close\r\n" in reply:
                return

    return play
