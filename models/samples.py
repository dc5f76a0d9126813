"""Lines of labelled reasons → samples, checked against a taxonomy.

A line is a JSON object: `text` and `labels`, and if wanted `evidence`
(`[start, end, code]`, characters of the text), `explains`, and the `row` that
the reason stands in, as `indicators` have it in a record.  Every other
field that holds a text (`register`, `slice`, a source) is a tag by which
figures can be told apart.  A set with one broken line is not measured at all:
figures over the rest would say something else than they seem to.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

import msgspec

from models.errors import BadRequest
from models.records import Indicator

Span = tuple[int, int, str]
OWN_FIELDS = frozenset({"text", "labels", "evidence", "explains", "row"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One reason text with the answer that a person gave.

    Attributes:
        place: File and line, for people.
        evidence: None where nobody marked any; then spans are not measured on it.
        explains: None where nobody said; then it follows from the labels.
        row: The row that the text stands in, with the text in it; None where it is to be read alone.
    """

    place: str
    text: str
    labels: frozenset[str]
    evidence: tuple[Span, ...] | None = None
    explains: bool | None = None
    row: Indicator | None = None
    tags: dict[str, str] = field(default_factory=dict)


class _Line(msgspec.Struct):
    text: str
    labels: list[str]
    evidence: list[Span] | None = None
    explains: bool | None = None
    row: Indicator | None = None


def read_samples(lines: Iterable[bytes], name: str, codes: Collection[str]) -> Iterator[Sample]:
    """Yield one sample for each line that is not blank.

    Args:
        lines: UTF-8 JSON Lines.
        name: The file's name, for errors.
        codes: The categories that there are.

    Raises:
        BadRequest: A line is no sample, or names a category or characters that are not there;
            the message says which line and why.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        try:
            read = msgspec.json.decode(line, type=_Line)
            tree = msgspec.json.decode(line, type=dict[str, object])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadRequest(f"{place}: no labelled reason: {error}") from error
        evidence = None if read.evidence is None else tuple(read.evidence)
        if fault := _fault(read.text, read.labels, evidence or (), codes):
            raise BadRequest(f"{place}: {fault}")
        yield Sample(
            place=place,
            text=read.text,
            labels=frozenset(read.labels),
            evidence=evidence,
            explains=read.explains,
            row=None if read.row is None else replace(read.row, reason=read.text),
            tags={key: tag for key, tag in tree.items() if key not in OWN_FIELDS and isinstance(tag, str)},
        )


def _fault(text: str, labels: Iterable[str], evidence: Iterable[Span], codes: Collection[str]) -> str:
    """Return in words what cannot be, or nothing."""
    named = [*labels, *(code for _, _, code in evidence)]
    if strangers := sorted({code for code in named if code not in codes}):
        return f"no such category: {', '.join(strangers)}"
    for start, end, code in evidence:
        if not 0 <= start < end <= len(text):
            return f"no such words: {start} to {end} ({code}) of a text of {len(text)} characters"
        if code not in labels:
            return f"words of {code}, which is not among the labels"
    return ""
