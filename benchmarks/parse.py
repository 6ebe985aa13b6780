"""(a) Reading pages, beside bare BeautifulSoup on the same bytes, and (a2) growth with the page.

python -m benchmarks.parse
"""

from functools import partial

from bs4 import BeautifulSoup

from benchmarks.timing import in_turns, ratio
from benchmarks.towns import Author
from scraper.document import open_page
from scraper.grammar.header import Header
from scraper.grammar.read import read
from scraper.page import Page
from scraper.platforms import dynasty
from scraper.vocabulary import Status

PAGES = 150
CLASSIC_PAGES = 12
LINES = {
    "labels": "Päätösehdotus Kunnanhallitus päättää",
    "amounts": "Hankkeen kustannukset ovat 137 000 €, josta avustus 95 900 €.",
}
SIZES = (100_000, 1_000_000, 5_000_000)


def pages(count: int) -> list[Page]:
    """Return generated item pages of Dynasty 10."""
    author = Author(seed=7)
    found = []
    for i in range(count):
        _, html = author.item("Town", f"2026{i}", 1, i + 1, "Kunnanhallitus", "08.05.2026")
        url = f"https://town.example/cgi/DREQUEST.PHP?page=meetingitem&id=2026{i}-1"
        found.append(Page(url=url, content=html.encode(), content_type="text/html; charset=utf-8"))
    return found


def grown(line: str, size: int) -> Page:
    """Return a page whose text is one line again and again, up to `size` bytes."""
    body = f"<p>{line}</p>\n" * (size // (len(line) + 8))
    html = f"<h1>Kunnanhallitus  Pöytäkirja 08.05.2026/Pykälä 1</h1><p>Otsikko</p><p>Kunnanhallitus 08.05.2026 § 1</p>{body}"
    return Page(
        url="https://town.example/cgi/DREQUEST.PHP?page=meetingitem&id=20261-1",
        content=html.encode(),
        content_type="text/html; charset=utf-8",
    )


def classic_pages(count: int) -> list[Page]:
    """Return generated item pages of the classic site."""
    author = Author(seed=8)
    return [
        Page(
            url=f"https://town.example/kokous/2026{i}-1.HTM",
            content=author.classic(i + 1, "08.05.2026").encode("windows-1252"),
            content_type="text/html",
        )
        for i in range(count)
    ]


def compare(name: str, work: list[Page]) -> None:
    """Parse pages both ways and print what a page took."""
    assert all(dynasty.parse(page).decisions for page in work)
    ours, bare = in_turns(
        [
            ("minutes", lambda: [dynasty.parse(page) for page in work]),
            ("BeautifulSoup", lambda: [BeautifulSoup(page.content, "lxml") for page in work]),
        ]
    )
    each = 1000 / len(work)
    size = sum(len(page.content) for page in work) / len(work)
    print(
        f"(a) {name}, {len(work)} pages of {size / 1000:.0f} kB: minutes {ours.median * each:.2f} ms a page, "
        f"BeautifulSoup {bare.median * each:.2f} ms, ratio {ratio(ours, bare):.2f}"
    )


def grammar(name: str, work: list[Page]) -> None:
    """Time the grammar alone, from blocks to a decision, beside BeautifulSoup on the page's bytes."""
    opened = [open_page(page) for page in work]
    headers = [Header(tuple(document.blocks), status=Status.minutes, body="Kunnanhallitus") for document in opened]
    ours, bare = in_turns(
        [
            ("grammar", lambda: [read(header) for header in headers]),
            ("BeautifulSoup", lambda: [BeautifulSoup(page.content, "lxml") for page in work]),
        ]
    )
    print(f"    {name}: the grammar alone takes {ratio(ours, bare):.2f} of BeautifulSoup's time")


def main() -> None:
    """Print the table."""
    for name, work in (("Dynasty 10", pages(PAGES)), ("classic Dynasty", classic_pages(CLASSIC_PAGES))):
        compare(name, work)
        grammar(name, work)
    for name, line in LINES.items():
        for size in SIZES:
            page = grown(line, size)
            mine, theirs = in_turns(
                [
                    ("minutes", partial(dynasty.parse, page)),
                    ("BeautifulSoup", partial(BeautifulSoup, page.content, "lxml")),
                ],
                rounds=1,
            )
            print(
                f"(a2) {name} {size / 1e6:.1f} MB: minutes {mine.median:.2f} s, {mine.median / size * 1e6:.2f} s a MB, "
                f"ratio {ratio(mine, theirs):.2f}"
            )


if __name__ == "__main__":
    main()
