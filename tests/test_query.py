"""The query language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import MAX_DEPTH, MAX_LENGTH, MAX_TERMS, And, Node, Not, Or, Phrase, Prefix, Word, leaves, parse

A, B, C = Word("a"), Word("b"), Word("c")


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
    st.sampled_from(["a", "koulu", "OR", "NOT", "AND", "-", "(", ")", '"', "*", "k*", " ", "§", "1/2", "”", "\0", "å"])
)


@given(st.one_of(st.text(), _PIECES.map(" ".join), _PIECES.map("".join)))
def test_nothing_that_is_typed_raises(typed: str) -> None:
    query = parse(typed)
    assert depth(query.tree) <= 2 * MAX_DEPTH + 3
    if typed.strip() and query.tree is None:
        assert query.notes


def depth(node: Node | None) -> int:
    match node:
        case And(parts) | Or(parts):
            return 1 + max(map(depth, parts))
        case Not(part):
            return 1 + depth(part)
        case _:
            return 1
