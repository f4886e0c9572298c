"""What is being written, kept in Drafts on the server: saved again and again in the place of what was saved before,
and removed when the message is sent or discarded (RFC 8621 section 4.6).

A draft is known by its Message-ID, which the sent message will have too, so whoever finds both knows that the draft is
done with. What was saved before goes only after the new one is there: a lost connection leaves one draft too many,
never one too few. Every method blocks and belongs into a worker thread; faults of `client/errors.py` come out.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from client.addresses import Address
from client.blob_upload import Progress
from client.draft import AttachedFile, Draft, header_line, sendable_html, shown_pictures
from client.errors import MessageGone, NotAccepted
from client.faults import faults_at, file_fault
from client.jmap_call import Call
from client.jmap_client import JmapClient
from client.json_values import child, children, text, texts
from client.mail_requests import destroy_messages, fetch_message_ids
from client.problems import method_fault

# RFC 8621 section 4.1.1: being written, and not to be shown as new.
KEYWORDS = {"$draft": True, "$seen": True}
MOST_COPIES = 50
MOST_LOOKED_AT = 500


@dataclass(frozen=True)
class SavedDraft:
    """Where a draft is on the server: `blobs` are its files there, by what they were made from."""

    email_id: str = ""
    blobs: Mapping[str, str] = field(default_factory=dict)


class ServerDrafts:
    """`drafts_id` gives the id of the mailbox, `lane` is entered around each request."""

    def __init__(
        self,
        jmap: JmapClient,
        author: Address,
        drafts_id: Callable[[], str],
        lane: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._jmap = jmap
        self._author = author
        self._drafts_id = drafts_id
        self._lane = lane

    def save(self, draft: Draft, message_id: str, before: SavedDraft, progress: Progress | None = None) -> SavedDraft:
        """Put the draft into Drafts in the place of `before`.

        Files that are on the server already are not sent again. `progress(done, total)` in bytes runs in this thread
        for each file that is sent, and may raise `Cancelled`. Raises `TooLarge`, `FileFault`, `NotAccepted` and the
        network's faults.
        """
        drafts_id = self._drafts_id()
        with self._lane():
            try:
                made = self._create(draft, message_id, drafts_id, dict(before.blobs), progress)
            except (MessageGone, NotAccepted):
                if not before.blobs:
                    raise
                # Uploads go after an hour, and so do the files of a draft that was removed elsewhere.
                made = self._create(draft, message_id, drafts_id, {}, progress)
            if before.email_id:
                destroy_messages(self._jmap, [before.email_id])
            return made

    def remove(self, message_id: str, but: str = "") -> None:
        """Remove every draft with this Message-ID `but` one; nothing happens when there is none."""
        drafts_id = self._drafts_id()
        with self._lane():
            destroy_messages(self._jmap, [one for one in self._ids(message_id, drafts_id) if one != but])

    def discard(self, saved: SavedDraft) -> None:
        """Remove this one saved draft."""
        with self._lane():
            destroy_messages(self._jmap, [saved.email_id])

    def message_ids(self) -> frozenset[str]:
        """The Message-IDs of the latest drafts, without angle brackets."""
        drafts_id = self._drafts_id()
        with self._lane():
            return fetch_message_ids(self._jmap, drafts_id, MOST_LOOKED_AT)

    def remove_all(self, message_ids: Iterable[str]) -> None:
        """The same for several."""
        for message_id in message_ids:
            self.remove(message_id)

    def _ids(self, message_id: str, drafts_id: str) -> list[str]:
        wanted = {
            "filter": {"inMailbox": drafts_id, "header": ["Message-ID", f"<{message_id}>"]},
            "limit": MOST_COPIES,
        }
        (found,) = self._jmap.call([Call("Email/query", wanted)], repeatable=True)
        with faults_at(self._jmap.host, self._jmap.port):
            return list(texts(found, "ids"))

    def _create(
        self, draft: Draft, message_id: str, drafts_id: str, known: dict[str, str], progress: Progress | None
    ) -> SavedDraft:
        blobs = {}
        files = parts_in_order(draft)
        for file in files:
            mark = file_mark(file)
            blobs[mark] = known.get(mark) or self._jmap.send_blob(file.content, file.media_type(), progress)
        email = email_object(draft, self._author, message_id, drafts_id, [blobs[file_mark(one)] for one in files])
        (answer,) = self._jmap.call([Call("Email/set", {"create": {"draft": email}})], repeatable=False)
        with faults_at(self._jmap.host, self._jmap.port):
            refused = child(answer, "notCreated")
            if "draft" in refused:
                raise method_fault(child(refused, "draft"))
            email_id = text(child(child(answer, "created"), "draft"), "id")
        return SavedDraft(email_id, self._blobs_of(email_id, draft))

    def _blobs_of(self, email_id: str, draft: Draft) -> dict[str, str]:
        """The files as parts of the saved message, which stay as long as it does."""
        if not draft.attachments:
            return {}
        wanted = {"ids": [email_id], "properties": ["attachments"], "bodyProperties": ["blobId"]}
        (found,) = self._jmap.call([Call("Email/get", wanted)], repeatable=True)
        with faults_at(self._jmap.host, self._jmap.port):
            parts = [text(part, "blobId") for one in children(found, "list") for part in children(one, "attachments")]
        if len(parts) != len(draft.attachments):
            return {}
        return dict(zip(map(file_mark, parts_in_order(draft)), parts, strict=True))


def email_object(
    draft: Draft, author: Address, message_id: str, drafts_id: str, blob_ids: Iterable[str]
) -> dict[str, object]:
    """The Email object that makes this draft (RFC 8621 section 4.6); `blob_ids` are those of `parts_in_order`."""
    bodies = {"text": draft.text, "html": sendable_html(draft)}
    shown = set(shown_pictures(draft))
    given: dict[str, object] = {
        "mailboxIds": {drafts_id: True},
        "keywords": KEYWORDS,
        "messageId": [message_id],
        "from": _people((author,)),
        "subject": header_line(draft.subject),
        "bodyValues": {
            part: {"value": body.replace("\x00", "")} for part, body in bodies.items() if body or part == "text"
        },
        "textBody": [{"partId": "text", "type": "text/plain"}],
        "attachments": [
            _part(file, blob, shown=file in shown) for file, blob in zip(parts_in_order(draft), blob_ids, strict=True)
        ],
    }
    if draft.html:
        given["htmlBody"] = [{"partId": "html", "type": "text/html"}]
    for name, people in (("to", draft.to), ("cc", draft.cc), ("bcc", draft.bcc)):
        if people:
            given[name] = _people(people)
    if draft.in_reply_to:
        given["inReplyTo"] = [_bare(draft.in_reply_to)]
    if draft.references:
        given["references"] = [_bare(one) for one in draft.references]
    return given


def parts_in_order(draft: Draft) -> tuple[AttachedFile, ...]:
    """The files as a message has them: the pictures beside the page, the others behind it."""
    shown = shown_pictures(draft)
    return (*shown, *(one for one in draft.attachments if one not in shown))


def file_mark(file: AttachedFile) -> str:
    """What a file is told from others by: its bytes, or where it is and when it was changed. Raises `FileFault`."""
    if isinstance(file.content, Path):
        try:
            found = file.content.stat()
        except OSError as error:
            raise file_fault(error, file.content) from error
        return f"{file.content} {found.st_mtime_ns} {found.st_size}"
    return hashlib.sha256(file.content).hexdigest()


def _people(people: Iterable[Address]) -> list[dict[str, object]]:
    return [{"name": header_line(one.name) or None, "email": one.address} for one in people]


def _part(file: AttachedFile, blob_id: str, *, shown: bool) -> dict[str, object]:
    name = header_line(file.name) or "file"
    part: dict[str, object] = {"blobId": blob_id, "type": file.media_type(), "name": name}
    return {**part, "disposition": "inline", "cid": file.content_id} if shown else {**part, "disposition": "attachment"}


def _bare(message_id: str) -> str:
    return "".join(header_line(message_id).split()).strip("<>")
