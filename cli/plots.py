"""Figures → plots as inline SVG, for pages that must not load anything.

Colours are the page's own variables, so one drawing serves light and dark;
every mark also stands in the table below its plot, and has its figure as title.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

ROW = 22
LABEL_WIDTH, BAR_WIDTH, FIGURE_WIDTH = 170, 420, 60
SIDE, MARGIN = 300, 44
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
LEAST_RADIUS, MOST_RADIUS = 3.0, 14.0
DARK_INK_UP_TO = 0.6
"""On fields of more colour the figure is drawn light."""


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar of 0 to 1 a row; None draws no bar."""

    rows: Sequence[tuple[str, float | None]]
    name: str


@dataclass(frozen=True, slots=True)
class Dots:
    """Points (promised, came true, how many) of 0 to 1 against the diagonal on which they should lie."""

    points: Sequence[tuple[float, float, int]]
    across: str
    up: str
    name: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Counts by row and column; the more, the darker."""

    rows: Sequence[str]
    columns: Sequence[str]
    counts: Sequence[Sequence[int]]
    across: str
    up: str
    name: str


Plot = Bars | Dots | Fields


def draw(plot: Plot) -> Markup:
    """Return a plot as one SVG element."""
    if isinstance(plot, Bars):
        return _draw_bars(plot)
    return _draw_dots(plot) if isinstance(plot, Dots) else _draw_fields(plot)


def _svg(width: float, height: float, name: str, parts: Sequence[Markup]) -> Markup:
    frame = Markup('<svg viewBox="0 0 {0:g} {1:g}" width="{0:g}" height="{1:g}" role="img" aria-label="{2}">')
    return frame.format(width, height, name) + Markup("\n").join(parts) + Markup("</svg>")


def _text(x: float, y: float, text: str, kind: str = "") -> Markup:
    return Markup('<text x="{:g}" y="{:g}" class="{}">{}</text>').format(x, y, kind, text)


def _line(ends: tuple[float, float, float, float], kind: str) -> Markup:
    return Markup('<line x1="{:g}" y1="{:g}" x2="{:g}" y2="{:g}" class="{}"/>').format(*ends, kind)


def _draw_bars(plot: Bars) -> Markup:
    height = ROW * len(plot.rows)
    parts = [_line((x, 0, x, height), "rule") for x in (LABEL_WIDTH + BAR_WIDTH * tick for tick in TICKS)]
    for at, (label, value) in enumerate(plot.rows):
        middle = ROW * at + ROW / 2
        parts.append(_text(LABEL_WIDTH - 8, middle + 4, label, "end"))
        if value is None:
            parts.append(_text(LABEL_WIDTH + 6, middle + 4, "—", "quiet"))
            continue
        bar = Markup('<rect x="{}" y="{:g}" width="{:g}" height="12" class="bar"><title>{}</title></rect>')
        parts.append(bar.format(LABEL_WIDTH, middle - 6, BAR_WIDTH * value, f"{label} {value:.3f}"))
        parts.append(_text(LABEL_WIDTH + BAR_WIDTH + 8, middle + 4, f"{value:.2f}", "figure"))
    return _svg(LABEL_WIDTH + BAR_WIDTH + FIGURE_WIDTH, height, plot.name, parts)


def _draw_dots(plot: Dots) -> Markup:
    def x(value: float) -> float:
        return MARGIN + SIDE * value

    def y(value: float) -> float:
        return 10 + SIDE * (1 - value)

    parts = [_line((x(0), y(tick), x(1), y(tick)), "rule") for tick in TICKS]
    parts += [_line((x(tick), y(0), x(tick), y(1)), "rule") for tick in TICKS]
    parts.append(_line((x(0), y(0), x(1), y(1)), "ideal"))
    for tick in TICKS:
        parts.append(_text(x(tick), y(0) + 16, f"{tick:g}", "middle quiet"))
        parts.append(_text(x(0) - 6, y(tick) + 4, f"{tick:g}", "end quiet"))
    most = max((count for _, _, count in plot.points), default=0)
    for promised, true, count in plot.points:
        radius = max(LEAST_RADIUS, MOST_RADIUS * (count / most) ** 0.5)
        dot = Markup('<circle cx="{:g}" cy="{:g}" r="{:.1f}" class="dot"><title>{}</title></circle>')
        parts.append(dot.format(x(promised), y(true), radius, f"{promised:.2f} → {true:.2f} ({count})"))
    parts.append(_text(x(0.5), y(0) + 36, plot.across, "middle"))
    turned = Markup('<text transform="translate(12 {:g}) rotate(-90)" class="middle">{}</text>')
    parts.append(turned.format(y(0.5), plot.up))
    return _svg(SIDE + MARGIN + 20, SIDE + 56, plot.name, parts)


def _draw_fields(plot: Fields) -> Markup:
    side, top = 30, 120
    most = max((count for row in plot.counts for count in row), default=0)
    parts = [
        _text(LABEL_WIDTH - 8, top - 8, plot.up, "end quiet"),
        _text(LABEL_WIDTH, 12, plot.across, "quiet"),
    ]
    for at, label in enumerate(plot.columns):
        turned = Markup('<text transform="translate({:g} {:g}) rotate(-50)">{}</text>')
        parts.append(turned.format(LABEL_WIDTH + side * at + side / 2, top - 8, label))
    for down, (label, row) in enumerate(zip(plot.rows, plot.counts, strict=True)):
        y = top + ROW * down
        parts.append(_text(LABEL_WIDTH - 8, y + ROW / 2 + 4, label, "end"))
        for at, count in enumerate(row):
            x, strength = LABEL_WIDTH + side * at, count / most if most else 0
            field = Markup(
                '<rect x="{}" y="{}" width="{}" height="{}" class="field" style="--strength:{:.2f}">'
                "<title>{}</title></rect>"
            )
            title = f"{label} → {plot.columns[at]}: {count}"
            parts.append(field.format(x + 1, y + 1, side - 2, ROW - 2, strength, title))
            if count:
                kind = "middle" if strength <= DARK_INK_UP_TO else "middle light"
                parts.append(_text(x + side / 2, y + ROW / 2 + 4, str(count), kind))
    width = LABEL_WIDTH + side * len(plot.columns) + 110
    return _svg(width, top + ROW * len(plot.rows), plot.name, parts)
