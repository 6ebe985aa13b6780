"""Invented decisions and pages for the tests of the archive and what stands on it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from scraper.page import Link, LinkKind, Page, Parsed
from scraper.records import (
    Amount,
    Attachment,
    Check,
    Decision,
    Handling,
    Kind,
    Outcome,
    Part,
    Per,
    Person,
    Qualifier,
    Role,
    Share,
    Status,
    Vat,
    Verdict,
    Vote,
)

FETCHED = dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
LATER = FETCHED + dt.timedelta(days=10)

FULL = Decision(
    kind=Kind.meeting_item,
    status=Status.minutes,
    municipality="Kukkula",
    body="Kunnanhallitus",
    body_abbreviation="KHALL",
    date=dt.date(2023, 5, 8),
    section="117",
    diary_number="292/00.01.05/2023",
    classification="00.01.05",
    title="Myllyrannan uimalan rahoitus",
    language="fi",
    preparers=[Person(name="Tuuli Esimerkki", title="hallintojohtaja"), Person(title="kunnansihteeri")],
    presenter=Person(name="Oras Keksitty", title="kunnanjohtaja"),
    rationale="Uimalan kustannusarvio on 137 000 €.\nRivi\ttaulukossa",
    proposal="Myönnetään 12 500,50 €.",
    decision="Ehdotus hyväksyttiin.",
    outcome=Outcome.passed_voted,
    final=True,
    recusals=["Ahti Malli"],
    experts=["Vieno Näyte"],
    votes=[Vote(**{"for": 9, "against": 6, "blank": None, "motion": "Pohjaehdotus"})],
    earlier_handlings=[
        Handling(body="Sivistyslautakunta", date=dt.date(2023, 4, 3), section="36", text="Lautakunta esitti 5 000 €.")
    ],
    projects=["Uimala 2030", "Myllyranta"],
    attachments=[Attachment(number="1", title="Laskelma", url="https://kukkula.example/liite1.pdf")],
    distribution=["Rakennustoimi"],
    amounts=[
        Amount(
            text="137 000 €",
            value=Decimal("137000.00"),
            role=Role.total_cost,
            part=Part.background,
            start=27,
            end=36,
            approximate=True,
        ),
        Amount(
            text="12 500,50 €",
            value=Decimal("12500.50"),
            max=Decimal("20000"),
            role=Role.grant,
            qualifier=Qualifier.at_most,
            per=Per.year,
            vat=Vat.excluded,
            party="Kukkulan kunta",
            part=Part.proposal,
            start=11,
            end=22,
        ),
        Amount(text="0,125 €", value=Decimal("0.125"), per=Per.unit, part=Part.proposal, start=0, end=7),
        Amount(text="5 000 €", value=Decimal("5000"), part=Part.earlier, handling=0, start=18, end=25),
    ],
    shares=[Share(text="70 %", value=Decimal("70"), role=Role.grant, part=Part.background, start=1, end=5)],
    checks=[
        Check(
            rule="parts_of_total",
            verdict=Verdict.mismatch,
            expected=Decimal("137000.00"),
            found=Decimal("136999.5"),
            sentence="Uimalan kustannusarvio",
            amounts=[0, 1],
        )
    ],
    warnings=["the voting table was not read"],
)


def decision(**changes: Any) -> Decision:
    """Return the full example with some fields changed."""
    return FULL.model_copy(update=changes)


def page(platform_id: str = "2023145-7", content: bytes = b"<html>117 \xc2\xa7</html>", **changes: Any) -> Page:
    """Return a page as served by an invented town."""
    url = f"https://kukkula.example/cgi?page=meetingitem&id={platform_id}"
    link = Link(url, LinkKind.meeting_item, platform_id)
    values = {"url": url, "content": content, "content_type": "text/html", "fetched": FETCHED, "link": link, **changes}
    return Page(**values)


def parsed(*decisions: Decision, ids: tuple[str | None, ...] = ("2023145-7",), **changes: Any) -> Parsed:
    """Return what an invented platform read."""
    return Parsed("invented", decisions or (FULL,), ids=ids, **changes)
