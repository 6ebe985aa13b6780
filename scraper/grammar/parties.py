"""Whose money a sum is: payer or recipient, only as the page says it; null is honest.

A party is read from the genitive before the sum's own word (`Mallilan kunnan omavastuuosuus`), from the subject of a sentence that
grants or pays (`ELY-keskus on myöntänyt`), or from the recipient of a grant (`myönnetään Mallin Kisa ry:lle`, a row of a grant table).
"""

import re

from scraper.grammar.clauses import Clauses
from scraper.grammar.municipality import by_ending
from scraper.grammar.notation import Sum
from scraper.records import Role

REACH = 160

# Genitives of the words that parties end in, with their base forms; the longer first.
_BASE = {
    "hyvinvointialueen": "hyvinvointialue",
    "työllisyysalueen": "työllisyysalue",
    "pelastuslaitoksen": "pelastuslaitos",
    "kuntayhtymän": "kuntayhtymä",
    "osuuskunnan": "osuuskunta",
    "seurakunnan": "seurakunta",
    "tiekunnan": "tiekunta",
    "hoitokunnan": "hoitokunta",
    "lautakunnan": "lautakunta",
    "maakunnan": "maakunta",
    "kaupungin": "kaupunki",
    "kunnan": "kunta",
    "yhdistyksen": "yhdistys",
    "järjestön": "järjestö",
    "säätiön": "säätiö",
    "ministeriön": "ministeriö",
    "yliopiston": "yliopisto",
    "opiston": "opisto",
    "keskuksen": "keskus",
    "viraston": "virasto",
    "rahaston": "rahasto",
    "yhtiön": "yhtiö",
    "yhtymän": "yhtymä",
    "liiton": "liitto",
    "seuran": "seura",
    "valtion": "valtio",
    "kylätoimikunnan": "kylätoimikunta",
}
_NAME_WORD = r"(?:[A-ZÅÄÖ][\w&'’.-]*|ja|&)"
_LAST = "|".join(sorted(_BASE, key=len, reverse=True))
_GENITIVE = re.compile(
    rf"(?P<name>(?:(?:[A-ZÅÄÖ][\w&'’.-]*[ \u00a0](?:{_NAME_WORD}[ \u00a0]){{0,5}}(?:[a-zåäö]{{3,20}}[ \u00a0])?)?)?(?:[A-Za-zÅÄÖåäö]+[-:]?)??(?:{_LAST}))(?![\wåäö])"
    rf"|(?P<short>(?:(?:[A-ZÅÄÖ][\w&'’.-]*|ja)[ \u00a0]){{1,6}}(?:ry|Oy|Oyj|Ab|rf|sr|oy|RY)):n(?!\w)|(?P<eu>(?<!\w)EU):n(?!\w)"
)
_SWEDISH = re.compile(
    r"(?P<name>[A-ZÅÄÖ][\wåäö-]{1,40}[ \u00a0](?:kommun|stad|välfärdsområde|samkommun))s[ \u00a0](?=(?:egen|egna|självfinansiering|andel|finansiering))"
)
_SUBJECT = re.compile(
    r"(?:^|[.;:,]\s*|\n)(?P<name>(?:(?:[A-ZÅÄÖ][\wåäö&'’-]*|ja)[ \u00a0]){0,5}"
    r"(?:[A-ZÅÄÖa-zåäö]*(?i:ely)-keskus|[A-Za-zÅÄÖåäö-]*ministeriö|[A-Za-zÅÄÖåäö-]*(?:liitto|rahasto|virasto|säätiö|keskus)|(?:Valtio|EU|Valtiokonttori)))[ \u00a0]"
    r"(?:on[ \u00a0])?(?:[\w.]+[ \u00a0]){0,3}?(?:myöntä|myönsi|antoi|antanut|rahoitt|osallistu|maksa|avusta)"
)
_RECIPIENT = re.compile(
    r"(?P<name>(?<![\w-])(?!\w+(?:taan|tään|daan|dään)[ \u00a0])[A-ZÅÄÖ][\w&'’.-]*(?:[ \u00a0](?:[\w&'’.-]+)){0,6}?[ \u00a0](?:ry|rf|Oy|Oyj|Ab|sr|RY|r\.y\.))(?::lle|:ille|lle)(?!\w)"
)
_ROW_NAME = re.compile(
    r"[ \u00a0\t•*|–-]*(?:\d{1,3}[.)][ \u00a0])?(?P<name>[A-ZÅÄÖ][^\t\n|€]{0,89}?(?:(?<!\w)(?:ry|rf|Oy|Oyj|Ab|sr|RY|r\.y)"
    r"|säätiö|yhdistys|seura|kerho|kunta|kaupunki|liitto|osasto|koulu)\.?)[ \u00a0\t|:]+[ \u00a0\t\d€.,|e–-]*$"
)
_PLACE_SHARE = re.compile(
    r"(?:^|[\s(])(?P<place>[A-ZÅÄÖ][a-zåäö-]{2,24}n)[ \u00a0](?:oma|maksu|kunta|rahoitus|osuu)", re.MULTILINE
)


def party(frame: Clauses, item: Sum, role: Role, municipality: str | None = None, previous_end: int = 0) -> str | None:
    """Return the payer or recipient of a sum in its base form, None where the page does not say.

    `municipality` is the town that decides: it is used to write a bare place name (`Mallilan maksuosuus`) in its base form,
    never to charge a share to it. `previous_end` is where the sum before ends, so that its party is not taken.
    """
    text = frame.text
    start, _ = frame.sentence(item.start)
    line_start, _ = frame.line(item.start)
    begin = max(start, item.start - REACH, previous_end)
    if role in (Role.own_share, Role.grant) and item.start - line_start <= REACH:
        row = _ROW_NAME.match(text, line_start, item.start)
        if row is not None:
            return row["name"].rstrip(".")
    if role is Role.own_share:
        return _owner(text, begin, item.start) or _place(text, begin, item.start, municipality)
    if role is Role.grant:
        recipient = _last(_RECIPIENT, text, begin, item.start) or _RECIPIENT.search(
            text, item.end, min(len(text), item.end + 60)
        )
        if recipient is not None:
            return recipient["name"].strip()
        subject = _last(_SUBJECT, text, max(start, item.start - 2 * REACH), item.start)
        if subject is not None:
            return subject["name"].strip().removeprefix("ja ")
    return None


def _owner(text: str, start: int, end: int) -> str | None:
    match = _last(_GENITIVE, text, start, end)
    if match is None:
        swedish = _last(_SWEDISH, text, start, end)
        return swedish["name"] if swedish is not None else None
    if match["short"]:
        return match["short"].strip().removeprefix("ja ")
    if match["eu"]:
        return match["eu"]
    name = match["name"].strip().removeprefix("ja ")
    for genitive in sorted(_BASE, key=len, reverse=True):
        if name.endswith(genitive):
            base = name[: -len(genitive)] + _BASE[genitive]
            return base if base[:1].isupper() or "-" in base else None if " " not in base else base
    return None


def _place(text: str, start: int, end: int, municipality: str | None) -> str | None:
    match = _last(_PLACE_SHARE, text, start, end)
    if match is None:
        return None
    place = match["place"]
    if municipality and place[:3].lower() == municipality[:3].lower() and abs(len(place) - len(municipality)) <= 2:
        return municipality
    return by_ending(place)


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    matches = list(pattern.finditer(text, start, end))
    return matches[-1] if matches else None
