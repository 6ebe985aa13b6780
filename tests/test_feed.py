"""Feeds → links: the shape councils' feeds have, and everything that can be wrong with one."""

import datetime as dt
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.feed import FeedRead, read_feed, split_title
from scraper.page import LinkKind
from scraper.platforms import dynasty

HOST = "https://poytakirjat.koivula.example"
FEED = f"{HOST}/cgi/DREQUEST.PHP?page=rss/meetingitems&show=100"
HEAD = (
    "<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel><title><![CDATA[Dynasty]]></title>"
    "<link><![CDATA[https://poytakirjat.koivula.example:443/cgi/DREQUEST.PHP?page=meeting_frames]]></link>"
    "<description><![CDATA[Dynasty - Kokousasiat]]></description>"
)


def item(title: str, id_: str = "20261273-7", *, page: str = "meetingitem", start: str = f"{HOST}:443") -> str:
    link = f"{start}/cgi/DREQUEST.PHP?page={page}&id={id_}"
    return f"<item><title><![CDATA[{title}]]></title><description><![CDATA[x]]></description><link><![CDATA[{link}]]></link></item>\n"


def feed(*items: str, encoding: str = "windows-1252") -> bytes:
    return (HEAD + "".join(items) + "</channel></rss>").encode(encoding)


def read(content: bytes) -> FeedRead:
    return read_feed(content, FEED, platform=dynasty)


# --- the ordinary feed ---


def test_item_of_a_meeting() -> None:
    made = read(feed(item("Kunnanhallitus 29.03.2026 / Lainan ottaminen – 5 € / asukas")))
    assert made.defects == ()
    (link,) = made.links
    assert link.url == f"{HOST}/cgi/DREQUEST.PHP?page=meetingitem&id=20261273-7"
    assert (link.kind, link.id, link.body) == (LinkKind.meeting_item, "20261273-7", "Kunnanhallitus")
    assert (link.date, link.title) == (dt.date(2026, 3, 29), "Lainan ottaminen – 5 € / asukas")


@pytest.mark.parametrize(
    ("page", "id_", "kind"),
    [
        ("meetingitem", "20261273-7", LinkKind.meeting_item),
        ("meetingitem", "F56A518FX3010X4561XB713X45DDDAB5E7D0-4", LinkKind.meeting_item),
        ("meeting", "20261273", LinkKind.meeting),
        ("official_decision", "2026000117", LinkKind.officer_decision),
    ],
)
def test_kind_comes_from_the_address(page: str, id_: str, kind: LinkKind) -> None:
    (link,) = read(feed(item("Tekninen johtaja 1.2.2026 / Katulupa", id_, page=page))).links
    assert (link.kind, link.id, link.body) == (kind, id_, "Tekninen johtaja")


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Kunnanhallitus 29.03.2026 / Talous", ("Kunnanhallitus", dt.date(2026, 3, 29), "Talous")),
        ("Kunnanhallitus 9.3.2026 / Talous / muutos", ("Kunnanhallitus", dt.date(2026, 3, 9), "Talous / muutos")),
        (
            "Sivistyslautakunta, jaosto 9.3.2026 klo 17:00 / Otsikko",
            ("Sivistyslautakunta, jaosto", dt.date(2026, 3, 9), "Otsikko"),
        ),
        ("Kunnanvaltuusto 24.04.2026", ("Kunnanvaltuusto", dt.date(2026, 4, 24), "Kunnanvaltuusto 24.04.2026")),
        ("Lupa / Koivula 1.2.2026", (None, None, "Lupa / Koivula 1.2.2026")),
        ("Kunnanhallitus 31.02.2026 / Talous", (None, None, "Kunnanhallitus 31.02.2026 / Talous")),
        ("29.03.2026 / Talous", (None, dt.date(2026, 3, 29), "Talous")),
        ("Kunnanhallitus 29.03.2026 / ", ("Kunnanhallitus", dt.date(2026, 3, 29), "Kunnanhallitus 29.03.2026 / ")),
        ("", (None, None, "")),
    ],
)
def test_title_is_split_at_the_first_separator(title: str, parts: tuple[str | None, dt.date | None, str]) -> None:
    assert split_title(title) == parts


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Talous &ndash; tilinp&auml;&auml;t&ouml;s", "Talous – tilinpäätös"),
        ("AT&amp;T ja R&D", "AT&T ja R&D"),
        ("alle < 5 ja > 3 euroa", "alle < 5 ja > 3 euroa"),
        ("<b>Lihava</b>  otsikko", "Lihava otsikko"),
        ("näky\u202emätön", "näkymätön"),
        ("hinta 5 \x80", "hinta 5 €"),
    ],
)
def test_titles_are_plain_text(written: str, title: str) -> None:
    encoding = "utf-8" if "\u202e" in written else "windows-1252"
    content = feed(item(f"Kunnanhallitus 1.2.2026 / {written}".replace("\x80", "€")), encoding=encoding)
    (link,) = read(content).links
    assert link.title == title


@given(
    st.dates(min_value=dt.date(1990, 1, 1)),
    st.text("AÄö -,", min_size=1, max_size=30),
    st.text("abö/ §1.", max_size=40),
)
def test_any_body_date_and_title_come_apart_again(date: dt.date, body: str, title: str) -> None:
    made = split_title(f"{body} {date.day}.{date.month}.{date.year} / {title}")
    assert made[0] == (body.strip(" ,-–") or None)
    assert made[1] == date
    assert made[2] == title.strip() or not title.strip()


def test_http_links_of_an_https_feed_become_https() -> None:
    (link,) = read(feed(item("x", start="http://poytakirjat.koivula.example:80"))).links
    assert link.url.startswith("https://poytakirjat.koivula.example/cgi/")


def test_the_same_page_twice_is_one_link() -> None:
    other_order = item("x").replace("page=meetingitem&id=20261273-7", "id=20261273-7&page=meetingitem")
    assert len(read(feed(item("x"), other_order)).links) == 1


def test_an_empty_feed_is_fine() -> None:
    assert read(feed()) == FeedRead()


def test_an_empty_feed_that_is_damaged_is_not_fine() -> None:
    made = read(feed()[:-12])
    assert made.links == ()
    assert made.defects == ("the feed is damaged and no item is left of it",)


def test_an_item_in_a_comment_is_none() -> None:
    made = read(feed(item("A", "20261-1"), f"<!-- {item('B', '20261-2')} -->", item("C", "20261-3")))
    assert [link.id for link in made.links] == ["20261-1", "20261-3"]
    assert made.defects == ()


def test_an_item_in_a_title_is_text_and_one_behind_a_lost_end_is_not() -> None:
    quoted = item("Ohje: <item> aloittaa asian", "20261-1")
    assert [link.id for link in read(feed(quoted, item("B", "20261-2"))).links] == ["20261-1", "20261-2"]
    lost = feed(item("B", "20261-2"), item("C", "20261-3")).replace(b"Kokousasiat]]>", b"Kokousasiat")
    assert [link.id for link in read(lost).links] == ["20261-2", "20261-3"]


def test_order_is_kept() -> None:
    ids = [f"2026{n}-1" for n in (5, 9, 2, 7)]
    assert [link.id for link in read(feed(*(item("x", id_) for id_ in ids))).links] == ids


# --- other feeds ---


def test_atom_is_read() -> None:
    content = (
        b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Koivula</title><entry>'
        b"<title>Kunnanhallitus 1.2.2026 / Talous</title><id>x</id>"
        b'<link rel="alternate" href="/kokous/20261-1.HTM"/></entry></feed>'
    )
    (link,) = read_feed(content, FEED).links
    assert (link.url, link.body, link.title) == (f"{HOST}/kokous/20261-1.HTM", "Kunnanhallitus", "Talous")


def test_a_permanent_guid_stands_in_for_a_link() -> None:
    content = (
        f"<rss><channel><item><title>A</title><guid>{HOST}/kokous/20261-2.HTM</guid></item></channel></rss>".encode()
    )
    (link,) = read_feed(content, FEED).links
    assert link.url.endswith("/kokous/20261-2.HTM")


@pytest.mark.parametrize("content", [b"", b"<html><body>Kirjaudu</body></html>", b"\x00\xff\xfe", b"rss"])
def test_what_is_no_feed_is_said(content: bytes) -> None:
    made = read(content)
    assert made.links == ()
    assert made.complaint is not None


# --- damage ---


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (item("x", start="https://elsewhere.example"), "another host"),
        (item("x", page="search"), "none of the platform's documents"),
        ("<item><title>No link</title></item>", "no link"),
        ("<item><title>T</title><link>javascript:alert(1)</link></item>", "no web page"),
        ("<item><title>T</title><link>https://</link></item>", "no web page"),
        (item("x", page="rss/meetings"), "none of the platform's documents"),
        (item("x", page="meeting_handlers"), "none of the platform's documents"),
        (item("x", id_="2026\x0112-7"), "it is damaged"),
        (item("x", id_="../../etc"), "none of the platform's documents"),
    ],
)
def test_a_bad_item_is_a_defect_and_its_neighbours_stay(bad: str, reason: str) -> None:
    made = read(feed(item("A", "20261-1"), bad, item("B", "20261-2")))
    assert [link.id for link in made.links] == ["20261-1", "20261-2"]
    assert any(reason in defect for defect in made.defects)


@pytest.mark.parametrize(
    "damage",
    [
        "<item><title><![CDATA[open",
        "<item><title>unclosed <b>",
        "</item></item>",
        "<item><title>&undefined; & alone</title><link>",
        "<\x01\x02item>",
        "]]>",
        "<!-- <item>",
        "<item>" * 20,
    ],
)
def test_damage_between_items_costs_none_of_them(damage: str) -> None:
    good = [item(f"Kunnanhallitus 1.2.2026 / Asia {n}", f"20261-{n}") for n in range(1, 6)]
    made = read(feed(*good[:2], damage, *good[2:]))
    found = {link.id for link in made.links}
    lost = {f"20261-{n}" for n in range(1, 6)} - found
    assert len(lost) <= 1
    assert found <= {f"20261-{n}" for n in range(1, 6)}
    assert made.complaint is None


def test_a_feed_cut_in_the_middle_keeps_what_came() -> None:
    whole = feed(*(item(f"Kunnanhallitus 1.2.2026 / Asia {n}", f"20261-{n}") for n in range(1, 6)))
    made = read(whole[: whole.index(b"Asia 4") + 3])
    assert [link.id for link in made.links] == ["20261-1", "20261-2", "20261-3"]
    assert made.defects


DAMAGES = (
    lambda text, at, _: text[:at] + text[at + 1 :],
    lambda text, at, rng: text[:at] + chr(rng.randrange(1, 0x250)) + text[at:],
    lambda text, at, _: text[:at] + "&" + text[at:],
    lambda text, at, _: text[:at] + "<" + text[at:],
    lambda text, at, _: text[:at] + "\x00\x0b" + text[at:],
)


@pytest.mark.parametrize("seed", range(60))
def test_seeded_damage_loses_at_most_the_damaged_item(seed: int) -> None:
    rng = random.Random(seed)
    ids = [f"2026{100 + n}-{n}" for n in range(1, 13)]
    items = [item(f"Kunnanhallitus 1.2.2026 / Asia {n} &ndash; tie", id_) for n, id_ in enumerate(ids)]
    hit = rng.randrange(len(items))
    at = rng.randrange(len(items[hit]))
    items[hit] = rng.choice(DAMAGES)(items[hit], at, rng)
    made = read(feed(*items, encoding="utf-8"))
    found = [link.id for link in made.links]
    untouched = [id_ for n, id_ in enumerate(ids) if n != hit]
    kept = [id_ for id_ in untouched if id_ in found]
    assert len(kept) >= len(untouched) - 1
    invented = set(found) - set(ids)
    assert all(re.sub(r"\D", "", id_ or "") for id_ in invented)
    assert len(invented) <= 1


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_an_exception(content: bytes) -> None:
    read(b"<rss><channel>" + content + b"</channel></rss>")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(["<item>", "</item>", "<![CDATA[", "]]>", "<link>", "</link>", "<title>", "&", "<", "x", '"'])
    )
)
def test_any_soup_of_tags_is_read_without_an_exception(tags: list[str]) -> None:
    made = read(feed("".join(tags)))
    assert made.complaint is None


@pytest.mark.parametrize(
    "flood",
    [
        "<" * 400_000,
        "<item " * 200_000,
        "<item><title>" + "<b>" * 200_000,
        "<![CDATA[<item>" * 100_000,
        "<x>" * 200_000,
        "&" * 400_000,
    ],
    ids=lambda flood: flood[:15],
)
def test_floods_of_markup_are_not_given_to_a_slow_parser(flood: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(*_: object, **__: object) -> None:
        raise AssertionError("a flood was parsed whole")

    monkeypatch.setattr("feedparser.parse", parse)
    made = read(feed(item("A", "20261-1"), flood))
    assert [link.id for link in made.links] == ["20261-1"]
    assert made.defects


@pytest.mark.parametrize(
    "entity", ["<!ENTITY j SYSTEM 'file:///etc/hostname'>", "<!ENTITY i 'haha'><!ENTITY j '&i;&i;&i;&i;'>"]
)
def test_entities_that_a_feed_declares_are_not_expanded(entity: str) -> None:
    body = item("x").replace("<![CDATA[x]]>", "&j;", 1)
    content = (
        f"<?xml version='1.0'?><!DOCTYPE rss [{entity}]><rss version='2.0'><channel>{body}</channel></rss>".encode()
    )
    (link,) = read(content).links
    assert link.title == "&j;"


def test_a_hundred_thousand_starts_end() -> None:
    made = read(feed("<item>" * 100_000))
    assert made.links == ()
    assert any("only the first" in defect for defect in made.defects)
