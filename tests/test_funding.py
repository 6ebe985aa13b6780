"""What a project costs and who pays: the answer from invented decisions of invented towns."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.citation import citation
from minutes.funding import answer, is_of
from minutes.funding_facts import Answer, Decided, Figure, Missing, State
from minutes.funding_output import COLUMNS, rows, write, write_file
from scraper.vocabulary import Outcome, Role


def figure(value: str, role: Role, party: str | None = None, **more: object) -> Figure:
    return Figure(Decimal(value), role, text=f"{value} €", party=party, **more)  # type: ignore[arg-type]


def decided(town: str, number: int, *figures: Figure, **more: object) -> Decided:
    facts: dict[str, object] = {
        "body": "Kunnanhallitus",
        "date": dt.date(2023, 5, number),
        "section": str(100 + number),
        "diary_number": f"{number}/00.01.05/2023",
        "title": "ALMA-hankkeen jatko",
        "outcome": Outcome.passed_unchanged,
        "url": f"https://{town.lower()}.example/{number}",
        "retrieved": "2024-01-02T03:04:05Z",
    }
    facts["municipality"] = town
    return Decided(id=f"{town.lower()}:{number}", figures=figures, **{**facts, **more})  # type: ignore[arg-type]


NOW = dt.datetime(2024, 1, 2, tzinfo=dt.UTC)
COST, GRANT, OWN = Role.total_cost, Role.grant, Role.own_share
KUUSELA = decided("Kuusela", 8, figure("137000", COST), figure("95900", GRANT), figure("5500", OWN, "Kuuselan kunta"))
LEHTELA = decided(
    "Lehtelä", 9, figure("137000", COST), figure("95900", GRANT), figure("35600", OWN, "Lehtelän kaupunki")
)


def values(got: Answer) -> list[Decimal]:
    return [told.figure.value for told in got.total.sums]


def test_the_same_cost_told_by_two_towns_is_one_cost() -> None:
    got = answer([LEHTELA, KUUSELA])
    assert got.total.value == Decimal(137000)
    assert [d.municipality for d in got.total.sums[0].by] == ["Kuusela", "Lehtelä"]
    assert got.grant.value == Decimal(95900)
    assert {share.of: share.value for share in got.town_shares} == {"Kuusela": Decimal(5500), "Lehtelä": Decimal(35600)}
    assert got.balance.difference == 0
    assert got.missing == ()


def test_differing_costs_are_shown_and_never_summed() -> None:
    got = answer([KUUSELA, decided("Lehtelä", 9, figure("140000", COST))])
    assert got.total.state is State.differing
    assert values(got) == [Decimal(137000), Decimal(140000)]
    assert got.total.value is None
    assert got.balance.difference is None


def test_what_the_shares_leave_open_is_said() -> None:
    assert answer([KUUSELA]).balance.difference == Decimal(35600)


def test_what_words_found_is_not_held_against_a_cost() -> None:
    got = answer([KUUSELA], one_project=False)
    assert got.balance.difference is None
    assert got.total.value == Decimal(137000)


def test_a_partners_share_is_never_the_deciding_towns() -> None:
    got = answer([decided("Lehtelä", 9, figure("5500", OWN, "Kuuselan kunta"), figure("70", OWN, "Lehtelän Seura ry"))])
    assert got.town_shares == ()
    assert {share.of for share in got.partner_shares} == {"Kuuselan kunta", "Lehtelän Seura ry"}
    assert Missing("no own share stated", "Lehtelä") in got.missing


def test_a_share_that_another_town_tells_is_its_owners() -> None:
    got = answer([decided("Kuusela", 8), decided("Lehtelä", 9, figure("5500", OWN, "Kuuselan kunta"))])
    assert [(share.of, share.value) for share in got.town_shares] == [("Kuusela", Decimal(5500))]
    assert got.partner_shares == ()


def test_a_share_without_party_is_shown_as_such_and_not_summed() -> None:
    got = answer([decided("Kuusela", 8, figure("100", COST), figure("70", GRANT), figure("30", OWN))])
    assert [(share.of, share.value, share.by_party) for share in got.town_shares] == [("Kuusela", Decimal(30), False)]
    assert got.balance.difference is None
    (share,) = (row for row in rows(got) if row["row"] == "share")
    assert (share["municipality"], share["note"]) == (None, "party not stated")
    stream = io.StringIO()
    write(got, "table", stream=stream)
    assert "Own share told by Kuusela" in stream.getvalue()
    assert "Kuusela, own share" not in stream.getvalue()


def test_the_towns_word_for_itself_is_the_town() -> None:
    got = answer(
        [decided("Kuusela", 8, figure("30", OWN, "kunta")), decided("Lehtelä", 9, figure("40", OWN, "kaupunki"))]
    )
    assert {share.of: share.value for share in got.town_shares} == {"Kuusela": Decimal(30), "Lehtelä": Decimal(40)}


def test_a_share_of_an_unknown_town_is_shown_as_nobodys() -> None:
    got = answer(
        [decided("", 8, figure("100", COST), figure("70", GRANT), figure("30", OWN, "kunta"), municipality=None)]
    )
    assert got.town_shares == ()
    assert [(share.of, share.value) for share in got.partner_shares] == [("municipality not known", Decimal(30))]
    assert got.balance.difference is None
    assert Missing("decisions whose municipality is not known") in got.missing


def test_board_and_council_tell_one_share() -> None:
    again = decided("Kuusela", 20, figure("5500", OWN, "Kuuselan kunta"), body="Kunnanvaltuusto")
    (share,) = answer([KUUSELA, again]).town_shares
    assert share.value == Decimal(5500)
    assert len(share.sums[0].by) == 2


@pytest.mark.parametrize("outcome", [Outcome.rejected, Outcome.tabled, Outcome.returned, Outcome.removed])
def test_what_was_not_decided_counts_for_nothing(outcome: Outcome) -> None:
    got = answer([decided("Kuusela", 8, figure("5500", OWN, "Kuuselan kunta"), outcome=outcome)])
    assert got.town_shares == ()
    assert Missing("no decision that passed it", "Kuusela") in got.missing
    assert [row["value"] for row in rows(got) if row["row"] == "figure"] == [Decimal(5500)]


def test_an_earlier_handlings_figure_counts_only_where_the_own_text_has_none() -> None:
    old, new = figure("1000", COST, earlier=True), figure("2000", COST)
    assert answer([decided("Kuusela", 8, old, new)]).total.value == Decimal(2000)
    assert answer([decided("Kuusela", 8, old)]).total.value == Decimal(1000)


def test_a_partys_part_is_not_the_whole_cost() -> None:
    assert answer(
        [decided("Kuusela", 8, figure("270000", COST), figure("98100", COST, "Kuuselan kunta"))]
    ).total.value == Decimal(270000)


@pytest.mark.parametrize("more", [{"per": "year"}, {"max": Decimal(9)}, {"currency": "FIM"}])
def test_what_is_not_one_sum_in_euros_does_not_add_up(more: dict[str, object]) -> None:
    got = answer([decided("Kuusela", 8, figure("5", COST, **more))])
    assert got.total.state is State.one
    assert got.total.value is None


def test_what_is_missing_is_said() -> None:
    got = answer(
        [decided("Kuusela", 8, outcome=None), decided("Lehtelä", 9, figure("3", OWN, "Lehtelän kunta"), final=False)]
    )
    assert set(got.missing) == {
        Missing("no total cost stated"),
        Missing("no grant decision found"),
        Missing("no own share stated", "Kuusela"),
        Missing("no decision that passed it", "Kuusela"),
        Missing("only proposed to another body, whose decision was not found", "Lehtelä"),
    }


def test_decisions_come_by_town_and_date() -> None:
    got = answer([decided("Lehtelä", 1), decided("Kuusela", 9), decided("Kuusela", 2)])
    assert [d.id for d in got.decisions] == ["kuusela:2", "kuusela:9", "lehtelä:1"]


def test_nothing_is_an_answer_to_nothing() -> None:
    got = answer([])
    assert got.decisions == got.missing == ()
    assert list(rows(got)) == []


@pytest.mark.parametrize(
    ("party", "town", "its"),
    [
        ("Kivijärven kunta", "Kivijärvi", True),
        ("Kivilahden kaupunki", "Kivilahti", True),
        ("Turpun kaupunki", "Turppu", True),
        ("Kivijärvi", "Kivijärvi", True),
        ("kommunen", "Strandby", True),
        ("Strandby kommun", "Strandby", True),
        ("Kivilahden kaupunki", "Kivijärvi", False),
        ("Kivijärven Vesi Oy", "Kivijärvi", False),
        ("Kemijoen kaupunki", "Kemi", False),
        ("valtio", "Kivijärvi", False),
        ("", "Kivijärvi", False),
    ],
)
def test_whose_money(party: str, town: str, its: bool) -> None:
    assert is_of(party, town) is its


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (
            (
                "Kuusela",
                "Kunnanhallitus",
                "2023-05-08",
                "117",
                "292/00.01.05/2023",
                "https://k.example/1",
                "2024-01-02T03:04:05Z",
            ),
            "Kuusela, kunnanhallitus 8.5.2023 § 117, 292/00.01.05/2023, https://k.example/1, retrieved 2.1.2024",
        ),
        (("Kuusela", "KHALL", dt.date(2023, 5, 8), "§ 117", None, None, None), "Kuusela, KHALL 8.5.2023 § 117"),
        ((None, None, None, None, None, "https://k.example/1", None), "https://k.example/1"),
        (
            (None, "Äänestyslautakunta", None, None, None, None, dt.date(2024, 1, 2)),
            "äänestyslautakunta, retrieved 2.1.2024",
        ),
        ((None, None, None, None, None, None, None), ""),
    ],
)
def test_citation(parts: tuple[object, ...], line: str) -> None:
    assert citation(*parts) == line  # type: ignore[arg-type]


def test_rows_carry_a_citation_for_every_figure() -> None:
    got = list(rows(answer([KUUSELA, LEHTELA])))
    keys = {column.key for column in COLUMNS}
    assert all(set(row) == keys for row in got)
    assert all(row["citation"] for row in got if row["row"] in {"figure", "total", "share"})
    assert sum(row["row"] == "total" for row in got) == 2


def test_jsonl_and_csv_say_the_same_in_iso() -> None:
    got = answer([KUUSELA])
    lines, table = io.StringIO(), io.StringIO()
    write(got, "jsonl", stream=lines)
    write(got, "csv", stream=table)
    records = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert (records[0]["date"], records[0]["value"], records[0]["role"]) == ("2023-05-08", "137000.00", "total_cost")
    read = list(csv.DictReader(io.StringIO(table.getvalue())))
    assert [row["value"] for row in read] == [record["value"] or "" for record in records]


def test_the_table_is_in_finnish_style_with_whole_citations() -> None:
    out = io.StringIO()
    write(answer([KUUSELA, LEHTELA]), "table", stream=out)
    assert "137 000 €" in out.getvalue()
    assert "8.5.2023" in out.getvalue()
    assert "told by 2 decisions, counted once" in out.getvalue()
    assert f"[1] {KUUSELA.citation}" in out.getvalue()


def test_workbook_has_numbers_dates_and_no_formulas(tmp_path: Path) -> None:
    evil = decided("Kuusela", 8, figure("137000.50", COST), title='=HYPERLINK("https://evil.example")\x07')
    write_file(answer([evil]), tmp_path / "a.xlsx", now=NOW)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    heads = [cell.value for cell in sheet[1]]
    row = dict(zip(heads, sheet[2], strict=True))
    assert row["value"].value == 137000.5
    assert row["date"].value == dt.datetime(2023, 5, 8)  # noqa: DTZ001
    assert (row["title"].data_type, row["title"].value) == ("s", '=HYPERLINK("https://evil.example")')


FIGURES = st.builds(
    Figure,
    value=st.decimals(0, 10**9, places=2),
    role=st.sampled_from([COST, GRANT, OWN, Role.other]),
    party=st.sampled_from([None, "kunta", "Kuuselan kunta", "Lehtelän kunta", "Seura ry"]),
    earlier=st.booleans(),
)
DECISIONS = st.lists(
    st.builds(
        decided,
        st.sampled_from(["Kuusela", "Lehtelä"]),
        st.integers(1, 28),
        *([FIGURES] * 3),
        outcome=st.sampled_from([None, *Outcome]),
    ),
    max_size=6,
    unique_by=lambda d: d.id,
)


@settings(deadline=None)
@given(DECISIONS)
def test_no_town_is_ever_charged_what_is_said_to_be_anothers(decisions: list[Decided]) -> None:
    got = answer(decisions)
    for share in got.town_shares:
        assert all(told.figure.party in {None, "kunta", f"{share.of}n kunta"} for told in share.sums)
        assert all(told.figure.party or told.by[0].municipality == share.of for told in share.sums)
    assert answer(reversed(decisions)) == got
    assert len(list(rows(got))) >= len(decisions)
