"""A table with a project in each of its rows → told apart from the form of one project."""

from extractor.form.lexicons import Lexicon
from extractor.form.lookalikes import Refusal
from extractor.form.tables import Table
from extractor.form.zones import Zones

FEWEST_PROJECTS = 2
NAME = "项目汇总表"


def refuse_ledger(table: Table, zones: Zones, lexicon: Lexicon) -> Refusal | None:
    """Return what a table is whose indicators are of several projects, unless it names one of its own."""
    heads = (number for number in zones.columns.named if table.keys[number] in lexicon.project_names)
    columns = {zones.columns.owner(table.cells[number]) for number in heads}
    if not columns:
        return None
    under = (zones.columns.split(table, row).get(name, ()) for row in zones.indicators for name in columns)
    projects = {cell.text for cells in under for _, cell in cells if cell.text}
    if len(projects) < FEWEST_PROJECTS:
        return None
    missing = f"its rows are of {len(projects)} projects, and a form is of one"
    return Refusal(table.cells[0].page, NAME, missing, is_titled=False)
