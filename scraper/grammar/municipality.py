"""The municipality that a page itself names: `Kuvitelman kunta`, `X stad`, `X:n hyvinvointialue`."""

import re
from collections.abc import Mapping

_NAMED = re.compile(
    r"(?:^|\bRSS |[\s|,–-])(?P<name>[A-ZÅÄÖ][a-zåäö]{1,24}(?:[ -][A-ZÅÄÖ][a-zåäö]{1,24}){0,2})(?::n)? (?P<kind>kaupunki|kunta|stad|kommun|hyvinvointialue|kuntayhtymä|välfärdsområde)\b"
)
_INFLECTED = re.compile(
    r"\b([A-ZÅÄÖ][a-zåäö]{1,24}(?:[ -][A-ZÅÄÖ][a-zåäö]{1,24})?n) (kaupunki|kaupungi|kaupunke|kunta|kunna)[a-zåäö]{0,8}\b"
)
_GENITIVES = (
    ("järven", "järvi"), ("joen", "joki"), ("mäen", "mäki"), ("niemen", "niemi"), ("saaren", "saari"), ("salmen", "salmi"), ("lahden", "lahti"),
    ("rannan", "ranta"), ("nummen", "nummi"), ("veden", "vesi"), ("lammen", "lampi"), ("kosken", "koski"), ("vuoren", "vuori"), ("kylän", "kylä"), ("linnan", "linna"),
    ("suon", "suo"), ("maan", "maa"), ("harjun", "harju"), ("selän", "selkä"), ("lammin", "lammi"), ("lehden", "lehti"), ("poven", "povi"), ("pään", "pää"), ("korven", "korpi"), ("kannan", "kanta"),
    ("virtain", "virrat"), ("pohjan", "pohja"), ("ngin", "nki"), ("ngon", "nko"), ("mmen", "mpi"), ("rren", "rte"), ("tteen", "te"), ("lmin", "lmi"), ("skin", "ski"),
    ("teen", "de"), ("seen", "nen"), ("sen", "nen"),
)  # fmt: skip
_WHOLE = frozenset(("hyvinvointialue", "kuntayhtymä", "välfärdsområde"))


def municipality(text: str, known: Mapping[str, str] | None = None) -> str | None:
    """Return the municipality that a heading names, in its base form; a joint body's whole name; None where it names none.

    `known` gives the base form by publisher's name; what it does not hold is inflected back by rule.

    >>> municipality("Dynasty tietopalvelu Haku RSS Kuvajärven kunta")
    'Kuvajärvi'
    """
    found = _NAMED.search(text)
    if found is None:
        return None
    whole = f"{found['name']} {found['kind']}"
    if known and whole in known:
        return known[whole]
    if found["kind"] in _WHOLE:
        return whole
    if found["kind"] in ("stad", "kommun"):
        name = found["name"]
        return name[:-1] if name.endswith("s") and name[-2:-1] not in "aeiouyåäö" else name
    return nominative(found["name"])


def only_named(text: str, known: Mapping[str, str]) -> str | None:
    """Return the municipality that a text names as a town or municipality in any case, where it names just one of `known`.

    >>> only_named("Avustus myönnettiin Kuvajärven kaupungille.", {"Kuvajärven kaupunki": "Kuvajärvi"})
    'Kuvajärvi'
    """
    found = {
        known.get(f"{name} {'kaupunki' if kind.startswith('kaup') else 'kunta'}")
        for name, kind in _INFLECTED.findall(text)
    }
    found.discard(None)
    return found.pop() if len(found) == 1 else None


def nominative(name: str) -> str:
    """Undo the genitive of a place name by the endings that Finnish place names have, else by leaving out its n."""
    return by_ending(name) or name.removesuffix("n")


def by_ending(genitive: str) -> str | None:
    """Return the base form of a place name whose ending tells it, None where no ending is known.

    >>> by_ending("Mallijärven"), by_ending("Mallilan")
    ('Mallijärvi', None)
    """
    folded = genitive.casefold()
    for ending, base in _GENITIVES:
        if folded.endswith(ending):
            cut = len(genitive) - len(ending)
            return genitive[:cut] + (base.capitalize() if genitive[cut].isupper() else base)
    return None
