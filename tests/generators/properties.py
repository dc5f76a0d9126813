"""What all properties over generated files share: how files are drawn, how many, and by which printer."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from tests.generators.cases import BROWSERS, Print
from tests.generators.picks import Dice, Drawing, Pick
from tests.generators.printers import chromium_printer, print_with_weasyprint

T = TypeVar("T")


@contextmanager
def printer_of(maker: str, request: pytest.FixtureRequest) -> Iterator[Print | None]:
    """Give what makes a PDF of HTML, where one is needed; the browser is started for Chromium alone."""
    if maker == "chromium":
        with chromium_printer(request.getfixturevalue("browser")) as printer:
            yield printer
    else:
        yield print_with_weasyprint if maker == "weasyprint" else None


@st.composite
def drawn(draw: st.DrawFn, make: Callable[[Pick], T], without: Collection[str] = ()) -> T:
    """Make something of choices that Hypothesis shrinks, or of a seed: seeds reach further."""
    seed = draw(st.integers(0, 2**32 - 1))
    return make(Drawing(draw, without) if seed % 3 == 0 else Dice(seed, without))


def profile(request: pytest.FixtureRequest, maker: str, usual: int) -> settings:
    """Return how many files are drawn: `usual` fixed ones, or as many others as `--cases` says."""
    asked: int = request.config.getoption("--cases")
    # Shrinking what a browser prints takes minutes.
    phases = (Phase.generate,) if maker in BROWSERS else (Phase.generate, Phase.shrink)
    return settings(
        max_examples=asked or usual,
        derandomize=not asked,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )
