"""Settings: defaults, the file, the environment; every mistake is named by file, line and key."""

import dataclasses
import re
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.settings import Limits, Ports, Push, Settings
from db.settings_checks import SettingsError
from db.settings_file import load, render


@pytest.fixture(name="data")
def _data(tmp_path: Path) -> Path:
    return tmp_path


def settings_of(data: Path, text: str | bytes, **environ: str) -> Settings:
    content = text if isinstance(text, bytes) else text.encode()
    (data / "settings.toml").write_bytes(content)
    return load(data, environ)


def refusal(data: Path, text: str | bytes, **environ: str) -> str:
    with pytest.raises(SettingsError) as refused:
        settings_of(data, text, **environ)
    return str(refused.value)


def test_missing_file_means_the_defaults(data: Path) -> None:
    found = load(data, {})
    assert found == Settings(data)
    assert (found.domain, found.host, found.names, found.registration) == ("project.com", "127.0.0.1", (), "open")
    assert found.ports == Ports(1587, 1465, 1443, 0)
    assert found.limits.message_size == 50 * 1024 * 1024
    assert {found.file, found.store, found.certificates} == {
        data / "settings.toml",
        data / "postroom.sqlite3",
        data / "certs",
    }


def test_empty_file_means_the_defaults(data: Path) -> None:
    assert settings_of(data, "") == Settings(data)
    assert settings_of(data, "# nothing\n[ports]\n[limits]\n[push]\n") == Settings(data)


def test_settings_cannot_be_changed_and_show_themselves(data: Path) -> None:
    found = load(data, {})
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.domain = "other.com"  # type: ignore[misc] # that it is refused is the point
    assert "project.com" in repr(found)


TOP = [
    ("domain", "Example.ORG", "example.org"),
    ("domain", "localhost", "localhost"),
    ("domain", "xn--bcher-kva.example", "xn--bcher-kva.example"),
    ("host", "0.0.0.0", "0.0.0.0"),
    ("host", "::1", "::1"),
    ("host", "0:0:0:0:0:0:0:1", "::1"),
    ("host", "localhost", "127.0.0.1"),
    ("names", ["mail.example.com", "192.0.2.1", "2001:db8::1"], ("mail.example.com", "192.0.2.1", "2001:db8::1")),
    ("names", ["Mail.Example.com"], ("mail.example.com",)),
    ("registration", "open", "open"),
    ("registration", "invitation", "invitation"),
    ("registration", "approval", "approval"),
    ("registration", "closed", "closed"),
    (
        "admin_networks",
        ["192.168.1.0/24", "2001:db8::/32", "192.0.2.1"],
        ("192.168.1.0/24", "2001:db8::/32", "192.0.2.1/32"),
    ),
]


@pytest.mark.parametrize(("key", "written", "value"), TOP)
def test_value_of_the_file(data: Path, key: str, written: object, value: object) -> None:
    assert getattr(settings_of(data, f"{key} = {written!r}"), key) == value


@pytest.mark.parametrize(("key", "written", "value"), TOP)
def test_value_of_the_environment_goes_before_the_file(data: Path, key: str, written: object, value: object) -> None:
    variable = " ".join(written) if isinstance(written, list) else str(written)
    found = settings_of(data, 'domain = "file.com"\nhost = "192.0.2.9"\n', **{f"POSTROOM_{key.upper()}": variable})
    assert getattr(found, key) == value


@pytest.mark.parametrize(
    ("table", "name"),
    [("ports", one.name) for one in dataclasses.fields(Ports)]
    + [("limits", one.name) for one in dataclasses.fields(Limits)],
)
def test_every_number_can_be_set_and_says_what_it_must_be(data: Path, table: str, name: str) -> None:
    assert getattr(getattr(settings_of(data, f"[{table}]\n{name} = 99"), table), name) == 99
    variable = {f"POSTROOM_{table}_{name}".upper(): "98"}
    assert getattr(getattr(settings_of(data, f"[{table}]\n{name} = 99", **variable), table), name) == 98
    for wrong in ("-1", "1.5", "true", '"9"', "[]", "99999999999999999999", "9" * 5000, "2024-01-01"):
        said = refusal(data, f"# first\n[{table}]\n\n{name} = {wrong}")
        assert said.startswith(f"{data}/settings.toml, line 4: ")
        assert name in said
    said = refusal(data, "", **{f"POSTROOM_{table}_{name}".upper(): "many"})
    assert said.startswith(f"The variable POSTROOM_{table}_{name}".upper().replace("THE VARIABLE", "The variable"))
    assert "'many'" in said


@pytest.mark.parametrize("digits", ["9" * 5000, "٣", "²", "", " 5", "5 ", "+5", "0x10", "1e3"])
def test_number_in_the_environment_is_plain_digits(data: Path, digits: str) -> None:
    """Python refuses to read thousands of digits, and that was not called a mistake of the setting."""
    assert "POSTROOM_PORTS_HTTPS must be a whole number from 1 to 65535" in refusal(
        data, "", POSTROOM_PORTS_HTTPS=digits
    )


@pytest.mark.parametrize(
    ("text", "line", "parts"),
    [
        ('\ndomain = "no domain"', 2, ["domain", "'no domain'", "project.com"]),
        ("domain = 5", 1, ["domain", "5"]),
        ('domain = "-x.com"', 1, ["domain"]),
        (f'domain = "{"x" * 64}.com"', 1, ["domain"]),
        (f'domain = "{"x." * 127}com"', 1, ["domain"]),
        ('domain = ""', 1, ["domain"]),
        ('domain = "x.com."', 1, ["domain"]),
        ('domain = "192.168.1.1"', 1, ["domain", "'192.168.1.1'"]),
        ('host = "fe80::1%eth0"', 1, ["host", "'fe80::1%eth0'"]),
        ('domain = "x.com\\n"', 1, ["domain"]),
        ('# x\n# y\nhost = "example.com"', 3, ["host", "127.0.0.1"]),
        ("host = 127", 1, ["host"]),
        ("host = [1]", 1, ["host"]),
        ('host = "fe80::1%a\\"b"', 1, ["host"]),
        ('names = "mail.example.com"', 1, ["names", "list"]),
        ('names = ["ok.com",\n"not ok"]', 1, ["names", "'not ok'"]),
        ("names = [1]", 1, ["names"]),
        ('names = [""]', 1, ["names"]),
        ('names = ["fe80::1%a\\"b"]', 1, ["names"]),
        ('names = ["\u212aim.com"]', 1, ["names"]),
        ('registration = "Open"', 1, ["registration", "open, invitation, approval, closed"]),
        ("registration = true", 1, ["registration"]),
        ("domian = 'x.com'", 1, ["domian", "is not a setting", "domain"]),
        ("[prots]\nhttps = 5", 1, ["prots", "is not a setting", "[ports]"]),
        ("a.b.c = 1", 1, ["a", "is not a setting"]),
        ("ports = 5", 1, ["ports", "table"]),
        ("[[ports]]\nhttps = 5", 1, ["ports", "table"]),
        ("[limits]\n[ports]\nhttp = 5", 3, ["ports.http", "is not a setting", "https"]),
        ("[ports]\nhttps = 0", 2, ["ports.https", "from 1 to 65535"]),
        ("[ports]\nhttps = 65536", 2, ["ports.https"]),
        ("[ports]\nhttps = 1465", 2, ["ports.https is 1465", "ports.smtp_tls"]),
        ("[ports]\nsmtp_tls = 1443 # taken\n", 2, ["1443"]),
        ("[ports]\nincoming = 25\nsmtp_starttls = 25", 2, ["25", "ports.smtp_starttls"]),
        ("[limits]\nhttps = 9\n[ports]\n'https' = 1465", 2, ["limits.https"]),
        ("[limits]\nrecipients = 9\n[ports]\n'https' = 1465", 4, ["ports.https"]),
        ("[limits]\n[ports]\n# https = 5\n \thttps\t=1465", 4, ["ports.https"]),
        ('\nports.https = 0\nports."smtp_tls" = 7', 2, ["ports.https"]),
        ('\nports.https = 9\nports."smtp_tls" = 0', 3, ["ports.smtp_tls"]),
        ("\n\nports = { smtp_tls = 7, https = 0 }", 3, ["ports.https"]),
        ("\n[ 'ports' ] # the ports\nhttps = 0", 3, ["ports.https"]),
        ('# \u2028 a line for some\ndomain = "no domain"', 2, ["domain"]),
        ("[limits]\nmessage_size = 0", 2, ["limits.message_size", "from 1"]),
        ("[limits]\nsession_days = 99999999", 2, ["limits.session_days"]),
        ("[limits]\nmessage_size = 999999999999", 2, ["limits.message_size"]),
    ],
)
def test_wrong_value_is_named_by_line_and_key(data: Path, text: str, line: int, parts: list[str]) -> None:
    """Keys written with dots, quotes or braces were always said to stand in line 1."""
    said = refusal(data, text)
    assert said.startswith(f"{data}/settings.toml, line {line}: ")
    assert [part for part in parts if part not in said] == []
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('domain = "x.com', 1, "domain"),
        ("\n\nhost = 127.0.0.1", 3, "host"),
        ("domain", 1, "domain"),
        ("\ndomain =", 2, "domain"),
        ("= 5", 1, ""),
        ("[ports\nhttps = 5", 1, "[ports"),
        ("domain = 'a.com'\ndomain = 'b.com'\n", 2, "domain"),
        ("[ports]\nhttps = 5\n[limits]\n[ports]\nhttps = 6", 4, "[ports]"),
        ("ports.https = 5\n[ports]\nhttps = 6", 2, "[ports]"),
        ("[ports]\nhttps = 5\nhttps = 6", 3, "https"),
        ('names = [\n"a.com"\n"b.com"\n]', 3, '"b.com"'),
        ("domain = 'x\0'", 1, "domain"),
        ("# ok\r\nhost = \r\n", 2, "host"),
        ("\n\n" + "[" * 5000, 3, ""),
        ("\nhost = " + "[" * 100_000, 2, ""),
        ('a = """\nnever closed', 2, ""),
    ],
)
def test_damaged_file_is_named_by_line(data: Path, text: str, line: int, key: str) -> None:
    """Thousands of brackets ended the program with a traceback."""
    said = refusal(data, text)
    assert said.startswith(f"{data}/settings.toml, line {line}: {key}")
    assert "TOML" in said
    assert len(said) < len(str(data)) + 300
    assert said.isprintable()


def test_key_that_is_there_twice_is_told_as_that(data: Path) -> None:
    assert "line 2: host is set twice" in refusal(data, 'host = "::1"\nhost = "::1"\n')
    assert "line 3: [ports] is set twice" in refusal(data, "[ports]\nhttps = 5\n[ports]\n")


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"\xff\xfed\0o\0", 1), (b"# ok\n# Gr\xfc\xdfe\n", 2), (b"\n\n\ndomain = '\xc3'", 4), (b"# \xf0\x9f\x98", 1)],
)
def test_file_that_is_not_utf_8_is_named_by_line(data: Path, content: bytes, line: int) -> None:
    assert refusal(data, content) == f"{data}/settings.toml, line {line}: this is not UTF-8 text."


def test_mark_that_windows_editors_put_first_is_no_mistake(data: Path) -> None:
    """The editor of Windows wrote three bytes in front, and the first line was called no TOML."""
    assert settings_of(data, b"\xef\xbb\xbfdomain = 'x.com'\r\n").domain == "x.com"


def test_file_that_cannot_be_read_is_one_sentence(data: Path) -> None:
    (data / "settings.toml").mkdir()
    with pytest.raises(SettingsError, match=r"settings\.toml cannot be read: Is a directory\."):
        load(data, {})


def test_push_to_private_networks_is_off_until_it_is_allowed(data: Path) -> None:
    assert settings_of(data, "").push == Push(private_networks=False)
    assert settings_of(data, "[push]\nprivate_networks = true").push.private_networks
    assert settings_of(data, "", POSTROOM_PUSH_PRIVATE_NETWORKS="true").push.private_networks
    file = "[push]\nprivate_networks = true"
    assert not settings_of(data, file, POSTROOM_PUSH_PRIVATE_NETWORKS="false").push.private_networks


@pytest.mark.parametrize("wrong", ["1", '"true"', "[]", "2024-01-01"])
def test_push_to_private_networks_is_true_or_false(data: Path, wrong: str) -> None:
    said = refusal(data, f"\n[push]\nprivate_networks = {wrong}")
    assert said.startswith(f"{data}/settings.toml, line 3: push.private_networks must be true or false, not ")
    assert "PUSH_PRIVATE_NETWORKS must be true or false" in refusal(data, "", POSTROOM_PUSH_PRIVATE_NETWORKS=wrong)


def test_duplicate_ports_of_file_and_environment(data: Path) -> None:
    assert refusal(data, "[ports]\nhttps = 5", POSTROOM_PORTS_SMTP_TLS="5") in (
        "The variable POSTROOM_PORTS_HTTPS is 5, and so is ports.smtp_tls.",
        "The variable POSTROOM_PORTS_SMTP_TLS is 5, and so is ports.https.",
    )


def test_ports_of_the_environment_may_move_away_together(data: Path) -> None:
    """A port was compared with ones that another variable replaces."""
    moved = {"POSTROOM_PORTS_HTTPS": "1465", "POSTROOM_PORTS_SMTP_TLS": "1443"}
    assert settings_of(data, "", **moved).ports == Ports(1587, 1443, 1465, 0)


def test_incoming_may_be_off_and_other_ports_may_not(data: Path) -> None:
    assert settings_of(data, "[ports]\nincoming = 0").ports.incoming == 0
    assert settings_of(data, "", POSTROOM_PORTS_INCOMING="25").ports.incoming == 25


def test_other_variables_are_left_alone(data: Path) -> None:
    assert settings_of(data, "", POSTROOM_SOMETHING="x", DOMAIN="x.com", postroom_domain="y.com") == Settings(data)


@pytest.mark.parametrize(
    ("wrong", "fix"),
    [
        ("10.0.0.1/8", "write 10.0.0.0/8 for the network, 10.0.0.1 for the address"),
        ("2001:db8::1/32", "write 2001:db8::/32 for the network, 2001:db8::1 for the address"),
        ("10.0.0.0/33", "no network like 192.168.1.0/24"),
        ("fe80::1%eth0/64", "no network like 192.168.1.0/24"),
    ],
)
def test_network_that_is_none_is_refused_with_what_to_write(data: Path, wrong: str, fix: str) -> None:
    assert fix in refusal(data, f'admin_networks = ["{wrong}"]')


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
        ("::ffff:10.0.0.1", "10.0.0.1/32"),
        ("::ffff:0:0/96", "0.0.0.0/0"),
        ("2001:db8::/96", "2001:db8::/96"),
    ],
)
def test_ipv4_network_within_ipv6_is_that_of_ipv4(data: Path, written: str, means: str) -> None:
    """Peers are compared as IPv4: it matched nobody, and shut every admin out."""
    assert settings_of(data, f'admin_networks = ["{written}"]').admin_networks == (means,)


NAMES = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?){0,3}", fullmatch=True)
ADDRESSES = st.ip_addresses().map(str)
NUMBERS = st.integers(1, 3650)


def is_no_mapped(address: str) -> bool:
    return not address.lower().startswith("::ffff:")


SETTINGS = st.builds(
    Settings,
    data=st.none(),
    domain=NAMES.filter(lambda name: not name.rpartition(".")[2].isdigit()),
    host=ADDRESSES,
    names=st.lists(NAMES | ADDRESSES, max_size=4).map(tuple),
    registration=st.sampled_from(["open", "invitation", "approval", "closed"]),
    admin_networks=st.lists(ADDRESSES.filter(is_no_mapped).map(lambda one: str(ip_network(one))), max_size=3).map(
        tuple
    ),
    ports=st.lists(st.integers(1, 65535), min_size=4, max_size=4, unique=True).map(lambda ports: Ports(*ports)),
    limits=st.builds(Limits, **{one.name: NUMBERS for one in dataclasses.fields(Limits)}),
    push=st.builds(Push, private_networks=st.booleans()),
)


@given(SETTINGS)
def test_rendered_settings_are_read_back(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> None:
    data = tmp_path_factory.getbasetemp()
    settings = dataclasses.replace(settings, data=data)
    assert settings_of(data, render(settings)) == settings
    (data / "settings.toml").unlink()


@given(st.text(st.sampled_from("domain=ports.https[]{}'\"#\n\\5\0é,\r \t"), max_size=60))
def test_any_text_is_settings_or_one_sentence_with_a_line(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    data = tmp_path_factory.getbasetemp()
    try:
        settings_of(data, text)
        said = f"{data}/settings.toml, line 1: nothing to say."
    except SettingsError as refused:
        said = str(refused)
    assert re.fullmatch(rf"{re.escape(str(data))}/settings\.toml, line [1-9]\d*: .*\.", said, re.DOTALL)
    (data / "settings.toml").unlink()
