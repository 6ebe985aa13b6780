"""The smallest PDF file that holds lines of text, for the demo's pretend council site."""

from collections.abc import Sequence

LINES_A_PAGE = 48
WIDTH = 88


def pdf(lines: list[str]) -> bytes:
    """Return a PDF of A4 pages with the lines in Helvetica 11, wrapped at 88 characters.

    Characters outside windows-1252 become question marks: a standard font has no others.
    """
    wrapped = sheet(lines) or [""]
    return pdf_of([wrapped[start : start + LINES_A_PAGE] for start in range(0, len(wrapped), LINES_A_PAGE)])


def sheet(lines: Sequence[str]) -> list[str]:
    """Return lines wrapped at the width of a page."""
    return [piece for line in lines for piece in _wrap(line)]


def pdf_of(sheets: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF whose pages hold just these lines, one below the other."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(sheets)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, sheet in enumerate(sheets):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (5 + 2 * number)
        )
        text = b"BT /F1 11 Tf 15 TL 56 780 Td " + b" ".join(b"(%s) Tj T*" % _escaped(line) for line in sheet) + b" ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text))
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    content = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        content
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            rows,
            size,
            len(content),
        )
    )


def _escaped(line: str) -> bytes:
    return line.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _wrap(line: str) -> list[str]:
    from textwrap import wrap

    return wrap(line, WIDTH) or [""]
