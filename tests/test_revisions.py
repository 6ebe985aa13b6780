"""What became of a decision from one reading to the next."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.revisions import FLIPS, RevisionKind, classify
from archive.store import Archive, State
from scraper.records import Amount, Outcome, Part, Person, Status, Vote
from tests.decisions import FULL, LATER, decision, page, parsed

AMOUNT = FULL.amounts[1]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive.sqlite", now=lambda: LATER) as opened:
        yield opened


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ({"status": Status.agenda, "outcome": None, "decision": None}, {}, RevisionKind.minutes_published),
        ({}, {"outcome": Outcome.rejected}, RevisionKind.decision_changed),
        ({}, {"final": False}, RevisionKind.decision_changed),
        ({}, {"votes": [Vote(**{"for": 10, "against": 5})]}, RevisionKind.decision_changed),
        ({}, {"decision": "Ehdotus hylättiin kokonaan."}, RevisionKind.decision_changed),
        (
            {},
            {"amounts": [AMOUNT.model_copy(update={"value": Decimal("13000")})], "proposal": "Myönnetään 13 000 €."},
            RevisionKind.amount_changed,
        ),
        (
            {
                "decision": "Myönnetään 100 €.",
                "amounts": [Amount(text="100 €", value=Decimal(100), part=Part.decision, start=11, end=16)],
            },
            {
                "decision": "Myönnetään 900 €.",
                "amounts": [Amount(text="900 €", value=Decimal(900), part=Part.decision, start=11, end=16)],
            },
            RevisionKind.amount_changed,
        ),
        ({}, {"rationale": "Uimala on vanha."}, RevisionKind.wording),
        ({}, {"rationale": (FULL.rationale or "") + " Korjattu kirjoitusvirhe."}, RevisionKind.wording),
        ({}, {"attachments": []}, RevisionKind.wording),
        ({}, {"proposal": "Myönnetään  12 500,50 €."}, RevisionKind.wording),
        ({}, {"amounts": FULL.amounts[1:]}, RevisionKind.wording),
        (
            {"decision": "Valittiin Kaisla Kuvitelma ja Touko Taru."},
            {"decision": "Valittiin *** ja ***."},
            RevisionKind.personal_data_removed,
        ),
        (
            {"rationale": "Hakija Kaisla Kuvitelma, kaisla@posti.example, on pyytänyt oikaisua."},
            {"rationale": "Hakija [henkilötieto poistettu] on pyytänyt oikaisua."},
            RevisionKind.personal_data_removed,
        ),
        (
            {},
            {"preparers": [Person(title="hallintojohtaja"), Person(title="kunnansihteeri")]},
            RevisionKind.personal_data_removed,
        ),
        (
            {"rationale": "Lisätietoja: kaisla@posti.example, puh. 040 000 0000"},
            {"rationale": "Lisätietoja: puh. 040 000 0000"},
            RevisionKind.personal_data_removed,
        ),
        (
            {"decision": "Valittiin Kaisla Kuvitelma."},
            {"decision": "Valittiin Touko Taru."},
            RevisionKind.decision_changed,
        ),
        ({"rationale": "Vuonna 2023 oli 14 hakijaa."}, {"rationale": "Vuonna oli hakijaa."}, RevisionKind.wording),
    ],
)
def test_kinds(before: dict[str, Any], after: dict[str, Any], kind: RevisionKind) -> None:
    assert classify(decision(**before), decision(**{**before, **after} if "status" not in before else after)) is kind


def test_an_agenda_that_becomes_minutes_is_one_decision_with_two_revisions(archive: Archive) -> None:
    agenda = decision(status=Status.agenda, outcome=None, decision=None, votes=[], final=None)
    with archive.batch() as batch:
        batch.save("kukkula", parsed(agenda), page(content=b"agenda"))
    with archive.batch() as batch:
        (saved,) = batch.save("kukkula", parsed(), page(content=b"minutes", fetched=LATER))
    assert (saved.state, saved.revision) == (State.changed, RevisionKind.minutes_published)
    assert archive.count() == 1
    stored = archive.decision(saved.id)
    assert stored.decision == FULL
    assert (stored.first_seen, stored.last_changed) == ("2024-01-02T03:04:05Z", "2024-01-12T03:04:05Z")
    first, second = archive.revisions(saved.id)
    assert (first.number, first.kind, first.decision) == (1, RevisionKind.first_seen, agenda)
    assert (second.number, second.kind, second.decision) == (2, RevisionKind.minutes_published, FULL)
    assert archive.snapshot(first.snapshot or "") == b"agenda"
    assert archive.agendas("kukkula") == []


def test_every_meaning_a_decision_had_can_be_read_again(archive: Archive) -> None:
    records = [decision(title=f"Otsikko {number}") for number in range(5)]
    for number, record in enumerate(records):
        with archive.batch() as batch:
            batch.save("kukkula", parsed(record), page(content=b"%d" % number))
    history = archive.revisions("2023145-7")
    assert [revision.decision for revision in history] == records
    assert [revision.kind for revision in history[1:]] == [RevisionKind.wording] * 4


def test_a_better_reading_of_the_same_page_is_no_revision(archive: Archive) -> None:
    with archive.batch() as batch:
        batch.save("kukkula", parsed(decision(presenter=None)), page())
    with archive.batch() as batch:
        (saved,) = batch.save("kukkula", parsed(), page())
    assert (saved.state, saved.revision) == (State.changed, None)
    assert archive.change == 2
    (only,) = archive.revisions(saved.id)
    assert (only.kind, only.decision) == (RevisionKind.first_seen, FULL)


def test_another_hash_of_the_same_record_changes_nothing(archive: Archive) -> None:
    with archive.batch() as batch:
        batch.save("kukkula", parsed(), page())
        batch._flush()
        batch._do("UPDATE decision SET content_hash = 'of an older version'", ())
    with archive.batch() as batch:
        (saved,) = batch.save("kukkula", parsed(), page(content=b"other bytes"))
    assert saved.state is State.unchanged
    assert archive.change == 1
    assert len(archive.revisions(saved.id)) == 1


def test_withdrawn_is_hidden_and_kept_and_may_return(archive: Archive) -> None:
    with archive.batch() as batch:
        (saved,) = batch.save("kukkula", parsed(), page())
    with archive.batch() as batch:
        assert batch.withdraw(saved.id)
        assert not batch.withdraw(saved.id)
        assert not batch.withdraw("kukkula:none")
    assert list(archive.decisions()) == []
    assert archive.decision(saved.id).withdrawn
    with archive.batch() as batch:
        (again,) = batch.save("kukkula", parsed(), page(fetched=LATER + dt.timedelta(days=1)))
    assert (again.state, again.revision) == (State.changed, RevisionKind.restored)
    assert [one.id for one in archive.decisions()] == [saved.id]
    kinds = [revision.kind for revision in archive.revisions(saved.id)]
    assert kinds == [RevisionKind.first_seen, RevisionKind.withdrawn, RevisionKind.restored]
    assert all(revision.decision == FULL for revision in archive.revisions(saved.id))


# --- histories that never end ---


def test_a_page_that_flips_for_ever_keeps_its_beginning_and_the_latest_changes(archive: Archive) -> None:
    """A server that serves two versions in turn must not fill the disk: neither with revisions, nor with the pages behind them."""
    for turn in range(3 * FLIPS):
        with archive.batch() as batch:
            record = decision(rationale=f"Versio {turn % 2}.")
            batch.save("kukkula", parsed(record), page(content=b"turn %d" % turn))
    history = archive.revisions("2023145-7")
    assert [revision.number for revision in history] == [1, *range(2 * FLIPS + 1, 3 * FLIPS + 1)]
    assert history[0].decision.rationale == "Versio 0."
    assert history[-1].decision == archive.decision("2023145-7").decision
    assert [revision.decision.rationale for revision in history[1:3]] == ["Versio 0.", "Versio 1."]
    for revision in history:
        assert archive.snapshot(revision.snapshot or "").startswith(b"turn ")
    counts = archive.counts()
    assert counts["snapshot"] == counts["page"] == FLIPS + 1


def test_two_pages_in_turn_are_two_snapshots(archive: Archive) -> None:
    for turn in range(3 * FLIPS):
        with archive.batch() as batch:
            record = decision(rationale=f"Versio {turn % 2}.")
            batch.save("kukkula", parsed(record), page(content=b"version %d" % (turn % 2)))
    assert len(archive.revisions("2023145-7")) == FLIPS + 1
    assert archive.counts()["snapshot"] == 2


# --- what the publisher removed ---


def test_what_was_said_before_personal_data_were_removed_is_hidden_unless_asked_for(archive: Archive) -> None:
    named = decision(decision="Valittiin Kaisla Kuvitelma ja Touko Taru.", title="Valinta: Kaisla Kuvitelma")
    for turn, record in enumerate(
        [
            named,
            decision(decision="Valittiin *** ja ***.", title="Valinta: ***"),
            decision(decision="Valittiin *** ja ***.", title="Valinta: ***", rationale="Korjattu."),
        ]
    ):
        with archive.batch() as batch:
            batch.save("kukkula", parsed(record), page(content=b"%d" % turn))
    first, removed, later = archive.history("2023145-7")
    assert removed.kind is RevisionKind.personal_data_removed
    assert (first.hidden, removed.hidden, later.hidden) == (True, False, False)
    assert "Kaisla" not in first.decision.model_dump_json()
    assert (first.decision.section, first.decision.date) == (named.section, named.date)
    assert archive.history("2023145-7", withdrawn=True)[0].decision == named


def test_all_of_a_withdrawn_history_is_hidden_until_it_is_back(archive: Archive) -> None:
    with archive.batch() as batch:
        (saved,) = batch.save("kukkula", parsed(), page())
    with archive.batch() as batch:
        batch.withdraw(saved.id)
    assert [revision.hidden for revision in archive.history(saved.id)] == [True, True]
    assert not any(revision.hidden for revision in archive.history(saved.id, withdrawn=True))
    with archive.batch() as batch:
        batch.save("kukkula", parsed(), page(fetched=LATER + dt.timedelta(days=1)))
    assert not any(revision.hidden for revision in archive.history(saved.id))


# --- the classes, for any text ---

PEOPLE = st.sampled_from(["Kaisla Kuvitelma", "Touko Taru", "Vieno Näyte-Malli", "Oras Å. Keksitty"])
MASKS = st.sampled_from(["***", "[henkilötieto poistettu]", "N.N.", "xxxx", "(salassa pidettävä)"])
FILLER = st.text(st.sampled_from("abcdeäö ,"), max_size=40)


@given(PEOPLE, MASKS, FILLER, FILLER)
def test_a_name_masked_anywhere_is_personal_data_removed(name: str, mask: str, before: str, after: str) -> None:
    old = decision(rationale=f"{before} hakija {name} on {after}")
    new = decision(rationale=f"{before} hakija {mask} on {after}")
    assert classify(old, new) is RevisionKind.personal_data_removed


@given(PEOPLE, MASKS, st.sampled_from(["ei", "hylätty", "kielteinen", "myönteinen"]))
def test_another_word_beside_the_mask_is_not_only_a_removal(name: str, mask: str, word: str) -> None:
    old = decision(rationale=f"Hakija {name} sai avustuksen.")
    new = decision(rationale=f"Hakija {mask} {word} sai avustuksen.")
    assert classify(old, new) is RevisionKind.wording


@given(st.sampled_from(Outcome), st.sampled_from(Outcome), PEOPLE, MASKS)
def test_an_outcome_outweighs_whatever_else_changed(one: Outcome, other: Outcome, name: str, mask: str) -> None:
    old = decision(outcome=one, rationale=f"Hakija {name}.")
    new = decision(outcome=other, rationale=f"Hakija {mask}.")
    expected = RevisionKind.personal_data_removed if one is other else RevisionKind.decision_changed
    assert classify(old, new) is expected
