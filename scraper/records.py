"""What a page says: plain records, as `minutes parse` prints them and the archive stores them.

The classes are SQLModel data models, so that the tables of `archive.models` and these records share one
vocabulary. Nothing here knows a database, a network or a clock. A field that the page does not state is
None (or empty); nothing is guessed.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlmodel import Field, SQLModel

from scraper.vocabulary import Kind as Kind
from scraper.vocabulary import Outcome as Outcome
from scraper.vocabulary import Part as Part
from scraper.vocabulary import Per as Per
from scraper.vocabulary import Qualifier as Qualifier
from scraper.vocabulary import Role as Role
from scraper.vocabulary import Status as Status
from scraper.vocabulary import Vat as Vat
from scraper.vocabulary import Verdict as Verdict


class Person(SQLModel):
    """A named or titled person of a decision, as written, without phone or e-mail."""

    name: str | None = Field(
        default=None, description="As written, e.g. 'Maija Malli'; None where only a title is given"
    )
    title: str | None = Field(default=None, description="As written, e.g. 'hallintojohtaja'")


class Vote(SQLModel):
    """One vote (äänestys): the counts that the page states."""

    for_: int | None = Field(default=None, alias="for", description="Votes for the proposal (JAA), e.g. 9")
    against: int | None = Field(default=None, description="Votes against it (EI), e.g. 6")
    blank: int | None = Field(default=None, description="Blank votes (tyhjää), e.g. 1")
    motion: str | None = Field(default=None, description="What was voted on, as written")


class Handling(SQLModel):
    """An older handling of the matter that the page repeats above its own."""

    body: str | None = Field(default=None, description="E.g. 'Kunnanhallitus'")
    date: dt.date | None = Field(default=None, description="Meeting date, e.g. 2024-03-18")
    section: str | None = Field(default=None, description="Section number (§), e.g. '36'")
    text: str = Field(default="", description="The whole text of the older handling, without its head")


class Attachment(SQLModel):
    """A file that a decision names."""

    number: str | None = Field(default=None, description="As written, e.g. '1'")
    title: str | None = Field(default=None, description="E.g. 'Talousarvion muutos'")
    url: str | None = Field(default=None, description="Absolute address; None where the page has no link")


class Amount(SQLModel):
    """A sum of money, with the exact place it stands in, so that every figure can be checked."""

    text: str = Field(description="The sum as written, e.g. '1,5 M€:n'")
    value: Decimal = Field(description="In `currency`, e.g. 1500000.00; the lower bound of a range")
    max: Decimal | None = Field(default=None, description="The upper bound of a range, else None")
    currency: str = Field(default="EUR", description="ISO 4217: EUR, or FIM for markka")
    role: Role = Field(default=Role.other, description="From the sum's own sentence; `other` where unsure")
    qualifier: Qualifier | None = Field(default=None, description="at_most or at_least")
    approximate: bool = Field(default=False, description="noin, n., lähes, reilut, runsaat")
    per: Per | None = Field(default=None, description="year, month or unit")
    vat: Vat | None = Field(default=None, description="excluded (alv 0 %) or included")
    party: str | None = Field(default=None, description="Whose money: payer or recipient as written, base form")
    part: Part = Field(description="The text that start and end point into")
    handling: int | None = Field(default=None, description="Index into earlier_handlings where part is earlier")
    start: int = Field(description="Offset of the first character in the part's text")
    end: int = Field(description="Offset after the last character")


class Share(SQLModel):
    """A share of a funding in per cent."""

    text: str = Field(description="As written, e.g. '70 %'")
    value: Decimal = Field(description="E.g. 70")
    role: Role = Field(default=Role.other, description="grant, own_share, …")
    part: Part = Field(default=Part.background, description="The text that start and end point into")
    handling: int | None = Field(default=None, description="Index into earlier_handlings where part is earlier")
    start: int = Field(default=0, description="Offset in the part's text")
    end: int = Field(default=0, description="Offset after the last character")


class Check(SQLModel):
    """An arithmetic check of a decision's own figures; never an accusation."""

    rule: str = Field(
        description="parts_of_total (grant + own share = total), share_of_total (70 % of total), sum_of_parts"
    )
    verdict: Verdict = Field(description="ok, mismatch or not_comparable")
    expected: Decimal | None = Field(default=None, description="The stated figure, euros")
    found: Decimal | None = Field(default=None, description="What the other figures make, euros")
    reason: str | None = Field(default=None, description="Why not comparable: vat, price_level, partner, range, period")
    sentence: str = Field(default="", description="The sentence or row that it rests on")
    amounts: list[int] = Field(default_factory=list, description="Indexes into `amounts`")


class Meeting(SQLModel):
    """One meeting of a body."""

    id: str = Field(description="`source:platform-id`, e.g. 'kuopio:2023145'")
    source: str = Field(description="Source id, e.g. 'kuopio'")
    body: str | None = Field(default=None, description="E.g. 'Kunnanhallitus'")
    date: dt.date | None = Field(default=None, description="Meeting date")
    status: Status | None = Field(default=None, description="agenda or minutes")
    url: str = Field(description="Canonical address")


class Decision(SQLModel):
    """One numbered section (pykälä, §) of a meeting, one officer decision, or one attachment's text."""

    kind: Kind = Field(default=Kind.meeting_item, description="meeting_item, officer_decision or attachment")
    status: Status | None = Field(default=None, description="agenda or minutes; officer decisions are minutes")
    municipality: str | None = Field(default=None, description="E.g. 'Siilinjärvi', where the page itself says it")
    body: str | None = Field(default=None, description="Deciding body or officer, spelled out: 'Kunnanhallitus'")
    body_abbreviation: str | None = Field(default=None, description="As in the section head: 'KHALL'")
    date: dt.date | None = Field(default=None, description="Date of the meeting or of the decision")
    section: str | None = Field(default=None, description="Section number (§) as text: '117'")
    diary_number: str | None = Field(default=None, description="'292/00.01.05/2023', 'MliDno-2020-94'")
    classification: str | None = Field(default=None, description="Task class: '00.01.05'")
    title: str | None = Field(default=None, description="Title of the matter")
    language: str | None = Field(default=None, description="'fi' or 'sv'")
    preparers: list[Person] = Field(default_factory=list)
    presenter: Person | None = Field(default=None)
    decision_maker: Person | None = Field(default=None)
    rationale: str | None = Field(default=None, description="Background text, without its label")
    proposal: str | None = Field(default=None, description="Proposal text, without its label")
    decision: str | None = Field(default=None, description="Decision text, without its label")
    text: str | None = Field(default=None, description="Whole text of an attachment, else None")
    outcome: Outcome | None = Field(default=None, description="None where the page holds no decision text")
    final: bool | None = Field(default=None, description="False where the body only proposes to another")
    recusals: list[str] = Field(default_factory=list, description="Names of those who were disqualified (esteellinen)")
    experts: list[str] = Field(default_factory=list, description="Names of experts heard (asiantuntija)")
    votes: list[Vote] = Field(default_factory=list)
    earlier_handlings: list[Handling] = Field(default_factory=list)
    projects: list[str] = Field(default_factory=list, description="Projects (hanke) the decision is about")
    attachments: list[Attachment] = Field(default_factory=list)
    distribution: list[str] = Field(default_factory=list, description="Jakelu, Tiedoksi")
    amounts: list[Amount] = Field(default_factory=list)
    shares: list[Share] = Field(default_factory=list)
    checks: list[Check] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list, description="What could not be read, never silently dropped")

    def part(self, part: Part, handling: int | None = None) -> str:
        """Return the text that an amount or share of `part` points into ('' where there is none)."""
        if part is Part.proposal:
            return self.proposal or ""
        if part is Part.decision:
            return self.decision or ""
        if part is Part.earlier:
            return self.earlier_handlings[handling].text if handling is not None else ""
        return (self.text if self.kind is Kind.attachment else self.rationale) or ""


def contract(decision: Decision, **context: Any) -> dict[str, Any]:
    """Return the decision as the JSON object of `minutes parse`, `context` (document, platform, …) first.

    Dates are ISO, money is a string with at least two decimals, enumerations are their values. The field
    order is the documented one (docs/contract.md).
    """
    record = decision.model_dump(mode="json", by_alias=True)
    record["amounts"] = list(map(amount_contract, decision.amounts))
    for check in record["checks"]:
        for field in ("expected", "found"):
            check[field] = None if check[field] is None else _money(check[field])
    if context.get("municipality") is None:
        context.pop("municipality", None)
    return {
        **{
            k: context[k]
            for k in ("document", "id", "source", "platform", "municipality", "url", "page")
            if k in context
        },
        **{k: v for k, v in record.items() if k != "municipality" or "municipality" not in context},
    }


def amount_contract(amount: Amount) -> dict[str, Any]:
    """Return an amount as the JSON object of the contract."""
    record = amount.model_dump(mode="json")
    record["value"] = _money(record["value"])
    record["max"] = None if record["max"] is None else _money(record["max"])
    return record


def _money(value: str) -> str:
    number = Decimal(value).normalize()
    exponent = number.as_tuple().exponent
    return (
        format(number, "f")
        if isinstance(exponent, int) and exponent < -2
        else format(number.quantize(Decimal("0.01")), "f")
    )
