"""What people leave on a page: stamps, marks and remarks; and values typed into fields."""

import re

import pymupdf

ANNOTATIONS = ("stamp", "highlight", "remark", "box", "fields", "framed fields")
_TYPED = re.compile(r"[0-9A-Za-z.,%-]{2,8}")
MOST_FIELDS = 6
LEAST_TYPED = 2.5
"""So many points high is what is typed, else nobody can read it."""
BLUE = (0.0, 0.0, 0.6)


def annotate(page: pymupdf.Page, annotation: str) -> None:
    """Leave one of ANNOTATIONS on a page, upon its text."""
    if "fields" in annotation:
        _type(page, framed=annotation == "framed fields")
        return
    left, top = 0.5 * page.rect.width, 0.4 * page.rect.height
    if annotation == "stamp":
        stamp = page.add_stamp_annot((left, top, left + 140, top + 40), stamp=0)
        stamp.set_info(content="APPROVED")  # as its picture says
    elif annotation == "highlight":
        words = page.get_text("words")
        for word in words[:: max(1, len(words) // 5)]:
            page.add_highlight_annot(pymupdf.Rect(word[:4]))
    elif annotation == "remark":
        box = (left, top, left + 120, top + 30)
        page.add_freetext_annot(box, "请核实后再报", fontname="china-s", fontsize=11, border_width=1)
    else:
        page.add_rect_annot((left, top, left + 130, top + 50))


def _type(page: pymupdf.Page, *, framed: bool) -> None:
    """Type some values of the page into fields that lie where they were printed, as wide as these."""
    spans = [
        (pymupdf.Rect(span["bbox"]), span["origin"][1], span["size"], span["text"].strip())
        for block in page.get_text("dict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        if len(line["spans"]) == 1 and line["dir"] == (1.0, 0.0) and _TYPED.fullmatch(span["text"].strip())
    ]
    spans = [span for span in spans if _typed_size(*span) > LEAST_TYPED]
    chosen = spans[:: max(1, len(spans) // MOST_FIELDS)]
    for box, base, size, _ in chosen:
        page.add_redact_annot((box.x0 + 1, base - 0.5 * size, box.x1 - 1, base - 0.4 * size), fill=False)
    page.apply_redactions(images=0, graphics=0, text=0)
    for number, (box, base, size, text) in enumerate(chosen):
        field = pymupdf.Widget()
        field.field_type = pymupdf.PDF_WIDGET_TYPE_TEXT
        field.field_name = f"f{page.number}.{number}"
        field.rect = pymupdf.Rect(box.x0, base - 0.85 * size, box.x1, base + 0.1 * size)
        field.text_fontsize = _typed_size(box, base, size, text)
        field.field_value = text
        if framed:
            field.border_color, field.border_width = BLUE, 0.5
        page.add_widget(field)


def _typed_size(box: pymupdf.Rect, _base: float, size: float, text: str) -> float:
    """Return the size in which a printed value is typed."""
    width: float = pymupdf.get_text_length(text, fontname="helv", fontsize=1)
    return min(0.65 * size, (box.width - 4) / width)
