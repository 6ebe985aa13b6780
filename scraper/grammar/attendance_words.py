"""The words by which minutes say that somebody was heard, disqualified, replaced or left, Finnish and Swedish.

Every pattern is searched in one sentence or clause at a time; gaps are bounded, so that the time stays linear.
"""

import re

from scraper.grammar.names import wordset

_I = re.IGNORECASE

RECUSED = re.compile(
    r"\b(?:esteelli(?:nen|set|syys|senä|sinä|siä|seksi|siksi|syytensä|syydestään|syydestänsä|syyden|syyteen|syytenä)|esteellisty\w*"
    r"|ilmoitti\w* (?:\w+ ){0,3}?(?:esteellisyydestä|jääviydestä)"
    r"|\w{0,30}jääv(?:i|it|iys|inä|eja|ejä|iksi|eiksi|iytensä|iydestään|iyden|äsi|äsivät|ännyt|änneet|ätty|ättynä)"
    r"|jävig\w*|jäv\b|jävs?anmäl\w*)",
    _I,
)
RECUSED_LABEL = re.compile(
    r"^(?:(?:merkittiin|merkitään|todettiin|kirjattiin) )?(?:esteelli(?:nen|set|syys|syydet)|jääv(?:i|it|iys|iydet)|jäviga?|jäv)\s*(?::\s*|$)",
    _I,
)
NOT_RECUSED = re.compile(
    r"\b(?:jos|mikäli|voi olla|saattaa olla|voisi|voidaan|olisi|onko|epäil\w+|"
    r"väit\w+|vaati\w*|kysyi|tiedusteli|keskusteltiin|säädetään|säännök\w+|tarkoitet\w+|huolehti\w*|ovat?ko)\b.{0,80}\b(?:esteelli|jääv|jävi)"
    r"|\besteelli(?:nen|set)? (?:luottamushenkilö|henkilö|jäsen|viranhaltija)\w*\b.{0,20}\b(?:ei|saa|on|voi)\b|\bmukaan\b.{0,120}\b(?:esteelli|jääv)"
    r"|\bkatsoi(?:vat)?\b.{0,80}\b(?:esteelli|jääv)"
    r"|\besteellisyysvä|\besteellisyysper|\bsyyn kuin\b",
    _I,
)
BODY_FINDS = re.compile(
    r"(?:hallitus|lautakunta|valtuusto|jaosto|toimikunta|toimielin|valiokunta|kokous) (?:[a-zåäö]+ ){0,2}?(?:katsoi|totesi|päätti)\b",
    _I,
)
HEARD = re.compile(
    r"\basiantuntij(?:ana|oina)\b|\bkuultav(?:a|i)na\b|\bkuultiin\b|\bsakkunnig(?:a|as)?\b|\bhördes\b",
    _I,
)
GRANTED_SPEECH = re.compile(r"\bpuheoikeu(?:s|den|tta)\b", _I)
HEARD_LABEL = re.compile(r"^(?:(?:kutsutut |kuullut )?asiantuntija[t]?|sakkunniga?)\s*:\s*", _I)
PRESENTED = re.compile(
    r"\b(?:esitteli(?:vät)?|selosti(?:vat)?|selvitti(?:vät)?|alusti(?:vat)?|kertoi(?:vat)?|piti(?:vät)? .{0,40}(?:esittely|esitykse|katsauk|alustuk|puheenvuoro)|"
    r"antoi(?:vat)? .{0,40}(?:selvityk|selostuk|katsauk|esittely)|vastasi(?:vat)? .{0,20}kysymyksiin|oli(?:vat)? (?:paikalla|läsnä) esittelemässä|"
    r"redogjorde|presenterade|informerade)\b",
    _I,
)
MEMBER = re.compile(
    r"^(?:kunnan|kaupungin|hyvinvointialue|stads|kommun)(?:johtaja|direktör)$|^pormestari$|(?:jäsen|jäsenet|puheenjohtaja|varapuheenjohtaja|valtuutettu|valtuutetut|edustaja|ledamot|ordförande|esittelijä|pöytäkirjanpitäjä)$",
    _I,
)
PARTITIVE_AFTER = re.compile(r"\bkuul(?:tiin|tu|la)\b", _I)
OTHER_CLAUSE = re.compile(
    r"(?:,|;|\bja|\bsekä|\boch)\s(?=(?:hänen |asian |tämän |pykälän |tilalle|tilalla|puheenjohtajana|puheenjohtajaksi|sihteerinä|"
    r"pöytäkirjanpitäjänä|esittelijänä|kokousta|kokouksen|asiaa|jolloin|joka|jonka|jossa|koska|sillä|i stället|ersättare|eftersom))",
    _I,
)
SUBSTITUTE = re.compile(
    r"\b(?:tilalle|tilalla|tilallaan|sijaan|sijasta|sijalle|varajäsenensä|varajäseneksi|henkilökohtainen|puheenjohtajana|puheenjohtajaksi|sihteerinä|pöytäkirjanpitäjänä|"
    r"esittelijänä|esitteli|johti|toimi|toimivat|saapui|saapuivat|jatkoi|ersättare|ordförande för)\b",
    _I,
)
GENITIVE_BEFORE = ("esteellisyyden", "jääviyden", "esteellisyys", "jääviys")
LEFT = re.compile(
    r"\b(?:poistui(?:vat)?|poissa|(?:ei|eivät) osallistu\w*|(?:ei|eivät) (?:ollut|olleet) (?:läsnä|paikalla)|avlägsnade|deltog (?:inte|ej))\b",
    _I,
)
BY_LAW = re.compile(r"\b(?:HL|hallintolain|hallintolaki|hallintolaissa) (?:\(\S{1,12}\) )?(?:27|28)(?:[.:]\d)? ?§", _I)
"""The grounds of disqualification: who leaves by them is disqualified."""
DENIED = re.compile(
    r"\b(?:ei|eivät|ettei|etteivät) (?:\w+ ){0,3}?(?:ole|olleet|ollut|olisi|katsot\w+|katsonut|pidet\w+|pitänyt|todettu)\b.{0,40}\b(?:esteelli|jääv)|\b(?:inte|icke) jävi",
    _I,
)
REPORTED = re.compile(
    r"\b(?:totesi|toteaa|ilmoitti|konstaterade|meddelade|merkittiin|merkitään|todettiin|kirjattiin|antecknades),? (?:pöytäkirjaan,? )?(?:että|att)\b",
    _I,
)
FOUND_TO_BE = re.compile(
    r"\b(?:totesi|todettiin|totesivat|katsoi|katsottiin)\b.{0,80}(?:(?:seksi|siksi|jääviksi)\b|\bolevan\b)|^.{0,60}\bolevan\b.{0,40}\besteelli|\bollessa (?:\w+ )?(?:esteelli|jäävi)",
    _I,
)
EXPERT_WORD = re.compile(r"\basiantunti|\bsakkunnig|\bkuultav(?:a|i)na", _I)
SUBJECT_VERB = re.compile(
    r"(?:ilmoitti|ilmoittivat|poistui|poistuivat|oli|olivat|jääväsi|jääväsivät|on|ovat|ei|eivät|anmälde|avlägsnade|var|totesi|katsoi)$"
)
COMMON_SUBJECTS = wordset(
    "hakija yhtiö osakas asianosainen valittaja kukaan kaikki joku läsnäolijat yhdistys tekijä kunta kaupunki"
)
REASON = re.compile(r"\b(?:koska|sillä|perusteella, että|siitä syystä|eftersom|då han|då hon)\b", _I)
NAME_LINE_LENGTH = 200
HEARING_STEMS = (
    *(
        "asiantunti",
        "kuulta",
        "kuultiin",
        "puheoikeu",
        "esittel",
        "selost",
        "selvit",
        "alust",
        "kertoi",
        "piti",
        "antoi",
    ),
    *("vastasi", "sakkunnig", "hördes", "redogjorde", "presentera", "informera"),
)
RECUSAL_STEMS = ("esteelli", "jääv", "jäv", "28 §", "28§", "hl 2", "hallintolain 2")
"""A text without any of these tells of no expert, or of nobody disqualified, and is not read further."""
