"""What to try instead, where a search found nothing: the nearest name that the archive holds, or a word's beginning."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from archive.filters import Filters

SHORTEST, LONG = 5, 9
"""Letters of a word whose beginning is worth a try, without its last letter; of one that can do without two."""
_NAMES = {
    "municipality": "SELECT DISTINCT municipality FROM decision",
    "body": "SELECT DISTINCT body FROM decision UNION SELECT DISTINCT body_abbreviation FROM decision",
    "source": "SELECT DISTINCT source FROM decision",
}


def hints(archive: Path, words: str, filters: Filters, engine: str | None = None) -> str:
    """Return sentences with what to try instead, each after a space; '' where there is nothing to say.

    `engine` is the one that was named for the search, if any.
    """
    unknown = list(_unknown_names(archive, filters))
    return "".join(f" {hint}" for hint in unknown or _beginning(archive, words.strip(), filters, engine))


def _unknown_names(archive: Path, filters: Filters) -> Iterator[str]:
    """Yield a sentence for each name of a filter that no decision in the archive has."""
    from search.documents import reading

    with reading(archive) as connection:
        for what, statement in _NAMES.items():
            asked: tuple[str, ...] = getattr(filters, what)
            if not asked:
                continue
            held = {name.casefold(): name for (name,) in connection.execute(statement) if name}
            for name in asked:
                if " ".join(name.split()).casefold() not in held:
                    near = get_close_matches(name.casefold(), held, n=1)
                    yield f"The archive has no {what} “{name}”" + (
                        f"; did you mean “{held[near[0]]}”?" if near else "."
                    )


def _beginning(archive: Path, word: str, filters: Filters, engine: str | None) -> Iterator[str]:
    """Yield the beginning of the one word asked for, if it finds something."""
    from search.index import open_index

    if word.isalpha() and len(word) >= SHORTEST:
        beginning = word[: -1 if len(word) < LONG else -2] + "*"
        if found := len(open_index(archive, engine).ids(beginning, filters)):
            yield f"Words that begin alike: '{beginning}' finds {found}."
