"""Errors of the scraper.

    ScraperError
    ├── SourceError        sources.toml: unknown key, refused publisher
    │   └── UnknownSource  an id that no source has
    ├── FetchError         a request that brought no page
    │   ├── Refused        robots.txt, the deny list or the address guard said no
    │   └── Unreachable    no answer in time, no connection, or a server error
    └── ParseError         a page that is not what it should be

Every message says what, where (the address) and what to do next.
"""

NEXT_RUN = "the next run tries again"
"""What to do where a sync can do no better; a command without a next run says something else in its place."""


class ScraperError(Exception):
    """Base of the scraper's errors; `url` is the address concerned, if any."""

    def __init__(self, message: str, *, url: str | None = None) -> None:
        super().__init__(message)
        self.url = url


class SourceError(ScraperError):
    """A source that is unknown, wrongly described or refused: wrong usage, for the shell."""

    exit_code = 2


class UnknownSource(SourceError):
    """An id that no source has."""


class FetchError(ScraperError):
    """A request that brought no page; `status` is the HTTP status where there was one."""

    def __init__(self, message: str, *, url: str | None = None, status: int | None = None) -> None:
        super().__init__(message, url=url)
        self.status = status


class Refused(FetchError):
    """A request that must not be made: robots.txt, the deny list or the address guard."""


class Unreachable(FetchError):
    """A server that did not answer, or answered with an error of its own; worth another try later."""


class ParseError(ScraperError):
    """A page that is not what it should be."""
