"""What tests of drafts do: write in a composer that saves at once, and look at what stands in Drafts."""

from client.draft import Draft
from client.errors import ConnectionLost
from client.gui.composer_window import ComposerWindow
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench

DOWN = ConnectionLost("localhost", 1443)


def hurried(composer: ComposerWindow) -> ComposerWindow:
    """Have it keep and save what is written at once."""
    composer._keeper._timer.setInterval(1)
    composer._keeper.save_after_ms = 1
    return composer


def account(made: Bench) -> AccountInMemory:
    """The account of the bench, with its faults."""
    assert isinstance(made.account, AccountInMemory)
    return made.account


def write(composer: ComposerWindow, subject: str = "Lunch", text: str = "Today?") -> None:
    """Write, to somebody who cannot be reached yet."""
    composer.form.to.line.setText("ben, half an addr")
    composer.form.subject.setText(subject)
    composer.form.text.setPlainText(text)


def saved(made: Bench) -> list[Draft]:
    """What stands in Drafts on the server."""
    return [draft for _, draft in account(made).kept_drafts.saved.values()]
