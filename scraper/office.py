"""Word, PowerPoint and Excel files → text by page, slide and sheet. Made to be run in a child process that can be stopped.

These files are ZIPs of XML: before any library opens one, its members are counted, what they unpack to is measured, and a
document type declaration (by which entities are defined, XML bombs and references to other files among them) is refused.
"""

import datetime as dt
import io
import time
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from scraper.extracted import Extracted, Limits, Piece, bounded
from scraper.vocabulary import FileState, Media

if TYPE_CHECKING:
    from docx.table import Table

_CHUNK = 2**20
_XML = (".xml", ".rels", ".vml")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_MOST_CELLS = 200
"""Cells of a row that are read; a sheet may claim 16,384."""
_LARGEST = 10**15
"""A cell from here on, or of no number at all, is no sum: it stays as it is written."""


class _Refused(Exception):
    """A package that is not opened, and why."""


def read_office(content: bytes, media: Media, limits: Limits) -> Extracted:
    """Return the text of a .docx, .pptx or .xlsx. Raises MemoryError; whatever else goes wrong is a state with its reason."""
    try:
        _inspect(content, limits)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's, on what of a workbook it leaves out
            pieces, pages, note = _READERS[media](content, limits)
    except _Refused as refused:
        return Extracted(media, FileState.failed, reason=str(refused))
    except MemoryError:
        raise
    except Exception as error:
        # A damaged file makes these libraries fail in every way there is: KeyError, BadZipFile, XMLSyntaxError, …
        what = " ".join(str(error).split())[:200] or type(error).__name__
        return Extracted(media, FileState.failed, reason=f"the file is damaged ({what})")
    if not pieces:
        return Extracted(media, FileState.no_text, (), pages, note or "there is no text in it")
    return Extracted(media, FileState.text, pieces, pages, note)


def _inspect(content: bytes, limits: Limits) -> None:
    """Raise _Refused where a package unpacks to too much, or its XML declares a document type."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = package.infolist()
        if len(members) > limits.members:
            raise _Refused(f"it holds more than {limits.members} parts: it was not opened")
        if any(member.flag_bits & 1 for member in members):
            raise _Refused("it is encrypted: it opens only with a password")
        room = limits.unpacked
        for member in members:
            room -= member.file_size  # zipfile unpacks no more of a member than it says here
            if room < 0:
                raise _Refused(f"it unpacks to more than {limits.unpacked // 2**20} MB: it was not opened")
            if member.filename.lower().endswith(_XML):
                _refuse_declarations(package, member)


def _refuse_declarations(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    before = b""
    with package.open(member) as file:
        while chunk := file.read(_CHUNK):
            plain = (before + chunk).replace(b"\0", b"")  # UTF-16 as well
            if any(declaration in plain for declaration in _DECLARATIONS):
                raise _Refused("its XML declares a document type, as no office program writes it: it was not opened")
            before = chunk[-40:]


_Read = tuple[tuple[Piece, ...], int, str | None]


def _docx(content: bytes, limits: Limits) -> _Read:
    """Read a Word file; its pages are where Word last broke them, or else where the writer did."""
    from docx import Document
    from docx.table import Table

    document = Document(io.BytesIO(content))
    rendered = bool(document.element.xpath("//w:lastRenderedPageBreak"))
    pages: list[list[str]] = [[]]
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            pages[-1].extend(_docx_rows(block))
            continue
        if rendered:
            _turn(pages, len(block.rendered_page_breaks), limits)
        pages[-1].extend(_lines(block.text))
        if not rendered:
            _turn(pages, len(block._p.xpath('.//w:br[@w:type="page"]')), limits)
    pieces, cut = bounded(_numbered("s.", pages), limits)
    return pieces, len(pages), cut


def _turn(pages: list[list[str]], times: int, limits: Limits) -> None:
    pages.extend([] for _ in range(min(times, limits.pages - len(pages))))


def _docx_rows(table: "Table") -> Iterator[str]:
    from docx.table import _Cell

    for row in table.rows:
        # Not row.cells, which repeats a cell as often as the file claims that it spans columns.
        cells = (_cell_text(_Cell(cell, table)) for cell in islice(row._tr.tc_lst, _MOST_CELLS))
        if line := "\t".join(cells).strip("\t"):
            yield line


def _cell_text(cell: Any) -> str:
    lines = (
        line
        for block in cell.iter_inner_content()
        for line in (_docx_rows(block) if hasattr(block, "rows") else _lines(block.text))
    )
    return " ".join(line.replace("\t", " ") for line in lines)


def _pptx(content: bytes, limits: Limits) -> _Read:
    from pptx import Presentation

    deadline = time.monotonic() + limits.seconds
    slides = Presentation(io.BytesIO(content)).slides
    pages = []
    for slide in islice(slides, limits.pages):
        if time.monotonic() > deadline:
            break
        lines = [line for shape in slide.shapes for line in _shape_lines(shape)]
        if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
            lines += _lines(notes.text)
        pages.append(lines)
    pieces, cut = bounded(_numbered("dia", pages), limits)
    return pieces, len(slides), cut or _only(len(pages), len(slides), "slides")


def _shape_lines(shape: Any) -> Iterator[str]:
    if hasattr(shape, "shapes"):  # a group
        for inner in shape.shapes:
            yield from _shape_lines(inner)
    elif getattr(shape, "has_table", False):
        for row in shape.table.rows:
            if line := "\t".join(" ".join(_lines(cell.text)) for cell in islice(row.cells, _MOST_CELLS)).strip("\t"):
                yield line
    elif getattr(shape, "has_text_frame", False):
        yield from _lines(shape.text_frame.text)


def _xlsx(content: bytes, limits: Limits) -> _Read:
    from openpyxl import load_workbook

    deadline = time.monotonic() + limits.seconds
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        pieces, notes = [], []
        for position, sheet in enumerate(sheets[: limits.pages], start=1):
            sheet.reset_dimensions()  # what a sheet claims of its size is a stranger's word
            rows = list(islice(_sheet_rows(sheet, deadline), limits.rows + 1))
            if len(rows) > limits.rows:
                notes.append(f"only the first {limits.rows} rows of {sheet.title!r} were read")
            if rows:
                text = "\n".join(rows[: limits.rows])
                pieces.append(Piece(position, f"taulukko {' '.join(sheet.title.split())}", text))
        if time.monotonic() > deadline:
            notes.append("not all of it could be read in time")
        kept, cut = bounded(pieces, limits)
        return kept, len(sheets), "; ".join(filter(None, [*notes, cut])) or None
    finally:
        book.close()


def _sheet_rows(sheet: Any, deadline: float) -> Iterator[str]:
    for row in sheet.iter_rows():
        if time.monotonic() > deadline:
            return
        if line := "\t".join(map(_value, islice(row, _MOST_CELLS))).strip("\t"):
            yield line


def _value(cell: Any) -> str:
    """Return a cell's value as a Finnish reader writes it: 1500.5 € as '1500,50 €', 0.7 shown in per cent as '70 %'."""
    value, shown = cell.value, str(getattr(cell, "number_format", "") or "")
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.day}.{value.month}.{value.year}"
    if isinstance(value, int | float | Decimal):
        return _figure(value, shown)
    return " ".join(str(value).split())


def _figure(value: float | Decimal, shown: str) -> str:
    if not -_LARGEST < value < _LARGEST:
        return str(value)
    percent = "%" in shown
    number = round(Decimal(str(value)) * (100 if percent else 1), 2)
    text = f"{number.normalize():f}" if number == number.to_integral_value() or percent else f"{number:f}"
    unit = " %" if percent else " €" if "€" in shown or "EUR" in shown else ""
    return text.replace(".", ",") + unit


def _numbered(word: str, pages: Iterable[list[str]]) -> Iterator[Piece]:
    for number, lines in enumerate(pages, start=1):
        if lines:
            yield Piece(number, f"{word} {number}", "\n".join(lines))


def _only(read: int, count: int, what: str) -> str | None:
    return f"only the first {read} of its {count} {what} were read" if read < count else None


def _lines(text: str) -> list[str]:
    return [line for line in map(_line, text.replace("\v", "\n").splitlines()) if line]


def _line(text: str) -> str:
    return " ".join(text.split())


_READERS: dict[Media, Callable[[bytes, Limits], _Read]] = {Media.docx: _docx, Media.pptx: _pptx, Media.xlsx: _xlsx}
