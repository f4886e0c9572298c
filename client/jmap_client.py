"""JMAP (RFC 8620) with a Postroom server, over one kept HTTPS connection.

Signs in to a token, reads the session resource, carries method calls out and their answers back, downloads
blobs to files. It knows no mailboxes and no messages (`client/mail_requests.py` does). The token goes to the
host that was verified and nowhere else.
"""

import http.client
import json
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from client.blob_download import LARGEST_ERROR, Progress, download
from client.blob_upload import upload
from client.errors import ConnectionLost, Fault, NotPostroom, SignInNeeded, WrongPassword
from client.faults import faults_at
from client.https_connection import Answer, HttpsConnection
from client.jmap_call import Call, read_responses
from client.jmap_session import CORE, MAIL, JmapSession, SignedIn, expanded, read_session, read_signed_in
from client.json_values import JsonObject, ShapeError, parse_object, text
from client.problems import problem_fault

SESSION_PATH = "/.well-known/jmap"
SIGN_IN_PATH = "/auth/session"
LARGEST_JSON = 20_000_000


class JmapClient:
    """Safe to share between threads. `timeout` in seconds, for connecting and for each wait."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext, timeout: float = 20.0) -> None:
        self.host = host
        self.port = port
        self._timeout = timeout
        self._context = context
        self._https = HttpsConnection(host, port, context, timeout)
        self._gate = threading.Lock()
        self._others: set[HttpsConnection] = set()
        self._token = ""
        self._session: JmapSession | None = None
        self._session_old = False
        self._closed = False

    def sign_in(self, username: str, password: str, device: str = "Postroom desktop") -> SignedIn:
        """Get a token for this name and password.

        Raises `WrongPassword`, `AccountNotUsable`, `TooManyAttempts` and the network faults.
        """
        if not username or not password or "\0" in username + password:
            raise WrongPassword("an empty name or password, or one with a NUL")
        wanted = {"username": username, "password": password, "device": device}
        found = self._json("POST", SIGN_IN_PATH, wanted, expected=201, repeatable=False)
        with faults_at(self.host, self.port):
            token = text(found, "token")
            if not (token.isascii() and token.isprintable() and token):
                raise ShapeError("the token cannot stand in a header")
            self._token = token
            return read_signed_in(found)

    def resume(self, token: str) -> SignedIn:
        """Go on with a token of an earlier sign-in. Raises `SignInNeeded` when it is worth nothing any more."""
        if not (token.isascii() and token.isprintable() and token):
            raise SignInNeeded("the kept token cannot stand in a header")
        self._token = token
        try:
            found = self._json("GET", SIGN_IN_PATH, None, expected=200, repeatable=True)
        except BaseException:
            self._token = ""
            raise
        with faults_at(self.host, self.port):
            return read_signed_in(found)

    @property
    def token(self) -> str:
        """What stands for this session, also as the password of SMTP; "" when not signed in. Never logged."""
        return self._token

    def exchange(
        self, method: str, path: str, body: Mapping[str, object] | None, *, expected: int, repeatable: bool
    ) -> Answer:
        """One request beside JMAP, with the token where there is one. Raises the fault of any other status."""
        answer = self._ask(method, path, body, repeatable)
        if answer.status != expected:
            raise self._refused(answer)
        return answer

    def sign_out(self) -> None:
        """End the session on the server; without one, nothing happens."""
        if not self._token:
            return
        answer = self._ask("DELETE", SIGN_IN_PATH, None, repeatable=True)
        self._token = ""
        self._session = None
        if answer.status not in {204, 401}:
            raise problem_fault(answer, self.host, self.port)

    def session(self) -> JmapSession:
        """The session resource, asked for once, and again when the server has said that it is another one."""
        session = self._session
        if session is None or self._session_old:
            self._refuse_without_token()
            self._session_old = False
            try:
                self._session = session = self._asked_session()
            except BaseException:
                self._session_old = True
                raise
        return session

    def _asked_session(self) -> JmapSession:
        found = self._json("GET", SESSION_PATH, None, expected=200, repeatable=True)
        with faults_at(self.host, self.port):
            return read_session(found)

    def session_changed(self) -> None:
        """The server has told that the session resource is another one: the next question asks for it. From any thread;
        waits for nobody.
        """
        self._session_old = self._session is not None

    @property
    def local_only(self) -> bool | None:
        """As the session resource told last; None while it was not asked for. Asks nobody."""
        return None if self._session is None else self._session.local_only

    def call(self, calls: Sequence[Call], *, repeatable: bool, using: Sequence[str] = ()) -> list[JsonObject]:
        """The arguments of the answer to each call, in the order of the calls.

        `repeatable` when doing it twice does no harm; `using` are capabilities beside those of mail. Raises the fault
        of the first method-level error (RFC 8620 section 3.6.2), whatever the other calls did.
        """
        session = self.session()
        numbered = [
            [call.name, {"accountId": session.account_id, **call.arguments}, str(number)]
            for number, call in enumerate(calls)
        ]
        request = {"using": [CORE, MAIL, *using], "methodCalls": numbered}
        found = self._json("POST", session.api_path, request, expected=200, repeatable=repeatable)
        # RFC 8620 section 3.4: another sessionState, another session. https://www.rfc-editor.org/rfc/rfc8620#section-3.4
        told = found.get("sessionState")
        if session.state and isinstance(told, str) and told != session.state:
            self.session_changed()
        with faults_at(self.host, self.port):
            return read_responses(found, len(calls))

    def save_blob(
        self, blob_id: str, path: Path, progress: Progress | None = None, size: int = 0, name: str = "blob"
    ) -> None:
        """Write a blob to a file."""
        template = self.session().download_template
        account_id, kind = self.session().account_id, "application/octet-stream"
        target = expanded(template, {"accountId": account_id, "blobId": blob_id, "name": name, "type": kind})
        self.save(target, path, progress, size)

    def save(
        self, target: str, path: Path, progress: Progress | None = None, size: int = 0, *, estimate: str = ""
    ) -> None:
        """Write what the server has at `target` to a file, on a connection of its own. See `blob_download.download`."""
        connection = self.open_connection()
        try:
            download(connection, target, self._headers(), path, progress, size, estimate)
        finally:
            self.drop_connection(connection)

    @property
    def closed(self) -> bool:
        """Whether `close` was called: nothing will work any more."""
        return self._closed

    def send_blob(self, content: bytes | Path, media_type: str, progress: Progress | None = None) -> str:
        """Upload bytes, or a file in blocks, on a connection of its own; the blob's id. See `blob_upload.upload`."""
        session = self.session()
        if not session.upload_template:
            raise NotPostroom(self.host, self.port, "the session has no uploadUrl")
        target = expanded(session.upload_template, {"accountId": session.account_id})
        connection = self.open_connection()
        try:
            headers = {**self._headers(), "Content-Type": media_type}
            return upload(connection, target, headers, content, session.largest_upload, progress)
        finally:
            self.drop_connection(connection)

    @property
    def largest_upload(self) -> int:
        """The largest blob in bytes, as far as the session resource has told already; else 0. Asks nobody."""
        return 0 if self._session is None else self._session.largest_upload

    def open_connection(self) -> HttpsConnection:
        """A connection of its own for `listen`; `close` of this client closes it too."""
        connection = HttpsConnection(self.host, self.port, self._context, self._timeout)
        with self._gate:
            if self._closed:
                raise ConnectionLost(self.host, self.port, "closed by this program")
            self._others.add(connection)
        return connection

    def drop_connection(self, connection: HttpsConnection) -> None:
        """Close what `open_connection` gave."""
        with self._gate:
            self._others.discard(connection)
        connection.close()

    @contextmanager
    def listen(
        self, connection: HttpsConnection, types: str, ping: int, last_event: str, wait: float
    ) -> Iterator[http.client.HTTPResponse]:
        """The event source (RFC 8620 section 7.3), to be read in blocks.

        `ping` in seconds is how often the server shows that it is there, `wait` how long a silence may be. `last_event`
        is the id of the last event that came, "" for none.
        """
        template = self.session().events_template
        if not template:
            raise NotPostroom(self.host, self.port, "the session has no eventSourceUrl")
        values = {"types": types, "closeafter": "no", "ping": str(ping)}
        headers = {**self._headers(), "Accept": "text/event-stream", "Cache-Control": "no-store"}
        if last_event:
            headers["Last-Event-ID"] = last_event
        with connection.open_stream(expanded(template, values), headers, wait) as response:
            if response.status != 200:
                raise self._refused(connection.read_error(response, LARGEST_ERROR))
            if response.headers.get_content_type() != "text/event-stream":
                raise NotPostroom(self.host, self.port, f"events as {response.headers.get_content_type()}")
            yield response

    def close(self) -> None:
        """Close every connection at once, from any thread; what is under way ends with `ConnectionLost`."""
        with self._gate:
            self._closed = True
            others = tuple(self._others)
        self._https.close()
        for connection in others:
            connection.close()
        # Not before: what is asked meanwhile without it would be told that it has to sign in again.
        self._token = ""

    def _json(
        self, method: str, path: str, body: Mapping[str, object] | None, *, expected: int, repeatable: bool
    ) -> JsonObject:
        answer = self.exchange(method, path, body, expected=expected, repeatable=repeatable)
        with faults_at(self.host, self.port):
            if answer.media_type != "application/json":
                raise ShapeError(f"{path} answered {answer.media_type or 'without a media type'}")
            return parse_object(answer.body)

    def _ask(self, method: str, path: str, body: Mapping[str, object] | None, repeatable: bool) -> Answer:
        content = None if body is None else json.dumps(body).encode()
        headers = self._headers()
        if content is not None:
            headers["Content-Type"] = "application/json"
        return self._https.request(
            method, path, body=content, headers=headers, most=LARGEST_JSON, repeatable=repeatable
        )

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/json", "User-Agent": "Postroom"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        return headers

    def _refused(self, answer: Answer) -> Fault:
        return problem_fault(answer, self.host, self.port)

    def _refuse_without_token(self) -> None:
        if self._closed:
            raise ConnectionLost(self.host, self.port, "closed by this program")
        if not self._token:
            raise SignInNeeded("no token")
