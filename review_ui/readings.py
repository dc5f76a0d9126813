"""A form's uncertain values → what the desk says of each: characters in doubt, the text as read, the choices.

Pure.  Spans are characters of the value as it stands, as labels of reasons have
them.  A value that its own arithmetic proves as it was read is no longer
spoken of; one that it repaired shows what was read, and by which checks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from extractor.geometry import holds_middle
from extractor.proof.checks import RULES
from models.pointers import all_values
from models.records import CORRECTED, Form, Pointer, Uncertain
from review_ui.languages import Words

Span = tuple[int, int]
SHOWN = 30
"""A choice of more characters is shown around what differs."""
AROUND = 6
MOST_COMPARED = 40_000
"""Pairs of characters that are compared one by one; beyond, everything between what is alike differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a choice; `differs` where the value as it stands has something else."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One text that a person may choose, and how it is shown: `…` stands for what is alike and long."""

    text: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One value that was not read surely, or that was repaired.

    Attributes:
        read: The text as read.
        repaired: Whether the checks proved another; else a person is to choose.
        spans: Characters of the value in doubt, or repaired: from, and up to.
        choices: What a person may choose with a digit, the likeliest first.
        words: What a person reads of it.
    """

    read: str
    repaired: bool
    spans: tuple[Span, ...]
    choices: tuple[Choice, ...]
    words: str


def readings(form: Form, t: Words, faint: Iterable[Pointer] = ()) -> dict[Pointer, Reading]:
    """Return what is to be said of each uncertain value, by its place in the record.

    Args:
        form: As it now stands.
        t: The reader's language.
        faint: Values that were read in one way, but weakly.
    """
    values = all_values(form.record)
    spans = {one.field: one.spans for one in form.faint if values.get(one.field) == one.text}
    weak = {
        field: _faint(values[field], form.evidence[field].confidence, spans.get(field, ()), t)
        for field in faint
    }
    return weak | {
        one.field: _reading(one, values[one.field], spans.get(one.field, ()), _words(form, one, t))
        for one in form.uncertain
        if one.field in values and not (one.proven_by and values[one.field] == _read(one))
    }


def repairs(form: Form) -> dict[Pointer, str]:
    """Return the text as read of each value that the arithmetic repaired."""
    proven = {one.field: _read(one) for one in form.uncertain if one.proven_by}
    values = all_values(form.record) if proven else {}
    return {field: read for field, read in proven.items() if values.get(field, read) != read}


def differences(text: str, other: str) -> list[Span]:
    """Return the characters of a text that another has otherwise.

    Where the other has characters that the text lacks, the text's neighbours of the gap are returned.
    """
    return [
        (max(0, start - 1), min(len(text), end + 1)) if start == end else (start, end)
        for start, end in _changes(text, other)
    ]


def _reading(one: Uncertain, value: str, faint: Sequence[Span], words: str) -> Reading:
    repaired = bool(one.proven_by)
    others = (_read(one),) if repaired else (*one.readings, *one.choices)
    return Reading(
        read=_read(one),
        repaired=repaired,
        spans=tuple(_joined([*faint, *(span for other in others for span in differences(value, other))])),
        choices=() if repaired else tuple(_choice(text, value) for text in one.choices),
        words=words,
    )


def _faint(value: str, confidence: float, spans: Sequence[Span], t: Words) -> Reading:
    words = t("js.faint", share=f"{confidence:.0%}")
    return Reading(read=value, repaired=False, spans=tuple(_joined(spans)), choices=(), words=words)


def _words(form: Form, one: Uncertain, t: Words) -> str:
    if one.proven_by:
        return _repaired(one, t)
    code = _changed(form, one.field)
    return t(f"note.{code}") if code else t("js.unsure")


def _changed(form: Form, field: Pointer) -> str:
    """Return the note that a value was printed over or struck out, if one stands in its cell."""
    seen = form.evidence.get(field)
    if seen is None:
        return ""
    codes = (
        note.code
        for note in form.notes
        if note.code in CORRECTED and note.page == seen.page and holds_middle(seen.box, note.box)
    )
    return next(codes, "")


def _repaired(one: Uncertain, t: Words) -> str:
    names = (_rule_words(code, t) for code in one.proven_by)
    return t("js.repaired", read=_read(one) or t("js.blank"), checks=t("js.and").join(names))


def _rule_words(code: str, t: Words) -> str:
    rule = RULES.get(code)
    if rule is None:
        return code
    return rule.zh if t.lang == "zh" else rule.en


def _read(one: Uncertain) -> str:
    return one.readings[0] if one.readings else ""


def _choice(text: str, value: str) -> Choice:
    cuts = [0, *(cut for span in _joined(differences(text, value)) for cut in span), len(text)]
    pieces = (text[start:end] for start, end in pairwise(cuts))
    parts = (
        Part(text=piece, differs=True) if at % 2 else Part(text=_short(piece, text), differs=False)
        for at, piece in enumerate(pieces)
    )
    return Choice(text=text, parts=tuple(part for part in parts if part.text))


def _short(piece: str, text: str) -> str:
    if len(text) <= SHOWN or len(piece) <= 2 * AROUND + 1:
        return piece
    return f"{piece[:AROUND]}…{piece[-AROUND:]}"


def _changes(text: str, other: str) -> list[Span]:
    """Return where a text is not as another: from, and up to; both the same where it lacks something."""
    start = _alike(text, other)
    end = _alike(text[start:][::-1], other[start:][::-1])
    inner, outer = text[start : len(text) - end], other[start : len(other) - end]
    if not inner and not outer:
        return []
    if len(inner) * len(outer) > MOST_COMPARED:
        return [(start, start + len(inner))]
    codes = SequenceMatcher(None, inner, outer, autojunk=False).get_opcodes()
    return [(start + one[1], start + one[2]) for one in codes if one[0] != "equal"]


def _alike(text: str, other: str) -> int:
    pairs = enumerate(zip(text, other, strict=False))
    return next((at for at, (one, two) in pairs if one != two), min(len(text), len(other)))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that touch as one, empty ones left out."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
