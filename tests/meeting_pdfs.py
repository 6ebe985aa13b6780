"""Minutes of whole meetings as PDF, as small towns publish them: cover, attendance, page heads and feet, broken lines."""

import textwrap
from dataclasses import dataclass

from minutes.demo_pdf import pdf_of

LINES = 40
WIDTH = 84


@dataclass(frozen=True)
class Section:
    """A section: its number, title, paragraphs (a label and its text, or a text alone)."""

    number: int
    title: str
    paragraphs: tuple[str, ...]


SECTIONS = (
    Section(
        40, "KOKOUKSEN LAILLISUUS JA PÄÄTÖSVALTAISUUS", ("Päätös", "Kokous todettiin lailliseksi ja päätösvaltaiseksi.")
    ),
    Section(
        41,
        "LEIRIKESKUS-HANKKEEN RAHOITUS",
        (
            "Dno 311/00.01.05/2026",
            "Valmistelija: kehittämispäällikkö Outi Harjula, puh. 040 000 0000",
            "Leirikeskus-hankkeessa kunnostetaan kunnan leirikeskuksen päärakennus ja ranta-alue kuntalaisten sekä "
            "matkailijoiden käyttöön. Hankkeen kokonaiskustannukset ovat 137 000 euroa, josta avustuksen osuus on 95 900 euroa "
            "eli 70 %. Kuusilammen kunnan omarahoitusosuus on 41 100 euroa, ja se katetaan vuoden 2026 talousarviosta. "
            "Omarahoitusosuudesta on neuvoteltu myös kylä- ja kotiseutuyhdistysten kanssa.",
            "Päätösehdotus",
            "Kunnanjohtaja Ilkka Suvanto:",
            "Kunnanhallitus päättää osallistua Leirikeskus-hankkeeseen 41 100 euron omarahoitusosuudella.",
            "Päätös",
            "Päätösehdotus hyväksyttiin.",
        ),
    ),
    Section(
        42,
        "KUNNANVIRASTON ILMANVAIHDON KORJAUS",
        (
            "Dno 318/02.08.00/2026",
            *(
                f"Urakan osa {n} käsittää ilmanvaihdon kanavien puhdistuksen ja säädön kunnanviraston siivessä {n}, jossa mittauksissa "
                "havaittiin puutteita. Työ tehdään virka-ajan ulkopuolella niin, että palvelut pysyvät auki."
                for n in range(1, 22)
            ),
            "Päätösehdotus",
            "Kunnanjohtaja Ilkka Suvanto:",
            "Kunnanhallitus päättää hankkia urakan Ilmatekniikka Kukkonen Oy:ltä hintaan 58 400 euroa (alv 0 %).",
            "Päätös",
            "Asia pantiin yksimielisesti pöydälle.",
        ),
    ),
    Section(43, "ILMOITUSASIAT", ("Päätös", "Merkittiin tiedoksi.")),
)

COVER = (
    "Kokousaika 04.05.2026 klo 17.00 - 18.45",
    "Kokouspaikka Kunnanvirasto, hallituksen huone",
    "Läsnä",
    "Aho Aino puheenjohtaja",
    "Berg Bertta varapuheenjohtaja",
    "Salo Seppo jäsen",
    "Muut läsnä olleet",
    "Suvanto Ilkka kunnanjohtaja, esittelijä",
    "Laillisuus ja päätösvaltaisuus todettiin",
    "Pöytäkirjan tarkastus Salo Seppo ja Berg Bertta",
)


def minutes_pdf(
    sections: tuple[Section, ...] = SECTIONS,
    *,
    body: str = "Kunnanhallitus",
    date: str = "04.05.2026",
    town: str = "KUUSILAMMEN KUNTA",
    kind: str = "PÖYTÄKIRJA",
    contents: bool = True,
) -> bytes:
    """Return the minutes as PDF; words are broken at the ends of lines, pages have a head and a foot."""
    flow = [*COVER, ""]
    sheets = [flow]
    if contents:
        sheets.append(["Käsitellyt asiat", *(f"{one.number} § {one.title}" for one in sections)])
    lines = []
    for one in sections:
        lines += [f"{one.number} §", one.title, ""]
        for paragraph in one.paragraphs:
            lines += [*_broken(paragraph), ""]
    lines += ["MUUTOKSENHAKUOHJE", "", *_broken("Oikaisuvaatimus tehdään kunnanhallitukselle 14 päivän kuluessa.")]
    sheets += [lines[start : start + LINES] for start in range(0, len(lines), LINES)]
    return pdf_of(
        [
            [
                f"{town}   {kind} 5/2026   {number} ({len(sheets)})",
                f"{body}   {date}",
                "",
                *sheet,
                "",
                "Pöytäkirjan tarkastus: ____________ ____________",
            ]
            for number, sheet in enumerate(sheets, start=1)
        ]
    )


def _broken(text: str) -> list[str]:
    """Return a paragraph as a renderer with hyphenation sets it: some words are broken between their syllables."""
    lines = []
    rest = text
    while len(rest) > WIDTH:
        cut = rest.rfind(" ", 0, WIDTH)
        word = rest[cut + 1 :].split(" ", 1)[0]
        room = WIDTH - cut - 2
        if word.isalpha() and len(word) > 9 and 3 < room < len(word) - 3:
            lines.append(rest[: cut + 1 + room] + "-")
            rest = rest[cut + 1 + room :]
        else:
            lines.append(rest[:cut])
            rest = rest[cut + 1 :]
    return [*lines, *textwrap.wrap(rest, WIDTH)]
