"""The state of an index: which archive, engine and analyser it belongs to, how far it has come, and in which folder it lies.

    archive.sqlite.index/
        state.json      this; replaced atomically, always after the commit that it tells of
        lock            held by the one process that writes
        1/              the engine's files; a rebuild makes 2/ beside it, then state.json names 2/ and 1/ goes

Deleting the whole folder is always safe: the next update makes it anew from the archive.
"""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from search import analysis
from search.documents import ArchiveFacts
from search.engine import Engine

_FILE = "state.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class State:
    """What state.json says; `watermark` is the archive's change up to and with which the index has taken everything in."""

    archive_id: str
    engine: str
    engine_version: str
    analysis: str
    analysis_version: str
    folder: str
    watermark: int
    format: int = FORMAT


def index_folder(archive: Path) -> Path:
    """Return the folder of an archive's index: `<archive>.index` beside it."""
    return archive.with_name(archive.name + ".index")


def fresh(engine: Engine, facts: ArchiveFacts, folder: str) -> State:
    """Return the state of a new, still empty index."""
    return State(facts.archive_id, engine.name, engine.version, analysis.NAME, analysis.VERSION, folder, 0)


def read_state(folder: Path) -> State | None:
    """Return the state, or None where there is none that can be read."""
    try:
        values = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        state = State(**values)
    except (OSError, ValueError, TypeError):
        return None
    sound = isinstance(state.watermark, int) and isinstance(state.folder, str) and state.folder.isalnum()
    return state if sound else None


def write_state(folder: Path, state: State) -> None:
    """Put the state in place atomically, after the engine's files have reached the disk."""
    for path in (folder / state.folder).iterdir():
        if path.is_file():
            _flush(path)
    temporary = folder / (_FILE + ".new")
    temporary.write_text(json.dumps(asdict(state), indent=1), encoding="utf-8")
    _flush(temporary)
    temporary.replace(folder / _FILE)


def unfit(state: State | None, folder: Path, engine: Engine, facts: ArchiveFacts) -> str | None:
    """Return why an index cannot serve this archive, engine and analyser, or None where it can."""
    if state is None:
        return (
            "there is no index yet"
            if not (folder / _FILE).exists()
            else "the index is damaged (its state.json cannot be read)"
        )
    if state.format != FORMAT or (state.engine, state.engine_version) != (engine.name, engine.version):
        return f"the index was made by another version of the program (format {state.format}, {state.engine} {state.engine_version})"
    if (state.analysis, state.analysis_version) != (analysis.NAME, analysis.VERSION):
        return f"the index was made by another analyser ({state.analysis} {state.analysis_version}; now {analysis.NAME} {analysis.VERSION})"
    if state.archive_id != facts.archive_id:
        return "the index belongs to another archive"
    if state.watermark > facts.change:
        return "the index is newer than the archive (was an older copy put in its place?)"
    if not (folder / state.folder).is_dir():
        return "the index has lost its files"
    return None


def next_folder(folder: Path) -> str:
    """Return a name for a new engine folder that is not in use."""
    numbers = [int(path.name) for path in folder.iterdir() if path.name.isdecimal()]
    return str(max(numbers, default=0) + 1)


def drop_others(folder: Path, keep: str) -> None:
    """Delete engine folders that the state does not name: of a finished or broken-off rebuild."""
    for path in folder.iterdir():
        if path.is_dir() and path.name.isdecimal() and path.name != keep:
            shutil.rmtree(path, ignore_errors=True)  # still open on some systems; the next rebuild tries again


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
