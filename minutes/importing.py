"""Files of one's own into the archive: each read as the publishing system's page that it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.store import Archive, State
from minutes.document_reader import DocumentReader
from minutes.documents import Unread, content_of, reason_of
from scraper.document import first_address
from scraper.errors import ScraperError
from scraper.page import Page, Parsed
from scraper.sources import Sources, load
from scraper.vocabulary import Kind

BATCH = 100
"""Files saved in one transaction."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing files did: decisions by what became of them, new attachments apart, and the files that could not be read, why."""

    new: int
    new_attachments: int
    changed: int
    unchanged: int
    failures: tuple[tuple[Path, str], ...]


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    page: Page
    parsed: Parsed
    source: str | None
    municipality: str | None


def import_files(archive: Archive, files: Sequence[Path], municipality: str | None = None) -> Imported:
    """Save what the files say; one that cannot be read stops no other.

    Errors of the archive (a full disk) are raised; what was saved in earlier batches stays.
    """
    counts = dict.fromkeys(State, 0)
    attachments = 0
    failures: list[tuple[Path, str]] = []
    sources = load()
    with DocumentReader() as reader:
        for start in range(0, len(files), BATCH):
            read = list(_read(reader, files[start : start + BATCH], sources, municipality, failures))
            with archive.batch() as batch:
                for file in read:
                    kept = batch.save(
                        file.source, file.parsed, file.page, municipality=file.municipality, document=str(file.path)
                    )
                    for saved, decision in zip(kept, file.parsed.decisions, strict=True):
                        if saved.state is State.new and decision.kind is Kind.attachment:
                            attachments += 1
                        else:
                            counts[saved.state] += 1
    return Imported(counts[State.new], attachments, counts[State.changed], counts[State.unchanged], tuple(failures))


def _read(
    reader: DocumentReader,
    files: Sequence[Path],
    sources: Sources,
    municipality: str | None,
    failures: list[tuple[Path, str]],
) -> Iterator[_File]:
    for path in files:
        try:
            content = content_of(str(path))
            parsed = reader.parsed(str(path), content)
        except (Unread, ScraperError, OSError) as error:
            failures.append((path, reason_of(error)))
            continue
        if not parsed.decisions:
            failures.append((path, parsed.complaint or "no decision was found in it"))
            continue
        url = first_address(content)
        source = sources.for_url(url) if url else None
        page = Page(url=url or "", content=content)
        yield _File(
            path, page, parsed, source.id if source else None, municipality or (source.municipality if source else None)
        )
