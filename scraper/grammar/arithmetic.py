"""Whether a decision's own figures agree with one another: never an accusation, always with the sentence it rests on.

Only figures that stand together and claim to add up are compared: a grant and an own share beside the total of the same sentence or
paragraph, a per cent beside its total, the parts in parentheses behind a sum, the rows above a total row. Where they are not of
one kind (VAT, price level, one partner's part, a range, another period) the verdict is `not_comparable` with the reason.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scraper.records import Amount, Check, Decision, Part, Role, Share, Verdict

TOLERANCE = Decimal("1.00")  # euros, for rounded figures
SHARE_TOLERANCE = Decimal("0.005")  # of the total: "70 %" is a rounded share
MAX_SENTENCE = 600
MAX_PARTS = 40
MAX_TOTALS = 20  # a paragraph with more totals claims nothing of any one of them

_PARTNER = re.compile(
    r"(?:kunnan|kaupungin|kuntayhtymän|yhdistyksen|seuran|keskuksen|yliopiston|oppilaitoksen|osatoteuttajan|osahankkeen|partnerin|hyvinvointialueen|\w+n maksuosuus|kommunens|stadens)(?!\w)",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"hankkee[nl]|kokonais|yhteensä|totalkost", re.IGNORECASE)
_PRICE_LEVEL = re.compile(r"hintataso|kustannustaso|(?:kuun|kuuta)[ ]\d{4}[ ]taso|indeksi|prisnivå", re.IGNORECASE)
_TOTAL_ROW = re.compile(
    r"^[ \t\u00a0•*|-]*(?:yhteensä|yht\.?|summa|sammanlagt|totalt|kaikki yhteensä)(?!\w)", re.IGNORECASE
)
_OTHER_FUNDING = re.compile(
    r"yksity|muu[ ]rahoitus|muun[ ]rahoituks|muiden|muut[ ](?:kunnat|rahoittajat|osapuolet)|talkoo|lainarahoit|myyntitulo|annan finansiering",
    re.IGNORECASE,
)
_PARTS_OPEN = re.compile(r"[ \u00a0]{0,2}\(")


@dataclass(frozen=True, slots=True)
class _Figure:
    """One amount of a decision with its index and the lines around it."""

    index: int
    amount: Amount


def checks(decision: Decision) -> list[Check]:
    """Return the arithmetic checks of a decision's own figures, in reading order; [] where nothing claims to add up."""
    found: list[Check] = []
    for key, figures in _texts(decision):
        text = decision.part(*key)
        shares = [s for s in decision.shares if (s.part, s.handling) == key]
        starts = [f.amount.start for f in figures]
        share_starts = [s.start for s in shares]
        for start, end in _paragraphs(text):
            first = bisect_left(starts, start)
            inside = [f for f in figures[first : bisect_left(starts, end)] if f.amount.end <= end]
            if not inside:
                continue
            percents = shares[bisect_left(share_starts, start) : bisect_left(share_starts, end)]
            found += _funding(text, inside, percents)
            found += _parenthesis(text, inside)
        found += _total_rows(text, figures)
    return found


def _texts(decision: Decision) -> Iterator[tuple[tuple[Part, int | None], list[_Figure]]]:
    groups: dict[tuple[Part, int | None], list[_Figure]] = {}
    for index, amount in enumerate(decision.amounts):
        if amount.currency == "EUR":
            groups.setdefault((amount.part, amount.handling), []).append(_Figure(index, amount))
    yield from groups.items()


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _funding(text: str, figures: Sequence[_Figure], shares: Sequence[Share]) -> Iterator[Check]:
    """Yield grant + own share = total, and share × total = grant, of one paragraph with exactly one figure of each."""
    totals = [f for f in figures if f.amount.role is Role.total_cost]
    grants = [f for f in figures if f.amount.role is Role.grant]
    owns = [f for f in figures if f.amount.role is Role.own_share]
    if len(totals) > MAX_TOTALS:
        return
    for position, total in enumerate(totals):
        begin = total.amount.start
        end = totals[position + 1].amount.start if position + 1 < len(totals) else len(text)
        mine = [f for f in grants if begin <= f.amount.start < end] or [f for f in grants if len(totals) == 1]
        own = [f for f in owns if begin <= f.amount.start < end] or [f for f in owns if len(totals) == 1]
        if len(mine) == 1 and own:
            yield _sum(text, "parts_of_total", total, [*mine, *own], own)
        percents = [s for s in shares if begin <= s.start < end and s.role in (Role.grant, Role.own_share)]
        for role, parts in ((Role.grant, mine), (Role.own_share, own)):
            stated = [s for s in percents if s.role is role]
            if len(stated) == 1 and len(parts) == 1 and "-" not in stated[0].text and "–" not in stated[0].text:
                yield _share(text, total, parts[0], stated[0])


def _share(text: str, total: _Figure, part: _Figure, share: Share) -> Check:
    expected = part.amount.value
    found = (total.amount.value * share.value / 100).quantize(Decimal("0.01"))
    near = abs(found - expected) <= max(TOLERANCE, total.amount.value * SHARE_TOLERANCE)
    reason = _unlike([total, part]) or (None if near else _level(text, [total, part]))
    return _check("share_of_total", near, reason, expected, found, _sentence(text, [total, part]), [total, part])


def _sum(text: str, rule: str, total: _Figure, parts: Sequence[_Figure], owns: Sequence[_Figure] = ()) -> Check:
    expected = total.amount.value
    found = sum((p.amount.value for p in parts), Decimal(0))
    near = abs(found - expected) <= TOLERANCE
    reason = _unlike([total, *parts])
    if reason is None and not near:
        others = found < expected and _OTHER_FUNDING.search(_sentence(text, [total, *parts]))
        reason = "partner" if owns and (others or _one_partner(text, owns)) else _level(text, [total, *parts])
    return _check(rule, near, reason, expected, found, _sentence(text, [total, *parts]), [total, *parts])


def _check(
    rule: str,
    near: bool,
    reason: str | None,
    expected: Decimal,
    found: Decimal,
    sentence: str,
    figures: Sequence[_Figure],
) -> Check:
    verdict = Verdict.not_comparable if reason else Verdict.ok if near else Verdict.mismatch
    indexes = [f.index for f in figures]
    return Check(
        rule=rule, verdict=verdict, expected=expected, found=found, reason=reason, sentence=sentence, amounts=indexes
    )


def _unlike(figures: Sequence[_Figure]) -> str | None:
    """Return why figures are not of one kind: vat, range, or period (also a rounded figure)."""
    amounts = [f.amount for f in figures]
    if len({a.vat for a in amounts}) > 1:
        return "vat"
    if any(a.max is not None or a.qualifier is not None for a in amounts):
        return "range"
    if len({a.per for a in amounts}) > 1 or any(a.approximate for a in amounts):
        return "period"
    return None


def _level(text: str, figures: Sequence[_Figure]) -> str | None:
    start, end = min(f.amount.start for f in figures), max(f.amount.end for f in figures)
    return "price_level" if _PRICE_LEVEL.search(text, max(0, start - 80), min(len(text), end + 80)) else None


def _one_partner(text: str, owns: Sequence[_Figure]) -> bool:
    """Tell whether an own share is one partner's, so that it need not fill what the grant leaves of the total."""
    for own in owns:
        if own.amount.party is not None:
            return True
        reach = max(0, own.amount.start - MAX_SENTENCE)
        before = text[max(text.rfind(".", reach, own.amount.start) + 1, reach) : own.amount.start]
        if _PARTNER.search(before) and not _WHOLE.search(before):
            return True
    return False


def _parenthesis(text: str, figures: Sequence[_Figure]) -> Iterator[Check]:
    """Yield the parts in parentheses behind a sum: `45 240 euroa (vuokra 15 740 euroa ja palkka 29 500 euroa)`."""
    for position, total in enumerate(figures):
        if not _PARTS_OPEN.match(text, total.amount.end):
            continue
        close = text.find(")", total.amount.end, total.amount.end + MAX_SENTENCE)
        parts = [f for f in figures[position + 1 : position + 1 + MAX_PARTS] if f.amount.end <= close]
        if len(parts) >= 2:
            yield _sum(text, "sum_of_parts", total, parts)


def _total_rows(text: str, figures: Sequence[_Figure]) -> Iterator[Check]:
    """Yield a total row (Yhteensä) against the rows above it that have as many sums."""
    rows: list[list[_Figure]] = []
    by_line: dict[int, list[_Figure]] = {}
    starts = [start for start, _ in _paragraphs(text)]
    index = 0
    for line, start in enumerate(starts):
        stop = starts[line + 1] if line + 1 < len(starts) else len(text) + 1
        while index < len(figures) and figures[index].amount.start < stop:
            by_line.setdefault(line, []).append(figures[index])
            index += 1
        row = by_line.get(line, [])
        written = text[start : stop - 1]
        if row and _TOTAL_ROW.match(written):
            width = len(row)
            above = [r for r in rows if len(r) == width]
            if len(above) >= 2 and len(above) == len(rows):
                for column in range(width):
                    yield _sum(text, "sum_of_parts", row[column], [r[column] for r in above])
            rows = []
        elif row and _is_row(written, row):
            rows.append(row)
        elif written.strip():
            rows = []


def _is_row(written: str, row: Sequence[_Figure]) -> bool:
    """Tell whether a line is a table row: a short name and sums to its end."""
    last = row[-1].amount.text
    return len(written) <= 200 and written.rstrip(" |\t\u00a0").endswith(last.rstrip())


def _sentence(text: str, figures: Sequence[_Figure]) -> str:
    """Return the words from the first figure's sentence to the last figure's, cut to a readable length."""
    start = min(f.amount.start for f in figures)
    end = max(f.amount.end for f in figures)
    reach = max(0, start - MAX_SENTENCE)
    before = max(text.rfind("\n", reach, start), _stop_before(text, start), reach - 1) + 1
    line = text.find("\n", end, end + MAX_SENTENCE)
    after = text.find(". ", end, end + MAX_SENTENCE)
    stop = min(x for x in (line if line >= 0 else len(text), after + 1 if after >= 0 else len(text), end + 200))
    return " ".join(text[before:stop].split())[:MAX_SENTENCE]


def _stop_before(text: str, start: int) -> int:
    position = -1
    for match in re.finditer(r"[a-zåäö)%€][.!?](?=[ \u00a0][A-ZÅÄÖ])", text[max(0, start - 400) : start]):
        position = max(0, start - 400) + match.end() - 1
    return position
