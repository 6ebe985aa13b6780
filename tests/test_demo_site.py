"""The pretend council site: real HTTP on this machine, Dynasty's structure, two stages."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.demo_data import towns
from minutes.demo_pdf import pdf
from minutes.demo_site import Site, serve
from scraper.sources import Sources


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def get(url: str, **headers: str) -> tuple[int, Message, bytes]:
    """Return the status, the headers and the body of an answer, whatever its status."""
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_no_town_bears_a_real_municipality_s_name() -> None:
    real = {source.municipality.casefold() for source in Sources.load()}
    assert len(towns()) == 3
    assert not {town.data["municipality"].casefold() for town in towns().values()} & real


def test_the_feed_is_dynasty_s(site: Site) -> None:
    status, headers, body = get(f"{site.base('kuusilampi')}?page=rss/meetingitems&show=30")
    assert (status, headers["Content-Type"]) == (200, "text/xml")
    assert body.startswith(b"<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel>")
    text = body.decode("iso-8859-1")
    assert "<![CDATA[Tekninen lautakunta 03.09.2026 / Vesihuoltomaksut vuodelle 2027]]>" in text
    assert f"{site.base('kuusilampi')}?page=meetingitem&id=2026103-2]]>" in text
    assert "pubDate" not in text


def test_the_feed_shows_as_many_entries_as_it_is_asked_for(site: Site) -> None:
    _, _, body = get(f"{site.base('kuusilampi')}?page=rss/meetingitems&show=2")
    assert body.count(b"<item>") == 2


def test_what_latin_1_lacks_is_an_entity(site: Site) -> None:
    _, _, body = get(f"{site.base('kuusilampi')}?page=rss/official_decisions")
    assert b"kaudelle 2026&ndash;2027" in body


def test_an_agenda_becomes_minutes_at_the_same_address(site: Site) -> None:
    url = f"{site.base('kuusilampi')}?page=meetingitem&id=2026118-1"
    _, before, agenda = get(url)
    assert "<h1>Kunnanhallitus  Esityslista 21.09.2026/Asianro 1</h1>" in agenda.decode()
    assert "§ 92" not in agenda.decode()
    site.stage = 1
    status, after, minutes = get(url, If_None_Match=before["ETag"])
    assert status == 200
    assert after["ETag"] != before["ETag"]
    assert "<h1>Kunnanhallitus  Pöytäkirja 21.09.2026/Pykälä 92</h1>" in minutes.decode()
    assert "KHALL 21.09.2026 § 92" in minutes.decode()
    assert '<span style="font-weight:bold">Päätös</span>' in minutes.decode()


def test_the_bilingual_town_s_frame_is_swedish(site: Site) -> None:
    _, _, body = get(f"{site.base('granskar')}?page=meetingitem&id=202641-1")
    assert "<h1>Kommunstyrelsen  Protokoll 02.09.2026/Paragraf 63</h1>" in body.decode()


def test_an_earlier_handling_stands_above_the_own_section(site: Site) -> None:
    text = get(f"{site.base('kuusilampi')}?page=meetingitem&id=2026109-1")[2].decode()
    assert text.index("TEKLA 11.06.2026 § 31") < text.index("TEKLA 03.09.2026 § 44")


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("page=meeting_handlers&id=", "page=meetings&amp;id=1"),
        ("page=meeting_handlers&id=", "Ei julkaistuja kokouksia"),
        ("page=meetings&id=1", "page=meeting&amp;id=2026103"),
        ("page=meeting&id=2026103", "page=meetingitem&amp;id=2026103-4"),
        ("page=official_search&alo=1&siv=100", "Viranhaltijapäätös 17/2026Talvikunnossapidon"),
    ],
)
def test_lists_are_latin_1(site: Site, query: str, part: str) -> None:
    status, headers, body = get(f"{site.base('kuusilampi')}?{query}")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=iso-8859-1")
    assert part in body.decode("iso-8859-1")


@pytest.mark.parametrize(
    "query", ["", "page=search", "page=meetingitem&id=1-1", "page=meetings&id=%C2%B2", "page=rss/announcements"]
)
def test_an_unknown_page_is_empty(site: Site, query: str) -> None:
    assert get(f"{site.base('harjuvesi')}?{query}")[::2] == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/robots.txt",
        "/nowhere/cgi/DREQUEST.PHP",
        "/harjuvesi/kokous/1.PDF",
        "/harjuvesi/kokous/../../x",
        "/harjuvesi/kokous/202688-9.PDF",
    ],
)
def test_an_unknown_address_is_404(site: Site, path: str) -> None:
    assert get(site.url + path)[0] == 404


@pytest.mark.parametrize("name", ["202688.PDF", "202688-1.PDF", "202688-0-1.PDF", "202688-1-7801.PDF", "20262207.PDF"])
def test_files_are_pdf(site: Site, name: str) -> None:
    status, headers, body = get(f"{site.url}/harjuvesi/kokous/{name}")
    assert (status, headers["Content-Type"]) == (200, "application/pdf")
    assert body.startswith(b"%PDF-1.4")
    assert body.endswith(b"%%EOF\n")


def test_validators_are_honoured(site: Site) -> None:
    url = f"{site.url}/harjuvesi/kokous/202688-1.PDF"
    _, headers, _ = get(url)
    assert get(url, If_None_Match=headers["ETag"])[::2] == (304, b"")
    assert get(url, If_Modified_Since=headers["Last-Modified"])[::2] == (304, b"")
    assert get(url, If_Modified_Since="Mon, 01 Jan 2024 00:00:00 GMT")[0] == 200
    assert get(url, If_Modified_Since="yesterday")[0] == 200


def test_requests_are_counted(site: Site) -> None:
    get(f"{site.url}/robots.txt")
    assert site.requests == ["/robots.txt"]


def test_every_item_of_the_feeds_is_there_at_every_stage(site: Site) -> None:
    from scraper.feed import read_feed
    from scraper.platforms import dynasty

    for stage in (0, 1):
        site.stage = stage
        for town in towns():
            for feed in dynasty.FEEDS:
                read = read_feed(
                    get(f"{site.base(town)}?page={feed}")[2],
                    site.base(town),
                    content_type="text/xml",
                    platform=dynasty,
                    hosts=frozenset({f"127.0.0.1:{site.server_port}"}),
                )
                assert read.complaint is None
                assert read.defects == ()
                for link in read.links:
                    assert len(get(link.url)[2]) > 500


@given(st.lists(st.text(max_size=200), max_size=120))
def test_any_lines_make_a_pdf_whose_table_of_objects_is_right(lines: list[str]) -> None:
    content = pdf(lines)
    start = int(content.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert content[start:].startswith(b"xref\n0 ")
    for number, row in enumerate(content[start:].split(b" n \n")[:-1], start=1):
        offset = int(row.split()[-2])
        assert content[offset:].startswith(b"%d 0 obj" % number)
