"""The files of an index and their digests, so that a bit that flips within one is noticed.

The word table beside the engine's folder is one of them.
"""

import hashlib
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

from search.word_table import FILE as WORDS

_REWRITTEN = (".json", ".sqlite")  # names whose content is replaced; every other file is written once
_PASSING = ("lock", "-wal", "-shm", "-journal", ".tmp", ".new")
_BLOCK = 1 << 20


def digests(folder: Path, known: Mapping[str, str]) -> dict[str, str]:
    """Return the SHA-256 of each file of the index in an engine's folder; `known` spares reading those that are written once."""
    return {name: _sha256(path) if is_new(name, known) else known[name] for name, path in _lasting(folder).items()}


def is_new(name: str, known: Mapping[str, str]) -> bool:
    """Tell whether a file of this name may be other than when it was told of: unknown, or one of those that are replaced."""
    return name not in known or name.endswith(_REWRITTEN)


def names(folder: Path) -> Set[str]:
    """Return the names of the files that `digests` tells of."""
    return _lasting(folder).keys()


def damaged(folder: Path, known: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of files that are missing, unknown, or not what they were.

    Raises OSError where a file cannot be read.
    """
    found = _lasting(folder)
    yield from sorted(found.keys() ^ known.keys())
    for name in sorted(found.keys() & known.keys()):
        if _sha256(found[name]) != known[name]:
            yield name


def _lasting(folder: Path) -> dict[str, Path]:
    paths = [*folder.iterdir(), folder.with_name(WORDS)]
    return {path.name: path for path in sorted(paths) if path.is_file() and not path.name.lower().endswith(_PASSING)}


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
