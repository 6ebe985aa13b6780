"""Bodies (toimielin, organ): what a body's name looks like, abbreviations, and spelling them out.

An abbreviation is resolved from the page itself, where the full name fits its letters (formats.md 7.2); only the few
that every municipality shares have a fixed meaning.
"""

import re

from scraper.grammar.names import is_title

ENDINGS = (
    "hallitus", "valtuusto", "lautakunta", "jaosto", "valiokunta", "toimikunta", "johtokunta", "neuvosto", "kokous", "johtoryhmä", "jaos", "toimielin", "kuntayhtymä", "lautakunnan jaosto",
    "palvelutuotantolautakunta", "raati", "valiokunta", "tarkastuslautakunta", "keskusvaalilautakunta", "yhtymähallitus", "yhtymäkokous", "yhtymävaltuusto", "työvaliokunta",
    "styrelse", "styrelsen", "fullmäktige", "nämnd", "nämnden", "sektion", "sektionen", "utskott", "utskottet", "direktion", "direktionen", "råd", "rådet", "kommitté", "kommittén", "delegation",
)  # fmt: skip
"""Last letters of a body's name."""

ENGLISH = re.compile(
    r"\b(?:Board|Committee|Council|Division|Sub-committee|Subcommittee|Office|Director|Manager|Chief)\b"
)
"""Words of a translated heading: the body is then named by the decision itself (formats.md 5)."""

SWEDISH = re.compile(
    r"(?:styrelse|nämnd|fullmäktige|sektion|utskott|direktion|råd|kommitté)(?:n|en|et)?$", re.IGNORECASE
)
"""How a body's Swedish name ends."""

COMMON = {
    "kv": ("kaupunginvaltuusto", "kunnanvaltuusto", "valtuusto"),
    "kvalt": ("kaupunginvaltuusto", "kunnanvaltuusto", "valtuusto"),
    "kvaltuusto": ("kaupunginvaltuusto", "kunnanvaltuusto"),
    "valt": ("valtuusto", "kaupunginvaltuusto", "kunnanvaltuusto"),
    "kh": ("kaupunginhallitus", "kunnanhallitus"),
    "khall": ("kaupunginhallitus", "kunnanhallitus"),
    "khal": ("kaupunginhallitus", "kunnanhallitus"),
    "khallitus": ("kaupunginhallitus", "kunnanhallitus"),
    "ah": ("aluehallitus",),
    "av": ("aluevaltuusto",),
    "yh": ("yhtymähallitus",),
    "yv": ("yhtymävaltuusto",),
    "ks": ("kommunstyrelsen",),
    "kst": ("kommunstyrelsen",),
    "stst": ("stadsstyrelsen",),
    "sst": ("stadsstyrelsen",),
    "stf": ("stadsfullmäktige",),
    "kfge": ("kommunfullmäktige",),
    "kf": ("kommunfullmäktige",),
}
"""Abbreviations with one meaning everywhere; of several names the one that the page uses is taken."""

_NOT_BODIES = frozenset(
    [
        "pöydältä",
        "päätös",
        "päätöksen",
        "kokous",
        "kokouksessa",
        "pöytäkirja",
        "esityslista",
        "protokoll",
        "liite",
        "liitteet",
        "laki",
        "lain",
        "asetus",
        "pykälä",
        "paragraf",
        "mom",
        "kohta",
        "kuntalain",
        "kuntalaki",
        "hallintolain",
        "hallintosäännön",
        "hallintosääntö",
        "valmistelija",
        "esittelijä",
        "tiedoksi",
        "jakelu",
        "asia",
        "asianro",
        "julkaistu",
        "mrl",
        "hl",
        "kuntal",
        "valitus",
        "viite",
        "ks",
        "vrt",
        "katso",
        "ote",
        "otteet",
        "lisäksi",
        "sekä",
        "käsitelty",
        "aikaisempi",
        "klo",
        "pvm",
        "päiväys",
        "päivätty",
        "voimaan",
        "alkaen",
    ]
)
_NOT_ENDINGS = (
    "lain",
    "laki",
    "asetuksen",
    "asetus",
    "säännön",
    "sääntö",
    "direktiivin",
    "mukaan",
    "mukaisesti",
    "nojalla",
    "kohdan",
    "momentin",
    "lagen",
    "lag",
    "pykälän",
    "pöytäkirja",
    "esityslista",
)
_VERBS = (
    "päätti",
    "teki",
    "on",
    "oli",
    "hyväksyi",
    "kokouksessaan",
    "kokouksessa",
    "päättänyt",
    "antoi",
    "käsitteli",
    "merkitsi",
    "totesi",
    "myönsi",
    "valitsi",
    "esitti",
    "siirsi",
    "beslöt",
    "beslutade",
    "kokouksensa",
    "päätöksellään",
    "päätöksessään",
    "päätöksen",
    "päätös",
)
_WORD = re.compile(r"[^\W\d_]+")
_ABBREVIATION = re.compile(r"[A-ZÅÄÖ][A-Za-zÅÄÖåäö.&/-]{1,12}(?: [a-zåäö]{2,4}\.?)?$")
_DECIDES = r"(?:päätti|päättää|hyväksyi|hyväksyy|esitti|esittää|ehdottaa|ehdotti|merkitsi|merkitsee|antoi|antaa|kehottaa|kehotti|valitsi|valitsee|toteaa|totesi|puoltaa|palautti|hylkää|hylkäsi|jätti|beslutar|beslutade|beslöt|godkände|godkänner|föreslår|föreslog)"
_NAMED = re.compile(
    r"\b(?P<body>[A-ZÅÄÖ][\wåäö-]*,?(?:\s(?:ja|och)\s[\wåäö][\wåäö-]*,?|\s[a-zåäö][\wåäö-]*,?){0,6}?)\s(?:muuten\s|yksimielisesti\s|för\ssin\sdel\s)?"
    + _DECIDES
    + r"\b"
)
_TOWN = re.compile(
    r"^[A-ZÅÄÖ][\wåäö-]+(?:n|s)\s+(?=(?:kaupungin|kunnan|kaupunki|kunta|aluevaltuusto|stads|kommun)[a-zåäö]*)"
)
_UNIT_GENITIVE = re.compile(
    r"(?:kunnan|kaupungin|hallituksen|valtuuston|jaoston|laitoksen|konsernin|keskuksen|toimialan|alueen|yhtymän)$"
)
_SAMPLE = 20_000


def body_like(text: str, *, strict: bool = False) -> bool:
    """Say whether a text could be the name of a body or an officer as it stands in a section head.

    `strict` asks for a known ending or an abbreviation, for heads that have no date to vouch for them.
    """
    words = _WORD.findall(text)
    if not 1 <= len(words) <= 12 or len(text) > 100 or not text[0].isupper():
        return False
    last = words[-1].casefold()
    if words[0].casefold() in _NOT_BODIES or last in _VERBS or last.endswith(_NOT_ENDINGS):
        return False
    if text.endswith((",", ":", ";")) or ". " in text.replace("Vs. ", "").replace("Va. ", "").replace(".ltk", ""):
        return False
    if not strict:
        return True
    return (
        last.endswith(ENDINGS)
        or is_title(last)
        or (len(words) <= 3 and len(text) <= 16 and _ABBREVIATION.match(text) is not None)
    )


def is_body(text: str) -> bool:
    """Say whether a text ends like the name of a body."""
    words = _WORD.findall(text)
    return bool(words) and len(text) <= 110 and words[-1].casefold().endswith(ENDINGS)


def is_officer(text: str) -> bool:
    """Say whether a text names an officer rather than a body (`Tekninen johtaja`)."""
    words = _WORD.findall(text)
    return bool(words) and len(text) <= 90 and not is_body(text) and is_title(words[-1])


def is_abbreviation(text: str) -> bool:
    """Say whether a head's body is an abbreviation (`KHALL`, `Sivltk`, `Tek.ltk`)."""
    if text.casefold().rstrip(".") in COMMON:
        return True
    words = _WORD.findall(text)
    if not words or len(text) > 22 or is_title(words[-1]):
        return False
    if words[-1].casefold().endswith(ENDINGS):
        return False
    return _ABBREVIATION.match(text) is not None


def fits(abbreviation: str, name: str) -> bool:
    """Say whether a full name could be written so: same first letter, the letters in order."""
    short = "".join(_WORD.findall(abbreviation)).casefold()
    full = "".join(_WORD.findall(name)).casefold()
    if not short or not full or short[0] != full[0] or len(short) >= len(full):
        return False
    rest = iter(full)
    return all(letter in rest for letter in short)


def named_bodies(text: str) -> list[str]:
    """Return the bodies that a text says to decide (`Kaupunginhallitus päättää …`), in order, without repeats."""
    found = []
    for match in _NAMED.finditer(text[:_SAMPLE]):
        body = match["body"].strip(" ,")
        if is_body(body) and body not in found:
            found.append(body)
    return found


def spelled_out(abbreviation: str, decisive: str, page: str) -> str | None:
    """Return the full name of an abbreviated body, as the page's own decision or any of its sentences names it.

    `decisive` is the proposal and decision, `page` all of the page's text. None where nothing fits.
    """
    for body in (*named_bodies(decisive), *named_bodies(page)):
        if fits(abbreviation, body):
            return body
    names = COMMON.get(abbreviation.casefold().rstrip("."))
    if names is None:
        return None
    sample = page[:_SAMPLE].casefold()
    counts = [(sample.count(_stem(name)), -index) for index, name in enumerate(names)]
    best = max(range(len(names)), key=lambda index: counts[index])
    if counts[best][0] == 0 and len(names) > 1:
        town = sample.count("kaupun"), sample.count("kunnan") + sample.count(" kunta")
        if town[0] == town[1]:
            return None
        prefix = "kaupungin" if town[0] > town[1] else "kunnan"
        return next((name.capitalize() for name in names if name.startswith(prefix)), None)
    return names[best].capitalize()


def without_town(body: str, decisive: str = "") -> str:
    """Drop the municipality before a body: `Helsingin kaupunginhallitus` → `Kaupunginhallitus`.

    `decisive` is the proposal and decision: where their sentence names the body without its first word
    (`Kasvatus- ja koulutuslautakunta päätti …`), that word was the municipality.
    """
    short = _TOWN.sub("", body)
    first, _, rest = body.partition(" ")
    if (
        short == body
        and first[:1].isupper()
        and first.endswith("n")
        and not first.endswith("nen")
        and not _UNIT_GENITIVE.search(first)
    ):
        short = next((name for name in named_bodies(decisive) if name.casefold() == rest.casefold()), body)
    return short[:1].upper() + short[1:] if short != body else body


def _stem(name: str) -> str:
    return name[:-2] if name.endswith("us") else name.rstrip("o")
