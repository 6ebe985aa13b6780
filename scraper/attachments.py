"""A file that a decision names → its text, and the sums and projects in it, each with the page it stands on.

Made to be run in a child process that can be stopped (`scraper.sandbox`): both halves are a stranger's.
"""

import time
from collections.abc import Iterator

from scraper.documents import LIMITS, Extracted, Limits, Piece, extract
from scraper.extracted import FileReading
from scraper.grammar import money
from scraper.grammar.project_mentions import mentions
from scraper.grammar.projects import project_key, projects
from scraper.records import Amount
from scraper.vocabulary import Part

MOST_AMOUNTS = 2_000
"""Sums of one file that are kept: a budget book has some hundreds, a price list of a million rows tells nobody anything."""
STRETCH = 50_000
"""Characters whose sums are read at a time."""


def read_file(
    content: bytes, content_type: str | None = None, url: str | None = None, limits: Limits = LIMITS
) -> FileReading:
    """Read a file of any kind; `url` is its address. Raises MemoryError, nothing else."""
    deadline = time.monotonic() + limits.seconds
    extracted = extract(content, limits, content_type=content_type, url=url)
    amounts: list[tuple[int, Amount]] = []
    notes = [extracted.reason] if extracted.reason else []
    title = _title(extracted)
    for piece, start, text in _stretches(extracted):
        if len(amounts) > MOST_AMOUNTS:
            break
        if time.monotonic() > deadline:
            notes.append(f"its sums were read only up to {piece.label or 'a part of it'}")
            break
        amounts += (
            (piece.position, _moved(amount, start)) for amount in money.amounts(text, Part.background, title=title)
        )
    if len(amounts) > MOST_AMOUNTS:
        notes.append(f"only the first {MOST_AMOUNTS} of its sums were kept")
    return FileReading(
        extracted, tuple(amounts[:MOST_AMOUNTS]), tuple(_projects(extracted, title)), "; ".join(notes) or None
    )


def _stretches(extracted: Extracted) -> Iterator[tuple[Piece, int, str]]:
    """Yield the text by piece, of long ones (sheets) some lines at a time, each with its offset in the piece."""
    for piece in extracted.pieces:
        start = 0
        while start < len(piece.text):
            end = piece.text.find("\n", start + STRETCH) + 1 or len(piece.text)
            yield piece, start, piece.text[start:end]
            start = end


def _moved(amount: Amount, by: int) -> Amount:
    return amount.model_copy(update={"start": amount.start + by, "end": amount.end + by}) if by else amount


def _title(extracted: Extracted) -> str | None:
    lines = extracted.pieces[0].text.splitlines() if extracted.pieces else []
    return lines[0][:300] if lines else None


def _projects(extracted: Extracted, title: str | None) -> list[tuple[int, str]]:
    """Return the projects that the whole file is about, each with the first page that names it."""
    names = projects(title, [extracted.text])
    if not names:
        return []
    first: dict[str, int] = {}
    for piece in extracted.pieces:
        for mention in mentions(piece.text):
            for name in (mention.name, mention.spelling, *mention.starts):
                first.setdefault(project_key(name), piece.position)
    start = extracted.pieces[0].position
    return [(first.get(project_key(name), start), name) for name in names]
