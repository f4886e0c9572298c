"""The answer that is under way on one connection: sent as far as the peer takes it, kept as far as not.

It is either bytes that the transport says by itself, or the blocks of a call of the application, of which
one at a time is in memory. Nothing here waits, and nothing here decides what happens to the connection.
"""

from collections.abc import Generator

from webserver.detached import Take
from webserver.http_answer import problem
from webserver.http_codec import RequestHead
from webserver.http_error import HttpError
from webserver.tls_stream import TlsStream
from webserver.wsgi_call import CutShort, WsgiCall


class Answer:
    """Sends on `stream`.

    When the answer is out, `keep_alive` says whether the connection may go on, and `take` who gets it when
    the application gave it away.
    """

    def __init__(self, stream: TlsStream) -> None:
        self._stream = stream
        self._out = memoryview(b"")
        self._call: WsgiCall | None = None
        self._blocks: Generator[bytes, None, None] | None = None
        self.keep_alive = False
        self.take: Take | None = None

    @property
    def from_application(self) -> bool:
        """Whether the application may have more to give."""
        return self._blocks is not None

    def say(self, answer: bytes, *, keep_alive: bool) -> None:
        """Make `answer` the whole answer."""
        self.keep_alive, self.take = keep_alive, None
        self._out = memoryview(answer)

    def refuse(self, error: HttpError, head: RequestHead | None, *, keep_alive: bool, now: float) -> None:
        """Make `error` the whole answer to the request with this head, None when that has not come."""
        with_body = head is None or head.method != "HEAD"
        # Browsers ask so for what a person will see; programs do not.
        as_page = head is not None and "text/html" in head.fields.get("accept", "").lower()
        answer = problem(error, keep_alive=keep_alive, with_body=with_body, now=now, as_page=as_page)
        self.say(answer, keep_alive=keep_alive)

    def call(self, call: WsgiCall) -> None:
        """Make what `call` gives the answer; the application runs from the first `pull` on."""
        self._call = call
        self._blocks = call.blocks()

    def pull(self) -> bool:
        """Send all that the application gives; False when the peer does not take more now. Raises CutShort."""
        while self.flush():
            block = None if self._blocks is None else next(self._blocks, None)
            if block is None:
                self._settle()
                return True
            self._out = memoryview(block)
        return False

    def _settle(self) -> None:
        # An idle connection keeps nothing of the request it had.
        call, self._call, self._blocks = self._call, None, None
        if call is not None:
            self.keep_alive, self.take = call.keep_alive, call.take

    def flush(self) -> bool:
        """Send what is left in memory; False when the peer does not take more now."""
        while self._out:
            sent = self._stream.send(self._out)
            if sent is None:
                return False
            self._out = self._out[sent:]
        return True

    def abandon(self) -> None:
        """Let the application clean up after an answer that nobody waits for any more."""
        blocks, self._blocks = self._blocks, None
        if blocks is None:
            return
        try:
            blocks.close()
        except CutShort:
            # The log has it, and there is nobody left to tell.
            return
