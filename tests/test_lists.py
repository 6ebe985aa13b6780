"""Golden lists: every list page under fixtures/platforms leads where its links.json says, whatever system it is of."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import addresses, listings, platforms
from scraper.listings import read_listing
from scraper.page import Link, LinkKind, Page
from scraper.source import Source

ROOT = Path(__file__).resolve().parent.parent / "fixtures" / "platforms"
CASES = sorted(path.parent for path in ROOT.glob("*/*/links.json"))
SYSTEMS = ("dynasty", "casem", "turku", "ktweb", "helsinki")


def load(case: Path) -> tuple[dict[str, Any], Source, Page]:
    """Return a case's expectation, the source it is read for, and the page."""
    expected = json.loads((case / "links.json").read_text(encoding="utf-8"))
    (path,) = case.glob("page.*")
    about = expected.get("about", {})
    day = dt.date.fromisoformat(about["date"]) if "date" in about else None
    link = Link(expected["url"], LinkKind(expected["kind"]), body=about.get("body"), date=day)
    source = Source(
        id="town",
        name="Town",
        municipality="Town",
        platform=case.parent.name,
        address=expected["address"],
        other_addresses=tuple(expected.get("other_addresses", ())),
        languages=tuple(expected.get("languages", ("fi",))),
    )
    return expected, source, Page(expected["url"], path.read_bytes(), expected["content_type"], link=link)


def described(link: Link) -> dict[str, str | None]:
    """Return a link as links.json writes it."""
    values = {name: getattr(link, name) for name in ("kind", "id", "url", "title", "body", "date", "post")}
    told = {name: None if value is None else str(value) for name, value in values.items()}
    if told["post"] is None:
        del told["post"]
    return told


def test_every_system_that_finds_pages_brings_lists() -> None:
    finding = {name for name, module in platforms.load().items() if getattr(module, "SUPPORTED", True)}
    assert set(SYSTEMS) <= finding
    assert set(SYSTEMS) == {case.parent.name for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_list_leads_where_it_says(case: Path) -> None:
    expected, source, page = load(case)
    module = platforms.named(case.parent.name)
    assert [described(link) for link in module.discover(source, page)] == expected["links"]
    meeting = module.meeting(source, page)
    wanted = expected["meeting"]
    if wanted is None:
        assert meeting is None
        return
    status = str(meeting.status) if meeting.status else None
    assert {"body": meeting.body, "date": meeting.date and meeting.date.isoformat(), "status": status} == wanted
    assert meeting.id == f"town:{module.link(expected['url']).id}"


@pytest.mark.parametrize("name", SYSTEMS)
def test_where_a_source_begins_can_be_asked_for(name: str) -> None:
    """A poll and a backfill begin at addresses on the source's own hosts that the system knows again."""
    case = next(case for case in CASES if case.parent.name == name)
    _, source, _ = load(case)
    module = platforms.named(name)
    for link in (*module.feeds(source), *module.listings(source)):
        assert any(link.url.startswith(f"https://{host}/") or f"//{host}/" in link.url for host in source.hosts)
        assert module.link(link.url) is not None


@pytest.mark.parametrize("name", SYSTEMS)
@settings(max_examples=30)
@given(data=st.data())
def test_any_damage_leaves_a_list_or_nothing(name: str, data: st.DataObject) -> None:
    cases = [case for case in CASES if case.parent.name == name]
    _, source, page = load(data.draw(st.sampled_from(cases)))
    start = data.draw(st.integers(0, len(page.content)))
    end = data.draw(st.integers(start, min(len(page.content), start + 200)))
    junk = data.draw(
        st.sampled_from([b"", b"\x00", b"<", b"</td>", b"[[[[", b"{", b"<table><tr>", b"\xff\xfe", b"<a href='//["])
    )
    content = page.content[:start] + junk + page.content[end:]
    module = platforms.named(name)
    damaged = Page(page.url, content, page.content_type, link=page.link)
    for link in module.discover(source, damaged):
        assert any(host in link.url for host in source.hosts)
    module.meeting(source, damaged)
    module.mismatch(damaged)
    module.parse(damaged)


HOSTILE = {
    "rows without end": "<table>" + "<tr><td>1.1.2026<td><a href='HREF'>x</a>" * 300,
    "lists in one another": "<li>1.1.2026 <a href='HREF'>x</a>" * 300,
    "tables in one another": "<table><tr><td><a href='HREF'>x</a>" * 300,
    "half tags": "<a href=" * 300 + "<form " * 300 + "<link rel='canonical' " * 300 + "<td class='header'>" * 300,
    "a text without end": "<p><a href='HREF'>" + "x " * 20_000 + "</a> 1.1.1" * 300,
    "foreign addresses": "".join(
        f"<li><a href='{start}HREF'>x</a>"
        for start in (
            "//evil.example",
            "https://evil.example",
            "javascript:",
            "file://",
            "https://evil.example@",
            "\\\\evil.example",
        )
    ),
    "a foreign base": "<base href='https://evil.example/'><li><a href='HREF'>x</a>",
}


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_list_leads_nowhere_else(name: str, content: str) -> None:
    """Whatever a list says, it ends, and leads to the source's own hosts."""
    module = platforms.named(name)
    for case in (case for case in CASES if case.parent.name == name):
        expected, source, page = load(case)
        href = expected["links"][0]["url"] if expected["links"] else "/"
        path = href.partition("//")[2].partition("/")[2]
        hostile = Page(page.url, content.replace("HREF", f"/{path}").encode(), page.content_type, link=page.link)
        for link in module.discover(source, hostile):
            assert addresses.host_of(link.url) in source.hosts
        module.meeting(source, hostile)
        module.mismatch(hostile)


def test_what_is_read_of_a_list_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listings, "MAX_ROWS", 5)
    nested = read_listing("<ul>" + "<li>1.1.2026 <a href='x'>y</a>" * 200 + "long " * 2000)
    assert sum(len(row.anchors) for row in nested.rows) == 5
    assert all(len(row.text) <= 2 * listings.MAX_TEXT for row in nested.rows)
    assert len(listings.choices("<select name='k'>" + "".join(f"<option value={n}>x" for n in range(9)), "k")) == 5


@pytest.mark.parametrize(
    "head",
    ["<tr class='colheader'><td>§<td>Otsikko</tr>", "<tr><td class='Header'>§<td class='colHeader'>Otsikko</tr>"],
)
def test_columns_are_known_by_the_class_of_the_row_or_of_its_cells(head: str) -> None:
    (row,) = read_listing(f"<table>{head}<tr><td>41<td><a href='x'>Koulu</a></table>").rows
    assert (row.cell("§"), row.cell("Otsikko")) == ("41", "Koulu")
