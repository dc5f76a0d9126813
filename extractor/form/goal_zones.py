"""The rows of a table → those of the goals, however what was planned and what came of it are labelled."""

import re
from collections.abc import Sequence

from extractor.form.lexicons import Lexicon
from extractor.form.row_labels import is_labelled
from extractor.form.tables import Table
from extractor.geometry import Cell

DONE = "完成"
"""A label of the goals with this says what came of them, too."""
LIST = 3
"""A list beside its label has so many headings together with that."""

_OPENED = re.compile(r"([^：:]{1,39})[：:]")


def find_goals(
    rows: Sequence[int], table: Table, lexicon: Lexicon, *, labels_alone: bool = False
) -> set[int]:
    """Return the rows labelled as goals, and those below that go on with them.

    A row goes on where a label stands beside or above it, where it is divided as the
    row above and has no label of its own, and where a page break cut it.  With
    `labels_alone`, a text that a label opens tells no goals.
    """
    goals: set[int] = set()
    covered = 0
    planned = {label for label, name in lexicon.goal_parts.items() if name == "planned"}
    is_planned = any(table.keys[number] in planned for row in rows for number, _ in table.opening(row))
    for row in rows:
        if is_planned and _is_list(table, row, lexicon):
            continue
        labels = [
            (table.keys[number], cell)
            for number, cell in table.row(row)
            if names_goals(table.keys[number], "" if labels_alone else cell.text, lexicon)
        ]
        opening = [cell for _, cell in labels if cell.top == row]
        if opening:
            headings = [cell for label, cell in labels if label in lexicon.goal_parts]
            bare = sum(
                1 for label, cell in labels if cell.top == row and not _holds_text(label, cell, lexicon)
            )
            text_below = len(headings) > 1 or bare == sum(1 for _, cell in table.opening(row) if cell.text)
            covered = max(covered, row + 1 + text_below, *(cell.bottom for cell in opening))
            goals.add(row)
        elif row < covered or (row - 1 in goals and _goes_on(table, row, lexicon)):
            goals.add(row)
    return goals


def find_whole_goals(rows: Sequence[int], table: Table, lexicon: Lexicon) -> set[int]:
    """Return the rows of goals below the header, where both parts have their headings: else it is a foot."""
    return find_goals(rows, table, lexicon, labels_alone=True) if has_both(rows, table, lexicon) else set()


def has_both(rows: Sequence[int], table: Table, lexicon: Lexicon) -> bool:
    """Tell whether both parts of the goals have a heading, a cell of its own, in some rows."""
    keys = {table.keys[number] for row in rows for number, _ in table.opening(row)}
    return len({lexicon.goal_parts[label] for label in lexicon.goal_parts.keys() & keys}) > 1


def _is_list(table: Table, row: int, lexicon: Lexicon) -> bool:
    """Tell whether a row heads a list of tasks and what came of each, beside no label of the goals."""
    heads = [number for number, cell in table.opening(row) if cell.text]
    goals = [number for number, cell in table.row(row) if names_goals(table.keys[number], cell.text, lexicon)]
    if len(heads) < LIST or len(goals) != 1 or goals[0] not in heads[2:]:
        return False
    return lexicon.goal_parts.get(table.keys[goals[0]]) == "achieved"


def _goes_on(table: Table, row: int, lexicon: Lexicon) -> bool:
    if is_labelled(table, row, lexicon):
        return False
    return row in table.starts or table.sides(row) == table.sides(row - 1)


def names_goals(label: str, text: str, lexicon: Lexicon) -> bool:
    """Tell whether a cell is a label of the goals, or a text that one opens."""
    if label in lexicon.goal_parts or lexicon.blocks.get(label) == "goals":
        return True
    opening, _ = opened(text)
    return opening in lexicon.goal_parts or opens_plan(opening, lexicon)


def opens_plan(label: str, lexicon: Lexicon) -> bool:
    """Tell whether the block's own label stands before what was planned: 年度目标：…, no 目标完成情况：…."""
    return lexicon.blocks.get(label) == "goals" and DONE not in label


def _holds_text(label: str, cell: Cell, lexicon: Lexicon) -> bool:
    """Tell whether a cell that names goals holds more than their label."""
    alone = label in lexicon.goal_parts or label in lexicon.blocks
    return not alone and bool(opened(cell.text)[1])


def opened(text: str) -> tuple[str, str]:
    """Return the label before the first colon of a text, without white space, and the text behind it."""
    label = _OPENED.match(text)
    return ("".join(label[1].split()), text[label.end() :].strip()) if label else ("", "")
