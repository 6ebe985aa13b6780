"""`minutes search` and `minutes reindex` as a person uses them."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from minutes.cli import run
from tests.towns import Town

pytestmark = pytest.mark.usefixtures("archive")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "archive.sqlite"
    monkeypatch.setenv("MINUTES_ARCHIVE", str(path))
    town = Town(path)
    town.save(
        "mallila:1", municipality="Mallila", body="Kunnanhallitus", date="2023-05-08", section="117", title="Hankkeen rahoitus",
        decision="Kunta hakee avustusta.", outcome="passed_unchanged", diary_number="1/00.01.05/2023", url="https://kokous.example/1",
        amounts=[(137_000_00, None)],
    )  # fmt: skip
    town.save(
        "mallila:2",
        municipality="Mallila",
        date="2024-01-02",
        title="Kaava",
        decision="Hanke ei etene.",
        status="agenda",
    )
    town.save(
        "other:1",
        municipality="Toisela",
        date="2022-01-02",
        title="Hanke",
        decision="Ei.\x1b[31m\u202e",
        kind="attachment",
    )
    return path


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_table_tells_where_when_what_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "hanke", "avustusta"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "1. «Hankkeen» rahoitus",
        "   Mallila, Kunnanhallitus 8.5.2023 § 117 · 1/00.01.05/2023 · passed_unchanged · up to 137 000 €".replace(
            "137 000 €", "137 000 €"
        ),
        "   Kunta hakee «avustusta».",
        "   mallila:1 · https://kokous.example/1",
        "",
    ]
    assert err == "1 decision found.\n"


def test_strangers_text_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "ei", "--source", "town"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "agenda" in out
    assert "attachment" in out


def test_jsonl_carries_exact_marks(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "avustusta", "--format", "jsonl"]) == 0
    [row] = lines(capsys.readouterr().out)
    assert (row["id"], row["date"], row["largest_amount"]) == ("mallila:1", "2023-05-08", "137000.00")
    text = "Kunta hakee avustusta."
    assert row["snippets"] == [{"part": "decision", "place": None, "text": text, "marks": [[12, 21]]}]
    assert (row["title_marks"], row["handlings"]) == ([], None)


def test_csv_has_a_stable_head_and_marks_in_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "hanke", "--sort", "date", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["id"] for row in rows] == ["mallila:2", "mallila:1", "other:1"]
    assert rows[0]["snippet"] == "«Hanke» ei etene."
    assert list(rows[0]) == [
        "id",
        "municipality",
        "body",
        "date",
        "section",
        "title",
        "outcome",
        "diary_number",
        "kind",
        "status",
        "withdrawn",
        "largest_amount",
        "url",
        "score",
        "snippet",
        "handlings",
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["hanke", "--municipality", "mallila"], {"mallila:1", "mallila:2"}),
        (["hanke", "--from", "2023"], {"mallila:1", "mallila:2"}),
        (["hanke", "--to", "8.5.2023"], {"mallila:1", "other:1"}),
        (["hanke", "--body", "kunnanhallitus"], {"mallila:1"}),
        (["hanke", "--outcome", "passed_unchanged"], {"mallila:1"}),
        (["hanke", "--min-amount", "100 000", "--max-amount", "137000"], {"mallila:1"}),
        (["--min-amount", "137001"], set()),
        (["--municipality", "Toisela"], {"other:1"}),
        (["hanke", "-avustusta"], {"mallila:2", "other:1"}),
        (["hanke", "-hakee"], {"mallila:2", "other:1"}),
        (["hanke -hakee"], {"mallila:2", "other:1"}),
        (["--", "-hanke", "kaava"], set()),
        (["rahoitus", "OR", "kaava"], {"mallila:1", "mallila:2"}),
        (['"ei etene"'], {"mallila:2"}),
        (["rahoi*"], {"mallila:1"}),
        (["otsikko:hanke"], {"mallila:1", "other:1"}),
        (["kunta:Mallila", "-otsikko:hanke"], {"mallila:2"}),
        (["summa:>100 000", "tulos:hyväksytty"], {"mallila:1"}),
        (["-summa:>100000", "hanke"], {"mallila:2", "other:1"}),
        (["hanke", "pvm:2022..2023"], {"mallila:1", "other:1"}),
    ],
)
def test_what_is_asked_for(capsys: pytest.CaptureFixture[str], arguments: list[str], expected: set[str]) -> None:
    assert run(["search", "--format", "jsonl", *arguments]) == 0
    out, err = capsys.readouterr()
    assert {row["id"] for row in lines(out)} == expected
    assert ("Nothing found" in err) == (not expected)


def test_a_limit_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "hanke", "--limit", "1", "--format", "jsonl"]) == 0
    out, err = capsys.readouterr()
    assert len(lines(out)) == 1
    assert err.startswith("3 decisions found, the first 1 shown")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "say what to look for"),
        (["  "], "say what to look for"),
        (["--withdrawn"], "say what to look for"),
        (["hanke", "--municipalty", "Mallila"], "did you mean '--municipality'?"),
        (["hanke", "--limit", "0"], "--limit"),
        (["hanke", "--from", "yesterday"], "not a date"),
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert run(["search", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_what_was_not_understood_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "hanke", "OR"]) == 0
    assert "Note: OR has nothing on its right side and was left out." in capsys.readouterr().err


def test_an_empty_archive_says_what_comes_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.sqlite"
    Town(path)
    assert run(["search", "hanke", "--archive", str(path)]) == 1
    assert "minutes sync" in capsys.readouterr().err


def test_a_missing_archive_says_what_comes_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["search", "hanke"], ["reindex"]):
        assert run([*arguments, "--archive", str(tmp_path / "none.sqlite")]) == 1
        assert "minutes sync" in capsys.readouterr().err


def test_reindex_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reindex"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("3 decisions indexed by whoosh in ")


def test_a_search_imports_nothing_heavy() -> None:
    assert run(["reindex"]) == 0
    heavy = ["sqlmodel", "sqlalchemy", "pydantic", "bs4", "lxml", "httpx2", "feedparser", "rich", "alembic", "filelock"]
    heavy += ["pyvoikko", "kfst_rs", "rapidfuzz", "tantivy", "multiprocessing"]
    script = f"import sys; from minutes.cli import run; run(['search', 'hanke']); print(sorted(set(sys.modules) & set({heavy})))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert "«Hankkeen» rahoitus" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


# --- counts, matters, the like of it


def test_facets_are_counts_instead_of_hits(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "hanke", "--facets", "--format", "csv"]) == 0
    out, err = capsys.readouterr()
    rows = [tuple(row.values()) for row in csv.DictReader(io.StringIO(out))]
    assert rows == [
        ("municipality", "Mallila", "2"),
        ("municipality", "Toisela", "1"),
        ("body", "Kunnanhallitus", "1"),
        ("year", "2022", "1"),
        ("year", "2023", "1"),
        ("year", "2024", "1"),
        ("outcome", "passed_unchanged", "1"),
        ("role", "other", "1"),
    ]
    assert err == "3 decisions found.\n"


def test_facets_without_words_count_the_archive_and_are_cut_by_the_limit(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "--facets", "--limit", "1"]) == 0
    out, err = capsys.readouterr()
    assert [line.split() for line in out.splitlines()][1:3] == [
        ["municipality", "Mallila", "2"],
        ["body", "Kunnanhallitus", "1"],
    ]
    assert "the first 1 values of each facet" in err


def test_one_row_a_matter(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town = Town(archive)
    for number in range(3):
        town.save(
            f"m:{number}", municipality="Mallila", title="Hanke", date=f"202{number}-01-01", diary_number="5/2020"
        )
    town.save("n", municipality="Mallila", title="Hanke")
    assert run(["search", "hanke", "--group", "matter", "--sort", "date", "--format", "jsonl"]) == 0
    out, err = capsys.readouterr()
    assert [(row["id"], row["handlings"]) for row in lines(out)] == [("m:2", 3), ("n", 1)]
    assert err == "4 decisions in 2 matters found.\n"
    assert run(["search", "hanke", "--group", "matter", "--sort", "date", "--limit", "1"]) == 0
    out, err = capsys.readouterr()
    assert "3 handlings" in out
    assert err.startswith("4 decisions in 2 matters found, the first 1 shown")


def test_a_misspelt_word_gets_the_one_that_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "rahoituss"]) == 0
    assert capsys.readouterr().err == "No decision holds “rahoituss”; did you mean “rahoitus”?\nNothing found.\n"


def test_similar_decisions(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town = Town(archive)
    for name, municipality in (("a:1", "Mallila"), ("a:2", "Mallila"), ("b:1", "Toisela"), ("b:2", "Toisela")):
        number = "1/2023" if name.startswith("a") else None
        town.save(name, municipality=municipality, title="Uimahallin peruskorjaus", diary_number=number)
    assert run(["similar", "a:1", "--format", "jsonl"]) == 0
    out, err = capsys.readouterr()
    assert sorted(str(row["id"]) for row in lines(out)) == ["b:1", "b:2"]
    assert err == "2 matters like a:1.\n"
    assert run(["similar", "b:1", "--municipality", "mallila"]) == 0
    out, err = capsys.readouterr()
    assert "«Uimahallin» «peruskorjaus»" in out
    assert run(["similar", "nowhere:1"]) == 1
    assert "nowhere:1" in capsys.readouterr().err


def test_nothing_is_like_a_decision_of_words_of_its_own(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town = Town(archive)
    town.save("a:1", title="Ainutlaatuinen")
    town.save("a:2", title="Kaava")
    assert run(["similar", "a:1"]) == 0
    assert capsys.readouterr().err == "Nothing else is like a:1.\n"


def test_facets_and_groups_do_not_go_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "hanke", "--facets", "--group", "matter"]) == 2
    assert "leave out one" in capsys.readouterr().err


def test_an_engine_that_nobody_knows_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["reindex", "--engine", "lucene"]) == 2
    monkeypatch.setenv("MINUTES_ENGINE", "lucene")
    assert run(["search", "hanke"]) == 2
    assert run(["export", "-", "hanke"]) == 2
    assert "lucene" in capsys.readouterr().err


def test_an_export_says_what_was_not_understood(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "-", "kaava", "pvm:eilen"]) == 0
    assert "Note: “eilen” is not a date" in capsys.readouterr().err
