"""Names of projects without quotation marks: the walk to the left from the word hanke.

Finnish writes a name of several words with a space before the hyphen (Osaava kylä -hankkeen) and a name of one
word without (ONE-hankkeessa); pages write both in every wrong way too. In running text nothing marks where an
unquoted name begins but its capital letter, so the walk to the left ends at words that cannot belong to a name:
verbs of deciding, authorities in the genitive, postpositions.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from scraper.grammar.project_names import Mention, clean, is_name, passes
from scraper.grammar.project_words import ANY, NAMED, SORT, agrees, is_act, is_fund, is_stop

WORDS = 16
"""Words of an unquoted name."""
_GLUED = re.compile(rf"(?P<name>\S+?)-(?P<sort>{SORT})(?P<head>{ANY})")
_LOOSE = re.compile(rf"(?P<hyphen>-?)(?P<sort>{SORT})(?P<head>{ANY})")
_WORD = re.compile(r"\S+")
_NIMINEN = re.compile(rf"(?P<name>\S*?)-?{NAMED}")
_BREAK = re.compile(r"[.!?;](?=[ ]+[\"'(]?[A-ZÅÄÖ])|[\t\r]")
_LINE = re.compile(r"\n(?![ ]*[a-zåäö-])")
"""Where a line ends that does not go on in the next."""
_PARENTHESIS = re.compile(r"[ ]*\((?P<inside>[^()]{1,120})\)[ ]*$")


def speaks_of_projects(text: str) -> bool:
    """Tell whether a text holds any head word at all; most do not, and are read no further."""
    folded = text.lower()
    return "hank" in folded or "rojekt" in folded or "hjelma" in folded or "työnimi" in folded


def unquoted(original: str, plain: str, covered: bytearray, *, title: bool) -> Iterator[Mention]:
    """Names that only a hyphen, or nothing, ties to their head word."""
    for start, end in _sentences(plain):
        words = [match.span() for match in _WORD.finditer(plain, start, end)]
        for index, (a, b) in enumerate(words):
            if not covered[a] and (mention := _at_head(original, plain, words, index, title=title)):
                yield replace(mention, passing=passes(plain, b))


def _sentences(plain: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences lie that hold a head word; lines without one are not split at all."""
    top = 0
    for bottom in [*(match.end() for match in _LINE.finditer(plain)), len(plain)]:
        if speaks_of_projects(plain[top:bottom]):
            start = top
            for end in [*(match.end() for match in _BREAK.finditer(plain, top, bottom)), bottom]:
                if speaks_of_projects(plain[start:end]):
                    yield start, end
                start = end
        top = bottom


def _at_head(original: str, plain: str, words: list[tuple[int, int]], index: int, *, title: bool) -> Mention | None:
    """Read the name that ends at the word `index` where this is a head word (hanke, -hankkeen, ONE-hanketta)."""
    start, end = words[index]
    word = plain[start:end].rstrip(".,;:!?)\"'/")
    if not speaks_of_projects(word):
        return None
    lead = len(word) - len(word.lstrip("(\"'"))
    word = word[lead:]
    if word.isupper() and len(word.lower()) == len(word):
        word = word.lower()
    if (glued := _GLUED.fullmatch(word)) and not glued["name"].endswith("-"):
        return _glued(original, plain, words, index, glued, start + lead, title=title)
    loose = _LOOSE.fullmatch(word)
    if not loose or index == 0:
        return None
    stop, hyphen = index, bool(loose["hyphen"])
    nearest = max(0, index - WORDS - 2)  # so that what comes before cannot make the walk long
    if niminen := _NIMINEN.fullmatch(plain[slice(*words[index - 1])]):
        return _niminen(original, plain, words[nearest:index], niminen, loose, title=title)
    if not hyphen and plain[slice(*words[index - 1])] == "-":
        stop, hyphen = index - 1, True
    elif not hyphen and plain[slice(*words[index - 1])].endswith("-"):
        hyphen = True
    if not hyphen and loose["sort"]:  # "kehittämishankkeen" by itself is a word, not the end of a name
        return None
    return _spaced(original, plain, words[nearest:stop], loose, hyphen=hyphen, title=title)


def _niminen(
    original: str, plain: str, words: list[tuple[int, int]], niminen: re.Match[str], head: re.Match[str], *, title: bool
) -> Mention | None:
    """Read 'Osaava kylä -nimisen hankkeen' and 'Kylä-niminen hanke'; `words` end with niminen."""
    start, _ = words.pop()
    words += [(start, start + niminen.end("name"))] if niminen["name"] else []
    named = _spaced(original, plain, words, head, hyphen=True, title=title)
    return replace(named, suffix="") if named else None


def _glued(
    original: str,
    plain: str,
    words: list[tuple[int, int]],
    index: int,
    match: re.Match[str],
    start: int,
    *,
    title: bool,
) -> Mention | None:
    """Read 'ONE-hankkeessa', and 'Osaava kylä-hankkeessa' that lacks its space."""
    name = original[start : start + len(match["name"])]
    if is_fund(name):
        return None
    if not (name[0].isupper() or name[0].isdigit()) or not any(map(str.isalpha, name)):
        spaced = _spaced(
            original,
            plain,
            [*words[max(0, index - WORDS) : index], (start, start + len(name))],
            match,
            hyphen=True,
            title=title,
        )
        sentence_start = spaced and not title and spaced.at == _first_letter(plain, words[0][0])
        return spaced if spaced and " " in spaced.name and not sentence_start else None
    begin = start
    for previous, (a, b) in zip(range(index - 1, -1, -1), reversed(words[max(0, index - WORDS) : index]), strict=False):
        before = plain[a:b]
        if (
            previous == 0
            or not before[0].isupper()
            or before.endswith("n")
            or before[-1] in ".,;:!?)\"'-/"
            or is_stop(before)
        ):
            break
        begin = a
    whole = clean(original[begin : start + len(name)])
    if not is_name(whole):
        return None
    plain_hanke = match["head"].startswith("hank") and not match["sort"]
    suffix = _suffix(match, spaced=begin != start)
    return Mention(
        whole,
        suffix if plain_hanke or not match["sort"] else "",
        programme=match["head"].startswith("ohjelma"),
        at=start,
    )


def _spaced(
    original: str, plain: str, words: list[tuple[int, int]], match: re.Match[str], *, hyphen: bool, title: bool
) -> Mention | None:
    """Read a name of several words that ends with the last of `words`."""
    if not words:
        return None
    first, last = max(0, len(words) - WORDS), words[-1][1]
    end = last
    while end > words[first][0] and plain[end - 1] in "- ":
        end -= 1
    alias = None
    if parenthesis := _PARENTHESIS.search(plain, words[first][0], end):
        alias = clean(original[parenthesis.start("inside") : parenthesis.end("inside")])
        end = parenthesis.start()
    words = [(a, min(b, end)) for a, b in words[first:] if a < end]
    if not words:
        return None
    begins = _beginnings(plain, words, at_start=first == 0, title=title)
    if not begins:
        return None
    names = [name for a in begins if is_name(name := clean(original[a:end]))]
    if not names:
        return None
    strong = hyphen or (
        title
        and begins[0] == _first_letter(plain, words[0][0])
        and _names_unhyphenated(plain[slice(*words[-1])], match["head"], len(words))
    )
    if not strong and _is_acronym(plain[slice(*words[-1])]) and not is_fund(plain[slice(*words[-1])]):
        return Mention(
            clean(original[slice(*words[-1])]),
            "-hanke" if match["head"].startswith("hank") else "-projekti",
            at=words[-1][0],
        )
    suffix = _suffix(match, spaced=True) if hyphen and not match["sort"] else ""
    return Mention(
        names[0],
        suffix,
        alias,
        weak=not strong,
        programme=match["head"].startswith("ohjelma"),
        at=begins[0],
        starts=tuple(names[1:]),
    )


def _beginnings(plain: str, words: list[tuple[int, int]], *, at_start: bool, title: bool) -> list[int]:
    """Return the offsets at which a name that ends with the last of `words` may begin, the likeliest first."""
    window = len(words) - 1
    while window > 0:
        word = plain[slice(*words[window - 1])]
        bare = word.strip("\"'(")
        first = window == 1 and at_start and not title  # a sentence's first word has its capital for that alone
        if word[-1] in ".,;:!?)/" or is_stop(bare.lower() if first else bare):
            break
        window -= 1
    capitals = [
        a
        for a, b in ((_first_letter(plain, a), b) for a, b in words[window:])
        if a < b and (plain[a].isupper() or plain[a].isdigit())
    ]
    if (
        window == 0
        and len(words) > 1
        and at_start
        and capitals
        and is_act(plain[capitals[0] : words[0][1]])
        and capitals[0] < words[0][1]
    ):
        rest = capitals[1:]
        if not rest:  # "Osallistuminen voimaa vanhuuteen -hankkeeseen"
            lower = [a for a, b in words if not is_act(plain[a:b])]
            rest = lower[:1] if len(lower) > 1 else []
        capitals = rest
    return capitals


def _names_unhyphenated(last: str, head: str, words: int) -> bool:
    """Tell whether the word before an unhyphenated hanke belongs to a name: an attribute would agree with it."""
    return words > 1 and not is_act(last) and not is_stop(last) and not agrees(last, head)


def _suffix(match: re.Match[str], *, spaced: bool) -> str:
    head = match["head"]
    word = (
        "hanke"
        if head.startswith("hank")
        else "ohjelma"
        if head.startswith("ohj")
        else "projekti"
        if head.startswith("projekti")
        else "projektet"
    )
    return (" -" if spaced else "-") + word


def _is_acronym(word: str) -> bool:
    letters = word.strip("\"'(),")
    return (
        len(letters) > 1
        and sum(char.isupper() or char.isdigit() for char in letters) > 1
        and letters[0].isupper()
        and letters.isalnum()
    )


def _first_letter(plain: str, start: int) -> int:
    while start < len(plain) and plain[start] in "\"'(*#":
        start += 1
    return start
