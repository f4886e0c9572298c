from dataclasses import replace
from pathlib import Path

import pytest

from db import accounts
from db.database import Store
from db.passwords import Verifier
from db.settings import Settings
from db.settings_checks import SettingsError
from db.settings_file import load
from scripts import installation
from scripts.errors import StartError
from scripts.options import Options


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


def can_sign_in(store: Store, password: str | None) -> bool:
    return accounts.sign_in(store, Verifier(), "admin", "project.com", password or "").is_admin


def test_first_admin_gets_a_password_that_works_and_the_names_every_domain_needs(
    store: Store, settings: Settings
) -> None:
    made = installation.ensure_admin(store, settings, None)
    assert can_sign_in(store, made.password)
    assert accounts.addresses(store, made.account.id) == [
        "admin@project.com",
        "abuse@project.com",
        "postmaster@project.com",
    ]


def test_password_of_a_finished_start_is_not_made_anew(store: Store, settings: Settings) -> None:
    first = installation.ensure_admin(store, settings, None)
    installation.shown(settings)
    assert installation.ensure_admin(store, settings, None) == installation.Admin(first.account, None, is_new=False)
    assert can_sign_in(store, first.password)


def test_start_that_was_killed_before_it_showed_the_password_makes_a_new_one(store: Store, settings: Settings) -> None:
    first = installation.ensure_admin(store, settings, None)
    second = installation.ensure_admin(store, settings, None)
    assert second.account == first.account
    assert second.password not in (first.password, None)
    assert can_sign_in(store, second.password)


def test_password_of_a_file_is_taken_and_not_shown(store: Store, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("correct horse battery\n")
    assert installation.ensure_admin(store, settings, tmp_path / "password").password is None
    assert can_sign_in(store, "correct horse battery")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"short\n", "cannot be used. The password is too short"),
        (b"correct horse\nbattery\n", "must hold the admin's password on one line"),
        (b"\xff\xfe", "it is not UTF-8 text"),
        (None, "cannot be read from .*: No such file"),
    ],
)
def test_password_file_that_cannot_be_used_is_told(
    store: Store, settings: Settings, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    if content is not None:
        (tmp_path / "password").write_bytes(content)
    with pytest.raises(StartError, match=sentence):
        installation.ensure_admin(store, settings, tmp_path / "password")
    assert accounts.admins(store) == []


def test_password_file_without_an_end_is_told(store: Store, settings: Settings) -> None:
    with pytest.raises(StartError, match="The password is too long"):
        installation.ensure_admin(store, settings, Path("/dev/zero"))


def test_store_of_another_domain_than_the_settings_is_told(store: Store, settings: Settings) -> None:
    installation.ensure_admin(store, settings, None)
    with pytest.raises(StartError, match=r"is of the domain project\.com, but its settings say other\.org") as told:
        installation.ensure_admin(store, replace(settings, domain="other.org"), None)
    assert 'domain = "project.com"' in told.value.remedy


def test_options_go_before_the_defaults_of_a_new_installation(tmp_path: Path) -> None:
    chosen = installation.settings_for(Options(tmp_path, domain="a.org", host="::1"), {})
    assert (chosen.domain, chosen.host) == ("a.org", "::1")


def test_domain_of_an_installation_cannot_be_changed(settings: Settings) -> None:
    installation.write_settings(settings, settings)
    with pytest.raises(StartError, match=r"is for the domain project\.com, not a\.org"):
        installation.settings_for(Options(settings.data, domain="a.org"), {})
    assert installation.settings_for(Options(settings.data, domain="project.com"), {}) == settings


def test_changed_ports_and_host_are_written_and_the_rest_stays(settings: Settings) -> None:
    settings.file.write_text('# ours\ndomain = "a.org"\n[ports]\nhttps = 443\n')
    before = load(settings.data, {})
    changed = replace(before, host="::1", ports=replace(before.ports, smtp_tls=465))
    installation.write_settings(changed, before)
    assert load(settings.data, {}) == changed
    assert settings.file.read_text().startswith("# ours\n")
    assert settings.file.stat().st_mode & 0o777 == 0o600


def test_settings_file_that_is_a_link_stays_one(settings: Settings, tmp_path: Path) -> None:
    kept = tmp_path / "kept elsewhere.toml"
    kept.write_bytes(b'\xef\xbb\xbfhost = "127.0.0.1"\n')
    settings.file.symlink_to(kept)
    installation.write_settings(replace(settings, host="::1"), settings)
    assert settings.file.is_symlink()
    assert kept.read_text() == 'host = "::1"\n'


def test_damaged_settings_are_told_with_their_line(settings: Settings) -> None:
    settings.file.write_text('domain = "a.org"\nhost = oops\n')
    with pytest.raises(SettingsError, match=r"settings\.toml, line 2"):
        installation.settings_for(Options(settings.data), {})


def test_certificates_are_made_once(settings: Settings) -> None:
    assert installation.ensure_certificates(settings) == installation.ensure_certificates(settings)


def test_store_is_made_with_its_tables(settings: Settings) -> None:
    store = installation.open_store(settings)
    assert accounts.admins(store) == []
    store.close()
