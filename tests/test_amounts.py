"""Amounts in lists."""

import pytest

from review_ui.amounts import grouped


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("2604.89", "2,604.89"),
        ("1234567", "1,234,567"),
        ("-1234.50", "-1,234.50"),
        ("999.999", "999.999"),
        ("2,604.89", "2,604.89"),
        ("2604.89万元", "2604.89万元"),
        ("", ""),
        ("—", "—"),
    ],
)
def test_thousands_are_parted(printed: str, shown: str):
    """Plain numbers get separators, decimals stay as printed; what is no plain number stays."""
    assert grouped(printed) == shown
