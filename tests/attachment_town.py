"""A town on this machine whose decisions have attachments, served over real HTTP in Dynasty's addresses."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from tests.servers import Reply, Request, Server

CGI = "/cgi/DREQUEST.PHP"
HELD = dt.datetime.now(dt.UTC) - dt.timedelta(days=60)
"""The month of the meetings: files of decisions a year old are not asked for again."""
DECISION = (
    "<p><span>Valmistelija</span><span>kehittämispäällikkö Outi Harjula</span></p>"
    "<p>Hankkeen kustannukset ovat 1 000 euroa.</p><p><span>Päätösehdotus</span><span>Kunnanjohtaja Ilkka Suvanto: "
    "Kunnanhallitus merkitsee asian tiedoksi.</span></p><p><span>Päätös</span><span>Päätösehdotus hyväksyttiin.</span></p>"
)


class AttachmentTown:
    """Items by number, each with the file names of its attachments; `files` are served below /kokous/ by name."""

    def __init__(self, items: dict[int, Sequence[str]], files: dict[str, Reply]) -> None:
        self.items, self.files = items, files
        self.server = Server({})
        for page in ("rss/meetings", "rss/official_decisions"):
            self.server.script[f"{CGI}?page={page}&show=100"] = lambda _request: Reply(200, _feed("").encode())
        self.server.script[CGI] = self._answer
        for name in files:
            self.server.script[f"/kokous/{name}"] = self._file

    def __enter__(self) -> "AttachmentTown":
        self.server.__enter__()
        return self

    def __exit__(self, *details: object) -> None:
        self.server.__exit__(*details)

    def source(self, folder: Path) -> Path:
        """Write the town as a sources file of a user's own, and return it."""
        path = folder / "sources.toml"
        address = self.server.url(CGI)
        path.write_text(
            f'[sources.kukkula]\nname = "Kukkulan kunta"\nmunicipality = "Kukkula"\nplatform = "dynasty"\n'
            f'address = "{address}"\nloopback = true\n',
            encoding="utf-8",
        )
        return path

    def asked(self, name: str) -> int:
        """Count the requests for a file."""
        return self.server.asked(f"/kokous/{name}")

    def _answer(self, request: Request) -> Reply:
        base = self.server.url(CGI)
        for number in self.items:
            if request.path.endswith(f"page=meetingitem&id=2026{number}-1"):
                return Reply(200, self._item(number).encode(), {"Content-Type": "text/html; charset=utf-8"})
        entries = "".join(
            f"<item><title><![CDATA[Kunnanhallitus {number}.{HELD:%-m.%Y} / Asia {number}]]></title>"
            f"<link><![CDATA[{base}?page=meetingitem&id=2026{number}-1]]></link></item>"
            for number in sorted(self.items, reverse=True)
        )
        return Reply(200, _feed(entries).encode())

    def _item(self, number: int) -> str:
        links = "".join(
            f"<tr><td><a href='{name if '//' in name else f'../kokous/{name}'}'>Liite {n}{name.split('.')[0]}</a></td></tr>"
            for n, name in enumerate(self.items[number], start=1)
        )
        return (
            f"<html><head><title>Dynasty tietopalvelu</title></head><body><h1>Kunnanhallitus  Pöytäkirja 0{number}.{HELD:%m.%Y}/Pykälä "
            f"{40 + number}</h1><a href='../kokous/2026{number}-1.PDF'>Kokousasia PDF-muodossa</a><table>{links}</table>"
            f"<div class='data-part meetingitem'><h2>Asia numero {number}</h2><p>Khall 0{number}.{HELD:%m.%Y} § {40 + number}</p>"
            f"<p>{number}/00.01.05/2026</p>{DECISION}</div></body></html>"
        )

    def _file(self, request: Request) -> Reply:
        reply = self.files[request.path.rpartition("/")[2]]
        mark = reply.headers.get("ETag")
        if mark and request.headers.get("If-None-Match") == mark:
            return Reply(304, b"", {"ETag": mark})
        return reply


def swollen(*_: object) -> None:
    """Read a file as one that takes all the memory that a child has."""
    raise MemoryError


def _feed(entries: str) -> str:
    return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Dynasty</title>{entries}</channel></rss>"
