"""Every error is a line and an exit status."""

import errno
import sqlite3

import pytest

from minutes import errors
from minutes.cli import run
from scraper.errors import SourceError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.UsageError("x"), 2),
        (errors.BusyError("x"), 75),
        (errors.DiskError("x"), 74),
        (OSError(errno.ENOSPC, "No space left on device"), 74),
        (sqlite3.OperationalError("database or disk is full"), 74),
        (sqlite3.OperationalError("database is locked"), 75),
        (KeyboardInterrupt(), 130),
        (SourceError("x"), 2),
        (ValueError("x"), 1),
    ],
)
def test_exit_codes(error: BaseException, code: int) -> None:
    assert errors.exit_code(error) == code


def test_disk_error_names_the_next_step() -> None:
    assert "free some space" in errors.advice(OSError(errno.ENOSPC, "No space left on device"))


def test_unknown_command_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serach", "x"]) == 2
    assert "did you mean 'search'" in capsys.readouterr().err


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    for name in ("demo", "export", "funding", "import", "parse", "search", "show", "sources", "sync"):
        assert name in shown
