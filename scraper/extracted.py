"""What is read from a file: its pieces (pages, slides, sheets) with their text, and how far it may go."""

from collections.abc import Iterable
from dataclasses import dataclass

from scraper.records import Amount
from scraper.vocabulary import FileState, Media


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one page, slide or sheet: `position` counts from 1, `label` is how it is cited ('s. 3'), '' for a plain text."""

    position: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """What became of a file. `pages` counts its pages, slides or sheets; pieces without any text are left out.

    `reason` says in words why there is no text, or why not all of it.
    """

    media: Media
    state: FileState
    pieces: tuple[Piece, ...] = ()
    pages: int | None = None
    reason: str | None = None

    @property
    def text(self) -> str:
        """Return the whole text, a piece after another."""
        return "\n".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class FileReading:
    """What a file says. An amount's `start` and `end` count in its page's text; pages are positions of `extracted.pieces`."""

    extracted: Extracted
    amounts: tuple[tuple[int, Amount], ...] = ()
    projects: tuple[tuple[int, str], ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read: pages (slides, sheets), rows of a sheet, characters of text, bytes once unpacked, seconds.

    After `seconds` a reader stops and keeps what it has; the sandbox, which ends it, waits a little longer.
    """

    pages: int = 2_000
    rows: int = 100_000
    characters: int = 5_000_000
    unpacked: int = 256 * 2**20
    members: int = 5_000
    seconds: float = 25.0


LIMITS = Limits()


def bounded(pieces: Iterable[Piece], limits: Limits) -> tuple[tuple[Piece, ...], str | None]:
    """Return the pieces that fit the limits of pages and characters, and what to say where the text was cut."""
    kept: list[Piece] = []
    room = limits.characters
    for piece in pieces:
        if len(kept) == limits.pages:
            return tuple(kept), f"its text was cut after {limits.pages} pages"
        if len(piece.text) > room:
            if room:
                kept.append(Piece(piece.position, piece.label, piece.text[:room]))
            return tuple(kept), f"its text was cut after {limits.characters} characters"
        kept.append(piece)
        room -= len(piece.text)
    return tuple(kept), None
