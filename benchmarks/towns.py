"""A generator of pretend towns: feeds and item pages with the structure of Dynasty 10 (formats.md 1.2-1.5), in any number.

Everything is invented and depends on the seed alone, so two programs can be given the same bytes.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_SYLLABLES = [
    "ka",
    "la",
    "mi",
    "so",
    "ta",
    "ve",
    "ri",
    "hu",
    "lo",
    "pa",
    "ki",
    "nu",
    "re",
    "sa",
    "to",
    "va",
    "li",
    "mu",
    "ha",
    "jo",
    "pe",
    "si",
    "ko",
    "tu",
    "ra",
]
_FIRST = [
    "Aino",
    "Eero",
    "Helmi",
    "Ilmari",
    "Kerttu",
    "Lauri",
    "Maija",
    "Onni",
    "Pirkko",
    "Risto",
    "Saara",
    "Toivo",
    "Venla",
    "Väinö",
]
_LAST = ["Malli", "Esimerkki", "Kuvitelma", "Keksitty", "Satunen", "Näyte", "Koe", "Haave", "Tarina", "Ajatus"]
_TITLES = "hallintojohtaja talousjohtaja tekninen johtaja sivistysjohtaja kehittämispäällikkö rakennusmestari".replace(
    "tekninen johtaja", "tekninen_johtaja"
).split()
_BODIES = ("Kunnanhallitus", "Sivistyslautakunta", "Tekninen lautakunta", "Kunnanvaltuusto", "Ympäristölautakunta")
_MATTERS = (
    "{n}-hankkeen rahoitus vuodelle {y}",
    "Avustusten jakaminen yhdistyksille vuonna {y}",
    "Määräalan myyminen tilasta {n}",
    "Lausunto {n}-alueen kaavaehdotuksesta",
    "Koulukuljetusten hankinta lukuvuodelle {y}",
    "Talousarvion {y} toteutuminen",
)
_STYLES = ("Normal", "Heading7", "Heading8", "Heading9", "Toc1", "Toc2", "Toc3", "BodyText", "ListBullet", "Footer")
_ENDINGS = ("", "n", "ssa", "sta", "lle", "a", "en", "ista", "iksi", "jen")


@dataclass(frozen=True, slots=True)
class Document:
    """One address of a pretend town and what is served there."""

    path: str
    content: bytes
    content_type: str


def vocabulary(size: int, seed: int = 1) -> list[str]:
    """Return `size` invented words that inflect as Finnish ones do, most frequent first."""
    rng = random.Random(seed)
    words: dict[str, None] = {}
    while len(words) < size:
        stem = "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 5)))
        words[stem + rng.choice(_ENDINGS)] = None
    return list(words)


class Author:
    """Writes pages; words follow Zipf's law."""

    def __init__(self, seed: int = 1, words: int = 20_000) -> None:
        self.rng = random.Random(seed)
        self.words = vocabulary(words, seed)
        total, self._cumulative = 0.0, []
        for rank in range(1, words + 1):
            total += 1 / rank
            self._cumulative.append(total)

    def sentence(self, length: int = 14) -> str:
        """Return a sentence of invented words."""
        words = self.rng.choices(self.words, cum_weights=self._cumulative, k=length)
        return f"{' '.join(words).capitalize()}."

    def paragraph(self, sentences: int = 5) -> str:
        """Return a paragraph; about every second one names a sum of money."""
        text = [self.sentence(self.rng.randint(8, 20)) for _ in range(sentences)]
        if self.rng.random() < 0.5:
            total = self.rng.randint(5, 900) * 1000
            text.append(
                f"Hankkeen kokonaiskustannukset ovat {total:,} euroa, josta avustuksen osuus on 70 %.".replace(",", " ")
            )
        return " ".join(text)

    def person(self) -> str:
        """Return a title and a name."""
        return f"{self.rng.choice(_TITLES).replace('_', ' ')} {self.rng.choice(_FIRST)} {self.rng.choice(_LAST)}"

    def item(self, town: str, meeting: str, n: int, section: int, body: str, day: str) -> tuple[str, str]:
        """Return the title and the HTML of one item page."""
        title = self.rng.choice(_MATTERS).format(n=self.rng.choice(self.words).capitalize(), y=day[-4:])
        year = day[-4:]
        paragraphs = "".join(
            f"<p><span>{self.paragraph()}</span></p>\n<p>&nbsp;</p>\n" for _ in range(self.rng.randint(3, 9))
        )
        page = f"""<!DOCTYPE html><html lang="fi"><head><meta charset="utf-8"><title>{town}</title></head><body>
<h1>{body}  Pöytäkirja {day}/Pykälä {section}</h1>
<!--DATABEGIN-->
<table class='tbl navigation'><caption class='caption navigation hidden'>Navigointi</caption>
<tr><td><a href='../cgi/DREQUEST.PHP?page=meetingitem&amp;id={meeting}-{max(1, n - 1)}'>Edellinen asia</a> | <a href='../cgi/DREQUEST.PHP?page=meetingitem&amp;id={meeting}-{n + 1}'>Seuraava asia</a>
<a href='../kokous/{meeting}-{n}.PDF'>Kokousasia&nbsp;PDF-muodossa</a></td></tr></table>
<div class='data-part meetingitem'><div class='data-part-block-htm'><div>
<p><span style="font-weight:bold">{title}</span></p>
<p><span>{body} {day} § {section}</span></p>
<p><span>{self.rng.randint(1, 999)}/02.05.01.00/{year}</span></p>
<p><span style="font-weight:bold">Valmistelija</span><span> {self.person()}, puh. 040 000 0000</span></p>
{paragraphs}
<p><span style="font-weight:bold">Päätösehdotus</span><span> {self.person().capitalize()}: {body} päättää {self.sentence()}</span></p>
<p><span style="font-weight:bold">Päätös</span><span> Päätösehdotus hyväksyttiin yksimielisesti.</span></p>
</div></div></div>
<!--DATAEND--></body></html>"""
        return title, page

    def classic(self, section: int, day: str, paragraphs: int = 160) -> str:
        """Return one item page of the classic site: markup as Word exports it, with its style sheet, spans and empty paragraphs.

        A real page of 98 kB that was measured has a tag every 129 bytes and a tag to 64 characters of text; so have these.
        """
        styles = "".join(
            f"p.Mso{name}, li.Mso{name}, div.Mso{name} {{mso-style-link:'{name} Char'; margin-top:0cm; margin-right:0cm; "
            f"margin-bottom:11.0pt; margin-left:{n}.0pt; text-indent:-{n}.0pt; page-break-after:avoid; font-size:11.0pt; "
            "font-family:'Arial','sans-serif';}\n"
            for n, name in enumerate(_STYLES * 5)
        )
        text = []
        for _ in range(paragraphs):
            words = self.paragraph(2).replace(". ", ".\n")
            cut = words.find(" ", len(words) // 2)
            spans = (
                f"<span lang=FI>{words[:cut]} </span><span lang=FI style='font-size:10.0pt'>{words[cut + 1 :]}</span>"
            )
            text.append(f"<p class=MsoNormal style='margin-left:63.8pt'>{spans}</p> <p class=MsoNormal>&nbsp;</p>\n")
        return f"""<html><head><title>Town</title></head><body>
<div><table><tbody><tr><td><b>Kunnanhallitus</b></td><td>Pöytäkirja {day}/Pykälä {section}</td></tr></tbody></table></div><hr>
<meta name="Generator" content="Microsoft Word 14 (filtered)"> <style> <!-- {styles} --> </style>
<div class=WordSection1>
<h1><span lang=FI>Kunnanhallitus  Pöytäkirja {day}/Pykälä {section}</span></h1>
<h3><span lang=FI>{self.rng.choice(_MATTERS).format(n=self.rng.choice(self.words).capitalize(), y=day[-4:])}</span></h3>
<p class=MsoNormal><span lang=FI>Kunnanhallitus {day} § {section}</span></p>
<p class=MsoNormal><b><span lang=FI>Valmistelija</span></b><span lang=FI> {self.person()}</span></p>
{"".join(text)}
<p class=MsoNormal><b><span lang=FI>Päätösehdotus</span></b><span lang=FI> Kunnanhallitus päättää {self.sentence()}</span></p>
<p class=MsoNormal><b><span lang=FI>Päätös</span></b><span lang=FI> Päätösehdotus hyväksyttiin yksimielisesti.</span></p>
</div></body></html>"""

    def town(self, name: str, pages: int, *, base: str, prefix: str = "") -> Iterator[Document]:
        """Yield a town's three feeds and its `pages` item pages, ten to a meeting."""
        items: list[tuple[str, str, str, str]] = []
        for i in range(pages):
            meeting_number, n = divmod(i, 10)
            meeting = f"2026{100 + meeting_number}"
            body = _BODIES[meeting_number % len(_BODIES)]
            day = f"{meeting_number % 27 + 1:02}.{meeting_number // 27 % 12 + 1:02}.2026"
            title, html = self.item(name, meeting, n + 1, i + 1, body, day)
            path = f"{prefix}/cgi/DREQUEST.PHP?page=meetingitem&id={meeting}-{n + 1}"
            items.append((body, day, title, path))
            yield Document(path, html.encode(), "text/html; charset=utf-8")
        entries = "".join(
            f"<item><title><![CDATA[{body} {day} / {title}]]></title><description><![CDATA[{title}]]></description>"
            f"<link><![CDATA[{base}{path}]]></link></item>"
            for body, day, title, path in reversed(items)
        )
        for feed, content in (("meetingitems", entries), ("meetings", ""), ("official_decisions", "")):
            rss = (
                "<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel><title><![CDATA[Dynasty]]></title>"
                f"<description><![CDATA[Dynasty - Kokousasiat]]></description><link><![CDATA[{base}{prefix}/cgi/DREQUEST.PHP?page=meeting_frames]]></link>"
                f"{content}</channel></rss>"
            )
            yield Document(
                f"{prefix}/cgi/DREQUEST.PHP?page=rss/{feed}",
                rss.encode("windows-1252", "xmlcharrefreplace"),
                "text/xml",
            )


def site(hosts: int, pages: int, *, port: int, seed: int = 1) -> Mapping[tuple[str, str], Document]:
    """Return everything that `hosts` towns on 127.0.0.1, 127.0.0.2, … serve, by (host, path)."""
    author = Author(seed)
    documents: dict[tuple[str, str], Document] = {}
    for number in range(1, hosts + 1):
        host = f"127.0.0.{number}"
        for document in author.town(f"Town {number}", pages, base=f"http://{host}:{port}"):
            documents[host, document.path] = document
    return documents
