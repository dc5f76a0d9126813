"""A page that shows a form of which no table was found is told, whatever else the file holds."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pymupdf
import pytest

from extractor.pipeline import extract_or_error, load_kit
from models.records import Unread
from tests.drawn_steps import write

KIT = replace(load_kit(), recognise=None)
TITLE = "项目支出绩效自评表"
HEADER = ("年度指标值", "实际完成值", "分值", "得分")
ROW = ("90人", "88人", "10", "9.8")
NAMED = ("项目名称", "示范项目", "", "")


def _page(
    document: pymupdf.Document, rows: tuple[tuple[str, ...], ...], *, ruled: bool, title: str = TITLE
) -> None:
    page = document.new_page()
    write(page, title, (200, 60))
    for at, row in enumerate(rows):
        y = 100.0 + 30 * at
        page.draw_line((50, y - 17), (530, y - 17))
        for column, text in enumerate(row):
            write(page, text, (55 + 120 * column, y))
    foot = 100.0 + 30 * len(rows) - 17
    page.draw_line((50, foot), (530, foot))
    for column in range(len(HEADER) + 1) if ruled else ():
        page.draw_line((50 + 120 * column, 83), (50 + 120 * column, foot))


FORM = (NAMED, ("三级指标", *HEADER[1:]), ("培训人数", *ROW[1:]))
PAGES = {
    "without rulings down": ((NAMED, HEADER, ROW), TITLE, ["no-table"]),
    "of contents": (tuple((label, "", "", "1") for label in HEADER), "目录", []),
    "of targets alone": ((NAMED, ("年度指标值", "数量", "备注", "单位"), ROW), TITLE, []),
    "of other columns": ((("序号", "姓名", "分值", "得分"), ROW), "培训成绩表", []),
}


@pytest.mark.parametrize(("rows", "title", "whys"), PAGES.values(), ids=PAGES.keys())
def test_a_form_without_a_table_is_told(rows: tuple[tuple[str, ...], ...], title: str, whys: list[str]):
    """The form on the page before is read; of a table of something else nothing is told."""
    document = pymupdf.open()
    _page(document, FORM, ruled=True)
    _page(document, rows, ruled=False, title=title)
    found = extract_or_error(document.tobytes(), "a.pdf", KIT)
    assert [form.pages for form in found.forms] == [(1,)]
    assert found.unread == tuple(Unread(page=2, why=why) for why in whys)  # type: ignore[arg-type]


def _framed(page: pymupdf.Page) -> None:
    page.draw_rect((40, 83, 560, 173))
    for at, row in enumerate((NAMED, HEADER, ROW)):
        page.draw_line((40, 113 + 30 * at), (560, 113 + 30 * at))
        for column, text in enumerate(row):
            write(page, text, (55 + 120 * column, 100.0 + 30 * at))


def _columned(page: pymupdf.Page, left: float = 45) -> None:
    for at, row in enumerate((NAMED, HEADER, ROW)):
        for column, text in enumerate(row):
            write(page, text, (55 + 120 * column, 100.0 + 30 * at))
    for column in range(len(HEADER) + 1):
        page.draw_line((left + 120 * column, 83), (left + 120 * column, 203))


def _of_characters(page: pymupdf.Page) -> None:
    for at, row in enumerate((NAMED, HEADER, ROW)):
        write(page, f"│{'│'.join(row)}│", (50, 100.0 + 30 * at))
        write(page, "├" + "─" * 30 + "┤", (50, 115.0 + 30 * at))


RULED = {
    "a frame with lines across alone": _framed,
    "lines down alone": _columned,
    "lines down alone, where the form before has them": partial(_columned, left=50),
    "lines of characters": _of_characters,
}


@pytest.mark.parametrize("draw", RULED.values(), ids=RULED.keys())
def test_a_form_ruled_otherwise_is_told(draw: Callable[[pymupdf.Page], None]):
    """Nobody takes a file for read whose second form is ruled by what is no ruling down the page."""
    document = pymupdf.open()
    _page(document, FORM, ruled=True)
    draw(document.new_page())
    found = extract_or_error(document.tobytes(), "a.pdf", KIT)
    assert [form.pages for form in found.forms] == [(1,)]
    assert found.unread == (Unread(page=2, why="no-table"),)


OTHER = ("项目名称", "另一项目", "", "")
STRANGE = ("甲", "乙", "丙", "丁")
UNKNOWN = {
    "labels that nobody knows": (TITLE, (OTHER, STRANGE, ROW), True),
    "the name alone": (TITLE, (OTHER,), True),
    "another title": ("项目情况表", (OTHER, STRANGE, ROW), False),
    "a list of projects": (
        TITLE,
        (("序号", "项目名称", "负责人", "备注"), ("1", "示范项目", "张三", "")),
        False,
    ),
}


@pytest.mark.parametrize(("title", "rows", "is_told"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_a_form_of_which_no_columns_are_known_is_told(
    title: str, rows: tuple[tuple[str, ...], ...], *, is_told: bool
):
    """A table that calls itself a project's self-evaluation is not passed over beside others."""
    for first, second in ((FORM, rows), (rows, FORM)):
        document = pymupdf.open()
        _page(document, first, ruled=True, title=TITLE if first is FORM else title)
        _page(document, second, ruled=True, title=TITLE if second is FORM else title)
        found = extract_or_error(document.tobytes(), "a.pdf", KIT)
        page = 1 if first is rows else 2
        assert [form.pages for form in found.forms] == [(3 - page,)]
        assert found.unread == ((Unread(page=page, why="no-columns"),) if is_told else ())
