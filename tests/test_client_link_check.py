"""A link is doubted when it leads elsewhere than its text says, and only then."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.link_check import Kind, doubt_about, named_host


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://www.bank.example/login", "www.bank.example"),
        ("Go to http://bank.example now", "bank.example"),
        ("www.bank.example", "www.bank.example"),
        ("bank.example/login?x=1", "bank.example"),
        ("Bank.Example.", "bank.example"),
        ("<bank.example>", "bank.example"),
        ("clara@project.com", "project.com"),
        ("pаypal.com", "xn--pypal-4ve.com"),
        ("\u202emoc.knab\u202c", "moc.knab"),
        ("bank\u200b.exam\u00adple\u2060", "bank.example"),
        ("\uff42\uff41\uff4e\uff4b\uff0eexample", "bank.example"),
        ("bank\u2024example", "bank.example"),
        ("\u279c bank.example \u00bb", "bank.example"),
    ],
)
def test_host_that_a_text_names(text: str, host: str) -> None:
    assert named_host(text) == host


@pytest.mark.parametrize(
    "text", ["", "Click here", "See all talks.", "report.pdf", "e.g. this", "1.2.3", "No. 5", "index.html", "\ufffc"]
)
def test_words_name_no_host(text: str) -> None:
    assert named_host(text) == ""


@pytest.mark.parametrize(
    ("link", "text"),
    [
        ("https://evil.example/x", "bank.example"),
        ("https://bank.example.evil.test/", "https://bank.example/"),
        ("https://evil.co.uk/", "bank.co.uk"),
        ("https://evil.example/", "clara@project.com"),
    ],
)
def test_link_to_another_host_than_its_text_names(link: str, text: str) -> None:
    doubt = doubt_about(link, ["Click here", text])
    assert doubt is not None
    assert doubt.kind is Kind.OTHER_HOST
    assert doubt.named == named_host(text)


@pytest.mark.parametrize(
    ("link", "texts"),
    [
        ("https://bank.example/login", ["Sign in"]),
        ("https://bank.example/login", ["https://bank.example"]),
        ("https://click.mail.bank.example/r?x", ["www.bank.example"]),
        ("https://www.bank.co.uk/", ["bank.co.uk"]),
        ("http://project.com:8080/x", ["project.com/x"]),
        ("https://project.com/", []),
    ],
)
def test_link_without_a_doubt(link: str, texts: list[str]) -> None:
    assert doubt_about(link, texts) is None


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("https://bank.example@evil.example/", Kind.HIDDEN_HOST),
        ("https:///x", Kind.HIDDEN_HOST),
        ("https://[::1/x", Kind.HIDDEN_HOST),
        ("https://203.0.113.7/", Kind.NUMBER),
        ("https://[2001:db8::1]/", Kind.NUMBER),
        ("https://3405803783/", Kind.NUMBER),
        ("https://xn--pypal-4ve.com/", Kind.LETTERS),
    ],
)
def test_link_whose_host_deceives_by_itself(link: str, kind: Kind) -> None:
    doubt = doubt_about(link, ["Sign in"])
    assert doubt is not None
    assert doubt.kind is kind


@given(st.text(), st.text())
def test_nothing_that_is_written_is_too_odd(rest: str, text: str) -> None:
    doubt = doubt_about(f"https://{rest}", [text])
    assert doubt is None or doubt.kind in Kind


@given(st.from_regex(r"[a-z]{1,10}(\.[a-z]{2,10}){1,3}", fullmatch=True))
def test_text_that_is_its_own_link_is_never_doubted(host: str) -> None:
    assert doubt_about(f"https://{host}/", [host, f"https://{host}/x"]) is None
