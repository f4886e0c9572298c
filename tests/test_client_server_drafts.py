"""Drafts on the real inbox server: saved in place of each other, never lost in between, gone when they are sent."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from client.account import Account, connect
from client.addresses import Address
from client.draft import AttachedFile, Draft, compose
from client.errors import Cancelled, ConnectionLost, FileFault, TooLarge
from client.gui.reopened_draft import reopened_draft
from client.jmap_call import Call
from client.jmap_client import JmapClient
from client.server_drafts import SavedDraft, ServerDrafts
from client.trust import TrustStore
from tests.support.inbox_process import inbox_process
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving

BEN = Address("Müller, Ben", "ben@project.com")
DRAFT = Draft(
    to=(BEN,),
    cc=(Address("", "carl@project.com"),),
    bcc=(Address("", "dora@project.com"),),
    subject="Grüße – größer",
    text="Zeile eins\n\n.\nend 😀",
    html="<p>Zeile <b>eins</b></p>",
    attachments=(AttachedFile("plan ä.pdf", bytes(range(256)) * 400, "application/pdf"),),
    in_reply_to="one@x",
    references=("zero@x", "one@x"),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Postroom, int, Path]]:
    with serving(tmp_path_factory.mktemp("postroom")) as postroom, inbox_process(postroom) as https:
        yield postroom, https, tmp_path_factory.mktemp("client")


@pytest.fixture
def account(place: tuple[Postroom, int, Path], request: pytest.FixtureRequest) -> Iterator[Account]:
    postroom, https, folder = place
    name = f"u{abs(hash(request.node.name)) % 10**9}"
    postroom.account(name)
    with closing(Account.sign_in(connect(postroom.link(https), TrustStore(folder)), name, PASSWORD)) as signed_in:
        yield signed_in


@pytest.fixture
def drafts(account: Account) -> ServerDrafts:
    return account.drafts()


def saved_content(account: Account, folder: Path) -> list[bytes]:
    found = []
    for row in account.latest("drafts", 50).rows:
        account.save_attachment(account.read(row.id).blob_id, folder / "draft.eml")
        found.append((folder / "draft.eml").read_bytes())
    return found


def test_saved_draft_comes_back_as_it_was(account: Account, drafts: ServerDrafts, tmp_path: Path) -> None:
    drafts.save(DRAFT, "k1@project.com", SavedDraft())
    (row,) = account.latest("drafts", 50).rows
    assert {"$draft", "$seen"} <= row.keywords
    (content,) = saved_content(account, tmp_path)
    assert reopened_draft(content) == DRAFT


def test_draft_without_anything_is_saved(account: Account, drafts: ServerDrafts, tmp_path: Path) -> None:
    drafts.save(Draft(), "k1@project.com", SavedDraft())
    assert reopened_draft(saved_content(account, tmp_path)[0]) == Draft()


def test_later_draft_takes_the_place_of_the_earlier(account: Account, drafts: ServerDrafts, tmp_path: Path) -> None:
    saved = SavedDraft()
    for number in range(4):
        saved = drafts.save(Draft(subject=f"{number}"), "k1@project.com", saved)
    assert [row.subject for row in account.latest("drafts", 50).rows] == ["3"]


def test_files_are_sent_once(account: Account, drafts: ServerDrafts, tmp_path: Path) -> None:
    path = tmp_path / "big.bin"
    path.write_bytes(b"x" * 300_000)
    draft = Draft(subject="1", attachments=(*DRAFT.attachments, AttachedFile("big.bin", path)))
    sent: list[int] = []
    saved = drafts.save(draft, "k1@project.com", SavedDraft(), lambda _done, total: sent.append(total))
    assert set(sent) == {102_400, 300_000}
    sent.clear()
    for number in range(3):
        again = Draft(subject=f"again {number}", attachments=draft.attachments)
        saved = drafts.save(again, "k1@project.com", saved, lambda _done, total: sent.append(total))
    assert sent == []
    content = reopened_draft(saved_content(account, tmp_path)[0])
    assert [file.content for file in content.attachments] == [DRAFT.attachments[0].content, b"x" * 300_000]


def test_picture_of_the_page_comes_back_beside_it_and_is_sent_once(
    account: Account, drafts: ServerDrafts, tmp_path: Path
) -> None:
    picture = AttachedFile("logo.png", b"\x89PNG" + bytes(500), "image/png", "logo.1@project.com")
    html = '<div>See <img src="cid:logo.1@project.com" alt="our logo" width="40"></div>'
    draft = Draft(subject="1", text="See our logo", html=html, attachments=(picture, *DRAFT.attachments))
    saved = drafts.save(draft, "k1@project.com", SavedDraft())
    sent: list[int] = []
    # The files in another order: each is still known by what it is.
    other = Draft(subject="2", text="See", html=html, attachments=(*DRAFT.attachments, picture))
    drafts.save(other, "k1@project.com", saved, lambda _done, total: sent.append(total))
    assert sent == []
    found = reopened_draft(saved_content(account, tmp_path)[0])
    assert found.html == html
    assert found.attachments == draft.attachments


def test_files_are_sent_again_when_the_server_has_them_no_more(
    account: Account, drafts: ServerDrafts, tmp_path: Path
) -> None:
    saved = drafts.save(DRAFT, "k1@project.com", SavedDraft())
    account.destroy([saved.email_id])
    drafts.save(DRAFT, "k1@project.com", saved)
    assert [reopened_draft(one) for one in saved_content(account, tmp_path)] == [DRAFT]


def test_removed_are_all_with_this_message_id_and_no_other(account: Account, drafts: ServerDrafts) -> None:
    for _ in range(2):
        drafts.save(Draft(subject="mine"), "k1@project.com", SavedDraft())
    drafts.save(Draft(subject="other"), "k2@project.com", SavedDraft())
    account.send(Draft(to=(Address("", account.address.address),), subject="sent"))
    drafts.remove("k1@project.com")
    drafts.remove("k1@project.com")
    assert [row.subject for row in account.latest("drafts", 50).rows] == ["other"]
    assert len(account.latest("inbox", 50).rows) == 1


def test_cancelled_upload_leaves_what_was_saved(account: Account, drafts: ServerDrafts) -> None:
    saved = drafts.save(Draft(subject="first"), "k1@project.com", SavedDraft())

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        drafts.save(DRAFT, "k1@project.com", saved, cancel)
    assert [row.subject for row in account.latest("drafts", 50).rows] == ["first"]


def test_file_that_is_too_large_is_told_before_it_is_sent(drafts: ServerDrafts, tmp_path: Path) -> None:
    path = tmp_path / "huge.bin"
    with path.open("wb") as file:
        file.truncate(60_000_000)
    with pytest.raises(TooLarge):
        drafts.save(Draft(attachments=(AttachedFile("huge.bin", path),)), "k1@project.com", SavedDraft())


def test_file_that_vanished_is_told(drafts: ServerDrafts, tmp_path: Path) -> None:
    with pytest.raises(FileFault):
        drafts.save(Draft(attachments=(AttachedFile("x", tmp_path / "x"),)), "k1@project.com", SavedDraft())


def test_draft_that_was_saved_before_stays_when_the_connection_is_lost(
    account: Account, drafts: ServerDrafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = drafts.save(Draft(subject="first"), "k1@project.com", SavedDraft())
    called = JmapClient.call

    def lose(self: JmapClient, calls: list[Call], *, repeatable: bool) -> object:
        if "create" in calls[0].arguments:
            raise ConnectionLost(self.host, self.port)
        return called(self, calls, repeatable=repeatable)

    with ExitStack() as stack:
        stack.callback(monkeypatch.undo)
        monkeypatch.setattr(JmapClient, "call", lose)
        with pytest.raises(ConnectionLost):
            drafts.save(Draft(subject="second"), "k1@project.com", saved)
    assert [row.subject for row in account.latest("drafts", 50).rows] == ["first"]


def test_sent_message_has_the_message_id_of_its_draft(account: Account, drafts: ServerDrafts) -> None:
    drafts.save(DRAFT, "k1@project.com", SavedDraft())
    draft = Draft(to=(account.address,), subject="x", text="x")
    account.submit(compose(draft, account.address, message_id="<k1@project.com>"))
    drafts.remove("k1@project.com")
    assert account.latest("drafts", 50).rows == ()
    assert account.is_in_sent("k1@project.com")
