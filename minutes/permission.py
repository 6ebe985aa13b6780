"""Whether a publisher may and can be read, asked before anything is fetched from it."""

from scraper import sources as publishers
from scraper.errors import SourceError
from scraper.source import Source, Stance

WHY_NOT = {
    Stance.refused: "must not be read",
    Stance.feed_only: "allows only its feed to be read",
    Stance.off: "is off by default",
}
WHY_OFF = "the makers of its system ask robots to stay away"
"""Said of a publisher that is off and has no note of its own."""


def require_readable(source: Source) -> None:
    """Return only where minutes may and can read a publisher.

    Raises SourceError that says why not, and what would change it: a recorded permission, the user's own decision for a system
    that is off by default, another address, a later version.
    """
    if (why := WHY_NOT.get(source.stance)) is not None:
        reason = source.note or (WHY_OFF if source.stance is Stance.off else "")
        detail = f": {reason}" if reason else ""
        place = f"under [sources.{source.id}] in {publishers.own_file()}"
        what = (
            f'once you have decided otherwise, write stance = "open" {place}'
            if source.stance is Stance.off
            else f'once they have allowed it, record that as permission = "who and when" {place}'
        )
        raise SourceError(f"{source.name} ({source.id}) {why}{detail}; {what}")
    if not source.address:
        raise SourceError(
            f"{source.name} ({source.id}): no address of its minutes is known; minutes sources add URL tells it"
        )
    if not source.platform:
        raise SourceError(
            f"{source.address} is of no publishing system that is known here; is it the address of the minutes themselves, "
            "not of the town's front page?"
        )
    if not source.supported:
        raise SourceError(
            f"{source.name} ({source.id}) publishes with {source.platform}, which minutes cannot read yet; "
            "if it has moved to another system, minutes sources add URL tells it"
        )
