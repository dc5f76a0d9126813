"""Sheets → labelled forms: what each cell of a form is, and where it stands.

No text on a form's pages is dropped: what no block claims is listed as unplaced.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec import structs

from extractor.form.alignments import align
from extractor.form.bracketed_marks import part_marks
from extractor.form.cuts import Cut, cuts_told
from extractor.form.doubts import find_doubts, uncertain_rows, uncertain_targets
from extractor.form.drafts import Draft, Placed
from extractor.form.funds import read_funds
from extractor.form.gatherings import gather_drafts
from extractor.form.goals import read_goals, with_goals
from extractor.form.heads import read_head
from extractor.form.impositions import Impositions
from extractor.form.indicators import read_indicators
from extractor.form.lacks import lacking_amounts, lacking_columns, lone_names
from extractor.form.ledgers import refuse_ledger
from extractor.form.leftovers import is_sentence, unplaced_cells
from extractor.form.lent_headers import under_header
from extractor.form.lexicons import FUNDS, Lexicon, Source, key
from extractor.form.lookalikes import Refusal, refuse, refuse_read
from extractor.form.margins import read_heading, read_margins, unit_in, unplaced
from extractor.form.notes import note_in
from extractor.form.pairs import read_pairs
from extractor.form.parts import Part, Row
from extractor.form.stitches import mend, stitch, with_header_cuts
from extractor.form.tables import Found, Table, found
from extractor.form.tears import with_torn_cells
from extractor.form.totals import put_score_right, read_total
from extractor.form.upright_lines import with_upright_lines
from extractor.form.zones import Zones, find_zones
from extractor.geometry import Sheet
from models.pointers import escape
from models.records import Evidence, Form, Fund, Goals, Indicator, Pointer, Record, Unplaced

GOALS = ("planned", "achieved")
PROJECT = "/project_name"


def read_forms(sheets: Iterable[Sheet], lexicon: Lexicon) -> Iterator[Form]:
    """Yield the forms of a document as soon as each is complete.

    Neither findings nor reasons are in them yet.
    """
    return (table for table in read_tables(sheets, lexicon) if isinstance(table, Form))


def read_tables(sheets: Iterable[Sheet], lexicon: Lexicon) -> Iterator[Form | Refusal]:
    """Yield the forms of a document, and the tables that only look like one."""
    impositions = Impositions()
    return map(impositions.put_back, _read_pages(impositions.pages(sheets), lexicon))


def _read_pages(sheets: Iterable[Sheet], lexicon: Lexicon) -> Iterator[Form | Refusal]:
    """Yield what a document holds, its pages numbered through.

    A form waits for the table after it where that shares its page: of one that is no
    form, the lines go to the form before it, or else to the one after it.
    """
    waiting: _Parsed | None = None
    strays: list[Placed] = []
    for draft in gather_drafts(sheets, lexicon):
        parsed = _parse(draft, lexicon)
        refusal = _refuse(draft, parsed, lexicon)
        if parsed is None or refusal:
            if not draft.strewn:
                before = waiting.draft.pages if waiting else set[int]()
                if waiting:
                    waiting.draft.lines += draft.texts_on(before)
                strays += draft.texts_on(draft.pages - before)
            if refusal:
                yield refusal
            continue
        if waiting:
            yield _read_form(waiting, lexicon)
        draft.lines += [item for item in strays if item[0] in draft.pages]
        strays.clear()
        waiting = parsed
        if not draft.shared:
            yield _read_form(parsed, lexicon)
            waiting = None
    if waiting:
        yield _read_form(waiting, lexicon)


class _Parsed(NamedTuple):
    """A draft that is a form: its table as drawn, what is told of its page breaks, and its blocks."""

    draft: Draft
    table: Table
    told: Mapping[int, Cut]
    zones: Zones


def _parse(draft: Draft, lexicon: Lexicon) -> _Parsed | None:
    table = with_upright_lines(with_torn_cells(align(draft.joined()), lexicon))
    if draft.lent and not draft.headed:
        table = under_header(draft.lent, table, lexicon)
    told = with_header_cuts(cuts_told(table), table, lexicon)
    zones = find_zones(mend(table, told, lexicon), lexicon)
    if zones is None or not {"actual", "score"} & _fields(zones, lexicon):
        return None
    return _Parsed(draft, table, told, zones)


def _refuse(draft: Draft, parsed: _Parsed | None, lexicon: Lexicon) -> Refusal | None:
    """Return what a draft is if no form; a table of several projects is a form if it names its own."""
    if parsed is None:
        return refuse(draft, lexicon)
    if refusal := refuse_read(draft, _fields(parsed.zones, lexicon), lexicon):
        return refusal
    ledger = refuse_ledger(parsed.table, parsed.zones, lexicon)
    return ledger if ledger and PROJECT not in _read_form(parsed, lexicon).evidence else None


def _fields(zones: Zones, lexicon: Lexicon) -> frozenset[str]:
    return zones.columns.fields(lexicon.indicator_columns)


def _read_form(parsed: _Parsed, lexicon: Lexicon) -> Form:
    draft, zones = parsed.draft, parsed.zones
    table = stitch(parsed.table, zones, lexicon, parsed.told)
    headings = Part()
    heading_rows = _keep_headings(headings, table, zones, lexicon)
    rows = [row for row in zones.head if row not in heading_rows]
    head = read_head(table, rows, lexicon if zones.funds else lexicon.with_amounts_in_head())
    head.take(headings)
    margins, loose = read_margins(draft, lexicon, head.fields)
    whole = Part(fields=margins.fields)
    loose += _read_lone_lines(whole, table, zones, head.claimed, lexicon)
    funds_part, funds = read_funds(zones.funds, table, lexicon)
    indicators_part, indicators = read_indicators(table, zones, lexicon)
    for part in (head, funds_part, read_goals(table, zones.goals, lexicon), indicators_part):
        whole.take(part)
    total = read_total(table, zones, lexicon)
    whole.take(total)
    foot = [row for row in zones.foot if not total.claimed.issuperset(table.by_row[row])]
    pairs = read_pairs(table, foot, lexicon, whole.fields)
    whole.take(with_goals(pairs, whole.fields, table, lexicon))
    whole.take(margins)
    if "total_score" not in whole.fields:
        _read_total_in_head(whole, lexicon)
    part_marks(whole.fields, indicators, table, zones.columns, lexicon)
    put_score_right(whole.fields, (row for _, row in funds), indicators)
    if "amount_unit" not in whole.fields:
        _read_unit(whole, table, zones, lexicon)
    funds += _sole_fund(whole)
    title = whole.fields["title"].text if "title" in whole.fields else ""
    given = [whole.fields, *(row for _, row in funds), *indicators]
    values = [place for row in given for place in row.values()]
    values += whole.added
    values += [Found(one.text, one.page, one.box) for one in loose]
    return Form(
        pages=tuple(sorted(draft.pages)),
        template=lexicon.template(frozenset(table.keys)),
        record=_record(whole, funds, indicators),
        evidence=_evidence(whole, funds, indicators),
        unplaced=(*unplaced_cells(table, whole, values, zones, lexicon), *loose),
        notes=tuple(draft.notes),
        uncertain=(
            *uncertain_rows(find_doubts(parsed.table, table, zones, parsed.told), indicators),
            *uncertain_targets(whole.extras, indicators),
        ),
        missing=(
            *(() if _is_named(whole) else ("missing:/project_name",)),
            *(f"column-missing:{name}" for name in lacking_columns(table, zones, title, lexicon)),
            *lone_names(zones.columns, indicators),
            *lacking_amounts(whole, [row for _, row in funds], lexicon),
            *(f"page-unread:{page}" for page in draft.unread_pages(lexicon)),
        ),
    )


def _is_named(whole: Part) -> bool:
    """Tell whether a project's name was read; a label beside a blank cell names none."""
    return "project_name" in whole.fields and bool(whole.fields["project_name"].text.strip())


def _read_lone_lines(
    whole: Part, table: Table, zones: Zones, claimed: set[int], lexicon: Lexicon
) -> list[Unplaced]:
    """Read, and claim, the lines of head cells that belong to no pair: a title within the table.

    What stands above the title, such as 附件2, is no part of the form.
    """
    lines = []
    for number, cell in [item for row in zones.head for item in table.opening(row)]:
        if number not in claimed and table.keys[number] not in lexicon.blocks and not is_sentence(cell.text):
            claimed.add(number)
            lines += [(cell.page, line) for line in cell.lines]
    left = read_heading(whole, lines, lexicon)
    title = whole.fields.get("title")
    return [
        unplaced(
            page,
            line,
            outside=title is not None and page == title.page and line[0].y1 <= title.box[1],
        )
        for page, line in left
    ]


def _keep_headings(whole: Part, table: Table, zones: Zones, lexicon: Lexicon) -> set[int]:
    """Keep, and claim, what fills the rows above blocks and holds their labels, as labels without a value.

    Over the indicators several may stand side by side: 绩效指标, 评价情况.  Returns these rows.
    """
    kept: set[int] = set()
    funds = zones.funds.rows if zones.funds else ()
    for block, rows in (("funds", funds), ("goals", zones.goals), ("indicators", zones.header)):
        above = min(rows, default=0) - 1
        cells = table.row(above) if above in zones.head else []
        label = table.keys[cells[0][0]] if cells else ""
        lone, listed = len(cells) == 1, lexicon.blocks.get(label) == block == "indicators"
        wide = listed and all(cell.right - cell.left > 1 and cell.top == above for _, cell in cells)
        if (lone and lexicon.names_block(label, block)) or (wide and not lone):
            kept.add(above)
            whole.claimed.update(number for number, _ in cells)
            whole.keep_labels(cell for number, cell in cells if table.keys[number] not in lexicon.blocks)
    return kept


def _read_total_in_head(whole: Part, lexicon: Lexicon) -> None:
    """Read a total that is printed as a pair of the head or foot: 自评总分（分）."""
    for label, place in whole.extras.items():
        if lexicon.is_total(key(label)) and place.text[:1].isdecimal():
            whole.fields["total_score"] = whole.extras.pop(label)
            return


def _read_unit(whole: Part, table: Table, zones: Zones, lexicon: Lexicon) -> None:
    """Read the unit printed in brackets behind a label of the funds block, or in a column of its own.

    Names of indicators may end as such labels do: 培训经费（元）.
    """
    for label, place in whole.extras.items():
        name, unit = note_in(label) or (label, place.text)
        if unit in lexicon.units and label.startswith("funds/") and name.endswith("单位"):
            whole.fields["amount_unit"] = structs.replace(place, text=unit)
            return
    for label, cell in zip(table.keys, table.cells, strict=True):
        if cell.top not in zones.indicator_rows and lexicon.heads_amounts(label):
            unit = unit_in(cell.text, lexicon)
            if unit:
                whole.fields["amount_unit"] = structs.replace(found(cell), text=unit)
                return


def _sole_fund(whole: Part) -> list[tuple[Source, Row]]:
    """Return the total row of a form that prints its amounts as pairs in the head."""
    names = [name for name in whole.fields if name.startswith(FUNDS)]
    return [("total", {name.removeprefix(FUNDS): whole.fields.pop(name) for name in names})] if names else []


def _record(whole: Part, funds: list[tuple[Source, Row]], indicators: list[Row]) -> Record:
    printed = {name: place.text for name, place in whole.fields.items()}
    goals = Goals(**{name: printed.pop(name) for name in GOALS if name in printed})
    return Record(
        **printed,
        funds=tuple(Fund(source=source, **_texts(row)) for source, row in funds),
        goals=goals,
        indicators=tuple(Indicator(**_texts(row)) for row in indicators),
        extras={label: place.text for label, place in whole.extras.items()},
    )


def _texts(row: Row) -> dict[str, str]:
    return {name: place.text for name, place in row.items()}


def _evidence(whole: Part, funds: list[tuple[Source, Row]], indicators: list[Row]) -> dict[Pointer, Evidence]:
    """Return the place of every value."""
    return {
        pointer: Evidence(page=place.page, box=place.box)
        for pointer, place in _places(whole, funds, indicators)
        if place.page
    }


def _places(
    whole: Part, funds: list[tuple[Source, Row]], indicators: list[Row]
) -> Iterator[tuple[Pointer, Found]]:
    for name, place in whole.fields.items():
        yield f"/goals/{name}" if name in GOALS else f"/{name}", place
    for block, rows in (("funds", [row for _, row in funds]), ("indicators", indicators)):
        for index, row in enumerate(rows):
            for name, place in row.items():
                yield f"/{block}/{index}/{name}", place
    for label, place in whole.extras.items():
        yield f"/extras/{escape(label)}", place
