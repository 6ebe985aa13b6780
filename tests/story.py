"""One small town's story, told by the pretend sites of every publishing system: who decided what, when, and what is still an agenda."""

import datetime as dt
from dataclasses import dataclass

TOWN, BODY, OFFICER = "Harjuvesi", "Kaupunginhallitus", "Sivistysjohtaja"
MANAGER = "Kaupunginjohtaja Aino Kallio"


TODAY = dt.date.today()  # noqa: DTZ011
"""The story is told as of today: an agenda of long ago would not be asked for again."""


@dataclass(frozen=True)
class Matter:
    """One matter; `decision` is None while it stands on an agenda."""

    key: int
    section: int
    title: str
    diary: str
    text: str
    proposal: str
    decision: str | None


@dataclass(frozen=True)
class Sitting:
    """One meeting of the board; `number` is its running number in the year."""

    number: int
    day: dt.date
    minutes: bool
    matters: tuple[Matter, ...]

    @property
    def date(self) -> str:
        """Return the day as a page shows it."""
        return f"{self.day:%d.%m.%Y}"

    @property
    def kind(self) -> str:
        """Return what the sitting's list is called."""
        return "Pöytäkirja" if self.minutes else "Esityslista"


OLD = Sitting(
    3,
    TODAY - dt.timedelta(days=300),
    True,
    (
        Matter(
            501,
            88,
            "Uimarannan laiturin uusiminen",
            "201/10.03.02/2025",
            "Laituri on vuodelta 1988. Uusi laituri maksaa 18 400 euroa.",
            "Kaupunginhallitus päättää uusia laiturin.",
            "Ehdotus hyväksyttiin.",
        ),
    ),
)
HELD = Sitting(
    5,
    TODAY - dt.timedelta(days=21),
    True,
    (
        Matter(
            511,
            41,
            "Koulun peruskorjauksen lisämääräraha",
            "77/10.03.02/2026",
            "Peruskorjaukseen tarvitaan lisää 95 000 euroa.",
            "Kaupunginhallitus päättää myöntää 95 000 euroa koulun peruskorjaukseen.",
            "Ehdotus hyväksyttiin.",
        ),
        Matter(
            512,
            42,
            "Järvireitin hankeavustus",
            "81/00.01.02/2026",
            "Järvireitti-hankkeen kunnan osuus on 12 500 euroa.",
            "Kaupunginhallitus päättää osallistua hankkeeseen 12 500 eurolla.",
            "Asia pantiin pöydälle.",
        ),
    ),
)
COMING = (
    Matter(
        521,
        50,
        "Kirjastoauton hankinta",
        "90/02.08.00/2026",
        "Kirjastoauto maksaa 310 000 euroa.",
        "Kaupunginhallitus päättää hankkia kirjastoauton.",
        None,
    ),
)
GRANT = Matter(
    901,
    7,
    "Kohdeavustus kyläyhdistykselle",
    "95/02.05.01/2026",
    "Kyläyhdistys on hakenut avustusta kesäteatteriin.",
    "",
    "Päätän myöntää kyläyhdistykselle 1 500 euroa.",
)
GRANTED = TODAY - dt.timedelta(days=19)


def sittings(stage: int) -> tuple[Sitting, ...]:
    """Return the board's meetings, newest first: at stage 0 the newest is an agenda, at stage 1 it has become minutes."""
    decided = tuple(
        Matter(**{**vars(matter), "decision": "Ehdotus hyväksyttiin yksimielisesti." if stage else None})
        for matter in COMING
    )
    return (Sitting(6, TODAY - dt.timedelta(days=7), bool(stage), decided), HELD, OLD)
