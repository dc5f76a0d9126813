"""The file of the learned model: small, inert, and refused where it is damaged."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.train_opinions import join, part
from extractor.reason.opinions import read_opinions
from extractor.reason.reasons import MODEL_FILE
from models.corpora import fingerprint, read_corpus
from models.errors import BrokenSetup
from models.taxonomies import ARTIFACTS


def test_the_model_is_small():
    """Less than a megabyte, without anything that runs when it is read."""
    path = ARTIFACTS / MODEL_FILE
    assert path.stat().st_size < 1_000_000
    with np.load(path, allow_pickle=False) as file:
        assert {file[name].dtype for name in ("near", "own")} == {np.dtype(np.int8)}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no such thing"], ids=["empty", "damaged"])
def test_refuses_what_is_no_model(tmp_path: Path, content: bytes):
    """A damaged file stops the start with a message."""
    path = tmp_path / MODEL_FILE
    path.write_bytes(content)
    with pytest.raises(BrokenSetup, match="not a readable model"):
        read_opinions(path)


def test_the_model_is_of_this_corpus():
    """After a change of the corpus the model is trained anew (`python -m benchmarks.train_opinions`)."""
    assert read_opinions(ARTIFACTS / MODEL_FILE).corpus == fingerprint(join(*part(read_corpus())))


DAMAGES: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "rows without tokens": ("own", lambda own: own[:-1], "tokens for"),
    "a category less": ("codes", lambda codes: codes[: bytes(codes).rindex(b"\n")], "21 categories"),
    "a scale less": ("scales", lambda scales: scales[:-1], "22 categories, but weights of .22, 23."),
    "a bias less": ("bias", lambda bias: bias[:-1], "22 categories, but weights of .22, 23."),
    "own rows one shorter": ("own", lambda own: own[:, :-1], "22 categories, but weights of .22, 23."),
    "own rows of no width": ("own", lambda own: own[:, 0], "not a readable model"),
    "near rows shorter": ("near", lambda near: near[:, :48], "22 categories, but weights of .15, 23."),
    "near rows one longer": ("near", lambda near: near[:, [*range(72), 0]], "22 categories"),
    "an older release": ("weights", lambda _: np.zeros((2, 23), np.int8), "of an older release"),
}


@pytest.mark.parametrize(("name", "damage", "words"), DAMAGES.values(), ids=DAMAGES.keys())
def test_refuses_weights_that_do_not_fit(tmp_path: Path, name: str, damage: Callable[[Any], Any], words: str):
    """Each row is a token's and each column a category's: one more or less would give others' weights."""
    with np.load(ARTIFACTS / MODEL_FILE, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    path = tmp_path / MODEL_FILE
    np.savez(path, **{**arrays, name: damage(arrays.get(name))})
    with pytest.raises(BrokenSetup, match=words):
        read_opinions(path)
