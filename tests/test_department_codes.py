"""A department's code is told from its name, wherever it stands, and nothing else is taken for one."""

import pytest

from extractor.form.department_codes import with_code
from extractor.form.tables import Found

# As printed → name, code
PRINTED = {
    "in brackets before": ("[169]某部", "某部", "169"),
    "in wide brackets before": ("［169］某部", "某部", "169"),
    "in wide brackets behind": ("某部［169］", "某部", "169"),
    "a wide hyphen": ("某部－169", "某部", "169"),
    "a long dash": ("某部——169", "某部", "169"),
    "a colon": ("某部：169", "某部", "169"),
    "a colon, before": ("169：某部", "某部", "169"),
    "a comma of a list": ("169、某部", "某部", "169"),
    "named": ("某部（代码：169）", "某部", "169"),
    "named without brackets": ("某部编码169", "某部", "169"),
    "amid a name": ("某部（169）本级", "某部本级", "169"),
    "before a hotline": ("055-12345热线中心", "12345热线中心", "055"),
    "none: behind a letter": ("某局（A001）", "某局（A001）", ""),
    "none: a sum": ("某局（A + 001）", "某局（A + 001）", ""),
    "behind a name that ends in Latin letters": ("某集团IT 169001", "某集团IT", "169001"),
    "none: a year amid a name": ("某部（2023）本级", "某部（2023）本级", ""),
    "none: a text": ("代码" * 200 + "169", "代码" * 200 + "169", ""),
    "none: two numbers": ("055-12345", "055-12345", ""),
    "none: a number in a name": ("某市第101中学", "某市第101中学", ""),
    "none": ("某部", "某部", ""),
}


@pytest.mark.parametrize(("printed", "name", "code"), PRINTED.values(), ids=PRINTED.keys())
def test_code(printed: str, name: str, code: str):
    """Signs between name and code are of neither."""
    read = with_code(Found(text=printed, page=1, box=(0, 0, 1, 1)))
    assert (read["department"].text, read["department_code"].text) == (name, code)
