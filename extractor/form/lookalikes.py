"""Tables that are taken for a self-evaluation → what they are, and what they lack."""

from collections.abc import Callable, Collection, Iterable
from collections.abc import Set as AbstractSet
from itertools import product
from typing import NamedTuple

from extractor.form.column_labels import indicator_headers
from extractor.form.drafts import Draft
from extractor.form.kinds import LookAlike
from extractor.form.lexicons import Lexicon
from extractor.form.row_labels import first_label
from extractor.form.titles import LONGEST_TITLE, is_title
from extractor.geometry import line_text

FEWEST_LABELS = 2
"""So many labels of a look-alike name it where no title does."""


class Refusal(NamedTuple):
    """One look-alike: its page, its name as printed or as known, what it lacks, whether it is printed so."""

    page: int
    name: str
    missing: str
    is_titled: bool
    by_others: bool = False
    """Whether others than the unit itself judge in it, which one of its labels says too if it has any."""
    is_form: bool = False
    """Whether it is a self-evaluation by its title and its project, of which no columns are known."""

    @property
    def message(self) -> str:
        """What it is, in words."""
        return f"page {self.page} holds a {self.name}: {self.missing}"


def refuse(draft: Draft, lexicon: Lexicon) -> Refusal | None:
    """Return what a draft that is no form looks like; None where it looks like nothing known.

    Labels alone name none that is titled a self-evaluation: its other labels may be new.  One that names
    a project is a form that cannot be read.
    """
    titles = _titles(draft)
    if titled := _by_title(draft, titles, lexicon):
        return titled
    if title := next((title for title in titles if is_title(title, lexicon)), ""):
        if not _names_project(draft, lexicon):
            return None
        return Refusal(draft.grids[0].page, title, "", is_titled=True, is_form=True)
    return _by_labels(draft, _keys(draft), lexicon, lambda one: one.labels)


def refuse_read(draft: Draft, columns: Collection[str], lexicon: Lexicon) -> Refusal | None:
    """Return what a draft looks like whose indicators can be read, if no column tells it from a look-alike.

    Two labels that no self-evaluation has tell, one over a column beside the targets where there are no
    scores, and a title where values or scores are lacking, or others judge.
    """
    titles = _titles(draft)
    if any(is_title(title, lexicon) for title in titles):
        return None
    told = _by_labels(draft, _keys(draft), lexicon, lambda one: one.sure)
    if not told and "target" in columns and "score" not in columns:
        told = _by_labels(draft, _header_keys(draft, lexicon), lexicon, lambda one: one.sure, 1)
    if told:
        return told
    named = _by_title(draft, titles, lexicon)
    return named if named and (named.by_others or not {"actual", "score"} <= {*columns}) else None


def _by_labels(
    draft: Draft,
    keys: AbstractSet[str],
    lexicon: Lexicon,
    telling: Callable[[LookAlike], AbstractSet[str]],
    fewest: int = FEWEST_LABELS,
) -> Refusal | None:
    """Return the first look-alike of which enough telling labels are among the keys of a draft."""
    for one in lexicon.look_alikes:
        is_own = one.by_others and lexicon.says_own(_keys(draft))
        if len(keys & telling(one)) >= fewest and not is_own:
            return Refusal(draft.grids[0].page, one.name, one.missing, is_titled=False)
    return None


def _by_title(draft: Draft, titles: Iterable[str], lexicon: Lexicon) -> Refusal | None:
    keys = _keys(draft)
    for one, title in product(lexicon.look_alikes, titles):
        name = next((name for name in one.titles if name in title), None)
        if name is not None and not (one.by_others and lexicon.says_own((title, *keys))):
            judged = one.by_others and not (one.labels and keys.isdisjoint(one.labels | one.sure))
            return Refusal(draft.grids[0].page, name, one.missing, is_titled=True, by_others=judged)
    return None


def _keys(draft: Draft) -> set[str]:
    return {label for table in draft.tables for label in table.keys}


def _header_keys(draft: Draft, lexicon: Lexicon) -> set[str]:
    """Return the keys of the headers of the indicators alone: below one 专家评分 may name an indicator."""
    return {
        table.keys[number]
        for table in draft.tables
        for header in indicator_headers(table, lexicon)
        for row in header
        for number, _ in table.opening(row)
    }


def _names_project(draft: Draft, lexicon: Lexicon) -> bool:
    """Tell whether a row of a draft begins with a project's label."""
    return any(
        first_label(table, row) in lexicon.project_names
        for table in draft.tables
        for row in range(table.rows)
    )


def _titles(draft: Draft) -> list[str]:
    """Return the lines above a table, and the cells of its first row, that may be its title."""
    printed = [line_text(line) for _, line in draft.heading]
    printed += [cell.text for _, cell in draft.tables[0].opening(0)]
    bare = ["".join(text.split()) for text in printed]
    return [text for text in bare if len(text) <= LONGEST_TITLE]
