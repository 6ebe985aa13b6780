"""Projects of an archive: equal keys are one at once, near names are suggested, and a person's word stays."""

import datetime as dt
import json
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import project_links, projects
from archive.errors import ArchiveMissing, LinkRefused, NotFound
from archive.filters import Filters
from archive.links import Word, links
from archive.store import Archive
from minutes.commands.funding import command as funding
from minutes.commands.projects import command as projects_command
from minutes.errors import UsageError
from scraper.page import Page, Parsed
from scraper.records import Amount, Decision, Outcome, Part, Role

LONG = "Matkalla kotiin – neuvontaa itäisellä Kukkulalla"
SLIP = "Matkalla kotiin - neuvontaa ittäisellä Kukkulalla"
SHORT = "Matkalla kotiin, neuvontaa Kukkulalla"
OTHER = "Levanto 2030"


def amount(value: int, role: Role, party: str | None = None) -> Amount:
    return Amount(text=f"{value} €", value=Decimal(value), role=role, party=party, part=Part.background, start=0, end=1)


def save(path: Path, town: str, number: int, names: list[str], *amounts: Amount, text: str = "") -> None:
    url = f"https://{town.lower()}.example/{number}"
    decision = Decision(
        municipality=town,
        body="Kunnanhallitus",
        date=dt.date(2020 + number, 5, 8),
        section=str(number),
        title=f"Hanke {number}",
        rationale=text or "Kustannukset.",
        decision="Hyväksyttiin.",
        outcome=Outcome.passed_unchanged,
        projects=names,
        amounts=list(amounts),
    )
    page = Page(url=url, content=f"{names}{text}".encode(), fetched=dt.datetime(2024, 1, 2, tzinfo=dt.UTC))
    with Archive.open(path) as archive, archive.batch() as batch:
        batch.save(town.lower(), Parsed("test", decisions=(decision,), ids=(str(number),)), page)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive.sqlite"
    cost, grant = amount(1000, Role.total_cost), amount(700, Role.grant)
    save(path, "Kuusela", 1, [LONG], cost, grant, amount(300, Role.own_share, "Kuuselan kunta"))
    save(path, "Kuusela", 3, [LONG])
    save(path, "Lehtelä", 2, [SLIP], cost)
    save(path, "Salmela", 4, [SHORT])
    save(path, "Salmela", 5, ["LEVANTO 2030 -hanke"])
    save(path, "Lehtelä", 6, [OTHER], text="Rahoitusta sudenkorentojen laskentaan.")
    return path


def named(path: Path) -> dict[str, projects.Named]:
    with sqlite3.connect(path) as connection:
        return {project.name: project for project in projects.named(connection)}


def suggested(path: Path) -> list[set[str]]:
    with sqlite3.connect(path) as connection:
        return [{pair.a.name, pair.b.name} for pair in projects.suggestions(connection)]


def test_equal_keys_of_different_towns_are_one_project(archive: Path) -> None:
    found = named(archive)
    levanto = next(project for name, project in found.items() if "evanto" in name.casefold())
    assert (levanto.decisions, levanto.municipalities, levanto.years) == (2, ("Lehtelä", "Salmela"), ("2025", "2026"))
    assert found[LONG].decisions == 2
    assert len(found) == 4


def test_near_names_are_suggested_and_others_not(archive: Path) -> None:
    pairs = suggested(archive)
    assert {LONG, SLIP} in pairs
    assert {LONG, SHORT} in pairs
    assert not any(OTHER in pair for pair in pairs)


def test_a_link_joins_and_ends_the_suggestion(archive: Path) -> None:
    said = project_links.link(archive, SLIP, LONG, who="maija", why="same diary number")
    assert said.key_a < said.key_b
    assert (said.who, said.why, said.word) == ("maija", "same diary number", Word.confirmed)
    one = named(archive)[LONG]
    assert (one.decisions, one.municipalities) == (3, ("Kuusela", "Lehtelä"))
    assert {LONG, SLIP} not in suggested(archive)


def test_a_rejected_pair_is_never_suggested_again(archive: Path) -> None:
    project_links.unlink(archive, LONG, SLIP, who="maija", why="another phase")
    assert {LONG, SLIP} not in suggested(archive)
    assert len(named(archive)) == 4


def test_unlink_undoes_a_link_and_link_the_unlinking(archive: Path) -> None:
    project_links.link(archive, LONG, SLIP, who="a", why="b")
    project_links.unlink(archive, SLIP, LONG, who="a", why="c")
    assert len(named(archive)) == 4
    project_links.link(archive, SLIP, LONG, who="a", why="d")
    assert len(named(archive)) == 3
    with sqlite3.connect(archive) as connection:
        (only,) = links(connection)
    assert only.why == "d"


def test_a_link_may_not_join_what_was_kept_apart(archive: Path) -> None:
    project_links.unlink(archive, LONG, SHORT, who="maija", why="another project")
    project_links.link(archive, LONG, SLIP, who="maija", why="slip")
    with pytest.raises(LinkRefused, match="another project"):
        project_links.link(archive, SLIP, SHORT, who="matti", why="looks like it")
    assert named(archive)[LONG].decisions == 3


def test_unlink_of_what_a_third_joins_is_refused(archive: Path) -> None:
    project_links.link(archive, LONG, SLIP, who=None, why="1")
    project_links.link(archive, SLIP, SHORT, who=None, why="2")
    with pytest.raises(LinkRefused, match="unlink those first"):
        project_links.unlink(archive, LONG, SHORT, who=None, why="3")


def test_a_direct_link_within_one_project_is_no_contradiction(archive: Path) -> None:
    project_links.unlink(archive, LONG, OTHER, who=None, why="other")
    project_links.link(archive, LONG, SLIP, who=None, why="1")
    project_links.link(archive, SLIP, SHORT, who=None, why="2")
    project_links.link(archive, LONG, SHORT, who=None, why="3")
    assert named(archive)[LONG].decisions == 4


def test_two_spellings_of_one_key_need_no_link(archive: Path) -> None:
    with pytest.raises(LinkRefused, match="already"):
        project_links.link(archive, OTHER, "Levanto2030-hanke", who=None, why=None)


def test_an_unknown_name_gets_near_ones(archive: Path) -> None:
    with pytest.raises(NotFound, match="Matkalla kotiin"):
        project_links.link(archive, LONG, "Matkalla kotin", who=None, why=None)
    with pytest.raises(ArchiveMissing):
        project_links.link(archive.with_name("none.sqlite"), LONG, SLIP, who=None, why=None)


def test_no_reading_of_the_pages_undoes_what_a_person_said(archive: Path) -> None:
    project_links.link(archive, LONG, SLIP, who="maija", why="slip")
    save(archive, "Lehtelä", 2, [], text="mended")
    assert named(archive)[LONG].municipalities == ("Kuusela",)
    save(archive, "Lehtelä", 2, [SLIP], text="mended again")
    assert named(archive)[LONG].municipalities == ("Kuusela", "Lehtelä")


def test_suggestions_compare_few_of_many_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "many.sqlite"
    with Archive.open(path), sqlite3.connect(path) as connection:
        save(path, "Kuusela", 1, [f"Kehittäminen alue{n} laatu{n}" for n in range(1500)])
        compared = []
        monkeypatch.setattr(projects, "similarity", lambda a, b: compared.append((a, b)) or 0.0)
        assert projects.suggestions(connection) == []
    assert len(compared) < 1500 * projects.COMMON


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        (LONG, SLIP, True),
        (LONG, SHORT, True),
        ("Neuvonta- ja ohjauspalvelut Kukkulalla", "Ohjaus- ja neuvontapalvelut Kukkulalla", True),
        ("Navigaattori", "Navigaatori", True),
        ("Alma 2", "Alma 3", False),
        ("ALMA", "ALMA ja muut merkit", False),
        ("Osaava kylä", "Hiljainen metsä", False),
    ],
)
def test_similarity(a: str, b: str, near: bool) -> None:
    assert (projects.similarity(a, b) >= projects.THRESHOLD) is near
    assert projects.similarity(a, b) == projects.similarity(b, a)


def test_decisions_about_a_project_obey_the_filters(archive: Path) -> None:
    keys = named(archive)[LONG].keys
    with sqlite3.connect(archive) as connection:
        found = list(projects.decisions_about(connection, Filters(date_from=dt.date(2022, 1, 1)), keys=keys))
        by_id = list(projects.decisions_about(connection, Filters(), ids=["kuusela:1", "none"]))
    assert [row["id"] for row, _ in found] == ["kuusela:3"]
    assert [a["role"] for a in by_id[0][1]] == ["total_cost", "grant", "own_share"]


def run(*arguments: str, archive: Path) -> tuple[list[dict[str, object]], str]:
    name, *rest = arguments
    got = CliRunner().invoke(
        funding if name == "funding" else projects_command, [*rest, "--archive", str(archive)], catch_exceptions=False
    )
    assert got.exit_code == 0, got.output
    return [json.loads(line) for line in got.stdout.splitlines() if line.startswith("{")], got.stderr


def test_command_list_and_suggest_and_link(archive: Path) -> None:
    listed, _ = run("projects", "list", "--format", "jsonl", archive=archive)
    assert {line["name"]: line["years"] for line in listed}[LONG] == ["2021", "2023"]
    assert run("projects", "list", "levanto", "--format", "jsonl", archive=archive)[0][0]["decisions"] == 2
    suggested, _ = run("projects", "suggest", "--format", "jsonl", archive=archive)
    assert {LONG, SLIP} in [{line["a"], line["b"]} for line in suggested]
    _, said = run("projects", "link", LONG, SLIP, "--why", "slip", "--who", "maija", archive=archive)
    assert "one project" in said
    said_before, _ = run("projects", "links", "--format", "jsonl", archive=archive)
    assert [(line["word"], line["who"], line["why"]) for line in said_before] == [("confirmed", "maija", "slip")]
    assert {said_before[0]["a"], said_before[0]["b"]} == {LONG, SLIP}
    _, said = run("projects", "unlink", LONG, SLIP, "--why", "no", archive=archive)
    assert "different projects" in said


def test_command_funding_follows_links(archive: Path) -> None:
    alone, _ = run("funding", "matkalla kotiin - neuvontaa itäisellä kukkulalla", "--format", "jsonl", archive=archive)
    assert {row["municipality"] for row in alone if row["row"] == "figure"} == {"Kuusela"}
    project_links.link(archive, LONG, SLIP, who=None, why="slip")
    rows, said = run("funding", SLIP, "--format", "jsonl", archive=archive)
    assert {row["municipality"] for row in rows if row["row"] == "figure"} == {"Kuusela", "Lehtelä"}
    (total,) = [row for row in rows if row["row"] == "total" and row["role"] == "total_cost"]
    assert total["value"] == "1000.00"
    assert "Kuusela, kunnanhallitus 8.5.2021 § 1" in str(total["citation"])
    assert {(row["municipality"], row["note"]) for row in rows if row["row"] == "missing"} == {
        ("Lehtelä", "no own share stated")
    }
    assert "3 decisions" in said


def test_command_funding_searches_where_no_project_has_the_name(archive: Path) -> None:
    rows, said = run("funding", "sudenkorentojen laskentaan", "--format", "jsonl", archive=archive)
    assert [row["id"] for row in rows if row["row"] == "decision"] == ["lehtelä:6"]
    assert "No project is named" in said


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "xlsx"])
def test_command_funding_writes_files(archive: Path, tmp_path: Path, suffix: str) -> None:
    output = tmp_path / f"answer.{suffix}"
    _, said = run("funding", LONG, "--output", str(output), archive=archive)
    assert output.stat().st_size > 0
    assert str(output) in said


@pytest.mark.parametrize("name", ["answer.pdf", "nowhere/answer.csv"])
def test_command_funding_refuses_what_it_cannot_write(archive: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="answer"):
        run("funding", LONG, "--output", str(tmp_path / name), archive=archive)


def test_command_funding_leaves_withdrawn_decisions_out(archive: Path) -> None:
    with sqlite3.connect(archive) as connection:
        connection.execute("UPDATE decision SET withdrawn = 1 WHERE id = 'kuusela:1'")
    rows, _ = run("funding", LONG, "--format", "jsonl", archive=archive)
    assert {row["id"] for row in rows if row["row"] in {"figure", "decision"}} == {"kuusela:3"}
