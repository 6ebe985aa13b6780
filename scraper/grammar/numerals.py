"""Numbers written as words in front of a currency: `viisituhatta`, `yhden`, `puoli miljoonaa`, `två miljoner`."""

import re
from decimal import Decimal

UNITS = {
    **dict.fromkeys(("yksi", "yhden", "yhtä", "yhdellä", "en", "ett"), 1),
    **dict.fromkeys(("kaksi", "kahden", "kahta", "kahdella", "två"), 2),
    **dict.fromkeys(("kolme", "kolmen", "kolmea", "kolmella", "tre"), 3),
    **dict.fromkeys(("neljä", "neljän", "neljää", "neljällä", "fyra"), 4),
    **dict.fromkeys(("viisi", "viiden", "viittä", "viidellä", "fem"), 5),
    **dict.fromkeys(("kuusi", "kuuden", "kuutta", "kuudella", "sex"), 6),
    **dict.fromkeys(("seitsemän", "seitsemää", "seitsemällä", "sju"), 7),
    **dict.fromkeys(("kahdeksan", "kahdeksaa", "kahdeksalla", "åtta"), 8),
    **dict.fromkeys(("yhdeksän", "yhdeksää", "yhdeksällä", "nio"), 9),
    **dict.fromkeys(("kymmenen", "kymmentä", "kymmenellä", "tio"), 10),
}
TENS = ("kymmentä", "kymmenen", "kymmenellä")
HUNDREDS = ("sata", "sataa", "sadan", "sadalla", "hundra")
LARGE = {
    **dict.fromkeys(("tuhat", "tuhatta", "tuhannen", "tuhannella", "tusen"), 1_000),
    **dict.fromkeys(("miljoona", "miljoonaa", "miljoonan", "miljoonalla", "miljon", "miljoner"), 1_000_000),
}
HALVES = {
    "puolitoista": Decimal("1.5"),
    "puolentoista": Decimal("1.5"),
    "puoli": Decimal("0.5"),
    "puolen": Decimal("0.5"),
    "halv": Decimal("0.5"),
}
MAX_LETTERS = 80

_MORPHEMES = (*UNITS, *TENS, *HUNDREDS, *LARGE, *HALVES, "toista")
_MORPHEME = re.compile("|".join(sorted(_MORPHEMES, key=len, reverse=True)))


def numeral(words: str) -> Decimal | None:
    """Return the value of a number in Finnish or Swedish words (formats.md 7.4), None where it is none.

    >>> numeral("viisituhatta")
    Decimal('5000')
    >>> numeral("kaksi miljoonaa")
    Decimal('2000000')
    """
    letters = "".join(words.split()).casefold()
    if not letters or len(letters) > MAX_LETTERS:
        return None
    total = group = Decimal(0)
    unit: Decimal | None = None
    position = 0
    while position < len(letters):
        match = _MORPHEME.match(letters, position)
        if match is None:
            return None
        word, position = match.group(), match.end()
        if word in HALVES:
            group += HALVES[word]
        elif word in TENS and unit is not None:
            group, unit = group + unit * 10, None
        elif word in HUNDREDS:
            group, unit = group + (unit or 1) * 100, None
        elif word == "toista":
            if unit is None:
                return None
            group, unit = group + unit + 10, None
        elif word in LARGE:
            total += (group + (unit or 0) or 1) * LARGE[word]
            group, unit = Decimal(0), None
        else:
            if unit is not None:
                return None
            unit = Decimal(UNITS[word])
    value = total + group + (unit or 0)
    return value if value == value.to_integral_value() else None
