"""What a word means in its sentence and its matter: a price of what, a share of whose, who pays.

A cue alone does not settle a role: `osuus` is a grant's or a town's, `maksaa` a cost, a fee or a compensation. The words around it do,
then the sentences before it, then the matter's title.
"""

from collections.abc import Sequence

from scraper.grammar import role_phrases as phrases
from scraper.grammar.clauses import Clauses
from scraper.grammar.marks import per
from scraper.grammar.notation import Sum
from scraper.grammar.role_cues import Cue, cues
from scraper.grammar.role_topics import topic
from scraper.grammar.role_words import PRICE_OF, SHARE_OF, VALUE_OF
from scraper.records import Per, Role

SENTENCES_BACK = 3
LARGE = 10_000  # euros: more than any one fee

_ROLES = frozenset(role.value for role in Role)
_CLAIMED = frozenset((Role.fee, Role.total_cost, Role.own_share, Role.rent, Role.other))


class Context:
    """One text with its matter's title: what its words mean where they stand; each sentence's cues are found once."""

    def __init__(self, frame: Clauses, title: str | None = None) -> None:
        self.frame = frame
        self.text = frame.text
        self.topic = topic(title)
        self.buying = title is not None and phrases.BUYING.search(title) is not None
        self._cues: dict[int, list[Cue]] = {}

    def resolve(self, cue: Cue, words: Sequence[Cue], start: int, item: Sum) -> Role:
        """Return the role that `cue` gives to `item`; `words` are the cues of its sentence, which begins at `start`."""
        if cue.role == SHARE_OF:
            return self._share_of(cue, words, start)
        if cue.role in (PRICE_OF, VALUE_OF):
            return self._price_of(cue, words, start, item)
        role = Role(cue.role)
        if role is Role.total_cost and phrases.TO_TOWN.search(self.text, cue.end, item.start):
            return Role.own_share
        if cue.verb and cue.word.startswith("maksa") and self._paid_by_towns(cue):
            return Role.own_share
        if (
            role is Role.grant
            and cue.word.startswith("pyy")
            and (self.topic is Role.price or phrases.OFFERED_FOR.search(self.text, start, item.start))
        ):
            return Role.price
        if role is Role.grant and cue.verb and cue.word in ("saa", "saavat", "sai", "saivat", "får"):
            return self.topic if self.topic in (Role.compensation, Role.fee, Role.price, Role.rent) else role
        if role is Role.fee and cue.verb and self.topic is Role.grant:
            return Role.grant  # a grant is claimed back
        if role is Role.compensation and cue.word.startswith("vaati"):
            return self.topic if self.topic in (Role.grant, Role.fee, Role.price, Role.rent) else role
        if (
            role is Role.own_share
            and cue.word.startswith("vasta")
            and phrases.GRANTOR_BEFORE.search(self.text, start, cue.start)
        ):
            return Role.grant
        if (
            role is Role.compensation
            and cue.word.startswith(("korvau", "sopimuskorvau"))
            and self.topic is Role.contract_price
        ):
            return Role.contract_price  # what a service is paid by
        if role is Role.grant and cue.word.startswith("myön") and self.topic is Role.appropriation:
            granted = phrases.TOWN_GETS.search(self.text, start, cue.start) is not None
            return role if granted or not cue.verb else Role.appropriation
        if role in (Role.budget, Role.total_cost) and phrases.DIVIDED_AMONG_TOWNS.search(self.text, start, item.start):
            return Role.own_share
        if (
            role is Role.grant
            and cue.word.startswith("rahoitet")
            and phrases.GENITIVE_END.search(self.text, item.start, item.end)
        ):
            return Role.total_cost  # rahoitetaan 2,6 milj. euron laitos
        if role is Role.grant and cue.word.startswith("rahoit") and self._town_pays(start, item):
            return Role.own_share
        offered = role is Role.contract_price and cue.word.startswith(("tarjo", "anbud", "yksikköhin"))
        if offered and (
            (self.topic is Role.price and not self.buying) or phrases.OFFERED_FOR.search(self.text, start, item.start)
        ):
            return Role.price
        if offered and self.topic is Role.rent and per(self.text, item) is not None:
            return Role.rent
        if self.topic is Role.budget and (role in (Role.total_cost, Role.other) or cue.word.startswith("valtionosuu")):
            return Role.budget
        if self.topic is Role.appropriation and cue.word.startswith("valtionosuu"):
            return Role.budget
        if (
            role is Role.appropriation
            and cue.word == "talousarviossa"
            and phrases.INCOME.search(self.text, start, cue.start)
        ):
            return Role.budget
        if role is Role.total_cost and cue.start >= item.end and phrases.REFUNDED.search(self.text, start, item.start):
            return Role.compensation
        if (
            role is Role.own_share
            and cue.word.startswith("omavastuu")
            and (per(self.text, item) in (Per.month, Per.unit) or phrases.USERS.search(self.text, start, cue.start))
        ):
            return Role.fee  # what a user pays, not a town's share of a project
        if (
            role is Role.other
            and cue.word.startswith("palk")
            and phrases.COSTS_DIVIDED.search(self.text, start, cue.start)
        ):
            return Role.total_cost
        if (
            role is Role.price
            and cue.verb
            and cue.word.startswith("ost")
            and phrases.BOUGHT.search(self.text, start, item.start)
        ):
            return Role.contract_price
        if role is Role.budget and self.topic is Role.grant and cue.word.startswith("meno"):
            return Role.total_cost
        if role is Role.contract_price and self.topic is Role.price and cue.word.startswith(("hanki", "hankk")):
            return Role.price  # land is acquired
        if role is Role.total_cost and cue.verb and cue.word.startswith(("maks", "betal", "vasta")):
            return self._paid(cue, start, item)
        claimed = self.topic is Role.compensation and role in _CLAIMED
        own = cue.word.startswith("palkkio")  # what is paid beside a compensation, unless the claim is told before it
        if claimed and any(w.role == Role.compensation.value and (not own or w.start < cue.start) for w in words):
            return Role.compensation
        return role

    def _share_of(self, cue: Cue, words: Sequence[Cue], start: int) -> Role:
        """Return whose share a bare `osuus` is: a grantor's, a project's, a town's; else what the sentence named before it."""
        if any(word.word.startswith("osin") for word in words):
            return Role.other  # an owner's share of a dividend
        begin = max(start, cue.start - 60)
        if phrases.GRANTOR.search(self.text, begin, cue.start):
            return Role.grant
        if phrases.PROJECT.search(self.text, begin, cue.start):
            return Role.total_cost
        if phrases.OWN.search(self.text, begin, cue.start) or phrases.PLACE.search(self.text, begin, cue.start):
            return Role.own_share
        if cue.word.startswith("rahoitusosuu"):
            return Role.own_share
        return next((Role(w.role) for w in reversed(words) if w.end <= cue.start and w.role in _ROLES), Role.other)

    def _price_of(self, cue: Cue, words: Sequence[Cue], start: int, item: Sum) -> Role:
        """Return what a bare `hinta` or `arvo` is the price of: a sale, a contract, a fee; else other."""
        if phrases.BY_FLOOR_AREA.match(self.text, item.end):
            return Role.price
        if cue.role == VALUE_OF and phrases.LAND_BEFORE.search(self.text, start, cue.start):
            return Role.price
        if cue.role == PRICE_OF and phrases.WORK_BEFORE.search(self.text, start, cue.start):
            return Role.total_cost
        if cue.role == PRICE_OF and phrases.FEE_OF.search(self.text, start, cue.start):
            return Role.fee
        allowed = {"price", "contract_price", "fee", "rent"}
        for word in sorted(words, key=lambda w: (w.verb, abs(w.start - cue.start))):
            if word.role in allowed:
                bought = word.verb and word.role == "price" and self.topic is Role.contract_price
                return Role.contract_price if bought else Role(word.role)
        if self.topic is Role.fee:
            return Role.fee
        for begin, end in self.sentences_before(start):
            for word in reversed(self.sentence_cues(begin, end)):
                if word.role in ("price", "contract_price"):
                    return Role.price if self.topic is Role.price else Role(word.role)
        if self.topic in (Role.price, Role.contract_price, Role.fee, Role.rent):
            return self.topic
        if (cue.role == PRICE_OF or "rakennusoikeu" in self.text[start : cue.start]) and phrases.SOLD.search(
            self.text, start, cue.start
        ):
            return Role.price
        return Role.total_cost if self.topic is Role.total_cost and cue.role == PRICE_OF else Role.other

    def _paid(self, cue: Cue, start: int, item: Sum) -> Role:
        """Return what `maksaa` is about: `tunnus maksaa 39 euroa` a fee, `kunta maksaa sovinnossa` a compensation, else a cost."""
        if (
            phrases.USERS_PAY.search(self.text, max(start, cue.start - 60), cue.start)
            and per(self.text, item) is not None
        ):
            return Role.fee
        if phrases.GRANTOR_BEFORE.search(self.text, max(start, cue.start - 40), cue.start):
            return Role.grant
        if phrases.THE_REST.search(self.text, item.end, item.end + 60) and phrases.TOWN_ITSELF.search(
            self.text, start, cue.start
        ):
            return Role.own_share
        paid_for = self.text[cue.end : item.start]
        if phrases.PART_OF_COSTS.match(paid_for) and phrases.TOWN_BEFORE.search(
            self.text, max(start, cue.start - 40), cue.start
        ):
            return Role.own_share
        if ("hankkee" in paid_for or "projekt" in paid_for) and phrases.TOWN_ITSELF.search(self.text, start, cue.start):
            return Role.own_share
        if cue.word.startswith("makset"):
            return self.topic or self.fallback(item, start)
        if self.topic is Role.own_share and phrases.TOWN_PAYS.search(self.text, max(start, cue.start - 14), cue.start):
            return Role.own_share
        if phrases.WORK_BEFORE.search(self.text, start, cue.start) or phrases.UPKEEP.search(
            self.text, start, cue.start
        ):
            return Role.total_cost
        if self.topic is not Role.contract_price and phrases.WORKS.search(self.text, start, cue.start):
            return Role.total_cost
        if phrases.TICKET.search(self.text, start, cue.start):
            return Role.fee
        if self.topic is Role.compensation and per(self.text, item) is None:
            return Role.compensation
        if self.topic is Role.fee and item.value >= LARGE:
            return Role.total_cost
        settled = self.topic in (Role.price, Role.rent, Role.fee, Role.contract_price)
        return self.topic if settled and self.topic is not None else Role.total_cost

    def _paid_by_towns(self, cue: Cue) -> bool:
        """Tell whether several towns pay: `osallistujakunnat maksavat`, `loput maksavat kunnat`."""
        return (
            phrases.TOWNS_BEFORE.search(self.text, max(0, cue.start - 40), cue.start) is not None
            or phrases.TOWNS_AFTER.match(self.text, cue.end) is not None
        )

    def _town_pays(self, start: int, item: Sum) -> bool:
        """Tell whether a town finances something itself: `kunta rahoittaa hanketta 5 000 eurolla`."""
        before = self.text[max(start, item.start - 120) : item.start]
        return (
            phrases.TOWN_PAYS.search(before) is not None
            and phrases.TOWN_GETS.search(before[before.rfind(",") + 1 :]) is None
        )

    def fallback(self, item: Sum, start: int) -> Role:
        """Return the role that the sentences before the one at `start` name, else the title's, else other."""
        for begin, end in self.sentences_before(start):
            words = [w for w in self.sentence_cues(begin, end) if not w.oblique]
            nouns = [w for w in words if not w.verb] or words
            if nouns:
                last = nouns[-1]
                if last.role in (PRICE_OF, VALUE_OF, SHARE_OF) or self.topic is Role.price:
                    return self.resolve(last, words, begin, item)
                return Role(last.role)
        return self.topic or Role.other

    def sentences_before(self, start: int) -> list[tuple[int, int]]:
        """Return the bounds of the sentences before `start`, the nearest first, at most SENTENCES_BACK."""
        found: list[tuple[int, int]] = []
        while len(found) < SENTENCES_BACK and (bounds := self.frame.previous(start)) is not None:
            start = bounds[0]
            if self.text[bounds[0] : bounds[1]].strip():
                found.append(bounds)
        return found

    def sentence_cues(self, start: int, end: int) -> list[Cue]:
        """Return the role words of the sentence from `start` to `end`."""
        if start not in self._cues:
            self._cues[start] = cues(self.text, start, end)
        return self._cues[start]
