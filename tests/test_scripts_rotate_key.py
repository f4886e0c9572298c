"""`postroom rotate-key`, and the key that a start makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import audit, key_file, relay_settings
from db.database import Store
from db.errors import SecretKeyMissing
from db.settings import Settings
from scripts import installation, rotate_key
from tests.support.relays import ADMIN, GOOD, RELAY_PASSWORD, make_box


def test_key_is_rotated_and_the_password_still_opens(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box = make_box(tmp_path)
    relay = relay_settings.save(store, box, ADMIN, GOOD, password=RELAY_PASSWORD)
    before = key_file.read(box.file)
    assert rotate_key.main(["--data", str(tmp_path)]) == 0
    after = key_file.read(box.file)
    assert len(after) == 1
    assert after != before
    assert relay_settings.password(relay_settings.by_id(store, relay.id), box) == RELAY_PASSWORD
    told = capsys.readouterr().out
    assert "1 stored password" in told
    assert not {secret for secret in (RELAY_PASSWORD, *before, *after) if secret in told}
    assert audit.lines(store)[0].after == {"resealed": 1, "forgotten": 0}


def test_lost_key_is_told_and_can_be_given_up(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    box = make_box(tmp_path)
    relay = relay_settings.save(store, box, ADMIN, GOOD, password=RELAY_PASSWORD)
    box.file.unlink()
    assert rotate_key.main(["--data", str(tmp_path)]) == 1
    assert "--forget" in capsys.readouterr().err
    assert not box.file.exists()
    assert rotate_key.main(["--data", str(tmp_path), "--forget"]) == 0
    assert "enter the relay's password again" in capsys.readouterr().out
    assert relay_settings.by_id(store, relay.id).sealed_password is None
    assert box.problem() is None


def test_start_makes_the_key_once_and_tells_of_one_that_is_lost(store: Store, tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    assert installation.ensure_secret_keys(settings, store) is None
    made = settings.secret_keys.read_bytes()
    assert installation.ensure_secret_keys(settings, store) is None
    assert settings.secret_keys.read_bytes() == made
    relay_settings.save(store, make_box(tmp_path), ADMIN, GOOD, password=RELAY_PASSWORD)
    settings.secret_keys.unlink()
    assert isinstance(installation.ensure_secret_keys(settings, store), SecretKeyMissing)
    assert not settings.secret_keys.exists()


def test_folder_without_a_postroom_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rotate_key.main(["--data", str(tmp_path / "nothing")]) == 1
    assert "nothing" in capsys.readouterr().err
