"""Where a fact stands, in one line that a reader of a newspaper could follow to the page."""

import datetime as dt
import re

from minutes.output import fi_date

_PAGE = re.compile(r"#page=(\d{1,6})$")


def citation(
    municipality: str | None,
    body: str | None,
    date: dt.date | str | None,
    section: str | None,
    diary_number: str | None,
    url: str | None,
    retrieved: dt.datetime | dt.date | str | None,
) -> str:
    """Return the citation of a decision; parts that are not known are left out. An address with `#page=12` cites the page.

    >>> citation("Kukkula", "Kunnanhallitus", "2023-05-08", "117", "292/00.01.05/2023", "https://kukkula.example/7", "2024-01-02T03:04:05Z")
    'Kukkula, kunnanhallitus 8.5.2023 § 117, 292/00.01.05/2023, https://kukkula.example/7, retrieved 2.1.2024'
    >>> citation("Kukkula", "Valtuusto", "2026-05-04", "12", None, "https://kukkula.example/p.pdf#page=7", None)
    'Kukkula, valtuusto 4.5.2026 § 12, s. 7, https://kukkula.example/p.pdf#page=7'
    """
    section = section.strip().removeprefix("§").strip() if section else None
    place = " ".join(part for part in (_uncapitalised(body), fi_date(date), f"§ {section}" if section else "") if part)
    fetched = fi_date(retrieved)
    page = _PAGE.search(url) if url else None
    parts = (
        municipality,
        place,
        f"s. {page[1]}" if page else "",
        diary_number,
        url,
        f"retrieved {fetched}" if fetched else "",
    )
    return ", ".join(" ".join(part.split()) for part in parts if part)


def _uncapitalised(body: str | None) -> str:
    """Return a body in running text: 'Kunnanhallitus' with a small letter, an abbreviation as it is."""
    if not body:
        return ""
    return body if len(body) < 2 or body[1].isupper() else body[0].lower() + body[1:]
