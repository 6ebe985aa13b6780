"""The history of a decision: every change by field and word, nothing shown that was taken off the network, nothing that hangs."""

import datetime as dt
import json
import os
import pty
import subprocess
import sys
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.field_changes import LISTS, PLAIN, WORDS, changes
from archive.store import Archive
from archive.word_difference import MOST_CELLS, Op, Piece, _longest_common, difference
from minutes.cli import run
from scraper.records import Amount, Decision, Outcome, Part, Person, Status
from tests.decisions import FETCHED, FULL, LATER, decision, page, parsed

ID = "kukkula:2023145-7"
WORD = st.sampled_from(["ja", "on", "5", "000", "€", "Ehdotus", "hyväksyttiin", "hylättiin", "x"])
SPACE = st.sampled_from([" ", "\n", "\t", "  ", "\u00a0"])
TEXT = st.one_of(
    st.text(max_size=60), st.lists(st.tuples(WORD, SPACE), max_size=40).map(lambda words: "".join(map("".join, words)))
)


def applied(pieces: list[Piece]) -> tuple[str, str]:
    """Return the old and the new text that pieces are made of."""
    return (
        "".join(piece.text for piece in pieces if piece.op is not Op.insert),
        "".join(piece.text for piece in pieces if piece.op is not Op.delete),
    )


@given(TEXT, TEXT)
@example("", "")
@example("a", "")
@example(" a b", "a  b ")
def test_the_pieces_lead_from_the_old_text_to_the_new(old: str, new: str) -> None:
    pieces = difference(old, new)
    assert applied(pieces) == (old, new)
    assert all(piece.text for piece in pieces)
    assert all(a.op is not b.op for a, b in pairwise(pieces)), "neighbours of one kind are one piece"


@given(TEXT)
def test_a_text_is_equal_to_itself(text: str) -> None:
    assert all(piece.op is Op.equal for piece in difference(text, text))


@given(st.lists(st.integers(0, 3), max_size=14), st.lists(st.integers(0, 3), max_size=14))
def test_the_longest_common_part_is_that(first: list[int], second: list[int]) -> None:
    before, after = list(map(str, first)), list(map(str, second))
    lengths = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i, one in enumerate(before):
        for j, other in enumerate(after):
            lengths[i + 1][j + 1] = lengths[i][j] + 1 if one == other else max(lengths[i][j + 1], lengths[i + 1][j])
    found = _longest_common(before, after)
    assert len(found) == lengths[-1][-1]
    assert all(before[i] == after[j] for i, j in found)
    assert all(a < b and c < d for (a, c), (b, d) in pairwise(found))


@pytest.mark.parametrize("case", ["one word", "two words", "periods", "shuffled", "a line moved"])
def test_a_hundred_thousand_words_never_hang(case: str) -> None:
    random, size = Random(case), 100_000
    words = {
        "one word": (["ja"] * size, ["ja"] * (size - 9) + ["on"] * 9),
        "two words": ([random.choice("01") for _ in range(size)], [random.choice("01") for _ in range(size)]),
        "periods": (["a", "b"] * (size // 2), ["b", "c", "a"] * (size // 3)),
        "shuffled": (list(map(str, range(size))), list(map(str, random.sample(range(size), size)))),
        "a line moved": (list(map(str, range(size))), list(map(str, [*range(100, size), *range(100)]))),
    }
    assert size * size > MOST_CELLS
    old, new = (" ".join(text) for text in words[case])
    pieces = difference(old, new)
    assert applied(pieces) == (old, new)
    if case == "a line moved":
        assert len([piece for piece in pieces if piece.op is not Op.equal]) == 2


def test_a_change_in_a_long_repetitive_text_is_just_that_change() -> None:
    random = Random(1)
    words = [f"{random.randrange(40)}" for _ in range(30_000)]
    changed = [*words[:15_000], "muutettu", *words[15_001:]]
    pieces = difference(" ".join(words), " ".join(changed))
    assert [piece.text for piece in pieces if piece.op is Op.insert] == ["muutettu"]


def test_words_that_happen_to_recur_do_not_chop_a_sentence() -> None:
    pieces = difference(
        "Myönnetään Kuusilammen seuralle avustusta ja hyväksytään ehdotus.", "Hylätään hakemus myöhästyneenä ja palautetaan asia valmisteluun."
    )  # fmt: skip
    assert [piece.op for piece in pieces] == [Op.delete, Op.insert]


# --- fields ---


def test_every_field_of_a_record_is_compared() -> None:
    compared = {*PLAIN, *WORDS, *LISTS, "earlier_handlings"}
    assert compared == set(Decision.model_fields)


def test_equal_records_have_no_changes_and_moved_sums_are_none() -> None:
    assert changes(FULL, FULL.model_copy(deep=True)) == []
    moved = decision(
        amounts=[
            amount.model_copy(update={"start": amount.start + 9, "end": amount.end + 9}) for amount in FULL.amounts
        ]
    )
    assert changes(FULL, moved) == []


def test_changes_by_field() -> None:
    grant = FULL.amounts[1].model_copy(update={"value": Decimal("9000"), "text": "9 000 €"})
    new = decision(
        outcome=Outcome.rejected,
        proposal="Myönnetään 9 000 €.",
        amounts=[FULL.amounts[0], grant, FULL.amounts[2]],
        preparers=[Person(name="Uusi Valmistelija", title="hallintojohtaja"), FULL.preparers[1]],
        presenter=None,
        distribution=["Rakennustoimi", "Rakennustoimi"],
    )
    found = {change.field: change for change in changes(FULL, new)}
    assert set(found) == {"outcome", "proposal", "amounts", "preparers", "presenter", "distribution"}
    assert (found["outcome"].old, found["outcome"].new) == ("passed_voted", "rejected")
    assert applied(list(found["proposal"].pieces)) == (FULL.proposal, new.proposal)
    assert found["amounts"].replaced == ((FULL.amounts[1], grant),)
    assert found["amounts"].removed == (FULL.amounts[3],)
    assert (found["preparers"].removed, found["preparers"].added) == ((FULL.preparers[0],), (new.preparers[0],))
    assert found["presenter"].removed == (FULL.presenter,)
    assert found["distribution"].added == ("Rakennustoimi",)


@given(st.lists(st.sampled_from(["1", "2", "3"]), max_size=6), st.lists(st.sampled_from(["1", "2", "3"]), max_size=6))
def test_sums_that_went_and_came_are_all_told(old: list[str], new: list[str]) -> None:
    def sums(values: list[str]) -> Decision:
        return Decision(
            amounts=[
                Amount(text=value, value=Decimal(value), part=Part.decision, start=n, end=n + 1)
                for n, value in enumerate(values)
            ]
        )

    for change in changes(sums(old), sums(new)):
        gone = [*change.removed, *(one for one, _ in change.replaced)]
        come = [*change.added, *(one for _, one in change.replaced)]
        assert sorted([one.text for one in gone] + new) == sorted([one.text for one in come] + old)  # type: ignore[union-attr]


# --- the command ---


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive with a decision that was an agenda, became minutes, was corrected, and lost its personal data."""
    path = tmp_path / "archive.sqlite"
    monkeypatch.setenv("MINUTES_ARCHIVE", str(path))
    agenda = decision(status=Status.agenda, decision=None, outcome=None, votes=[])
    corrected = decision(decision="Ehdotus \x1b[31mhylättiin\u202e äänin 9–6.", outcome=Outcome.rejected)
    masked = corrected.model_copy(
        update={"preparers": [FULL.preparers[1]], "recusals": [], "experts": ["**********"]}, deep=True
    )
    with Archive.open(path) as archive, archive.batch() as batch:
        for number, version in enumerate((agenda, FULL, corrected, masked)):
            batch.save(
                "kukkula",
                parsed(version),
                page(content=f"{number}".encode(), fetched=FETCHED + number * dt.timedelta(days=9)),
            )
    return path


def records(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run(["history", ID, "--format", "jsonl", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.usefixtures("place")
def test_every_version_with_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    every = records(capsys, "--withdrawn")
    assert [(one["number"], one["kind"]) for one in every] == [
        (1, "first_seen"),
        (2, "minutes_published"),
        (3, "decision_changed"),
        (4, "personal_data_removed"),
    ]
    assert every[0]["changes"] == []
    fields = {change["field"]: change for change in every[2]["changes"]}  # type: ignore[attr-defined]
    assert fields["outcome"] == {"field": "outcome", "old": "passed_voted", "new": "rejected"}
    old = "".join(op["text"] for op in fields["decision"]["ops"] if op["op"] != "insert")
    assert old == FULL.decision
    assert [one["number"] for one in records(capsys, "--withdrawn", "--from", "2", "--to", "3")] == [2, 3]


@pytest.mark.usefixtures("place")
def test_what_was_taken_off_the_network_is_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["--format", "jsonl"], ["--format", "csv"]):
        assert run(["history", ID, *arguments]) == 0
        printed = capsys.readouterr()
        assert "personal" in printed.out
        assert not any(name in printed.out for name in ("Esimerkki", "Malli", "Näyte", "12 500"))
        assert "--withdrawn shows it" in printed.err
    assert run(["history", ID, "--withdrawn"]) == 0
    printed = capsys.readouterr()
    assert "[-Ahti Malli-]" in printed.out


@pytest.mark.usefixtures("place")
def test_people_read_marks_and_no_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history", ID, "--withdrawn"]) == 0
    printed = capsys.readouterr().out
    assert "2.1.2024 05:04  first seen" in printed, "the time of Finland"
    assert "agenda-] → {+minutes+}" in printed
    assert "{+Ehdotus hyväksyttiin.+}" in printed
    assert "\x1b" not in printed
    assert "\u202e" not in printed


def test_a_terminal_gets_colours(place: Path) -> None:
    main, terminal = pty.openpty()
    command = [sys.executable, "-m", "minutes", "history", ID, "--withdrawn", "--archive", str(place)]
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"}
    process = subprocess.Popen(command, stdout=terminal, env=environment)
    os.close(terminal)
    shown = b""
    while True:
        try:
            if not (more := os.read(main, 65536)):
                break
        except OSError:  # the way a Linux terminal says that nobody writes to it any more
            break
        shown += more
    os.close(main)
    assert process.wait() == 0
    text = shown.decode()
    assert "\x1b[32mEhdotus hyväksyttiin.\x1b[0m" in text
    assert "[-" not in text


def test_a_withdrawn_decision_says_so(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Archive.open(place, now=lambda: LATER) as archive, archive.batch() as batch:
        batch.withdraw(ID)
    assert run(["history", ID]) == 0
    printed = capsys.readouterr()
    assert str(FULL.title) not in printed.out
    assert "was withdrawn by its publisher; --withdrawn" in printed.err
    assert "withdrawn" in printed.out
    assert run(["history", ID, "--withdrawn"]) == 0
    assert str(FULL.title) in capsys.readouterr().out


def test_what_came_back_as_another_hides_what_it_had_said(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outline = decision(title="Tekstiä ei julkaista", decision=None, preparers=[], recusals=[], experts=[])
    for back, later in ((FULL, 1), (outline, 3)):
        with Archive.open(place, now=lambda later=later: LATER + later * dt.timedelta(days=9)) as archive:  # type: ignore[misc]
            with archive.batch() as batch:
                batch.withdraw(ID)
            with archive.batch() as batch:
                fetched = LATER + (later + 1) * dt.timedelta(days=9)
                batch.save("kukkula", parsed(back), page(content=str(back.title).encode(), fetched=fetched))
    told = records(capsys)
    assert [one["kind"] for one in told][-4:] == ["withdrawn", "restored", "withdrawn", "restored"]
    assert all(one["hidden"] for one in told)
    assert not any(str(FULL.title) in str(one) or "Malli" in str(one) for one in told)
    assert any("Malli" in str(one) for one in records(capsys, "--withdrawn"))


@pytest.mark.usefixtures("place")
def test_show_names_the_history_and_wrong_questions_are_answered(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", ID]) == 0
    assert f"3 times: minutes history {ID}" in capsys.readouterr().out
    assert run(["history", ID, "--from", "9"]) == 0
    assert "1–4" in capsys.readouterr().err
    assert run(["history", ID, "--from", "3", "--to", "2"]) == 2
    assert run(["history", "kukkula:0-0"]) == 1
