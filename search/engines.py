"""The engines by name, and which one serves an archive."""

import os
from collections.abc import Callable
from pathlib import Path

from search.engine import Engine
from search.errors import EngineMissing, UnknownEngine
from search.state import read_state

DEFAULT = "whoosh"
VARIABLE = "MINUTES_ENGINE"


def _whoosh() -> Engine:
    from search.whoosh_engine import WhooshEngine

    return WhooshEngine()


def _tantivy() -> Engine:
    try:
        from search.tantivy_engine import TantivyEngine
    except ImportError as error:
        raise EngineMissing(
            "the engine tantivy is not installed: `pip install '.[tantivy]'` in the program's folder adds it, `minutes reindex --engine whoosh` does without"
        ) from error
    engine: Engine = TantivyEngine()
    return engine


_ENGINES: dict[str, Callable[[], Engine]] = {"whoosh": _whoosh, "tantivy": _tantivy}
NAMES = tuple(_ENGINES)


def engine_for(folder: Path, name: str | None = None) -> Engine:
    """Return the engine of this name; without one, that of MINUTES_ENGINE, else the one that made the index, else the default.

    Raises UnknownEngine, EngineMissing.
    """
    chosen = name or os.environ.get(VARIABLE)
    if not chosen:
        state = read_state(folder)
        chosen = state.engine if state and state.engine in _ENGINES else DEFAULT
    if chosen not in _ENGINES:
        raise UnknownEngine(f"there is no engine {chosen}: name one of {', '.join(NAMES)}")
    return _ENGINES[chosen]()
