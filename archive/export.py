"""The archive as a file for others: every row, streamed, whole or not at all, with a manifest to make it again by."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO

from archive.atomic import atomic
from archive.clock import iso, utc_now
from archive.columns import (
    AMOUNT_COLUMNS,
    DECISION_COLUMNS,
    FILE_COLUMNS,
    Cell,
    Cite,
    amount_rows,
    decision_row,
    file_rows,
)
from archive.filters import Filters
from archive.sheets import write_csv, write_jsonl, write_xlsx
from archive.store import Archive

MANIFEST = ".manifest.json"
"""What a manifest's name adds to its export's."""


class Format(StrEnum):
    """Name the file formats of an export, by suffix."""

    csv = "csv"
    jsonl = "jsonl"
    xlsx = "xlsx"


@dataclass(frozen=True, slots=True)
class Request:
    """What an export is to hold. `words` are a search's, for the manifest; `ids` are what they found, None without."""

    format: Format
    filters: Filters = field(default_factory=Filters)
    words: str = ""
    ids: tuple[str, ...] | None = None
    amounts: bool = False
    excel: bool = False
    attachments: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns, in request."""
        return FILE_COLUMNS if self.attachments else AMOUNT_COLUMNS if self.amounts else DECISION_COLUMNS

    @property
    def row(self) -> str:
        """What a row of it is."""
        return "attachment" if self.attachments else "amount" if self.amounts else "decision"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: rows, cells that the format could not hold whole, and the file's SHA-256 and size."""

    path: Path
    manifest: Path
    rows: int
    shortened: int
    sha256: str
    size: int


def export(
    archive: Archive, path: Path, request: Request, *, cite: Cite, program: str, now: dt.datetime | None = None
) -> Exported:
    """Write an export and its manifest beside it; both appear when they are complete, never in part.

    Raises ExportRefused, OSError (a folder that is not there, a full disk) and the errors of reading an archive.
    """
    moment = now or utc_now()
    state = _archive_state(archive)
    shortened = 0
    with atomic(path) as part:
        if request.format is Format.xlsx:
            count, shortened = write_xlsx(request.columns, _rows(archive, request, cite), part, created=moment)
        else:
            with part.open("w", encoding="utf-8", newline="") as stream:
                count = write_text(archive, stream, request, cite=cite)
        digest, size = _digest(part)
    manifest = path.with_name(path.name + MANIFEST)
    with atomic(manifest) as part:
        facts = {
            "file": path.name,
            "sha256": digest,
            "bytes": size,
            "rows": count,
            "shortened_cells": shortened,
            "format": str(request.format),
            "excel": request.excel,
            "row_is": request.row,
            "columns": list(request.columns),
            "query": {"words": request.words, "filters": _asked(request.filters)},
            "exported": iso(moment),
            "program": program,
            "archive": state,
            "sources": {name: state.last_success for name, state in archive.source_states().items()},
        }
        part.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return Exported(path, manifest, count, shortened, digest, size)


def write_text(archive: Archive, stream: TextIO, request: Request, *, cite: Cite) -> int:
    """Write an export as CSV or JSON lines to a stream that does not translate line ends; return the number of rows."""
    rows = _rows(archive, request, cite)
    if request.format is Format.jsonl:
        return write_jsonl(request.columns, rows, stream)
    return write_csv(request.columns, rows, stream, excel=request.excel)


def _rows(archive: Archive, request: Request, cite: Cite) -> Iterator[list[Cell]]:
    if request.attachments:
        for stored, files in archive.decisions_with_files(request.filters, request.ids):
            yield from file_rows(stored, files, cite)
        return
    for stored in archive.decisions(request.filters, request.ids):
        if request.amounts:
            yield from amount_rows(stored, cite, request.filters)
        else:
            yield decision_row(stored, cite)


def _archive_state(archive: Archive) -> dict[str, Any]:
    return {"id": archive.id, "change": archive.change, "schema": archive.schema, "counts": archive.counts()}


def _asked(filters: Filters) -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(filters).items() if value not in ((), None, False)}


def _plain(value: object) -> Any:
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return str(value) if isinstance(value, Decimal | dt.date) else value


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size
