"""Say what became of a proposal, from the decision's own text (formats.md 7.3).

Each sentence of the decision is one signal. Sentences on attendance and motions that only tell what somebody proposed
are no signals; the strongest one left decides, so that a tabled or returned matter is never read as granted.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from scraper.grammar import outcome_words as words
from scraper.grammar.names import is_name_word, is_organisation
from scraper.grammar.sentences import sentences
from scraper.vocabulary import Outcome

_UNDECIDED = frozenset({Outcome.tabled, Outcome.returned, Outcome.removed, Outcome.unknown})
_BEFORE_APPROVAL = (
    (Outcome.tabled, words.TABLED),
    (Outcome.returned, words.RETURNED),
    (Outcome.removed, words.REMOVED),
)
"""What is tested before any approval (formats.md 7.3): these pages repeat a proposal that was not decided."""
_REFERRING_LENGTH = 400
"""A decision that only refers to the proposal is short; a longer one spells itself out."""
_PROPOSAL_HEAD = 4_000
_COUNTER_PASSED = "Vastaehdotus hyväksyttiin."
_END_LENGTH = 50_000
"""A decision of a hundred pages (a budget) says what was decided at its beginning and its end."""


def outcome(
    decision: str | None,
    *,
    proposal: str | None = None,
    revised: bool = False,
    officer: bool = False,
    body: str | None = None,
    treatment: str | None = None,
) -> tuple[Outcome | None, bool | None]:
    """Return what became of the proposal and whether that is final; (None, None) where there is no decision text.

    Args: revised, the presenter's proposal is headed as changed (muutettu päätösehdotus); officer, an officer's own
    decision; body, the deciding body, since a council proposes to nobody; treatment, the text of Käsittely, which may
    tell that the presenter changed the proposal. `final` is False where the body only proposes to another body, None
    where nothing was decided.
    """
    text = _ends_of((decision or "").strip())
    if text.casefold() in words.EMPTY:
        return None, None
    own = list(_decisive(text))
    found = Outcome.passed_unchanged if officer else _classify(own, proposal or "")
    if found is Outcome.passed_unchanged and not officer:
        unanimous = any(words.UNANIMOUS.search(s) for s in own)
        found = Outcome.passed_revised if revised else _treated(_ends_of(treatment or ""), unanimous=unanimous)
    if found is Outcome.passed_voted and any(_no_wins(s) for s in sentences(_ends_of(treatment or ""))):
        found = Outcome.passed_modified
    if found in _UNDECIDED:
        return found, None
    return found, not _proposes(own, proposal or "", body)


def _ends_of(text: str) -> str:
    return text if len(text) <= 2 * _END_LENGTH else f"{text[:_END_LENGTH]}\n{text[-_END_LENGTH:]}"


def _decisive(text: str) -> Iterator[str]:
    """Yield the sentences that say what was decided: no attendance, no mere motions."""
    motion, decided = "", False
    for sentence in sentences(text):
        sentence = words.PARENTHESES.sub(" ", sentence).strip(" -–•*\t")
        if not sentence or words.ATTENDANCE.match(sentence):
            continue
        if decided and words.WISHES.search(sentence):
            return
        decided = True
        if _is_motion(sentence):
            motion = sentence
            continue
        if motion and words.MOTION_PASSED.search(sentence) and not words.OFFICIAL_PROPOSAL.search(sentence):
            yield _passed_motion(motion)
        motion = ""
        yield sentence


def _treated(treatment: str, *, unanimous: bool) -> Outcome:
    """Say how a proposal that passed came to pass: as the presenter or the body changed it, by a vote, or as it was."""
    told = list(sentences(treatment))
    if any(_presenter_changed(s) for s in told):
        return Outcome.passed_revised
    if any(words.AMENDMENT_PASSED.search(s) and not words.REJECTED.search(s) for s in told):
        return Outcome.passed_modified
    if _COUNTER_PASSED in _decisive(treatment):
        return Outcome.passed_modified
    if not unanimous and any(words.PROPOSAL_VOTED.search(s) for s in told):
        return Outcome.passed_modified if any(_no_wins(s) for s in told) else Outcome.passed_voted
    return Outcome.passed_unchanged


def _presenter_changed(sentence: str) -> bool:
    said = sentence.lower()
    return ("ehdotu" in said or "esity" in said or "förslag" in said) and bool(words.PRESENTER_CHANGED.search(sentence))


def _is_motion(sentence: str) -> bool:
    """Say whether a sentence only tells what a member proposed or seconded."""
    if words.BODY_PROPOSES.match(sentence) or words.DECIDES.search(sentence):
        return False
    return bool(words.MOTION.search(sentence))


def _passed_motion(motion: str) -> str:
    """Say a member's passed motion in the words of a decision."""
    if words.TO_TABLE.search(motion):
        return "Asia jätettiin pöydälle."
    if words.TO_RETURN.search(motion):
        return "Asia palautettiin valmisteltavaksi."
    if words.TO_REJECT.search(motion):
        return "Päätösehdotus hylättiin."
    return "" if words.WISHES.search(motion) else _COUNTER_PASSED


def _classify(own: Sequence[str], proposal: str) -> Outcome:
    for found, pattern in _BEFORE_APPROVAL:
        if any(pattern.search(s) and not _lost(s) for s in own):
            return found
    if any(_rejects(s, proposal) for s in own):
        return Outcome.rejected
    voted = [s for s in own if words.VOTED.search(s) or words.JAA_EI.search(s)]
    if any(words.PROPOSAL_LOST.search(s) for s in own) or any(_no_wins(s) for s in voted):
        return Outcome.passed_modified
    if any(_presenter_changed(s) for s in own):
        return Outcome.passed_voted if voted else Outcome.passed_revised
    if any(words.BODY_CHANGED.search(s) for s in own):
        return Outcome.passed_modified
    passed = [s for s in own if words.PASSED.search(s) or words.REJECTED.search(s)]
    if voted:
        return Outcome.passed_unchanged if _on_procedure(voted, passed) else Outcome.passed_voted
    if any(_elects(s) for s in own):
        return Outcome.election
    noted = [s for s in own if words.NOTED.search(s)]
    if noted and not any(_decides_beside(s, noted) for s in passed):
        return Outcome.noted
    return Outcome.passed_unchanged if passed or any(words.ACTS.search(s) for s in own) else Outcome.unknown


def _lost(sentence: str) -> bool:
    return bool(words.REJECTED.search(sentence) or words.LOST_MOTION.search(sentence))


def _no_wins(sentence: str) -> bool:
    said = sentence.lower()
    if "jaa" not in said and "ään" not in said:
        return False
    count = words.COUNTED_JAA_EI.search(sentence) or words.JAA_EI.search(sentence)
    if count is None and (told := words.OFFICIAL_COUNTED.search(sentence)):
        return int(told.group(2)) > int(told.group(1))
    if count is None and (told := words.OTHERS_COUNTED.search(sentence)):
        return int(told.group(1)) > int(told.group(2))
    return bool(count and int(count.group(2)) > int(count.group(1)))


def _on_procedure(voted: Sequence[str], passed: Sequence[str]) -> bool:
    """Say whether the votes were only on tabling or returning, and the proposal then passed without one."""
    return all(words.PROCEDURE_VOTE.search(s) for s in voted) and any(s not in voted for s in passed)


def _rejects(sentence: str, proposal: str) -> bool:
    """Say whether a sentence rejects the proposal itself, not an appeal, a tender or a member's motion."""
    if words.THE_PROPOSAL_REJECTED.search(sentence):
        return True
    found = words.REJECTED.search(sentence)
    if not found or words.REJECTS_IN_PROPOSAL.search(proposal):
        return False
    if words.NOT_THE_PROPOSAL.search(sentence):
        # An application refused although the proposal would have granted it.
        return bool(words.APPLICATION.search(sentence) and words.PROPOSAL_GRANTS.search(proposal))
    return not words.APPROVES.search(sentence[: found.start()])


def _elects(sentence: str) -> bool:
    """Say whether a sentence chooses persons for an office, and not a supplier."""
    chosen = words.CHOSEN.search(sentence)
    if words.SUPPLIER.search(sentence):
        return False
    if (chosen or ":" in sentence) and words.OFFICE.search(sentence):
        return True
    if chosen and words.TO_BODY.search(sentence):
        return True
    said = sentence.split()
    if not chosen or any(is_organisation(w) for w in said):
        return False
    return any(_is_full_name(first, last) for first, last in pairwise(said))


def _is_full_name(first: str, last: str) -> bool:
    # A long first word in the genitive is a place: "Rantalan Koulu".
    return is_name_word(first) and is_name_word(last) and not (first.endswith("n") and len(first) > 5)


def _decides_beside(sentence: str, noted: Sequence[str]) -> bool:
    """Say whether a sentence decides something beside taking note."""
    if sentence not in noted:
        return not words.ONLY_REFERS.search(sentence)
    return bool(words.DECIDES_BESIDE.search(words.NOTED.sub(" ", sentence))) and not words.REFERS.search(sentence)


def _proposes(own: Sequence[str], proposal: str, body: str | None) -> bool:
    """Say whether the body only proposes to another: in its own words, or in the proposal that it refers to."""
    if body and words.HIGHEST.search(body):
        return False
    if any(words.TO_ANOTHER.search(s) for s in own):
        return True
    refers = any(words.REFERS.search(s) for s in own) and sum(map(len, own)) < _REFERRING_LENGTH
    return refers and any(words.TO_ANOTHER.search(s) for s in sentences(proposal[:_PROPOSAL_HEAD]))
