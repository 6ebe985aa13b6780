"""The fixed words of the records: kinds, outcomes, roles. Free of every library, so that a search can import them."""

from enum import StrEnum


class Kind(StrEnum):
    """Say what a document is."""

    meeting_item = "meeting_item"
    officer_decision = "officer_decision"
    attachment = "attachment"


class Status(StrEnum):
    """Say whether a page is still an agenda (esityslista) or already minutes (pöytäkirja)."""

    agenda = "agenda"
    minutes = "minutes"


class Outcome(StrEnum):
    """Name what became of a proposal, in openahjo's words; `unknown` is a decision text that fits none."""

    passed_unchanged = "passed_unchanged"
    passed_voted = "passed_voted"
    passed_revised = "passed_revised"
    passed_modified = "passed_modified"
    rejected = "rejected"
    noted = "noted"
    returned = "returned"
    removed = "removed"
    tabled = "tabled"
    election = "election"
    unknown = "unknown"


class Role(StrEnum):
    """Name the part that a sum of money plays in a decision; an unsure role is `other`."""

    total_cost = "total_cost"
    grant = "grant"
    own_share = "own_share"
    contract_price = "contract_price"
    appropriation = "appropriation"
    price = "price"
    rent = "rent"
    fee = "fee"
    loan = "loan"
    compensation = "compensation"
    budget = "budget"
    other = "other"


class Part(StrEnum):
    """Name the text that an amount stands in; `background` is `rationale` (for an attachment `text`)."""

    proposal = "proposal"
    decision = "decision"
    background = "background"
    earlier = "earlier"


class Qualifier(StrEnum):
    """Say that a sum is a bound: enintään (at_most) or vähintään (at_least)."""

    at_most = "at_most"
    at_least = "at_least"


class Per(StrEnum):
    """Say what a sum is counted for; per square metre and month is `unit`."""

    year = "year"
    month = "month"
    unit = "unit"


class Vat(StrEnum):
    """Say whether value added tax (alv, moms) is in the sum beside the mark."""

    excluded = "excluded"
    included = "included"


class Verdict(StrEnum):
    """Say whether a decision's own figures agree with one another."""

    ok = "ok"
    mismatch = "mismatch"
    not_comparable = "not_comparable"


class Media(StrEnum):
    """Say what kind of file something is, by its content; `other` is nothing known, images and archives included."""

    pdf = "pdf"
    docx = "docx"
    pptx = "pptx"
    xlsx = "xlsx"
    text = "text"
    html = "html"
    odt = "odt"
    rtf = "rtf"
    doc = "doc"
    image = "image"
    other = "other"


class FileState(StrEnum):
    """Say what became of a file: its text was read, or why it was not.

    `no_text` is a scan, `unsupported` a kind that is not read, `failed` a file that cannot be (damaged, encrypted, beyond the
    limits), `refused` one that must not be asked for, `unfetched` one that did not come yet, `erased` one that was taken out of
    the archive for good.
    """

    text = "text"
    no_text = "no_text"
    unsupported = "unsupported"
    failed = "failed"
    refused = "refused"
    unfetched = "unfetched"
    erased = "erased"
