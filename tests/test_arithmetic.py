"""Do a decision's own figures agree: ok, mismatch or not comparable, with the sentence they rest on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.grammar.arithmetic import checks
from scraper.grammar.money import amounts
from scraper.grammar.shares import shares
from scraper.records import Check, Decision, Kind, Part


def check(text: str) -> list[Check]:
    decision = Decision(rationale=text, amounts=amounts(text, Part.background), shares=shares(text, Part.background))
    return checks(decision)


CASES: list[tuple[str, list[tuple[str, str, str | None]]]] = [
    (
        "Hankkeen kokonaiskustannukset ovat 10 000 euroa, joihin on myönnetty avustusta 90 % eli 9 000 euroa. Omarahoitus on 1 000 euroa.",
        [("parts_of_total", "ok", None), ("share_of_total", "ok", None)],
    ),
    (
        "Hankkeen kokonaiskustannukset ovat 10 000 euroa, joihin on myönnetty avustusta 80 % eli 9 000 euroa. Omarahoitus on 1 000 euroa.",
        [("parts_of_total", "ok", None), ("share_of_total", "mismatch", None)],
    ),
    (
        "Hankkeen kokonaiskustannukset ovat 10 000 euroa, avustus 7 000 euroa ja omarahoitus 2 000 euroa.",
        [("parts_of_total", "mismatch", None)],
    ),
    (
        "Hankkeen kokonaiskustannukset ovat 120 000 €, josta avustuksen osuus on 84 000 €. Mallilan kunnan omavastuuosuus on 6 000 €.",
        [("parts_of_total", "not_comparable", "partner")],
    ),
    (
        "Kokonaiskustannukset ovat 10 000 euroa (alv 0 %), avustus 7 000 euroa ja omarahoitus 2 000 euroa.",
        [("parts_of_total", "not_comparable", "vat")],
    ),
    (
        "Kokonaiskustannukset ovat 10 000–12 000 euroa, avustus 7 000 euroa ja omarahoitus 3 000 euroa.",
        [("parts_of_total", "not_comparable", "range")],
    ),
    (
        "Kokonaiskustannukset ovat 10 000 euroa, avustus 7 000 euroa ja omarahoitus 3 000 euroa vuodessa.",
        [("parts_of_total", "not_comparable", "period")],
    ),
    (
        "Kokonaiskustannukset ovat 10 000 euroa maaliskuun 2020 tasossa, avustus 7 000 euroa ja omarahoitus 2 000 euroa.",
        [("parts_of_total", "not_comparable", "price_level")],
    ),
    ("Kulut ovat 30 000 euroa (vuokra 12 000 euroa ja palkka 18 000 euroa).", [("sum_of_parts", "ok", None)]),
    ("Kulut ovat 30 000 euroa (vuokra 12 000 euroa ja palkka 17 900 euroa).", [("sum_of_parts", "mismatch", None)]),
    (
        "Avustuksen hakija Haettu Esitys\nMallin Kisa ry 300 € 100 €\nKeksilän seura ry 200 € 100 €\nYhteensä 500 € 250 €",
        [("sum_of_parts", "ok", None), ("sum_of_parts", "mismatch", None)],
    ),
    ("Urakkasumma on 5 000 euroa. Vuokra on 300 euroa.", []),
    ("Kustannukset ovat 5 000 euroa.\n\nToisen hankkeen avustus on 300 euroa ja omarahoitus 100 euroa.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_verdicts(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert [(c.rule, c.verdict.value, c.reason) for c in check(text)] == expected


def test_check_names_its_figures_and_its_sentence() -> None:
    text = "Alku. Kustannukset ovat 10 000 euroa, avustus 7 000 euroa ja omarahoitus 3 000 euroa. Loppu."
    (found,) = check(text)
    assert found.amounts == [0, 1, 2]
    assert (found.expected, found.found) == (10_000, 10_000)
    assert found.sentence == "Kustannukset ovat 10 000 euroa, avustus 7 000 euroa ja omarahoitus 3 000 euroa."


def test_figures_of_different_parts_are_never_compared() -> None:
    rationale, proposal = "Kustannukset ovat 10 000 euroa.", "Avustus on 7 000 euroa ja omarahoitus 2 000 euroa."
    decision = Decision(
        rationale=rationale,
        proposal=proposal,
        amounts=[*amounts(rationale, Part.background), *amounts(proposal, Part.proposal)],
    )
    assert checks(decision) == []


def test_attachment_is_checked_in_its_text() -> None:
    text = "Kustannukset ovat 10 000 euroa, avustus 7 000 euroa ja omarahoitus 3 000 euroa."
    decision = Decision(kind=Kind.attachment, text=text, amounts=amounts(text, Part.background))
    assert [c.verdict.value for c in checks(decision)] == ["ok"]


@given(
    st.lists(
        st.sampled_from(
            [
                "Kustannukset",
                "avustus",
                "omarahoitus",
                "50 %",
                "100 €",
                "(",
                ")",
                "200 euroa",
                "\n",
                "Yhteensä",
                ".",
                ",",
            ]
        ),
        max_size=30,
    ).map(" ".join)
)
def test_any_pieces_are_checked_without_an_error(text: str) -> None:
    for found in check(text):
        assert (found.reason is not None) == (found.verdict.value == "not_comparable")
