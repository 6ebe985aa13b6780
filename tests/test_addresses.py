"""Web addresses: one spelling, one identity, and who counts as one host."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import addresses


@pytest.mark.parametrize(
    ("url", "normal", "identity"),
    [
        (
            "HTTPS://Koivula.Example:443/a/../b?z=1&a=2#c",
            "https://koivula.example/b?z=1&a=2",
            "https://koivula.example/b?a=2&z=1",
        ),
        ("http://koivula.example:80", "http://koivula.example/", "https://koivula.example/"),
        ("http://koivula.example:8080/x", "http://koivula.example:8080/x", "https://koivula.example:8080/x"),
        ("https://k.example./x?PHPSESSID=1&id=", "https://k.example/x?PHPSESSID=1&id=", "https://k.example/x?id="),
        ("https://k.example/Liite 1.pdf", "https://k.example/Liite%201.pdf", "https://k.example/Liite%201.pdf"),
        ("https://k.example/?q=%E4&r=ä", "https://k.example/?q=%E4&r=%C3%A4", "https://k.example/?q=%E4&r=%C3%A4"),
        ("https://kärkölä.example/", "https://xn--krkl-load8j.example/", "https://xn--krkl-load8j.example/"),
        ("http://[::1]:80/", "http://[::1]/", "https://[::1]/"),
    ],
)
def test_one_spelling_for_one_address(url: str, normal: str, identity: str) -> None:
    assert addresses.normalise(url) == normal
    assert addresses.identity(url) == identity


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://k.example/", "http://k.example:"]))
def test_any_text_normalises_to_itself_or_is_refused(text: str, start: str) -> None:
    try:
        normal = addresses.normalise(start + text)
    except ValueError:
        return
    assert addresses.normalise(normal) == normal


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("hanko10fi.oncloudos.com", "oncloudos.com"),
        ("www.koivula.fi", "koivula.fi"),
        ("127.0.0.2:80", "127.0.0.2:80"),
        ("::1", "::1"),
    ],
)
def test_registrable_domain(host: str, domain: str) -> None:
    assert addresses.registrable_domain(host) == domain


def test_loopback_addresses_are_hosts_of_their_own() -> None:
    urls = ["http://127.0.0.1:8001/", "http://127.0.0.1:8002/", "http://127.0.0.2:8001/"]
    assert len({addresses.host_of(url) for url in urls}) == 3
    assert addresses.host_of("http://k.example:8001/") == addresses.host_of("https://k.example/")


@pytest.mark.parametrize(
    ("href", "joined"),
    [
        ("../kokous/20261-2.PDF", "https://k.example/new/kokous/20261-2.PDF"),
        ("?page=meeting&id=1", "https://k.example/new/cgi/DREQUEST.PHP?page=meeting&id=1"),
        ("//other.example/x", "https://other.example/x"),
        (" /a ", "https://k.example/a"),
        ("mailto:kirjaamo@k.example", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
    ],
)
def test_links_of_a_page_are_resolved(href: str, joined: str | None) -> None:
    assert addresses.join("https://k.example/new/cgi/DREQUEST.PHP?page=x", href) == joined


@pytest.mark.parametrize(
    ("url", "hosts", "belongs"),
    [
        ("https://k.example/x", {"k.example"}, True),
        ("https://k.example:8443/x", {"k.example"}, True),
        ("http://127.0.0.1:8001/x", {"127.0.0.1:8001"}, True),
        ("http://127.0.0.1:8002/x", {"127.0.0.1:8001"}, False),
        ("https://evil-k.example/x", {"k.example"}, False),
        ("https://k.example.evil.example/x", {"k.example"}, False),
        ("https://k.example@evil.example/x", {"k.example"}, False),
    ],
)
def test_only_the_host_itself_belongs(url: str, hosts: set[str], belongs: bool) -> None:
    assert addresses.belongs(url, hosts) is belongs


@pytest.mark.parametrize(
    ("url", "base", "result"),
    [
        ("http://k.example/x", "https://k.example/feed", "https://k.example/x"),
        ("http://k.example/x", "http://k.example/feed", "http://k.example/x"),
        ("https://k.example/x", "http://k.example/feed", "https://k.example/x"),
        ("http://other.example/x", "https://k.example/feed", "http://other.example/x"),
        ("http://k.example:8080/x", "https://k.example/feed", "http://k.example:8080/x"),
    ],
)
def test_https_is_preferred_where_it_is_known_to_answer(url: str, base: str, result: str) -> None:
    assert addresses.prefer_https(url, base) == result
