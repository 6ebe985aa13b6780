"""Options that several commands share, so that they are written and behave the same everywhere."""

import calendar
import datetime as dt
import functools
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from archive.filters import Filters
from scraper.vocabulary import Kind, Outcome, Verdict
from search.ranges import euros

F = TypeVar("F", bound=Callable[..., Any])

FORMATS = ("table", "csv", "jsonl")
ENGINES = ("whoosh", "tantivy")  # search.engines.NAMES, without its imports
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z", re.ASCII)
_FINNISH = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z", re.ASCII)


def default_archive() -> Path:
    """Return where the archive lives when nobody says otherwise: the platform's data directory."""
    from platformdirs import user_data_path

    return user_data_path("minutes", appauthor=False) / "archive.sqlite"


def was_given(name: str) -> bool:
    """Tell whether the user of the running command gave an option, rather than leaving it to its default."""
    return click.get_current_context().get_parameter_source(name) not in (None, ParameterSource.DEFAULT)


def archive_option(function: F) -> F:
    """Add `--archive FILE` (also MINUTES_ARCHIVE); the command receives `archive: Path`."""
    return click.option(
        "--archive",
        "archive",
        type=click.Path(dir_okay=False, path_type=Path),
        envvar="MINUTES_ARCHIVE",
        default=default_archive,
        show_default="the data directory of this user",
        show_envvar=True,
        help="The archive file.",
    )(function)


def engine_option(function: F) -> F:
    """Add `--engine NAME` (also MINUTES_ENGINE); the command receives `engine: str | None`, None for the one that is in use."""
    return click.option(
        "--engine",
        type=click.Choice(ENGINES),
        envvar="MINUTES_ENGINE",
        show_envvar=True,
        help="The search engine; without it, the one that made the index.",
    )(function)


def format_option(function: F) -> F:
    """Add `--format table|csv|jsonl`; the command receives `fmt: str`."""
    return click.option(
        "--format",
        "fmt",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="table for people, csv and jsonl for programs.",
    )(function)


def sources_option(function: F) -> F:
    """Add `--sources FILE` (also MINUTES_SOURCES), a sources file of one's own; the command receives `sources_file: Path | None`."""
    return click.option(
        "--sources",
        "sources_file",
        type=click.Path(dir_okay=False, path_type=Path),
        envvar="MINUTES_SOURCES",
        show_envvar=True,
        help="Your own sources file, beside the publishers that minutes knows.",
    )(function)


class Day(click.ParamType[dt.date]):
    """A date as people write it: 2023-05-08, 8.5.2023, or a whole month or year (2023-05, 2023).

    `last` chooses the last day of a month or year instead of the first.
    """

    name = "date"

    def __init__(self, *, last: bool = False) -> None:
        self.last = last

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            if match := _FINNISH.match(value.strip()):
                day, month, year = map(int, match.groups())
                return dt.date(year, month, day)
            if match := _ISO.match(value.strip()):
                year = int(match[1])
                month = int(match[2]) if match[2] else (12 if self.last else 1)
                day = int(match[3]) if match[3] else (calendar.monthrange(year, month)[1] if self.last else 1)
                return dt.date(year, month, day)
        except ValueError:
            pass
        self.fail(f"{value!r} is not a date; write 2023-05-08, 8.5.2023, 2023-05 or 2023", param, ctx)


class Money(click.ParamType[Decimal]):
    """A sum in euros as people write it, also in a query: 100000, "100 000", 5500,50, 1,5M."""

    name = "euros"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        if isinstance(value, Decimal):
            return value
        number = euros(value)
        if number is None or abs(number) >= Decimal(10) ** 15:
            self.fail(f'{value!r} is not a sum of euros; write 100000, "100 000", 5500,50 or 1,5M', param, ctx)
        return number


class OutcomeWord(click.Choice[str]):
    """An outcome by its name, or the outcomes that a word means in a query (`hyväksytty`); gives a tuple of them."""

    def __init__(self) -> None:
        super().__init__([*Outcome])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from search.field_words import outcomes

        if isinstance(value, tuple):
            return value
        return outcomes(value) or (super().convert(value, param, ctx),)


class Year(click.IntRange):
    """A year with four figures."""

    name = "year"

    def __init__(self, first: int) -> None:
        super().__init__(first, 9999)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is not a year from {self.min} on; write e.g. 2023", param, ctx)


def filter_options(function: F) -> F:
    """Add the filters of search, export and funding; the command receives `filters: Filters`."""

    @click.option("--municipality", multiple=True, metavar="NAME", help="Only this municipality (repeat for several).")
    @click.option("--source", multiple=True, metavar="ID", help="Only this source (repeat for several).")
    @click.option("--body", multiple=True, metavar="NAME", help="Only this body, e.g. kunnanhallitus.")
    @click.option("--from", "date_from", type=Day(), help="First day, e.g. 2023-05-08, 8.5.2023 or 2023.")
    @click.option("--to", "date_to", type=Day(last=True), help="Last day.")
    @click.option(
        "--outcome", multiple=True, type=OutcomeWord(), help="Only this outcome, also as in a query: hyväksytty."
    )
    @click.option("--kind", multiple=True, type=click.Choice([*Kind]), help="Only this kind of document.")
    @click.option("--min-amount", type=Money(), help="Has a sum of at least this many euros.")
    @click.option("--max-amount", type=Money(), help="Has a sum of at most this many euros.")
    @click.option(
        "--check", multiple=True, type=click.Choice([*Verdict]), help="Its own figures: ok, mismatch, not_comparable."
    )
    @click.option("--withdrawn", is_flag=True, help="Show also what its publisher has withdrawn.")
    @functools.wraps(function)
    def wrapper(
        *args: Any,
        municipality: tuple[str, ...],
        source: tuple[str, ...],
        body: tuple[str, ...],
        date_from: dt.date | None,
        date_to: dt.date | None,
        outcome: tuple[tuple[str, ...], ...],
        kind: tuple[str, ...],
        min_amount: Decimal | None,
        max_amount: Decimal | None,
        check: tuple[str, ...],
        withdrawn: bool,
        **rest: Any,
    ) -> Any:
        if date_from and date_to and date_from > date_to:
            raise click.UsageError(f"--from {date_from} is after --to {date_to}")
        if min_amount is not None and max_amount is not None and min_amount > max_amount:
            raise click.UsageError(f"--min-amount {min_amount} is more than --max-amount {max_amount}")
        filters = Filters(
            municipality=municipality,
            source=source,
            body=body,
            date_from=date_from,
            date_to=date_to,
            outcome=tuple(dict.fromkeys(name for names in outcome for name in names)),
            kind=kind,
            min_amount=min_amount,
            max_amount=max_amount,
            check=check,
            withdrawn=withdrawn,
        )
        return function(*args, filters=filters, **rest)

    return wrapper  # type: ignore[return-value]
