"""The story's town on KTweb (formats.md 3)."""

from urllib.parse import urlencode

from minutes.demo_pdf import pdf
from tests.pretend_sites import LATIN, Answers, day
from tests.story import BODY, GRANT, GRANTED, MANAGER, OFFICER, Matter, Sitting, sittings

KTWEB = "/ktwebbin/dbisa.dll/ktwebscr"


def ktweb(stage: int) -> Answers:
    """Search forms, lists by POST, items as PDF, the columns of minutes and of agendas in different orders."""
    held = sittings(stage)
    answers: Answers = {
        f"{KTWEB}/vparhaku_tweb.htm": _tweb(
            "<h1>Viranhaltijapäätökset</h1><table class='list'><tr class='colheader'><td class='colheader'>Pvm</td><td class='colheader'>Viranhaltija</td>"
            f"<td class='colheader'>§</td><td class='colheader'>Otsikko</td></tr><tr class='data0'><td>{day(GRANTED)}</td><td>{OFFICER}</td><td>{GRANT.section}</td>"
            f"<td><a href='/ktwebbin/ktproxy2.dll?doctype=3&amp;docid={GRANT.key}'>{GRANT.title}</a></td></tr></table>"
        ),
        f"/ktwebbin/ktproxy2.dll?doctype=3&docid={GRANT.key}": _paper(GRANT),
    }
    for tree, minutes in (("pk", True), ("epj", False)):
        own = [sitting for sitting in held if sitting.minutes is minutes]
        form = f"<form action='{tree}_kokl_tweb.htm' method='POST'><input name='oper' value='where' type='hidden'><select name='kirjaamo'>"
        options = (
            f"<option value='' selected>Kaikki toimielimet</option><option value='690'>{BODY}</option></select></form>"
        )
        answers[f"{KTWEB}/{tree}_tek_tweb.htm"] = _tweb(form + options)
        rows = "".join(
            f"<tr class='data0'><td class='data'><a href='@BASE@{KTWEB}/{tree}_asil_tweb.htm?+bid=12{sitting.number}'>{day(sitting.day)} 15:00</a></td>"
            f"<td class='data'>{BODY}: {sitting.number}/{sitting.day.year}</td></tr>"
            for sitting in own
        )
        meetings = _tweb(
            "<h1>Pöytäkirjat</h1><table class='list'><tr class='colheader'><td class='colheader'>Kokouspvm</td><td class='colheader'>Toimielin</td></tr>"
            f"{rows}</table>"
        )
        for body in ("", "690"):
            fields = urlencode({"oper": "where", "kirjaamo": body, "pvm1": "", "pvm2": ""})
            answers[f"{KTWEB}/{tree}_kokl_tweb.htm?{fields}"] = meetings
        for sitting in own:
            answers[f"{KTWEB}/{tree}_asil_tweb.htm?+bid=12{sitting.number}"] = _tweb_meeting(sitting, tree)
            for matter in sitting.matters:
                answers[f"/ktwebbin/ktproxy2.dll?doctype=3&docid={_docid(matter, tree)}"] = _paper(matter)
    return answers


def _docid(matter: Matter, tree: str) -> str:
    return f"{matter.key}{1 if tree == 'pk' else 2}"


def _tweb_meeting(sitting: Sitting, tree: str) -> tuple[bytes, str]:
    names = ("§", "Otsikko", "Liitteet") if tree == "pk" else ("§", "Liitteet", "Otsikko")
    cover = "<tr class='data0'><td></td><td><a href='/ktwebbin/ktproxy2.dll?doctype=3&amp;docid=1'>Pöytäkirjan kansilehti</a></td><td>-</td></tr>"
    rows = []
    for matter in sitting.matters:
        cells = {
            "§": str(matter.section),
            "Otsikko": f"<a target='_blank' href='/ktwebbin/ktproxy2.dll?doctype=3&amp;docid={_docid(matter, tree)}'>{matter.title}</a>",
            "Liitteet": "-",
        }
        rows.append("<tr class='data1'>" + "".join(f"<td class='data'>{cells[name]}</td>" for name in names) + "</tr>")
    heads = "".join(f"<td class='colheader'>{name}</td>" for name in names)
    return _tweb(
        f"<h1>Pöytäkirjat</h1><table class='list'><tr class='header'><td class='header' colspan='3'>{BODY}: {sitting.number}/{sitting.day.year}<br>"
        f"{day(sitting.day)} 15:00<br>{sitting.kind}</td></tr><tr class='colheader'>{heads}</tr>{cover if tree == 'pk' else ''}{''.join(rows)}</table>"
    )


def _tweb(content: str) -> tuple[bytes, str]:
    head = '<head><meta charset="windows-1252"><meta name="robots" content="noindex, nofollow"><title>Kokousasiakirjat</title></head>'
    return f"<!DOCTYPE html><html>{head}<body><div id='content'>{content}</div></body></html>".encode(
        "windows-1252"
    ), LATIN


def _paper(matter: Matter) -> tuple[bytes, str]:
    """Return an item's document: it names neither its body nor its date nor its §."""
    lines = [
        "Harjuveden kaupunki",
        matter.title,
        f"Dno HARJU/{matter.diary}",
        "Päätöshistoria",
        "-",
        "Esittelyteksti",
        matter.text,
        "Liitteet",
        "-",
    ]
    if matter.proposal:
        lines += ["Esittelijä", MANAGER, "Päätösesitys", matter.proposal]
    if matter.decision:
        lines += ["Päätös", matter.decision, "Täytäntöönpano-", "tiedot", "Ote: tekninen toimi"]
    return pdf(lines), "application/pdf"
