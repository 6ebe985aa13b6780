"""Ahjo and the decision pages of Helsinki.

Addresses  `/fi/asia/hel-YYYY-NNNNNN?paatos=<uuid>`, `/sv/arende/…?beslut=`, `/en/case/…?decision=`: one decision in three frames, the
           text stays Finnish. Old static pages end in `<GUID>/<slug>.html`.
Lists      The search behind the pages, an Elasticsearch proxy: POST `…/paatokset_decisions/_search`; of a hit are known subject,
           unique_issue_id, organization_name, meeting_date, decision_content, decision_motion (told by others, unverified). A poll
           asks for the newest hundred, a backfill goes on hundred by hundred. Ahjo's own REST interface wants a key and is not used.
           So the source is off until an entry in a sources file of your own enables it.
Page       case title / `HEL YYYY-NNNNNN` / "Asialla on uudempia käsittelyjä" / `11. / 776 §` (`Ärende`, `Case`) / the decision's title /
           the body / headings. Another layout has neither number nor body.
Markup     `SisaltoSektio > SisaltoOtsikko` (Päätös, Käsittely, Päätösehdotus, Esittelijän perustelut), `EsittelijaTiedot`, `DnroTmuoto`.
Quirks     A tabled matter repeats the whole proposal under Käsittely; buttons (`Sulje`, `Close`) end a part; "Esitys" may hold a decision;
           names are masked by asterisks. The page states no date: the search does. Mirrors for tests are on other hosts and never asked.
Unseen     A whole raw page and a raw answer of the search. Whether a hit names its decision's uuid is not known: where it does not, the
           case's own address is asked for, which shows the latest decision only.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from scraper import addresses
from scraper.encoding import decode
from scraper.errors import SourceError
from scraper.page import Link, LinkKind, Page, Parsed, Post

if TYPE_CHECKING:
    from scraper.records import Meeting
    from scraper.source import Source

NAME = "helsinki"
SEARCH = "/paatokset_decisions/_search"
SHOW = 100
"""Hits asked of the search at once."""
ZONE = "Europe/Helsinki"
DEEPEST = 9_900
"""Hits that the search goes through at most, the limit that Elasticsearch has unless told otherwise."""
PATH = re.compile(
    r"/(?:asia|arende|case)/(?P<case>hel-(?P<year>\d{4})-(?P<number>\d{6}))(?:/(?P<decision>[0-9a-f-]{36}))?/?$",
    re.IGNORECASE,
)
"""A case's or decision's address."""
_STATIC = re.compile(r"/hela/.*\.html?$", re.IGNORECASE)
_GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_CASE = re.compile(r"HEL[ -](\d{4})-(\d{6})", re.IGNORECASE)
_CASE_BYTES = re.compile(rb"HEL[ -](\d{4}-\d{6})", re.IGNORECASE)


def recognises(url: str | None, text: str) -> bool:
    """Tell whether an address or, without one, a document's text is Ahjo's."""
    if url is not None:
        path = urlsplit(url).path
        return PATH.search(path) is not None or _STATIC.search(path) is not None
    beginning = text[:4000]
    return (
        "DnroTmuoto" in beginning
        or "SisaltoSektio" in beginning
        or (
            re.search(r"^\s*HEL \d{4}-\d{6}\b", beginning, re.MULTILINE) is not None
            and re.search(r"^\s*(?:(?:Case|Ärende) )?\d{1,3}\. ?/ ?\d{1,4} §", beginning, re.MULTILINE) is not None
        )
    )


def identity(url: str) -> str | None:
    """Return the decision's uuid, the same under every language; the case number where the address names no decision."""
    parts = urlsplit(url)
    found = PATH.search(parts.path)
    query = parse_qs(parts.query)
    for name in ("paatos", "beslut", "decision"):
        if name in query and _GUID.fullmatch(query[name][0].strip("{}")):
            return query[name][0].strip("{}").lower()
    if found:
        return (found["decision"] or found["case"]).lower()
    guid = _GUID.search(parts.path)
    return guid[0].lower() if guid else None


def canonical(url: str) -> str:
    """Return the Finnish address of a decision."""
    parts = urlsplit(url)
    found = PATH.search(parts.path)
    known = identity(url)
    host = parts.netloc.lower()
    if found is None:
        return urlunsplit(("https", host, parts.path, "", ""))
    query = f"paatos={known}" if known and _GUID.fullmatch(known) else ""
    return urlunsplit(("https", host, f"/fi/asia/{found['case'].lower()}", query, ""))


def site(url: str) -> str:
    """Return the front page of the site that a page is of."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/", "", ""))


def link(url: str, *, title: str | None = None, body: str | None = None, date: dt.date | None = None) -> Link | None:
    """Make a link of an address and what was said about it; None where the address is no decision's and no search."""
    try:
        normal = addresses.normalise(url)
    except ValueError:
        return None
    path = urlsplit(normal).path
    if path.endswith(SEARCH):
        return Link(normal, LinkKind.bodies, post=Post.json)
    if PATH.search(path) is None and _STATIC.search(path) is None:
        return None
    return Link(normal, LinkKind.meeting_item, id=identity(normal), title=title, body=body, date=date)


def feeds(source: "Source") -> list[Link]:
    """Return the search for the newest decisions; raises SourceError where the source names no search interface."""
    return [_search(source, None)]


def listings(source: "Source") -> list[Link]:
    """Return where a backfill starts: the search again, to be gone on with."""
    return [_search(source, 0)]


def discover(source: "Source", page: Page) -> list[Link]:
    """Return the decisions that the search found, newest first, and in a backfill the search for those that follow."""
    answer = _answer(page)
    hits = answer.get("hits") if isinstance(answer, dict) else None
    rows = hits.get("hits") if isinstance(hits, dict) else None
    found: dict[str, Link] = {}
    for hit in rows if isinstance(rows, list) else []:
        made = _hit(source, hit)
        if made is not None:
            found.setdefault(made.url, made)
    start = _start(page.url)
    if start is not None and isinstance(rows, list) and len(rows) == SHOW and start < DEEPEST:
        following = _search(source, start + SHOW)
        found[following.url] = following
    return list(found.values())


def _search(source: "Source", start: int | None) -> Link:
    """Return the search for decisions from a place on (None: the newest only), as an address with what is sent in its query."""
    endpoint = next((url for url in source.addresses if urlsplit(url).path.rstrip("/").endswith(SEARCH)), None)
    if endpoint is None:
        raise SourceError(
            f"{source.id} names no search interface: an address that ends in {SEARCH} belongs under other_addresses"
        )
    wanted: dict[str, Any] = {"size": SHOW, "sort": [{"meeting_date": "desc"}], "query": {"match_all": {}}}
    if start is not None:
        wanted["from"] = start
    query = urlencode({"source": json.dumps(wanted, separators=(",", ":"))})
    return Link(addresses.normalise(f"{endpoint}?{query}"), LinkKind.bodies, post=Post.json)


def _start(url: str) -> int | None:
    """Return from where on a search's address asks; None where it asks for the newest only."""
    sent = _json(dict(parse_qsl(urlsplit(url).query)).get("source", ""))
    start = sent.get("from") if isinstance(sent, dict) else None
    return start if isinstance(start, int) else None


def _hit(source: "Source", hit: Any) -> Link | None:
    fields = hit.get("_source") if isinstance(hit, dict) else None
    if not isinstance(fields, dict):
        return None
    case = _CASE.search(_first(fields.get("unique_issue_id")) or "")
    if case is None:
        return None
    uuid = next((found[0].lower() for value in _values(hit) if (found := _GUID.search(value))), None)
    front = urlsplit(addresses.normalise(source.address))
    query = f"paatos={uuid}" if uuid else ""
    url = urlunsplit((front.scheme, front.netloc, f"/fi/asia/hel-{case[1]}-{case[2]}", query, ""))
    return link(
        url,
        title=_first(fields.get("subject")),
        body=_first(fields.get("organization_name")),
        date=_day(_first(fields.get("meeting_date")) or ""),
    )


def _values(hit: dict[str, Any]) -> Iterator[str]:
    """Yield what a hit says about its own identity: the fields whose names end in id or url, texts left alone."""
    fields = hit["_source"]
    for name, value in ({"_id": hit.get("_id")} | fields).items():
        if str(name).lower().endswith(("id", "url", "uuid")) and (text := _first(value)):
            yield text


def _first(value: Any) -> str | None:
    """Return a field's text; the index keeps some fields as lists of one."""
    if isinstance(value, list):
        value = value[0] if value else None
    return str(value).strip() or None if isinstance(value, str | int) and not isinstance(value, bool) else None


def _day(text: str) -> dt.date | None:
    """Return the day in Finland of `2024-05-06T13:00:00Z`, of `2024-05-06`, or of seconds since 1970."""
    try:
        moment = dt.datetime.fromtimestamp(int(text), dt.UTC) if text.isdecimal() else dt.datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return (moment.astimezone(ZoneInfo(ZONE)) if moment.tzinfo else moment).date()


def _answer(page: Page) -> Any:
    return _json(decode(page.content, page.content_type))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def meeting(source: "Source", page: Page) -> "Meeting | None":  # noqa: ARG001
    """Return None: the pages are those of decisions."""
    return None


def mismatch(page: Page) -> str | None:
    """Return why a page is not the case that was asked for: it names other cases' numbers and not that one."""
    asked = PATH.search(urlsplit(page.url).path)
    if asked is None or page.status == 304:
        return None
    own = f"{asked['year']}-{asked['number']}"
    named = [number.decode("ascii") for number in _CASE_BYTES.findall(page.content)]
    if not named or own in named:
        return None
    return f"another page: HEL {own} was asked for, HEL {named[0]} came"


def parse(page: Page) -> Parsed:
    """Read the decision of a page; `complaint` where it shows none, or another case's."""
    from scraper.platforms import _helsinki_page

    if complaint := mismatch(page):
        return Parsed(NAME, complaint=complaint)
    return _helsinki_page.parse(page)
