"""The story's town on CaseM (formats.md 2)."""

from urllib.parse import quote

from tests.pretend_sites import UTF8, Answers, day, html
from tests.story import BODY, GRANT, GRANTED, OFFICER, Matter, Sitting, sittings

CASEM = "/fi-FI"
BOARD = f"{CASEM}/Toimielimet/{BODY}"
OFFICERS = f"{CASEM}/Viranhaltijat"


def casem(stage: int) -> Answers:
    """Front page with panes → the tree of bodies and officers → meetings → items, which `/content/<id>/<n>` shows too."""
    held = sittings(stage)
    grant = f"{OFFICERS}/{OFFICER}/{_slug(GRANT)}"
    answers: Answers = {
        CASEM: _case(
            CASEM,
            "<h1>Päätöksenteko</h1><div id='Content_ctl00_ncContainer'><h2>Pöytäkirjat</h2><ul>"
            f"<li><a href='/fi-FI/content/{held[1].matters[0].key}/9'>{BODY} {held[1].date}</a></li></ul></div>"
            f"<div id='Content_ctl03_ncContainer'><h2>Viranhaltijapäätökset</h2><ul><li>{GRANTED:%d.%m.%Y} <a href='{grant}'>{GRANT.title}</a></li></ul></div>"
            "<div id='Content_ctl02_ncContainer'><h2>Kuulutukset</h2><a href='/fi-FI/Kuulutukset/Asemakaava(9999)'>Asemakaava</a></div>"
            "<a href='/sv-FI'>På svenska</a>",
        ),
        f"{CASEM}/Toimielimet": _case(
            f"{CASEM}/Toimielimet", f"<h1>Toimielimet</h1><ul><li><a href='{BOARD}'>{BODY}</a></li></ul>"
        ),
        BOARD: _case(
            BOARD,
            f"<h1>{BODY}</h1><ul>"
            + "".join(f"<li><a href='{_meeting(sitting)}'>Kokous {day(sitting.day)}</a></li>" for sitting in held)
            + "</ul>",
        ),
        OFFICERS: _case(
            OFFICERS, f"<h1>Viranhaltijat</h1><ul><li><a href='{OFFICERS}/{OFFICER}'>{OFFICER}</a></li></ul>"
        ),
        f"{OFFICERS}/{OFFICER}": _case(
            f"{OFFICERS}/{OFFICER}",
            f"<h1>{OFFICER}</h1><table><tr><td>{GRANTED:%d.%m.%Y}</td><td><a href='{grant}'>§ 7 {GRANT.title}</a></td></tr></table>",
        ),
        grant: _case(
            grant,
            f"<h2>{OFFICER}, viranhaltijapäätös {day(GRANTED)}</h2><h3>§ {GRANT.section} {GRANT.title}</h3><p>HARDno-2026-{GRANT.key}</p>"
            f"<h4>Perustelut</h4><p>{GRANT.text}</p><h4>Päätös</h4><p>{GRANT.decision}</p>",
        ),
    }
    for sitting in held:
        rows = "".join(
            f"<li><a href='{_meeting(sitting)}/{_slug(matter)}'>§ {matter.section} {matter.title}</a> <a href='/fi-FI/content/{matter.key}/9'>Linkki</a></li>"
            for matter in sitting.matters
        )
        checked = "Pöytäkirja on tarkastettu" if sitting.minutes else "Esityslista"
        heading = f"<h2>{BODY}, kokous {day(sitting.day)}</h2><p>{checked}</p>"
        answers[_meeting(sitting)] = _case(_meeting(sitting), f"{heading}<ul>{rows}</ul>")
        for matter in sitting.matters:
            path = f"{_meeting(sitting)}/{_slug(matter)}"
            decision = f"<h4>Päätös</h4><div><p>{matter.decision}</p></div>" if matter.decision else ""
            page = _case(
                path,
                f"{heading}<h3>§ {matter.section} {matter.title}</h3><p>HARDno-2026-{matter.key}</p><h4>Aikaisempi käsittely</h4>"
                "<h4>Valmistelija</h4><ul><li>Outi Onni, hallintojohtaja, outi.onni@harjuvesi.example.fi</li></ul>"
                f"<h4>Perustelut</h4><div><p>{matter.text}</p></div><h4>Ehdotus</h4><div><h5>Esittelijä</h5><ul><li>Aino Kallio, kaupunginjohtaja</li></ul>"
                f"<p>{matter.proposal}</p></div>{decision}",
            )
            answers[path] = answers[f"/fi-FI/content/{matter.key}/9"] = page
    return answers


def _case(path: str, content: str) -> tuple[bytes, str]:
    action = "./" + path.rpartition("/")[2]
    body = (
        f"<form method='post' action='{action}' id='form1'><div id='Content_sidenaviArea'><ul><li><a href='{CASEM}'>Etusivu</a></li>"
        f"<li><a href='{CASEM}/Toimielimet'>Toimielimet</a></li><li><a href='{OFFICERS}'>Viranhaltijat</a></li>"
        f"<li><a href='{CASEM}/Toimielimet/Vaalilautakunta'>Vaalilautakunta</a></li></ul></div><div id='ContentStart'>{content}</div></form>"
    )
    if path == CASEM:
        body = body.replace(f"<li><a href='{CASEM}/Toimielimet/Vaalilautakunta'>Vaalilautakunta</a></li>", "")
    return html("Harjuveden päätökset", body), UTF8


def _meeting(sitting: Sitting) -> str:
    return f"{BOARD}/Kokous_{sitting.day.day}{sitting.day.month}{sitting.day.year}"


def _slug(matter: Matter) -> str:
    return quote(f"{matter.title.replace(' ', '_')[:40]}({matter.key})", safe="()")
