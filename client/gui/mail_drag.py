"""What is carried by the mouse between the lists of this window: messages by their ids, or a folder by its key. It says
whose account it is from, so that nothing is dropped into another one's."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from PyQt5.QtCore import QMimeData

from client.json_values import ShapeError, as_list, parse_object, text

MESSAGES = "application/x-postroom-messages"
FOLDER = "application/x-postroom-folder"


@dataclass(frozen=True)
class Carried:
    """`ids` of messages, or the `folder`; one of the two is empty."""

    ids: tuple[str, ...] = ()
    folder: str = ""


def carrying_messages(account: str, ids: Sequence[str]) -> QMimeData:
    return _packed(MESSAGES, {"account": account, "ids": list(ids)})


def carrying_folder(account: str, key: str) -> QMimeData:
    return _packed(FOLDER, {"account": account, "folder": key})


def carried(data: QMimeData | None, account: str) -> Carried | None:
    """Return what is carried; None when it is something else, or from another account."""
    for kind in (MESSAGES, FOLDER):
        if data is not None and data.hasFormat(kind):
            try:
                found = parse_object(bytes(data.data(kind)))
                if text(found, "account") != account:
                    return None
                if kind == FOLDER:
                    return Carried(folder=text(found, "folder"))
                return Carried(ids=tuple(map(str, as_list(found.get("ids"), "ids"))))
            except ShapeError:
                # Another program may use the same name.
                return None
    return None


def _packed(kind: str, value: dict[str, object]) -> QMimeData:
    data = QMimeData()
    data.setData(kind, json.dumps(value).encode())
    return data
