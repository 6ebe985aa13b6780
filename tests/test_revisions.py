"""What became of a decision from one reading to the next."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from archive.revisions import RevisionKind, classify
from archive.store import Archive, State
from scraper.records import Amount, Outcome, Part, Person, Status, Vote
from tests.decisions import FETCHED, FULL, LATER, decision, page, parsed

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
        (again,) = batch.save("kukkula", parsed(), page(fetched=FETCHED))
    assert (again.state, again.revision) == (State.changed, RevisionKind.restored)
    assert [one.id for one in archive.decisions()] == [saved.id]
    kinds = [revision.kind for revision in archive.revisions(saved.id)]
    assert kinds == [RevisionKind.first_seen, RevisionKind.withdrawn, RevisionKind.restored]
    assert all(revision.decision == FULL for revision in archive.revisions(saved.id))
