"""The rows above the blocks → the fields of a form's head, some of them under labels that nobody listed."""

from collections.abc import Iterable

from extractor.form.lexicons import Lexicon, key
from extractor.form.pairs import read_pairs
from extractor.form.parts import Part, bare_label
from extractor.form.tables import Table, found


def read_head(table: Table, rows: Iterable[int], lexicon: Lexicon) -> Part:
    """Return the pairs of a form's head; a field that none names is that of the first label that ends so."""
    part = read_pairs(table, rows, lexicon)
    for label in [*part.extras]:
        name = next((one for end, one in lexicon.head_endings.items() if key(label).endswith(end)), "")
        if name and name not in part.fields and part.extras[label].text:
            part.fields[name] = part.extras.pop(label)
            cells = (table.cells[number] for number in part.claimed)
            part.added += [found(cell) for cell in cells if bare_label(cell.text) == label]
    return part
