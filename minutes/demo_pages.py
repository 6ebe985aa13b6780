"""The pages of the pretend council site: the towns' data in the templates, as bytes ready to serve.

Everything is a pure function of the data, the address and the `stage`: at stage 0 some meetings are still agendas, at
stage 1 they have become minutes and new ones have appeared.
"""

import datetime as dt
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from minutes.demo_data import Town, fill
from minutes.demo_pdf import pdf, pdf_of, sheet

UTF8, LATIN1 = "utf-8", "iso-8859-1"
DEFAULT_SHOW = 30
"""Entries of a feed where its address asks for no number (formats.md 1.2)."""

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_PDF_NAME = re.compile(r"(?P<meeting>[0-9]+)(?:-(?P<item>[0-9]+)(?:-(?P<file>[0-9]+))?)?\.PDF\Z")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the site answers: an empty one is the system's way of saying that there is no such page (formats.md 1.2)."""

    content: bytes
    content_type: str
    modified: dt.date | None = None


def cgi(town: Town, base: str, query: dict[str, str], stage: int) -> Reply:
    """Answer `cgi/DREQUEST.PHP?page=…`; `base` is the address up to and with DREQUEST.PHP."""
    page, id_ = query.get("page", ""), query.get("id", "")
    if page.startswith("rss/"):
        return _feed(town, base, page.removeprefix("rss/"), query.get("show", ""), stage)
    if page in {"meeting_frames", "meeting_handlers"}:
        return _page(town, base, town.words["latest"], _bodies(town, base, stage), LATIN1)
    if page in {"official_frames", "official_handlers", "official_search"}:
        return _page(town, base, town.words["officers_feed"].rstrip(":"), _officers(town, base, stage), LATIN1)
    if page == "official_decision":
        found = [decision for decision in town.officers(stage) if decision["id"] == id_]
        return _officer(town, base, found[0]) if found else _nothing()
    if page == "meetings" and id_ in map(str, range(1, len(town.bodies()) + 1)):
        body = town.bodies()[int(id_) - 1]
        return _page(town, base, body, _body(town, base, body, stage), LATIN1)
    for meeting in town.meetings(stage):
        if page == "meeting" and meeting["id"] == id_:
            return _page(
                town,
                base,
                f"{_title(town, meeting, stage)} klo {meeting['time']}",
                _meeting(town, base, meeting, stage),
                LATIN1,
            )
        for number, item in enumerate(meeting["items"], start=1):
            if page == "meetingitem" and f"{meeting['id']}-{number}" == id_:
                return _item(town, base, meeting, number, item, stage)
    return _nothing()


def file(town: Town, name: str, stage: int) -> Reply | None:
    """Answer `kokous/<name>`, a PDF of the minutes, an item, an attachment or the appeal instructions; None where there is none."""
    match = _PDF_NAME.match(name)
    if match is None:
        return None
    for decision in town.officers(stage):
        if decision["id"] == match["meeting"]:
            return _pdf([decision["officer"], decision["title"], *_lines(decision["text"])], decision["date"])
    for meeting in town.meetings(stage):
        if meeting["id"] != match["meeting"]:
            continue
        items = list(enumerate(meeting["items"], start=1))
        if match["item"] == "0":
            return _pdf([town.words["appeal"]], meeting["date"])
        chosen = [item for number, item in items if match["item"] in (None, str(number))]
        if match["file"]:
            titles = [
                title
                for item in chosen
                for _, title, document in item.get("attachments", ())
                if document == match["file"]
            ]
            if titles and (text := town.data.get("files", {}).get(match["file"])):
                return Reply(
                    pdf_of(list(map(sheet, map(_lines, text.split("---"))))), "application/pdf", meeting["date"]
                )
            return _pdf([titles[0], town.data["name"]], meeting["date"]) if titles else None
        lines = [line for item in chosen for line in (item["title"], *_lines(item["text"]), "")]
        return _pdf([_title(town, meeting, stage), "", *lines], meeting["date"]) if chosen else None
    return None


def _feed(town: Town, base: str, name: str, show: str, stage: int) -> Reply:
    entries: list[tuple[str, str, str]] = []
    if name == "meetingitems":
        for meeting in town.meetings(stage):
            heading = f"{meeting['body']} {_day(meeting['date'])}"
            for number, item in enumerate(meeting["items"], start=1):
                entries.append((heading, item["title"], f"{base}?page=meetingitem&id={meeting['id']}-{number}"))
    elif name == "meetings":
        for meeting in town.meetings(stage):
            kind = _kind(town, meeting, stage)
            entries.append(
                (f"{meeting['body']} {_day(meeting['date'])}", kind, f"{base}?page=meeting&id={meeting['id']}")
            )
    elif name == "official_decisions":
        for decision in town.officers(stage):
            heading = f"{decision['officer']} {_day(decision['date'])}"
            entries.append((heading, decision["title"], f"{base}?page=official_decision&id={decision['id']}"))
    else:
        return _nothing()
    limit = int(show) if show.isdecimal() else DEFAULT_SHOW
    filled = (
        fill("entry.xml", heading=heading, title=_cdata(title), link=link) for heading, title, link in entries[:limit]
    )
    content = fill("feed.xml", base=base, description="Kokousasiat", entries="".join(filled))
    return Reply(content.encode(LATIN1, "xmlcharrefreplace"), "text/xml")


def _item(town: Town, base: str, meeting: dict[str, Any], number: int, item: dict[str, Any], stage: int) -> Reply:
    ready, words = meeting["minutes"] <= stage, town.words
    id_ = f"{meeting['id']}-{number}"
    reference = f"{words['section']} {item['section']}" if ready else f"{words['item']} {number}"
    neighbours = [
        f"<a href='?page=meetingitem&amp;id={meeting['id']}-{other}'>{word}</a>"
        for other, word in ((number - 1, words["previous"]), (number + 1, words["next"]))
        if 1 <= other <= len(meeting["items"])
    ]
    content = fill(
        "item.html",
        **words,
        title=html.escape(item["title"], quote=False),
        id=id_,
        meeting=meeting["id"],
        neighbours=" | ".join(neighbours),
        attachments=_attachments(town, id_, item),
        earlier=f"<div>{_body_html(item['earlier'])}</div>\n" if "earlier" in item else "",
        head=f"{meeting['short']} {_day(meeting['date'])}" + (f" § {item['section']}" if ready else ""),
        diary=item["diary"],
        text=_body_html(item["text"] + ("\n" + item.get("decision", "") if ready else "")),
    )
    return _page(town, base, f"{_title(town, meeting, stage)}/{reference}", content, UTF8)


def _officer(town: Town, base: str, decision: dict[str, Any]) -> Reply:
    day = _day(decision["date"])
    content = fill(
        "officer.html",
        **town.words,
        title=html.escape(decision["title"], quote=False),
        id=decision["id"],
        attachments=_attachments(town, decision["id"], decision),
        head=f"{decision['officer']} {day} § {decision['section']}",
        diary=decision["diary"],
        text=_body_html(decision["text"]),
    )
    heading = f"{decision['officer']}  {town.words['officer']} {day}/{town.words['section']} {decision['section']}"
    return _page(town, base, heading, content, UTF8)


def _bodies(town: Town, base: str, stage: int) -> str:
    rows = []
    for number, body in enumerate(town.bodies(), start=1):
        held = [meeting for meeting in town.meetings(stage) if meeting["body"] == body]
        latest = town.words["none"]
        if held:
            latest = f"<a href='{base}?page=meeting&amp;id={held[0]['id']}'>{_kind(town, held[0], stage)}</a></td><td>{_day(held[0]['date'])}"
        rows.append(f"<tr><td><a href='{base}?page=meetings&amp;id={number}'>{body}</a></td><td>{latest}</td></tr>")
    return _table(rows, town.words["body"], town.words["latest"])


def _body(town: Town, base: str, body: str, stage: int) -> str:
    return _table(
        f"<tr><td>{_day(meeting['date'])} klo {meeting['time']}</td>"
        f"<td><a href='{base}?page=meeting&amp;id={meeting['id']}'>{_kind(town, meeting, stage)}</a></td>"
        for meeting in town.meetings(stage)
        if meeting["body"] == body
    )


def _meeting(town: Town, base: str, meeting: dict[str, Any], stage: int) -> str:
    ready = meeting["minutes"] <= stage
    rows = (
        f"<tr><td>{item['section'] if ready else number}</td><td></td>"
        f"<td><a href='{base}?page=meetingitem&amp;id={meeting['id']}-{number}'>{html.escape(item['title'], quote=False)}</a></td></tr>"
        for number, item in enumerate(meeting["items"], start=1)
    )
    published = f"<p>{town.words['published']} {_day(meeting['date'])}</p>"
    return _table(rows, town.words["section" if ready else "item"], "", town.words["subject"]) + published


def _officers(town: Town, base: str, stage: int) -> str:
    return _table(
        f"<tr><td>{decision['officer']}    {_day(decision['date'])}</td><td><a href='{base}?page=official_decision&amp;id={decision['id']}'>"
        f"{town.words['officer']} {decision['section']}/{decision['date'].year}{html.escape(decision['title'], quote=False)}</a></td></tr>"
        for decision in town.officers(stage)
    )


def _attachments(town: Town, id_: str, item: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><a href='../kokous/{id_}-{document}.PDF'>{town.words['attachment']} {number}{html.escape(title, quote=False)}</a></td></tr>"
        for number, title, document in item.get("attachments", ())
    )
    return f"<table class='tbl attachments'>{rows}</table>\n" if rows else ""


def _page(town: Town, base: str, heading: str, content: str, charset: str) -> Reply:
    page = fill(
        "page.html",
        **town.words,
        language=town.data["languages"][0],
        charset=charset,
        town=town.data["name"],
        base=base,
        heading=heading,
        content=content,
    )
    return Reply(page.encode(charset, "xmlcharrefreplace"), f"text/html; charset={charset}")


def _body_html(text: str) -> str:
    """Return the data's light markup as the system's Word-like HTML: label and value in adjacent spans."""
    return "".join(_paragraph(part.strip()) for part in re.split(r"\n[ \t]*\n", text) if part.strip())


def _paragraph(text: str) -> str:
    if text.startswith("|"):
        rows = ([cell.strip() for cell in line.strip("| ").split("|")] for line in text.splitlines())
        cells = ("".join(f"<td>{html.escape(cell, quote=False)}</td>" for cell in row) for row in rows)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>\n"
    joined = html.escape(" ".join(text.split()), quote=False)
    spans = [
        f'<span style="font-weight:bold">{piece}</span>' if place % 2 else f"<span>{piece.strip()}</span>"
        for place, piece in enumerate(_BOLD.split(joined))
        if piece.strip()
    ]
    return f"<p>{''.join(spans)}</p>\n"


def _lines(text: str) -> list[str]:
    return [" ".join(part.replace("**", "").split()) for part in re.split(r"\n[ \t]*\n", text) if part.strip()]


def _pdf(lines: list[str], modified: dt.date) -> Reply:
    return Reply(pdf(lines), "application/pdf", modified)


def _nothing() -> Reply:
    return Reply(b"", "text/html")


def _table(rows: Iterable[str], *heads: str) -> str:
    head = "<tr>" + "".join(f"<th>{word}</th>" for word in heads) + "</tr>" if heads else ""
    return f"<table class='tbl'>{head}{''.join(rows)}</table>"


def _title(town: Town, meeting: dict[str, Any], stage: int) -> str:
    return f"{meeting['body']}  {_kind(town, meeting, stage)} {_day(meeting['date'])}"


def _kind(town: Town, meeting: dict[str, Any], stage: int) -> str:
    return town.words["minutes" if meeting["minutes"] <= stage else "agenda"]


def _day(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def _cdata(text: str) -> str:
    """Write what ISO-8859-1 lacks as entities, as the real feeds do inside CDATA (formats.md 1.3)."""
    return text.replace("–", "&ndash;").replace("]]>", "")
