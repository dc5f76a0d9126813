"""One thing that was looked at in an installation."""

from dataclasses import dataclass
from typing import Literal

State = Literal["good", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands, what was seen and, unless it is good, what to do."""

    name: str
    state: State
    seen: str
    mend: str = ""


def good(name: str, seen: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(name, "good", seen)


def warning(name: str, seen: str, mend: str) -> Finding:
    """Return that something works and had better be otherwise."""
    return Finding(name, "warning", seen, mend)


def bad(name: str, seen: str, mend: str) -> Finding:
    """Return that something does not work, or may lose what was stored."""
    return Finding(name, "bad", seen, mend)
