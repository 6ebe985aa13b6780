"""Parsing in children that can be stopped."""

import asyncio
import os
import re
import resource
import time
from collections.abc import Callable
from typing import Any

import pytest

from scraper.errors import ParseError
from scraper.page import Page
from scraper.sandbox import Sandbox, parse_page


def double(number: int) -> int:
    return 2 * number


def spin() -> None:
    while True:
        time.sleep(0.01)


def swell() -> int:
    return len(bytearray(4 * 2**30))


def backtrack() -> object:
    return re.match(
        r"(a+)+$", "a" * 60 + "b"
    )  # one call into C that would take a thousand years and hears no signal meanwhile


def grow() -> None:
    kept = []
    while True:
        kept.append(b"x" * 2**20)


def vanish() -> None:
    os._exit(3)


def fail() -> None:
    raise ValueError("a page that no parser reads")


def unpicklable() -> Callable[[], int]:
    return lambda: 1


def in_sandbox(*calls: tuple[Any, ...], seconds: float = 20.0) -> list[Any]:
    async def run() -> list[Any]:
        async with Sandbox(workers=1, seconds=seconds, preload=()) as sandbox:
            return await asyncio.gather(*(sandbox.run(*call) for call in calls), return_exceptions=True)

    return asyncio.run(run())


def test_results_and_exceptions_come_back_and_the_next_task_runs() -> None:
    doubled, failed, swollen, vanished, odd, after = in_sandbox(
        (double, 21), (fail,), (swell,), (vanish,), (unpicklable,), (double, 4)
    )
    assert doubled == 42
    assert isinstance(failed, ValueError)
    assert isinstance(swollen, ParseError)
    assert "memory" in str(swollen)
    assert isinstance(vanished, ParseError)
    assert "died" in str(vanished)
    assert isinstance(odd, Exception)
    assert after == 8


def test_a_task_that_hangs_is_stopped_and_the_next_runs() -> None:
    hung, after = in_sandbox((spin,), (double, 4), seconds=1.0)
    assert isinstance(hung, ParseError)
    assert "longer than 1 seconds" in str(hung)
    assert after == 8


def test_a_task_stuck_in_c_is_stopped_too() -> None:
    hung, after = in_sandbox((backtrack,), (double, 4), seconds=1.0)
    assert isinstance(hung, ParseError)
    assert "longer than 1 seconds" in str(hung)
    assert after == 8


def test_a_task_that_swells_bit_by_bit_is_stopped_and_costs_the_main_process_nothing() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    swollen, after = in_sandbox((grow,), (double, 4))
    assert isinstance(swollen, ParseError)
    assert "memory" in str(swollen)
    assert after == 8
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_pages_are_parsed_by_their_platform() -> None:
    page = Page(
        "https://k.example/cgi/DREQUEST.PHP?page=meetingitem&id=20261-2", b"<html><body>Huoltokatko</body></html>"
    )
    (parsed,) = in_sandbox((parse_page, "dynasty", page))
    assert parsed.platform == "dynasty"
    assert parsed.decisions == ()
    assert parsed.complaint


def test_an_unknown_platform_is_an_error() -> None:
    (failed,) = in_sandbox((parse_page, "no_such_platform", Page("https://k.example/", b"")))
    with pytest.raises(ModuleNotFoundError):
        raise failed
