"""A report, that is, tables with plots → lines for a screen, or a page that loads nothing.

What is measured and in which language is decided elsewhere; here are only the
two forms in which it is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from cli.columns import padded, width
from cli.plots import Plot, draw
from models.names import shown

GAP = "  "


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a marked text: the categories wanted and found there."""

    text: str
    wanted: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text of which some words are marked; a plain table shows it as it is."""

    stretches: tuple[Stretch, ...]

    def __str__(self) -> str:
        """Return the text."""
        return "".join(one.text for one in self.stretches)


Entry = str | Marked


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headers; the columns named in `texts` are words, all others figures.

    Attributes:
        note: What a reader must know to read it.
    """

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]
    texts: frozenset[int] = frozenset({0})
    note: str = ""
    plot: Plot | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A title, the figures that come first, where they come from, and the tables."""

    title: str
    lang: str
    lead: tuple[tuple[str, str, str], ...]
    """Name, figure, and what it is counted over."""
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]


def as_text(report: Report) -> str:
    """Return a report as lines of a screen, without the control characters that a text may carry."""
    lines = [report.title]
    lines += [f"{GAP}{name}: {fact}" for name, fact in report.facts]
    lines += _rows([(name, figure, of) for name, figure, of in report.lead], frozenset({0, 2}))
    for table in _filled(report):
        lines += ["", table.title, *([GAP + table.note] if table.note else [])]
        lines += _rows([table.headers, *(tuple(map(str, row)) for row in table.rows)], table.texts)
    return "\n".join(shown(line, length=None) for line in lines)


def as_page(report: Report) -> str:
    """Return a report as one HTML page with its style and plots in it."""
    return (
        _templates()
        .get_template("report.html")
        .render(report=report, tables=_filled(report), draw=draw, is_marked=_is_marked)
    )


def _filled(report: Report) -> list[Table]:
    return [table for table in report.tables if table.rows]


def _is_marked(entry: Entry) -> bool:
    return isinstance(entry, Marked)


def _rows(rows: Sequence[tuple[str, ...]], texts: frozenset[int]) -> list[str]:
    """Return rows with their columns below each other, words to the left and figures to the right."""
    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))] if rows else []
    lines = []
    for row in rows:
        cells = [padded(text, widths[at], right=at not in texts) for at, text in enumerate(row)]
        lines.append(GAP + GAP.join(cells).rstrip())
    return lines


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("cli"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
