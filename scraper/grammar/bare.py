"""Which numbers without a currency are money: those that their sentence makes so (formats.md 7.4, "no unit")."""

import re
from collections.abc import Sequence

from scraper.grammar.clauses import Clauses
from scraper.grammar.notation import Sum
from scraper.grammar.role_cues import cues

MIN_BARE = 1000
# Counted things: a number before one of these is no money.
_COUNTED = re.compile(
    r"[ \u00a0\n]{0,2}(?:"
    r"[a-zåäö-]*(?:m²|m³|m2|m3|k-m|brm|km|kpl|ha|kWh|MWh|GWh|litra|tonn|kilo|metri|neliö|kuutio|hehtaar|asuk|henk|ihmi|käyn|kävij|kert|oppila|opiskel|asiak|lapsi|lasta|vuot|päiv|tunti|tuntia|asun|työpaik|ään|kirja|osak|osal|matk|yö|laina[au]ks|kappal"
    r"|astia|tyhjen|jäsen|perhe|talou(?:tta|ksi)|ajoneuv|auto|matkustaj|invånare|personer|elever|kvadrat|kubik|liter|ton)"
    r"|(?:t|kg|g|h|v|l|s|m|%|prosent|prosenttia|°|x|\*|§)(?![a-zåäö])|[%§°×])",
    re.IGNORECASE,
)
# `Aterioita valmistetaan 64,3 miljoonaa`: many of something are made, sold or lent.
_COUNTED_BEFORE = re.compile(
    r"(?<![a-zåäö-])[A-ZÅÄÖa-zåäö-]{3,40}(?:[aeouyäö]?i[aä]|[oö]it[aä]|j[aä])[ \u00a0](?:on|oli|[a-zåäö]{3,20}(?:taan|tään|ttiin))"
    r"(?:[ \u00a0][a-zåäö]{2,20}){0,2}[ \u00a0]$"
)
_LEAD = re.compile(
    r"(?:(?<!\w)(?:on|oli|olisi|ovat|olivat|yhteensä|yht\.|josta|joista|eli|summa|summalla|noin|n\.|siis|ja|lisäksi|enintään|vähintään|är|totalt|varav|var|plus)|[:=+(–-])[ \u00a0\n]{0,2}$"
)
_TRAIL = re.compile(r"[ \u00a0]*(?:[.,;)]|$|\n|(?:on|oli|ovat|ja|sekä|eli|lisäksi|josta|joista|är|och|yhteensä)(?!\w))")
_FOLLOWING_WORD = re.compile(r"[ \u00a0\n]{1,2}([a-zåäö][a-zåäö-]*)")
_PARTITIVE = re.compile(r"(?:[aeiouyäö](?:ta|tä)|aa|ää|[eiouyö]a|[eiuyö]ä|ja|jä|oja|öjä)$")
_MONEY_NOUN = re.compile(
    r"rahaa|ylijäämä|alijäämä|voitto|tappio|velka|laina|tulo|meno|kustannu|avustu|tuke|säästö|verotulo|investoi|budjet|enempi|enemmän|vähemmän|parem|heikom|suurem|pienem|korkeam|ylitys|alitus"
)
_COUNTING = re.compile(
    r"väkiluku|asuk|väestö|invånar|pinta-ala|määrä[ ](?:on|oli)|lukumäärä|saajia|kävij|osallistuj|matkusta|vierai|oppila|opiskel|asiakk|jäsen|henkilöi?(?:ä|tä)(?!\w)|kpl|käyn|laajuus|kilomet|ala on",
    re.IGNORECASE,
)
_LENT = re.compile(
    r"(?<!\w)lainoja[ \u00a0](?:on|oli|kertyi)[ \u00a0](?:noin[ \u00a0])?$", re.IGNORECASE
)  # a library's
_THINGS = re.compile(
    r"[A-Za-zÅÄÖåäö]{2,30}(?:ja|jä|ia|iä|ita|itä|eita|eitä)[ \u00a0](?:on|oli|olisi)(?:[ \u00a0]yhteensä)?[ \u00a0]$"
)
_MONEY_WORDS = re.compile(r"arvio|rahaa?\b|rahal|kallii|halve|maksoi|maksaa", re.IGNORECASE)


def is_money(frame: Clauses, found: Sequence[Sum]) -> list[Sum]:
    """Return the sums of `found` that are money: those with a currency, and bare ones that their sentence calls money."""
    priced: set[int] = {frame.sentence(s.start)[0] for s in found if not s.bare}
    money: list[Sum] = []
    contexts: dict[int, bool] = {}
    for item in found:
        if not item.bare:
            money.append(item)
        elif item.scaled:
            if _scaled_is_money(frame, item, priced, contexts):
                money.append(item)
        elif item.grouped and abs(item.value) >= MIN_BARE and _grouped_is_money(frame, item, contexts):
            money.append(item)
    return money


def _scaled_is_money(frame: Clauses, item: Sum, priced: set[int], contexts: dict[int, bool]) -> bool:
    """Tell whether `15,8 milj.` or `1,1 miljoonaa` counts euros and not cubic metres or visits."""
    text = frame.text
    if _COUNTED.match(text, item.end):
        return False
    word = _FOLLOWING_WORD.match(text, item.end)
    if word is not None and _PARTITIVE.search(word[1]) and not _MONEY_NOUN.search(word[1]):
        return False
    start, end = frame.sentence(item.start)
    counted = _COUNTED_BEFORE.search(text, max(start, item.start - 60), item.start)
    if counted is not None and not cues(text, counted.start(), item.start):
        return False
    return start in priced or _speaks_of_money(frame, start, end, contexts, _MONEY_WORDS)


def _grouped_is_money(frame: Clauses, item: Sum, contexts: dict[int, bool]) -> bool:
    """Tell whether `80 000` is money: `osuus on yhteensä 80 000, josta 56 000 on … avustus`."""
    text = frame.text
    if _COUNTED.match(text, item.end) or not _TRAIL.match(text, item.end):
        return False
    if not _LEAD.search(text, max(0, item.start - 16), item.start):
        return False
    if _COUNTING.search(text, max(0, item.start - 40), item.start):
        return False
    if (
        _LENT.search(text, max(0, item.start - 40), item.start)
        and "irjasto" in text[max(0, item.start - 1000) : item.end]
    ):
        return False
    things = _THINGS.search(text, max(0, item.start - 40), item.start)
    if things is not None and not cues(text, things.start(), things.end()):
        return False  # tunteja on 2 140
    start, end = frame.sentence(item.start)
    return _speaks_of_money(frame, start, end, contexts)


def _speaks_of_money(
    frame: Clauses, start: int, end: int, contexts: dict[int, bool], words: re.Pattern[str] | None = None
) -> bool:
    key = start if words is None else -start - 1
    if key not in contexts:
        contexts[key] = any(not cue.verb for cue in cues(frame.text, start, end)) or (
            words is not None and words.search(frame.text, start, end) is not None
        )
    return contexts[key]
