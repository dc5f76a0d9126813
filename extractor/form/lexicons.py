"""Form labels as data → look-ups from printed text to field names.

Enters the folder models/artifacts/forms: one file of labels, one of look-alikes,
one a template.  Leaves a `Lexicon`.  A label is compared by its `key`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from extractor.form.kinds import LookAlike, Template
from extractor.form.surmises import Surmises
from extractor.form.trees import add_tree, read_tree
from extractor.text.scripts import SIMPLIFIED
from models.errors import BrokenSetup

Source = Literal["total", "fiscal", "carried_over", "other"]
"""Where a row of the funds comes from."""

FUNDS = "funds/"
"""Stands before the field of an amount that is printed in the head."""
LEVELS = frozenset({"level1", "level2", "level3"})
TELLING = 4
"""A listed label of so many characters tells what a longer one names that ends with it."""
LONGEST_LABEL = 60
"""A text of more characters is a value; it has no key."""

_ROUND = re.compile(r"\([^()]*\)")
_SQUARE = re.compile(r"(?!^[\[【〔][^\]】〕]*[\]】〕]$)(?:\[[^\[\]]*\]|【[^】]*】|〔[^〕]*〕)")
"""Lenticular and square brackets, but those around a whole text."""
_BEFORE = re.compile(r"^(?:\d{1,2}[.、](?=\D)|[一二三四五六七八九十]、)?(?:其中[:,、—–―-]*)?[:.、*]*")
_AFTER = ":;,.、。*"
_MARK = re.compile(
    r"(?<=[\u4e00-\u9fff)）%％])\s*[①-⑳A-ZＡ-Ｚ](?:\s*[=＝][①-⑳A-ZＡ-Ｚ\d\s()（）%％+*×/÷-]*)?\s*$"
)
"""What numbers a column behind its label: A, ④=③/②."""
_ENGLISH = re.compile(r"(?<=[\u4e00-\u9fff)）%％])\s*[A-Z][A-Za-z'&/ .-]{3,}\d?\s*$")
"""The label again in English behind it: 目标值 Target."""
_MARKED = re.compile(r"[①-⑳A-ZＡ-Ｚ=＝]")
_SUM = re.compile(r"(?<=[\u4e00-\u9fff%])=[-+*/×÷\d.]*$")
"""What is left of a sum behind a label, (3)=(1)+(2), without its brackets."""

Field = TypeVar("Field", bound=str)


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """Return what is compared of a printed label; `""` for what cannot be one.

    Width folded; in the simplified script; no white space; no brackets nor what stands in them, such as (A)
    or (万元), but [] and 【】 around all that is left; no number nor 其中 before it, but a comma, which goes
    on with a text; no colon or point at the end, nor its column's mark, such as A, ④=③/② or (3)=(1)+(2),
    nor English.
    """
    if len(text) > LONGEST_LABEL or text.isascii():
        return ""
    unmarked = _MARK.sub("", _ENGLISH.sub("", text)) if _MARKED.search(text) else text
    bare = _ROUND.sub("", "".join(unicodedata.normalize("NFKC", unmarked).split())).translate(SIMPLIFIED)
    bare = _BEFORE.sub("", _SUM.sub("", bare) if "=" in bare else bare).rstrip(_AFTER)
    bare = _BEFORE.sub("", _SQUARE.sub("", bare)) if _SQUARE.search(bare) else bare
    return bare.lstrip(":.、*[【〔").rstrip(_AFTER + "]】〕")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """From the key of a printed label to the field it names, block by block."""

    head: Mapping[str, str]
    head_lone: Mapping[str, str]
    """Labels that name a field of the head only where no other does: 项目."""
    head_endings: Mapping[str, str]
    """How unknown labels end that may name a field of the head."""
    fund_columns: Mapping[str, str]
    fund_columns_among: Mapping[str, str]
    """The same, and labels of blocks that name a column where they stand among such."""
    fund_surmises: Surmises
    """What unknown labels may name among the columns of the funds."""
    fund_block_endings: tuple[str, ...]
    """How an unlisted label of the block ends."""
    fund_seconds: Mapping[str, str]
    """Of two columns of one field, which field the second has if no label names that."""
    fund_rows: Mapping[str, Source]
    fund_row_endings: tuple[str, ...]
    """How unlisted sources of funds end."""
    fund_row_words: Mapping[str, Source]
    """What an unlisted source of funds holds, the first that fits."""
    fund_total_endings: tuple[str, ...]
    """How the unlisted label of their total ends."""
    goal_parts: Mapping[str, str]
    goal_endings: Mapping[str, str]
    """How unknown headings end that may name a part of the goals."""
    indicator_columns: Mapping[str, str]
    indicator_surmises: Surmises
    """What unknown labels may name among the columns of the indicators."""
    indicator_beginnings: Mapping[str, str]
    """How unknown labels begin that name a level: 三级指标及目标值."""
    indicator_names: Mapping[str, str]
    """The same labels, and those of the block, which name the indicators where no level has a label."""
    blocks: Mapping[str, str]
    total: frozenset[str]
    total_endings: tuple[str, ...]
    """How unlisted labels of the total end."""
    subtotal: tuple[str, ...]
    """How the labels of rows end that add up some of the rows above."""
    foot: frozenset[str]
    own: tuple[str, ...]
    """Words of what a unit says of itself: 自评."""
    titles: tuple[str, ...]
    units: tuple[str, ...]
    templates: tuple[Template, ...]
    look_alikes: tuple[LookAlike, ...]
    labels: frozenset[str] = field(init=False)
    """The keys of all labels."""
    levels: frozenset[str] = field(init=False)
    """Those of the columns that hold names of indicators and of their groups."""
    project_names: frozenset[str] = field(init=False)
    """The keys of those that name the project."""

    def __post_init__(self) -> None:
        """Bring the keys of all blocks together."""
        fields = (self.head, self.fund_columns, self.fund_rows, self.goal_parts, self.indicator_columns)
        levels = (label for label, name in self.indicator_columns.items() if name in LEVELS)
        object.__setattr__(self, "levels", frozenset(levels))
        object.__setattr__(self, "labels", self.total.union(self.foot, self.blocks, *fields))
        projects = frozenset(label for label, name in self.head.items() if name == "project_name")
        object.__setattr__(self, "project_names", projects)

    def template(self, labels: frozenset[str]) -> str:
        """Return the name of the template that fits a form's label keys best, or `other`."""
        fitting = [one for one in self.templates if one.fits(labels)]
        return max(fitting, key=lambda one: (one.rank, len(one.needs))).name if fitting else "other"

    def has_column(self, template: str, column: str) -> bool:
        """Tell whether forms of a template print a column of the indicators; of `other` nobody knows."""
        named = {label for label, name in self.indicator_columns.items() if name == column}
        return any(one.name == template and not named & one.lacks for one in self.templates)

    def with_amounts_in_head(self) -> "Lexicon":
        """Return the lexicon for a form without a block of funds: its amounts stand in the head."""
        amounts = {
            label: f"{FUNDS}{field}"
            for label, field in self.fund_columns_among.items()
            if label in self.fund_columns or label not in self.blocks
        }
        return replace(self, head=amounts | dict(self.head))

    def first_of_one_field(self, labels: AbstractSet[str]) -> str:
        """Return the first of some labels that all name one field of one block; none where they do not."""
        blocks = (self.head, self.fund_columns, self.fund_rows, self.goal_parts, self.indicator_columns)
        for block in blocks:
            if labels and labels <= block.keys() and len({block[label] for label in labels}) == 1:
                return next(label for label in block if label in labels)
        return ""

    def knows(self, label: str) -> bool:
        """Tell whether a key is a label of any block."""
        return label in self.labels or self.is_subtotal(label) or self.is_total(label)

    def heads_amounts(self, label: str) -> bool:
        """Tell whether a key is a label behind which the unit of amounts may be printed."""
        known = label in self.blocks or label in self.fund_columns or self.fund_rows.get(label) == "total"
        return known or label.endswith(self.fund_block_endings)

    def names_block(self, label: str, block: str) -> bool:
        """Tell whether a key in no list holds a label of a block: 年度总体目标及完成情况."""
        named = (one for one, name in self.blocks.items() if name == block)
        return label not in self.labels and any(one in label for one in named)

    def tells(self, label: str, field: str) -> bool:
        """Tell whether a key names a column of the indicators by a word, or a level by its beginning."""
        surmises = self.indicator_surmises
        return not surmises.ending(label) and (field in LEVELS or surmises.by_word(label) == field != "")

    def source(self, label: str) -> Source:
        """Return the source that the key of a row's label names, listed or not."""
        if label in self.fund_rows:
            return self.fund_rows[label]
        return next((source for word, source in self.fund_row_words.items() if word in label), "other")

    def says_own(self, texts: Iterable[str]) -> bool:
        """Tell whether one of some labels or titles says that a unit judges itself."""
        return any(word in text for text in texts for word in self.own)

    def is_total(self, label: str) -> bool:
        """Tell whether a key is a label of the form's total."""
        return label in self.total or (label.endswith(self.total_endings) and not self.is_subtotal(label))

    def is_subtotal(self, label: str) -> bool:
        """Tell whether a key is the label of a row that adds up some of the rows above."""
        return label.endswith(self.subtotal)


def read_lexicon(folder: Path) -> Lexicon:
    """Read labels.json, lookalikes.json and templates/*.json.

    A template's own `labels` add to those of labels.json.

    Raises:
        OSError: A file is missing.
        BrokenSetup: A file is no JSON, a template lacks what it needs or adds to what is not there, or
            one label names two fields of one block.
    """
    labels = read_tree(folder / "labels.json")
    templates = []
    for path in sorted((folder / "templates").glob("*.json")):
        data = read_tree(path)
        templates.append(_template(path, data))
        add_tree(labels, data.get("labels", {}), path.name)
    return Lexicon(
        head=_fields(labels["head"]["fields"]),
        head_lone=_fields(labels["head"]["lone"]),
        head_endings=_longest_first(_fields(labels["head"]["endings"])),
        fund_columns=_fields(labels["funds"]["columns"]),
        fund_columns_among={**_fields(labels["funds"]["columns"]), **_fields(labels["funds"]["among"])},
        fund_surmises=_surmises(labels, "funds"),
        fund_block_endings=tuple(labels["funds"]["block_endings"]),
        fund_seconds=labels["funds"]["seconds"],
        fund_rows=_fields(msgspec.convert(labels["funds"]["rows"], dict[Source, list[str]])),
        fund_row_endings=tuple(map(key, labels["funds"]["row_endings"])),
        fund_row_words=_words(msgspec.convert(labels["funds"]["row_words"], dict[Source, list[str]])),
        fund_total_endings=tuple(map(key, labels["funds"]["total_endings"])),
        goal_parts=_longest_first(_fields(labels["goals"]["parts"])),
        goal_endings=_longest_first(_fields(labels["goals"]["endings"])),
        indicator_columns=_fields(labels["indicators"]["columns"]),
        indicator_surmises=_surmises(labels, "indicators"),
        indicator_beginnings=_fields(labels["indicators"]["beginnings"]),
        indicator_names={
            **dict.fromkeys(map(key, labels["indicators"]["block"]), "level3"),
            **_fields(labels["indicators"]["columns"]),
        },
        blocks=_fields({name: labels[name]["block"] for name in ("funds", "goals", "indicators", "head")}),
        total=frozenset(map(key, labels["total"])),
        total_endings=tuple(map(key, labels["total_endings"])),
        subtotal=tuple(map(key, labels["subtotal"])),
        foot=frozenset(map(key, labels["foot"])),
        own=tuple(labels["own"]),
        titles=tuple(labels["title"]),
        units=tuple(labels["units"]),
        templates=tuple(templates),
        look_alikes=tuple(map(_look_alike, read_tree(folder / "lookalikes.json")["tables"])),
    )


def _template(path: Path, data: Mapping[str, Any]) -> Template:
    if lacking := [name for name in ("name", "needs", "lacks") if name not in data]:
        raise BrokenSetup(f"{path}: a template has name, needs and lacks; this one has no {lacking[0]}")
    return Template(data["name"], _keys(data["needs"]), _keys(data["lacks"]), data.get("rank", 0))


def _look_alike(data: Mapping[str, Any]) -> LookAlike:
    sure, by_others = _keys(data.get("sure", ())), data.get("by_others", False)
    return LookAlike(
        data["name"], tuple(data["titles"]), _keys(data["labels"]), data["missing"], sure, by_others
    )


def _fields(labels: Mapping[Field, Iterable[str]]) -> Mapping[str, Field]:
    fields: dict[str, Field] = {}
    for name, printed in labels.items():
        for label in printed:
            if fields.setdefault(key(label), name) != name:
                raise BrokenSetup(
                    f"label {label!r} names both {fields[key(label)]} and {name}: take it out of one template"
                )
    return fields


def _surmises(labels: Mapping[str, Any], block: str) -> Surmises:
    listed = {
        label: name for label, name in _fields(labels[block]["columns"]).items() if len(label) >= TELLING
    }
    return Surmises(
        endings=_longest_first({**listed, **_fields(labels[block]["endings"])}),
        words=_words(labels[block].get("words", {})),
        other_words=labels[block].get("other_words", {}),
        never=tuple(labels[block]["never"]),
        parts=tuple(labels[block].get("parts", ())),
        others=tuple(labels[block].get("others", ())),
        sums=_keys(labels["funds"]["rows"]["total"]),
    )


def _words(fields: Mapping[Field, Iterable[str]]) -> Mapping[str, Field]:
    return {word: name for name, words in fields.items() for word in words}


def _longest_first(fields: Mapping[str, Field]) -> Mapping[str, Field]:
    return dict(sorted(fields.items(), key=lambda item: -len(item[0])))


def _keys(labels: Iterable[str]) -> frozenset[str]:
    return frozenset(map(key, labels))
