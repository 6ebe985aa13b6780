"""The story's town on Dynasty's classic static site (formats.md 1.4)."""

from tests.pretend_sites import LATIN, Answers
from tests.story import BODY, MANAGER, sittings


def dynasty_static(stage: int) -> Answers:
    """`/kokous/TELIMET.HTM` → `TELIN-200.HTM` → `<m>.HTM` → `<m>-<n>.HTM`, windows-1252, rows in comments, no feed."""
    own = [(f"{sitting.day.year}40{sitting.number}", sitting) for sitting in sittings(stage)]
    latest_id, latest = own[0]
    crumbs = f'<center><a href="TELIMET.HTM">Toimielimet</a> | <a href="TELIN-200.HTM">{BODY}</a></center>'
    row = '<tr><td class="tcDat" nowrap="nowrap">&nbsp;{}</td><td class="tcDat"><a href="{}">{}</a></td>'
    answers = {
        "/kokous/TELIMET.HTM": _classic(
            "bodyTelimet",
            "Harjuveden kaupunki<br>Kokouslistat",
            f'<table class="tbl"><tr><td class="tcHeaFirst">Toimielimet</td><td class="tcHea">Viimeisin&nbsp;kokous</td></tr>'
            f'<!--TIETUE:TELIN-200--><tr><td class="tcDat"><a href="@BASE@/kokous/TELIN-200.HTM">{BODY}</a></td>'
            f'<td colspan="3" class="tcDat">{latest.date}&nbsp;&nbsp;<a href="@BASE@/kokous/{latest_id}.HTM">{latest.kind}</a></td><!--TIETUE--></table>',
        ),
        "/kokous/TELIN-200.HTM": _classic(
            "bodyTelin",
            f"Kokouslistat<br>{BODY}",
            "<table class='tbl'>"
            + "".join(
                f"<!--TIETUE:{id_}--><!--{sitting.day}-->" + row.format(sitting.date, f"{id_}.HTM", sitting.kind)
                for id_, sitting in own
            )
            + "</table>",
            crumbs,
        ),
    }
    for id_, sitting in own:
        rows = "".join(
            row.format(matter.section, f"{id_}-{n}.HTM", matter.title)
            for n, matter in enumerate(sitting.matters, start=1)
        )
        state = " / Tarkastettu" if sitting.minutes else ""
        answers[f"/kokous/{id_}.HTM"] = _classic(
            "bodyKokous",
            f"{BODY}<br>{sitting.kind} {sitting.date} klo 15:30{state}",
            f"<table class='tbl'><tr class='trHea'><td class='tcHeaFirst'>Pykälä</td><td class='tcHea'>Otsikko</td></tr>{rows}</table>",
            crumbs,
        )
        for n, matter in enumerate(sitting.matters, start=1):
            decision = (
                f'<p class="Sisennetty"><b>Päätös</b>&nbsp;&nbsp;&nbsp; {matter.decision}</p>'
                if matter.decision
                else ""
            )
            answers[f"/kokous/{id_}-{n}.HTM"] = _classic(
                "bodyKokousasia",
                f"{BODY}<br>{sitting.kind} {sitting.date} Pykälä {matter.section}",
                f'<p class="Sivuotsikko">{matter.section} §</p><p class="Sivuotsikko">{matter.title}</p><p>{matter.diary}</p>'
                f'<p class="Sisennetty">Valmistelijat / lisätiedot:<br>Outi Onni, puh. 040 123 4567</p><p class="Sisennetty">&nbsp;</p>'
                f'<p class="Sisennetty"><b>Päätösehdotus</b>&nbsp;&nbsp;&nbsp; {MANAGER}</p><p class="Sisennetty">{matter.proposal}</p>'
                f'{decision}<p class="Sisennetty"><b>Selostus</b>&nbsp;&nbsp;&nbsp; {matter.text}</p>',
                crumbs,
            )
    return answers


def _classic(kind: str, heading: str, data: str, crumbs: str = "") -> tuple[bytes, str]:
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><meta name="robots" content="noindex">'
        f'<title>Harjuveden kaupunki</title></head><body class="{kind}" onload="init()">{crumbs}<table class="tbl"><tr><td align="center">'
        f'<label class="h3"><!-- RSPEAK_START -->{heading}<!-- RSPEAK_STOP --></label></td></tr></table><!--DATA_BEGIN-->{data}<!--DATA_END--></body></html>'
    )
    return page.encode("windows-1252"), LATIN
