"""Which pictures of the shown message are loaded: its own always, remote ones when the person says so for this time or
for this sender, invisible ones never. It stands between the message's text, its bar, and the loader."""

from PyQt5.QtCore import QObject

from client.gui.message_body import MessageBody
from client.gui.picture_loader import PictureLoader
from client.gui.pictures_bar import PicturesBar
from client.gui.reading import Reading
from client.gui.reading_memory import ReadingMemory
from client.gui.safe_html import SafeHtml


class ReaderPictures(QObject):
    """`begin` with each message, then `show_page` or `show_text`, as often as the person changes the view."""

    def __init__(
        self, body: MessageBody, bar: PicturesBar, loader: PictureLoader, memory: ReadingMemory, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._body = body
        self._bar = bar
        self._loader = loader
        self._memory = memory
        self._html: SafeHtml | None = None
        self._reading: Reading | None = None
        self._own_asked = self._remote_asked = False
        loader.arrived.connect(body.put_picture)
        loader.remote_done.connect(self._done)
        bar.once_wanted.connect(self._load_remote)
        bar.always_wanted.connect(self._always)
        bar.never_wanted.connect(self._never)

    def begin(self, reading: Reading | None) -> None:
        """Another message is shown, or none."""
        self._loader.forget()
        self._body.forget_pictures()
        self._reading = reading
        self._html = reading.html if reading is not None else None
        self._own_asked = self._remote_asked = False
        self._bar.hide()

    def show_text(self) -> None:
        self._bar.hide()

    def show_page(self) -> None:
        """The formatted text is shown: load what may be loaded, and tell what may not."""
        if self._html is None or self._reading is None:
            return
        if not self._own_asked:
            self._own_asked = True
            self._loader.load_own(self._html.own, self._reading.message.attachments)
        if not self._html.remote:
            self._bar.hide()
        elif self._remote_asked:
            self._bar.show_loaded(0, self._allowed_sender())
        elif self._allowed_sender():
            self._load_remote()
        else:
            self._bar.show_blocked(self._html.remote, self._reading.sender)

    def _allowed_sender(self) -> str:
        sender = self._reading.sender if self._reading is not None else ""
        return sender if sender and self._memory.choices.allows_pictures(sender) else ""

    def _load_remote(self) -> None:
        if self._html is None:
            return
        self._remote_asked = True
        self._bar.show_loading()
        self._loader.load_remote([one for one in self._html.remote if not one.invisible])

    def _always(self) -> None:
        if self._reading is not None:
            self._memory.allow_pictures(self._reading.sender, allowed=True)
            self._load_remote()

    def _never(self) -> None:
        if self._reading is not None:
            self._memory.allow_pictures(self._reading.sender, allowed=False)
            self._bar.show_loaded(0, "")

    def _done(self, _came: int, missing: int) -> None:
        self._bar.show_loaded(missing, self._allowed_sender())
