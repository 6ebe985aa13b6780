"""`minutes parse`: what it prints, what it says on failure, and that the contract document names every field."""

import json
from pathlib import Path

import pytest

from minutes.cli import run
from minutes.documents import reason_of
from scraper.errors import NEXT_RUN, Unreachable
from scraper.records import Amount, Decision, Handling, Person, Share

PAGE = """https://kuvajarvi10.example.fi/cgi/DREQUEST.PHP?page=meetingitem&id=2022168-10
Dynasty tietopalvelu Haku RSS Kuvajärven kunta
Kunnanhallitus
Pöytäkirja 18.01.2022/Pykälä 10
Sillan korjaus
KH 18.01.2022 § 10
1/10.03.01/2022
Valmistelija johtaja Aino Aalto
Silta maksaa 137 000 €.
Päätösehdotus Kunnanhallitus päättää korjata sillan.
Päätös Hyväksyttiin.
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def records(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_one_decision_a_line(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["parse", "--format", "jsonl", str(page)]) == 0
    captured = capsys.readouterr()
    (record,) = records(captured.out)
    assert captured.err == ""
    assert (record["document"], record["platform"], record["municipality"]) == (str(page), "dynasty", "Kuvajärvi")
    assert (record["body"], record["body_abbreviation"], record["date"], record["section"]) == (
        "Kunnanhallitus",
        "KH",
        "2022-01-18",
        "10",
    )
    assert record["amounts"][0]["value"] == "137000.00"  # type: ignore[index]
    assert record["url"] == "https://kuvajarvi10.example.fi/cgi/DREQUEST.PHP?page=meetingitem&id=2022168-10"


def test_the_others_are_read_though_one_cannot_be(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.html"
    empty.write_text("<html></html>")
    missing = tmp_path / "missing.txt"
    assert run(["parse", "--format", "jsonl", str(missing), str(empty), str(tmp_path), str(page)]) == 1
    captured = capsys.readouterr()
    assert len(records(captured.out)) == 1
    problems = captured.err.splitlines()
    assert problems[0] == f"{missing}: no such file"
    assert problems[1].startswith(f"{empty}: not minutes")
    assert "folder" in problems[2]


def test_the_municipality_can_be_given(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["parse", "--format", "jsonl", "--municipality", "Kuvala", str(page)]) == 0
    assert records(capsys.readouterr().out)[0]["municipality"] == "Kuvala"


def test_as_a_table(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["parse", str(page)]) == 0
    out = capsys.readouterr().out
    assert "Sillan korjaus" in out
    assert "Kunnanhallitus" in out


def test_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["parse"]) == 2
    capsys.readouterr()


def test_what_no_run_will_try_again_is_not_promised() -> None:
    missing = Unreachable(f"no answer from kuusilampi.example; {NEXT_RUN}")
    assert reason_of(missing) == "no answer from kuusilampi.example; try again later"


def test_a_host_that_may_not_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["parse", "http://127.0.0.1:1/cgi/DREQUEST.PHP?page=meetingitem&id=1-1"]) == 1
    assert "127.0.0.1" in capsys.readouterr().err


@pytest.mark.parametrize("model", [Decision, Person, Amount, Share, Handling])
def test_the_contract_names_every_field(model: type[Decision]) -> None:
    text = (Path(__file__).parent.parent / "docs" / "contract.md").read_text(encoding="utf-8")
    for name, field in model.model_fields.items():
        assert f"`{field.alias or name}`" in text, f"docs/contract.md does not name {field.alias or name}"
