"""What is printed of a department → its name and its code."""

import re

from msgspec import structs

from extractor.form.tables import Found

_CODE_LAST = re.compile(r"^(.*?[^\d\s\[(（【/_-])[\s\[(（【/_-]*(\d{3,})[\s\])）】]*$", re.DOTALL)
_BRACKETED = re.compile(r"^\s*(?:\[\d{3,}\]|[【（(]\d{3,}[】）)])\s*\D")
"""A code in brackets before the name of a department, [169]某部, whether or not the label asks for it."""
_CODE_FIRST = re.compile(r"^[\s\[(（【]*(\d{3,})[\s\])）】—/_-]*(\D.*)$", re.DOTALL)


def holds_code(label: str, text: str) -> bool:
    """Tell whether a code stands beside a department's name: its label's key says so, or brackets do."""
    return "代码" in label or "编码" in label or _BRACKETED.match(text) is not None


def with_code(value: Found) -> dict[str, Found]:
    """Return the department and its code, that blank where there is none."""
    text = value.text
    last, first = _CODE_LAST.match(text), _CODE_FIRST.match(text)
    department, code = (last[1], last[2]) if last else (first[2], first[1]) if first else (text, "")
    return {
        "department": structs.replace(value, text=department.strip()),
        "department_code": structs.replace(value, text=code),
    }
