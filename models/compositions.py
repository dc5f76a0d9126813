"""Written causes, set into frames → more sentences.

A cause is taken out of its sentence and put beside an effect of its own sector,
a second cause, praise, a denial or a promise (`corpus/frames.toml`).  Which
ones is drawn from the words themselves, so the same corpus always composes the
same sentences.  They keep the source pattern of their cause and its side of
the split, and so does the second cause.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from zlib import crc32

import msgspec

from models.corpora import CORPUS, Sentence, read_codes
from models.errors import BrokenSetup
from models.taxonomies import taxonomy

Option = TypeVar("Option")
LONGEST_CAUSE = 32
_STARTS = ("因", "虽", "但", "是", "系", "就是", "只是", "终因")
_FULL_STOPS = "。；"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """What stands in `frames.toml`.

    `effects` go by sector, `own_effects` by the short name of a category that has the same ones in
    every sector; `denieds` say of which categories they must not be said.
    """

    frames: tuple[str, ...]
    leads: tuple[str, ...]
    praises: tuple[str, ...]
    tails: tuple[str, ...]
    denieds: Mapping[str, str]
    effects: Mapping[str, tuple[str, ...]]
    own_effects: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Cause:
    words: str
    code: str
    sentence: Sentence

    @property
    def sector(self) -> str:
        return self.sentence.pattern.partition(".")[0]


def read_frames(folder: Path = CORPUS) -> Frames:
    """Return the frames of a corpus.

    Raises:
        BrokenSetup: The file is missing or is no such thing.
    """
    try:
        content = tomllib.loads((folder / "frames.toml").read_text(encoding="utf-8"))
        return msgspec.convert(content, Frames)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BrokenSetup(f"frames.toml cannot be read: {error}") from error


def compose(sentences: Sequence[Sentence], folder: Path = CORPUS) -> list[Sentence]:
    """Return one further sentence for each short cause of a sector whose effects are known.

    Raises:
        BrokenSetup: The frames or the list of codes cannot be read.
    """
    frames, codes = read_frames(folder), read_codes(folder)
    denied = {
        words: frozenset(codes[short] for short in shorts.split()) for words, shorts in frames.denieds.items()
    }
    own = {codes[short]: effects for short, effects in frames.own_effects.items()}
    causes = [cause for cause in _causes(sentences) if cause.sector in frames.effects]
    peers: defaultdict[tuple[str, bool], list[_Cause]] = defaultdict(list)
    for cause in causes:
        peers[cause.sector, cause.sentence.held_back].append(cause)
    composed = []
    for cause in causes:
        others = [one for one in peers[cause.sector, cause.sentence.held_back] if one.code != cause.code]
        sayable = [words for words, barred in denied.items() if cause.code not in barred]
        if others and sayable:
            effects = own.get(cause.code, frames.effects[cause.sector])
            filled = _fill(cause.words, frames, effects, sayable)
            composed.append(_set(cause, _pick(others, cause.words, 1), frames, filled))
    return composed


def _causes(sentences: Sequence[Sentence]) -> Iterator[_Cause]:
    """Yield what is the only category of a sentence, is a cause, and can stand in another sentence."""
    for sentence in sentences:
        if len(sentence.spans) != 1:
            continue
        start, end, code = sentence.spans[0]
        words = sentence.text[start:end].rstrip(_FULL_STOPS)
        if (
            taxonomy().categories[code].explains
            and len(words) <= LONGEST_CAUSE
            and not words.startswith(_STARTS)
            and not any(sign in words for sign in _FULL_STOPS)
        ):
            yield _Cause(words, code, sentence)


def _fill(key: str, frames: Frames, effects: Sequence[str], sayable: Sequence[str]) -> dict[str, str]:
    return {
        "effect": _pick(effects, key, 2),
        "lead": _pick(frames.leads, key, 3),
        "praise": _pick(frames.praises, key, 4),
        "tail": _pick(frames.tails, key, 5),
        "denied": _pick(sayable, key, 6),
    }


def _set(cause: _Cause, other: _Cause, frames: Frames, filled: Mapping[str, str]) -> Sentence:
    """Return the sentence of a cause in one frame, with its spans."""
    text = ""
    spans: list[tuple[int, int, str]] = []
    for piece in _pick(frames.frames, cause.words, 0).replace("{", "}").split("}"):
        named = {"cause": cause, "other": other}.get(piece)
        words = named.words if named else filled.get(piece, piece)
        if named:
            spans.append((len(text), len(text) + len(words), named.code))
        text += words
    return Sentence(
        text=text, spans=tuple(spans), pattern=cause.sentence.pattern, held_back=cause.sentence.held_back
    )


def _pick(options: Sequence[Option], key: str, draw: int) -> Option:
    """Return one of the options, drawn by the words of `key`."""
    return options[crc32(f"{draw}{key}".encode()) % len(options)]
