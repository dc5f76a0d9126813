"""Printed amounts → amounts that lists can show in a column."""

import re

_PLAIN = re.compile(r"([-−]?)(\d{4,})(\.\d+)?")


def grouped(printed: str) -> str:
    """Return an amount with separators between thousands; what is no plain number stays as printed."""
    found = _PLAIN.fullmatch(printed)
    return f"{found[1]}{int(found[2]):,}{found[3] or ''}" if found else printed
