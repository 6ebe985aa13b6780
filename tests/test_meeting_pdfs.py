"""The minutes of a whole meeting as one PDF, a small town's only form: each section a decision that cites its page."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from minutes.cli import run
from minutes.demo_pdf import pdf, pdf_of
from scraper.grammar.meetings import meeting_of
from scraper.page import Link, LinkKind, Page
from scraper.parse import parse_document
from scraper.platforms import pdf as platform
from scraper.records import Decision
from scraper.source import Source
from scraper.text import Block
from scraper.vocabulary import Kind, Outcome, Role, Status
from tests.meeting_pdfs import SECTIONS, Section, minutes_pdf
from tests.servers import Reply, Server
from tests.test_documents import slides

ITEM = [
    "Kukkulan kaupunki",
    "Päivämäärä",
    "Sataman laiturin korjaus 1.1.-30.6.2026",
    "Dno KUKKU/1472/02.02.02/2026",
    "Päätöshistoria -",
    "Esittelyteksti",
    "Korjauksen kustannukset ovat 45 000 euroa.",
    "Esittelijä Vs. kaupunginjohtaja Maija Malli",
    "Päätösesitys Hyväksytään korjaus.",
    "Päätös Hyväksyttiin esityksen mukaan.",
    "Täytäntöönpano-",
    "tiedot",
    "Ote: Satamatoimi",
]


@pytest.fixture(scope="module")
def decisions() -> dict[str, Decision]:
    parsed = parse_document("minutes.pdf", minutes_pdf())
    assert parsed.complaint is None
    return {decision.section or "": decision for decision in parsed.decisions}


def test_each_section_is_a_decision_with_its_page(decisions: dict[str, Decision]) -> None:
    parsed = parse_document("minutes.pdf", minutes_pdf())
    assert list(decisions) == ["40", "41", "42", "43"]
    assert parsed.pages == (3, 3, 3, 6), "neither the cover page nor the table of contents"
    assert parsed.ids[1] == "kunnanhallitus-2026-05-04-41"
    for section in SECTIONS:
        decision = decisions[str(section.number)]
        assert (decision.title, decision.body, decision.date) == (section.title, "Kunnanhallitus", dt.date(2026, 5, 4))
        assert decision.status is Status.minutes
        assert decision.warnings == []


def test_a_section_is_read_as_if_it_stood_on_a_page_of_its_own(decisions: dict[str, Decision]) -> None:
    decision = decisions["41"]
    assert decision.diary_number == "311/00.01.05/2026"
    assert [person.name for person in decision.preparers] == ["Outi Harjula"]
    assert decision.presenter is not None
    assert decision.presenter.name == "Ilkka Suvanto"
    assert decision.outcome is Outcome.passed_unchanged
    assert decision.projects == ["Leirikeskus-hanke"]
    assert [(amount.text, amount.role) for amount in decision.amounts] == [
        ("137 000 euroa", Role.total_cost),
        ("95 900 euroa", Role.grant),
        ("41 100 euroa", Role.own_share),
        ("41 100 euron", Role.own_share),
    ]
    for amount in decision.amounts:
        assert decision.part(amount.part)[amount.start : amount.end] == amount.text


def test_words_sentences_and_page_heads_leave_no_trace(decisions: dict[str, Decision]) -> None:
    for section in SECTIONS:
        decision = decisions[str(section.number)]
        text = "\n".join(filter(None, (decision.rationale, decision.proposal, decision.decision)))
        for paragraph in section.paragraphs[1:]:
            if len(paragraph) > 90:
                assert paragraph in text
        assert "PÖYTÄKIRJA" not in text
        assert "tarkastus" not in text
        assert "(6)" not in text
    assert decisions["42"].outcome is Outcome.tabled
    assert decisions["43"].decision == "Merkittiin tiedoksi.", "the appeal instructions at the end belong to no section"


def test_a_paragraph_that_goes_on_over_the_page_is_one() -> None:
    long = (
        "Selvityksen mukaan "
        + "katujen kunto vaihtelee kunnan eri osissa ja korjausvelka kasvaa vuosittain, ja " * 40
        + "asia etenee."
    )
    sections = (
        Section(1, "KOKOUKSEN AVAUS", ("Päätös", "Avattiin.")),
        Section(2, "KATUJEN KUNTO", (long, "Päätös", "Merkittiin tiedoksi.")),
    )
    parsed = parse_document("minutes.pdf", minutes_pdf(sections, contents=False))
    assert parsed.pages == (2, 2)
    assert (parsed.decisions[1].rationale or "").count("\n") == 0


def one(number: int, section: str, *lines: str) -> list[str]:
    """Return a page whose head names the §, as publishing systems print the minutes of a meeting."""
    head = [f"Kuusilammen kunta   Pöytäkirja 5/2026   {number} (6)", f"Kunnanhallitus   § {section}   04.05.2026", ""]
    return [*head, *lines, "", "Tarkastettu: ________"]


def test_heads_of_pages_that_name_the_section_and_an_older_handling() -> None:
    decided = ("Päätös", "Merkittiin tiedoksi.")
    older = ("Sivltk 02.04.2026 § 12", "Lautakunta esitti 5 000 euroa.", "Päätös", "Hyväksyttiin.")
    own = ("Khall 04.05.2026 § 41", "311/00.01.05/2026", "Valmistelija hallintojohtaja Aino Koivuranta")
    pages = [
        ["Kuusilammen kunta   Pöytäkirja 5/2026   1 (6)", "Kunnanhallitus   04.05.2026", "Aika 04.05.2026 klo 17:00"],
        one(2, "40", "Kokouksen laillisuus ja päätösvaltaisuus", "Khall 04.05.2026 § 40", *decided),
        one(
            3, "41", "Leirikeskus-hankkeen rahoitus", *older, *own, "Hankkeen kokonaiskustannukset ovat 137 000 euroa."
        ),
        one(
            4,
            "41",
            "Päätösehdotus",
            "Kunnanjohtaja Ilkka Suvanto: Hyväksytään.",
            "Päätös",
            "Päätösehdotus hyväksyttiin.",
        ),
        one(5, "42", "Ilmoitusasiat", "Khall 04.05.2026 § 42", *decided),
    ]
    parsed = parse_document("minutes.pdf", pdf_of(pages))
    assert parsed.pages == (2, 3, 5)
    assert [(d.section, d.title, d.body_abbreviation, d.outcome) for d in parsed.decisions] == [
        ("40", "Kokouksen laillisuus ja päätösvaltaisuus", "Khall", Outcome.noted),
        ("41", "Leirikeskus-hankkeen rahoitus", "Khall", Outcome.passed_unchanged),
        ("42", "Ilmoitusasiat", "Khall", Outcome.noted),
    ]
    matter = parsed.decisions[1]
    assert [(older.section, older.body) for older in matter.earlier_handlings] == [("12", "Sivltk")]
    assert [(amount.text, amount.part) for amount in matter.amounts] == [
        ("137 000 euroa", "background"),
        ("5 000 euroa", "earlier"),
    ]
    assert [person.name for person in matter.preparers] == ["Aino Koivuranta"]


def test_minutes_in_swedish() -> None:
    def head(number: int) -> str:
        return f"GRANSKÄRS KOMMUN   PROTOKOLL 3/2026   {number}"

    pages = [
        [
            head(1),
            "Kommunstyrelsen   04.05.2026",
            "Tid 04.05.2026 kl. 18.00-19.10",
            "Närvarande",
            "Berg Bertta ordförande",
        ],
        [
            *(head(2), "§ 12 Sammanträdets laglighet", "Beslut:", "Sammanträdet konstaterades lagligt sammankallat."),
            *("§ 13 Projektet Järvireitti", "Beredning: kommundirektör Ulrika Sandberg-Holm"),
            *("De totala kostnaderna är 480 000 euro.", "Förslag:", "Kommunstyrelsen beslutar delta.", "Beslut:"),
            "Förslaget godkändes.",
        ],
        [head(3), "§ 14 Delgivningar", "Beslut:", "Antecknades för kännedom."],
    ]
    parsed = parse_document("protokoll.pdf", pdf_of(pages))
    assert parsed.pages == (2, 2, 3)
    assert [(d.title, d.body, d.outcome, d.language) for d in parsed.decisions][1:] == [
        ("Projektet Järvireitti", "Kommunstyrelsen", Outcome.passed_unchanged, "sv"),
        ("Delgivningar", "Kommunstyrelsen", Outcome.noted, "sv"),
    ]


def test_an_agenda_is_an_agenda() -> None:
    sections = (
        Section(7, "TALOUSARVIO", ("Päätösehdotus", "Kunnanhallitus hyväksyy.")),
        Section(8, "MUUT ASIAT", ("Ei asioita.",)),
    )
    parsed = parse_document("agenda.pdf", minutes_pdf(sections, kind="ESITYSLISTA"))
    assert [decision.status for decision in parsed.decisions] == [Status.agenda] * 2


def test_an_item_of_its_own_is_one_decision_with_its_title_and_number() -> None:
    (decision,) = parse_document("item.pdf", pdf(ITEM)).decisions
    assert (decision.kind, decision.title) == (Kind.meeting_item, "Sataman laiturin korjaus 1.1.-30.6.2026")
    assert decision.diary_number == "KUKKU/1472/02.02.02/2026"
    assert (decision.outcome, decision.decision) == (Outcome.passed_unchanged, "Hyväksyttiin esityksen mukaan.")
    assert decision.distribution == ["Satamatoimi"]


def test_slides_are_an_attachment_whose_sums_and_project_are_found() -> None:
    (decision,) = parse_document("slides.pptx", slides()).decisions
    assert (decision.kind, decision.title, decision.projects) == (
        Kind.attachment,
        "Rantareitti-hanke",
        ["Rantareitti-hanke"],
    )
    assert [amount.text for amount in decision.amounts] == ["2,2 M€", "14 000 €"]
    assert all((decision.text or "")[amount.start : amount.end] == amount.text for amount in decision.amounts)


def test_a_text_that_begins_with_an_address_is_read_as_that_systems_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.txt").write_text(
        "https://kukkula.cloudnc.fi/fi-FI/Toimielimet/Kunnanhallitus/Kokous_452026/Laituri(2841)\n"
        "Kunnanhallitus, kokous 4.5.2026\nPöytäkirja on tarkastettu\n§ 41 Laiturin korjaus\nKUKDno-2026-31\n"
        "Päätös\nHyväksyttiin.\n",
        encoding="utf-8",
    )
    assert run(["parse", "--format", "jsonl", str(tmp_path / "page.txt")]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["platform"], record["section"], record["title"]) == ("casem", "41", "Laiturin korjaus")


def test_parse_gives_one_record_a_section_and_import_cites_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    path = tmp_path / "poytakirja.bin"
    path.write_bytes(minutes_pdf())
    assert run(["parse", "--format", "jsonl", str(path)]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(record["section"], record["page"]) for record in records] == [("40", 3), ("41", 3), ("42", 3), ("43", 6)]
    assert run(["import", str(path), "--municipality", "Kuusilampi"]) == 0
    assert "4 new" in capsys.readouterr().err
    assert run(["import", str(path), "--municipality", "Kuusilampi"]) == 0
    assert "0 new decisions, 0 changed, 4 unchanged" in capsys.readouterr().err
    assert run(["search", "kylä- ja kotiseutuyhdistysten", "--format", "jsonl"]) == 0
    (hit,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert run(["show", hit["id"]]) == 0
    shown = capsys.readouterr().out
    assert f"Kuusilampi, kunnanhallitus 4.5.2026 § 41, s. 3, 311/00.01.05/2026, {path}#page=3" in shown


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pdf([]), "pictures"),
        (b"%PDF-1.5 x", "damaged"),
        (pdf(["Talousarvio 2026", "Menot 5 €"]), "no numbered section"),
    ],
)
def test_a_file_that_is_no_minutes_is_a_complaint(content: bytes, reason: str) -> None:
    parsed = platform.parse(Page("https://kukkula.example/p.pdf", content))
    assert parsed.decisions == ()
    assert reason in (parsed.complaint or "")


LIST = """<html><body><h1>Pöytäkirjat</h1><ul>
<li><a href="/tiedostot/ptk_{late}.pdf">Kunnanhallituksen pöytäkirja {late}</a> (1 Mt)</li>
<li><a href="/tiedostot/hyvinvointikertomus.pdf">Hyvinvointikertomus</a></li>
<li><a href="https://muualla.example/ptk_1.1.2026.pdf">Kuntayhtymän pöytäkirja 1.1.2026</a></li>
<li><a href="/poytakirjat/2025/">2025</a> <a href="/yhteystiedot/">Yhteystiedot</a></li></ul></body></html>"""
OLDER = """<html><body><table><tr><td>Kunnanvaltuusto 12.12.2025</td><td><a href="/tiedostot/kv_12.12.2025.pdf">pdf</a></td></tr>
<tr><td>Esityslista 1.12.2025</td><td><a href="/tiedostot/lista.pdf">Avaa</a></td></tr></table></body></html>"""


@pytest.fixture
def site() -> Iterator[Server]:
    html = {"Content-Type": "text/html; charset=utf-8"}
    council = (Section(1, "AVAUS", ("Päätös", "Avattiin.")), Section(2, "TALOUSARVIO", ("Päätös", "Hyväksyttiin.")))
    script = {
        "/poytakirjat/": Reply(200, LIST.format(late="4.5.2026").encode(), html),
        "/poytakirjat/2025/": Reply(200, OLDER.encode(), html),
        "/tiedostot/ptk_4.5.2026.pdf": Reply(200, minutes_pdf(), {"Content-Type": "application/pdf"}),
        "/tiedostot/kv_12.12.2025.pdf": Reply(200, minutes_pdf(council, body="Kunnanvaltuusto", date="12.12.2025")),
        "/tiedostot/lista.pdf": Reply(200, b"<html><body>Sivua ei ole</body></html>", html),
    }
    with Server(script) as server:
        yield server


def source_of(site: Server) -> Source:
    return Source(
        id="kuusi",
        name="Kuusilammen kunta",
        municipality="Kuusilampi",
        platform="pdf",
        address=site.url("/poytakirjat/"),
        loopback=True,
    )


def test_lists_lead_to_minutes_and_further_lists_and_to_nothing_else(site: Server) -> None:
    source = source_of(site)
    page = Page(source.address, LIST.format(late="4.5.2026").encode(), "text/html; charset=utf-8")
    links = platform.discover(source, page)
    assert [
        (link.url.partition("/")[2].partition("/")[2].partition("/")[2], link.kind, link.date) for link in links
    ] == [
        ("tiedostot/ptk_4.5.2026.pdf", LinkKind.meeting_item, dt.date(2026, 5, 4)),
        ("poytakirjat/2025/", LinkKind.body, None),
    ]
    older = platform.discover(source, Page(site.url("/poytakirjat/2025/"), OLDER.encode(), "text/html; charset=utf-8"))
    assert [link.date for link in older] == [dt.date(2025, 12, 12), dt.date(2025, 12, 1)]
    assert platform.mismatch(Page(older[0].url, b"<html>", link=Link(older[0].url, LinkKind.meeting_item))) is not None


def test_sync_of_a_town_whose_minutes_are_pdf(
    site: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sources.toml").write_text(
        f'[sources.kuusi]\nname = "Kuusilammen kunta"\nmunicipality = "Kuusilampi"\nplatform = "pdf"\n'
        f'address = "{site.url("/poytakirjat/")}"\nloopback = true\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("MINUTES_SOURCES", str(tmp_path / "sources.toml"))
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    run(["sync", "kuusi", "--delay", "0", "--since", "2025-01-01", "--format", "jsonl"])
    report = json.loads(capsys.readouterr().out)
    assert (report["new"], report["failed"]) == (6, 1), report
    assert "something else came" in report["problems"][0]
    assert run(["show", "kuusi:kunnanhallitus-2026-05-04-43"]) == 0
    address = site.url("/tiedostot/ptk_4.5.2026.pdf#page=6")
    assert f"Kuusilampi, kunnanhallitus 4.5.2026 § 43, s. 6, {address}" in capsys.readouterr().out
    asked = site.asked("/tiedostot/ptk_4.5.2026.pdf")
    run(["sync", "kuusi", "--delay", "0", "--format", "jsonl"])
    again = json.loads(capsys.readouterr().out)
    assert (again["new"], again["changed"]) == (0, 0)
    assert site.asked("/tiedostot/ptk_4.5.2026.pdf") == asked, "minutes that are held are not fetched again"
    assert run(["search", "talousarvio", "--format", "jsonl"]) == 0
    hits = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert site.url("/tiedostot/kv_12.12.2025.pdf#page=3") in [hit["url"] for hit in hits]
    run(["export", "-", "--format", "jsonl"])
    exported = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["page"] for row in exported} == {3, 6}


def test_an_agenda_s_file_that_becomes_minutes_is_fetched_once_for_all_its_sections(
    site: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name, today = "/tiedostot/ptk_4.5.2026.pdf", dt.datetime.now(dt.UTC).date()
    proposed = ("Päätösehdotus", "Kunnanhallitus hyväksyy asian.")
    agenda = tuple(Section(n, f"ASIA NUMERO {n}", proposed) for n in (7, 8, 9))
    decided = tuple(Section(n, f"ASIA NUMERO {n}", (*proposed, "Päätös", "Hyväksyttiin.")) for n in (7, 8, 9))
    site.script[name] = Reply(200, minutes_pdf(agenda, kind="ESITYSLISTA", date=f"{today:%d.%m.%Y}"))
    (tmp_path / "sources.toml").write_text(
        f'[sources.kuusi]\nname = "Kuusilammen kunta"\nmunicipality = "Kuusilampi"\nplatform = "pdf"\n'
        f'address = "{site.url("/poytakirjat/")}"\nloopback = true\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("MINUTES_SOURCES", str(tmp_path / "sources.toml"))
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    run(["sync", "kuusi", "--delay", "0", "--format", "jsonl"])
    assert json.loads(capsys.readouterr().out)["new"] >= 3
    site.script[name] = Reply(200, minutes_pdf(decided, date=f"{today:%d.%m.%Y}"))
    asked = site.asked(name)
    run(["sync", "kuusi", "--delay", "0", "--format", "jsonl"])
    assert json.loads(capsys.readouterr().out)["changed"] == 3
    assert site.asked(name) == asked + 1
    assert run(["show", f"kuusi:kunnanhallitus-{today}-8", "--format", "jsonl"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["status"], record["outcome"], record["page"]) == ("minutes", "passed_unchanged", 3)


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("Kunnanhallitus Pöytäkirja 4.5.2026", "Kunnanhallitus"),
        ("Kunnanhallitus, pöytäkirja 5/2026, 4.5.2026 klo 17.00", "Kunnanhallitus"),
        ("Kommunstyrelsen Protokoll 4.5.2026", "Kommunstyrelsen"),
        ("Kunnanhallitus, kokous 4.5.2026", "Kunnanhallitus"),
        ("Kunnanhallitus 4.5.2026", "Kunnanhallitus"),
    ],
)
def test_a_meeting_names_itself_in_one_line(line: str, body: str) -> None:
    meeting = meeting_of([Block(line)])
    assert (meeting.body, meeting.date) == (body, dt.date(2026, 5, 4))


def test_a_file_whose_address_names_no_kind_is_known_by_its_links_text() -> None:
    town = Source(id="t", name="T", municipality="T", platform="pdf", address="https://kuusilampi.example.fi/hallinto/")
    page = Page(
        town.address,
        b"<ul><li><a href='getfile.php?file=7'>Kunnanhallitus 4.5.2026</a><li><a href='getfile.php?file=8'>Kartta</a>",
        link=Link(town.address, LinkKind.bodies),
    )
    assert [(link.url, link.date) for link in platform.discover(town, page)] == [
        ("https://kuusilampi.example.fi/hallinto/getfile.php?file=7", dt.date(2026, 5, 4))
    ]
