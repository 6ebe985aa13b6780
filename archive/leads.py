"""What a list led to when it was last read, so that "not modified" says it again: never items, whose titles may name people."""

import datetime as dt
import json
from collections.abc import Sequence

from scraper.page import Link, LinkKind, Post


def written(links: Sequence[Link]) -> str | None:
    """Return links as feed_state.leads holds them, without their titles; None where there are none."""
    if not links:
        return None
    rows = [
        [
            link.url,
            str(link.kind),
            link.id,
            link.body,
            link.date and link.date.isoformat(),
            link.post and str(link.post),
        ]
        for link in links
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def read(text: str | None) -> tuple[Link, ...]:
    """Return the links that were written."""
    return tuple(
        Link(
            url,
            LinkKind(kind),
            id=id_,
            body=body,
            date=dt.date.fromisoformat(date) if date else None,
            post=Post(post) if post else None,
        )
        for url, kind, id_, body, date, post in json.loads(text or "[]")
    )
