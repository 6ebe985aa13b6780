"""Swedish nouns → one form for Snowball's stemmer, which knows the endings of verbs better than those of nouns.

Alone it leaves skola beside skolan, projekt beside projektet and kostnad beside kostnader, and takes verksamhet for
verksam. So the endings of number, definiteness and case go first, and nouns in -het, -nad, -skap and -else are left as they are.
"""

from collections.abc import Callable

_MIN = 3  # letters that must be left
_ENDINGS = (
    ("elserna", "else"),
    ("elsen", "else"),
    ("elser", "else"),
    ("orna", "a"),
    ("erna", ""),
    ("arna", ""),
    ("ena", "e"),
    ("or", "a"),
    ("er", ""),
    ("ar", ""),
    ("an", "a"),
    ("en", ""),
    ("et", ""),
)
_GENITIVES = ("ens", "ets", "ans", "ers", "ors", "ars", "nas")
_WHOLE = ("het", "nad", "skap", "else")
_DOUBLED = ("mm", "nn")  # hem, hemmet


def stem(word: str, snowball: Callable[[str], str]) -> str:
    """Return the stem of a lower-case Swedish word.

    >>> [stem(word, str) for word in ("skolornas", "projektet", "kostnader", "daghemmet", "verksamheten")]
    ['skola', 'projekt', 'kostnad', 'daghem', 'verksamhet']
    """
    if word.endswith(_GENITIVES):
        word = word[:-1]
    while not word.endswith(_WHOLE):
        shorter = _shorter(word)
        if shorter == word:
            return snowball(word)
        word = shorter
    return word


def _shorter(word: str) -> str:
    """Take one ending off; budgeten loses two, as budget has one itself."""
    for ending, rest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(rest) >= _MIN:
            left = word.removesuffix(ending) + rest
            return left[:-1] if left.endswith(_DOUBLED) and len(left) > _MIN else left
    return word
