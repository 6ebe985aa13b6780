"""The addresses of CaseM, Turku, KTweb and Helsinki: what they lead to, whose they are, and one spelling for one decision."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import platforms
from scraper.errors import SourceError
from scraper.feed import read_feed
from scraper.page import LinkKind, Page, Post
from scraper.source import Source

C = "https://kuusilampi.cloudnc.fi"
T, P = "http://ah.vesiranta.example.fi", "https://paatokset.vesiranta.example.fi"
K = "https://koskenniemi.tweb.example.fi"
H = "https://paatokset.example.fi"
UUID = "9f2b1c74-41d6-4a10-8e52-7d3a6c1f0771"
ITEM, OFFICER = LinkKind.meeting_item, LinkKind.officer_decision

ADDRESSES = [
    ("casem", f"{C}/", LinkKind.bodies, None),
    ("casem", f"{C}/sv-FI", LinkKind.bodies, None),
    ("casem", f"{C}/fi-FI/Toimielimet", LinkKind.bodies, None),
    ("casem", f"{C}/fi-FI/Toimielimet/Kunnanhallitus", LinkKind.body, None),
    ("casem", f"{C}/fi-FI/Toimielimet/Kunnanhallitus/Kokous_2092023", LinkKind.meeting, "Kunnanhallitus/Kokous_2092023"),
    ("casem", f"{C}/sv-FI/Organ/Kommunstyrelsen/Moumlte_722024", LinkKind.meeting, "Kommunstyrelsen/Moumlte_722024"),
    ("casem", f"{C}/fi-FI/Toimielimet/Kunnanhallitus/Kokous_2092023/Silta(21006)", ITEM, "21006"),
    ("casem", f"{C}/fi-FI/Toimielimet/Edistaumlmisen_jaosto/Kokous_2092023/Uusi_%C3%A4%C3%A4ni(21007)", ITEM, "21007"),
    ("casem", f"{C}/fi-FI/content/21006/15821", ITEM, "21006"),
    ("casem", f"{C}/fi-FI/Viranhaltijat", LinkKind.officers, None),
    ("casem", f"{C}/fi-FI/Viranhaltijat/Rehtori", LinkKind.officers, None),
    ("casem", f"{C}/fi-FI/Viranhaltijat/Rehtori/Sijaisuus(33)", OFFICER, "33"),
    ("casem", f"{C}/sv-FI/Tjaumlnsteinnehavare/Rektor/Vikariat(34)", OFFICER, "34"),
    ("casem", f"{C}/download/noname/%7B0F0F%7D/9021", LinkKind.attachment, None),
    ("turku", f"{T}/", LinkKind.bodies, None),
    ("turku", f"{T}/kh/welcome.htm", LinkKind.bodies, "kh"),
    ("turku", f"{T}/kh/2017/welcome.htm", LinkKind.body, "kh/2017"),
    ("turku", f"{T}/kh/2017/0502011x/welcome.htm", LinkKind.meeting, "kh/2017/0502011x"),
    ("turku", f"{T}/kh/2017/05080121/welcome.htm", LinkKind.meeting, "kh/2017/05080121"),
    ("turku", f"{T}/kh/2017/0502011x/3540796.htm", ITEM, "3540796"),
    ("turku", f"{P}/api/toimielimet", LinkKind.bodies, None),
    ("turku", f"{P}/api/toimielin/kh", LinkKind.body, "kh"),
    ("turku", f"{P}/api/poytakirja/88001", ITEM, "88001"),
    ("ktweb", f"{K}/ktwebscr/pk_tek_tweb.htm", LinkKind.bodies, None),
    ("ktweb", f"{K}/ktwebbin/dbisa.dll/ktwebscr/epj_tek_tweb.htm", LinkKind.bodies, None),
    ("ktweb", f"{K}/ktwebscr/pk_tek.htm", LinkKind.bodies, None),
    ("ktweb", f"{K}/ktwebscr/pk_kokl_tweb.htm?oper=where&kirjaamo=690", LinkKind.body, "690"),
    ("ktweb", f"{K}/ktwebscr/pk_asil_tweb.htm?+bid=12867", LinkKind.meeting, "pk-12867"),
    ("ktweb", f"{K}/ktwebscr/epj_asil_tweb.htm?+bid=12867", LinkKind.meeting, "epj-12867"),
    ("ktweb", f"{K}/ktwebscr/vparhaku_tweb.htm", LinkKind.officers, None),
    ("ktweb", f"{K}/ktwebscr/epj_rssfeed.htm?toimielin=", LinkKind.feed, None),
    ("ktweb", f"{K}/ktwebscr/fileshow?doctype=3&docid=632583", ITEM, "632583"),
    ("ktweb", f"{K}/ktwebbin/ktproxy2.dll?docid=632583&doctype=3", ITEM, "632583"),
    ("ktweb", f"{K}/ktwebscr/fileshow?doctype=1&docid=9", LinkKind.attachment, "9"),
    ("helsinki", f"{H}/fi/asia/hel-2024-000771?paatos={UUID}", ITEM, UUID),
    ("helsinki", f"{H}/sv/arende/hel-2024-000771?beslut=%7B{UUID.upper()}%7D", ITEM, UUID),
    ("helsinki", f"{H}/en/case/hel-2024-000771?decision={UUID}", ITEM, UUID),
    ("helsinki", f"{H}/fi/asia/hel-2024-000771", ITEM, "hel-2024-000771"),
]  # fmt: skip


@pytest.mark.parametrize(("platform", "url", "kind", "id_"), ADDRESSES)
def test_addresses_say_what_they_lead_to(platform: str, url: str, kind: LinkKind, id_: str | None) -> None:
    module = platforms.named(platform)
    link = module.link(url, title="Otsikko", date=dt.date(2026, 3, 2))
    assert (link.kind, link.id, link.title) == (kind, id_, "Otsikko")
    assert module.link(link.url).id == id_, "its own spelling leads to the same"
    assert module.identity(url) == (id_ if kind in (ITEM, OFFICER) else None) or kind is LinkKind.attachment


@pytest.mark.parametrize(
    ("platform", "url"),
    [
        ("casem", f"{C}/fi-FI/Kuulutukset/Kaava(9)"),
        ("casem", f"{C}/fi-FI/Kaavat"),
        ("casem", f"{C}/fi-FI/haku?n=23&s=silta"),
        ("casem", f"{C}/fi-FI/content/abc"),
        ("casem", "mailto:kirjaamo@kuusilampi.fi"),
        ("turku", f"{T}/kh/2017/0502011x/vo.htm"),
        ("turku", f"{T}/kh/2017/0502011x/lasnaolo.htm"),
        ("turku", f"{P}/api/asiaryhmat"),
        ("turku", f"{P}/api/haku?q=x"),
        ("ktweb", f"{K}/ktwebscr/kuullist_tweb.htm"),
        ("ktweb", f"{K}/ktwebscr/ktohje.htm"),
        ("ktweb", f"{K}/ktwebscr/epjattn_tweb.htm?632581"),
        ("ktweb", f"{K}/ktwebscr/pk_asil_tweb.htm"),
        ("ktweb", f"{K}/ktwebscr/fileshow?doctype=3&docid=abc"),
        ("helsinki", f"{H}/fi/tietoa"),
        ("helsinki", "https://[::1"),
    ],
)
def test_other_addresses_lead_nowhere(platform: str, url: str) -> None:
    assert platforms.named(platform).link(url) is None


@pytest.mark.parametrize(
    ("platform", "urls"),
    [
        (
            "casem",
            (f"{C}/fi-FI/Toimielimet/Kunnanhallitus/Kokous_2092023/Silta(21006)", f"{C}:443/fi-FI/content/21006/1"),
        ),
        ("turku", (f"{T}/kh/2017/0502011x/3540796.htm", f"{T}:80/kh/2017/0502011x/3540796.htm?x=1")),
        ("helsinki", tuple(url for platform, url, _, id_ in ADDRESSES if platform == "helsinki" and id_ == UUID)),
        ("ktweb", (f"{K}/ktwebscr/fileshow?doctype=3&docid=7", f"{K}/ktwebscr/fileshow?docid=7&doctype=3")),
    ],
)
def test_one_decision_has_one_id_and_one_address(platform: str, urls: tuple[str, ...]) -> None:
    module = platforms.named(platform)
    assert len({module.identity(url) for url in urls}) == 1
    canonical = {module.canonical(url).replace(":80/", "/") for url in urls}
    assert len(canonical) == 1


@pytest.mark.parametrize("platform", ["casem", "turku", "ktweb", "helsinki"])
@given(path=st.text(max_size=40), query=st.text(max_size=40))
def test_no_text_breaks_an_address(platform: str, path: str, query: str) -> None:
    module = platforms.named(platform)
    for url in (
        path,
        f"https://k.example/{path}?{query}",
        f"{K}/ktwebscr/{path}.htm?{query}",
        f"{C}/fi-FI/{path}({query})",
    ):
        link = module.link(url)
        assert link is None or module.link(link.url) is not None


def test_no_system_takes_another_ones_pages() -> None:
    """An address of a decision is recognised by one system alone."""
    modules = {name: platforms.named(name) for name in ("dynasty", "casem", "turku", "ktweb", "helsinki")}
    decisions = [(platform, url) for platform, url, kind, _ in ADDRESSES if kind in (ITEM, OFFICER)]
    for platform, url in decisions:
        assert [name for name, module in modules.items() if module.recognises(url, "")] == [platform]


def source(platform: str, address: str, **more: object) -> Source:
    return Source(id="t", name="T", municipality="T", platform=platform, address=address, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("town", "feeds"),
    [
        (source("casem", f"{C}/fi-FI"), [f"{C}/fi-FI"]),
        (source("casem", f"{C}/sv-FI/Organ"), [f"{C}/sv-FI"]),
        (source("casem", C), [f"{C}/fi-FI"]),
        (source("casem", C, languages=("sv", "fi")), [f"{C}/sv-FI"]),
        (source("turku", T), [f"{T}/"]),
        (source("turku", f"{P}/"), [f"{P}/api/toimielimet"]),
        (
            source("ktweb", f"{K}/ktwebscr/pk_rssfeed.htm"),
            [f"{K}/ktwebscr/pk_rssfeed.htm", f"{K}/ktwebscr/epj_rssfeed.htm"],
        ),
        (
            source("ktweb", f"{K}/ktwebbin/dbisa.dll/ktwebscr/pk_tek_tweb.htm"),
            [
                f"{K}/ktwebbin/dbisa.dll/ktwebscr/pk_kokl_tweb.htm?oper=where&kirjaamo=&pvm1=&pvm2=",
                f"{K}/ktwebbin/dbisa.dll/ktwebscr/epj_kokl_tweb.htm?oper=where&kirjaamo=&pvm1=&pvm2=",
                f"{K}/ktwebbin/dbisa.dll/ktwebscr/vparhaku_tweb.htm",
            ],
        ),
        (
            source("ktweb", f"{K}/ktwebscr/pk_tek.htm"),
            [f"{K}/ktwebscr/{tree}_kokl.htm?oper=where&kirjaamo=&pvm1=&pvm2=" for tree in ("pk", "epj")],
        ),
    ],
)
def test_where_a_poll_begins(town: Source, feeds: list[str]) -> None:
    module = platforms.named(town.platform)
    assert [feed.url for feed in module.feeds(town)] == feeds
    assert all((feed.kind is LinkKind.feed) == feed.url.endswith("rssfeed.htm") for feed in module.feeds(town))


def test_the_oldest_sites_keep_their_names_down_the_tree() -> None:
    ktweb, town = platforms.named("ktweb"), source("ktweb", f"{K}/ktwebscr/pk_tek.htm")
    form = b"<form><select name='kirjaamo'><option value=''>Kaikki</option><option value='690'>Kunnanhallitus</option></select></form>"
    for start in ktweb.listings(town):
        (body,) = ktweb.discover(town, Page(start.url, form, link=start))
        assert body.url == start.url.replace("_tek", "_kokl") + "?oper=where&kirjaamo=690&pvm1=&pvm2="
        assert ktweb.site(body.url) == f"{K}/ktwebscr/pk_tek.htm"


@pytest.mark.parametrize("damage", [b"", b"<a><b"])
def test_a_feed_of_ktweb_names_the_body_as_category(damage: bytes) -> None:
    """Its documents often do not name their body; the feed is in latin-1 (formats.md 3)."""
    address = f"{K}/ktwebscr/fileshow?doctype=3&amp;docid=632581"
    feed = (
        "<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel><title>Pöytäkirjat</title>"
        f"<item><title>Tilinpäätös 2025</title><link>{address}</link><category>Kunnanhallitus – jaosto</category></item>"
    ).encode("windows-1252")
    read = read_feed(
        feed + damage + b"</channel></rss>", f"{K}/ktwebscr/pk_rssfeed.htm", platform=platforms.named("ktweb")
    )
    (link,) = read.links
    assert (link.id, link.title, link.body) == ("632581", "Tilinpäätös 2025", "Kunnanhallitus – jaosto")


def test_a_search_is_asked_by_what_it_sends() -> None:
    town = source("helsinki", H, other_addresses=("https://haku.example.fi/paatokset_decisions/_search",))
    helsinki = platforms.named("helsinki")
    (newest,), (first,) = helsinki.feeds(town), helsinki.listings(town)
    assert newest.post is first.post is Post.json
    assert newest.url != first.url
    rows = [
        {"_source": {"unique_issue_id": f"HEL 2024-{n:06d}", "meeting_date": "2024-05-06"}}
        for n in range(helsinki.SHOW)
    ]
    content = json.dumps({"hits": {"hits": rows}}).encode()
    polled = helsinki.discover(town, Page(newest.url, content, link=newest))
    walked = helsinki.discover(town, Page(first.url, content, link=first))
    assert len(polled) == helsinki.SHOW, "a poll asks for the newest alone"
    assert [one.kind for one in walked[helsinki.SHOW :]] == [LinkKind.bodies], "a backfill goes on"
    beyond = helsinki.discover(town, Page(walked[-1].url, content, link=walked[-1]))
    assert beyond[-1].url not in (first.url, walked[-1].url)


@pytest.mark.parametrize("platform", ["casem", "turku", "ktweb", "helsinki"])
def test_a_source_without_a_usable_address_is_an_error(platform: str) -> None:
    module = platforms.named(platform)
    for places in (module.feeds, module.listings):
        with pytest.raises(SourceError, match=r"t (has no usable address|names no search interface)"):
            places(source(platform, "ei osoite"))
