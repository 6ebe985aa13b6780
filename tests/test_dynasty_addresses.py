"""Dynasty's addresses, feeds and lists."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import SourceError
from scraper.page import Link, LinkKind, Page
from scraper.platforms import dynasty
from scraper.source import Source

CGI = "https://poytakirjat.koivula.example/D10_Koivula/cgi/DREQUEST.PHP"
SOURCE = Source(id="koivula", name="Koivulan kunta", municipality="Koivula", platform="dynasty", address=CGI)


def page(body: str, url: str, *, link: Link | None = None, encoding: str = "windows-1252") -> Page:
    return Page(url, body.encode(encoding, "replace"), link=link)


@pytest.mark.parametrize(
    ("url", "id_", "kind"),
    [
        (f"{CGI}?page=meetingitem&id=20261273-7", "20261273-7", LinkKind.meeting_item),
        (f"{CGI}?id=20261273-7&page=meetingitem", "20261273-7", LinkKind.meeting_item),
        (f"{CGI}?page=meetingitem&amp=&id=20261273-7", "20261273-7", LinkKind.meeting_item),
        (f"{CGI}?page=meeting&id=202258", "202258", LinkKind.meeting),
        (f"{CGI}?page=official_decision&id=2026000117", "2026000117", LinkKind.officer_decision),
        (f"{CGI}?page=meetings&id=12", None, LinkKind.body),
        (f"{CGI}?page=meeting_handlers&id=", None, LinkKind.bodies),
        (f"{CGI}?page=meeting_frames", None, LinkKind.bodies),
        (f"{CGI}?page=official_frames", None, LinkKind.officers),
        (f"{CGI}?page=official_handlers&id=", None, LinkKind.officers),
        (f"{CGI}?{dynasty.OFFICERS_QUERY}", None, LinkKind.officers),
        (f"{CGI}?page=rss/official_decisions", None, LinkKind.feed),
        (f"{CGI}?page=rss/meetings&show=30", None, LinkKind.feed),
        (
            f"{CGI}?page=meetingitem&id=F56A518FX3010X4561XB713X45DDDAB5E7D0-4",
            "F56A518FX3010X4561XB713X45DDDAB5E7D0-4",
            LinkKind.meeting_item,
        ),
        (f"{CGI}?page=meetingitem&id=AB12X34-4", "AB12X34-4", LinkKind.meeting_item),
        ("https://k.example/kokous/20261273-7.PDF", "20261273-7", LinkKind.attachment),
        ("https://k.example/new/kokous/20261273-7-374197.PDF", "20261273-7-374197", LinkKind.attachment),
        ("https://k.example/kokous/2017406946-3.HTM", "2017406946-3", LinkKind.meeting_item),
        ("https://k.example/kokous/2017406946.HTM", "2017406946", LinkKind.meeting),
        ("https://k.example/kokous/TELIN-217668.HTM", None, LinkKind.body),
        ("https://k.example/kokous/TELIMET.HTM", None, LinkKind.bodies),
    ],
)
def test_addresses_say_what_they_lead_to(url: str, id_: str | None, kind: LinkKind) -> None:
    link = dynasty.link(url)
    assert link is not None
    assert link.kind is kind
    assert dynasty.identity(url) == id_
    assert dynasty.recognises(url, "")


@pytest.mark.parametrize(
    "url",
    [
        f"{CGI}?page=meetingitem&id=",
        f"{CGI}?page=meetingitem&id=1-2;drop",
        f"{CGI}?page=meetingitem&id=20261273",
        f"{CGI}?page=meetingitem",
        f"{CGI}?page=search&id=1",
        f"{CGI}?page=rss/announcements",
        f"{CGI}?page=announcement_search&alo=1&tzo=-120",
        "https://k.example/kuulutus/2026551.PDF",
        "https://k.example/kuulutus/2026551.7.PDF",
        CGI,
        "https://k.example/kokous/../etc.PDF",
        "https://k.example/",
        "mailto:kirjaamo@k.example",
        "",
    ],
)
def test_other_addresses_are_none_of_its_documents(url: str) -> None:
    assert dynasty.link(url) is None
    assert dynasty.identity(url) is None


def test_all_spellings_of_a_page_are_one_address() -> None:
    spellings = [
        "https://k.example:443/Koivula/cgi/DREQUEST.PHP?page=meetingitem&id=20261-2",
        "https://K.example/Koivula/cgi/DREQUEST.PHP?id=20261-2&page=meetingitem#alku",
        "https://k.example/Koivula/cgi/DREQUEST.PHP?page=meetingitem&id=20261-2&PHPSESSID=4",
    ]
    assert {dynasty.canonical(url) for url in spellings} == {
        "https://k.example/Koivula/cgi/DREQUEST.PHP?page=meetingitem&id=20261-2"
    }


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_breaks_the_address_grammar(path: str, query: str) -> None:
    for url in (path, f"https://k.example/{path}/cgi/DREQUEST.PHP?{query}", f"{CGI}?page=meeting&id={query}"):
        made = dynasty.link(url)
        assert made is None or dynasty.canonical(made.url) == made.url


@pytest.mark.parametrize(
    "text",
    ["Dynasty tietopalvelu Haku RSS Koivula", "<a href='/cgi/DREQUEST.PHP?page=meeting_frames'>", "<!--DATABEGIN-->"],
)
def test_pages_without_an_address_are_recognised(text: str) -> None:
    assert dynasty.recognises(None, text)
    assert not dynasty.recognises(None, "Kunnanhallitus kokoontui maanantaina.")


@pytest.mark.parametrize(
    ("address", "base"),
    [
        (CGI, CGI),
        (f"{CGI}?page=meeting_frames", CGI),
        ("https://k.example:443/djulkaisu/cgi/drequest.php", "https://k.example/djulkaisu/cgi/drequest.php"),
        ("https://k.example/Koivula/", "https://k.example/Koivula/cgi/DREQUEST.PHP"),
    ],
)
def test_feeds_and_lists_hang_on_the_source_address(address: str, base: str) -> None:
    source = Source(id="k", name="K", municipality="K", platform="dynasty", address=address)
    assert [feed.url for feed in dynasty.feeds(source, show=30)] == [
        f"{base}?page={name}&show=30" for name in ("rss/meetingitems", "rss/meetings", "rss/official_decisions")
    ]
    assert [listing.kind for listing in dynasty.listings(source)] == [LinkKind.bodies, LinkKind.officers]
    assert all(listing.url.startswith(f"{base}?page=") for listing in dynasty.listings(source))


@pytest.mark.parametrize("address", ["", "poytakirjat.koivula.example", "ftp://k.example/"])
def test_a_source_without_a_usable_address_is_an_error(address: str) -> None:
    source = Source(id="koivula", name="K", municipality="K", platform="dynasty", address=address)
    for places in (dynasty.feeds, dynasty.listings):
        with pytest.raises(SourceError, match="koivula has no usable address"):
            places(source)


def test_a_static_site_starts_from_its_front_page() -> None:
    source = Source(
        id="k", name="K", municipality="K", platform="dynasty", address="https://k.example/kokous/TELIMET.HTM"
    )
    for starts in (dynasty.listings(source), dynasty.feeds(source)):
        assert [(start.url, start.kind) for start in starts] == [(source.address, LinkKind.bodies)]


# --- lists: invented pages in the shapes of both generations ---

BODIES = """<table class='tbl'><tr><th>Toimielin</th><th>Viimeisin kokous</th><th></th></tr>
<tr><td><a href='DREQUEST.PHP?page=meetings&amp;id=11'>Koivulan kunnanhallitus</a></td>
  <td><a href='DREQUEST.PHP?page=meeting&amp;id=20261273'>P&ouml;yt&auml;kirja</a></td><td>29.03.2026</td>
<tr><td><a href='http://poytakirjat.koivula.example:80/D10_Koivula/cgi/DREQUEST.PHP?page=meetings&amp;id=12'>Tielautakunta</a></td>
  <td>Ei julkaistuja kokouksia</td><td></td></tr></table>
<p><a href='https://elsewhere.example/cgi/DREQUEST.PHP?page=meetings&amp;id=13'>Muualla</a></p>"""

MEETING = """<html><h1>Koivulan kunnanhallitus<br>  Pöytäkirja 29.03.2026 klo 15:30</h1>
<table class='tbl navigation'><caption class='caption navigation hidden'>Navigointi</caption><tr><td>
  <a href='DREQUEST.PHP?page=meetings&amp;id=11'>Kokoukset</a></td></tr></table>
<table><tr><td>Pykälä</td><td></td><td>Otsikko</td>
<tr><td><a href='?page=meetingitem&amp;id=20261273-1'>31</a></td><td><a href='?page=meetingitem&amp;id=20261273-1'>Kokouksen avaus</a></td>
<tr><td>32</td><td><img src='ATT.GIF'><a href='/D10_Koivula/kokous/20261273-2-991.PDF'>Liite 1</a></td>
  <td><a href='?id=20261273-2&amp;page=meetingitem'>Siltatien
   peruskorjaus</a></td></table>Julkaistu: 02.04.2026"""

OFFICERS = """<table><tr><td>Tekninen johtaja    12.03.2026</td>
<td><a href='?page=official_decision&amp;id=2026000117'>Viranhaltijapäätös 17/20262025 talvihoidon lisätyö</a></td>
<tr><td>Rehtori    1.2.2026</td><td><a href='?page=official_decision&amp;id=2026000042'>Viranhaltijapäätös 4/2026Sijaisen palkkaus</a></td>
</table><a href='?page=official_search&amp;alo=2&amp;kas=&amp;txt=&amp;koh=1&amp;pvm=&amp;siv=100&amp;dir=1&amp;jar=1'>Seuraavat</a>"""

CLASSIC_BODY = """<body class="bodyTelin"><center><a href="TELIMET.HTM">Toimielimet</a></center>
<label class="h3"><!-- RSPEAK_START -->Kokouslistat<br>Koivulan kunnanhallitus<!-- RSPEAK_STOP --></label>
<table><tr><td>&nbsp;Vuosi&nbsp;2016</td></tr><!--TIETUE:2016101--><!--2016-12-19-->
</tr><tr><td>&nbsp;&nbsp;19.12.2016&nbsp;</td><td><a href="/kokous/2016101.HTM">Pöytäkirja</a></td>
</tr><tr><td>&nbsp;&nbsp;05.12.2016&nbsp;</td><td><a href="/kokous/2016100.HTM">Esityslista</a> <a href="/kokous/2016100.PDF">PDF</a></td></table>"""


def discovered(html: str, start: str, kind: LinkKind, **known: object) -> list[Link]:
    url = f"{CGI}?page={start}" if "/kokous/" not in start else start
    return dynasty.discover(SOURCE, page(html, url, link=Link(url, kind, **known)))  # type: ignore[arg-type]


def test_bodies_lead_to_their_meetings() -> None:
    links = discovered(BODIES, "meeting_handlers&id=", LinkKind.bodies)
    assert [(link.kind, link.id, link.body, link.date) for link in links] == [
        (LinkKind.body, "11", "Koivulan kunnanhallitus", dt.date(2026, 3, 29)),
        (LinkKind.body, "12", "Tielautakunta", None),
    ]
    assert all(link.url.startswith("https://poytakirjat.koivula.example/") for link in links)


def test_meetings_carry_date_and_body() -> None:
    url = "https://poytakirjat.koivula.example/kokous/TELIN-11.HTM"
    links = discovered(CLASSIC_BODY, url, LinkKind.body)
    assert [(link.kind, link.id, link.date, link.body) for link in links] == [
        (LinkKind.meeting, "2016101", dt.date(2016, 12, 19), "Koivulan kunnanhallitus"),
        (LinkKind.meeting, "2016100", dt.date(2016, 12, 5), "Koivulan kunnanhallitus"),
    ]


def test_meeting_leads_to_items_with_titles() -> None:
    links = discovered(MEETING, "meeting&id=20261273", LinkKind.meeting)
    assert [(link.id, link.title, link.body, link.date) for link in links] == [
        ("20261273-1", "Kokouksen avaus", "Koivulan kunnanhallitus", dt.date(2026, 3, 29)),
        ("20261273-2", "Siltatien peruskorjaus", "Koivulan kunnanhallitus", dt.date(2026, 3, 29)),
    ]


def test_what_the_meetings_link_said_wins() -> None:
    links = discovered(
        MEETING, "meeting&id=20261273", LinkKind.meeting, body="Kunnanhallitus", date=dt.date(2026, 3, 28)
    )
    assert {(link.body, link.date) for link in links} == {("Kunnanhallitus", dt.date(2026, 3, 28))}


def test_officers_lead_to_decisions_and_further_lists() -> None:
    links = discovered(OFFICERS, dynasty.OFFICERS_QUERY.removeprefix("page="), LinkKind.officers)
    assert [(link.kind, link.id, link.title, link.body, link.date) for link in links[:2]] == [
        (LinkKind.officer_decision, "2026000117", "2025 talvihoidon lisätyö", "Tekninen johtaja", dt.date(2026, 3, 12)),
        (LinkKind.officer_decision, "2026000042", "Sijaisen palkkaus", "Rehtori", dt.date(2026, 2, 1)),
    ]
    assert links[2].kind is LinkKind.officers


@given(st.text(max_size=300))
def test_any_page_is_a_list_of_something_or_nothing(text: str) -> None:
    for kind in (LinkKind.bodies, LinkKind.meeting, LinkKind.officers, LinkKind.meeting_item):
        assert discovered(f"<table><tr><td>{text}<a href='{text}'>x", "meeting&id=1", kind) == []


# --- the wrong-page guard ---


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("<a href='../kokous/20261273-7.PDF'>Kokousasia PDF-muodossa</a>", False),
        (
            "<a href='../kokous/20261273-8.PDF'>PDF</a><a href='?page=meetingitem&id=20261273-7'>Edellinen asia</a>",
            True,
        ),
        ("<a href='../kokous/20261-7.PDF'>PDF</a>", True),
        ("<a href='../kokous/20261-7.PDF'>aiempi</a><a href='../kokous/20261273-7.pdf'>PDF</a>", False),
        ("<a href='../kokous/20261273-7-374197.PDF'>Liite 1</a><a href='../kokous/20261-7.PDF'>aiempi</a>", False),
        ("<a href='../kokous/20261273-77.PDF'>PDF</a>", True),
        ("<p>Ei linkkejä</p>", False),
        ("", False),
    ],
)
def test_another_items_page_is_told_by_the_file_it_names(body: str, wrong: bool) -> None:
    assert (dynasty.mismatch(page(body, f"{CGI}?page=meetingitem&id=20261273-7")) is not None) is wrong


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("<a href='../kokous/2026000117.PDF'>Päätös PDF-muodossa</a>", False),
        ("<a href='../kokous/2026000118.PDF'>Päätös PDF-muodossa</a>", True),
        (
            "<a href='?page=official_decision&amp;id=2026000117'>Tulosta</a><a href='/kokous/20261-7.PDF'>asia</a>",
            False,
        ),
        ("<a href='/kokous/20261-7.PDF'>asia</a>", True),
        ("<p>Päätän palkata sijaisen.</p>", False),
    ],
)
def test_another_officers_decision_is_told_by_the_files_it_names(body: str, wrong: bool) -> None:
    url = f"{CGI}?page=official_decision&id=2026000117"
    assert (dynasty.mismatch(page(body, url)) is not None) is wrong


def test_only_items_are_guarded() -> None:
    other = "<a href='../kokous/20261-7.PDF'>PDF</a>"
    assert dynasty.mismatch(page(other, f"{CGI}?page=meeting&id=20261273")) is None
    assert dynasty.mismatch(Page(f"{CGI}?page=meetingitem&id=20261273-7", other.encode(), status=304)) is None
