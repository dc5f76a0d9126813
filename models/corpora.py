"""Corpus files → labelled reason sentences.

The files (`models/artifacts/reasons/corpus/*.txt`) are written to be read by
people.  `## FD` opens a section on one category; each line under it is one
sentence, `[…]` the words that show the section's category, `{WE …}` those that
show another; a line without either shows it with all its words.  `## --` opens
sentences that show none.  `codes.txt` says what the short names stand for.

The file and section that a sentence comes from are its source pattern: its
neighbours were written with the same idea in mind, so all of them are learned
from or all held back, never some of each, when a model's confidences are
measured.  One section in five is held back, laid out like a Latin square: some
of every file and of every category, and the same ones whatever is written later.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zlib import crc32

from models.errors import BrokenSetup
from models.taxonomies import ARTIFACTS

CORPUS = ARTIFACTS / "corpus"
NO_CODE = "--"
HELD_BACK_ONE_IN = 5
_SIGNS = re.compile(r"\[|\{(\w\w) |[\]}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence; `spans` are (start, end, code) in reading order, `pattern` is where it comes from.

    What is `held_back` is kept for measuring, and not learned from by a model that is to be measured.
    """

    text: str
    spans: tuple[tuple[int, int, str], ...]
    pattern: str
    held_back: bool

    @property
    def codes(self) -> frozenset[str]:
        """The categories that the sentence shows."""
        return frozenset(code for _, _, code in self.spans)


def read_corpus(folder: Path = CORPUS) -> list[Sentence]:
    """Return all sentences of a corpus, in the order of its files.

    Raises:
        BrokenSetup: A file is missing, names an unknown category or has brackets that do not close.
    """
    try:
        files = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenSetup(f"{folder.name} is not a readable corpus: {error}") from error
    files.pop("codes", None)
    codes = read_codes(folder)
    return [sentence for name, text in files.items() for sentence in _read_file(name, text, codes)]


def read_codes(folder: Path = CORPUS) -> dict[str, str]:
    """Return the categories by the short names that a corpus calls them.

    Raises:
        BrokenSetup: The list is missing or is no such list.
    """
    try:
        return dict(line.split() for line in (folder / "codes.txt").read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError) as error:
        raise BrokenSetup(f"{folder.name} has no readable list of codes: {error}") from error


def fingerprint(sentences: Iterable[Sentence]) -> str:
    """Return a hash over sentences with all that is said of them."""
    said = (f"{one.pattern} {one.held_back} {one.text} {one.spans}" for one in sentences)
    return sha256("\n".join(said).encode()).hexdigest()[:16]


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
            place = crc32(name.encode()) + [*codes, NO_CODE].index(short) + sections[short]
            yield Sentence(
                text=text,
                spans=spans,
                pattern=f"{name}.{short}.{sections[short]}",
                held_back=place % HELD_BACK_ONE_IN == 0,
            )


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
