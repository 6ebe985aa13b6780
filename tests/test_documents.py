"""Files of every kind → text by page, slide and sheet; what they are is told by their content, and no size runs away."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches

from minutes.demo_pdf import pdf, pdf_of
from scraper.attachments import read_file
from scraper.documents import extract
from scraper.extracted import Limits
from scraper.media import media_of
from scraper.vocabulary import FileState, Media, Role
from tests.hostile_pdfs import locked, one_page, stream

Save = Callable[[io.BytesIO], object]


def saved(save: Save) -> bytes:
    target = io.BytesIO()
    save(target)
    return target.getvalue()


def word() -> bytes:
    document = Document()
    document.add_heading("Hankesuunnitelma")
    document.add_paragraph("Hankkeen kokonaiskustannukset ovat 137 000 euroa.")
    document.add_page_break()
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Rahoitus"
    table.cell(1, 0).text, table.cell(1, 1).text = "Avustus", "95 900 €"
    return saved(document.save)


def slides() -> bytes:
    show = Presentation()
    first = show.slides.add_slide(show.slide_layouts[1])
    first.shapes.title.text = "Rantareitti-hanke"
    first.placeholders[1].text = "Kunnan reitistö rannalle\vja saarille"
    second = show.slides.add_slide(show.slide_layouts[5])
    second.shapes.title.text = "Kustannukset"
    table = second.shapes.add_table(1, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Rantareitti-hankkeen kustannusarvio", "2,2 M€"
    second.notes_slide.notes_text_frame.text = "Omarahoitus on 14 000 € vuodessa."
    return saved(show.save)


def sheets() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "Talousarvio 2026"
    sheet.append(["Avustus", 95900.5, dt.date(2026, 5, 4), 0.7, None, True])
    sheet["B1"].number_format, sheet["D1"].number_format = "# ##0,00 €", "0 %"
    sheet["ZZ900"] = "kaukana"
    hidden = book.create_sheet("Luonnos")
    hidden.append(["salainen"])
    hidden.sheet_state = "hidden"
    return saved(book.save)


def package(members: dict[str, bytes]) -> bytes:
    def write(target: io.BytesIO) -> None:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)

    return saved(write)


def changed(content: bytes, name: str, new: bytes) -> bytes:
    """Return an office file with one of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    return package({**members, name: new})


def test_word_by_pages() -> None:
    read = extract(word())
    assert [(piece.label, piece.text) for piece in read.pieces] == [
        ("s. 1", "Hankesuunnitelma\nHankkeen kokonaiskustannukset ovat 137 000 euroa."),
        ("s. 2", "Rahoitus\nAvustus\t95 900 €"),
    ]
    assert (read.media, read.state, read.pages, read.reason) == (Media.docx, FileState.text, 2, None)


def test_slides_by_number_with_tables_and_notes() -> None:
    read = extract(slides())
    assert [(piece.label, piece.text) for piece in read.pieces] == [
        ("dia 1", "Rantareitti-hanke\nKunnan reitistö rannalle\nja saarille"),
        ("dia 2", "Kustannukset\nRantareitti-hankkeen kustannusarvio\t2,2 M€\nOmarahoitus on 14 000 € vuodessa."),
    ]


def test_sheets_by_name_as_a_reader_sees_them() -> None:
    read = extract(sheets())
    assert [(piece.label, piece.text) for piece in read.pieces] == [
        ("taulukko Talousarvio 2026", "Avustus\t95900,50 €\t4.5.2026\t70 %\t\ttrue")
    ], "neither the hidden sheet nor a cell beyond the two hundredth column"


def test_pdf_by_pages_and_a_page_without_text_keeps_its_number() -> None:
    read = extract(pdf_of([["Hankesuunnitelma", "Rannan reitistö"], [], ["Kustannukset 137 000 euroa"]]))
    assert [(piece.position, piece.label, piece.text) for piece in read.pieces] == [
        (1, "s. 1", "Hankesuunnitelma\nRannan reitistö"),
        (3, "s. 3", "Kustannukset 137 000 euroa"),
    ]
    assert read.pages == 3


def test_text_by_form_feeds() -> None:
    read = extract("Sivu yksi\n\f\fSivu kolme".encode("windows-1252"))
    assert [(piece.label, piece.text) for piece in read.pieces] == [("s. 1", "Sivu yksi"), ("s. 3", "Sivu kolme")]
    assert [piece.label for piece in extract(b"Yksi sivu").pieces] == [""]


def test_a_pdf_that_only_forbids_printing_is_read_and_a_locked_one_is_not() -> None:
    assert "137 000" in extract(locked("")).text
    read = extract(locked("salaisuus"))
    assert (read.state, "password" in (read.reason or "")) == (FileState.failed, True)


@pytest.mark.parametrize(
    ("content", "media", "state", "reason"),
    [
        (pdf([]), Media.pdf, FileState.no_text, "pictures"),
        (one_page(stream(b"q 595 0 0 842 0 0 cm /Im1 Do Q")), Media.pdf, FileState.no_text, "pictures"),
        (b"%PDF-1.4 nothing of a PDF follows", Media.pdf, FileState.failed, "damaged"),
        (b"{\\rtf1\\ansi Kunnanhallitus}", Media.rtf, FileState.unsupported, "Rich Text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), Media.doc, FileState.unsupported, "old binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), Media.image, FileState.unsupported, "picture"),
        (package({"mimetype": b"application/vnd.oasis.opendocument.text"}), Media.odt, FileState.unsupported, "Open"),
        (package({"kuva.txt": b"x"}), Media.other, FileState.unsupported, "none of the kinds"),
        (word()[: len(word()) // 2], Media.docx, FileState.failed, "damaged"),
        (b"<!DOCTYPE html><html><p>%PDF-1.4</p></html>", Media.html, FileState.failed, "web page"),
        (bytes(range(1, 32)) * 40, Media.other, FileState.unsupported, "none of the kinds"),
        (b" \n ", Media.text, FileState.failed, "empty"),
        (saved(Document().save), Media.docx, FileState.no_text, "no text"),
    ],
)
def test_every_file_has_a_state_and_a_reason(content: bytes, media: Media, state: FileState, reason: str) -> None:
    read = extract(content)
    assert (read.media, read.state) == (media, state)
    assert reason in (read.reason or "")
    assert not read.pieces


@pytest.mark.parametrize(
    ("content", "url", "state"),
    [
        (
            b"<html><h1>Liite</h1><table><tr><td>Hinta</td><td>5 euroa</td></tr></table></html>",
            "/7.htm",
            FileState.text,
        ),
        (b"<html><h1>Liite</h1></html>", "/7.HTML?x=1", FileState.text),
        (b"<html><body></body></html>", "/7.htm", FileState.no_text),
        (b"<html><form><input type='password'></form></html>", "/7.htm", FileState.failed),
        (b"<html><h1>Liite</h1></html>", "/7.pdf", FileState.failed),
        (b"<html><h1>Liite</h1></html>", None, FileState.failed),
    ],
)
def test_a_web_page_is_an_attachment_where_its_address_says_so(
    content: bytes, url: str | None, state: FileState
) -> None:
    read = extract(content, url=url and f"https://ah.harjuvesi.example{url}")
    assert (read.media, read.state) == (Media.html, state)
    assert read.text.startswith("Liite") is (state is FileState.text)


BOMB = b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><b>&b;</b>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (changed(word(), "word/document.xml", BOMB), "document type"),
        (changed(sheets(), "xl/sharedStrings.xml", BOMB.decode().encode("utf-16")), "document type"),
        (
            changed(slides(), "ppt/_rels/presentation.xml.rels", b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>'),
            "document type",
        ),
        (changed(word(), "word/media/kuva.png", bytes(300 * 2**20)), "unpacks to more than 256 MB"),
        (
            package({f"word/{n}.xml": b"" for n in range(5001)} | {"[Content_Types].xml": b"<a/>"}),
            "more than 5000 parts",
        ),
        (changed(word(), "word/document.xml", b"<w:" * 1000), "damaged"),
    ],
    ids=["entities", "entities in utf-16", "external", "zip bomb", "parts", "no xml"],
)
def test_office_bombs_are_not_opened(content: bytes, reason: str) -> None:
    read = extract(content)
    assert read.state is FileState.failed
    assert reason in (read.reason or "")


def test_what_goes_beyond_the_limits_is_cut_and_said() -> None:
    book = pdf_of([[f"Sivulla {n} on tekstiä"] for n in range(1, 9)])
    read = extract(book, Limits(pages=3))
    assert (len(read.pieces), read.pages) == (3, 8)
    assert read.reason == "only the first 3 of its 8 pages were read"
    assert (extract(book, Limits(characters=30)).reason or "").endswith("cut after 30 characters")
    assert "0 of its 8 pages" in (extract(book, Limits(seconds=-1)).reason or "")
    rows = Workbook()
    for n in range(9):
        rows.active.append([f"rivi {n}"])
    assert "first 4 rows" in (extract(saved(rows.save), Limits(rows=4)).reason or "")
    text = extract(b"sivu\f" * 9, Limits(pages=3))
    assert (len(text.pieces), text.reason) == (3, "its text was cut after 3 pages")


@pytest.mark.parametrize("value", [1e27, 10**40, "=1/0"])
def test_a_cell_that_is_no_sum_costs_no_other(value: object) -> None:
    book = Workbook()
    book.active.append(["Avustus", value, 1500.5])
    read = extract(saved(book.save))
    assert read.state is FileState.text
    assert read.text.endswith("\t1500,50")


def test_a_package_whose_kind_is_damaged_has_a_state() -> None:
    whole = package({"mimetype": b"application/vnd.oasis.opendocument.text" * 10})
    start = whole.index(b"mimetype") + len("mimetype")
    read = extract(whole[:start] + b"\xff" * 6 + whole[start + 6 :])
    assert (read.media, read.state) == (Media.other, FileState.unsupported)


def test_a_package_of_countless_parts_is_not_listed() -> None:
    read = extract(package({"word/document.xml": b"x", "[Content_Types].xml": b"x"}) + b"PK\x01\x02" * 20_001)
    assert (read.media, read.state) == (Media.other, FileState.unsupported)


def test_a_broken_page_costs_no_other() -> None:
    whole = pdf_of([["Ensimmäinen sivu"], ["Toinen sivu"], ["Kolmas sivu"]])
    start = whole.index(b"(Toinen")
    damaged = whole.replace(b"/Contents 7 0 R", b"/Contents [7 0 /X]", 1)
    assert start > 0
    read = extract(damaged)
    assert read.state is FileState.text
    assert ["Ensimmäinen" in read.text, "Kolmas" in read.text] == [True, True]


@pytest.mark.parametrize("content", [slides(), word(), pdf(["Rantareitti-hanke", "Kustannusarvio on 2,2 M€."])])
def test_every_sum_of_a_file_stands_where_it_says(content: bytes) -> None:
    reading = read_file(content)
    pages = {piece.position: piece.text for piece in reading.extracted.pieces}
    assert reading.amounts
    for page, amount in reading.amounts:
        assert pages[page][amount.start : amount.end] == amount.text


def test_slides_name_their_project_and_its_cost_with_their_pages() -> None:
    reading = read_file(slides())
    assert reading.projects == ((1, "Rantareitti-hanke"),)
    cost, own = reading.amounts
    assert (cost[0], cost[1].value, cost[1].role) == (2, Decimal(2_200_000), Role.total_cost)
    assert (own[0], own[1].text) == (2, "14 000 €")


def test_a_price_list_without_end_is_cut() -> None:
    reading = read_file("\n".join(f"Hinta {n} 100 €" for n in range(3000)).encode())
    assert len(reading.amounts) == 2000
    assert "first 2000 of its sums" in (reading.reason or "")


def test_sums_of_a_long_sheet_stand_where_they_say() -> None:
    reading = read_file("\n".join(f"Rivi {n}: {'selitys ' * 20} {n} 100 €" for n in range(1, 900)).encode())
    assert len(reading.amounts) == 899
    (piece,) = reading.extracted.pieces
    assert len(piece.text) > 100_000
    for _, amount in reading.amounts:
        assert piece.text[amount.start : amount.end] == amount.text


@given(st.binary(max_size=300))
def test_any_bytes_have_a_kind_and_a_state(content: bytes) -> None:
    for start in (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"{\\rtf"):
        read = extract(start + content)
        assert read.media is media_of(start + content)
        assert (read.state is FileState.text) == bool(read.pieces)
        assert read.pieces or read.reason
