"""Corpus files → labelled reason sentences.

The files (`models/artifacts/reasons/corpus/*.txt`) are written to be read by
people.  `## FD` opens a section on one category; each line under it is one
sentence, `[…]` the words that show the section's category, `{WE …}` those that
show another; a line without either shows it with all its words.  `## --` opens
sentences that show none.  `codes.txt` says what the short names stand for.

The file and section that a sentence comes from are its source pattern: its
neighbours were written with the same idea in mind, so all of them are kept for
training or all held back, never some of each.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from models.errors import BrokenSetup
from models.taxonomies import ARTIFACTS

CORPUS = ARTIFACTS / "corpus"
NO_CODE = "--"
HELD_BACK_ONE_IN = 5
_SIGNS = re.compile(r"\[|\{(\w\w) |[\]}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence; `spans` are (start, end, code) in reading order, `pattern` is where it comes from."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    pattern: str

    @property
    def codes(self) -> frozenset[str]:
        """The categories that the sentence shows."""
        return frozenset(code for _, _, code in self.spans)

    @property
    def held_back(self) -> bool:
        """Whether the sentence is kept for measuring and never trained on."""
        return sha256(self.pattern.encode()).digest()[0] % HELD_BACK_ONE_IN == 0


def read_corpus(folder: Path = CORPUS) -> list[Sentence]:
    """Return all sentences of a corpus, in the order of its files.

    Raises:
        BrokenSetup: A file is missing, names an unknown category or has brackets that do not close.
    """
    try:
        files = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}
        codes = dict(line.split() for line in files.pop("codes").splitlines())
    except (OSError, KeyError, ValueError) as error:
        raise BrokenSetup(f"{folder.name} is not a readable corpus: {error}") from error
    return [sentence for name, text in files.items() for sentence in _read_file(name, text, codes)]


def _read_file(name: str, text: str, codes: Mapping[str, str]) -> Iterator[Sentence]:
    sections: Counter[str] = Counter()
    short = NO_CODE
    for line in text.splitlines():
        if line.startswith("## "):
            short = line[3:].strip()
            sections[short] += 1
        elif line.strip():
            try:
                text, spans = _read_line(line, "" if short == NO_CODE else codes[short], codes)
            except (KeyError, ValueError) as error:
                raise BrokenSetup(f"{name}.txt: cannot read {line!r}: {error}") from error
            yield Sentence(text=text, spans=spans, pattern=f"{name}.{short}.{sections[short]}")


def _read_line(
    line: str, code: str, codes: Mapping[str, str]
) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Return a line without its marks, and the spans that they stood around."""
    text, place = "", 0
    spans: list[tuple[int, int, str]] = []
    opened: tuple[int, str] | None = None
    for sign in _SIGNS.finditer(line):
        text += line[place : sign.start()]
        place = sign.end()
        closes = sign.group() in "]}"
        if closes != (opened is not None):
            raise ValueError("brackets do not pair")
        if opened is not None:
            spans.append((opened[0], len(text), opened[1]))
            opened = None
        else:
            opened = (len(text), codes[sign.group(1)] if sign.group(1) else code)
    if opened is not None:
        raise ValueError("a bracket stays open")
    text += line[place:]
    if not spans and code:
        spans.append((0, len(text), code))
    return text, tuple(spans)
