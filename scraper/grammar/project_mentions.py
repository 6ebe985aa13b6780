"""Where a text names a project: quoted or not, before or after the word hanke, in any case form."""

import re
import unicodedata
from collections.abc import Iterator

from scraper.grammar.project_names import LONGEST, Mention, clean, is_name, passes, plain_marks
from scraper.grammar.project_walk import speaks_of_projects, unquoted
from scraper.grammar.project_words import ANY, HANKE, NAMED, PROJEKT, PROJEKTI, SORT, is_act, is_stop

MOST = 100
"""Mentions read from one text; a longer list is not a decision about projects."""

_QUOTED = rf"[\"'](?:(?<=\")(?P<q>[^\"\n]{{2,{LONGEST}}})\"|(?<=')(?<!\w')(?P<s>[^'\n]{{2,{LONGEST}}})'(?!\w))"

_QUOTED_FIRST = re.compile(rf"{_QUOTED}[ ]{{0,3}}-?[ ]{{0,3}}(?:{NAMED}[ ]{{1,3}})?{SORT}(?P<head>{ANY})\b")
_ANNOUNCING = (
    rf"(?:(?<=[Hh]){HANKE[1:]}|(?<=[Pp])(?:{PROJEKTI[1:]}|{PROJEKT[1:]}))"  # after [HhPp]: one character finds it fast
)
_QUOTED_LAST = re.compile(
    rf"(?P<head>[HhPp]{_ANNOUNCING})(?:[:,]?[ ]{{1,3}}(?:nimeltä(?:än)?|nimi[ ]on|nimellä|vid[ ]namn)?[ ]{{0,3}}|:)\(?{_QUOTED}"
)
_CALLED = re.compile(
    rf"[HhPpTt](?:{_ANNOUNCING}[ ](?:virallinen |julkinen )?nim(?:i|eltä|eltään)|(?<=[Tt])yönim(?:i|enä|ellä|eltään))(?:[ ]on|:)?[ ]\"?"
    rf"(?P<name>[^\W\d_](?:[^\n\"!?;.]|\.(?=\d)){{2,{LONGEST}}})"
)
_SWEDISH = re.compile(
    r"projekt(?<!\wprojekt)(?:et)?[ ](?P<name>[A-ZÅÄÖ][\w+]*(?:[ ](?:(?:i|och|för|på|and|of|the|in|for|med)[ ])?[A-ZÅÄÖ0-9][\w+-]*){0,8})"
)
_TITLE_LAST = re.compile(
    rf"\b(?:[\w+]{{1,24}}-)?{SORT}(?:hanke|hankkee(?:seen|lle|sta|ssa)):?[ ](?P<name>[A-ZÅÄÖ0-9][^,;:/()\"\n]{{2,{LONGEST}}})$",
    re.IGNORECASE,
)


def mentions(text: str, *, title: bool = False) -> list[Mention]:
    """Return the mentions of projects in `text` in reading order; at most MOST of them."""
    if not speaks_of_projects(text):
        return []
    original = unicodedata.normalize("NFC", text)
    plain = plain_marks(original)
    found: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for mention, span in _marked(original, plain, title=title):
        if len(found) >= MOST:
            break
        found.append(mention)
        taken.append(span)
    covered = bytearray(len(plain))
    for start, end in taken:
        covered[start:end] = b"\1" * (end - start)
    for mention in unquoted(original, plain, covered, title=title):
        if len(found) >= MOST:
            break
        found.append(mention)
    return sorted(found, key=lambda mention: mention.at)


def _marked(original: str, plain: str, *, title: bool) -> Iterator[tuple[Mention, tuple[int, int]]]:
    """Names that quotation marks or words (nimi on, työnimenä, projektet X) set apart."""
    for pattern in (_QUOTED_FIRST, _QUOTED_LAST) if '"' in plain or "'" in plain else ():
        for match in pattern.finditer(plain):
            group = "q" if match["q"] is not None else "s"
            name = clean(original[match.start(group) : match.end(group)])
            if is_name(name):
                programme = match["head"].startswith("ohjelma")
                yield (
                    Mention(name, programme=programme, at=match.start(), passing=passes(plain, match.end())),
                    match.span(),
                )
    for pattern in [pattern for pattern, word in ((_CALLED, "nim"), (_SWEDISH, "projekt")) if word in plain]:
        for match in pattern.finditer(plain):
            name = clean(original[match.start("name") : match.end("name")].split(",")[0])
            if name[:1].isupper() and is_name(name):
                yield Mention(name, at=match.start(), passing=passes(plain, match.end())), match.span()
    if title:
        yield from _title_last(original, plain)


def _title_last(original: str, plain: str) -> Iterator[tuple[Mention, tuple[int, int]]]:
    """The end of a title that the head word announces: 'Osallistuminen hankkeeseen Osaava kylä'."""
    head = re.split(r"[,;/(]", plain, maxsplit=1)[0].rstrip()
    match = _TITLE_LAST.search(head)
    if not match:
        return
    name = clean(original[match.start("name") : match.end("name")])
    words = plain[match.start("name") : match.end("name")].split()
    single_place = len(words) == 1 and words[0].endswith(("ssa", "ssä", "lla", "llä", "sta", "stä", "lle"))
    if (
        name[:1].isupper()
        and is_name(name)
        and not single_place
        and not is_act(words[0])
        and not any(map(is_stop, words))
        and not speaks_of_projects(name)
    ):
        yield Mention(name, at=match.start()), match.span()
