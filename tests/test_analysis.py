"""Words → terms."""

import doctest
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import analysis, finnish, swedish, voikko
from search.analysis import MAX_TERM, Lexicon, index_terms, lexicon, lexicon_of, normalise, query_terms, tokens

TABLES = Path(__file__).parent.parent / "fixtures" / "words"
DICTIONARIES = {"pyvoikko": voikko.bundled, "whichever is taken": voikko.dictionary}


def found(typed: str, text: str, language: str = "fi", known: Lexicon = lexicon) -> bool:
    return bool(set(query_terms(typed, language, known)) & set(index_terms(text, language, known)))


def score(table: str, language: str, known: Lexicon) -> tuple[float, float, list[str]]:
    """Return recall, precision and the mistakes of a table: query, forms and compounds to be found, look-alikes not to be."""
    wanted = hits = false = 0
    mistakes = []
    for line in (TABLES / table).read_text(encoding="utf-8").splitlines()[1:]:
        query, must, must_not = line.split("\t")
        for form in must.split():
            wanted += 1
            if found(query, form, language, known):
                hits += 1
            else:
                mistakes.append(f"{query} misses {form}")
        for form in must_not.split():
            if found(query, form, language, known):
                false += 1
                mistakes.append(f"{query} finds {form}")
    return hits / wanted, hits / (hits + false), mistakes


@pytest.mark.parametrize("dictionary", DICTIONARIES.values(), ids=DICTIONARIES)
def test_finnish_words_are_found_by_their_base_forms(dictionary: Callable[[], voikko.Lookup]) -> None:
    recall, precision, mistakes = score("finnish.tsv", "fi", lexicon_of(dictionary()))
    assert recall >= 0.995, mistakes
    assert precision >= 0.995, mistakes


def test_swedish_words_are_found_by_their_stems() -> None:
    recall, precision, mistakes = score("swedish.tsv", "sv", lexicon)
    assert recall >= 0.98, mistakes
    assert precision >= 0.98, mistakes


def test_both_dictionaries_know_the_same() -> None:
    """An index must not depend on the machine; where the system has no Voikko, this holds pyvoikko against itself."""
    one, other = lexicon_of(voikko.bundled()), lexicon_of(voikko.dictionary())
    words = {word for table in TABLES.glob("*.tsv") for word in table.read_text(encoding="utf-8").split()}
    words |= {one + other for one in sorted(words)[::7] for other in sorted(words)[::211]}
    assert [word for word in words if one(word) != other(word)] == []
    assert len(words) > 2_000


def test_the_systems_dictionary_is_taken_where_it_must_be_there() -> None:
    """Whoever has installed libvoikko and voikko-fi for the tests says so, and is told where they were not taken."""
    required = os.environ.get("MINUTES_TEST_VOIKKO") == "system"
    taken = voikko.dictionary()
    assert taken is (voikko.system() or voikko.bundled())
    assert not required or taken is not voikko.bundled()


@pytest.mark.parametrize("module", [analysis, finnish, swedish])
def test_the_examples_in_the_documentation_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("asuntorahoituspäätöksen", "asuntorahoituspäätös asunto asuntorahoitus rahoitus rahoituspäätös päätös"),
        ("kotouttamistyöhön", "kotouttamistyö kotouttaminen työ"),
        ("yhteishankkeiden", "yhteishanke yhteinen hanke"),
        ("kuntayhtymässä", "kuntayhtymä kunta yhtymä"),
        ("kansainvälistyneet", "kansainvälistynyt kansainvälistyä"),
        (
            "digikehittämishankkeessa",
            "digikehittämishanke kehittämishanke kehittäminen hanke",
        ),  # whose beginning is unknown
    ],
)
def test_a_word_of_a_text_is_stored_with_its_parts(word: str, parts: str) -> None:
    assert set(parts.split()) <= set(lexicon(word).stored)


@pytest.mark.parametrize(
    ("word", "not_read_as"),
    [
        ("ohjaajan", "aika"),  # ohja-ajan would have a hyphen
        ("voimassa", "massa"),
        ("toimijoille", "joki"),
        ("joilla", "joki"),
        ("noin", "noki"),
        ("kuin", "kuu"),
        ("kokeillaan", "koe"),
        ("epäselvä", "selvä"),
        ("siilinjärven", "järvi"),  # a name, not a lake of hedgehogs
        ("inarinjärven", "järvi"),
        ("alusta", "alustaa"),
        ("tehtävät", "tehdä"),
        ("kirjain", "kirja"),
    ],
)
def test_what_only_looks_alike_is_not_found(word: str, not_read_as: str) -> None:
    assert lexicon(word).known
    assert not found(not_read_as, word)


def test_a_typed_base_form_is_nothing_else() -> None:
    assert lexicon("tukea").lookup == ("tukea",)
    assert "tuki" in lexicon("tukea").stored
    assert set(lexicon("alussa").lookup) == {"alku", "alus"} & set(lexicon("alussa").stored)


@pytest.mark.parametrize("letters", ["työ" * 21, "asian" * 12, "maa" * 21, "kuusi" * 12, "n" * 64, "aluetta" * 9])
@pytest.mark.parametrize("dictionary", DICTIONARIES.values(), ids=DICTIONARIES)
def test_a_long_word_has_few_parts(dictionary: Callable[[], voikko.Lookup], letters: str) -> None:
    assert len(lexicon_of(dictionary())(letters[:MAX_TERM]).stored) <= 80


@pytest.mark.parametrize("version", ["SM-Version: 9.9", "SM-Version:", "\xff"])
def test_a_dictionary_of_another_version_is_left_alone(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "5" / "mor-standard"
    folder.mkdir(parents=True)
    (folder / "index.txt").write_bytes(b"Voikko-Dictionary-Format: 5\n" + version.encode("latin-1"))
    monkeypatch.setenv("VOIKKO_DICTIONARY_PATH", str(tmp_path))
    monkeypatch.setattr(voikko, "system", voikko.system.__wrapped__)
    assert voikko.system() is None
    assert voikko.dictionary.__wrapped__() is voikko.bundled()


def test_without_a_library_the_dictionary_is_that_of_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "5" / "mor-standard"
    folder.mkdir(parents=True)
    (folder / "index.txt").write_text(f"SM-Version: {voikko.DICTIONARY}\n")
    monkeypatch.setenv("VOIKKO_DICTIONARY_PATH", str(tmp_path))
    monkeypatch.setattr(voikko, "_LIBRARIES", ("libvoikko-of-nobody.so",))
    monkeypatch.setattr("ctypes.util.find_library", lambda _: None)
    monkeypatch.setattr(voikko, "system", voikko.system.__wrapped__)
    assert voikko.dictionary.__wrapped__() is voikko.bundled()


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("hanke", "hankkeen"),
        ("hanke", "HANKKEIDEN"),
        ("koulu", "kouluissa"),
        ("kunta", "kunnat ja kuntaa"),
        ("hanke", "EU-hankkeet"),
        ("EU-hanke", "EU-hankkeen"),
        ("EU", "EU:n"),
        ("2023", "2023:ssa"),
        ("292/00.01.05/2023", "Dnro 292/00.01.05/2023."),
        ("MliDno-2020-94", "(MliDno-2020-94)"),
        ("2020", "MliDno-2020-94"),
        ("137000", "enintään 137 000 euroa"),
        ("1137000", "1\u00a0137\u00a0000,50 €"),
        ("etunimi.sukunimi@kunta.example", "etunimi.sukunimi@kunta.example"),
        ("sukunimi", "etunimi.sukunimi@kunta.example"),
        ("kunnanhallitus", "kunnan\u00adhallitus"),
        ("päätös", unicodedata.normalize("NFD", "päätös")),
        ("117", "§ 117"),
        ("117", "117 §:n"),
        ("avustus", "avustuksista"),
        ("kotoutuminen", "kotoutumis- ja työllisyyspalvelut"),
        ("suunnittelu", "suunnittelu- ja rakennuspalvelut"),
        ("rakennuspalvelu", "suunnittelu- ja rakennuspalvelut"),
        ("hallitus", "kaupunginvaltuusto ja -hallitus"),
        ("maahanmuutto-ohjaaja", "maahanmuutto-ohjaajien"),
        ("ohjaaja", "maahanmuutto-ohjaajien"),
        ("1.5.2024", "2024-05-01"),
        ("2024-05-01", "1.5.2024"),
        ("01.05.2024", "1.5.2024"),
        ("leaderhanke", "leaderhankkeiden"),
        ("hanke", "leaderhankkeiden"),
        ("Kukkula", "Kukkulan"),
        ("Granskär", "Granskärissä"),
    ],
)
def test_finds(typed: str, text: str) -> None:
    assert found(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("sali", "säli"),  # å, ä and ö are letters of their own
        ("tori", "töri"),
        ("lan", "lån"),
        ("137", "1370"),
        ("137000", "5.137 000"),  # no number of three groups, whatever it is
        ("koulu", "kaavoitus"),
        ("kunta", "kunto"),
        ("hankkia", "hanke"),
        ("1.5.2024", "1.6.2024"),
        ("1.5.2024", "11.5.2024"),
        ("31.2.2024", "2024-02-31"),  # no day
        ("rakennuspalvelu", "rakennus palvelu"),
    ],
)
def test_does_not_find(typed: str, text: str) -> None:
    assert not found(typed, text)


def test_swedish_has_its_own_stems() -> None:
    assert found("bidrag", "bidragen", "sv")
    assert found("skola", "skolorna", "sv")
    assert not set(index_terms("skolorna", "sv")) & set(index_terms("skolorna", "fi")) - {"=skolorna"}


def test_an_unknown_language_is_read_as_finnish() -> None:
    assert index_terms("hankkeen", "se") == index_terms("hankkeen", "fi")


def test_a_joined_word_is_kept_whole_and_in_atoms() -> None:
    [token] = tokens("292/00.01.05/2023")
    assert token.word == "292/00.01.05/2023"
    assert token.atoms == ("292", "00", "01", "05", "2023")


def test_what_is_too_long_for_a_word_is_kept_in_atoms() -> None:
    address = "https://kokous.example/" + "/".join(["asiakirjat"] * 20)
    assert {token.word for token in tokens(address)} == {"https", "kokous.example", "asiakirjat"} - {
        "kokous.example"
    } | {
        "kokous",
        "example",
    }
    assert [len(token.word) for token in tokens("a" * 1_000_000)] == [MAX_TERM]


def test_a_typed_word_is_never_split() -> None:
    assert "=hanke" not in query_terms("EU-hanke")


@given(st.text())
def test_tokens_lie_in_the_text_in_order(text: str) -> None:
    text = normalise(text)
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        assert token.atoms
        end = token.end


@given(st.text(), st.sampled_from(["fi", "sv"]))
def test_every_word_is_found_by_itself(text: str, language: str) -> None:
    terms = set(index_terms(text, language))
    for token in tokens(normalise(text)):
        assert set(query_terms(token.word, language)) & terms
