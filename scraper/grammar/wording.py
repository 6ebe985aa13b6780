"""How proposals and decisions are worded: what makes a line decide, postpone, or name who presents."""

import re

from scraper.grammar import people
from scraper.grammar.bodies import is_body, named_bodies
from scraper.grammar.names import is_title
from scraper.grammar.person_lines import FINITE, SENTENCE_END

DECISIVE = re.compile(
    r"\b(?:päättää|esittää|ehdottaa|hyväksyy|merkitsee|myöntää|valitsee|kehottaa|palauttaa|jättää|oikeuttaa|toteaa|antaa|beslutar|föreslår|godkänner|antecknar|utser|beviljar)\b"
)
PAST = re.compile(
    r"^.{0,90}?\b(?:päätti|hyväksyi|esitti|myönsi|valitsi|hylkäsi|palautti|merkitsi|antoi|kehotti|beslutade|beslöt|godkände)\b"
)
POSTPONED = re.compile(r"pöydälle|palaut|poist|bordlad|bordlägg|återremit", re.IGNORECASE)
REVISED = re.compile(
    r"\bmuut(?:ti|taa|tanut|tettuaan|ettuaan|ettiin)\b.{0,60}ehdotus|muutet(?:tu|un|tua)\w* (?:päätös)?ehdotu|ändrade sitt (?:besluts)?förslag|ändrade (?:besluts)?förslag",
    re.IGNORECASE,
)
AS_PROPOSED = re.compile(
    r"(?:päätös|esitys) on (?:esittelijän )?(?:muutetun |alkuperäisen )?(?:ehdotuksen|esityksen) mukainen|päätös (?:poikkeaa|syntyi)|beslutet (?:motsvarar|stämmer)",
    re.IGNORECASE,
)
OFFICER_DECIDES = re.compile(
    r"(?:Päätän|Päätin|Olen päättänyt|Päätetään|Jag beslutar|Jag har beslutat|Beslutar|Beslöt)\b"
)
PERSON_COLON = re.compile(r"[A-ZÅÄÖ][^\d§]{4,120}:$")
UNIT = re.compile(
    r"[A-ZÅÄÖ][^.:;\d]*(?:palvelut|palvelualue|keskus|toimiala|osasto|hallinto|suunnittelu|yksikkö|virasto|konserni)$"
)


def is_decisive(line: str) -> bool:
    """Say whether a line begins like a proposal: a body, then what it decides, in the present tense."""
    start = line[:160]
    return bool(DECISIVE.search(start)) and (
        bool(named_bodies(start)) or start.startswith(("Päätetään", "Esitetään", "Ehdotetaan"))
    )


def presents(line: str) -> bool:
    """Say whether a line below or beside the proposal label names its presenter instead of beginning the text."""
    if len(line) > 110 or SENTENCE_END.search(line) or FINITE.search(line):
        return False
    words = line.rstrip(":").split()
    if not any(is_title(word) for word in words[:6]):
        return False
    person = people.presenter(line.rstrip(":"))
    return person is not None and person.title is not None


def presenter_before_text(value: str) -> tuple[str, str] | None:
    """Part the presenter from the text that runs on in one line: `Tekninen johtaja: Hyväksytään …`, `Rehtori Etu Suku Lautakunta päättää …`."""
    head, colon, rest = value[:90].partition(":")
    if colon and rest.strip() and presents(head):
        return head, value[len(head) + 1 :].strip()
    cut = title_before_body(value)
    if cut and is_decisive(value[cut:]) and presents(value[:cut].strip()):
        return value[:cut].strip(), value[cut:].strip()
    return None


def title_before_body(line: str) -> int | None:
    """Return where a body's name begins after an officer's title: `Kunnanjohtaja Kunnanhallitus päättää …`."""
    place = 0
    for word in line.split(" ", 5)[:5]:
        if place and word[:1].isupper() and is_body(word):
            return place
        place += len(word) + 1
    return None
