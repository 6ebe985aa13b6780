"""`minutes erase`: take decisions out of the archive for good, and prove it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

import click

from minutes.options import archive_option, format_option
from minutes.output import Column, counted, printable, say, write_rows

if TYPE_CHECKING:
    from archive.erasure_plan import Plan
    from archive.proof import Proof

COLUMNS = (Column("what", "What"), Column("name", "Which"), Column("fate", "What becomes of it"))
MOST_SHOWN = 20
SHORTEST_MATCH = 4
SHARED_SHOWN = 70
"""Characters of the words that another decision shares."""
_FATES = {
    "decisions": ("decision", "goes, with its history"),
    "pages": ("page", "goes"),
    "files": ("attachment", "goes"),
    "kept": ("attachment", "stays; decisions that stay name it too"),
    "bereft": ("decision", "stays; the page that it was read from goes"),
}


@click.command(short_help="Erase decisions with all that was kept of them")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--match", metavar="TEXT", help="Every decision in which this text occurs, in any case and any version.")
@click.option("--reason", metavar="WORDS", help="Why; kept in the archive, so write no name into it.")
@click.option("--dry-run", is_flag=True, help="Show what would go; erase nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@format_option
@archive_option
@click.pass_context
def command(
    ctx: click.Context,
    ids: tuple[str, ...],
    match: str | None,
    reason: str | None,
    dry_run: bool,
    yes: bool,
    fmt: str,
    archive: Path,
) -> None:
    """Erase decisions with all their versions, pages, attachments and words in the index, and keep them from coming back.

    Every byte of the archive and its index is searched for them afterwards. Backups and exports made before are out of
    reach: they are named. Without an ID, finish an erasure that was interrupted. Exit status 1 where something is left.

    \b
    Examples:
      minutes erase kuopio:2023145-7 --reason "pyyntö 4.5.2026"
      minutes erase --match "Matti Malli" --reason "pyyntö 4.5.2026" --dry-run
    """
    from archive import erasure
    from minutes.errors import INTERRUPTED, UsageError
    from minutes.lock import only_writer

    if match is not None and len(match.strip()) < SHORTEST_MATCH:
        raise UsageError(f"--match {match!r} is too short: write at least {SHORTEST_MATCH} letters")
    if (ids or match) and not (reason or dry_run):
        raise UsageError("say why with --reason, in words without a name")
    erasure.pending(archive)  # where there is no archive, no lock is left beside it
    with only_writer(archive):
        planned = _planned(archive, ids, match)
        if dry_run or not yes:
            write_rows(_rows(planned), COLUMNS, fmt)
        if dry_run:
            return
        try:
            if planned and not planned.empty:
                _ask(planned, yes=yes)
                erasure.erase(archive, planned, reason or "")
            elif (mark := erasure.pending(archive)) is None:
                say("There is nothing to erase.")
                return
            elif mark.proved:
                erasure.done(archive)
                say("the interrupted erasure was proved before; it is finished")
                return
            proof = _finish(archive, planned)
        except KeyboardInterrupt:
            if erasure.pending(archive) is None:
                raise
            say(
                "Interrupted: what goes is deleted, but neither scrubbed nor proved: `minutes erase` without an ID finishes."
            )
            ctx.exit(INTERRUPTED)
    _tell(archive, planned, proof)
    if proof is None or proof.found:
        ctx.exit(1)


def _planned(archive: Path, ids: tuple[str, ...], match: str | None) -> "Plan | None":
    """Return what would go, None where nothing is asked for.

    Raises NotFound for an id that neither is nor was there, unless an erasure is to be finished: it may be what that took.
    """
    from archive import erasure
    from archive.errors import NotFound
    from archive.store import Archive

    if not ids and not match:
        return None
    keys = []
    with Archive.open(archive, create=False) as opened:
        for name in ids:
            try:
                keys.append(opened.decision(name).key)
            except NotFound:
                if opened.is_erased(name):
                    say(f"{name} was erased before")
                elif erasure.pending(archive):
                    say(f"{name} is not in the archive; the interrupted erasure is finished")
                else:
                    raise
    return erasure.plan(archive, keys, match)


def _ask(planned: "Plan", *, yes: bool) -> None:
    from minutes.errors import UsageError

    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked here: look at --dry-run, then say --yes")
    what = f"{counted(len(planned.decisions), 'decision')}, {counted(len(planned.pages), 'page')}"
    click.confirm(f"Erase {what} for good?", abort=True, err=True)


def _finish(archive: Path, planned: "Plan | None") -> "Proof | None":
    """Make the index anew, scrub the file and search every byte; the same after an erasure and after one that was interrupted.

    Return None where what to search for is not known any more.
    """
    from archive import erasure
    from archive.proof import prove
    from search.index import open_index

    open_index(archive).forget()
    erasure.scrub(archive)
    mark = erasure.pending(archive)
    known = mark.traces if mark else ()
    if known is None:
        erasure.done(archive)
        return None
    proof = prove(archive, {*known, *(planned.traces if planned else ())})
    if not proof.found:
        erasure.done(archive)
    return proof


def _rows(planned: "Plan | None") -> Iterator[dict[str, str]]:
    for field, (what, fate) in _FATES.items():
        for name in getattr(planned, field, ()):
            yield {"what": what, "name": name, "fate": fate}
    for name, words in planned.repeating if planned else ():
        said = shorten(words, SHARED_SHOWN, placeholder=" …")
        fate = f"stays, though it says the same: \u201d{said}\u201d; name it as well if it should go"
        yield {"what": "decision", "name": name, "fate": fate}


def _tell(archive: Path, planned: "Plan | None", proof: "Proof | None") -> None:
    from archive import erasure

    if planned:
        gone = f"{counted(len(planned.decisions), 'decision')}, {counted(len(planned.pages), 'page')}, {counted(len(planned.files), 'attachment')}"
        say(f"erased: {gone}")
    else:
        say("the interrupted erasure is finished")
    if proof is None:
        say("the file is rewritten, not proved: what to search for is not known any more; name the words with --match")
    elif not proof.traces:
        say("nothing was searched for: all that was said stands in other decisions too; --match finds these")
    else:
        _tell_proof(proof)
    for path, at in erasure.backups(archive):
        say(
            f"out of reach: the backup of {at[:10]} in {path}; delete it, or make it anew with `minutes backup {path} --force`"
        )
    say("out of reach: exports, copies and backups made otherwise")


def _tell_proof(proof: "Proof") -> None:
    say(
        f"searched: {counted(proof.files, 'file')}, {proof.bytes:,} bytes and {counted(proof.pages, 'page')} unpacked, "
        f"for {counted(proof.traces, 'trace')}: {len(proof.found)} found"
    )
    for place, trace in proof.found[:MOST_SHOWN]:
        say(f"left in {place}: {printable(trace)}; please report this")
