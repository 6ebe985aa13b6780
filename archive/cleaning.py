"""The last gate before the tables: characters that a database, a terminal or a spreadsheet cannot take, figures beyond measure."""

import re
from typing import Any

from archive.rows import content_json
from scraper.records import Decision

_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_CONTROLS = {code: " " for code in [*range(32), *range(0x7F, 0xA0)] if chr(code) not in "\t\n\r"}
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")
_TURNS = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"), " ")
_TURN = re.compile(rb"\xe2(?:\x80[\x8e\x8f\xaa-\xae]|\x81[\xa6-\xa9])")
"""What turns the reading direction, as UTF-8; dashes and quotes begin with the same byte."""
_TABLE = {**_CONTROLS, **_SURROGATES, **_TURNS}
_MOST_VOTES = 10**9
_VOTE_WARNING = "a count of votes that cannot be one was left out"


def cleaned(decision: Decision) -> tuple[Decision, bytes]:
    """Return a decision that every store can take, and its JSON.

    Control characters and turns of direction become spaces and lone surrogates U+FFFD, one for one, so that the offsets of amounts hold. A
    count of votes over a thousand million is left out with a warning. As good as every decision passes as it is.
    """
    if decision.votes:
        decision = _with_votes(decision)
    try:
        content = content_json(decision)
    except (ValueError, UnicodeError):
        content = None
    if content is None or _suspect(content):
        decision = Decision.model_validate(_clean(decision.model_dump(by_alias=True)))
        content = content_json(decision)
    return decision, content


def clean_text(text: str) -> str:
    """Return a text that every store can take, character for character, so that offsets hold."""
    return text.translate(_TABLE)


def _suspect(content: bytes) -> bool:
    # As JSON writes the controls; plain searches, at ten times a pattern's speed.
    return (
        rb"\u00" in content
        or rb"\b" in content
        or rb"\f" in content
        or b"\x7f" in content
        or b"\xd8\x9c" in content
        or bool(_C1.search(content))
        or bool(_TURN.search(content))
    )


def _with_votes(decision: Decision) -> Decision:
    names = ("for_", "against", "blank")
    if all(abs(getattr(vote, name) or 0) <= _MOST_VOTES for vote in decision.votes for name in names):
        return decision
    votes = [
        vote.model_copy(update={name: None for name in names if abs(getattr(vote, name) or 0) > _MOST_VOTES})
        for vote in decision.votes
    ]
    return decision.model_copy(update={"votes": votes, "warnings": [*decision.warnings, _VOTE_WARNING]})


def _clean(value: Any) -> Any:
    if isinstance(value, str) and type(value) is str:
        return clean_text(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {name: _clean(item) for name, item in value.items()}
    return value
