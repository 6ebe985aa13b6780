"""Bytes → text and pages → blocks, by example and under damage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.text import Block, decode, html_blocks, html_links, html_title, looks_like_html, text_blocks


@pytest.mark.parametrize(
    ("content", "content_type", "text"),
    [
        ("§ 5 €".encode(), None, "§ 5 €"),
        ("§ 5 €".encode("utf-8-sig"), None, "§ 5 €"),
        ("§ 5".encode("utf-16"), None, "§ 5"),
        ("§ 5 €".encode("cp1252"), "text/html; charset=iso-8859-1", "§ 5 €"),
        ("§ 5 – €".encode("cp1252"), None, "§ 5 – €"),
        ('<meta charset="iso-8859-15">5 €'.encode("iso-8859-15"), None, '<meta charset="iso-8859-15">5 €'),
        ("Päätös".encode(), "text/html; charset=iso-8859-1", "Päätös"),
        (b"a\x00b\x07c", None, "abc"),
        ("a\u202eb\u2066c\u200bd\xade".encode(), None, "abcde"),
        (b"\xe4\xe4", "text/html; charset=no-such-thing", "ää"),
        (b"\xe4\xe4", "text/html; charset=undefined", "ää"),
        (("x" * 200 + "ä").encode()[:-1], None, "x" * 200),
        (b"", None, ""),
    ],
)
def test_decode(content: bytes, content_type: str | None, text: str) -> None:
    assert decode(content, content_type) == text


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        (
            "<p><span>Valmistelija</span><span>Hallintojohtaja Aino Aalto</span></p>",
            ["Valmistelija Hallintojohtaja Aino Aalto"],
        ),
        (
            "<p><span>Valmistelija</span><span>hallintojohtaja Aino Aalto</span></p>",
            ["Valmistelija hallintojohtaja Aino Aalto"],
        ),
        ("<p><b>Kunnan</b><span>hallitus</span></p>", ["Kunnanhallitus"]),
        ("<p><b>K</b>unnanhallitus</p>", ["Kunnanhallitus"]),
        ("<p><span>Päätös</span><span>ehdotus</span></p>", ["Päätösehdotus"]),
        ("<p><span>Päätös</span>Ehdotus hyväksyttiin.</p>", ["Päätös Ehdotus hyväksyttiin."]),
        ("<p><b>Päätös</b>: hyväksyttiin</p>", ["Päätös: hyväksyttiin"]),
        ("<p>k-m<sup>2</sup> ja m<sup>3</sup></p>", ["k-m2 ja m3"]),
        ("<p>30&nbsp;000<b>0</b> euroa</p>", ["30 0000 euroa"]),
        ("<p>yksi\nkaksi\r\n  kolme</p>", ["yksi kaksi kolme"]),
        ("<p>yksi<br>kaksi<br/>kolme</p>", ["yksi", "kaksi", "kolme"]),
        ("<p>yksi<p>kaksi<div>kolme", ["yksi", "kaksi", "kolme"]),
        ("<p>&nbsp;</p><p>teksti</p><p> </p>", ["teksti"]),
        ("<p><b>Käsittely</b>&nbsp;&nbsp;&nbsp;&nbsp; Asia käsiteltiin.</p>", ["Käsittely\tAsia käsiteltiin."]),
        ("<p>-<span>&nbsp;&nbsp;&nbsp;&nbsp;</span>kohta</p>", ["- kohta"]),
        (
            "<table><tr><td>Erä</td><td>2024</td></tr><tr><td>Suunnittelu</td><td>5&nbsp;000&nbsp;€</td></tr></table>",
            ["Erä\t2024", "Suunnittelu\t5 000 €"],
        ),
        (
            "<table><tr><td><p>Päätös</p></td><td><p>Hyväksyttiin.</p><p>Lisäksi merkittiin.</p></td></tr></table>",
            ["Päätös\tHyväksyttiin.", "Lisäksi merkittiin."],
        ),
        ("<table><tr><td><table><tr><td>a</td><td>b</td></tr></table><p>c</p></td></tr></table>", ["a\tb", "c"]),
        ("<table><tr><td>vain yksi</td></tr></table>", ["vain yksi"]),
        ("<table><tr><td>x<tr><td>a<td>b</table>", ["x", "a\tb"]),
        (
            "<script>var a;</script><style>p{}</style><p>näkyvä</p><p hidden>piilossa</p><p style='display:none'>piilossa</p>",
            ["näkyvä"],
        ),
        ("<!--DATABEGIN--><p>sisältö<!-- huomautus --> jatkuu</p>", ["sisältö jatkuu"]),
        ("<pre>rivi 1\nrivi 2</pre>", ["rivi 1", "rivi 2"]),
        ("<ul><li>yksi</li><li>kaksi</li></ul>", ["yksi", "kaksi"]),
        ("<?xml version='1.0'?><html><body><p>teksti</p></body></html>", ["teksti"]),
        ("<p>ab&#8238;c</p>", ["abc"]),
        ("<p></p>", []),
        ("<!-- -->", []),
        ("ei merkintöjä\ntoinen rivi", ["ei merkintöjä", "toinen rivi"]),
        ("", []),
    ],
)
def test_html_blocks(html: str, lines: list[str]) -> None:
    assert [block.text for block in html_blocks(html)] == lines


def test_cells_and_headings() -> None:
    blocks = html_blocks(
        "<h1>Otsikko</h1><table><tr><th>Hakija</th><th>€</th></tr><tr><td>Seura</td><td></td><td>10</td></tr></table><label class='h3'>Elin<br>Pöytäkirja</label>"
    )
    assert blocks == [
        Block("Otsikko", heading=True),
        Block("Hakija\t€", ("Hakija", "€"), heading=True),
        Block("Seura\t\t10", ("Seura", "", "10")),
        Block("Elin", heading=True),
        Block("Pöytäkirja", heading=True),
    ]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("  yksi  \n\n \xa0 \nkaksi", [Block("yksi"), Block("kaksi")]),
        ("## Otsikko", [Block("Otsikko", heading=True)]),
        ("# 12 Oikaisuvaatimus", [Block("# 12 Oikaisuvaatimus")]),
        ("Päätös     Hyväksyttiin", [Block("Päätös\tHyväksyttiin", ("Päätös", "Hyväksyttiin"))]),
        ("a\tb", [Block("a\tb", ("a", "b"))]),
        ("| Hakija | euroa |", [Block("Hakija\teuroa", ("Hakija", "euroa"))]),
        ("**Päätös** ja **********", [Block("Päätös ja **********")]),
        ("*Vaikutukset: hyviä.*", [Block("Vaikutukset: hyviä.")]),
        ("Edellinen | ![]() ![]() |", [Block("Edellinen")]),
        ("katso [liite](https://example.fi/a.pdf) tästä", [Block("katso liite tästä")]),
        ("|---|---|", []),
        ("-", [Block("-")]),
        ("- kohta", [Block("- kohta")]),
    ],
)
def test_text_blocks(text: str, blocks: list[Block]) -> None:
    assert text_blocks(text) == blocks


def test_links_and_title() -> None:
    html = "<title>Kuvajärven  kunta</title><a href='a.PDF'><span>Liite 1</span><span>Kartta</span></a> <a name='x'>ei</a><A HREF='b'>b</A>"
    assert html_links(html) == [("a.PDF", "Liite 1 Kartta"), ("b", "b")]
    assert html_title(html) == "Kuvajärven kunta"
    assert html_title("<p>") is None
    assert html_links("ei linkkejä") == []


@pytest.mark.parametrize(
    ("text", "html"), [("<p>a", True), ("<!DOCTYPE html>", True), ("a < b\nc", False), ("Päätös:", False)]
)
def test_looks_like_html(text: str, html: bool) -> None:
    assert looks_like_html(text) is html


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<table>",
            "<tr>",
            "<td>",
            "</td>",
            "</tr>",
            "</table>",
            "<br>",
            "<span>",
            "</span>",
            "<b",
            ">",
            "&nbsp;",
            "&#0;",
            "&#xD800;",
            "<!--",
            "-->",
            "<pre>",
            "Päätös",
            " ",
            "\n",
            "§ 5",
            "<script>",
            "€",
        ]
    )
    | st.text(max_size=8),
    max_size=60,
).map("".join)


@given(FRAGMENTS)
def test_damaged_pages_are_read_without_an_exception(html: str) -> None:
    for block in [*html_blocks(html), *text_blocks(html)]:
        assert block.text == block.text.strip(" ")
        assert block.text
        assert not block.cells or block.text == "\t".join(block.cells)
    html_links(html)


@given(st.binary(max_size=400), st.sampled_from([None, "text/html", "text/html; charset=utf-16", "charset=latin-1"]))
def test_any_bytes_decode(content: bytes, content_type: str | None) -> None:
    text = decode(content, content_type)
    assert "\x00" not in text
    text.encode("utf-8")
