"""What changed between two records of a decision, field by field: words of its texts, sums old and new, people come and gone."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from archive.word_difference import Piece, difference
from scraper.records import Amount, Attachment, Check, Decision, Handling, Part, Person, Role, Share, Vote

WORDS = ("title", "proposal", "decision", "rationale", "text")
"""Fields that are compared word by word."""
PLAIN = (
    *(
        "status",
        "kind",
        "municipality",
        "body",
        "body_abbreviation",
        "date",
        "section",
        "diary_number",
        "classification",
    ),
    *("language", "outcome", "final"),
)
LISTS = (
    *("preparers", "presenter", "decision_maker", "recusals", "experts", "votes", "amounts", "shares", "checks"),
    *("projects", "attachments", "distribution", "warnings"),
)
_MOVES = {"start", "end", "amounts"}
"""Keys that say where something stands, not what it is."""

Entry = str | Person | Vote | Amount | Share | Check | Attachment


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's change; which of the rest is filled depends on the field.

    `pieces` leads from an old text to the new one, `old` and `new` are plain values as text (None where there was or is none), `removed`
    and `added` are entries of a list, `replaced` the pairs of sums that stand in each other's place.
    """

    field: str
    pieces: tuple[Piece, ...] = ()
    old: str | None = None
    new: str | None = None
    removed: tuple[Entry, ...] = ()
    added: tuple[Entry, ...] = ()
    replaced: tuple[tuple[Entry, Entry], ...] = ()


def changes(old: Decision, new: Decision) -> list[FieldChange]:
    """Return what changed, the plain facts first, then people, sums, texts and the rest; nothing for equal records.

    That a sum has only moved within its text is no change.
    """
    return [*_plain(old, new), *_lists(old, new), *_texts(old, new)]


def _plain(old: Decision, new: Decision) -> Iterator[FieldChange]:
    for name in PLAIN:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield FieldChange(name, old=_text(before), new=_text(after))


def _texts(old: Decision, new: Decision) -> Iterator[FieldChange]:
    for name in WORDS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield FieldChange(name, pieces=tuple(difference(before or "", after or "")))
    before, after = ("\n\n".join(map(_handling, one.earlier_handlings)) for one in (old, new))
    if before != after:
        yield FieldChange("earlier_handlings", pieces=tuple(difference(before, after)))


def _lists(old: Decision, new: Decision) -> Iterator[FieldChange]:
    for name in LISTS:
        before, after = (_entries(getattr(one, name)) for one in (old, new))
        removed, added = _less(before, after), _less(after, before)
        if not removed and not added:
            continue
        pairs = tuple(_pairs(removed, added)) if name == "amounts" else ()
        removed = _less(removed, [one for one, _ in pairs])
        added = _less(added, [one for _, one in pairs])
        yield FieldChange(name, removed=removed, added=added, replaced=pairs)


def _entries(value: Any) -> tuple[Entry, ...]:
    return tuple(value) if isinstance(value, list) else () if value is None else (value,)


def _less(entries: Sequence[Entry], others: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries that the others lack, counted, in order."""
    left = Counter(map(_key, others))
    missing = []
    for entry in entries:
        if left[key := _key(entry)]:
            left[key] -= 1
        else:
            missing.append(entry)
    return tuple(missing)


def _key(entry: Entry) -> str:
    return entry if isinstance(entry, str) else entry.model_dump_json(by_alias=True, exclude=_MOVES)


def _pairs(removed: Sequence[Entry], added: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield each removed sum with the added one that has its role and its part of the page, in order."""
    waiting: dict[tuple[Role, Part], list[Amount]] = {}
    for one in added:
        if isinstance(one, Amount):
            waiting.setdefault((one.role, one.part), []).append(one)
    for one in removed:
        if isinstance(one, Amount) and (same := waiting.get((one.role, one.part))):
            yield one, same.pop(0)


def _handling(handling: Handling) -> str:
    head = " ".join(filter(None, (handling.body, _text(handling.date), handling.section and f"§ {handling.section}")))
    return f"{head}\n{handling.text}".strip()


def _text(value: Any) -> str | None:
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)
