"""Kinds of tables, known by their labels: the templates of forms, and what is taken for one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of form, known by the labels that it has and those that it lacks."""

    name: str
    needs: frozenset[str]
    lacks: frozenset[str]
    rank: int = 0
    """Of those that fit, the highest rank names the form, and at one rank the most needs."""

    def fits(self, labels: frozenset[str]) -> bool:
        """Tell whether a form with these label keys may be of this kind."""
        return self.needs <= labels and not self.lacks & labels


@dataclass(frozen=True, slots=True)
class LookAlike:
    """One kind of table that is taken for a self-evaluation: its words, and what it lacks."""

    name: str
    titles: tuple[str, ...]
    labels: frozenset[str]
    missing: str
    sure: frozenset[str] = frozenset()
    """Labels that no self-evaluation has."""
    by_others: bool = False
    """Whether others than the unit itself judge in it: labels of its own marks tell that it is none."""
