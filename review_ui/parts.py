r"""A part of a multipart form → its file name exactly as the sender wrote it.

Werkzeug reads `\x` in a quoted name as `x` (RFC 9110's quoted pair), so that
`..\a.pdf` would arrive as the harmless `..a.pdf`.  Browsers mean the backslash;
whether a name is bad is for `models.intakes` to say, and it must see it.
"""

import re

from werkzeug.datastructures import FileStorage

_QUOTED = re.compile(r'\bfilename="((?:[^"\\]|\\.)*)"', re.DOTALL)
_WRITTEN = {'\\"': '"', "\\\\": "\\", "%22": '"', "%0D": "\r", "%0A": "\n"}
_ESCAPE = re.compile("|".join(map(re.escape, _WRITTEN)))


def untrusted_name(part: FileStorage) -> str:
    """Return a part's file name, `""` if it has none.

    Source:
        HTML Living Standard, "multipart/form-data encoding algorithm": quotes and line ends are
        percent-encoded, nothing else is; programs that follow RFC 9110 double their backslashes.
    """
    found = _QUOTED.search(part.headers.get("Content-Disposition", ""))
    if found is None:
        return part.filename or ""
    return _ESCAPE.sub(lambda escape: _WRITTEN[escape[0]], found[1])
