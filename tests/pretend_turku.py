"""The story's town on Turku's systems: Inetview and its successor (formats.md 4)."""

from tests.pretend_sites import UTF8, Answers, as_json, html
from tests.story import BODY, GRANT, GRANTED, HELD, MANAGER, OFFICER, Matter, Sitting, sittings

YEARS = tuple(sorted({sitting.day.year for sitting in sittings(0)}, reverse=True))
NOTED = Matter(
    591,
    43,
    "Lautakuntien pöytäkirjat ja viranhaltijoiden päätöspöytäkirjat",
    "",
    "Luettelo on liitteenä.",
    "Kaupunginhallitus merkitsee päätökset tiedoksi.",
    "Ehdotus hyväksyttiin.",
)
"""The board's item on which an officer's decision hangs."""
ESTIMATE = 7000995
"""The document that is attached to the board's first item: a web page, as all of them are."""


def inetview(stage: int) -> Answers:
    """Bodies → years → meetings → documents; an agenda's folder gives way to the minutes', the document keeps its number."""
    held = sittings(stage)
    answers: Answers = {
        "/": (
            html(
                "Päätökset",
                "<h1>Esityslistat/pöytäkirjat</h1><ul><li><a href='/kh/welcome.htm'>Kaupunginhallitus</a></li></ul>",
            ),
            UTF8,
        ),
        "/kh/welcome.htm": _years("kh", BODY, YEARS),
    }
    for year in YEARS:
        answers[f"/kh/{year}/welcome.htm"] = _inetview_list(
            f"Esityslistat/pöytäkirjat - Kaupunginhallitus {year}",
            [
                (
                    f"@BASE@{_folder(sitting)}/welcome.htm",
                    f"{sitting.date} - {sitting.kind} - 00{sitting.number}/{year}",
                )
                for sitting in held
                if sitting.day.year == year
            ],
        )
    for sitting in held:
        matters = (*sitting.matters, NOTED) if sitting is HELD else sitting.matters
        documents = [(f"{_folder(sitting)}/7000{matter.key}.htm", matter) for matter in matters]
        answers[f"{_folder(sitting)}/welcome.htm"] = _inetview_meeting(
            f"Kaupunginhallitus {sitting.date} - {sitting.kind}", documents
        )
        for path, matter in documents:
            answers[path] = _document(matter, "Kaupunginhallitus", sitting.date, "Kokouspvm")
    granted = f"{_folder(HELD)}/7000{GRANT.key}.htm"
    answers[granted] = _document(GRANT, OFFICER, f"{GRANTED:%d.%m.%Y}", "Päätöspöytäkirja")
    answers[f"{_folder(HELD)}/{ESTIMATE}.htm"] = (
        html("Liite", "<h1>Kustannusarvio</h1><p>Ilmanvaihdon osuus on 41 500 euroa.</p>"),
        UTF8,
    )
    return answers


def _folder(sitting: Sitting) -> str:
    return f"/kh/{sitting.day.year}/{sitting.day:%m%d}00{sitting.number}{'x' if sitting.minutes else 'l'}"


def _years(short: str, name: str, years: tuple[int, ...]) -> tuple[bytes, str]:
    rows = [(f"@BASE@/{short}/{year}/welcome.htm", str(year)) for year in years]
    return _inetview_list(f"Esityslistat/pöytäkirjat - {name}", rows)


def _inetview_list(heading: str, rows: list[tuple[str, str]]) -> tuple[bytes, str]:
    items = "".join(f'<li><a href="{url}">{text}</a></li>' for url, text in rows)
    return html(
        "Esityslistat/pöytäkirjat",
        f'<h1>{heading}</h1><h2>Kokouksen valinta</h2><a href="/">Takaisin</a><hr><ul>{items}</ul>',
    ), UTF8


def _inetview_meeting(heading: str, documents: list[tuple[str, Matter]]) -> tuple[bytes, str]:
    rows = "".join(
        f'<tr valign="top"><td align="center"><a href="@BASE@{path}">{matter.section} §</a></td><td></td><td>{matter.title}</td></tr>'
        for path, matter in documents
    )
    folder = documents[0][0].rpartition("/")[0]
    return html(
        "Esityslistat/pöytäkirjat",
        f'<h1>{heading}</h1><h3>Kokousaika ja -paikka: 16:00 Valtuustosali</h3><table><tr><th width="8%">Pykälä</th><th></th><th class="left">Otsikko</th></tr>'
        f'{rows}</table><hr><a href="@BASE@{folder}/vo.htm">Muutoksenhaku</a> <a href="@BASE@{folder}/lasnaolo.htm">Läsnäolotiedot</a>',
    ), UTF8


def _document(matter: Matter, body: str, date: str, column: str) -> tuple[bytes, str]:
    short = "Kh" if column == "Kokouspvm" else ""
    head = f"<p>{short} § {matter.section}</p>" if short else ""
    proposal = (
        f'<p>{MANAGER}:</p><p><span class="ehdotuspaatos">Ehdotus</span>{matter.proposal}</p>'
        if matter.proposal
        else f"<p>{OFFICER} Outi Onni:</p>"
    )
    decision = (
        f'<div class="XSDoc"><p><span class="ehdotuspaatos">Päätös</span>{matter.decision}</p></div>'
        if matter.decision
        else ""
    )
    attached = (
        f'<hr><p><strong>Liitteet:</strong></p><p><strong>Kh § 43</strong><br><span class="liomLabel">Liite 1:</span>'
        f'<a href="@BASE@{_folder(HELD)}/7000{GRANT.key}.htm">{OFFICER} {GRANTED:%d.%m.%Y} § {GRANT.section}</a><br></p>'
        if matter is NOTED
        else ""
    )
    if matter is HELD.matters[0]:
        attached = (
            f'<hr><p><strong>Liitteet:</strong></p><p><span class="liomLabel">Liite 1:</span><a href="@BASE@{_folder(HELD)}/{ESTIMATE}.htm">'
            "Kustannusarvio</a></p>"
        )
    return html(
        "Esityslistat/pöytäkirjat",
        f'<table class="ytt"><tbody><tr class="yttr1"><td><b>Harjuveden kaupunki</b></td><td>§</td><td>{column}</td><td>Asia</td><td>1</td></tr>'
        f'<tr><td>{body}</td><td>{matter.section}</td><td>{date}</td><td colspan="2">4 </td></tr></tbody></table><hr><p>{matter.key}-2026 (00 01 02)</p>'
        f'<p class="ots">{matter.title}</p><p class="ing">Tiivistelmä:</p><p class="ing">-</p>{head}<div class="XSDoc"><p>Hallintojohtaja Outi Onni 18.2.2026:</p>'
        f'<p>{matter.text}</p></div><div class="XSDoc">{proposal}</div>{decision}{attached}',
    ), UTF8


def successor(stage: int) -> Answers:
    """The names of fields that are known, nothing else."""
    held = [(f"{sitting.day.year}70{sitting.number}", sitting) for sitting in sittings(stage)]
    answers: Answers = {
        "/api/toimielimet": as_json(
            [{"ryhma": "Hallitus", "toimielimet": [{"lyhenne": "kh", "nimi": "Kaupunginhallitus"}]}]
        ),
        "/api/toimielin/kh": as_json(
            [{"tktviiteId": id_, "kokPvm": f"{sitting.day}T00:00:00", "tktNimi": sitting.kind} for id_, sitting in held]
        ),
    }
    for id_, sitting in held:
        sections = [
            {
                "tktviiteId": f"7000{matter.key}",
                "tktNimi": f"§ {matter.section} {matter.title}",
                "html": f"<p>{matter.key}-2026 (00 01 02)</p><p>Hallintojohtaja Outi Onni 18.2.2026:</p><p>{matter.text}</p><p>{MANAGER}:</p>"
                f"<p><span>Ehdotus</span>{matter.proposal}</p>"
                + (f"<p><span>Päätös</span>{matter.decision}</p>" if matter.decision else ""),
            }
            for matter in sitting.matters
        ]
        answers[f"/api/poytakirja/{id_}"] = as_json({"poytakirja": {"tktviiteId": id_}, "pykalat": sections})
    return answers
