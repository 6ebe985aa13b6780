"""What section numbers tell of completeness: exactly the holes that were made, and nothing where they cannot tell."""

import datetime as dt
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.audit import Audited, Numbering, audit, followed
from archive.audit import days as days_of
from archive.section_numbers import in_words, runs, section_numbers
from minutes.audit_output import percent, rows, sentence
from minutes.cli import run
from scraper.records import Status
from tests.audited_towns import YEAR, Item, Series, a_town, days, keep, moved, per_meeting, renamed, restarted

TOWNS = 2000 if os.environ.get("MINUTES_SOAK") else 60


def found(items: list[Item], body: str, year: int = YEAR) -> Audited:
    (one,) = [one for one in audit(days(items)) if (one.body, one.year) == (body, year)]
    return one


def part(series: Series) -> list[tuple[int, int, tuple[int, ...]]]:
    return [(one.first, one.highest, one.missing) for one in found(series.items(), series.body).parts]


@pytest.mark.parametrize("seed", range(TOWNS))
def test_every_hole_of_a_town_is_found_and_no_other(seed: int) -> None:
    items, truths = a_town(seed)
    audited = {(one.body, one.year): one for one in audit(days(items))}
    for truth in truths:
        one = audited[truth.body, truth.year]
        assert one.numbering is truth.numbering, truth.body
        assert tuple((part.first, part.highest, part.missing) for part in one.parts) == truth.parts
    assert sum(one.decisions + one.agendas for one in audited.values()) == len(items)


@given(
    st.lists(st.integers(1, 15), min_size=1, max_size=25).flatmap(
        lambda sizes: st.tuples(
            st.just(tuple(sizes)), st.frozensets(st.integers(1, sum(sizes)), max_size=sum(sizes) - 1)
        )
    )
)
@example(((1, 12), frozenset()))
@example(((3, 3, 3), frozenset({1, 2, 3})))
def test_a_series_through_the_year_is_measured_however_many_are_missing(
    case: tuple[tuple[int, ...], frozenset[int]],
) -> None:
    sizes, holes = case
    series = Series("Kunnanhallitus", sizes, holes)
    assert part(series) == [series.part()]


@given(st.lists(st.integers(2, 15), min_size=2, max_size=25))
def test_meetings_numbered_one_by_one_are_never_measured(sizes: list[int]) -> None:
    one = found(per_meeting("Nuorisovaltuusto", sizes), "Nuorisovaltuusto")
    assert one.numbering is Numbering.per_meeting
    assert one.held is one.expected is one.share is None


def test_a_year_with_one_meeting_is_judged_by_the_body_s_other_years() -> None:
    items = per_meeting("Nuorisovaltuusto", [5, 6, 7]) + moved(per_meeting("Nuorisovaltuusto", [9]), 1)
    assert found(items, "Nuorisovaltuusto", YEAR + 1).numbering is Numbering.per_meeting
    alone = moved(per_meeting("Nuorisovaltuusto", [9]), 1)
    assert found(alone, "Nuorisovaltuusto", YEAR + 1).expected == 9


def test_the_first_sections_of_the_year_are_missing_too() -> None:
    assert part(Series("Kunnanhallitus", (5, 5), frozenset(range(1, 6)))) == [(1, 10, (1, 2, 3, 4, 5))]


def test_numbers_that_go_on_from_the_year_before_begin_there() -> None:
    term = Series("Seurakuntavaltuusto", (5, 6, 4)).items()
    term += moved(Series("Seurakuntavaltuusto", (5, 5), frozenset({18}), first=16).items(), 1)
    one = found(term, "Seurakuntavaltuusto", YEAR + 1)
    assert (one.numbering, one.held, one.expected) == (Numbering.continued, 9, 10)
    gap = found([item for item in term if item.section != "16"], "Seurakuntavaltuusto", YEAR + 1)
    assert gap.numbering is Numbering.yearly, "only what follows exactly is taken for a continuation"


def test_a_new_term_begins_anew() -> None:
    items, truth = restarted("Kunnanvaltuusto", (9, 8, 7), (5, 6), frozenset({4, 11}))
    one = found(items, "Kunnanvaltuusto")
    assert tuple((part.first, part.highest, part.missing) for part in one.parts) == truth.parts
    assert (one.held, one.expected) == (33, 35)
    assert "4, 11 (9.1.2023–4.2.2023)" in sentence(one, dt.date(2026, 11, 22))


def test_a_renamed_body_is_one_series_where_nothing_else_fits() -> None:
    old = Series("Tekninen lautakunta", (6, 6), frozenset({3}))
    items, truth = renamed(old, "Elinvoimalautakunta", (5, 5), frozenset({15}))
    one = found(items, "Elinvoimalautakunta")
    assert tuple((part.first, part.highest, part.missing) for part in one.parts) == truth.parts
    assert one.formerly == ("Tekninen lautakunta",)
    both = items + Series("Ympäristölautakunta", (6, 5)).items()
    assert found(both, "Elinvoimalautakunta").formerly == (), "either of two bodies may be the former one"
    on = items + moved(old.items(), 1)
    assert found(on, "Elinvoimalautakunta").formerly == (), "the old name goes on"


def test_spellings_of_a_body_are_one_body() -> None:
    items = Series("Kunnanhallitus", (5, 5, 5)).items()
    items[7] = Item("KUNNANHALLITUS ", items[7].date, items[7].section)
    assert found(items, "Kunnanhallitus").held == 15


def test_what_is_no_section_is_told_apart() -> None:
    items = Series("Kunnanhallitus", (10, 10, 10), frozenset({12})).items()
    last = items[-1].date
    items += [
        Item("Kunnanhallitus", last, "12 a"),
        Item("Kunnanhallitus", last, "2023"),
        Item("Kunnanhallitus", last, "II"),
        Item("Kunnanhallitus", last, None),
        Item("Kunnanhallitus", last, "30"),
        Item("Kunnanhallitus", last, "31–33"),
        Item("Kunnanhallitus", None, "40"),
        Item("Kunnanhallitus", last, "90", status=Status.agenda),
    ]
    one = found(items, "Kunnanhallitus")
    assert (one.held, one.expected) == (33, 33)
    assert (one.lettered, one.doubtful, one.duplicates) == (("12 a",), (2023,), (30,))
    assert (one.unnumbered, one.agendas, one.decisions) == (2, 1, 35)
    undated = found([*items], "Kunnanhallitus", None)  # type: ignore[arg-type]
    assert (undated.numbering, undated.unnumbered) == (Numbering.none, 1)


def test_a_section_at_two_addresses_is_no_second_series() -> None:
    items = Series("Kunnanhallitus", (5, 5, 5)).items()
    one = found(items + items, "Kunnanhallitus")
    assert (one.numbering, one.held, one.expected) == (Numbering.yearly, 15, 15)
    assert one.duplicates == tuple(range(1, 16))


def test_a_low_number_met_again_begins_no_series() -> None:
    items = [*Series("Kunnanhallitus", (3, 9)).items(), Item("Kunnanhallitus", dt.date(YEAR, 1, 22), "3")]
    one = found(items, "Kunnanhallitus")
    assert (one.numbering, one.held, one.expected, one.duplicates) == (Numbering.yearly, 12, 12, (3,))


def test_item_numbers_read_as_sections_do_not_begin_a_series() -> None:
    items = Series("Kunnanhallitus", (10, 10)).items()
    items += [Item("Kunnanhallitus", dt.date(YEAR, 3, 1), str(number)) for number in (1, 2, 3, 4)]
    items += Series("Kunnanhallitus", (10, 10), first=21, start=dt.date(YEAR, 4, 1)).items()
    one = found(items, "Kunnanhallitus")
    assert (one.numbering, one.held, one.expected, one.doubtful) == (Numbering.yearly, 40, 40, (1, 2, 3, 4))


@given(st.lists(st.tuples(st.integers(0, 400), st.text(alphabet="0123456789 a§–-x", max_size=8)), max_size=60))
def test_whatever_strangers_write_is_counted_once(case: list[tuple[int, str]]) -> None:
    items = [Item("Lautakunta", dt.date(YEAR, 1, 1) + dt.timedelta(days=day), text) for day, text in case]
    audited = audit(days(items))
    assert sum(one.decisions for one in audited) == len(items)
    for one in audited:
        assert one.share is None or 0 < one.share <= 1
        assert sentence(one, dt.date(2026, 1, 1))


@given(st.sets(st.integers(1, 500)))
def test_numbers_in_words_say_every_number(numbers: set[int]) -> None:
    told = {
        number
        for word in in_words(numbers).split(", ")
        if word
        for first, _, last in [word.partition("–")]
        for number in range(int(first), int(last or first) + 1)
    }
    assert told == numbers
    assert {number for first, last in runs(numbers) for number in range(first, last + 1)} == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("117", (117,)), ("§ 117", (117,)), ("117 §", (117,)), ("117 a", (117,)), ("117a", (117,)), ("94 – 95", (94, 95)),
        ("0117", (117,)), ("", None), (None, None), ("II", None), ("1/2023", None), ("95–94", None), ("1–4000", None),
        ("99999999999999999999", None), ("١١٧", None),
    ],
)  # fmt: skip
def test_a_section_is_read_in_any_spelling(text: str | None, numbers: tuple[int, ...] | None) -> None:
    section = section_numbers(text)
    assert (section and section.numbers) == numbers


def test_a_source_s_share_counts_from_when_it_was_followed() -> None:
    first = Series("Kunnanhallitus", (10, 10), frozenset({*range(1, 6), 12})).items()
    assert followed(audit(days(first))) == {"harjuvesi": (14, 15)}
    second = moved(Series("Kunnanhallitus", (10, 10), frozenset({1, 2})).items(), 1)
    assert followed(audit(days(first + second))) == {"harjuvesi": (14 + 18, 15 + 20)}
    unmeasured = per_meeting("Nuorisovaltuusto", [5, 6, 7])
    assert followed(audit(days(unmeasured))) == {}


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert (percent(9_999, 10_000), percent(7, 7), percent(None, None)) == ("99.9 %", "100 %", "")


def test_a_share_is_rounded_half_up_and_never_down_to_none() -> None:
    assert (percent(3, 70), percent(1, 8), percent(1, 2000)) == ("4.3 %", "12.5 %", "0.1 %")
    assert (percent(1, 100_000), percent(0, 7)) == ("0.1 %", "0.0 %")


def test_imported_files_of_two_towns_are_told_apart() -> None:
    towns = [
        Audited("", town, "meeting_item", "Kunnanhallitus", 2017, Numbering.none, decisions=2)
        for town in ("Harjuvesi", "Kuusilampi", None)
    ]
    assert [row["source"] for row in rows(towns)] == ["(files) Harjuvesi", "(files) Kuusilampi", "(files)"]


# --- the command, on a real archive ---


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "archive.sqlite"
    monkeypatch.setenv("MINUTES_ARCHIVE", str(path))
    return path


def audited(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    assert run(["audit", *arguments, "--format", "jsonl"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_command_finds_the_holes_of_an_archive(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items, truths = a_town(7)
    keep(place, items)
    by_body = {row["body"]: row for row in audited(capsys, "--year", str(YEAR))}
    for truth in truths:
        row = by_body[truth.body]
        assert row["numbering"] == truth.numbering
        missing = [
            number for part in row["parts"] for first, last in part["missing"] for number in range(first, last + 1)
        ]  # type: ignore[attr-defined]
        assert missing == [number for _, _, holes in truth.parts for number in holes]
    with closing(sqlite3.connect(place)) as connection:
        from_archive = audit(days_of(connection))
        assert {(one.body, one.held, one.expected) for one in from_archive} == {
            (one.body, one.held, one.expected) for one in audit(days(items))
        }


def test_an_archive_gives_a_sentence_to_quote(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(place, Series("Kunnanhallitus", (60,) * 5 + (18,), frozenset({12, 13, 14, 31, 77, 205})).items())
    assert run(["audit", "harjuvesi", "--body", "kunnanhallitus", "--year", str(YEAR), "--quote"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(
        "Harjuvesi, Kunnanhallitus 2023: 312 of 318 sections held (98.1 %), missing §§ 12–14, 31, 77, 205; audited "
    )
    assert run(["audit"]) == 0
    printed = capsys.readouterr()
    assert "98.1 %  12–14, 31, 77, 205" in printed.out
    assert "may be a secret section" in printed.err
    assert run(["audit", "--format", "csv"]) == 0
    assert "12–14, 31, 77, 205" in capsys.readouterr().out


def test_what_is_not_there_is_said(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit"]) == 1
    assert "there is no archive" in capsys.readouterr().err
    keep(place, Series("Kunnanhallitus", (3,)).items())
    assert run(["audit", "harjuvessi"]) == 2
    assert "did you mean 'harjuvesi'" in capsys.readouterr().err
    assert run(["audit", "--body", "lautakunta"]) == 0
    assert "Nothing to audit" in capsys.readouterr().err
    assert audited(capsys, "--year", "2001") == []


def test_status_and_audit_read_no_text(place: Path) -> None:
    keep(place, Series("Kunnanhallitus", (3,)).items())
    from archive import audit as module

    with closing(sqlite3.connect(place)) as connection:
        statement = module._OF_A_DAY.format(name="body", held="body IS NOT NULL", where="")
        plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}"))
    assert "USING COVERING INDEX decision_audit" in plan
    assert "TEMP B-TREE" not in plan
