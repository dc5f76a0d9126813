"""Kept PDFs, spoilt: cut off, bits turned, stretches blanked, moved, repeated or mixed with another's."""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.hostile.writers import PDFS

Spoil = Callable[[random.Random, bytes], bytes]


class Mutant(NamedTuple):
    """A spoilt file, the way it was spoilt, and the sound file."""

    way: str
    source: Path
    data: bytes


def mutants(count: int, seed: int, sources: Sequence[Path] = PDFS) -> Iterator[Mutant]:
    """Yield `count` spoilt files; the same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - repeatable chance is the point
    for number in range(count):
        way, source = list(WAYS)[number % len(WAYS)], chance.choice(sources)
        yield Mutant(way, source, WAYS[way](chance, source.read_bytes()))


def _cut(chance: random.Random, whole: bytes) -> bytes:
    return whole[: chance.randrange(len(whole))]


def _turn_bits(chance: random.Random, whole: bytes) -> bytes:
    spoilt = bytearray(whole)
    for _ in range(2 ** chance.randrange(10)):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _turn_structure(chance: random.Random, whole: bytes) -> bytes:
    """Change digits and delimiters alone: references, lengths and counts that still look right."""
    spoilt = bytearray(whole)
    places = [at for at, byte in enumerate(spoilt) if byte in b"0123456789[]<>/()"]
    for _ in range(2 ** chance.randrange(8)):
        spoilt[chance.choice(places)] = chance.choice(b"0123456789[]<>/()- ")
    return bytes(spoilt)


def _stretch(chance: random.Random, whole: bytes) -> tuple[int, int]:
    start = chance.randrange(len(whole))
    return start, min(len(whole), start + 2 ** chance.randrange(4, 16))


def _blank(chance: random.Random, whole: bytes) -> bytes:
    start, end = _stretch(chance, whole)
    return whole[:start] + bytes(end - start) + whole[end:]


def _leave_out(chance: random.Random, whole: bytes) -> bytes:
    start, end = _stretch(chance, whole)
    return whole[:start] + whole[end:]


def _repeat(chance: random.Random, whole: bytes) -> bytes:
    start, end = _stretch(chance, whole)
    return whole[:end] + whole[start:]


def _mix(chance: random.Random, whole: bytes) -> bytes:
    start, end = _stretch(chance, whole)
    other = chance.choice(PDFS).read_bytes()
    return whole[:start] + other[start:end] + whole[end:]


WAYS: dict[str, Spoil] = {
    "cut off": _cut,
    "bits turned": _turn_bits,
    "structure turned": _turn_structure,
    "a stretch blanked": _blank,
    "a stretch left out": _leave_out,
    "a stretch repeated": _repeat,
    "mixed with another": _mix,
}
