"""Minutes without a publishing system: saved texts, PDF text, towns' own sites.

Page       a title and one section head (`KHALL 19.8.2024 § 135`), or labels without any head, or the minutes of a whole meeting with
           one numbered section after another. What has neither is an attachment: slides, project descriptions, news.
           `scraper.loose_minutes` reads them all.
"""

from urllib.parse import urlsplit, urlunsplit

from scraper.document import open_page
from scraper.loose_minutes import read_loose
from scraper.page import Page, Parsed

NAME = "plain"
SUPPORTED = False


def recognises(url: str | None, text: str) -> bool:  # noqa: ARG001
    """Accept anything: what no other system recognises is read here."""
    return True


def identity(url: str) -> str | None:  # noqa: ARG001
    """Return None: an address is all the identity such a document has."""
    return None


def canonical(url: str) -> str:
    """Return the address without its fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query, ""))


def parse(page: Page) -> Parsed:
    """Read the decisions of a document; one without any is an attachment, and an empty or log-in page a complaint."""
    return read_loose(open_page(page), NAME)
