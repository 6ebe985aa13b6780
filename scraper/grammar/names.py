"""Tell a person's name from a title, a unit, a company and a body.

Finnish and Swedish minutes write names in upper-case words and titles mostly in lower case, so a name is the run of
upper-case words at the end of `maankäyttöinsinööri Etu Suku`. What tells `Johtaja Suku` from `Etu Suku` is the ending of
the word: titles are compounds of a few heads (-johtaja, -päällikkö, -sekreterare).
"""

from collections.abc import Sequence
from typing import NamedTuple


def wordset(text: str) -> frozenset[str]:
    """Return the words of a text as a set, so that tables of words stay readable."""
    return frozenset(text.split())


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_TITLE_HEADS = _words(
    "johtaja päällikkö sihteeri insinööri mestari esimies lakimies asiamies virkamies luottamusmies puhemies arkkitehti"
    " koordinaattori asiantuntija suunnittelija rehtori opettaja hoitaja ohjaaja tarkastaja valvoja vastaava rakennuttaja"
    " rakentaja edustaja lääkäri juristi notaari kanslisti controller assistentti avustaja työntekijä kaavoittaja jäsen"
    " valtuutettu pormestari kamreeri reviisori konsultti analyytikko kuraattori psykologi geologi biologi ekonomi agronomi"
    " intendentti amanuenssi toimittaja viestijä kehittäjä teknikko mittaaja kartoittaja professori tohtori dosentti lehtori"
    " maisteri laskija sovittelija ministeri valmistelija esittelijä pöytäkirjanpitäjä kirjanpitäjä isännöitsijä neuvoja"
    " neuvonantaja neuvos agentti logistikko diakoni sosionomi kirkkoherra tarkkailija virkailija harjoittelija apulainen"
    " tutkija arkistonhoitaja talonmies sairaanhoitaja terapeutti kätilö farmaseutti proviisori"
    " hankkija ostaja puutarhuri metsuri haltija viranhaltija luottamushenkilö varajäsen toimihenkilö palomies rovasti"
    " päivystäjä käsittelijä vetäjä luotsi strategi aktuaari ombudsman kansleri kvestori"
    " direktör direktören chef chefen sekreterare sekreteraren ingenjör ingenjören arkitekt arkitekten planerare planeraren"
    " koordinator kamrer kamreraren jurist juristen ledamot ledamoten ersättare ordförande ordföranden rektor inspektör läkare"
    " handläggare föredragande beredare notarie ledare mästare rådgivare assistent rådman borgmästare specialist expert"
    " sakkunnig chefsjurist utvecklare lärare skötare tjänsteman revisor konsult stadsdirektör samordnare bibliotekarie planläggare"
    " esihenkilö yhteyshenkilö vastuuhenkilö manageri manager kirjaaja valmentaja tuottaja kouluttaja tulkki konservaattori"
)
_PLURAL_TITLE_HEADS = _words(
    "johtajat päälliköt sihteerit insinöörit jäsenet varajäsenet valtuutetut edustajat puheenjohtajat asiantuntijat suunnittelijat"
    " arkkitehdit juristit valtuutetuista jäsenistä ledamöterna ledamöter fullmäktigeledamöterna ersättarna"
)
_TITLE_ENDINGS = _TITLE_HEADS + _PLURAL_TITLE_HEADS
_SHORT_TITLES = frozenset({"pj", "vpj", "kj", "tj", "ordf"})
"""Titles that are too short to be told by their ending."""
_DEGREES = wordset("ktm di fm ft ytm otk otm htm vtm kk lis tkt mmm safa amk dos ing ins ek.mag pol.mag")
"""Degrees that may stand before or after a name; they are neither name nor title."""

ACTING = frozenset({"va", "vs", "vt", "ma", "tf", "t.f", "tpr"})
"""Abbreviations before a title: väliaikainen, viransijainen, virkaatekevä, määräaikainen, tillförordnad."""

_NOT_NAME_ENDINGS = _words(
    "yhdistys yhdistyksen säätiö säätiön seura osuuskunta lautakunta lautakunnan hallitus hallituksen valtuusto valtuuston jaosto"
    " jaoston toimikunta toimikunnan valiokunta neuvosto neuvoston raati palvelut palvelujen keskus keskuksen konserni toimiala"
    " toimialan osasto virasto kaupunki kaupungin kunta kunnan liitto kerho tiimi yksikkö ryhmä ryhmän hallinto toimisto kokous"
    " kokouksen kokouksessa kuntayhtymä palvelukokonaisuus laitos opisto koulu ministeriö aluehallitus hyvinvointialue pykälä"
    " nämnden styrelsen styrelse nämnd fullmäktige sektionen kommun förening stiftelse föreningen"
    " ehdotus ehdotuksen esitys esityksen päätös päätöksen käsittely käsittelyn talousarvio kaava asemakaava"
)
ORGANISATION_MARKS = wordset("oy oyj ab abp ry r.y rf r.f rs sr ky tmi ltd as inc gmbh stad")
"""Words that make the capitals around them a company or an association."""

_PARTICLES = frozenset(
    {"von", "af", "de", "van", "der", "den", "la", "le", "di", "da", "du", "del", "el", "al", "bin", "ben", "zu"}
)

# A word that starts a sentence with a capital and is no name. Inflected forms are told by their endings (below).
_SENTENCE_WORDS = wordset(
    "merkittiin merkitään kirjattiin todettiin hän he lisäksi asian asiaa asia ennen tämän esteellinen esteelliset"
    " esteellisyys jäävi jäävit jääväsi jäävätty ei ja sekä myös kun koska jos mikäli samalla puheenjohtajana sihteerinä"
    " asiantuntijana asiantuntijoina päätettiin päätti hyväksyttiin valittiin kuultiin kokous pöytäkirja muutoksenhaku"
    " tiedoksi liite liitteet äänestys jaa ei-ääniä jaa-ääniä tyhjää poissa läsnä paikalla hänen tilalle tilalla"
    " hallintolaki hl yhteisöjäävi palvelussuhdejäävi intressijäävi osallisuusjäävi edustusjäävi"
    " kunnan kaupungin kuntalain hallintolain jäävin ilmoitti ilmoittivat poistui poistuivat"
    " inga ingen inget mikään det antecknades jäv jävig ledamöterna sakkunnig"
    " under den han hon de och vid till som på i för med efter"
    " yksimielisesti klo puh puhelin maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai"
)
_FUNCTION_ENDINGS = _words("ttiin essaan uksessa ukseen yksessä isinä isenä uksen yksen llisesti ksella")

MASK_CHARACTERS = frozenset("*xX_•█.-")
_NAME_LENGTH = 40


class Titled(NamedTuple):
    """Hold what a phrase says of one person: a title, a name or both, as written."""

    title: str | None
    name: str | None


def bare(word: str) -> str:
    """Strip the punctuation around a word, but keep an initial's full stop."""
    word = word.strip("()[]{},;:!?\"”“„»«'’–—*•·")
    return word if _is_initial(word) else word.rstrip(".")


def _is_initial(word: str) -> bool:
    return (
        1 < len(word) <= 4
        and word[0].isupper()
        and word.endswith(".")
        and word[:-1].replace("-", "").replace(".", "").isupper()
    )


def is_mask(word: str) -> bool:
    """Say whether a word stands for a name that was removed: `**********`, `XXXXX`, `____`, `N.N.`.

    >>> is_mask("XXXXX"), is_mask("N.N."), is_mask("Xenia")
    (True, True, False)
    """
    return word.rstrip(".,") in ("N.N", "NN") or (
        len(word) >= 3 and set(word) <= MASK_CHARACTERS and (len(set(word)) == 1 or "*" in word)
    )


def is_title(word: str) -> bool:
    """Say whether a word is, or ends with, the head of a title (`tonttipäällikkö`, `Avdelningschef`)."""
    plain = bare(word).casefold().rstrip(".")
    return plain in _SHORT_TITLES or plain in ACTING or plain.endswith(_TITLE_ENDINGS)


def is_plural_title(word: str) -> bool:
    """Say whether a word is a title of several persons, so that surnames alone may follow it (`jäsenet Aalto ja Virta`)."""
    return bare(word).casefold().endswith(_PLURAL_TITLE_HEADS)


def is_organisation(word: str) -> bool:
    """Say whether a word marks a body, a unit, a company or an association rather than a person."""
    plain = bare(word).casefold().rstrip(".")
    return plain.split(":")[0] in ORGANISATION_MARKS or plain.endswith(_NOT_NAME_ENDINGS)


def is_name_word(word: str) -> bool:
    """Say whether a word could be part of a person's name: a capital, then letters, hyphens and apostrophes.

    >>> [is_name_word(w) for w in ("Yli-Koski", "K.", "ELY", "virta", "O'Brien", "3.5.2021")]
    [True, True, False, False, True, False]
    """
    plain = bare(word)
    if not plain or len(plain) > _NAME_LENGTH or not plain[0].isupper() or plain.casefold() in _DEGREES:
        return False
    if _is_initial(plain) or (len(plain) == 1 and plain.isalpha()):
        return True
    if not all(c.isalpha() or c in "-'’´" for c in plain) or is_mask(plain):
        return False
    if plain.isupper() and len(plain) < 4 and "-" not in plain:
        return False
    return (
        not is_organisation(plain)
        and plain.casefold() not in _SENTENCE_WORDS
        and not plain.casefold().endswith(_FUNCTION_ENDINGS)
    )


def is_particle(word: str) -> bool:
    """Say whether a lower-case word may stand inside a surname (`von`, `af`, `de`)."""
    return word in _PARTICLES


def split_title(words: Sequence[str]) -> Titled | None:
    """Read `title Name`, `Title Name`, `Name` or `title` from the words of one phrase; None where it is neither.

    A name alone needs two words; after a title a surname is enough. A phrase that holds a company, a body or a mask
    instead of a name is not a person, though the title before a mask still is.
    """
    words = [w for w in words if w.strip("()[]{},;:*•·–—-")]
    while words and is_mask(words[-1].strip("()[],;:")):
        words.pop()
        if not words or not is_title(words[-1]):
            return None
    if not words or len(words) > 14:
        return None
    start = _name_start(words)
    title, name = list(words[:start]), list(words[start:])
    if not name and words[-1].islower() and is_title(words[-1]):
        title, name = _name_before_title(words)
    heads = [i for i, w in enumerate(name) if is_title(w)]
    if heads and heads[-1] == len(name) - 1 and len(name) > 2 and heads[0] > 1:
        title, name = title + name[heads[0] :], name[: heads[0]]  # "Etu Suku Kaavoitusinsinööri"
    elif heads:
        title, name = title + name[: heads[-1] + 1], name[heads[-1] + 1 :]
    return _titled(title, name)


def _name_before_title(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Take `Etu Suku kaavoitusinsinööri` apart: two capitals that are no title, then a title in lower case."""
    end = 0
    while (
        end < len(words)
        and (is_name_word(words[end]) or (end and is_particle(words[end])))
        and not is_title(words[end])
    ):
        end += 1
    return (list(words[end:]), list(words[:end])) if end > 1 else (list(words), [])


def _name_start(words: Sequence[str]) -> int:
    start = len(words)
    for i in range(len(words) - 1, -1, -1):
        if is_name_word(words[i]):
            start = i
        elif not (is_particle(words[i]) and start == i + 1):
            break
    return start


def _titled(title: list[str], name: list[str]) -> Titled | None:
    if any(is_organisation(w) for w in name) or any(any(c.isdigit() for c in w) for w in title):
        return None
    if name and all(len(bare(w).rstrip(".")) == 1 for w in name):
        return None
    if name and all(bare(w).casefold() in _DEGREES for w in title):
        title = []
    title_text = " ".join(title).strip(" ,;:-–—•*·") or None
    name_text = " ".join(bare(w) for w in name) or None
    if name_text is None:
        return Titled(title_text, None) if title and is_title(title[-1]) and not is_plural_title(title[-1]) else None
    if title_text is None:
        return Titled(None, name_text) if len(name) > 1 else None
    if len(name) == 1 and not is_title(title[-1]):
        return None
    if bare(title[-1]).casefold() in ORGANISATION_MARKS:
        return None
    return Titled(title_text, name_text)
