"""Files that were read wrongly once, kept as a PDF and the JSON of what it must be read as."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.codecs import from_plain, to_plain
from models.records import Record
from tests.generators.cases import Case


def keep(case: Case, wrong: list[str], folder: Path) -> Path:
    """Write a file and its truth into a folder, named by its content; return the PDF's path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(case.data).hexdigest()[:10]}.pdf"
    write_case(case, path, wrong)
    return path


def write_case(case: Case, path: Path, wrong: Sequence[str] = ()) -> None:
    """Write a file, and its truth as JSON beside it."""
    path.write_bytes(case.data)
    truth: dict[str, Any] = {"how": case.how}
    if wrong:
        truth["was_wrong"] = wrong[:20]
    truth["outside"] = list(case.outside)
    truth["records"] = [_filled(to_plain(record)) for record in case.records]
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def _filled(tree: dict[str, Any]) -> dict[str, Any]:
    """Return a record without its blank fields, which are blank by default."""
    funds, rows = ([_filled(row) for row in tree.pop(name, ())] for name in ("funds", "indicators"))
    filled = {name: value for name, value in tree.items() if value}
    if "goals" in filled:
        filled["goals"] = _filled(filled["goals"])
    return filled | ({"funds": funds} if funds else {}) | ({"indicators": rows} if rows else {})


def kept(path: Path) -> Case:
    """Return a kept file with its truth."""
    truth: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    records = tuple(from_plain(record, Record) for record in truth["records"])
    return Case(path.read_bytes(), records, tuple(truth.get("outside", ())), how=truth.get("how", ""))
