"""The story's town on Helsinki's pages and their search, whose answers are unverified (formats.md 5)."""

import json

from tests.pretend_sites import UTF8, Answers, as_json, html
from tests.story import GRANT, GRANTED, OFFICER, Matter, sittings

SEARCH = "/paatokset_decisions/_search"


def helsinki(stage: int) -> Answers:
    """The search's answers by what is sent to it, and the decisions' own pages."""
    hits, answers = [], {}
    for sitting in sittings(stage):
        for matter in sitting.matters:
            uuid, case = f"0f0f0f0f-0000-4000-8000-{matter.key:012d}", f"hel-{sitting.day.year}-{matter.key:06d}"
            hits.append(_hit(uuid, case, matter, "Kaupunginhallitus", f"{sitting.day}T13:00:00Z"))
            proposal = "Päätösehdotus" if matter.decision is None else "Käsittely"
            decided = f"<h4 class='SisaltoOtsikko'>Päätös</h4><p>{_said(matter)}</p>" if matter.decision else ""
            answers[f"/fi/asia/{case}?paatos={uuid}"] = _ahjo(
                case,
                f"{matter.section}. / {matter.section} §",
                matter,
                "Kaupunginhallitus",
                f"{decided}<h4 class='SisaltoOtsikko'>{proposal}</h4><p>{matter.proposal}</p>",
            )
    uuid, case = f"0f0f0f0f-0000-4000-8000-{GRANT.key:012d}", f"hel-{GRANTED.year}-{GRANT.key:06d}"
    hits.insert(1, _hit(uuid, case, GRANT, OFFICER, f"{GRANTED}T13:00:00Z"))
    answers[f"/fi/asia/{case}?paatos={uuid}"] = _ahjo(
        case,
        f"§ {GRANT.section}",
        GRANT,
        OFFICER,
        f"<h4 class='SisaltoOtsikko'>Päätös</h4><p>{OFFICER} päätti myöntää kyläyhdistykselle 1 500 euroa.</p>",
    )
    newest, walked = (
        {"size": 100, "sort": [{"meeting_date": "desc"}], "query": {"match_all": {}}} | more
        for more in ({}, {"from": 0})
    )
    for asked in (newest, walked):
        answers[f"{SEARCH}?{json.dumps(asked, separators=(',', ':'))}"] = as_json(
            {"hits": {"total": {"value": len(hits)}, "hits": hits}}
        )
    return answers


def _said(matter: Matter) -> str:
    tabled = "pöydälle" in (matter.decision or "")
    return "Kaupunginhallitus päätti panna asian pöydälle." if tabled else matter.proposal.replace("päättää", "päätti")


def _hit(uuid: str, case: str, matter: Matter, body: str, at: str) -> dict[str, object]:
    fields = {
        "unique_issue_id": [case.upper()],
        "native_id": [f"{{{uuid.upper()}}}"],
        "subject": [matter.title],
        "organization_name": [body],
    }
    return {
        "_id": f"entity:node/{matter.key}:fi",
        "_source": {**fields, "meeting_date": [at], "decision_content": ["<p>…</p>"]},
    }


def _ahjo(case: str, number: str, matter: Matter, body: str, content: str) -> tuple[bytes, str]:
    diary = case.upper().replace("-", " ", 1)
    return html(
        "Päätökset",
        f"<h1>{matter.title}</h1><div class='DnroTmuoto'>{diary}</div><p>{number}</p><h2 class='AsiaOtsikko'>{matter.title}</h2><p>{body}</p>"
        f"<div class='SisaltoSektio'>{content}</div><h4>Esittelijän perustelut</h4><p>{matter.text}</p><button>Sulje</button>",
    ), UTF8
