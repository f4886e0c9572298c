"""What every window of a signed-in person works with, as one value: the look, the worker threads, the account, its
outbox and the store of unsent texts. Made once after signing in; nothing is added to it later."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from client.account import Account
from client.gui.deeds import Deeds
from client.gui.file_choosing import FileChooser
from client.gui.icons import Icons
from client.gui.key_choices import KeyChoices
from client.gui.mail_session import MailSession
from client.gui.on_the_way import OnTheWay
from client.gui.opened_files import OpenedFiles
from client.gui.post_office import PostOffice
from client.gui.reading_memory import ReadingMemory
from client.gui.recipients_completion import People
from client.gui.tasks import Tasks
from client.gui.theme import Theme
from client.gui.unsent_texts import UnsentTexts
from client.gui.writing_choices import WritingBook
from client.picture_fetching import PictureFetcher


@dataclass(frozen=True)
class Desk:
    """`clock` gives the time of now in the zone of this computer, `people` those to be offered as
    recipients by what is typed, None for those whom the session's cache knows."""

    theme: Theme
    icons: Icons
    tasks: Tasks
    chooser: FileChooser
    clock: Callable[[], datetime]
    account: Account
    session: MailSession
    office: PostOffice
    unsent: UnsentTexts
    memory: ReadingMemory
    on_the_way: OnTheWay
    pictures: PictureFetcher = field(default_factory=PictureFetcher)
    opened: OpenedFiles = field(default_factory=OpenedFiles)
    deeds: Deeds = field(default_factory=Deeds)
    keys: KeyChoices = field(default_factory=KeyChoices)
    people: People | None = None
    writing: WritingBook = field(default_factory=WritingBook)
