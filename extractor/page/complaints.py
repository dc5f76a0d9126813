"""What MuPDF complains of while it reads or draws → whether something of a page was lost.

It goes on where it can, and shows the rest: a picture in grey, a page without the rows whose
instructions were damaged.  Its words alone tell so.
"""

import re

import pymupdf

_CUT = re.compile("premature end|read error|out of range code|cannot decode|ran out of")
_SHORT = re.compile(
    "truncated image|zlib error|overflow in 2d|jbig2dec error|jbig2 globals|cannot find XObject"
)
_LOST = re.compile(
    "zlib error|treating as end of file|premature end of data|unknown keyword|syntax errors; page may"
    "|(?<!gstate underflow in )content stream|cannot find XObject"
)
"""Of what a page draws; where a checksum is wrong (zlib), any sign may be another.  Programs that stamp pages
leave a state restored (Q) that nobody saved: nothing is lost."""
_NO_PAGE = re.compile(r"non-page object in page tree \(")


def reset_complaints() -> None:
    """Forget what MuPDF has complained of so far.

    Of a damaged font that several pages share it complains when it loads it, and keeps it loaded: after
    any damage all is loaded anew, so that each page is told of what it lacks.
    """
    if _LOST.search(pymupdf.TOOLS.mupdf_warnings(reset=0)):
        pymupdf.TOOLS.store_shrink(100)
    pymupdf.TOOLS.reset_mupdf_warnings()


def is_cut_off() -> bool:
    """Tell whether MuPDF has complained of a picture whose end is missing."""
    return bool(_CUT.search(pymupdf.TOOLS.mupdf_warnings(reset=0)))


def is_damaged() -> bool:
    """Tell whether MuPDF has complained of a page whose instructions are damaged, or not there."""
    complaints = pymupdf.TOOLS.mupdf_warnings(reset=0)
    return bool(complaints and (_LOST.search(complaints) or _NO_PAGE.search(complaints)))


def is_incomplete() -> bool:
    """Tell whether MuPDF has complained of a picture that it drew, of which a part is missing or noise."""
    return bool(_SHORT.search(pymupdf.TOOLS.mupdf_warnings(reset=0)))
