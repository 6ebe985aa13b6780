"""Errors of the application, and what any error of the house means to the shell.

    MinutesError            1   something needs a person
    ├── UsageError          2   wrong usage
    ├── DiskError          74   the disk is full or broken
    └── BusyError          75   already running or locked

Errors of the other packages may carry an `exit_code` of their own; without one they mean 1.
"""

import errno
import sqlite3

OK, NEEDS_PERSON, WRONG_USAGE, DISK, BUSY, INTERRUPTED = 0, 1, 2, 74, 75, 130
_DISK_ERRNO = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EROFS}
_DISK_WORDS = ("disk is full", "disk i/o error", "readonly database")


class MinutesError(Exception):
    """Base of the application's errors: something needs a person."""

    exit_code = NEEDS_PERSON


class UsageError(MinutesError):
    """The command was used wrongly."""

    exit_code = WRONG_USAGE


class DiskError(MinutesError):
    """The disk is full or broken."""

    exit_code = DISK


class BusyError(MinutesError):
    """Another run holds the archive."""

    exit_code = BUSY


def exit_code(error: BaseException) -> int:
    """Return the exit status that an error means (DESIGN.md, "Exit codes")."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    code = getattr(error, "exit_code", None)
    if isinstance(code, int):
        return code
    for cause in (error, getattr(error, "orig", None), error.__cause__):
        if isinstance(cause, OSError) and cause.errno in _DISK_ERRNO:
            return DISK
        if isinstance(cause, sqlite3.Error):
            words = str(cause).lower()
            if any(word in words for word in _DISK_WORDS):
                return DISK
            if "locked" in words or "busy" in words:
                return BUSY
    return NEEDS_PERSON


def is_expected(error: BaseException) -> bool:
    """Tell whether an error has a message for people (one of the house's own, or the disk's)."""
    module = type(error).__module__.partition(".")[0]
    return (
        module in {"scraper", "archive", "search", "minutes"}
        or isinstance(error, OSError | sqlite3.Error)
        or exit_code(error) in {DISK, BUSY}
    )


def advice(error: BaseException) -> str:
    """Return the line to show for an error, with the next step where the message has none."""
    code = exit_code(error)
    message = str(error) or type(error).__name__
    module = type(error).__module__.partition(".")[0]
    if module in {"scraper", "archive", "search", "minutes"}:
        return message
    if code == DISK:
        return f"the disk refused to write ({message}); free some space or choose another place with --archive, then run the same command again: what was saved stays"
    if code == BUSY:
        return f"the archive is in use ({message}); wait for the other run to end and try again"
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror.lower()}; check the path and its permissions, or name another"
    return message
