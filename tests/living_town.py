"""Pretend towns that live: meetings come and go, minutes replace agendas, are corrected, stripped of names, taken away and put back.

A town is a pure function of its seed and of a clock: `town.answer(request)` serves what its site shows at the clock's moment, in the
addresses and markup of Dynasty (formats.md 1), and `town.items` is the truth, every version of every page with its moment and class.
Disturbances (a log-in page, an outage, pages of other items, dead feeds) are windows of time laid over it.
"""

import datetime as dt
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from archive.revisions import RevisionKind
from scraper.source import Source
from tests.servers import Reply, Request

DAY = dt.timedelta(days=1)
CGI = "/cgi/DREQUEST.PHP"
LATIN1 = "iso-8859-1"
BODIES = (("Kunnanhallitus", 14, 4), ("Kunnanvaltuusto", 35, 3), ("Tekninen lautakunta", 21, 3))
"""Body, days between its meetings, items of each."""
MATTERS = ("Uimalan peruskorjaus", "Kirjaston aukiolo", "Koulukyydit", "Venesataman avustus", "Kylätalon vuokra")
FIRST = ("Kaisla", "Touko", "Vieno", "Ilona", "Oras", "Saana")
LAST = ("Kuvitelma", "Näyte", "Haave", "Tarina", "Esimerkki")
ITEM_PAGES = {"meetingitem", "official_decision"}
LOGIN = (
    b"<html><head><title>Kirjaudu</title></head><body><form>K&auml;ytt&auml;j&auml;tunnus <input></form></body></html>"
)


class Gone(StrEnum):
    """Name what stands where a page was."""

    missing = "404"
    taken = "410"


@dataclass(frozen=True)
class Version:
    """What an item's page says from a moment on; None: nothing, it answers `gone`."""

    since: dt.datetime
    kind: RevisionKind
    content: str | None
    gone: Gone | None = None


@dataclass
class Item:
    """A decision's page through time."""

    id: str
    page: str
    body: str
    date: dt.date
    title: str
    meeting: "Meeting | None"
    versions: list[Version] = field(default_factory=list)

    @property
    def published(self) -> dt.datetime:
        return self.versions[0].since

    def at(self, now: dt.datetime) -> Version | None:
        return next((version for version in reversed(self.versions) if version.since <= now), None)


@dataclass
class Meeting:
    id: str
    body: str
    date: dt.date
    agenda: dt.datetime
    minutes: dt.datetime
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class Disturbance:
    """A window of time in which a share of the pages of items (or of feeds, or of lists: `of`) is answered otherwise."""

    start: dt.datetime
    end: dt.datetime
    reply: Reply | None
    """None: the page of another item."""
    share: float = 1.0
    of: str = "items"

    def covers(self, id_: str, now: dt.datetime) -> bool:
        return self.start <= now < self.end and lot(id_) < self.share


def lot(id_: str) -> float:
    """Return a number that falls to an id by chance: 0 ≤ lot < 1."""
    return int(hashlib.sha256(id_.encode()).hexdigest()[:12], 16) / 16**12


class LivingTown:
    """A town from a seed: `days` of its life from `start` on, its feeds showing the newest `window` entries; nothing befalls a page unless `eventful`."""

    def __init__(
        self,
        name: str,
        seed: int,
        start: dt.datetime,
        days: int,
        *,
        window: int = 20,
        validators: bool = True,
        eventful: bool = True,
    ) -> None:
        self.name, self.start, self.end, self.window, self.validators = (
            name,
            start,
            start + days * DAY,
            window,
            validators,
        )
        self.rng = random.Random(seed)
        self.eventful = eventful
        self.now = start
        self.base = ""
        self.disturbances: list[Disturbance] = []
        self.meetings = list(self._meetings())
        self.officers = list(self._officers())
        self.items = [item for meeting in self.meetings for item in meeting.items] + self.officers
        self.redesigned = start + self.rng.randint(100, 250) * DAY
        self.asked: list[str] = []
        self.statuses: list[int] = []
        self.instead: dict[str, Reply] = {}
        """Answers to addresses that hold a text, whatever the site would say."""
        self.answers: list[tuple[str, int, dt.datetime]] = []
        """Every page of an item that was asked for: id, status and when."""

    def source(self) -> Source:
        return Source(
            id=self.name,
            name=self.name,
            municipality=self.name.capitalize(),
            platform="dynasty",
            address=self.base,
            loopback=True,
        )

    # --- its life ---

    def _meetings(self) -> Iterator[Meeting]:
        number = 100
        for body, every, count in BODIES:
            date = self.start.date() - self.rng.randint(0, 60) * DAY
            section = 1
            while date < (self.end - 20 * DAY).date():
                number += 1
                noon = dt.datetime.combine(date, dt.time(12), dt.UTC)
                meeting = Meeting(
                    f"{date.year}{number}", body, date, noon - 6 * DAY, noon + self.rng.randint(2, 9) * DAY
                )
                for n in range(1, count + 1):
                    meeting.items.append(self._item(meeting, n, section))
                    section += 1
                yield meeting
                date += every * DAY

    def _item(self, meeting: Meeting, n: int, section: int) -> Item:
        title = f"{self.rng.choice(MATTERS)} {section}"
        item = Item(f"{meeting.id}-{n}", "meetingitem", meeting.body, meeting.date, title, meeting)
        text = Text(item, section, self.rng)
        item.versions = [
            Version(meeting.agenda, RevisionKind.first_seen, text.html(agenda=True)),
            Version(meeting.minutes, RevisionKind.minutes_published, text.html()),
        ]
        self._later(item, text, meeting.minutes)
        return item

    def _officers(self) -> Iterator[Item]:
        date, number = self.start.date() - 30 * DAY, 0
        while date < (self.end - 10 * DAY).date():
            number += 1
            item = Item(f"{date.year}{number:06}", "official_decision", "Rehtori", date, f"Sijaisuus {number}", None)
            text = Text(item, number, self.rng)
            published = dt.datetime.combine(date, dt.time(15), dt.UTC) + self.rng.randint(0, 3) * DAY
            item.versions = [Version(published, RevisionKind.first_seen, text.html())]
            self._later(item, text, published)
            yield item
            date += self.rng.randint(2, 9) * DAY

    def _later(self, item: Item, text: "Text", decided: dt.datetime) -> None:
        """Let something befall about every second decision, well after it was decided and before the end."""
        when = decided + self.rng.choice([5, 9, 25, 40, 50, 90]) * DAY
        fate = self.rng.choice(["", "", "", "", "decision", "amount", "names", "wording", "gone", "gone", "returned"])
        if not self.eventful:
            return
        if fate == "decision":
            text.decision = "Asia jätettiin pöydälle."
            item.versions.append(Version(when, RevisionKind.decision_changed, text.html()))
        elif fate == "amount":
            text.amount += 3_500
            item.versions.append(Version(when, RevisionKind.amount_changed, text.html()))
        elif fate == "wording":
            text.reason = "Rakennus on huonossa kunnossa ja vaatii pikaisia toimia."
            item.versions.append(Version(when, RevisionKind.wording, text.html()))
        elif fate == "names":
            text.person = "***"
            item.versions.append(Version(when, RevisionKind.personal_data_removed, text.html()))
        elif fate:
            gone = self.rng.choice(list(Gone))
            before = item.versions[-1].content
            item.versions.append(Version(when, RevisionKind.withdrawn, None, gone))
            if fate == "returned":
                item.versions.append(Version(when + 40 * DAY, RevisionKind.restored, before))

    # --- its site ---

    def answer(self, request: Request) -> Reply:
        """Answer a request as the site does at the clock's moment, with 304 where the validators still hold."""
        self.asked.append(request.path)
        reply = next((reply for part, reply in self.instead.items() if part in request.path), None) or self._reply(
            request
        )
        if reply.status == 200 and self.validators:
            etag = f'"{hashlib.sha256(reply.body).hexdigest()[:20]}"'
            known = request.headers.get("If-None-Match") == etag
            reply = Reply(304 if known else 200, b"" if known else reply.body, {**reply.headers, "ETag": etag})
        self.statuses.append(reply.status)
        query = parse_qs(urlsplit(request.path).query)
        if query.get("page", [""])[0] in ITEM_PAGES:
            self.answers.append((query["id"][0], reply.status, self.now))
        return reply

    def _reply(self, request: Request) -> Reply:
        parts = urlsplit(request.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        page, id_ = query.get("page", ""), query.get("id", "")
        if not parts.path.endswith(CGI):
            return Reply(404)
        is_item = page in ITEM_PAGES
        what = "items" if is_item else "feeds" if page.startswith("rss/") else "lists"
        for one in self.disturbances:
            if one.of == what and one.covers(id_ or page, self.now):
                return one.reply or self._another(id_)
        if is_item:
            item = next((item for item in self.items if item.id == id_), None)
            return self._item_page(item) if item else Reply(404)
        return _html(self._list(page, id_))

    def _item_page(self, item: Item) -> Reply:
        version = item.at(self.now)
        if version is None:
            return Reply(404)
        if version.content is None:
            return Reply(int(version.gone or 404))
        footer = "<!-- uusi ulkoasu -->" if self.now >= self.redesigned else ""
        return _html(version.content + footer)

    def _another(self, id_: str) -> Reply:
        shown = [
            item for item in self.items if item.meeting and item.published <= self.now and item.versions[-1].content
        ]
        other = next((item for item in shown if item.id != id_), None)
        return self._item_page(other) if other else Reply(404)

    def _list(self, page: str, id_: str) -> str:
        meetings = sorted(
            (one for one in self.meetings if one.agenda <= self.now), key=lambda one: (one.date, one.id), reverse=True
        )
        if page == "rss/meetingitems":
            return self._feed([item for meeting in self._newest(meetings) for item in meeting.items], "meetingitem")
        if page == "rss/meetings":
            return self._feed(self._newest(meetings)[: self.window // 5], "meeting")
        if page == "rss/official_decisions":
            return self._feed(
                sorted(self._decided(), key=lambda item: item.published, reverse=True), "official_decision"
            )
        if page == "meeting_handlers":
            rows = [f"<a href='?page=meetings&amp;id={n}'>{body}</a>" for n, (body, *_) in enumerate(BODIES, 1)]
        elif page == "meetings":
            body = BODIES[int(id_) - 1][0]
            rows = [f"<a href='?page=meeting&amp;id={m.id}'>{m.date:%d.%m.%Y}</a>" for m in meetings if m.body == body]
        elif page == "meeting":
            return self._meeting_page(next(one for one in meetings if one.id == id_))
        else:
            decided = sorted(self._decided(), key=lambda item: item.date, reverse=True)
            rows = [
                f"{o.body} {o.date:%d.%m.%Y}<td><a href='?page=official_decision&amp;id={o.id}'>Viranhaltijapäätös 1/2025{o.title}</a>"
                for o in decided
            ]
        return "<table>" + "".join(f"<tr><td>{row}" for row in rows) + "</table>"

    def _newest(self, meetings: list[Meeting]) -> list[Meeting]:
        return sorted(meetings, key=lambda one: (one.agenda, one.id), reverse=True)

    def _decided(self) -> list[Item]:
        return [item for item in self.officers if item.published <= self.now]

    def _meeting_page(self, meeting: Meeting) -> str:
        kind = "Pöytäkirja" if meeting.minutes <= self.now else "Esityslista"
        rows = "".join(
            f"<tr><td><a href='?page=meetingitem&amp;id={item.id}'>{item.title}</a>" for item in meeting.items
        )
        return f"<h1>{meeting.body}  {kind} {meeting.date:%d.%m.%Y}</h1><table>{rows}</table>"

    def _feed(self, entries: "list[Item] | list[Meeting]", page: str) -> str:
        items = "".join(
            f"<item><title><![CDATA[{entry.body} {entry.date:%d.%m.%Y} / Asia]]></title>"
            f"<link><![CDATA[{self.base}?page={page}&id={entry.id}]]></link></item>"
            for entry in entries[: self.window]
        )
        return f"<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel><title>x</title>{items}</channel></rss>"


@dataclass
class Text:
    """What an item's page says, part by part."""

    item: Item
    section: int
    rng: random.Random

    def __post_init__(self) -> None:
        self.amount = self.rng.randint(20, 900) * 100
        self.person = f"{self.rng.choice(FIRST)} {self.rng.choice(LAST)}"
        self.reason = "Rakennus on vanha ja sen korjaaminen on kallista."
        self.decision = "Ehdotus hyväksyttiin yksimielisesti."

    def html(self, *, agenda: bool = False) -> str:
        item, day = self.item, f"{self.item.date:%d.%m.%Y}"
        head = f"{item.body} {day} § {self.section}"
        if item.meeting is None:
            heading = f"{item.body}  Viranhaltijapäätös {day}/Pykälä {self.section}"
        elif agenda:
            heading, head = f"{item.body}  Esityslista {day}/Asianro {self.section}", f"{item.body} {day}"
        else:
            heading = f"{item.body}  Pöytäkirja {day}/Pykälä {self.section}"
        amount = f"{self.amount:,}".replace(",", " ")
        parts = [
            item.title,
            head,
            f"{self.reason} Hakija {self.person} on pyytänyt tukea hankkeelle.",
            "<b>Päätösehdotus</b>",
            f"Myönnetään avustusta {amount} euroa.",
            *([] if agenda else ["<b>Päätös</b>", self.decision]),
        ]
        file = f"<a href='/kokous/{item.id}.PDF'>PDF</a>" if item.meeting else ""
        return f"<h1>{heading}</h1>{file}" + "".join(f"<p>{part}</p>" for part in parts)


def _html(body: str) -> Reply:
    kind = "text/xml" if body.startswith("<?xml") else f"text/html; charset={LATIN1}"
    return Reply(200, body.encode(LATIN1, "xmlcharrefreplace"), {"Content-Type": kind})
