"""Read who was heard as an expert and who was disqualified, from the prose of a decision or its Esteellisyys block.

The sentence decides: a name counts only where its own clause says that the person was heard, or was disqualified
(esteellinen, jäävi, jävig). Challenges, reasons, substitutes and law text name others (Hallintolaki 27-28 §).
"""

import re
from collections.abc import Iterator, Sequence

from scraper.grammar import attendance_words as say
from scraper.grammar.inflection import nominative_name
from scraper.grammar.names import bare, is_mask, is_name_word, is_organisation, is_particle, is_plural_title, is_title
from scraper.grammar.sentences import sentences

_MOST_NAMES = 200
"""More people than any council seats; what is beyond is not read."""


def experts(text: str) -> list[str]:
    """Read the names of those heard as experts: `oli asiantuntijana läsnä`, `kuultiin asiantuntijana`, `esitteli asiaa`, `sakkunnig`.

    Members, the chair and the presenter who speak on the matter are no experts. A surname that repeats a full name is
    the same person.
    """
    if not _holds(text, say.HEARING_STEMS):
        return []
    found: list[str] = []
    for sentence in sentences(text):
        label = say.HEARD_LABEL.match(sentence)
        if label:
            found += [name for name, _ in _names(sentence[label.end() :])]
        elif say.GRANTED_SPEECH.search(sentence):
            found += [nominative_name(name, "allative") for name, title in _names(sentence) if title]
        elif say.HEARD.search(sentence):
            found += _heard(sentence)
        elif say.PRESENTED.search(sentence):
            head = sentence[: _first(say.PRESENTED, sentence)]
            found += [name for name, title in _names(head) if title and not say.MEMBER.search(title)]
    return _each_once(found)


def recusals(text: str, *, block: bool = False) -> list[str]:
    """Read the names of those who were disqualified, without titles and reasons, each once.

    Args: block, the text is the value of a label such as Esteellisyys or Esteelliset, so that its bare lines of names
    count too.
    """
    if not (block or _holds(text, say.RECUSAL_STEMS)):
        return []
    found: list[str] = []
    listing = block
    for sentence in sentences(text):
        label = say.RECUSED_LABEL.match(sentence)
        if label:
            found += [name for name, _ in _names(_without_reason(sentence[label.end() :]), listed=True)]
            listing = True
        elif say.RECUSED.search(sentence):
            found += _recused(sentence)
        elif (block or say.BY_LAW.search(sentence)) and say.LEFT.search(sentence):
            found += [name for clause in _clauses(_without_reason(sentence)) for name, _ in _around(say.LEFT, clause)]
        elif listing and len(sentence) <= say.NAME_LINE_LENGTH and (block or _is_list(sentence)):
            found += [name for name, _ in _names(_without_reason(sentence), listed=True)]
        else:
            listing = block
    return _each_once(found)


def _holds(text: str, stems: Sequence[str]) -> bool:
    folded = text.casefold()
    return any(stem in folded for stem in stems)


def _is_list(sentence: str) -> bool:
    words = [w for w in sentence.split() if w not in ("ja", "och", "-", "•")]
    return bool(words) and all(is_name_word(w) or is_title(w) or is_particle(w) for w in words)


def _first(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return found.start() if found else len(text)


def _heard(sentence: str) -> list[str]:
    inflected = bool(say.PARTITIVE_AFTER.search(sentence))
    named_as_experts = _first(say.EXPERT_WORD, sentence) < len(sentence)
    names = _around(say.HEARD, sentence)
    # "Kuultiin Rannan Yrittäjiä" hears an association: without the word expert only titled persons count.
    return [
        nominative_name(name, "partitive") if inflected else name for name, title in names if title or named_as_experts
    ]


def _recused(sentence: str) -> list[str]:
    found: list[str] = []
    plain = _without_reason(sentence)
    if not say.RECUSED.search(plain):  # "Etu Suku (yhteisöjäävi) poistui": the word stood in the parentheses
        other = say.OTHER_CLAUSE.search(plain)
        plain = f"{plain[: other.start()]} jäävi{plain[other.start() :]}" if other else f"{plain} jäävi"
    for clause in _clauses(plain):
        hit = say.RECUSED.search(clause)
        if (
            not hit
            or (say.NOT_RECUSED.search(clause) and not say.BODY_FINDS.search(clause))
            or say.DENIED.search(clause)
        ):
            continue
        reported = say.REPORTED.search(clause)
        if reported and _around(say.RECUSED, clause[reported.end() :]):
            clause = clause[reported.end() :]
        genitive = bool(say.FOUND_TO_BE.search(clause)) or hit.group().casefold() in say.GENITIVE_BEFORE
        names = [name for name, _ in _around(say.RECUSED, clause)]
        found += [nominative_name(name, "genitive") if genitive else name for name in names]
    return found


def _around(hit: re.Pattern[str], clause: str) -> list[tuple[str, str | None]]:
    """Find the names before a word such as esteellinen, else those after it; what follows a subject names its reason."""
    at = _first(hit, clause)
    return _names(clause[:at]) or _subject(clause[:at]) or _names(clause[at:], listed=":" in clause[at : at + 24])


def _subject(text: str) -> list[tuple[str, str | None]]:
    """Find bare surnames that begin a sentence: `Aalto ilmoitti …`, `Aalto ja Virta poistuivat …`."""
    found: list[tuple[str, str | None]] = []
    reported = say.REPORTED.search(text)
    for word in text[reported.end() if reported else 0 :].split():
        core = bare(word)
        if core in ("ja", "sekä", "och"):
            continue
        if not is_name_word(core) or is_title(core) or core.casefold() in say.COMMON_SUBJECTS or not core[1:].islower():
            return found if say.SUBJECT_VERB.match(core) else []
        found.append((core, None))
    return found


def _clauses(sentence: str) -> Iterator[str]:
    for piece in say.OTHER_CLAUSE.split(sentence):
        if not say.SUBSTITUTE.search(piece):
            yield piece
            continue
        cut = _first(say.SUBSTITUTE, piece)
        hit = _first(say.RECUSED, piece)
        if hit < cut:
            joint = max(piece.rfind(join, hit, cut) for join in (" ja ", ", ", " och ", " sekä "))
            yield piece[: joint if joint >= 0 else _end(say.RECUSED, piece)]
        # A clause on the substitute that also names the recusal tells whose place is taken, not who was recused.


def _end(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return found.end() if found else len(text)


def _without_reason(text: str) -> str:
    """Drop parentheses and what follows "koska": they hold the reason and others' names."""
    kept, depth = [], 0
    for char in text:
        depth += char == "("
        if not depth:
            kept.append(char)
        depth -= char == ")" and depth > 0
    plain = "".join(kept)
    before = plain[: _first(say.REASON, plain)]
    return before if say.RECUSED.search(before) or not say.RECUSED.search(plain) else plain


def _names(text: str, *, listed: bool = False) -> list[tuple[str, str | None]]:
    """Find the persons of a sentence as (name, title): runs of capitals, a surname alone only after a title or in a list."""
    found: list[tuple[str, str | None]] = []
    words = text.split()
    i = 0
    title: str | None = None
    follows = listed
    while i < len(words):
        word = words[i]
        core = bare(word)
        if is_mask(core) or not core:
            title = None
        elif is_title(word):
            title = core
            follows = follows or is_plural_title(word)
        elif is_name_word(word):
            run = _run(words, i)
            i += len(run)
            ends = run[-1][-1:] in ",;:.)"
            name = " ".join(bare(w) for w in run)
            organisation = i < len(words) and not ends and is_organisation(words[i])
            # "johtaja Etu Suku Yritys Oy:stä": the first two words are the person's.
            if organisation and ((title and len(run) > 2) or (len(run) > 3 and i == len(run))):
                name, organisation = " ".join(bare(w) for w in run[:2]), False
            elif organisation and title and len(run) == 2 and words[i][:1].isupper() and len(bare(words[i])) > 5:
                organisation = False  # "johtaja Etu Suku Insinööritoimisto Yritys Oy:stä"
            if not organisation and (len(run) > 1 or title or follows):
                found.append((name, title))
                follows = True
            title = None
            continue
        elif core.casefold() not in ("ja", "sekä", "och", "samt"):
            follows = listed and not core.islower()
            title = None
        i += 1
    return found


def _run(words: Sequence[str], start: int) -> list[str]:
    run = [words[start]]
    for word in words[start + 1 : start + 6]:
        last = run[-1]
        if last[-1:] in ",;:)" or (last.endswith(".") and bare(last) != last):
            break
        if is_particle(word) or (is_name_word(word) and not is_title(word)):
            run.append(word)
        else:
            break
    while len(run) > 1 and is_particle(run[-1]):
        run.pop()
    return run


def _each_once(names: Sequence[str]) -> list[str]:
    """Keep each person once: a surname alone repeats a full name that holds it."""
    kept: list[str] = []
    for name in list(dict.fromkeys(names))[:_MOST_NAMES]:
        parts = set(name.casefold().split())
        same = next((k for k in kept if parts <= set(k.casefold().split()) or set(k.casefold().split()) <= parts), None)
        if same is None:
            kept.append(name)
        elif len(name.split()) > len(same.split()):
            kept[kept.index(same)] = name
    return kept
