"""The rows above the blocks → the fields of a form's head, some of them under labels that nobody listed."""

from collections.abc import Iterable

from extractor.form.lexicons import Lexicon, key
from extractor.form.pairs import read_pairs
from extractor.form.parts import Part, bare_label
from extractor.form.tables import Table, found

LAST = frozenset({"project_name"})
"""Of several projects the last is the form's own; it is part of those before: 所属专项名称, 具体项目名称."""


def read_head(table: Table, rows: Iterable[int], lexicon: Lexicon) -> Part:
    """Return the pairs of a form's head; a field that none names is that of a label that ends so."""
    part = read_pairs(table, rows, lexicon)
    for ending, name in lexicon.head_endings.items() if part.extras else ():
        alike = [label for label, place in part.extras.items() if place.text and key(label).endswith(ending)]
        if alike and name not in part.fields:
            label = alike[-1 if name in LAST else 0]
            part.fields[name] = part.extras.pop(label)
            cells = (table.cells[number] for number in part.claimed)
            part.added += [found(cell) for cell in cells if bare_label(cell.text) == label]
    for label in [label for label in part.extras if key(label) in lexicon.head_lone]:
        name = lexicon.head_lone[key(label)]
        if name not in part.fields and part.extras[label].text:
            part.fields[name] = part.extras.pop(label)
            part.added += [found(table.cells[at]) for at in part.claimed if table.keys[at] == key(label)]
    return part
