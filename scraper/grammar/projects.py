"""The projects (hanke, projekti) that a decision is about, each once, in base form.

A decision is about the projects of its title; where the title names none, about those of its own proposal and
decision; else about the one that its background begins with and goes on speaking of. Whatever else a page
mentions in passing is not its project.
"""

import functools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from scraper.grammar.project_mentions import mentions
from scraper.grammar.project_names import LIKE, Mention, begins, likeness, project_key

__all__ = ["project_key", "projects"]

OPENING = 600
"""Characters of a background within which its main project is named."""
_ACRONYM = 5
_TALK = re.compile(r"\b(?:hank(?:k?ee\w{1,4}|e|etta)|projekti\w{0,4}|projektets?)\b", re.IGNORECASE)
_TAKES_PART = re.compile(r"osallistu|liitty|hake(?:minen|mus)|mukaan lähte|\bdelta", re.IGNORECASE)


@dataclass(slots=True)
class _Project:
    """The mentions that name one project, title first."""

    mentions: list[tuple[int, Mention]] = field(default_factory=list)  # -1 the title, else the index of the part

    def is_like(self, mention: Mention) -> bool:
        return any(_same(mention, other) for _, other in self.mentions)

    def spelling(self) -> str:
        """Return the commonest spelling; of equals the title's, then the first; never a mere beginning or an abbreviation of another."""
        votes: Counter[str] = Counter()
        first: dict[str, tuple[int, str]] = {}
        shouted: set[str] = set()  # a title in capitals does not tell how a name is written
        for order, (place, mention) in enumerate(self.mentions):
            key = project_key(mention.name)
            votes[key] += 1
            if key not in first or (key in shouted and not mention.name.isupper()):
                first[key] = (first[key][0] if key in first else order, mention.spelling)
                shouted = shouted | {key} if _is_shouted(place, mention) else shouted - {key}
        short = {project_key(mention.alias) for _, mention in self.mentions if mention.alias}
        longest = {
            key
            for key in votes
            if key not in short and not any(begins(first[key][1], first[other][1]) for other in votes if other != key)
        }
        best = max(longest or set(votes), key=lambda key: (votes[key], -first[key][0]))
        return first[best][1]


def _is_shouted(place: int, mention: Mention) -> bool:
    return place == -1 and mention.name.isupper() and len(mention.name) > _ACRONYM


def projects(title: str | None, parts: Sequence[str]) -> list[str]:
    """Return the names of the projects that a decision is about, in base form ('ONE-hanke'), one spelling each.

    `parts` are the decision's own texts in their order: background, proposal, decision ('' where there is none), or
    the whole text alone for an attachment. Of several spellings the commonest is given, of equals the title's.
    Linear in the text; never raises.
    """
    heading = title or ""
    titled = [
        m for m in mentions(heading, title=True) if not m.weak and (not m.programme or _TAKES_PART.search(heading))
    ]
    placed = [(place, m) for place, text in enumerate(parts) for m in mentions(text) if not m.programme]
    named = _named_by_title(heading, placed)
    common = _common_nouns([*titled, *(m for _, m in placed)], " ".join([heading, *parts]))
    titled = [m for m in titled if m.name not in common]
    placed = [(place, m) for place, m in placed if m.name not in common]
    clusters = _cluster([(-1, m) for m in [*titled, *named]], placed)
    return [cluster.spelling() for cluster in _about(clusters, parts)]


def _named_by_title(title: str, placed: list[tuple[int, Mention]]) -> list[Mention]:
    """Return the title as a mention, or the part of it, where a text calls just that a project."""
    key = project_key(title)
    for _, mention in placed:
        name = project_key(mention.name)
        if name == key:
            return [Mention(title.strip(), mention.suffix, at=0)]
    return [m for _, m in placed if not m.weak and len(name := project_key(m.name)) >= 8 and name in key][:1]


def _common_nouns(found: Sequence[Mention], text: str) -> set[str]:
    """Return the names of one word that the text writes with a small letter too: 'Tuulivoima-hanke' is no name."""
    single = {m.name for m in found if m.name.isalpha() and m.name[1:].islower()}
    return {name for name in single if f" {name[0].lower()}{name[1:]}-hank" in text}


def _cluster(titled: list[tuple[int, Mention]], placed: list[tuple[int, Mention]]) -> list[_Project]:
    strong = [*titled, *((place, m) for place, m in placed if not m.weak)]
    clusters: list[_Project] = []
    for place, mention in strong:
        home = next((cluster for cluster in clusters if cluster.is_like(mention)), None)
        if home is None:
            clusters.append(home := _Project())
        home.mentions.append((place, mention))
    for place, mention in placed:
        if mention.weak:
            for cluster in clusters:
                if likely := _likeliest(mention, cluster):
                    cluster.mentions.append((place, likely))
                    break
    return clusters


def _likeliest(mention: Mention, cluster: _Project) -> Mention | None:
    names = (mention.name, *mention.starts)
    _, known = cluster.mentions[0]
    score, name = max((likeness(name, known.name), name) for name in names)
    return Mention(name, known.suffix, at=mention.at) if score >= LIKE else None


def _same(a: Mention, b: Mention) -> bool:
    names, others = _keys(a.name, a.alias), _keys(b.name, b.alias)
    if names & others or begins(a.name, b.name) or begins(b.name, a.name):
        return True
    return _numbers(a.name) == _numbers(b.name) and likeness(a.name, b.name) >= LIKE


@functools.lru_cache(maxsize=1024)
def _keys(name: str, alias: str | None) -> frozenset[str]:
    return frozenset({project_key(name), *([project_key(alias)] if alias else [])})


@functools.lru_cache(maxsize=1024)
def _numbers(name: str) -> list[str]:
    """Return the numbers in a name: 'ALMA 2' and 'ALMA 3' are two projects, however alike."""
    return re.findall(r"\d+", name)


def _about(clusters: list[_Project], parts: Sequence[str]) -> list[_Project]:
    titled = [c for c in clusters if any(place == -1 for place, _ in c.mentions)]
    if titled:
        return titled
    operative = [c for c in clusters if any(place > 0 and not m.passing for place, m in c.mentions)]
    if operative:
        return operative
    background = parts[0] if parts else ""
    early = [c for c in clusters if any(place == 0 and m.at < OPENING and not m.passing for place, m in c.mentions)]
    if len(early) == 1 and len(_TALK.findall(background)) >= 3:
        return early
    return []
