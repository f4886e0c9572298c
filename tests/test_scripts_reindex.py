"""`postroom reindex`: makes the search index anew, by itself or by the courier that runs."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

import pytest

from db import search
from db.database import Store
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.search_file import beside
from db.settings import Settings
from scripts import reindex
from server.courier.duty import DutyThread
from server.courier.indexing import Indexing
from server.courier.watch import Courier
from tests.support.searching import contents, found, indexed
from tests.support.stores import People, mail


@pytest.fixture
def mailed(store: Store, people: People) -> Store:
    """A store with three messages."""
    group = [prepare(Envelope("", (people["anna"].recipient,), mail(f"number {n}"), 1000)) for n in range(3)]
    store.run_tx(partial(deliver, group=group))
    return store


def test_index_is_made_by_the_script_when_nothing_runs(
    mailed: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reindex.main(["--data", str(tmp_path)]) == 0
    assert "3 messages" in capsys.readouterr().out
    assert indexed(mailed) == contents(mailed)
    beside(mailed.path).write_bytes(b"not a database" * 1000)
    assert reindex.main(["--data", str(tmp_path)]) == 0
    assert len(found(mailed, "number")) == 3


def test_index_is_made_by_the_courier_that_runs(
    mailed: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = Store(mailed.path)
    duty, stop = Indexing(own, Settings(tmp_path)), threading.Event()
    duty.turn(lambda: False)
    thread = threading.Thread(target=Courier(own, [DutyThread(duty, own)]).run, args=[stop])
    thread.start()
    try:
        assert reindex.main(["--data", str(tmp_path)]) == 0
    finally:
        stop.set()
        thread.join(30)
    duty.close()
    own.close()
    assert "Postroom is running" in capsys.readouterr().out
    assert search.progress(mailed)["rebuilds"] == 1
    assert indexed(mailed) == contents(mailed)


def test_folder_without_a_postroom_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reindex.main(["--data", str(tmp_path / "nothing")]) == 1
    assert "nothing" in capsys.readouterr().err
