"""Proof that nothing is left of what was erased: every byte of every file of the archive and its index is searched."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive.errors import translated
from archive.readonly import connect
from archive.snapshots import unpacked
from archive.traces import plain, visible

_BLOCK = 8 << 20
_WAIT = 5.0
_PAGES = "SELECT sha256, size, content FROM snapshot"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was searched, and where a trace was found: (file or page, trace) pairs, none where nothing is left."""

    files: int
    bytes: int
    pages: int
    traces: int
    found: tuple[tuple[str, str], ...]


def prove(archive: Path, traces: Iterable[str], progress: Callable[[int], None] = lambda _: None) -> Proof:
    """Search the files beside and below an archive's, and every page that it keeps compressed, for traces of what was erased.

    Raises OSError where a file cannot be read, ArchiveDamaged where a page cannot.
    """
    wanted = tuple(dict.fromkeys(traces))
    needles = {needle: trace for trace in wanted for needle in _spellings(trace)}
    paths = files(archive)
    found = {(path.name, needles[needle]) for path in paths for needle in _within(path, list(needles))}
    marks = {plain(trace): trace for trace in wanted}
    pages = 0
    with translated(archive), closing(connect(archive, seconds=_WAIT)) as connection:
        for pages, (digest, size, content) in enumerate(connection.execute(_PAGES), 1):
            text = visible(unpacked(digest, size, content))
            found.update((f"page {digest}", trace) for mark, trace in marks.items() if mark in text)
            progress(pages)
    size = sum(path.stat().st_size for path in paths)
    return Proof(len(paths), size, pages, len(wanted), tuple(sorted(found)))


def files(archive: Path) -> list[Path]:
    """Return the files of an archive: its own, its logs, its lock, half-written ones, and its index's."""
    found = []
    for path in archive.parent.iterdir():
        if path.name.startswith((archive.name, f".{archive.name}")):
            found += [path] if path.is_file() else [below for below in path.rglob("*") if below.is_file()]
    return sorted(found)


def _spellings(trace: str) -> set[bytes]:
    """Return how a trace may stand in a file: as it is, in JSON, in other cases."""
    cases = {trace, trace.lower(), trace.upper(), trace.capitalize()}
    return {form.encode() for case in cases for form in (case, json.dumps(case)[1:-1])}


def _within(path: Path, needles: list[bytes]) -> Iterator[bytes]:
    """Yield the needles that a file holds, read block by block."""
    wanted, tail = set(needles), b""
    overlap = max(map(len, needles), default=1) - 1
    with path.open("rb") as file:
        while wanted and (block := file.read(_BLOCK)):
            content = tail + block
            found = {needle for needle in wanted if needle in content}
            yield from found
            wanted -= found
            tail = content[-overlap:] if overlap else b""
