"""What every window of a signed-in person works with, as one value: the look, the worker threads, the account, its
outbox and the store of unsent texts. Made once after signing in; nothing is added to it later."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from client.account import Account
from client.gui.file_choosing import FileChooser
from client.gui.icons import Icons
from client.gui.mail_session import MailSession
from client.gui.post_office import PostOffice
from client.gui.tasks import Tasks
from client.gui.theme import Theme
from client.gui.unsent_texts import UnsentTexts


@dataclass(frozen=True)
class Desk:
    """`clock` gives the time of now in the zone of this computer."""

    theme: Theme
    icons: Icons
    tasks: Tasks
    chooser: FileChooser
    clock: Callable[[], datetime]
    account: Account
    session: MailSession
    office: PostOffice
    unsent: UnsentTexts


def local_now() -> datetime:
    return datetime.now().astimezone()
