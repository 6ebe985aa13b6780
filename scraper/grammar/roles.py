"""What a sum is for: its role from its own sentence, else from the paragraph's topic, the heading or the title.

The rules are those of the labels (end of formats.md): grants applied for, proposed and granted are `grant`; money reserved in a budget or
moved between cost centres is `appropriation`; bids and contract values `contract_price`; sale prices `price`; debts and guarantees `loan`; other
figures of a budget or its accounts `budget`. A sum whose sentence names nothing stays `other`.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from scraper.grammar.clauses import Clauses
from scraper.grammar.notation import Sum
from scraper.grammar.role_context import Context
from scraper.grammar.role_cues import Cue, cues
from scraper.grammar.role_places import AFTER, EARLIER_IN_SENTENCE, governs
from scraper.records import Role

FUNDER_REACH = 60
CUES_BEFORE, CUES_AFTER = 12, 6  # the cues that can govern a sum, however long the sentence

_ROLES = frozenset(role.value for role in Role)
_BREAKDOWN = re.compile(
    r"[\s•*-]{0,6}(?:jako|jakauma|jakautuminen|jakautuu|erittely|fördelning|siitä|tästä|näistä)(?:[ \u00a0](?:on|seuraavasti))?[ \u00a0]?:?(?=[ \u00a0\n])",
    re.IGNORECASE,
)
_ACCOUNTS = re.compile(r"(?<!\w)(?:TA|TAE|TP|LTA|MTA|[Tt]ot\.)[ \u00a0]\d")  # a head's columns TP 2023, Tot. 30.9.
_THE_REST = re.compile(r"(?<!\w)(?:loput|loppuosan?|jäljelle[ \u00a0]jäävä[a-zåäö]*)[ \u00a0]$", re.IGNORECASE)
_DIVIDED = ("jaetaan", "jakaa", "jakautu", "käytet")
_TOWARDS = re.compile(
    r",[ \u00a0](?:johon|mihin|joihin|josta|joista|mistä)(?!\w)"
)  # 33 000 euroa, johon liitto on myöntänyt 70 %
_FUNDER = re.compile(
    r"(?<![\wåäö-])(?:ESR\+?|EAKR|AMIF|EU|ELY|ELY-keskus|ely-keskus|[Vv]altio|Leader|NTM-centralen|[Ss]taten|[A-Za-zåäö-]*ministeriö)"
    r"(?:[ \u00a0](?:ja|och)[ \u00a0][A-Za-zåäö-]{2,20})?[ \u00a0:]{1,2}(?:n\.[ \u00a0])?$"
)
_FROM_FUNDER = re.compile(  # Leader-ryhmältä 12 000 €
    r"(?:alueelta|ryhmältä|liitolta|keskukselta|ministeriöltä|virastolta|säätiöltä|rahastolta|hallitukselta|valtiolta|EU:lta|ELYltä|AVIlta)[ \u00a0](?:noin[ \u00a0])?$"
)
_RECEIVED = re.compile(r"(?<!\w)(?:saatu|saadaan|saanut|saaneet|saa|sai|saatiin|haetaan|haettu)(?!\w)")
_FUNDING_WORDS = frozenset({"own_share", "grant", "total_cost"})
_PARAGRAPH = re.compile(r"\n[ \u00a0\t]*\n")
_FUNDED = frozenset((Role.grant, Role.own_share))
_IN_ALL = re.compile(r"(?:yhteensä|kaikkiaan|sammanlagt|totalt)[ \u00a0:]{1,3}$", re.IGNORECASE)


class Reader:
    """Reads the roles of one text's sums."""

    def __init__(self, frame: Clauses, title: str | None = None) -> None:
        self.frame = frame
        self.text = frame.text
        self.context = Context(frame, title)
        self._heads: dict[int, Role] = {}

    def roles(self, found: Sequence[Sum], heads: Mapping[int, int] = MappingProxyType({})) -> list[Role]:
        """Return the role of each sum; `found` is in reading order, `heads` leads from a table cell to its table's head."""
        roles: list[Role] = []
        first = 0  # the first sum of the current sentence
        last: tuple[int, Role] | None = None  # where the sentence of the last sum ends, and its role
        for index, item in enumerate(found):
            start, end = self.frame.sentence(item.start)
            if found[first].start < start:
                first = index
            following = found[index + 1].start if index + 1 < len(found) and found[index + 1].start < end else end
            previous = found[index - 1].end if index > first else start
            if item.start in heads:
                roles.append(self._cell(heads[item.start], last[1] if last is not None else None))
                continue
            before_this = roles[index - 1] if index > first else None
            told = (
                last[1]
                if last is not None
                and index == first
                and not _PARAGRAPH.search(self.text, last[0] - 1, start + 1)
                and not self._named_between(last[0], start)
                else None
            )
            if told is not None and _BREAKDOWN.match(self.text, start):
                role = Role.appropriation if told is Role.budget and self._allotted(start, end) else told
            elif index > first and _BREAKDOWN.match(self.text, start):
                role = roles[first]
            else:
                role = self._role(item, start, end, max(start, previous), following, before_this, told)
                if index > first + 1 and self._sums_up(item, found[first:index], roles[first:index]):
                    role = Role.total_cost
            roles.append(role)
            last = (end, role)
        return roles

    def _allotted(self, start: int, end: int) -> bool:
        """Tell whether a sentence allots money of a budget: `siitä opetukselle osoitetaan 6 120 000 euroa`."""
        return any(cue.role == Role.appropriation.value for cue in self.context.sentence_cues(start, end))

    def _sums_up(self, item: Sum, parts: Sequence[Sum], roles: Sequence[Role]) -> bool:
        """Tell whether a sum is the total of a funding told by its parts: grant 250, town 550, `yhteensä 800`."""
        return (
            set(roles) >= _FUNDED
            and _IN_ALL.search(self.text, max(0, item.start - 20), item.start) is not None
            and sum(part.value for part in parts) == item.value
        )

    def _named_between(self, end: int, start: int) -> bool:
        """Tell whether sentences without a sum, a table's head say, stand between two sums and name a role."""
        if not self.text[end:start].strip():
            return False
        between = [bounds for bounds in self.context.sentences_before(start) if bounds[0] >= end]
        return any(not cue.oblique for begin, stop in between for cue in self.context.sentence_cues(begin, stop))

    def _role(
        self, item: Sum, start: int, end: int, previous: int, following: int, before: Role | None, told: Role | None
    ) -> Role:
        words = self.context.sentence_cues(start, end)
        place = bisect_left(words, item.start, key=lambda cue: cue.start)
        best: tuple[float, Cue] | None = None
        for cue in words[max(0, place - CUES_BEFORE) : place + CUES_AFTER]:
            score = governs(self.text, item, cue, previous, following)
            if score is not None and (best is None or score > best[0]):
                best = (score, cue)
        if (best is None or best[0] <= AFTER) and self._from_funder(item, words, start, end):
            return Role.grant
        if best is not None and best[1].word.startswith(_DIVIDED) and before not in (None, Role.other):
            return before
        aside = (
            best is not None
            and best[1].verb
            and best[1].start > item.start
            and _TOWARDS.match(self.text, item.end) is not None
        )
        if aside and before is None and told not in (None, Role.other):
            return told or Role.other
        rest = best is not None and best[1].start >= item.end and _THE_REST.search(self.text, start, item.start)
        if best is not None and (best[0] > EARLIER_IN_SENTENCE or before is None or rest):
            return self.context.resolve(best[1], words, start, item)
        if before is not None and before is not Role.other:
            return before
        if best is not None:
            return self.context.resolve(best[1], words, start, item)
        return told if told is not None and told is not Role.other else self.context.fallback(item, start)

    def _from_funder(self, item: Sum, words: Sequence[Cue], start: int, end: int) -> bool:
        """Tell whether a funder stands right before a sum: `valtio 80 000 €`, `saatu Leader-ryhmältä 12 000 €`."""
        before = max(start, item.start - FUNDER_REACH)
        if _FUNDER.search(self.text, before, item.start):
            return any(cue.role in _FUNDING_WORDS for cue in words)
        received = _FROM_FUNDER.search(self.text, before, item.start) and _RECEIVED.search(self.text, start, end)
        return received is not None

    def _cell(self, head: int, told: Role | None) -> Role:
        """Return the role of a table cell: from its head (Haettu, Myönnetty, Vuokra), else the sum or the text above."""
        if head not in self._heads:
            start, end = self.frame.line(head)
            words = [c for c in cues(self.text, start, end) if c.role in _ROLES]
            nouns = [c for c in words if not c.verb] or words
            accounts = _ACCOUNTS.search(self.text, start, end) is not None
            role = Role(nouns[-1].role) if nouns else Role.budget if accounts else told
            self._heads[head] = (
                role if role is not None else self.context.fallback(Sum(start, start, Decimal(0)), start)
            )
        return self._heads[head]
