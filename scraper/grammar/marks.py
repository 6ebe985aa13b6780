"""Marks beside a sum: about, at most, a year, without VAT (formats.md 7.4, 11 and the label rules at its end)."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from scraper.grammar.notation import Sum
from scraper.records import Per, Qualifier, Vat

REACH = 64
VAT_REACH, VAT_WINDOW = 70, 110
ROW_REACH, MAX_ROWS = 120, 60  # a list's rows, so that a page of nothing but list heads stays cheap

_APPROXIMATE = r"(?:noin|n\.?|lähes|liki|reilut?|reilun|reilusti|runsaat|runsaan|runsaasti|vajaat?|vajaan|suunnilleen|ca\.?|cirka|omkring|ungefär|about|approximately|~)"
_AT_MOST = (
    r"(?:enintään|enint\.?|korkeintaan|maksimissaan|maksimi|max\.?|alle|högst|maximalt|maksimalt|upp\ till|up\ to)"
)
_AT_LEAST = r"(?:vähintään|väh\.|vähimmillään|yli|minimissään|minst|över|at\ least|over)"
_FILLER = r"(?:yhteensä|kuitenkin|sammanlagt|totalt|\+|\()"
_MARK_BEFORE = re.compile(
    rf"(?:^|(?<=[\s(,;–-])|(?<=:)(?!n[ \u00a0]))(?P<marks>(?:(?:{_APPROXIMATE}|{_AT_MOST}|{_AT_LEAST}|{_FILLER})[ \u00a0\n]{{0,2}}){{1,3}})$",
    re.IGNORECASE,
)
_ABOUT = re.compile(rf"(?<!\w){_APPROXIMATE}(?!\w)", re.IGNORECASE)
_MOST = re.compile(rf"(?<!\w){_AT_MOST}(?!\w)", re.IGNORECASE)
_LEAST = re.compile(rf"(?<!\w){_AT_LEAST}(?!\w)", re.IGNORECASE)
_UP_TO = re.compile(r"[ \u00a0](?:saakka|asti)(?!\w)")

_YEAR = r"(?:vuosi|vuotta|vuoden|vuodessa|vuosittain|v\.?|vv\.?|a|år|year)(?!\w)"
_MONTH = r"(?:kuukausi|kuukautta|kuukaudessa|kuukausittain|kk|kuu|mån(?:ad)?|month)(?!\w)"
_SLASH = re.compile(
    r"[ \u00a0]?/[ \u00a0]?(?P<by>[A-Za-zÅÄÖåäö][\w²³./-]{0,24}(?:[ \u00a0]?/[ \u00a0]?[A-Za-zÅÄÖåäö][\w²³]{0,20})?)"
)
_BY_YEAR = re.compile(_YEAR, re.IGNORECASE)
_BY_MONTH = re.compile(_MONTH, re.IGNORECASE)
_GAP = r"(?:[ \u00a0,]{0,2}\((?:\+[ \u00a0]?)?(?:alv|sis|veroton|moms)[^()\n]{0,24}\))?[ \u00a0]?(?:\+[ \u00a0]?alv\.?)?[ \u00a0\n]{0,2}"
_YEARLY_AFTER = re.compile(
    rf"{_GAP}(?:vuodessa|vuosittain|vuositasolla|vuotta[ \u00a0]koh(?:ti|den)|vuosikustann|vuosivuokra|vuosimaksu|per[ \u00a0]vuosi|per[ \u00a0]år|per[ \u00a0]year|årligen|om[ \u00a0]året|i[ \u00a0]året|p\.a\.)"
)
_MONTHLY_AFTER = re.compile(
    rf"{_GAP}(?:(?:kalenteri)?kuukaudessa|kuukausittain|kuukautta[ \u00a0]koh(?:ti|den)|kuukausivuokra|kuukausimaksu|kuukaudelta(?![ \u00a0]\d)|kuussa|per[ \u00a0](?:kk|kuukausi|månad|mån)|i[ \u00a0]månaden|kk(?!\w))"
)
_UNIT_AFTER = re.compile(
    rf"{_GAP}(?:per[ \u00a0][a-zåäö]|(?:neliö|kerrosneliö|tunti|kappale|yksikkö|päivä)(?:vuokra|hin[tn]|veloitu|maksu|palkkio)[a-zåäö]{{0,6}}(?!\w)|[a-zåäö-]{{2,30}}(?:ta|tä|a|ä)[ \u00a0](?:kohti|kohden)(?!\w)|kappaleelta|neliöltä|neliömetriltä|kuutiolta|kuutiometriltä|hehtaarilta|tunnilta|kerralta"
    r"|kilometriltä|(?:kilo|mega)wattitunnilta|osakkeelta|[a-zåäö]{2,14}(?:päivältä|tunnilta|neliöltä)|mittarilta|laitteelta|näytteeltä|taloudelta|kiinteistöltä|ajoneuvolta|henkilöltä|asukkaalta|oppilaalta|osallistujalta|kerrosneliö[a-zäö]{0,12}lt[aä]|tonnilta|päivältä|vuorokaudelta|vrk:lta|yöltä|kokoukselta|hakemukselta|lapselta|käynniltä|matkalta|annokselta|litralta|kilolta|metriltä|viikolta|vuorolta|tunnissa|päivässä|vuorokaudessa|viikossa|kerta(?!\w)|i[ \u00a0]timmen)"
)
_LINKING = rf"(?:[ \u00a0\n](?:on|oli|olisi|ovat|olivat|olisivat|ollut|olleet|nyt|nykyisin|yhteensä|arviolta|är|har|varit|{_APPROXIMATE}|{_AT_MOST})){{0,3}}[ \u00a0\n:]{{1,2}}"
_UNIT_BEFORE = re.compile(
    r"(?:(?:^|[ \u00a0(])[àáa@][ \u00a0]"
    rf"|(?<!\w)(?:neliö|kerrosneliö|neliömetri|kerrosneliömetri|tunti|kappale|yksikkö|päivä)(?:vuokra|hinta|veloitus|maksu|palkkio)(?:n|na|ksi)?{_LINKING}"
    rf"|[a-zåäö-]{{2,30}}(?:ta|tä|a|ä)[ \u00a0](?:kohti|kohden)(?:[ \u00a0](?!on[ \u00a0])[a-zåäö]{{3,20}})?{_LINKING}|(?<!\w)per[ \u00a0](?!år|månad)[a-zåäö]{{2,20}}{_LINKING})$",
    re.IGNORECASE,
)
# `Laitteista aiheutuu vuodessa lisenssikuluja 1 600 euroa`: words only, no figure or comma between; not `kahdessa vuodessa`.
_WORDS_BETWEEN = r"(?:[ \u00a0\n][A-Za-zÅÄÖåäö.-]{1,30}){0,6}[ \u00a0\n]"
_YEARLY_EARLIER = re.compile(
    rf"(?<![a-zåäö-])(?<!ss[aä][ \u00a0])(?<!euroa[ \u00a0])(?<!€[ \u00a0])(?:vuosittain|vuodessa|vuositasolla|årligen){_WORDS_BETWEEN}$",
    re.IGNORECASE,
)
_MONTHLY_EARLIER = re.compile(
    rf"(?<![a-zåäö-])(?<!ss[aä][ \u00a0])(?<!euroa[ \u00a0])(?<!€[ \u00a0])(?:kuukausittain|kuukaudessa|kuukausitasolla){_WORDS_BETWEEN}$",
    re.IGNORECASE,
)
_YEARLY_BEFORE = re.compile(
    rf"(?:vuosittain|(?<!ss[aä][ \u00a0])(?<!\d[ \u00a0])vuodessa|vuositasolla|vuosi(?:vuokra|maksu|palkkio|korvaus|hinta|kulu|avustus)(?:n)?|vuosikustannu[a-zäö]{{1,6}}|(?:vuotuin|vuotui[st]|vuosittai[ns]|årlig)[a-zåäö]{{1,5}}(?:[ \u00a0](?!ovat|olivat)[a-zåäö-]{{3,40}}){{1,2}}|årligen|årshyran?){_LINKING}$",
    re.IGNORECASE,
)
# `Vuosivuokra on 5 % pääoma-arvosta, vähintään 450 euroa`; `Vuosipalkkiot: valtuusto 1 500 €, hallitus 2 400 €`.
_OF_VALUE = re.compile(
    rf"(?P<by>vuosi|kuukausi)(?:vuokra|maksu)[a-z]{{0,3}}[ \u00a0](?:on[ \u00a0])?\d{{1,2}}(?:,\d{{1,2}})?[ \u00a0]?(?:%|prosenttia)(?:[ \u00a0][a-zåäö-]+){{1,4}}(?:,|[ \u00a0]eli)(?:[ \u00a0]{_AT_LEAST})?{_LINKING}$",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?<!\w)(?P<by>vuosi|kuukausi)(?:palkkiot|vuokrat|maksut|korvaukset|hinnat)(?:[ \u00a0]ovat)?[ \u00a0]?:(?:(?!\n[ \u00a0\t]*\n|\.[ \u00a0\n]+[A-ZÅÄÖ])[^/]){0,200}$",
    re.IGNORECASE,
)
_LIST_REACH = 240
# Letters without which the patterns above find nothing; most sums are left at that.
_UNITS = ("neliö", "tunti", "kappale", "yksikkö", "päivä", "koh", "per ", "per ")
_TIMES = ("vuo", "kuukau", "år", "mån")
_EACH = frozenset("àáa@")
_MONTHLY_BEFORE = re.compile(
    rf"(?:kuukausittain|kuukaudessa|kuukausi(?:vuokra|maksu|palkkio|palkka|hinta|korvaus)(?:n)?|kuukausittai[ns][a-zåäö]{{1,5}}[ \u00a0][a-zåäö-]{{3,40}}|månadshyran?){_LINKING}$",
    re.IGNORECASE,
)

_VAT = re.compile(
    r"""
    (?P<excluded>
        (?:ilman|exkl\.?|exklusive|utan|ei[ ]sis\w{0,6}\.?|eivät[ ]sis\w{0,6})[ \u00a0]?(?:alv|arvonlisävero|moms|vero)\w*
      | \+[ \u00a0]?(?:alv|arvonlisävero|moms)\w*
      | (?:lisättynä|lisätään)[ ](?:alv|arvonlisävero)\w*
      | (?:alv|arvonlisävero|moms)\w*\.?[ \u00a0]?:?[ \u00a0]?0(?![\d,.]*[1-9])(?:,0+)?[ \u00a0]?(?:%|prosent\w*|€|e(?!\w))?
      | (?:alv|arvonlisä)-?verot(?:on|to)\w* | (?<!\w)verot(?:on|to)\w* | alv-?(?:ton|tom|ttom)\w*
      | momsfri\w* | (?:without|excluding|excl\.?|exclusive[ ]of)[ ]VAT | VAT[ ]0[ ]?%
      | 0[ ]?%[ ](?:alv|moms)
    )
  | (?P<included>
        (?:sis(?:\.|ält\w{1,6})?|mukaan[ ]lukien|ml\.|inkl\.?|inklusive|including|incl\.?)[ \u00a0]?(?:alv|arvonlisävero|moms|VAT)\w*\.?(?:[ \u00a0]?\d{1,2}(?:,\d)?[ \u00a0]?%)?
      | (?:alv|arvonlisä)\w*-?verolli\w* | (?<!\w)verolli(?:nen|sena|set|sen|sin)\w*
      | (?:alv|arvonlisävero|moms)\w*\.?[ \u00a0]?:?[ \u00a0]?(?:[1-9]\d?)(?:,\d)?[ \u00a0]?%
      | (?:alv|moms)[ ](?:sisält|mukana|sis\.)\w*
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_VAT_ANCHOR = re.compile(r"[Aa][Ll][Vv]|[Vv]ero|[Mm]oms|VAT|VERO|MOMS")
_TOLD = re.compile(r"(?<!\w)(?:on|oli|ovat|olivat|är|var)(?!\w)")  # a sentence, no row
_LIST_HEAD = re.compile(r"[ \u00a0)]{0,3}:[ \u00a0]*\n[ \u00a0\t]*\n?")
_BESIDE = re.compile(
    r"[\s,;()/–+-]*(?:(?:/[ \u00a0]?[\w²³.-]{1,20}|vuodessa|kuukaudessa|kk|hinta(?:an|na)?|vuosi|kpl|yhteensä|määräiseen|suuruinen|suuruiseen)[\s,;()/-]*){0,3}$"
)
_SENTENCE_ENDS = re.compile(r"[a-zåäö]{3}\.[ \u00a0\n]|\n[ \u00a0]*\n")
_STOPS = re.compile(r"[.!?][ \u00a0\n]+[A-ZÅÄÖ]|\n[ \u00a0\t]*\n|;")


def approximate(text: str, found: Sum) -> bool:
    """Tell whether the sum is about (noin, n., lähes, reilut, runsaat; not arviolta, enintään, yli, alle)."""
    before = _before(text, found.start)
    return before is not None and _ABOUT.search(before) is not None


def qualifier(text: str, found: Sum) -> Qualifier | None:
    """Return at_most (enintään, korkeintaan, alle, högst), at_least (vähintään, yli, minst) or None."""
    if _UP_TO.match(text, found.end):
        return Qualifier.at_most
    before = _before(text, found.start)
    if before is None:
        return None
    return Qualifier.at_most if _MOST.search(before) else Qualifier.at_least if _LEAST.search(before) else None


def per(text: str, found: Sum) -> Per | None:
    """Return what the sum is counted for: a year, a month, or a unit (also per m² and month)."""
    end = found.end
    if slash := _SLASH.match(text, end):
        by = slash["by"]
        parts = [part.strip() for part in by.split("/")]
        years = [_BY_YEAR.match(part) is not None for part in parts]
        months = [_BY_MONTH.match(part) is not None for part in parts]
        if not all(y or m for y, m in zip(years, months, strict=True)):
            return Per.unit
        return Per.month if any(months) else Per.year
    if _UNIT_AFTER.match(text, end) and not _YEARLY_AFTER.match(text, end) and not _MONTHLY_AFTER.match(text, end):
        return Per.unit
    if _YEARLY_AFTER.match(text, end):
        return Per.year
    if _MONTHLY_AFTER.match(text, end):
        return Per.month
    start = max(0, found.start - REACH)
    said = text[max(0, found.start - _LIST_REACH) : found.start].lower()
    by_unit = said[-2:-1] in _EACH or any(word in said for word in _UNITS)
    if by_unit and _UNIT_BEFORE.search(text, start, found.start):
        return Per.unit
    if not any(word in said for word in _TIMES):
        return None
    if _YEARLY_BEFORE.search(text, start, found.start) or _told_earlier(_YEARLY_EARLIER, text, start, found.start):
        return Per.year
    if _MONTHLY_BEFORE.search(text, start, found.start) or _told_earlier(_MONTHLY_EARLIER, text, start, found.start):
        return Per.month
    listed = _OF_VALUE.search(text, max(0, found.start - 2 * REACH), found.start) or (
        _LISTED.search(text, max(0, found.start - _LIST_REACH), found.start)
    )
    if listed is not None:
        return Per.year if listed["by"].lower() == "vuosi" else Per.month
    return None


def _told_earlier(pattern: re.Pattern[str], text: str, start: int, end: int) -> bool:
    """Tell whether a clause says before the sum that it is paid again and again; a sentence's end between says nothing."""
    match = pattern.search(text, max(0, start - REACH), end)
    return match is not None and _SENTENCE_ENDS.search(text, match.start(), end) is None


def vats(text: str, found: Sequence[Sum]) -> dict[int, Vat]:
    """Return the VAT mark of each sum by its index: a mark belongs to the sum beside it.

    A mark right behind a sum is that sum's; any other is the next sum's in the same sentence, else the last one's before.
    One at the end of a list's head is that of every row without its own.
    """
    marks: dict[int, Vat] = {}
    listed: dict[int, Vat] = {}
    if not found:
        return marks
    index = 0
    for match in _vat_marks(text, found):
        kind = Vat.excluded if match["excluded"] else Vat.included
        while index < len(found) and found[index].start < match.start():
            index += 1
        previous, following = index - 1, index
        if head := _LIST_HEAD.match(text, match.end()):
            listed.update(dict.fromkeys(_rows(text, found, index, head.end()), kind))
        gap = (
            text[found[previous].end : match.start()]
            if previous >= 0 and match.start() - found[previous].end <= VAT_REACH
            else None
        )
        if gap is not None and _BESIDE.match(gap):
            marks.setdefault(previous, kind)
            continue
        if following < len(found):
            ahead = found[following].start - match.end()
            if 0 <= ahead <= VAT_REACH and not _STOPS.search(text, match.end(), found[following].start):
                marks.setdefault(following, kind)
                continue
        if gap is not None and len(gap) <= 40 and not _STOPS.search(gap):
            marks.setdefault(previous, kind)
    return listed | marks


def _rows(text: str, found: Sequence[Sum], index: int, start: int) -> Iterator[int]:
    """Yield the sums of the rows below a list's head that ends at `start`: `saatiin tarjoukset (alv 0 %):`."""
    for row in range(index, min(index + MAX_ROWS, len(found))):
        gap = text[start : found[row].start] if found[row].start - start <= ROW_REACH else None
        if gap is None or gap.count("\n") > 1 or _STOPS.search(gap) or _TOLD.search(gap):
            return
        yield row
        start = found[row].end


def _vat_marks(text: str, found: Sequence[Sum]) -> Iterator[re.Match[str]]:
    """Yield the VAT marks near sums; the text between distant sums is not read."""
    begin = end = 0
    for item in [*found, None]:
        if item is not None and item.start - VAT_WINDOW <= end:
            end = item.end + VAT_WINDOW
            continue
        if end and _VAT_ANCHOR.search(text, begin, end):
            yield from _VAT.finditer(text, begin, min(end, len(text)))
        if item is not None:
            begin, end = max(end, item.start - VAT_WINDOW), item.end + VAT_WINDOW


@lru_cache(maxsize=1)
def _before(text: str, start: int) -> str | None:
    match = _MARK_BEFORE.search(text, max(0, start - REACH), start)
    return match["marks"] if match else None
