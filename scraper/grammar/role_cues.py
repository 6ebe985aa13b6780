"""The role words of a sentence: each with its place, whether it is only an act, and whether its case governs a sum."""

import re
from dataclasses import dataclass
from functools import lru_cache

from scraper.grammar.role_words import NOUNS, PRICE_OF, SHARE_OF, VALUE_OF, VERBS
from scraper.grammar.stems import at_a_glance

_HEADS = {**{f"n{i}": role for i, role in enumerate(NOUNS)}, **{f"v{i}": role for i, role in enumerate(VERBS)}}
_CUE = re.compile(
    at_a_glance(
        "|".join(
            [f"(?P<n{i}>{p})" for i, p in enumerate(NOUNS.values())]
            + [f"(?P<v{i}>{p})" for i, p in enumerate(VERBS.values())]
        )
    )
)
_AGENT = re.compile(r"(?:urakoitsij|leverantör|entreprenör)")  # who, not what: governs as an act does
_WORD_END = re.compile(r"(?:-?[a-zåäö]++)*+")
# Cases in which a noun does not govern the sum beside it: `avustuksiin`, `kustannuksista`, `kustannuksien kattamiseen`.
_OBLIQUE = re.compile(
    r"(?:iin|ihin|een|seen|hon|ista|istä|(?<!u)sta|(?<!y)stä|issa|issä|ssa|ssä|lle|ille|hen|iltä|ilta)$"
)
GOVERNS_ANY_CASE = frozenset(
    {"price", "contract_price", "rent", PRICE_OF, "appropriation", "own_share", "budget", "loan"}
)


@dataclass(frozen=True, slots=True)
class Cue:
    """One word that names a role: its place, whether it is only an act, and whether its case governs no sum."""

    start: int
    end: int
    role: str
    verb: bool
    oblique: bool
    word: str


def cues(text: str, start: int, end: int) -> list[Cue]:
    """Return the role words of `text[start:end]` in order, the last stem of each word only; offsets into `text`."""
    folded = text[start:end].lower().replace("\u00a0", " ")
    if len(folded) != end - start:  # a letter whose lower case is longer would move every offset
        folded = "".join(c.lower() if len(c.lower()) == 1 else " " for c in text[start:end])
    return [Cue(start + cue.start, start + cue.end, cue.role, cue.verb, cue.oblique, cue.word) for cue in _cues(folded)]


@lru_cache(maxsize=256)
def _cues(folded: str) -> tuple[Cue, ...]:
    """Return the role words of one sentence in lower case; its sums and its per cents ask in turn."""
    found: list[Cue] = []
    for match in _CUE.finditer(folded):
        last = _WORD_END.match(folded, match.end())
        stop = last.end() if last else match.end()
        group = match.lastgroup or ""
        role, verb = _HEADS[group], group.startswith("v")
        word = folded[match.start() : stop]
        verb = verb or _AGENT.match(word) is not None
        oblique = not verb and role not in GOVERNS_ANY_CASE and _OBLIQUE.search(word) is not None
        cue = Cue(match.start(), stop, role, verb, oblique, word)
        if (
            found
            and found[-1].end == cue.end
            and not (
                role in (PRICE_OF, VALUE_OF, SHARE_OF) and cue.start > found[-1].start and found[-1].role != "own_share"
            )
        ):
            found[-1] = Cue(found[-1].start, cue.end, role, verb, oblique, word)
        elif found and found[-1].end == cue.end:
            continue
        else:
            found.append(cue)
    return tuple(found)
