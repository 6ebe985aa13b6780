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
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from zlib import crc32

from archive.steps import step
from search import analysis
from search.documents import ArchiveFacts
from search.engine import Engine
from search.index_files import digests, is_new

_FILE = "state.json"
_CHECK = "crc32"  # of all the rest, so that a flipped bit in the watermark does not hide a change
FORMAT = 2


@dataclass(frozen=True, slots=True)
class State:
    """What state.json says; `watermark` is the archive's change up to and with which the index has taken everything in.

    `lineage` is the archive's word for the batch of that change (archive.lineage), `files` the SHA-256 of each engine file.
    """

    archive_id: str
    engine: str
    engine_version: str
    analysis: str
    analysis_version: str
    folder: str
    watermark: int
    lineage: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
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
        check = values.pop(_CHECK)
        state = State(**values)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    sound = isinstance(state.watermark, int) and isinstance(state.folder, str) and state.folder.isalnum()
    return state if sound and check == _checked(state) else None


def write_state(folder: Path, state: State) -> State:
    """Put the state in place atomically, after the engine's files have reached the disk; return it with their digests."""
    for path in (folder / state.folder).iterdir():
        if path.is_file() and is_new(path.name, state.files):
            _flush(path)
    state = replace(state, files=digests(folder / state.folder, state.files))
    temporary = folder / (_FILE + ".new")
    values = {**asdict(state), _CHECK: _checked(state)}
    temporary.write_text(json.dumps(values, indent=1), encoding="utf-8")
    _flush(temporary)
    step("write state.json")
    temporary.replace(folder / _FILE)
    step("written state.json")
    return state


def unfit(state: State | None, folder: Path, engine: Engine, facts: ArchiveFacts) -> str | None:
    """Return why an index cannot serve this archive, engine and analyser, or None where it can."""
    if state is None:
        return (
            "there is no index yet"
            if not (folder / _FILE).exists()
            else "the index is damaged (its state.json cannot be read)"
        )
    if state.engine != engine.name:
        return f"the index was made by the engine {state.engine}, not by {engine.name}"
    if (state.format, state.engine_version) != (FORMAT, engine.version):
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


def _checked(state: State) -> int:
    return crc32(json.dumps(asdict(state), sort_keys=True).encode())


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
