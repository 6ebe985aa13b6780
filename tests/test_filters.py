"""Which decisions are meant, as SQL."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.filters import Filters, spellings
from archive.store import Archive
from scraper.records import Amount, Check, Decision, Kind, Outcome, Part, Verdict
from tests.decisions import page, parsed


def euros(value: str, most: str | None = None, *, part: Part = Part.decision, currency: str = "EUR") -> Amount:
    return Amount(
        text="…",
        value=Decimal(value),
        max=Decimal(most) if most else None,
        part=part,
        currency=currency,
        start=0,
        end=1,
    )


RECORDS = {
    "pool": Decision(
        municipality="Äyräpää",
        body="Kunnanhallitus",
        body_abbreviation="KHALL",
        date=dt.date(2023, 5, 8),
        outcome=Outcome.passed_unchanged,
        amounts=[euros("137000.00"), euros("0.125")],
        checks=[Check(rule="sum_of_parts", verdict=Verdict.mismatch)],
    ),
    "road": Decision(
        municipality="Kukkula",
        body="Tekninen lautakunta",
        date=dt.date(2023, 12, 31),
        outcome=Outcome.rejected,
        amounts=[euros("50", "900"), euros("1000000", part=Part.earlier)],
        checks=[Check(rule="sum_of_parts", verdict=Verdict.ok)],
    ),
    "marks": Decision(
        kind=Kind.officer_decision,
        municipality="Kukkula",
        date=dt.date(1999, 1, 1),
        amounts=[euros("5000", currency="FIM")],
    ),
    "huge": Decision(kind=Kind.attachment, amounts=[euros("9" * 40), euros("-250.50")]),
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("filters") / "archive.sqlite") as opened:
        with opened.batch() as batch:
            for name, record in RECORDS.items():
                batch.save("hiirola" if name == "road" else "kukkula", parsed(record, ids=(name,)), page(name))
        yield opened


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), "huge marks pool road"),
        (Filters(municipality=("äyräpää",)), "pool"),
        (Filters(municipality=("ÄYRÄPÄÄ", "kukkula")), "marks pool road"),
        (Filters(municipality=("Äyrä",)), ""),
        (Filters(municipality=("' OR 1=1 --",)), ""),
        (Filters(body=("kunnanhallitus",)), "pool"),
        (Filters(body=("khall", "tekninen  lautakunta")), "pool road"),
        (Filters(date_from=dt.date(2023, 5, 8), date_to=dt.date(2023, 5, 8)), "pool"),
        (Filters(date_from=dt.date(2023, 5, 9)), "road"),
        (Filters(date_to=dt.date(2000, 1, 1)), "marks"),
        (Filters(outcome=(Outcome.rejected,)), "road"),
        (Filters(kind=("officer_decision", "attachment")), "huge marks"),
        (Filters(source=("hiirola",)), "road"),
        (Filters(check=(Verdict.mismatch,)), "pool"),
        (Filters(min_amount=Decimal(100_000)), "pool"),
        (Filters(min_amount=Decimal("137000.00"), max_amount=Decimal("137000")), "pool"),
        (Filters(min_amount=Decimal("137000.01")), ""),
        (Filters(min_amount=Decimal(1), max_amount=Decimal(100)), "road"),
        (Filters(min_amount=Decimal(800), max_amount=Decimal(850)), "road"),
        (Filters(max_amount=Decimal(-1)), "huge"),
        (Filters(min_amount=Decimal(1000), max_amount=Decimal(100_000)), ""),
        (Filters(min_amount=Decimal("-1E+40"), max_amount=Decimal("1E+40")), "huge pool road"),
        (Filters(municipality=("Kukkula",), outcome=("rejected",), max_amount=Decimal(60)), "road"),
    ],
)
def test_filters(archive: Archive, filters: Filters, expected: str) -> None:
    found = [stored.id.partition(":")[2] for stored in archive.decisions(filters)]
    assert sorted(found) == expected.split()
    assert archive.count(filters) == len(found)


@given(
    st.decimals(-10_000, 10_000, places=2),
    st.decimals(-10_000, 10_000, places=2),
    st.none() | st.decimals(0, 20_000, places=2),
)
def test_one_amount_in_python_is_judged_as_in_sql(low: Decimal, value: Decimal, most: Decimal | None) -> None:
    filters = Filters(min_amount=low, max_amount=low + 500)
    expected = (value if most is None else most) >= low and value <= low + 500
    assert filters.meets(value, most, "EUR", "decision") is expected
    assert not filters.meets(value, most, "EUR", "earlier")
    assert not filters.meets(value, most, "FIM", "decision")


def test_spellings_cover_the_cases_of_minutes() -> None:
    assert {"Äänekoski", "ÄÄNEKOSKI", "äänekoski"} <= set(spellings([" äänekoski "]))
    assert "Ylä-Savon Kuntayhtymä" in spellings(["ylä-savon  kuntayhtymä"])


def test_filters_need_no_tables() -> None:
    code = (
        "import sys, archive.filters; sys.exit(any(n in sys.modules for n in ('sqlmodel', 'sqlalchemy', 'pydantic')))"
    )
    root = Path(__file__).parent.parent
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
