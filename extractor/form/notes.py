"""Texts of the kind `label：text` → label and text, once or several times."""

import re

NOTE_LABEL = 12
"""A printed label before a colon has at most this many characters; more is prose."""

_LABEL = rf"[^\s：:。；，、()（）]{{1,{NOTE_LABEL}}}(?:[(（][^\s()（）]*[)）])?"
_SPACED = rf"[^：:\n。；，、()（）]{{1,{NOTE_LABEL}}}?(?:[(（][^()（）]*[)）])?"
_NOTE = re.compile(rf"^\s*+({_SPACED})\s*[：:]\s*(.*)$", re.DOTALL)
_WEIGHT = re.compile(r"\s*[(（]\s*\d[\d.]*\s*[分%％]?\s*[)）]\s*")
"""What may stand behind the colon of a label alone, as in 年度目标1：（80分）."""
_SEVERAL = re.compile(rf"(?:^|\s)({_LABEL})[：:](?=\s+{_LABEL}[：:]|\s*(.*?)(?:\s+{_LABEL}[：:]|$))")


def note_in(text: str) -> tuple[str, str] | None:
    """Return the label and the text of `label：text`; None for a label alone, its weight behind it or not."""
    note = opened_by(text) if "：" in text or ":" in text else None
    return note if note and note[1].strip() and not _WEIGHT.fullmatch(note[1]) else None


def opened_by(text: str) -> tuple[str, str] | None:
    """Return the label that opens a text, and what stands behind its colon, if anything."""
    note = _NOTE.match(text)
    return (note[1], note[2]) if note else None


def pairs_in(text: str) -> list[tuple[str, str]]:
    """Return every `label：text` of a line that holds nothing else."""
    pairs = _SEVERAL.findall(text)
    written = sum(len("".join(label.split())) + len("".join(value.split())) + 1 for label, value in pairs)
    return pairs if written == len("".join(text.split())) else []
