"""What is told of the middles of blocks is told of every pixel between."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from extractor.scan.lattices import middles, spread


@given(st.integers(1, 90), st.integers(1, 90), st.integers(2, 24))
def test_places_are_those_of_pixels(width: int, height: int, block: int):
    """What grows evenly over the blocks does so over the pixels, up to the rims."""
    size = (width, height)
    for told, axis in zip(middles(size, block), (1, 0), strict=True):
        found = spread(told.astype(np.float32), size, block)
        assert found.shape == (height, width)
        assert np.allclose(np.moveaxis(found, axis, -1), np.arange(size[1 - axis]) + 0.5, atol=1e-3)
