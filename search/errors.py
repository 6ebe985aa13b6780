"""Errors of the search.

    SearchError
    ├── IndexUnusable    there is no index, or it is damaged, or made for another archive, program or analyser
    ├── IndexBusy        another process is writing the index
    ├── NotIndexed       a decision that the archive does not hold
    ├── UnknownEngine    no engine has this name
    └── EngineMissing    an engine that is not installed

Trouble with the archive itself is told by `archive.errors`. Every message says what, where and what to do next.
"""

from pathlib import Path


class SearchError(Exception):
    """Base of the search's errors; `path` is the file or folder concerned, if any."""

    exit_code = 1

    def __init__(self, message: str, *, path: Path | None = None) -> None:
        super().__init__(message)
        self.path = path


class IndexUnusable(SearchError):
    """An index that is missing, damaged, or made for another archive, program or analyser."""


class IndexBusy(SearchError):
    """An index that another process is writing."""

    exit_code = 75


class NotIndexed(SearchError):
    """A decision that is asked for by its id and is not there."""


class UnknownEngine(SearchError):
    """A name that no engine has."""

    exit_code = 2


class EngineMissing(SearchError):
    """An engine whose library is not installed."""
