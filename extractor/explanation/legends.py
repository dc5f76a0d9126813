"""Marks of one page → the whole drawing: the page as it lies, its colours, and what stands beneath it."""

from collections.abc import Iterator, Mapping, Sequence

from extractor.explanation import marks
from extractor.geometry import Page, Sheet, as_seen, is_changed
from models.records import Form

_LEGEND = (
    ("shades", "shade 底色"),
    ("strokes", "stroke 笔画"),
    ("rulings", "ruling 表线"),
    ("cells", "cell 单元格"),
    ("fields", "field 栏目"),
    ("unplaced", "unplaced 未归位"),
    ("outside", "outside the table 表外"),
    ("notes", "note 识读说明"),
)
_STYLE = """
text{font-family:system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;fill:#222}
.paper{fill:#fff;stroke:#888;stroke-width:.5}
.shades{fill:#e8b030;fill-opacity:.22}
.strokes{fill:#9a9a9a;fill-opacity:.25;stroke:#9a9a9a;stroke-opacity:.35;stroke-width:.3}
.rulings{fill:none;stroke:#0a84d8;stroke-width:.5}
.cells rect{fill:#0a84d8;fill-opacity:.03;stroke:#5a3fc0;stroke-opacity:.7;stroke-width:.8}
.cells g:hover>rect{fill-opacity:.15}
.at{fill:#5a3fc0}
.fields{fill:none;stroke:#16682f;stroke-width:.6;stroke-dasharray:2 1}
text.name{fill:#16682f;stroke:none}
.unplaced{fill:#d0141e;fill-opacity:.08;stroke:#d0141e;stroke-width:.7}
text.unplaced{fill:#d0141e;fill-opacity:1;stroke:none}
.outside{fill:#777;fill-opacity:.06;stroke:#777;stroke-width:.5;stroke-dasharray:1 1}
text.outside{fill:#777;fill-opacity:1;stroke:none}
.notes{fill:#b0600a;fill-opacity:.1;stroke:#b0600a;stroke-width:.6;stroke-dasharray:3 1}
text.notes{fill:#b0600a;fill-opacity:1;stroke:none}
.lost{fill:#d0141e}
"""
MOST_PAGES = 20
"""So many pages of a form are named under a drawing."""


def seen_size(page: Page) -> tuple[float, float]:
    """Return the width and height of a page as seen, at least a point each."""
    x0, y0, x1, y1 = as_seen((0.0, 0.0, page.width, page.height), page)
    return max(x1 - x0, 1.0), max(y1 - y0, 1.0)


def document(page: Page, drawn: str, lines: Sequence[str]) -> str:
    """Return the drawing of a page as read, laid as it is seen, with lines beneath."""
    width, height = seen_size(page)
    size = _size(page)
    step = size * 1.5
    total = marks.number(height + step * (len(lines) + 1))
    wide, high, left = marks.number(width), marks.number(height), marks.number(size)
    laid = f'<g transform="matrix({_back(page)})">{drawn}</g>' if is_changed(page) else drawn
    below = "".join(
        f'<g transform="translate({left} {marks.number(height + step * at)})">{line}</g>'
        for at, line in enumerate(lines, start=1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}pt" height="{total}pt"'
        f' viewBox="0 0 {wide} {total}"><style>{_STYLE}</style>'
        f'<svg width="{wide}" height="{high}" viewBox="0 0 {wide} {high}">{laid}</svg>{below}</svg>\n'
    )


def _size(page: Page) -> float:
    """Return the size of the text beneath."""
    return min(seen_size(page)[0] / 90, 9.0)


def _back(page: Page) -> str:
    """Return the matrix from the page as read to the page as seen, by where `as_seen` puts two points."""
    x, y, _, _ = as_seen((0.0, 0.0, 0.0, 0.0), page)
    along, below = as_seen((1.0, 0.0, 1.0, 0.0), page), as_seen((0.0, 1.0, 0.0, 1.0), page)
    sides = (along[0] - x, along[1] - y, below[0] - x, below[1] - y, x, y)
    return " ".join(f"{side:.6g}" for side in sides)


def beneath(page: Page, sheet: Sheet, forms: Sequence[Form], lost: Mapping[str, int]) -> list[str]:
    """Return the lines under the page: what it is, the legend, and what found no room."""
    width, height = seen_size(page)
    size = _size(page)
    about = [
        f"page {page.number} 页",
        f"{width:.0f} × {height:.0f} pt",
        *([f"lies on its side, turned to be read 转正后识读: {page.turn}°"] if page.turn else ()),
        f"grids 表格: {len(sheet.grids)}, cells 单元格: {sum(len(grid.cells) for grid in sheet.grids)}",
        *(f"{form.template}, pages {', '.join(map(str, form.pages[:MOST_PAGES]))}" for form in forms),
    ]
    if sheet.unread and sheet.unread.why == "too-large":
        about.append("not read, there is too much on it 内容过多，未识读")
    elif page.unread and page.unread.why == "damaged-page":
        about.append("damaged, part of it may be lost 页面已损坏，可能缺内容")
    elif page.unread:
        about.append(f"waits for recognition 等待识别: {page.unread.why}")
    lines = [marks.line(" · ".join(about), size), "".join(_swatches(size))]
    if lost:
        missing = ", ".join(f"{count:,} {kind}" for kind, count in lost.items())
        lines.append(marks.line(f"not drawn, there are too many 过多未画: {missing}", size, kind="lost"))
    return lines


def _swatches(size: float) -> Iterator[str]:
    x = 0.0
    for kind, words in _LEGEND:
        swatch = marks.sides((x, -size * 0.7, x + size, 0.0))
        yield f'<g class="{kind}"><rect {swatch}/></g>{marks.line(words, size * 0.8, x=x + size * 1.3)}'
        x += size * (0.8 * marks.ems(words) + 2.5)
