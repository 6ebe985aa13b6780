"""The figures that decisions about a project state, and what an answer made of them holds: small frozen types. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from archive.identity import at_page
from minutes.citation import citation
from minutes.output import fi_money
from scraper.vocabulary import Outcome, Part, Role

NOT_DECIDED = frozenset({Outcome.rejected, Outcome.returned, Outcome.tabled, Outcome.removed})
"""Outcomes after which a decision's figures bind nobody."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One sum as a decision states it; `party` is whose money it is, as written, None where the page does not say."""

    value: Decimal
    role: Role
    text: str = ""
    max: Decimal | None = None
    currency: str = "EUR"
    qualifier: str | None = None
    approximate: bool = False
    per: str | None = None
    vat: str | None = None
    party: str | None = None
    earlier: bool = False

    @property
    def comparable(self) -> tuple[Any, ...]:
        """Return what two figures must share to be the same sum told twice."""
        return (self.value, self.max, self.currency, self.per, self.vat)

    @property
    def shown(self) -> str:
        """Return the sum for people: 'noin 137 000 € / vuosi' comes out as '≈ 137 000 € per year'."""
        sign = {"at_most": "≤ ", "at_least": "≥ "}.get(self.qualifier or "", "") + ("≈ " if self.approximate else "")
        upper = f"–{fi_money(self.max, self.currency)}" if self.max is not None else ""
        vat = {"excluded": " excl. VAT", "included": " incl. VAT"}.get(self.vat or "", "")
        return f"{sign}{fi_money(self.value, self.currency)}{upper}{f' per {self.per}' if self.per else ''}{vat}"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about the project, with its figures in the order of the page."""

    id: str
    municipality: str | None = None
    body: str | None = None
    date: dt.date | None = None
    section: str | None = None
    diary_number: str | None = None
    title: str | None = None
    outcome: Outcome | None = None
    final: bool | None = None
    url: str | None = None  # else the path of an imported file
    retrieved: str | None = None
    figures: tuple[Figure, ...] = ()

    @property
    def citation(self) -> str:
        """Return where the decision's figures stand (`minutes.citation`)."""
        return citation(
            self.municipality, self.body, self.date, self.section, self.diary_number, self.url, self.retrieved
        )

    @property
    def counts(self) -> bool:
        """False where the body did not decide on the figures."""
        return self.outcome not in NOT_DECIDED

    def own(self, role: Role) -> tuple[Figure, ...]:
        """Return the figures of a role that the decision itself states, else those it quotes from earlier handlings."""
        found = tuple(figure for figure in self.figures if figure.role is role)
        return tuple(figure for figure in found if not figure.earlier) or found


@dataclass(frozen=True, slots=True)
class Told:
    """A sum and every decision that tells it."""

    figure: Figure
    by: tuple[Decided, ...]


class State(StrEnum):
    """Say how the decisions' figures of one kind fit together."""

    one = "one"
    differing = "differing"
    none = "none"


@dataclass(frozen=True, slots=True)
class Stated:
    """What the decisions state of one role (and of one town or partner): one sum, differing ones, or none.

    `of` is the town or the party whose share it is, None for the whole project. `by_party` is False for a town's
    share that no page says to be the town's ("party not stated").
    """

    role: Role
    sums: tuple[Told, ...]
    of: str | None = None
    by_party: bool = True

    @property
    def state(self) -> State:
        """Return whether it is one sum, several that differ, or none."""
        return State.none if not self.sums else State.one if len(self.sums) == 1 else State.differing

    @property
    def value(self) -> Decimal | None:
        """Return the one sum where it is one, in euros and not a range, a yearly or a unit price; else None."""
        if self.state is not State.one:
            return None
        figure = self.sums[0].figure
        return None if figure.max is not None or figure.per or figure.currency != "EUR" else figure.value


@dataclass(frozen=True, slots=True)
class Balance:
    """Whether grant and own shares make the total cost; `difference` is total minus both, None where it cannot be said."""

    total: Decimal | None
    grant: Decimal | None
    own_shares: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Return what is left of the total cost, 0 where it adds up."""
        if self.total is None or self.grant is None or self.own_shares is None:
            return None
        return self.total - self.grant - self.own_shares


@dataclass(frozen=True, slots=True)
class Missing:
    """What no decision says: of a town, or of the whole project (`of` None)."""

    what: str
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer; decisions by town and date."""

    decisions: tuple[Decided, ...]
    total: Stated
    grant: Stated
    town_shares: tuple[Stated, ...]
    partner_shares: tuple[Stated, ...]
    balance: Balance
    missing: tuple[Missing, ...]


def decided(row: Mapping[str, Any], amounts: Iterable[Mapping[str, Any]]) -> Decided:
    """Return the decision that a row of table decision and its rows of table amount say."""
    return Decided(
        id=row["id"],
        municipality=row["municipality"],
        body=row["body"],
        date=dt.date.fromisoformat(row["date"]) if row["date"] else None,
        section=row["section"],
        diary_number=row["diary_number"],
        title=row["title"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        final=None if row["final"] is None else bool(row["final"]),
        url=at_page(row["url"] or row["document"], row["page"]),
        retrieved=row["retrieved"],
        figures=tuple(
            Figure(
                value=Decimal(amount["value"]),
                role=Role(amount["role"]),
                text=amount["text"],
                max=None if amount["max"] is None else Decimal(amount["max"]),
                currency=amount["currency"],
                qualifier=amount["qualifier"],
                approximate=bool(amount["approximate"]),
                per=amount["per"],
                vat=amount["vat"],
                party=amount["party"],
                earlier=amount["part"] == Part.earlier,
            )
            for amount in amounts
        ),
    )
