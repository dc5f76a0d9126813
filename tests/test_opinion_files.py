"""The file of the learned model: small, inert, and refused where it is damaged."""

from pathlib import Path

import numpy as np
import pytest

from extractor.reason.opinions import read_opinions
from extractor.reason.reasons import MODEL_FILE
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


def test_refuses_rows_without_tokens(tmp_path: Path):
    """Each row is a token's: one more or less would give all behind it another's weights."""
    with np.load(ARTIFACTS / MODEL_FILE, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    path = tmp_path / MODEL_FILE
    np.savez(path, **{**arrays, "own": arrays["own"][:-1]})
    with pytest.raises(BrokenSetup, match="tokens for"):
        read_opinions(path)
