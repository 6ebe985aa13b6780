"""Saving and finding decisions."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.batch import FLUSH_ROWS, SourceResult
from archive.errors import Ambiguous, ArchiveError, ArchiveLocked, ArchiveMissing, ArchiveUnwritable, DiskFull, NotFound
from archive.filters import Filters
from archive.identity import decision_ids, normalised
from archive.store import Archive, State
from scraper.page import Link, LinkKind, Parsed, Validators
from scraper.records import Amount, Decision, Kind, Meeting, Outcome, Part, Person, Status, Vote
from tests.decisions import FETCHED, FULL, LATER, decision, page, parsed

ID = "kukkula:2023145-7"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive.sqlite", now=lambda: FETCHED) as opened:
        yield opened


def dump(archive: Archive) -> list[str]:
    with sqlite3.connect(archive.path) as connection:
        lines = list(connection.iterdump())
    connection.close()
    return lines


@pytest.mark.parametrize(
    "record",
    [
        FULL,
        Decision(),
        Decision(kind=Kind.attachment, text="Sopimus", title="Liite 1"),
        Decision(kind=Kind.officer_decision, decision_maker=Person(name="Oras Keksitty"), final=False),
        Decision(amounts=[Amount(text="9 €", value=Decimal("9E+2"), part=Part.decision, start=0, end=3)]),
    ],
    ids=["full", "empty", "attachment", "officer", "exponent"],
)
def test_a_saved_decision_comes_back_as_it_was(archive: Archive, record: Decision) -> None:
    with archive.batch() as batch:
        (saved,) = batch.save("kukkula", parsed(record), page())
    assert (saved.id, saved.state) == (ID, State.new)
    stored = archive.decision(saved.id)
    assert stored.decision == record
    assert (stored.source, stored.platform, stored.url) == ("kukkula", "invented", page().url)
    assert (stored.retrieved, stored.first_seen, stored.withdrawn) == ("2024-01-02T03:04:05Z",) * 2 + (False,)


def test_money_is_whole_cents_beside_its_exact_text(archive: Archive) -> None:
    with archive.batch() as batch:
        batch.save("kukkula", parsed(), page())
    with sqlite3.connect(archive.path) as connection:
        rows = connection.execute(
            "SELECT value, cents, max_cents, typeof(cents) FROM amount ORDER BY position"
        ).fetchall()
    connection.close()
    assert rows == [
        ("137000.00", 13_700_000, None, "integer"),
        ("12500.50", 1_250_050, 2_000_000, "integer"),
        ("0.125", 12, None, "integer"),
        ("5000", 500_000, None, "integer"),
    ]


TEXT = st.text(max_size=40)
DECISIONS = st.builds(
    Decision,
    title=st.none() | TEXT,
    rationale=st.none() | TEXT,
    date=st.none() | st.dates(),
    outcome=st.none() | st.sampled_from(Outcome),
    status=st.none() | st.sampled_from(Status),
    final=st.none() | st.booleans(),
    preparers=st.lists(st.builds(Person, name=st.none() | TEXT, title=st.none() | TEXT), max_size=2),
    presenter=st.none() | st.builds(Person, name=TEXT),
    projects=st.lists(TEXT, max_size=2),
    amounts=st.lists(
        st.builds(
            Amount,
            text=TEXT,
            value=st.decimals(allow_nan=False, allow_infinity=False),
            part=st.sampled_from(Part),
            start=st.integers(0, 99),
            end=st.integers(0, 99),
        ),
        max_size=2,
    ),
    votes=st.lists(st.builds(lambda count: Vote(**{"for": count}), st.none() | st.integers()), max_size=2),
)


@given(DECISIONS)
@settings(max_examples=60, deadline=None)
def test_whatever_a_page_says_is_stored_and_stays(tmp_path_factory: pytest.TempPathFactory, record: Decision) -> None:
    with Archive.open(tmp_path_factory.mktemp("a") / "a.sqlite") as archive:
        with archive.batch() as batch:
            (saved,) = batch.save("kukkula", parsed(record), page())
        back = archive.decision(saved.id).decision
        assert [amount.value for amount in back.amounts] == [amount.value for amount in record.amounts]
        assert [len(text or "") for text in (back.title, back.rationale)] == [
            len(text or "") for text in (record.title, record.rationale)
        ]
        with archive.batch() as batch:
            (again,) = batch.save("kukkula", parsed(record), page())
        assert again.state is State.unchanged


def test_hostile_characters_and_counts_are_taken_out_in_place(archive: Archive) -> None:
    record = Decision(title="a\x00b\ud800c\x9bd\ttab\n", votes=[Vote(**{"for": 10**30, "against": 3})])
    with archive.batch() as batch:
        (saved,) = batch.save("kukkula", parsed(record), page())
    stored = archive.decision(saved.id).decision
    assert stored.title == "a b\N{REPLACEMENT CHARACTER}c d\ttab\n"
    assert (stored.votes[0].for_, stored.votes[0].against) == (None, 3)
    assert stored.warnings == ["a count of votes that cannot be one was left out"]


def test_saving_the_same_again_writes_nothing(archive: Archive) -> None:
    with archive.batch() as batch:
        batch.save("kukkula", parsed(), page())
    before = dump(archive)
    with archive.batch() as batch:
        (saved,) = batch.save("kukkula", parsed(), page(content=b"<html>same, other bytes</html>", fetched=LATER))
    assert saved.state is State.unchanged
    assert saved.revision is None
    assert dump(archive) == before


def test_new_validators_of_an_unchanged_page_are_kept(archive: Archive) -> None:
    with archive.batch() as batch:
        batch.save("kukkula", parsed(), page(etag='"1"'))
    with archive.batch() as batch:
        batch.save("kukkula", parsed(), page(etag='"2"', last_modified="Tue, 02 Jan 2024 03:04:05 GMT"))
    assert archive.validators(page().url) == Validators('"2"', "Tue, 02 Jan 2024 03:04:05 GMT")
    assert archive.change == 1


def test_one_decision_however_many_addresses(archive: Archive) -> None:
    other = replace(page(), url="https://kukkula.example/D10/cgi?id=2023145-7&page=meetingitem")
    with archive.batch() as batch:
        batch.save("kukkula", parsed(), page())
        (saved,) = batch.save("kukkula", parsed(), other)
    assert saved.state is State.unchanged
    assert archive.count() == 1
    assert archive.decision(other.url).id == archive.decision(page().url).id == ID


def test_the_change_counter_counts_changed_decisions_only(archive: Archive) -> None:
    with archive.batch() as batch:
        batch.save("kukkula", parsed(), page())
        batch.save("kukkula", parsed(ids=("2023145-8",)), page("2023145-8"))
        batch.save("kukkula", parsed(), page())
    assert archive.change == 2
    with archive.batch() as batch:
        batch.save("kukkula", parsed(decision(title="Toinen otsikko")), page(content=b"new"))
    assert archive.change == 3
    assert archive.decision("2023145-7").change == 3


def test_the_same_id_twice_in_a_batch_is_one_decision(archive: Archive) -> None:
    with archive.batch() as batch:
        batch.save("kukkula", parsed(decision(status=Status.agenda)), page(content=b"agenda"))
        (saved,) = batch.save("kukkula", parsed(), page(content=b"minutes"))
    assert saved.state is State.changed
    assert archive.decision(ID).decision == FULL


def test_an_exception_rolls_everything_back(archive: Archive) -> None:
    before = dump(archive)

    def interrupted() -> None:
        with archive.batch() as batch:
            batch.save("kukkula", parsed(), page())
            batch.polled("kukkula")
            batch.validators("https://kukkula.example/rss", '"1"', None)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert dump(archive) == before
    with archive.batch() as batch:
        assert batch.save("kukkula", parsed(), page())[0].state is State.new


def test_many_decisions_are_written_in_parts_and_streamed_in_order(archive: Archive) -> None:
    many = FLUSH_ROWS // 4
    with archive.batch() as batch:
        for number in range(many):
            day = dt.date(2020, 1, 1) + dt.timedelta(days=(number * 7) % 50)
            record = Decision(section=str(number), date=day)
            name = f"2020{number:05}"
            batch.save("kukkula", parsed(record, ids=(name,)), page(name, content=b"%d" % number))
    stored = [(one.decision.date, one.id) for one in archive.decisions()]
    assert len(stored) == many
    assert stored == sorted(stored)


def test_decisions_can_be_asked_for_by_id_and_filter_at_once(archive: Archive) -> None:
    with archive.batch() as batch:
        for number in range(1200):
            record = Decision(outcome=Outcome.rejected if number % 2 else None)
            batch.save("kukkula", parsed(record, ids=(str(number),)), page(str(number), content=b"%d" % number))
    wanted = [f"kukkula:{number}" for number in range(0, 1200, 3)]
    found = [one.id for one in archive.decisions(Filters(outcome=("rejected",)), iter(wanted))]
    assert sorted(found) == sorted(f"kukkula:{number}" for number in range(3, 1200, 6))
    assert list(archive.decisions(ids=[])) == []


def test_a_stream_is_of_one_moment_while_others_write(archive: Archive) -> None:
    with archive.batch() as batch:
        batch.save("kukkula", parsed(), page())
    stream = archive.decisions()
    assert next(stream).id == ID
    with archive.batch() as batch:
        batch.save("kukkula", parsed(ids=("9",)), page("9"))
    assert list(stream) == []
    assert archive.count() == 2


def test_lookup_by_the_end_of_an_id(archive: Archive) -> None:
    with archive.batch() as batch:
        batch.save("kukkula", parsed(), page())
        batch.save("hiirola", parsed(), page())
        batch.save("hiirola", parsed(ids=("2023145-77",)), page("2023145-77"))
    assert archive.decision("145-77").id == "hiirola:2023145-77"
    with pytest.raises(Ambiguous, match="hiirola:2023145-7, kukkula:2023145-7") as caught:
        archive.decision("2023145-7")
    assert caught.value.candidates == ("hiirola:2023145-7", "kukkula:2023145-7")
    for name in ("", "  ", "nothing", "%", "https://kukkula.example/other"):
        with pytest.raises(NotFound, match="holds no decision"):
            archive.decision(name)


def test_lookup_by_the_end_of_the_address_that_lists_show(archive: Archive) -> None:
    shown = "https://kukkula.example/cgi/DREQUEST.PHP?page=meetingitem&id={}"
    with archive.batch() as batch:
        for number in ("202611-3", "202611-4"):
            batch.save(None, parsed(ids=(None,)), page(number, url=shown.format(number)))
    (held,) = (one.id for one in archive.decisions() if "202611-3" in one.id)
    assert held.endswith("?id=202611-3&page=meetingitem")
    for name in ("202611-3", "&id=202611-3", "page=meetingitem&id=202611-3", "id=202611-3&page=meetingitem"):
        assert archive.decision(name).id == held
    for name in ("2611-3", "3"):  # within a word of an address nothing is meant
        with pytest.raises(NotFound, match="holds no decision"):
            archive.decision(name)
    with pytest.raises(Ambiguous, match="part of several ids"):
        archive.decision("&page=meetingitem")


def test_lookup_by_the_beginning_of_a_hash(archive: Archive) -> None:
    with archive.batch() as batch:
        batch.save(None, parsed(FULL, FULL, ids=(None, None)), page(url=""), document="poytakirja.txt")
    first, second = sorted(one.id for one in archive.decisions())
    assert second == f"{first}#2"
    with pytest.raises(Ambiguous, match="part of several ids"):
        archive.decision(first[:15])
    with archive.batch() as batch:
        batch.save(None, parsed(ids=(None,)), page(url="", content=b"another"), document="toinen.txt")
    (other,) = {one.id for one in archive.decisions()} - {first, second}
    assert archive.decision(other[:15]).id == other
    with pytest.raises(NotFound, match="holds no decision"):
        archive.decision(other[:14])


def test_every_id_is_found_by_itself_and_by_the_address_it_was_made_of(archive: Archive) -> None:
    served = page()
    with archive.batch() as batch:
        (saved,) = batch.save(None, parsed(), served)
    assert saved.id.startswith("https://")
    assert saved.id != served.url
    assert archive.decision(saved.id).id == archive.decision(served.url).id == saved.id


def test_known_agendas_and_failures_say_what_to_fetch(archive: Archive) -> None:
    agenda = decision(status=Status.agenda, date=dt.date(2024, 1, 1), title="Tuleva asia")
    link = Link("https://kukkula.example/cgi?id=5", LinkKind.officer_decision, "5", date=dt.date(2024, 1, 1))
    with archive.batch() as batch:
        batch.save("kukkula", parsed(), page())
        batch.save("kukkula", parsed(agenda, ids=("8",)), page("8", etag='"8"'))
        batch.fail("kukkula", link, "the page is a log-in page", page=page("5", content=b"log in"))
        batch.fail("kukkula", link, "the server said 500")
    known = archive.known("kukkula")
    assert {"2023145-7", "8", normalised(page().url)} <= known
    assert "5" not in known
    assert archive.known("hiirola") == frozenset()
    (again,) = archive.agendas("kukkula")
    assert (again.link.id, again.link.kind, again.link.title) == ("8", LinkKind.meeting_item, "§ 117 Tuleva asia")
    assert again.validators.etag == '"8"'
    (failure,) = archive.failures("kukkula")
    assert (failure.link, failure.reason, failure.attempts) == (link, "the server said 500", 2)
    assert archive.failures("hiirola") == []
    with archive.batch() as batch:
        batch.save("kukkula", parsed(ids=("5",)), replace(page("5"), url=link.url, link=link))
    assert archive.failures() == []


def test_a_page_that_was_not_read_gives_no_validators(archive: Archive) -> None:
    link = page().link
    assert link is not None
    with archive.batch() as batch:
        batch.fail("kukkula", link, "no section", page=page(etag='"1"'))
    assert archive.validators(page().url) == Validators()


def test_feeds_sources_and_runs(archive: Archive) -> None:
    assert archive.source_state("kukkula").enabled is False
    archive.set_source("kukkula", enabled=True, muted_until="2024-02-01")
    run = archive.start_run("sync", "0.1.0")
    with archive.batch() as batch:
        batch.validators("https://kukkula.example/rss", '"7"', None, source="kukkula")
        batch.result(run, "kukkula", SourceResult(new=3, failed=1, gap=True))
        batch.polled("kukkula", error="no answer")
    archive.finish_run(run)
    state = archive.source_state("kukkula")
    assert (state.enabled, state.muted_until, state.verified, state.last_error) == (
        True,
        "2024-02-01",
        False,
        "no answer",
    )
    archive.set_source("kukkula", muted_until=None)
    with archive.batch() as batch:
        batch.polled("kukkula")
    state = archive.source_states()["kukkula"]
    assert (state.enabled, state.muted_until, state.verified, state.last_error) == (True, None, True, None)
    assert state.last_success == "2024-01-02T03:04:05Z"
    assert archive.validators("https://kukkula.example/rss") == Validators('"7"')


def test_meetings_are_kept_once(archive: Archive) -> None:
    meeting = Meeting(id="kukkula:2023145", source="kukkula", body="Kunnanhallitus", url="https://kukkula.example/m")
    with archive.batch() as batch:
        batch.save("kukkula", parsed(meeting=meeting), page())
        batch.save("kukkula", parsed(ids=("8",), meeting=meeting), page("8"))
    assert archive.counts()["meeting"] == 1


def test_one_batch_at_a_time_and_none_when_reading_only(archive: Archive) -> None:
    with archive.batch(), pytest.raises(ArchiveError, match="open already"), archive.batch():
        pass
    with (
        Archive.open(archive.path, readonly=True) as reader,
        pytest.raises(ArchiveUnwritable, match="reading only"),
        reader.batch(),
    ):
        pass


def test_a_locked_archive_says_so(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.database.BUSY_SECONDS", 0.05)
    with archive.batch() as batch:
        batch.save("kukkula", parsed(), page())
        with (
            Archive.open(archive.path) as second,
            pytest.raises(ArchiveLocked, match="another program") as caught,
            second.batch(),
        ):
            pass
        assert caught.value.exit_code == 75
        assert second.count() == 0
    assert archive.count() == 1


def test_a_missing_archive_is_not_made_by_reading(tmp_path: Path) -> None:
    for readonly in (False, True):
        with pytest.raises(ArchiveMissing, match="minutes sync"):
            Archive.open(tmp_path / "none.sqlite", create=False, readonly=readonly)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("source", "ids", "count", "url", "expected"),
    [
        ("kukkula", ("7",), 1, "https://k.example/?id=7", ["kukkula:7"]),
        ("kukkula", (None,), 1, "http://K.example:80/?b=2&a=1", ["https://k.example/?a=1&b=2"]),
        (None, ("7",), 1, "https://k.example/?id=7", ["https://k.example/?id=7"]),
        (
            None,
            (),
            2,
            None,
            [
                "sha256:" + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" + end
                for end in ("", "#2")
            ],
        ),
        ("kukkula", ("7", "7"), 2, None, ["kukkula:7", "kukkula:7#2"]),
    ],
)
def test_ids(source: str | None, ids: tuple[str | None, ...], count: int, url: str | None, expected: list[str]) -> None:
    assert decision_ids(source, ids, count, url=url, content=b"") == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://K.Example/A?b=1&a=2", "https://k.example/A?a=2&b=1"),
        ("http://k.example:443/a;jsessionid=1F?x=&PHPSESSID=2#top", "https://k.example/a?x="),
        ("https://k.example:8443", "https://k.example:8443/"),
        ("http://[::1]:80/a b", "https://[::1]/a%20b"),
        (" kansio/tiedosto.txt ", "kansio/tiedosto.txt"),
        ("https://k.example:99999999/", "https://k.example:99999999/"),
        ("https://[broken/", "https://[broken/"),
    ],
)
def test_normalised(url: str, expected: str) -> None:
    assert normalised(url) == expected


@given(st.text(max_size=80) | st.text(max_size=60).map("https://k.example/".__add__))
def test_normalised_is_its_own_normal_form(url: str) -> None:
    once = normalised(url)
    assert normalised(once) == once


@given(st.text("abAB01./-_~?&==&sid", max_size=24))
def test_plain_addresses_are_normalised_like_all_others(tail: str) -> None:
    with_fragment = f"https://kukkula.example/{tail}#x"  # a fragment is not plain, and counts for nothing
    assert normalised(f"https://kukkula.example/{tail}") == normalised(with_fragment)


def test_a_page_without_decisions_is_kept_for_another_reading(archive: Archive) -> None:
    with archive.batch() as batch:
        assert batch.save("kukkula", Parsed("invented", complaint="a log-in page"), page(content=b"log in")) == []
    (kept,) = archive.pages()
    assert (kept.page.content, kept.source, kept.platform) == (b"log in", "kukkula", None)


def test_a_full_disk_is_said_and_what_was_saved_stays(archive: Archive) -> None:
    with archive.batch() as batch:
        batch.save("kukkula", parsed(), page())

    def too_much() -> None:
        with archive.batch() as batch:
            batch._do("PRAGMA max_page_count = 1", ())  # SQLite raises it to what the file has already
            for number in range(200):
                big = Decision(text="ä" * 20_000, section=str(number))
                batch.save("kukkula", parsed(big, ids=(str(number),)), page(str(number), b"%d" % number))

    with pytest.raises(DiskFull, match="make space") as caught:
        too_much()
    assert caught.value.exit_code == 74
    assert archive.count() == 1
    assert archive.decision("2023145-7").decision == FULL
