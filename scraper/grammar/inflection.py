"""Undo the inflection of names and titles: minutes say `Kansliapäällikön ehdotus` and `kuultiin Maija Mallia`.

Only endings that are safe for names are undone; what fits no rule stays as written.
"""

from collections.abc import Sequence

_GENITIVE_TITLES = (
    ("päällikön", "päällikkö"),
    ("johtajan", "johtaja"),
    ("sihteerin", "sihteeri"),
    ("insinöörin", "insinööri"),
    ("mestarin", "mestari"),
    ("miehen", "mies"),
    ("arkkitehdin", "arkkitehti"),
    ("tarkastajan", "tarkastaja"),
    ("rehtorin", "rehtori"),
    ("kamreerin", "kamreeri"),
    ("koordinaattorin", "koordinaattori"),
    ("suunnittelijan", "suunnittelija"),
    ("asiantuntijan", "asiantuntija"),
    ("edustajan", "edustaja"),
    ("jäsenen", "jäsen"),
    ("vastaavan", "vastaava"),
    ("esittelijän", "esittelijä"),
    ("valmistelijan", "valmistelija"),
    ("lääkärin", "lääkäri"),
    ("juristin", "juristi"),
    ("hoitajan", "hoitaja"),
    ("ohjaajan", "ohjaaja"),
    ("opettajan", "opettaja"),
    ("notaarin", "notaari"),
    ("neuvoksen", "neuvos"),
    ("mestarens", "mestaren"),
    ("direktörens", "direktören"),
    ("chefens", "chefen"),
    ("sekreterarens", "sekreteraren"),
    ("ordförandens", "ordföranden"),
)


def nominative_title(title: str) -> str | None:
    """Undo the genitive of a title (`Kansliapäällikön` → `Kansliapäällikkö`); None where the last word is no genitive of a title.

    >>> nominative_title("Va. teknisen johtajan"), nominative_title("Kunnanhallituksen")
    ('Va. tekninen johtaja', None)
    """
    words = title.split()
    if not words:
        return None
    for genitive, base in _GENITIVE_TITLES:
        if words[-1].casefold().endswith(genitive):
            words[-1] = words[-1][: -len(genitive)] + base
            # An adjective agrees with its noun: teknisen johtajan, johtavan lakimiehen.
            words[:-1] = [_nominative_adjective(w) for w in words[:-1]]
            return " ".join(words)
    return None


def _nominative_adjective(word: str) -> str:
    for genitive, base in (
        ("nisen", "ninen"),
        ("llisen", "llinen"),
        ("aisen", "ainen"),
        ("tavan", "tava"),
        ("taavan", "taava"),
        ("vän", "vä"),
    ):
        if word.casefold().endswith(genitive):
            return word[: -len(genitive)] + base
    return word


_PARTITIVE = (
    ("maa", "maa"),
    ("kangasta", "kangas"),
    ("taivasta", "taivas"),
    ("hirvasta", "hirvas"),
    ("ratasta", "ratas"),
    ("ilvestä", "ilves"),
    ("vettä", "vesi"),
    ("porrasta", "porras"),
    ("lammasta", "lammas"),
    ("seivästä", "seiväs"),
    ("kuningasta", "kuningas"),
    ("sta", "nen"),
    ("stä", "nen"),
    ("etta", "e"),
    ("että", "e"),
    ("kea", "ki"),
    ("keä", "ki"),
    ("tea", "ti"),
    ("teä", "ti"),
    ("mea", "mi"),
    ("meä", "mi"),
    ("rea", "ri"),
    ("reä", "ri"),
    ("vea", "vi"),
    ("veä", "vi"),
    ("aata", "aa"),
    ("eetä", "ee"),
    ("ointa", "oin"),
)
_GENITIVE = (
    ("ksen", "s"),
    ("sen", "nen"),
    ("kankaan", "kangas"),
    ("portaan", "porras"),
    ("hirvaan", "hirvas"),
    ("lahden", "lahti"),
    ("mäen", "mäki"),
    ("joen", "joki"),
    ("lehdon", "lehto"),
    ("rannan", "ranta"),
    ("virran", "virta"),
    ("pellon", "pelto"),
    ("saaren", "saari"),
    ("niemen", "niemi"),
    ("järven", "järvi"),
    ("salmen", "salmi"),
    ("kosken", "koski"),
    ("lammen", "lampi"),
    ("aallon", "aalto"),
    ("harjun", "harju"),
    ("suon", "suo"),
    ("maan", "maa"),
    ("teen", "tee"),
    ("eeen", "ee"),
    ("een", "e"),
)
_CONSONANT_NAMES = (
    "ström",
    "man",
    "son",
    "berg",
    "lund",
    "qvist",
    "kvist",
    "gren",
    "holm",
    "dahl",
    "stedt",
    "fors",
    "blom",
    "roos",
    "mark",
)
_NOT_GENITIVE = ("nen", "son", "man", "gren", "sén")
"""Surnames that end in n in the nominative: Virtanen, Eriksson, Nyman, Lindgren."""
_VOWELS = frozenset("aeiouyäöå")


def nominative_name(name: str, case: str) -> str:
    """Undo the partitive (`Maija Mallia`), genitive (`Ville Virtasen`) or allative (`Ville Virtaselle`) of a name's last word.

    Args: name, as written; case, "partitive", "genitive" or "allative". A form that fits no rule is returned as written.

    >>> nominative_name("Ville Virtasta", "partitive"), nominative_name("Maija Mallin", "genitive")
    ('Ville Virtanen', 'Maija Malli')
    """
    head, _, last = name.rpartition(" ")
    if case == "allative":
        base = _undo_genitive(f"{last[:-3]}n") if last.endswith("lle") else last
    else:
        base = _undo_partitive(last) if case == "partitive" else _undo_genitive(last)
    return f"{head} {base}" if head else base


def _replace_ending(word: str, table: Sequence[tuple[str, str]]) -> str | None:
    folded = word.casefold()
    for ending, base in table:
        if folded == ending:
            return word[0] + base[1:]
        if folded.endswith(ending) and len(word) > len(ending):
            return word[: -len(ending)] + base
    return None


def _undo_partitive(word: str) -> str:
    replaced = _replace_ending(word, _PARTITIVE)
    if replaced is not None:
        return replaced
    if len(word) > 3 and word[-1] in "aä" and word[-2].casefold() in _VOWELS:
        return _drop_linking_vowel(word[:-1])
    return word


def _undo_genitive(word: str) -> str:
    if word.casefold().endswith(_NOT_GENITIVE):
        return word
    replaced = _replace_ending(word, _GENITIVE)
    if replaced is not None:
        return replaced
    if len(word) > 3 and word.endswith("n") and word[-2].casefold() in _VOWELS:
        return _drop_linking_vowel(word[:-1])
    return word


def _drop_linking_vowel(word: str) -> str:
    # Consonant-final names take a linking i: Lindströmiä, Nymanin.
    return word[:-1] if word.endswith("i") and word[:-1].casefold().endswith(_CONSONANT_NAMES) else word
