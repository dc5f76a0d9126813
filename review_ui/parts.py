r"""The parts of a multipart form → file names exactly as the sender wrote them; an archive and its manifest.

Werkzeug reads `\x` in a quoted name as `x` (RFC 9110's quoted pair), so that
`..\a.pdf` would arrive as the harmless `..a.pdf`.  Browsers mean the backslash;
whether a name is bad is for `models.intakes` to say, and it must see it.
"""

import re

from flask import request
from werkzeug.datastructures import FileStorage

from models import deliveries
from models.errors import BadRequest
from review_ui.guards import me
from review_ui.services import services

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


def take_parts() -> int:
    """Take in the parts `archive` and `manifest`, the latter if there is one, and return their batch.

    Raises:
        BadRequest: There is no archive, or more than one of either; others as `deliveries.accept`.
    """
    # A browser sends a nameless part where no file was chosen.
    archives, manifests = (
        [part for part in request.files.getlist(name) if part.filename] for name in ("archive", "manifest")
    )
    if len(archives) != 1 or len(manifests) > 1:
        raise BadRequest("give one part named archive, and at most one named manifest")
    here = services()
    return deliveries.accept(
        here.db,
        here.blobs,
        here.settings,
        untrusted_name(archives[0]),
        archives[0].stream,
        manifest=(untrusted_name(manifests[0]), manifests[0].stream) if manifests else None,
        user_id=me().id,
        coming=request.content_length or 0,
    )
