"""Read one decision from a page: the header says whose it is, the grammar says the rest."""

import re
from collections.abc import Iterator, Sequence

from scraper.grammar import arithmetic, attendance, money, projects, shares, votes
from scraper.grammar.bodies import ENGLISH, SWEDISH, is_abbreviation, is_body, named_bodies, spelled_out, without_town
from scraper.grammar.diary import Diary, diary, inside
from scraper.grammar.header import Header
from scraper.grammar.heads import date_of
from scraper.grammar.language import language
from scraper.grammar.outcome import outcome
from scraper.grammar.parts import parts
from scraper.grammar.sections import Segment, Split, own_start, split
from scraper.grammar.speakers import Parts
from scraper.grammar.titles import Zone, title_below, title_zone
from scraper.records import Amount, Attachment, Decision, Handling, Share
from scraper.text import Block
from scraper.vocabulary import Kind, Part, Status

_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")


def read(header: Header) -> Decision:
    """Return the decision of a page whose platform has read its header. Never raises; what is missing becomes a warning."""
    cut = split(header)
    officer = header.kind is Kind.officer_decision
    headed = cut.own_head is not None or (bool(cut.earlier) and not header.headless)
    above = cut.front if headed else cut.own
    zone = Zone(rest=list(above)) if header.title else title_zone(above, with_text=not headed)
    own = [*zone.rest, *(cut.own if headed else ())]
    lines, quoted = _unquoted([block.text for block in own])
    title, lines = _title(header, cut, zone.title, lines)
    found = parts(lines, officer=officer)
    decision = Decision(
        kind=header.kind,
        status=header.status,
        municipality=header.municipality,
        date=header.date,
        section=header.section,
    )
    decision.title = title or found.title
    _place(decision, cut, found)
    _texts(decision, found)
    _handlings(decision, header, cut, quoted)
    number = _diary(header, cut, zone.diary, found)
    decision.diary_number, decision.classification = (number.number, number.classification) if number else (None, None)
    decision.attachments = _attachments(header.attachments, [*zone.attachments, *found.attachments])
    decision.distribution = found.distribution
    _people(decision, found)
    _bodies(decision, header, cut, found)
    if header.kind is Kind.officer_decision or decision.decision:
        decision.status = Status.minutes
    decision.language = language(
        "\n".join(filter(None, (decision.title, decision.proposal, decision.decision, decision.rationale)))
    ) or language("\n".join(handling.text for handling in decision.earlier_handlings))
    _judge(decision, found, officer=officer)
    _money(decision)
    _warn(decision, header, cut)
    return decision


def read_attachment(title: str | None, blocks: Sequence[Block], *, municipality: str | None = None) -> Decision:
    """Return a text that holds no decision (slides, a project's description, news) as an attachment, figures included."""
    text = "\n".join(block.text for block in blocks)
    record = Decision(kind=Kind.attachment, title=title, text=text, municipality=municipality, language=language(text))
    record.amounts = money.amounts(text, Part.background, title=title, municipality=municipality)
    record.shares = shares.shares(text, Part.background)
    record.projects = projects.projects(title, [text])
    record.checks = arithmetic.checks(record)
    return record


def _unquoted(lines: list[str]) -> tuple[list[str], list[str]]:
    """Part off an older handling that stands without a head above the page's own (formats.md 11, CaseM)."""
    history = next(
        (
            index
            for index, line in enumerate(lines)
            if line.casefold().rstrip(":") in ("aikaisempi käsittely", "aiempi käsittely", "tidigare behandling")
        ),
        None,
    )
    if history is None:
        return lines, []
    start = own_start(lines[history + 1 :])
    if start is None:
        return lines, []
    cut = history + 1 + start
    return lines[:history] + lines[cut:], lines[history + 1 : cut]


def _title(header: Header, cut: Split, above: str | None, lines: list[str]) -> tuple[str | None, list[str]]:
    """Find the title: in the header, above the first head, on the head's own line, or below the head."""
    if header.title:
        return header.title, lines
    if above:
        return above, lines
    head = cut.own_head
    if head is not None:
        if head.rest and inside(head.rest) is None:
            return head.rest, lines
        return title_below(lines, bare=_has_bare(cut))
    return None, lines


def _has_bare(cut: Split) -> bool:
    return cut.own_head is not None and cut.own_head.bare


def _place(decision: Decision, cut: Split, found: Parts) -> None:
    head = cut.own_head
    if decision.date is None and head is not None:
        decision.date = head.date
    if decision.date is None and found.date and (day := _DATE.search(found.date)):
        decision.date = date_of(day[0])
    if decision.section is None and head is not None:
        decision.section = head.section


def _texts(decision: Decision, found: Parts) -> None:
    decision.rationale = "\n".join(found.rationale) or None
    decision.proposal = "\n".join(found.proposal) or None
    decision.decision = "\n".join(found.decision) or None


def _handlings(decision: Decision, header: Header, cut: Split, quoted: Sequence[str]) -> None:
    """Gather the older handlings: those with text first, then those that only the header lists."""
    found: dict[tuple[object, object], Handling] = {}
    for segment in cut.earlier:
        handling = _handling(segment, header, cut.own_head.body if cut.own_head else None)
        key = (handling.date, handling.section)
        known = found.get(key)
        if known is None:
            found[key] = handling
        else:
            known.text = "\n".join(filter(None, (known.text, handling.text)))
    for row in header.earlier:
        if (row.date, row.section) not in found:
            found[row.date, row.section] = Handling(body=row.body, date=row.date, section=row.section)
    decision.earlier_handlings = list(found.values())
    if quoted:
        bodies = named_bodies("\n".join(quoted))
        decision.earlier_handlings.append(Handling(body=bodies[0] if bodies else None, text="\n".join(quoted)))


def _handling(segment: Segment, header: Header, own: str | None) -> Handling:
    """Return an older handling; `own` is the body as the page's own head has it, whose full name the header tells."""
    head = segment.head
    date, body = head.date, head.body
    for row in header.earlier:
        if row.section == head.section and date in (None, row.date):
            date, body = row.date, row.body or body
    text = "\n".join(block.text for block in segment.blocks)
    if body and header.body and own and body.casefold() == own.casefold():
        body = header.body
    elif body and is_abbreviation(body):
        body = spelled_out(body, "", text) or body
    return Handling(body=body, date=date, section=head.section, text=text)


def _diary(header: Header, cut: Split, above: Diary | None, found: Parts) -> Diary | None:
    """Take the number beside the page's own head first, then the page's header, then an older handling's."""
    return next((one for one in _diaries(header, cut, above, found) if one is not None), None)


def _diaries(header: Header, cut: Split, above: Diary | None, found: Parts) -> Iterator[Diary | None]:
    yield header.diary
    yield inside(cut.own_head.rest) if cut.own_head else None
    yield found.diary
    yield above
    for segment in cut.earlier:
        yield inside(segment.head.rest)
        for block in segment.blocks[:3]:
            yield diary(block.text)


def _attachments(linked: Sequence[Attachment], written: Sequence[Attachment]) -> list[Attachment]:
    """Join the attachments of the page's links with those its text lists; one title, one attachment."""
    kept = {(one.title or "").casefold(): one for one in linked}
    for one in written:
        key = (one.title or "").casefold()
        if key in kept:
            kept[key].number = kept[key].number or one.number
        else:
            kept[key] = one
    return list(kept.values())


def _people(decision: Decision, found: Parts) -> None:
    decision.preparers = found.preparers
    decision.presenter = found.presenter if decision.kind is not Kind.officer_decision else None
    spoken = "\n".join(found.spoken)
    decision.experts = attendance.experts(spoken)
    named = attendance.recusals("\n".join(found.recusals), block=True) if found.recusals else []
    decision.recusals = [*named, *(name for name in attendance.recusals(spoken) if not _named(name, named))]
    decision.votes = votes.votes(spoken)


def _named(name: str, names: Sequence[str]) -> bool:
    parts_ = set(name.casefold().split())
    return any(parts_ <= set(other.casefold().split()) for other in names)


def _bodies(decision: Decision, header: Header, cut: Split, found: Parts) -> None:
    """Spell the body out; its abbreviation is what the own section head has."""
    head_body = cut.own_head.body if cut.own_head else None
    body = header.body or head_body
    decisive = "\n".join(filter(None, (decision.decision, decision.proposal)))
    if head_body and header.body and head_body.casefold() != header.body.casefold() and is_abbreviation(head_body):
        decision.body_abbreviation = head_body
    if decision.kind is Kind.officer_decision:
        decision.body = header.officer or body or (found.maker.title if found.maker else None) or found.officer
        decision.decision_maker = found.maker
        return
    if body and is_abbreviation(body):
        decision.body_abbreviation = body
        decision.body = (
            spelled_out(
                body,
                decisive,
                "\n".join(
                    filter(None, (decision.rationale, decision.title, *(h.text for h in decision.earlier_handlings)))
                ),
            )
            or body
        )
    elif body is None or _translated(body, decisive):
        decision.body = next(iter(named_bodies(decisive)), None) or body
    else:
        decision.body = without_town(body.capitalize() if body.isupper() else body, decisive)


def _translated(body: str, decisive: str) -> bool:
    """Say whether a heading was translated while the decision names its body in Finnish (formats.md 5)."""
    if ENGLISH.search(body) and not is_body(body):
        return True
    if SWEDISH.search(body) is None:
        return False
    named = named_bodies(decisive)
    return language(decisive) == "fi" or (bool(named) and not any(SWEDISH.search(name) for name in named))


def _judge(decision: Decision, found: Parts, *, officer: bool) -> None:
    treatment = "\n".join(line for line in found.spoken if line not in found.decision) or None
    decision.outcome, decision.final = outcome(
        decision.decision,
        proposal=decision.proposal,
        revised=found.revised,
        officer=officer,
        body=decision.body,
        treatment=treatment,
    )


def _money(decision: Decision) -> None:
    """Read the sums and shares: those of the page's own handling first, then those of the older ones."""
    amounts: list[Amount] = []
    portions: list[Share] = []
    for part in (Part.background, Part.proposal, Part.decision):
        if text := decision.part(part):
            amounts += money.amounts(text, part, title=decision.title, municipality=decision.municipality)
            portions += shares.shares(text, part)
    for index, handling in enumerate(decision.earlier_handlings):
        amounts += money.amounts(
            handling.text, Part.earlier, title=decision.title, handling=index, municipality=decision.municipality
        )
        portions += shares.shares(handling.text, Part.earlier, handling=index)
    decision.amounts, decision.shares = amounts, portions
    decision.checks = arithmetic.checks(decision)
    decision.projects = projects.projects(
        decision.title, [decision.rationale or "", decision.proposal or "", decision.decision or ""]
    )


def _warn(decision: Decision, header: Header, cut: Split) -> None:
    warnings = list(header.warnings)
    if cut.missing:
        warnings.append(
            "the page's own section was not found among its sections: everything below its header is an earlier handling"
        )
    for name, value in (
        ("body", decision.body),
        ("date", decision.date),
        ("section number", decision.section),
        ("title", decision.title),
    ):
        if value is None:
            warnings.append(f"no {name} could be read")
    if decision.decision and decision.outcome is not None and decision.outcome.value == "unknown":
        warnings.append("the decision's wording fits no known outcome")
    decision.warnings = warnings
