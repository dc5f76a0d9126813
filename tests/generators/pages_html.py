"""Forms → one HTML page, the common source of WeasyPrint and Chromium."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from string import Template as Text

from tests.generators.picks import Pick
from tests.generators.sheets import Sheet, Spot

ENDLESS = "210mm 3000mm"
FAMILIES = ("Noto Sans CJK SC", "WenQuanYi Zen Hei", "Noto Serif CJK SC")
BORDERS = (
    "0.75pt solid black",
    "1px solid black",
    "0.3pt solid #000",
    "1px solid #999",
    "1px dashed black",
    "1px dotted black",
    "3px double black",
    "2px solid #333",
    "0.1pt solid #555",
)


_APART = "table { border-collapse: separate !important; border-spacing: 1pt !important } "
DRESSES = {
    "rounded corners": _APART + "td { border-radius: 3pt; border-style: solid !important }",
    "rounder corners": _APART + "td { border-radius: 4pt; border: 0.75pt solid #333 !important }",
    "ruled by what is beneath": (
        "table { border-collapse: separate !important; border-spacing: 1px !important; background: #333 }"
        "td { background: #fff; border: none !important }"
    ),
    "underlined": "td:not(.label) { text-decoration: underline }",
    "struck out": "td:not(.label) { text-decoration: line-through }",
    "wide labels": "td.label { letter-spacing: 3px }",
    "spread labels": "td.label { text-align: justify !important; text-align-last: justify !important }",
    "set apart": "td { line-height: 2.2 }",
    "set at the foot": "td { vertical-align: bottom !important }",
}
"""What all forms of a file may have besides their looks."""


def make_dress(pick: Pick) -> str:
    """Return what the forms have besides: mostly nothing."""
    return pick.kind("dress", tuple(DRESSES)) if pick.chance(15) else ""


@dataclass(frozen=True, slots=True)
class Look:
    """How one form's table is styled, and whether it begins a page."""

    family: str = FAMILIES[0]
    border: str = BORDERS[0]
    size: float = 9
    padding: str = "2pt 3pt"
    model: str = "collapse"
    """collapse, or separate with so many points between the cells."""
    outer: bool = True
    frame: str = ""
    """What the outer border is where it is another than the cells'."""
    shade: str = ""
    bold: str = ""
    """What makes labels bold: font-weight, text-shadow or nothing."""
    align: str = "left"
    repeat: bool = False
    uncut: bool = False
    new_page: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper that all forms of a file share."""

    landscape: bool = False
    margin: str = "15mm"
    numbers: str = ""
    """Page numbers at the foot: their printed pattern."""
    cover: bool = False
    endless: bool = False
    """A page holds any form whole."""


def make_look(pick: Pick) -> Look:
    """Return a random style."""
    return Look(
        family=pick.one(FAMILIES),
        border=pick.kind("css", BORDERS),
        size=pick.one((9, 10.5, 8, 7, 12)),
        padding=pick.kind("padding", ("2pt 3pt", "1pt", "4pt 6pt", "0")),
        model=pick.kind(
            "model", ("collapse", "collapse", "collapse", "separate 0", "separate 1pt", "separate 2px")
        ),
        outer=not pick.feature("no outer border", 12),
        frame=pick.one(("2pt solid black", "3px double #333")) if pick.rare("thick frame", 8) else "",
        shade=pick.one(("", "", "#eee", "#d9e2f3")),
        bold=pick.kind("bold", ("", "font-weight:bold", "text-shadow:0.4px 0 black", "")),
        align=pick.one(("left", "center", "right", "justify")),
        repeat=pick.feature("thead", 20),
        uncut=pick.feature("uncut rows", 20),
        new_page=not pick.feature("forms on one page", 40),
    )


def make_paper(pick: Pick) -> Paper:
    """Return a random paper."""
    return Paper(
        landscape=pick.feature("landscape", 25),
        margin=pick.one(("15mm", "20mm 12mm", "10mm")),
        numbers=pick.kind("numbers", ("", "", "第 {page} 页 共 {pages} 页", "- {page} -", "{page}/{pages}")),
        cover=pick.feature("cover", 10),
        endless=not pick.feature("page breaks", 85),
    )


_PAGE = Text("""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><style>
@page { size: $size; margin: $margin; $foot }
body { margin: 0; font-size: 10pt; }
table { width: 100%; table-layout: fixed; }
td { overflow-wrap: anywhere; vertical-align: middle; }
.centre { text-align: center; font-size: 14pt } .right { text-align: right }
p { margin: 2pt 0; }
sup { font-size: 60%; line-height: 0; }
$styles
</style></head><body>$body</body></html>""")

_STYLE = Text(""".f$n { font-family: "$family", sans-serif; }
.f$n table { border-collapse: $collapse; border-spacing: $spacing; font-size: ${size}pt; $outer }
.f$n td { border: $border; padding: $padding; text-align: $align; }
.f$n td.label { text-align: center; $bold; $shade }
$uncut""")


def write_html(sheets: Sequence[Sheet], looks: Sequence[Look], paper: Paper, dress: str = "") -> str:
    """Return the page with all forms, dressed as one of DRESSES if so said."""
    foot = ""
    if paper.numbers:
        counted = paper.numbers.replace("{page}", '" counter(page) "').replace(
            "{pages}", '" counter(pages) "'
        )
        foot = f'@bottom-center {{ content: "{counted}"; font-size: 9pt }}'
    return _PAGE.substitute(
        size=ENDLESS if paper.endless else "A4 landscape" if paper.landscape else "A4",
        margin=paper.margin,
        foot=foot,
        styles="".join(_style(number, look) for number, look in enumerate(looks)) + DRESSES.get(dress, ""),
        body=("<p>关于报送绩效自评材料的说明</p>" * 3 + '<p style="break-after:page">附件如下。</p>')
        * paper.cover
        + "".join(
            _form(number, sheet, look) for number, (sheet, look) in enumerate(zip(sheets, looks, strict=True))
        ),
    )


COVER_LINES = ("关于报送绩效自评材料的说明", "附件如下。")


def _style(number: int, look: Look) -> str:
    model, _, spacing = look.model.partition(" ")
    return _STYLE.substitute(
        n=number,
        family=look.family,
        collapse=model,
        spacing=spacing or "0",
        size=look.size,
        border=look.border,
        padding=look.padding,
        align=look.align,
        bold=look.bold,
        shade=f"background: {look.shade}" if look.shade else "",
        outer=_outer(look) if model == "collapse" else "",
        uncut=f".f{number} tr {{ break-inside: avoid }}" if look.uncut else "",
    )


def _outer(look: Look) -> str:
    return f"border: {look.frame or 'hidden'};" if look.frame or not look.outer else ""


def _form(number: int, sheet: Sheet, look: Look) -> str:
    parts = [f"<p>{escape(line)}</p>" for line in sheet.before]
    parts += [f'<p class="{side}">{escape(text)}</p>' for side, text in sheet.heading]
    columns = "".join(
        f'<col style="width:{(right - left) * 100:.2f}%">'
        for left, right in zip(sheet.edges[:-1], sheet.edges[1:], strict=True)
    )
    rows = [
        "".join(_cell(spot, raised=sheet.raised) for spot in sheet.spots if spot.top == row)
        for row in range(sheet.rows)
    ]
    lines = [f"<tr>{row}</tr>" for row in rows]
    head = sheet.head_rows if look.repeat else 0
    table = f"<thead>{''.join(lines[:head])}</thead><tbody>{''.join(lines[head:])}</tbody>"
    parts.append(f"<table><colgroup>{columns}</colgroup>{table}</table>")
    parts += [f"<p>{escape(line)}</p>" for line in sheet.outside]
    start = ' style="break-before:page"' if number and look.new_page else ' style="margin-top:14pt"'
    return f'<div class="f{number}"{start}>{"".join(parts)}</div>'


def _cell(spot: Spot, *, raised: bool) -> str:
    text = "\n".join(spot.text) if spot.upright else spot.text
    shown = "<br>".join(escape(line) for line in text.split("\n"))
    shown = shown.replace("  ", "&nbsp; ")
    if raised:
        shown = shown.replace("²", "<sup>2</sup>").replace("³", "<sup>3</sup>")
    spans = f' rowspan="{spot.bottom - spot.top}"' * (spot.bottom - spot.top > 1)
    spans += f' colspan="{spot.right - spot.left}"' * (spot.right - spot.left > 1)
    kind = ' class="label"' if spot.label else ""
    kind += f' style="font-size:{spot.share:.0%}"' * (spot.share < 1)
    return f"<td{kind}{spans}>{shown}</td>"
