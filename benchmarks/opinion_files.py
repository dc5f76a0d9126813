"""A fitted model → the file that `extractor.reason.opinions` reads.

Weights are numbers of 8 bits, with a scale for each category, laid out as they are looked up: a row for
each token of a clause, with its weights there, in the clauses beside if it matters to them,
and what it counts.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import numpy.typing as npt

from benchmarks.opinion_fits import Fit
from extractor.reason.opinions import CONCEPT, FLAG, GRAM, NEAR_KINDS, OWN_KINDS, PAIR
from extractor.reason.views import BESIDE, LONGEST_GRAM, PAIRED, count_of

LARGEST, LIGHTEST = 127, 5
"""Whole numbers of the weights; a feature whose weights are all lighter than the second says too little."""
SMALLEST = 9
"""The level of packing."""
SIDES = ("", *BESIDE)
"""What stands before the features of a clause itself, of the one before it and of the one after it."""
MARKS = {"": GRAM, "F": FLAG, "C": CONCEPT}
"""And after that: before n-grams, flags and concepts."""


def pack(
    model: Fit, codes: Sequence[str], corpus: str, *, alone: tuple[float, float], beside: tuple[float, float]
) -> bytes:
    """Return the model as an .npz file."""
    scales = np.abs(model.weights).max(axis=0) / LARGEST
    whole = np.rint(model.weights / scales).astype(np.int8)
    kept = np.flatnonzero(np.abs(whole).max(axis=1) >= LIGHTEST)
    arrays = dict(_lay_out([model.names[number] for number in kept], whole[kept]))
    arrays |= {
        "corpus": _text(corpus),
        "codes": _text("\n".join(codes)),
        "scales": scales,
        "bias": model.bias,
        "alone": np.array(alone),
        "beside": np.array(beside),
    }
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        for name, array in arrays.items():
            entry = BytesIO()
            np.save(entry, array, allow_pickle=False)
            file.writestr(ZipInfo(f"{name}.npy"), entry.getvalue(), ZIP_DEFLATED, SMALLEST)
    return packed.getvalue()


def _lay_out(
    names: Sequence[str], weights: npt.NDArray[np.int8]
) -> Iterator[tuple[str, npt.NDArray[np.int8] | npt.NDArray[np.uint8]]]:
    """Yield the tables of tokens that matter to the clauses beside theirs, and of those that do not."""
    places: defaultdict[tuple[str, str], dict[str, list[tuple[int, int]]]] = defaultdict(dict)
    for number, name in enumerate(names):
        mark, _, token = name.rpartition(":")
        side, kind = (mark[0], mark[1:]) if mark[:1] in BESIDE else ("", mark)
        where = _table_of(MARKS[kind], token)
        places[where].setdefault(token, []).append((SIDES.index(side), number))
    for table, kinds, sides in (("near", NEAR_KINDS, len(SIDES)), ("own", OWN_KINDS, 1)):
        tokens = [one for kind in kinds for one in places[table, kind].values()]
        rows = np.zeros((len(tokens) + 1, sides, weights.shape[1] + 1), np.int8)
        for row, found in zip(rows[1:], tokens, strict=True):
            for side, number in found:
                row[side, :-1], row[side, -1] = weights[number], count_of(names[number])
        yield table, rows.reshape(len(rows), -1)
        for kind in kinds:
            yield f"{table}_{kind}", _text("".join(f"{token}\n" for token in places[table, kind]))


def _table_of(kind: str, token: str) -> tuple[str, str]:
    """Return the table that a token stands in, and what it is called there."""
    if kind == CONCEPT and PAIRED in token:
        return "own", PAIR
    return ("own" if kind == GRAM and len(token) == LONGEST_GRAM else "near"), kind


def _text(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)
