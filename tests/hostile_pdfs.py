"""PDFs that strangers could send: a dozen ways of never ending, filling memory, or being something else."""

import io
import random
import zlib
from collections.abc import Callable, Mapping

from minutes.demo_pdf import pdf

TEXT = ["Hankesuunnitelma", "Hankkeen kustannukset ovat 137 000 euroa."]


def file_of(objects: Mapping[int, bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Return a PDF of numbered objects with a cross-reference table that is right."""
    content = b"%PDF-1.7\n"
    offsets = {}
    for number, body in objects.items():
        offsets[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = max(objects) + 1
    rows = b"".join(
        b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 65535 f \n"
        for number in range(size)
    )
    return content + b"xref\n0 %d\n%strailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        rows,
        size,
        trailer,
        len(content),
    )


def one_page(contents: bytes, resources: bytes = b"<< >>", **more: bytes) -> bytes:
    """Return a PDF of one page with these contents (an object's body); `more` are further objects, o7=… is object 7."""
    return file_of(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources %s /Contents 4 0 R >>" % resources,
            4: contents,
            **{int(name[1:]): body for name, body in more.items()},
        }
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object's body."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def bomb() -> bytes:
    """Return a page whose contents unpack twice, to a quarter of a gigabyte from a few hundred bytes."""
    packer = zlib.compressobj(6)
    inner = b"".join(packer.compress(b" " * 2**24) for _ in range(16)) + packer.flush()
    return one_page(stream(zlib.compress(inner, 9), b"/Filter [/FlateDecode /FlateDecode]"))


def nested() -> bytes:
    """Return a page whose contents are an array in an array, two hundred thousand times."""
    return one_page(b"[" * 200_000 + b"]" * 200_000)


def object_loop() -> bytes:
    """Return a page whose contents are a reference to themselves, by way of another."""
    return one_page(b"5 0 R", o5=b"4 0 R")


def xref_loop() -> bytes:
    """Return a file whose cross-reference table names itself as the one before."""
    whole = file_of({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] /Count 0 >>"})
    place = whole.rindex(b"xref\n0")
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % place)


def page_tree_loop() -> bytes:
    """Return a file whose pages are their own parents."""
    return file_of(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 2 /Parent 3 0 R >>",
            3: b"<< /Type /Pages /Kids [2 0 R] /Count 2 /Parent 2 0 R >>",
        }
    )


def encrypted() -> bytes:
    """Return a file that opens only with a password."""
    return locked("salaisuus")


def locked(password: str) -> bytes:
    """Return a file that opens with a password; '' is that of files which only forbid printing."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(TEXT))))
    writer.encrypt(password, "omistaja", algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def truncated() -> bytes:
    """Return the first half of a file."""
    whole = pdf(TEXT * 40)
    return whole[: len(whole) // 2]


def disguised() -> bytes:
    """Return a web page where a PDF was promised."""
    return b"<!DOCTYPE html><html><head><title>404</title></head><body><p>Tiedostoa ei ole. %PDF-1.4</p></body></html>"


def empty() -> bytes:
    """Return nothing."""
    return b""


def countless_pages() -> bytes:
    """Return a file of ten thousand million pages: each node of the tree has the next one ten times."""
    tree = {
        number: b"<< /Type /Pages /Count 1 /Kids [%s] >>" % (b"%d 0 R " % (number + 1) * 10) for number in range(2, 12)
    }
    return file_of({1: b"<< /Type /Catalog /Pages 2 0 R >>", **tree, 12: b"<< /Type /Page /MediaBox [0 0 9 9] >>"})


def giant_font() -> bytes:
    """Return a page whose font says of each of four thousand million codes which letter it is, again and again."""
    ranges = b"\n".join(b"<00000000> <FFFFFFFE> <%08X>" % n for n in range(3000))
    cmap = b"/CIDInit /ProcSet findresource begin begincmap 3000 beginbfrange\n%s\nendbfrange endcmap end" % ranges
    return one_page(
        stream(b"BT /F1 11 Tf 50 700 Td <0001000200030004> Tj ET"),
        b"<< /Font << /F1 6 0 R >> >>",
        o6=b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [] /ToUnicode 7 0 R >>",
        o7=stream(zlib.compress(cmap), b"/Filter /FlateDecode"),
    )


def slow() -> bytes:
    """Return a hundred pages that share one stream of fifty thousand words: nothing about it is damaged, but it takes a minute."""
    words = zlib.compress(b"BT /F1 11 Tf " + b"(a) Tj " * 50_000 + b"ET")
    page = b"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    return file_of(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [%s] /Count 100 >>" % b" ".join(b"%d 0 R" % n for n in range(5, 105)),
            3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            4: stream(words, b"/Filter /FlateDecode"),
            **dict.fromkeys(range(5, 105), page),
        }
    )


KINDS: dict[str, Callable[[], bytes]] = {
    made.__name__: made
    for made in (
        bomb,
        nested,
        object_loop,
        xref_loop,
        page_tree_loop,
        encrypted,
        truncated,
        disguised,
        empty,
        countless_pages,
        giant_font,
        slow,
    )
}


def mutated(seed: int, originals: tuple[bytes, ...]) -> bytes:
    """Return one of some files with damage that the seed decides: bytes changed, swapped, doubled, cut, or other numbers."""
    dice = random.Random(seed)
    content = bytearray(dice.choice(originals))
    for _ in range(dice.choice((1, 3, 10, 60))):
        at = dice.randrange(len(content) - 1)
        length = dice.choice((1, 4, 40, 400))
        match dice.randrange(6):
            case 0:
                content[at] = dice.randrange(256)
            case 1:
                del content[at : at + length]
            case 2:
                content[at:at] = content[at : at + length]
            case 3:
                content[at : at + length] = bytes(dice.randrange(256) for _ in range(length))
            case 4:
                number = str(dice.choice((0, -1, 2**31, 10**18, dice.randrange(99)))).encode()
                content[at : at + len(number)] = number
            case _:
                other = dice.randrange(len(content))
                content[at : at + length] = content[other : other + length]
        if len(content) < 10:
            break
    return bytes(content)
