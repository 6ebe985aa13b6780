"""Per cents that are shares of a funding: a grant's share of the costs, a town's own share; never interest, growth or tax."""

import re
from decimal import Decimal

from scraper.grammar.clauses import Clauses, clauses
from scraper.grammar.role_cues import Cue, cues
from scraper.grammar.role_words import SHARE_OF
from scraper.grammar.stems import at_a_glance
from scraper.records import Part, Role, Share

MAX_SENTENCE = 4000

_PERCENT = re.compile(
    r"(?P<number>\d(?<![\w.,/]\d)\d{0,2}(?:[.,]\d{1,4})?)(?:[ \u00a0]?[-–][ \u00a0]?\d{1,3}(?:,\d{1,4})?)?[ \u00a0\u2009\u202f]?"
    r"(?:%(?![-\w])(?::[a-zåäö]{1,5})?|%-(?=yksik)|prosent(?:ti|tia|in|illa|ille|iksi|teja)(?![a-zåäö])|procent(?![a-zåäö]))"
)
# Per cents of something else than a funding: growth, tax, interest, overheads, ownership, a payment of a part of the grant.
_OTHER_CLAUSE = re.compile(
    at_a_glance(
        r"alv|arvonlisäver|moms|koro[nt]|korko|(?<!\w)koroll|kasv[auoi]|nous[ue]|noussut|lask(?:u|ee|i|enut)(?!t)|vähen[etn]|alen[neut]|lisään|indeks|marginaal|inflaatio|työttömy|työlli|veropros|tuottovaat|vuokra|osakk(?!ai)|omist(?:us|aa)|ääni|äänistä"
        r"|yleiskustann|flat|välilli|sivukulu|palkkauskustann|henkilöstökul|toteutum|täyttöas|käyttöas|väestö|asukkais|ränta|ökning|minskning|viivästys|vakuu|takau|prosenttiyksik|päästö|kilpailut|laatu|painoarvo|pistei"
    )
)
_OF_GRANT = re.compile(
    r"[ \u00a0](?:myönnety|maksetaan|avustuksesta|avustussumm|tuesta|summasta|määrärahasta|enemmän|vähemmän|suurem|pienem|korkeam|alhaisem|työaja|työpanok|asiakk|hakij)"
)
_OWN_SUBJECT = re.compile(
    r"(?<!\w)(?:[a-zåäö]{0,12}(?<!maa)(?<!lauta)(?<!seura)(?<!edus)kun(?:ta|nat|tien|nan|nille|nalle)|kaupun(?:ki|git|gin|kien|gille)|kuntayhtymä[n]?|hakija[n]?|(?:tie)?osakkaa[t]|(?:tie)?osakkaiden|tiekunta|tiekunnan|yhdistys|seura|kommun(?:en|erna|ens)|oma|kuntarahoituksen|omarahoituksen)(?!\w)",
    re.IGNORECASE,
)
_GRANTOR_SUBJECT = re.compile(
    r"(?:ministeriö|ely-?keskus|ely(?=\b)|valtio(?!var)|eu(?=[ :n-])|rahasto|leader|liitto|business finland|traficom|avi(?=\b)|rahoittaja)",
    re.IGNORECASE,
)
_GRANTOR_PAYS = re.compile(
    r"(?:ministeriö|ely-?keskus|(?<!\w)ely|(?<!\w)valtio|(?<!\w)eu|rahasto|traficom|aluehallintovirasto)[ \u00a0](?:maksaa|kustantaa|korvaa|rahoittaa)[ \u00a0](?:[a-zåäö]+[ \u00a0]){0,2}$",
    re.IGNORECASE,
)
_OWN_PAYS = re.compile(
    r"(?<!\w)(?:kunta|kunnat|kaupunki|kaupungit|kuntayhtymä|hakija|yhdistys|tiekunta|kommunen|staden)[ \u00a0](?:maksaa|maksavat|vastaa|vastaavat|kustantaa|betalar)[ \u00a0](?:[a-zåäö]+[ \u00a0]){0,2}$",
    re.IGNORECASE,
)
_PAYERS = frozenset(("kunta", "kunnat", "kaupunki", "kaupungit"))
_PAID_BY_TOWN = re.compile(
    r"[ \u00a0](?:maksa|katta|rahoitta)(?:a|vat)[ \u00a0](?:[a-zåäö]{2,14}[ \u00a0])?(?:kunta|kunnat|kaupunki|kaupungit)(?!\w)"
    r"|[ \u00a0]jää[ \u00a0](?:kunnan|kaupungin|kuntien|kunnalle|kaupungille)(?!\w)"
)
_FUNDS = frozenset({"grant", "own_share"})
_DIVIDED = ("jaetaan", "jakaa")  # tuotosta jaetaan 75 %: a part of a sum, no share of a funding


def shares(text: str, part: Part, *, handling: int | None = None) -> list[Share]:
    """Return the per cents of `text` that are shares of a funding, with role grant or own_share; offsets into `text`."""
    if "%" not in text and "prosent" not in text and "procent" not in text:
        return []
    frame: Clauses | None = None
    found: list[Share] = []
    sentence_cues: dict[int, list[Cue]] = {}
    previous_end = 0
    for match in _PERCENT.finditer(text):
        frame = frame or clauses(text)
        start, end = frame.sentence(match.start())
        start, end = max(start, match.start() - MAX_SENTENCE), min(end, match.end() + MAX_SENTENCE)
        begin = max(start, previous_end)
        if start not in sentence_cues:
            sentence_cues[start] = cues(text, start, min(end, start + 2 * MAX_SENTENCE))
        role = _role(text, match.start(), match.end(), begin, start, end, sentence_cues[start])
        previous_end = match.end()
        if role is None:
            continue
        value = Decimal(match["number"].replace(",", "."))
        if not 0 < value <= 100:
            continue
        found.append(
            Share(
                text=match[0],
                value=value,
                role=role,
                part=part,
                handling=handling,
                start=match.start(),
                end=match.end(),
            )
        )
    return found


def _role(text: str, start: int, end: int, begin: int, sentence: int, stop: int, words: list[Cue]) -> Role | None:
    following = _PERCENT.search(text, end, min(stop, end + 160))
    limit = following.start() if following else min(stop, end + 120)
    clause = text[max(begin, start - 90) : min(limit, end + 40)]
    if _OTHER_CLAUSE.search(clause.lower()) or _OF_GRANT.match(text, end):
        return None
    words = [w for w in words if not w.word.startswith(_DIVIDED)]
    funding = [w for w in words if w.role in _FUNDS or w.role == SHARE_OF]
    governing = [w for w in funding if not w.oblique and begin <= w.start and w.end <= start]
    before = text[begin:start]
    if governing:
        nearest = governing[-1]
        if nearest.role == "own_share":
            return Role.own_share
        if nearest.role == SHARE_OF:
            return _subject(text[max(sentence, nearest.start - 60) : nearest.start])
        if nearest.word.startswith("rahoit") and not _GRANTOR_SUBJECT.search(before):
            return Role.own_share if _OWN_SUBJECT.search(before) else Role.grant
        return Role.grant
    if _PAID_BY_TOWN.match(text, end):  # loput 20 % maksaa kunta
        return Role.own_share
    if any(
        w.role in _FUNDS
        and not w.oblique
        and w.word not in _PAYERS
        and end <= w.start < min(limit, end + 50)
        and not text.startswith("), ", end)  # `valtio 80 000 € (80 %), kuntarahoitus 20 000 €`: the next sum's word
        for w in words
    ):
        nearest = next(
            w for w in words if w.role in _FUNDS and not w.oblique and w.word not in _PAYERS and w.start >= end
        )
        return Role(nearest.role)
    if funding and text.startswith(")", end) and (role := _subject(before[-60:])) is not None:
        return role  # `valtio 80 000 € (80 %)`
    if any(w.role in _FUNDS and w.end <= begin for w in words):  # ministeriö rahoittaa 70 % ja kunnat yhteensä 30 %
        return _subject(before)
    if words and _GRANTOR_PAYS.search(before[-80:]):
        return Role.grant
    if words and _OWN_PAYS.search(before[-80:]):  # budjetti on 240 000 euroa, josta kaupunki maksaa 20 %
        return Role.own_share
    return None


def _subject(before: str) -> Role | None:
    own = [m.start() for m in _OWN_SUBJECT.finditer(before)]
    grantor = [m.start() for m in _GRANTOR_SUBJECT.finditer(before)]
    if own and (not grantor or own[-1] > grantor[-1]):
        return Role.own_share
    return Role.grant if grantor or re.search(r"avustu|tuen(?!\w)|bidrag", before, re.IGNORECASE) else None
