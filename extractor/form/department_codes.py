"""What is printed of a department → its name and its code."""

import re

from msgspec import structs

from extractor.form.tables import Found

_OPEN, _CLOSE = r"\[(（【〔［", r"\])）】〕］"
_APART = rf"\s{_OPEN}{_CLOSE}/_\-－–—：:、，,.．"
_CODE_LAST = re.compile(
    rf"^(.*?[^\d+{_APART}])(?:[{_APART}]|代码|编码)*(?<![A-Za-z])(\d{{3,}})[\s{_CLOSE}]*$", re.DOTALL
)
_BRACKETED = re.compile(r"^\s*(?:\[\d{3,}\]|[【（(〔［]\d{3,}[】）)〕］])\s*\D")
"""A code in brackets before the name of a department, [169]某部, whether or not the label asks for it."""
_CODE_FIRST = re.compile(rf"^[\s{_OPEN}]*(\d{{3,}}+)[{_APART}]*+(?=.*[^\W\d])(.+)$", re.DOTALL)
_CODE_WITHIN = re.compile(
    rf"^(.*?[^\s{_OPEN}])\s*[{_OPEN}](?!(?:19|20)\d\d[{_CLOSE}])(\d{{3,}})[{_CLOSE}]\s*(.*[^\W\d].*)$",
    re.DOTALL,
)
"""A code in brackets amid a name: 某部（169）本级, but no year."""
_LONGEST = 200
"""A longer text is no department's name alone."""


def holds_code(label: str, text: str) -> bool:
    """Tell whether a code stands beside a department's name: its label's key says so, or brackets do."""
    return "代码" in label or "编码" in label or _BRACKETED.match(text) is not None


def with_code(value: Found) -> dict[str, Found]:
    """Return the department and its code, that blank where there is none."""
    text = value.text
    if len(text) > _LONGEST:
        department, code = text, ""
    elif last := _CODE_LAST.match(text):
        department, code = last[1], last[2]
    elif first := _CODE_FIRST.match(text):
        department, code = first[2], first[1]
    elif within := _CODE_WITHIN.match(text):
        department, code = within[1] + within[3], within[2]
    else:
        department, code = text, ""
    return {
        "department": structs.replace(value, text=department.strip()),
        "department_code": structs.replace(value, text=code),
    }
