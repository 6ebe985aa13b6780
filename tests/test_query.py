"""The query language."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_TERMS,
    Amount,
    And,
    Dates,
    Fact,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    leaves,
    parse,
)  # fmt: skip
from search.tree import NOTHING

A, B, C = Word("a"), Word("b"), Word("c")
TITLE, TOWN = Field.title, Field.municipality


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("", None),
        ("   ", None),
        ("Hanke", Word("hanke")),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a a", A),
        ("a OR b", Or((A, B))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("a NOT b", And((A, Not(B)))),
        ("a -b", And((A, Not(B)))),
        ("-(a OR b)", Not(Or((A, B)))),
        ("NOT NOT a", A),
        ("((a))", A),
        ("a - b", And((A, B))),
        ('"a b"', Phrase(("a", "b"))),
        ("”a b”", Phrase(("a", "b"))),
        ('"a"', Phrase(("a",))),
        ('-"a b" c', And((Not(Phrase(("a", "b"))), C))),
        ('"292/00.01.05/2023"', Phrase(("292", "00", "01", "05", "2023"))),
        ("kotout*", Prefix("kotout")),
        ("EU-han*", Prefix("eu-han")),
        ("a,b", And((A, B))),
        ("or not", And((Word("or"), Word("not")))),
        ("EU-hanke", Word("eu-hanke")),
        ("§ 117", Word("117")),
        # fields
        ("otsikko:koulu", Word("koulu", TITLE)),
        ("OTSIKKO:Koulu", Word("koulu", TITLE)),
        ("paatos:koulu", Word("koulu", Field.decision)),
        ('rubrik:"ny skola"', Phrase(("ny", "skola"), TITLE)),
        ("title:kou*", Prefix("kou", TITLE)),
        ("otsikko:(a OR b) c", And((Or((Word("a", TITLE), Word("b", TITLE))), C))),
        ("otsikko:(a kunta:b)", And((Word("a", TITLE), Word("b", TOWN)))),
        ("otsikko:a b", And((Word("a", TITLE), B))),
        ("-kunta:a", Not(Word("a", TOWN))),
        ("kunta:-a", Not(Word("a", TOWN))),
        ("kunta: a", Word("a", TOWN)),
        ("kunta:otsikko:a", Word("a", TITLE)),
        ("diaari:292/00.01.05/2023", Word("292/00.01.05/2023", Field.diary)),
        ("kunta:Ylä-Harju", Word("ylä-harju", TOWN)),
        ("EU:n b", And((Word("eu:n"), B))),
        ("klo 12:30", And((Word("klo"), Word("12:30")))),
        # what the record says
        ("tulos:hylätty", Fact("outcome", "rejected")),
        ("resultat:AVSLAG", Fact("outcome", "rejected")),
        ("outcome:passed_voted", Fact("outcome", "passed_voted")),
        ('tulos:"merkitty tiedoksi"', Fact("outcome", "noted")),
        ("tulos:hylä*", Fact("outcome", "rejected")),
        ("tulos:(hylätty OR pöydälle)", Or((Fact("outcome", "rejected"), Fact("outcome", "tabled")))),
        ("pvm:2023-05..", Dates(dt.date(2023, 5, 1), None)),
        ("datum:1.5.2023..31.5.2023", Dates(dt.date(2023, 5, 1), dt.date(2023, 5, 31))),
        ("date:2023", Dates(dt.date(2023, 1, 1), dt.date(2023, 12, 31))),
        (
            "pvm:(2020 OR 2022)",
            Or((Dates(dt.date(2020, 1, 1), dt.date(2020, 12, 31)), Dates(dt.date(2022, 1, 1), dt.date(2022, 12, 31)))),
        ),
        # sums
        ("summa:100..200", Amount(None, 10000, 20000)),
        ("belopp:>1M", Amount(None, 100000001, None)),
        ("amount:<=5000", Amount(None, None, 500000)),
        ('summa:"1,5 M"', Amount(None, 150000000, 150000000)),
        ('summa:>"100 000"', Amount(None, 10000001, None)),
        ("summa:100 000..200 000 a", And((Amount(None, 10000000, 20000000), A))),
        ("summa:1 000 000 a", And((Amount(None, 100000000, 100000000), A))),
        ("summa:5000 117", And((Amount(None, 500000, 500000), Word("117")))),  # 5 000 and a section
        ("pvm:2023 117", And((Dates(dt.date(2023, 1, 1), dt.date(2023, 12, 31)), Word("117")))),
        ("summa:-500..", Amount(None, -50000, None)),
        ("rooli:omarahoitus", Amount("own_share")),
        ("roll:bidrag summa:>10", Amount("grant", 1001, None)),
        ("a summa:>10 rooli:grant b", And((A, Amount("grant", 1001, None), B))),
        ("summa:>10 summa:<20", Amount(None, 1001, 1999)),
        ("rooli:(grant OR fee) summa:>1", Or((Amount("grant", 101, None), Amount("fee", 101, None)))),
        ("rooli:grant summa:(<5 OR >10)", Or((Amount("grant", None, 499), Amount("grant", 1001, None)))),
        ("(rooli:grant summa:>1) (rooli:fee summa:>2)", And((Amount("grant", 101, None), Amount("fee", 201, None)))),
        ("rooli:grant -summa:>1", And((Amount("grant"), Not(Amount(None, 101, None))))),
        ("rooli:grant OR summa:>1", Or((Amount("grant"), Amount(None, 101, None)))),
    ],
)
def test_understood_without_a_word(typed: str, tree: Node | None) -> None:
    query = parse(typed)
    assert query.tree == tree
    assert query.notes == ()


@pytest.mark.parametrize(
    ("typed", "tree", "said"),
    [
        ("OR", None, "OR has nothing beside it"),
        ("a OR", A, "nothing on its right side"),
        ("OR a", A, "nothing on its left side"),
        ("a NOT", A, "NOT has nothing after it"),
        ("(a", A, "opening parenthesis"),
        ("a)", A, "closing parenthesis"),
        ("a ()", A, "empty parentheses"),
        ('a "b c', And((A, Phrase(("b", "c")))), "quotation mark"),
        ('a ""', A, "no letters or digits"),
        ("???", None, "no letters or digits"),
        ("*", None, "no letters or digits"),
        ("k*", Word("k"), "at least 2 characters"),
        ("kun*ta", And((Word("kun"), Word("ta"))), "only at the end"),
        ("a" * 65, Word("a" * 64), "longer than any word"),
        ("kunta:", None, "kunta: has nothing after it"),
        ("a kunta: OR b", Or((A, B)), "kunta: has nothing after it"),
        ("kuntta:a", Word("kuntta:a"), "did you mean “kunta:”?"),
        ("otsiko:a", Word("otsiko:a"), "did you mean “otsikko:”?"),
        ("tulos:hyvä a", A, "“hyvä” is not an outcome"),
        ("tulos:höpö a", A, "“höpö” is not an outcome and was left out; write one of: hyväksytty, ehdotuksen mukaan,"),
        (
            "rooli:nakki a",
            A,
            "“nakki” is not a role of a sum and was left out; write one of: kokonaiskustannus, avustus,",
        ),
        ("tulos:hylatyy", None, "did you mean “hylatty”?"),
        ("rooli:avustuss", None, "did you mean “avustus”?"),
        ("summa:paljon", None, "“paljon” is not a sum"),
        ("summa:1..2..3", None, "is not a sum"),
        ("pvm:eilen a", A, "“eilen” is not a date"),
        ("pvm:2023-13", None, "is not a date"),
        ("summa:200..100", Amount(None, 10000, 20000), "other way round"),
        ("pvm:2024..2023", Dates(dt.date(2023, 12, 31), dt.date(2024, 1, 1)), "other way round"),
        ("rooli:grant rooli:fee", NOTHING, "no sum has the roles fee and grant at once"),
        ("otsikko:???", None, "no letters or digits"),
    ],
)
def test_what_is_not_understood_is_said(typed: str, tree: Node | None, said: str) -> None:
    query = parse(typed)
    assert query.tree == tree
    assert said in " ".join(query.notes)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a " * MAX_LENGTH, f"first {MAX_LENGTH} characters"),
        (" ".join(f"w{number}" for number in range(MAX_TERMS + 1)), f"first {MAX_TERMS} words"),
        (",".join(f"w{number}" for number in range(MAX_TERMS + 1)), f"first {MAX_TERMS} words"),
        ("(" * 400 + "a" + ")" * 400, f"deeper than {MAX_DEPTH}"),
        ('"' + "a " * 60 + '"', "words of a phrase"),
        ("x" * 1_000_000, f"first {MAX_LENGTH} characters"),
    ],
)
def test_limits_are_kept_and_said(typed: str, said: str) -> None:
    query = parse(typed)
    assert said in " ".join(query.notes)
    assert len(list(leaves(query.tree))) <= MAX_TERMS


def test_three_hundred_nots_are_one_or_none() -> None:
    assert parse("NOT " * 200 + "a").tree == A
    assert parse("NOT " * 201 + "a").tree == Not(A)


def test_leaves_are_what_a_hit_should_contain() -> None:
    assert list(leaves(parse("a (b OR -c) NOT (NOT a)").tree)) == [A, B, A]


_PIECES = st.lists(
    st.sampled_from([
        "a", "koulu", "OR", "NOT", "AND", "-", "(", ")", '"', "*", "k*", " ", "§", "1/2", "”", "\0", "å", "otsikko:", "summa:", ">",
        "<=", "100", "..", "1,5M", "pvm:", "2023-05", "tulos:", "hylätty", "rooli:", "grant", ":", "٣", "²",
    ])
)  # fmt: skip


@given(st.one_of(st.text(), _PIECES.map(" ".join), _PIECES.map("".join)))
def test_nothing_that_is_typed_raises(typed: str) -> None:
    query = parse(typed)
    assert depth(query.tree) <= 2 * MAX_DEPTH + 3
    if typed.strip() and query.tree is None:
        assert query.notes


def test_fields_within_fields_are_no_depth() -> None:
    assert parse("otsikko:" * 120 + "a").tree == Word("a", TITLE)


def test_alternatives_of_sums_stay_few() -> None:
    typed = " ".join(f"summa:(<{number} OR >{number + 1})" for number in range(24))
    assert len(list(leaves(parse(typed).tree))) <= 100


def depth(node: Node | None) -> int:
    match node:
        case And(parts) | Or(parts):
            return 1 + max(map(depth, parts))
        case Not(part):
            return 1 + depth(part)
        case _:
            return 1
