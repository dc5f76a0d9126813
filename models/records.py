"""The types that every room speaks: what one PDF says, as data.

Nothing enters, and the dataclasses leave; `models.codecs` writes them as JSON.
Every value is the text as printed, `""` where the cell is blank.  Boxes are PDF
points from the top left of the page as seen (rotation applied); pointers are
JSON Pointers (RFC 6901) into a `Record`.
"""

from dataclasses import dataclass, field
from typing import Literal

import msgspec

Box = tuple[float, float, float, float]
Pointer = str
Source = Literal["text", "ocr"]
Grade = Literal["优", "良", "中", "差", ""]
Proof = Literal["proven", "consistent", "conflict", "none"]
Severity = Literal["error", "warning", "info"]
Blame = Literal["extraction", "issuer", "unknown"]
NoteCode = Literal[
    "hidden-text",
    "overlaid-text",
    "repeated-text",
    "restored-text",
    "overprinted-text",
    "struck-text",
    "overrun-text",
    "layer-agrees",
    "layer-differs",
]
CORRECTED: frozenset[NoteCode] = frozenset({"overprinted-text", "overrun-text", "struck-text"})
"""Notes on text that somebody changed on paper, or on the page: both texts are in the value.  Or it runs over
from one cell into another, and may be of either."""
Kind = Literal["text", "blank", "mixed", "scan", "scan-with-layer", "rubbish-text", "unreadable"]
RECOGNISED: frozenset[Kind] = frozenset({"mixed", "rubbish-text", "scan", "scan-with-layer"})
"""The kinds of pages that are recognised."""
BrokenOff = Literal["parse-timeout", "parse-memory", "parse-crashed"]
Why = Literal[
    "no-text", "rubbish-text", "no-table", "no-columns", "damaged-page", "locked-file", "too-large", BrokenOff
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund:
    """One row of the 项目资金 block."""

    source: Literal["total", "fiscal", "carried_over", "other"]
    label: str = ""
    initial_budget: str = ""
    adjusted_budget: str = ""
    executed: str = ""
    weight: str = ""
    rate: str = ""
    score: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """The 年度目标 block: what was planned, what came of it."""

    planned: str = ""
    achieved: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One level-3 row of the 绩效指标 block, with its merged group labels."""

    level1: str = ""
    level1_weight: str = ""
    level2: str = ""
    level3: str = ""
    nature: str = ""
    unit: str = ""
    target: str = ""
    actual: str = ""
    weight: str = ""
    score: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One form as printed; `extras` keeps what has no field, by printed label."""

    title: str = ""
    year: str = ""
    project_name: str = ""
    department: str = ""
    department_code: str = ""
    implementing_unit: str = ""
    amount_unit: str = ""
    funds: tuple[Fund, ...] = ()
    goals: Goals = field(default_factory=Goals)
    indicators: tuple[Indicator, ...] = ()
    total_weight: str = ""
    total_score: str = ""
    extras: dict[str, str] = field(default_factory=dict)


# A form has hundreds; a Struct is made in a fifth of a frozen dataclass's time.
class Evidence(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Where one value stands on its page, and how far it can be trusted."""

    page: int
    box: Box
    source: Source = "text"
    confidence: float = 1.0
    proof: Proof = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One broken rule: which, whose mistake, where, what was seen and due."""

    code: str
    severity: Severity
    blame: Blame
    fields: tuple[Pointer, ...]
    seen: str
    expected: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One category of a reason text; `text[start:end]` are the words that show it."""

    code: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """The categories of one reason cell, read with its row.

    `origin` is the cell whose words gave them, where this one only points up to it (同上).
    """

    field: Pointer
    labels: tuple[Label, ...] = ()
    explains: bool = False
    origin: Pointer = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """Text on a form's pages that no field claimed.

    `outside` is what stands apart from the table: page numbers, running heads, prose.
    """

    page: int
    box: Box
    text: str
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Where the text as read is not what the text layer says: what stood there, what was made of it."""

    code: NoteCode
    page: int
    box: Box
    seen: str
    kept: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """One recognised value that its readers did not see alike, or not surely.

    Or one of two texts that a page break may part, or not.

    Attributes:
        field: The value's place in the record.
        readings: What was seen, surest first; the first is the text as read.
        choices: What the arithmetic leaves for a person to choose from, likeliest first.
        proven_by: The checks that prove the value in the record; where it is not the first
            reading, that was repaired.
    """

    field: Pointer
    readings: tuple[str, ...]
    choices: tuple[str, ...] = ()
    proven_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Faint:
    """One recognised value with characters that were not read surely: its text as read, and from, up to."""

    field: Pointer
    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What one indicator's target and actual make due, both being quantified.

    Attributes:
        row: The indicator's index.
        met: Whether its target was met.
        share: Which part of the target was reached, at most 100%; `""` for dates and limits of nothing.
        expected_score: The score due, at the decimals printed; `""` where the regulation gives no number.
        difference: The printed score less the expected one; `""` where either is missing.
    """

    row: int
    met: bool
    share: str = ""
    expected_score: str = ""
    difference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What follows from a record's values by the regulation, and is not printed.

    Attributes:
        grade: That of the total score; `""` where there is none of 0 to 100 points.
        indicators: What is due, for the rows whose target and actual can be compared.
        uncovered: The printed numbers that no rule covers, so that nothing proves them.
    """

    grade: Grade = ""
    indicators: tuple[Due, ...] = ()
    uncovered: tuple[Pointer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """One page whose text could not be read, not even by optical recognition.

    `why`: nothing was recognised (`no-text`, `rubbish-text`), it shows a form whose table was not found
    (`no-table`) or of which no columns are known (`no-columns`), or recognition did not come to its end.
    A file in this one that asks for a password counts as a page (`locked-file`).
    """

    page: int
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRun:
    """Pages of one kind that follow one another, ends included."""

    kind: Kind
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One self-evaluation form, read, checked and classified.

    `reasons_version` is a hash of the taxonomy and patterns that sorted the reasons.
    """

    pages: tuple[int, ...]
    template: str
    record: Record
    evidence: dict[Pointer, Evidence] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    reasons: tuple[Reason, ...] = ()
    reasons_version: str = ""
    unplaced: tuple[Unplaced, ...] = ()
    needs_review: bool = False
    why_review: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    uncertain: tuple[Uncertain, ...] = ()
    faint: tuple[Faint, ...] = ()
    derived: Derived = field(default_factory=Derived)
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a file gave no forms."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that one PDF gave: its forms, or the error that stands in their place."""

    file: str
    sha256: str
    pages: int = 0
    error: Failure | None = None
    forms: tuple[Form, ...] = ()
    unread: tuple[Unread, ...] = ()
    kinds: tuple[PageRun, ...] = ()
