"""An equal spider by Scrapy: the same feeds, the same parsing functions, the same archive; for benchmarks.first_sync."""

import json
import resource
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess

from archive.store import Archive
from scraper.feed import read_feed
from scraper.page import Page, Parsed
from scraper.platforms import dynasty

BATCH = 40
FOLDER, HOSTS, PORT = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
COUNT = SimpleNamespace(pages=0)


class Towns(scrapy.Spider):
    """Feeds, then pages, then the archive, a transaction a batch."""

    name = "towns"

    async def start(self) -> Any:
        """Ask for every town's feeds."""
        self.archive = Archive.open(FOLDER / "archive.sqlite")
        self.unsaved: list[tuple[str, Page, Parsed]] = []
        for n in range(1, HOSTS + 1):
            for feed in ("meetingitems", "meetings", "official_decisions"):
                yield scrapy.Request(
                    f"http://127.0.0.{n}:{PORT}/cgi/DREQUEST.PHP?page=rss/{feed}&show=100",
                    callback=self.feed,
                    cb_kwargs={"town": f"town{n}"},
                )

    def feed(self, response: Any, town: str) -> Any:
        """Ask for every page that a feed names."""
        for link in read_feed(response.body, response.url, platform=dynasty).links:
            yield scrapy.Request(link.url, callback=self.item, cb_kwargs={"town": town})

    def item(self, response: Any, town: str) -> None:
        """Read a page and save it with others."""
        page = Page(url=response.url, content=response.body, content_type="text/html; charset=utf-8")
        self.unsaved.append((town, page, dynasty.parse(page)))
        if len(self.unsaved) >= BATCH:
            self.save()

    def save(self) -> None:
        """Write what is unsaved."""
        with self.archive.batch() as batch:
            for town, page, parsed in self.unsaved:
                COUNT.pages += len(batch.save(town, parsed, page, municipality=town))
        self.unsaved.clear()

    def closed(self, reason: str) -> None:  # noqa: ARG002
        """Write the rest."""
        self.save()
        self.archive.close()


def main() -> None:
    """Run and report."""
    started = time.perf_counter()
    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "CONCURRENT_REQUESTS": 64,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_DELAY": 0,
            "LOG_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "COOKIES_ENABLED": False,
        }
    )
    process.crawl(Towns)
    process.start()
    print(
        json.dumps(
            {
                "pages": COUNT.pages,
                "seconds": time.perf_counter() - started,
                "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
