"""Words in one field, what the record says, sums of one role: what an engine finds is what reading everything finds."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.filters import Filters
from search import documents
from search.analysis import tokens
from search.answers import looked_up
from search.documents import Document, Text
from search.engine import FACETS, Order
from search.index import SearchIndex, open_index
from search.matching import Matcher, _tokens_at
from search.query import parse
from search.snippets import snippets
from search.word_table import Words
from tests.brute_force import BruteForce
from tests.towns import Town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Three decisions on a school, a road and an EU project, one with a fetched attachment, and a withdrawn one."""
    town = Town(tmp_path_factory.mktemp("fields") / "archive.sqlite")
    town.save(
        "school", municipality="Harjuvesi", body="Kunnanhallitus", body_abbreviation="KHALL", date="2023-05-08", section="117",
        diary_number="292/00.01.05/2023", title="Uuden koulun rakentaminen", proposal="Rakennetaan puusta.",
        decision="Hyväksyttiin lukion hinnalla.", rationale="Kirjasto jää pois.", outcome="passed_unchanged",
        amounts=[(900_000_00, None, "EUR", "decision", "total_cost"), (50_000_00, None, "EUR", "decision", "own_share")],
    )  # fmt: skip
    town.child("school", "person", role="preparer", name="Maija Malli", title="sivistysjohtaja")
    town.child("school", "person", role="presenter", name="Matti Esimerkki", title="kunnanjohtaja")
    town.child("school", "project", name="Kukkulan kampus", project_key="kukkulan kampus")
    town.child("school", "attachment", number="2", title="Hankesuunnitelma", url="https://files.example/plan.pdf")
    town.attached(
        "https://files.example/plan.pdf", {5: ("s. 5", "Pihalle istutetaan pihlajia."), 1: ("s. 1", "Sisällys")}
    )
    town.save(
        "road", municipality="Granskär", body="Tekniska nämnden", date="2022-12-31", section="5", language="sv",
        title="Bro över ån", decision="Skolans väg byggs.", outcome="rejected", diary_number="7/2022",
        amounts=[(20_000_00, None, "EUR", "decision", "own_share"), (2_000_000_00, None, "EUR", "decision", "grant")],
    )  # fmt: skip
    town.save(
        "project", municipality="Kuusilampi", date="2024-02-29", title="EU-hanke", decision="Koulun piha kunnostetaan.",
        outcome="noted", kind="officer_decision", amounts=[(1_000_00, 3_000_00, "EUR", "decision", "grant")],
    )  # fmt: skip
    town.child("project", "project", name="Kukkulan kampus", project_key="kukkulan kampus")
    town.save("undated", municipality="Harjuvesi", title="Koulun nimi", diary_number="292/00.01.05/2023")
    town.save("gone", municipality="Harjuvesi", title="Koulun vanha asia", withdrawn=True)
    open_index(town.path).update()
    return town


@pytest.fixture
def ix(town: Town) -> SearchIndex:
    return open_index(town.path)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kunta:harjuvesi", "school undated"),
        ("kunta:harjuveden", "school undated"),
        ("kommun:Granskär OR municipality:Kuusilampi", "road project"),
        ("-kunta:harjuvesi", "road project"),
        ("toimielin:kunnanhallitus", "school"),
        ("toimielin:khall", "school"),
        ("organ:nämnd", "road"),
        ("valmistelija:malli", "school"),
        ('valmistelija:"Maija Malli"', "school"),
        ("valmistelija:esimerkki", ""),
        ("esittelijä:esimerkki", "school"),
        ("diaari:292/00.01.05/2023", "school undated"),
        ("diaari:292", "school undated"),
        ("diaari:2022", "road"),
        ("pykälä:117", "school"),
        ("pykälä:5", "road"),
        ("hanke:kampus", "school project"),
        ("otsikko:koulu", "school undated"),
        ("koulu", "school project undated"),
        ("päätös:koulu", "project"),
        ("päätös:lukio", "school"),
        ("ehdotus:puu", "school"),
        ("ehdotus:lukio", ""),
        ("otsikko:kirjasto", ""),
        ("liite:pihlaja", "school"),
        ("liite:hankesuunnitelma", "school"),
        ("pihlaja", "school"),
        ("liite:koulu", ""),
        ("otsikko:(koulu OR bro)", "school road undated"),
        ('otsikko:"uuden koulun"', "school"),
        ('päätös:"uuden koulun"', ""),
        ("otsikko:EU-hanke", "project"),
        ("päätös:EU-hanke", ""),
        ("otsikko:kou*", "school undated"),
        ("päätös:kou*", "project"),
        ("tulos:hylätty", "road"),
        ("resultat:avslag OR outcome:noted", "road project"),
        ("tulos:hyväksytty", "school"),
        ("-tulos:hylätty", "school project undated"),
        ("summa:>100000", "school road"),
        ("summa:20000", "road"),
        ("summa:2500", "project"),
        ("summa:50000..100000", "school"),
        ("summa:<=20000", "road project"),
        ("rooli:own_share", "school road"),
        ("rooli:omarahoitus summa:>20000", "school"),
        ("rooli:own_share summa:>100000", ""),
        ("rooli:own_share (summa:>100000 koulu)", "school"),
        ("(rooli:own_share summa:<30000) (rooli:grant summa:>1M)", "road"),
        ("rooli:(grant OR total_cost) summa:>500000", "school road"),
        ("-summa:>100000", "project undated"),
        ("pvm:2023..2024", "school project"),
        ("pvm:2023-05..", "school project"),
        ("pvm:31.12.2022", "road"),
        ("pvm:<2023", "road"),
        ("-pvm:2023", "road project undated"),
        ("koulu pvm:2024 OR tulos:hylätty", "road project"),
        ("rooli:grant rooli:own_share", ""),
    ],
)
def test_conditions(town: Town, ix: SearchIndex, query: str, expected: str) -> None:
    results = ix.search(query)
    assert {hit.id for hit in results.hits} == set(expected.split())
    assert results.total == len(expected.split())
    assert set(ix.ids(query)) == BruteForce(town.path).ids(query) == set(expected.split())


_WORDS = [
    "koulu",
    "koulun",
    "lukio",
    "piha",
    "skolan",
    "harjuvesi",
    "eu-hanke",
    "292/00.01.05/2023",
    "117",
    "kampus",
    "malli",
]
_FIELDS = [
    "",
    *(f"{name}:" for name in ("kunta", "otsikko", "päätös", "liite", "hanke", "diaari", "pykälä", "toimielin")),
]
_LEAVES = st.one_of(
    st.tuples(st.sampled_from(_FIELDS), st.sampled_from(_WORDS)).map("".join),
    st.tuples(st.sampled_from(_FIELDS), st.sampled_from(['"uuden koulun"', '"eu hanke"', "kou*", "pih*", "29*"])).map(
        "".join
    ),
    st.sampled_from(
        ["summa:>20000", "summa:1000..50000", "rooli:grant", "rooli:own_share", "tulos:noted", "pvm:2023..", "pvm:2022"]
    ),
)
_QUERIES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(" OR ".join),
        inner.map("-({})".format),
        inner.map("({})".format),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_QUERIES, st.booleans())
def test_any_query_finds_what_reading_everything_finds(town: Town, query: str, withdrawn: bool) -> None:
    ix, filters = open_index(town.path), Filters(withdrawn=withdrawn)
    expected = BruteForce(town.path).ids(query, filters)
    assert set(ix.ids(query, filters)) == expected
    results = ix.search(query, filters, order=Order.date, limit=100, facets=FACETS)
    assert {hit.id for hit in results.hits} == expected
    assert results.total == len(expected)
    assert dict(results.facets["municipality"]) == counted(town, expected, "municipality")


def counted(town: Town, ids: set[str], column: str) -> dict[str, int]:
    rows = town.rows(f"SELECT id, {column} FROM decision WHERE {column} IS NOT NULL")
    values = [value for name, value in rows if name in ids]
    return {value: values.count(value) for value in values}


# --- what is shown


def test_a_hit_in_an_attachment_says_where(ix: SearchIndex) -> None:
    [hit] = ix.search("pihlaja").hits
    [snippet] = hit.snippets
    assert (snippet.part, snippet.place) == ("attachment", "2, s. 5")
    assert snippet.marked("«", "»") == "Pihalle istutetaan «pihlajia»."


def test_attachments_are_left_alone_where_the_decision_answers_every_word(ix: SearchIndex) -> None:
    [hit] = ix.search("koulu puu").hits
    assert all(snippet.part != "attachment" for snippet in hit.snippets)


def test_attachments_are_read_no_further_than_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def pages() -> Iterator[Text]:
        for number in range(100):
            read.append(f"s. {number}")
            yield Text("attachment", "pihlajia" if number == 3 else "tammia", f"1, s. {number}")

    def places(query: str) -> list[str | None]:
        read.clear()
        words = Words()
        matcher = Matcher(looked_up(parse(query).tree, words), words)
        return [snippet.place for snippet in snippets(Document(1, "a"), matcher, pages())]

    assert places("pihlaja") == ["1, s. 3"]
    assert len(read) == 4
    assert places("otsikko:pihlaja") == []
    monkeypatch.setattr("search.snippets.MAX_ATTACHED", 60)
    assert places("lehmus") == []
    assert len(read) == 10


def test_the_texts_of_few_hits_are_held_at_once(ix: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def texts_of(connection: Connection, ids: Sequence[str]) -> dict[str, Document]:
        asked.append(list(ids))
        return documents.texts_of(connection, ids)

    expected = ix.search("koulu OR tie").hits
    monkeypatch.setattr("search.snippets._AT_ONCE", 2)
    monkeypatch.setattr("search.snippets.texts_of", texts_of)
    assert ix.search("koulu OR tie").hits == expected
    assert len(expected) > 2
    assert [len(some) for some in asked][:-1] == [2] * (len(asked) - 1)
    assert [name for some in asked for name in some] == [hit.id for hit in expected]


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("koulu " * 50 + "piha", {"piha"}),
        ("koulu " * 50 + "piha", {"koulu"}),  # frequent
        (" ".join(f"sana{number}" for number in range(60)), {f"sana{number}" for number in range(0, 60, 2)}),  # many
    ],
)
def test_frequent_words_and_many_are_found_as_few_are(text: str, some: set[str]) -> None:
    found = [token for token in _tokens_at(text, some) if token.word in some]
    assert found == [token for token in tokens(text) if token.word in some]


def test_a_search_for_frequent_words_ends_early() -> None:
    class Words(list[str]):
        """Counts how far it was read."""

        read = 0

        def __iter__(self) -> Iterator[str]:
            for word in super().__iter__():
                self.read += 1
                yield word

    text = "i en a " * 1_000
    words = Words(["en", *(f"x{number}" for number in range(1_000))])
    assert list(_tokens_at(text, words)) == list(tokens(text))
    assert words.read == 1


def test_a_word_of_one_field_is_marked_there_only(ix: SearchIndex) -> None:
    hits = {hit.id: hit for hit in ix.search("otsikko:koulu").hits}
    assert marked_in_title(hits["school"]) == "Uuden «koulun» rakentaminen"
    assert [snippet.marks for snippet in hits["school"].snippets] == [()]
    [hit] = ix.search("päätös:piha").hits
    assert hit.title_marks == ()
    assert hit.snippets[0].marked("«", "»") == "Koulun «piha» kunnostetaan."


def marked_in_title(hit: Any) -> str:
    from search.engine import marked

    return marked(hit.title, hit.title_marks, "«", "»")


def test_facets_count_all_that_is_found(ix: SearchIndex) -> None:
    results = ix.search("", facets=FACETS, limit=0)
    assert results.hits == ()
    assert results.total == 4
    assert results.facets == {
        "municipality": (("Harjuvesi", 2), ("Granskär", 1), ("Kuusilampi", 1)),
        "body": (("Kunnanhallitus", 1), ("Tekniska nämnden", 1)),
        "year": (("2022", 1), ("2023", 1), ("2024", 1)),
        "outcome": (("noted", 1), ("passed_unchanged", 1), ("rejected", 1)),
        "role": (("grant", 2), ("own_share", 2), ("total_cost", 1)),
        "project": (("Kukkulan kampus", 2),),
    }


def test_one_hit_a_matter(ix: SearchIndex) -> None:
    results = ix.search("kunta:harjuvesi OR bro", by_matter=True)
    assert [(hit.diary_number, hit.handlings) for hit in results.hits if hit.handlings == 2] == [
        ("292/00.01.05/2023", 2)
    ]
    assert (results.total, results.matters, len(results.hits)) == (3, 2, 2)
    newest = ix.search("", Filters(municipality=("Harjuvesi",)), by_matter=True, order=Order.date)
    assert [(hit.id, hit.date) for hit in newest.hits] == [("school", dt.date(2023, 5, 8))]


def test_the_same_diary_number_in_another_municipality_is_another_matter(tmp_path: Path) -> None:
    town = Town(tmp_path / "archive.sqlite")
    for name, municipality in (("a", "Harjuvesi"), ("b", "HARJUVESI"), ("c", "Kukkula"), ("d", None), ("e", None)):
        source = "other" if name == "e" else "town"
        town.save(name, title="Tie", diary_number="1 /2023", municipality=municipality, source=source)
    town.save("f", title="Tie")
    results = open_index(town.path).search("tie", by_matter=True)
    assert sorted(hit.handlings or 0 for hit in results.hits) == [1, 1, 1, 1, 2]
    assert (results.total, results.matters) == (6, 5)


def test_a_misspelt_word_is_answered_with_the_nearest_that_is_there(ix: SearchIndex) -> None:
    assert ix.search("rakentamninen").meant == (("rakentamninen", "rakentaminen"),)
    assert ix.search("kunnostetan koulu").meant == (("kunnostetan", "kunnostetaan"),)
    assert ix.search("otsikko:koulu").meant == ()
    assert ix.search("jotakinaivanmuuta").meant == ()
    assert ix.search("-rakentamninen").meant == ()


def test_few_words_are_guessed_at(ix: SearchIndex) -> None:
    results = ix.search("rakentamninen kunnostetan rakentamminen kunostetaan kunnnostetaan")
    assert [typed for typed, _ in results.meant] == ["rakentamninen", "kunnostetan", "rakentamminen"]


def test_similar_decisions_are_of_other_matters_and_share_rare_words(tmp_path: Path) -> None:
    town = Town(tmp_path / "archive.sqlite")
    for name, municipality, title in (
        ("a1", "Harjuvesi", "Uimahallin peruskorjaus ja rahoitus"),
        ("a2", "Harjuvesi", "Uimahallin peruskorjauksen urakka"),
        ("b1", "Kukkula", "Uimahallin peruskorjaus"),
        ("c1", "Kuusilampi", "Kaavan hyväksyminen ja rahoitus"),
    ):
        diary = "1/2023" if name in ("a1", "a2") else None
        town.save(name, municipality=municipality, title=title, diary_number=diary)
    for number in range(6):
        town.save(f"x{number}", title="Muu asia")
    ix = open_index(town.path)
    results = ix.similar("a1")
    assert [hit.id for hit in results.hits] == ["b1", "c1"]
    assert [hit.id for hit in ix.similar("a1", Filters(municipality=("Kukkula",))).hits] == ["b1"]
    assert [hit.id for hit in ix.similar("a1", limit=1).hits] == ["b1"]
    assert "«Uimahallin» «peruskorjaus»" in marked_in_title(results.hits[0])
