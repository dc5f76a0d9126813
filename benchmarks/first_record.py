"""From `import` to the first record of one page: what a start costs, and where.

    python -m benchmarks.first_record [--runs 5]

Each run is a fresh process that stamps its own processor time; medians of the
runs, as shares of the whole.  The page with reasons is the one that loads spaCy.
"""

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

STARTED = time.process_time()
SOURCE = Path(__file__).parent.parent / "tests" / "pdfs" / "fit.lodocx.pdf"
PAGES = {"without a reason": False, "with reasons": True}


def main(runs: int) -> None:
    """Print the table of both pages."""
    from benchmarks.measures import fresh_medians, table  # noqa: PLC0415 - the measured process does without

    rows, least = [], 0.0
    for name, reasons in PAGES.items():
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(single_page(reasons=reasons))
            file.flush()
            taken = fresh_medians("benchmarks.first_record", "--fresh", file.name, runs=runs)
        whole = sum(taken.values())
        least = least or whole
        rows.append((name, *(f"{share / whole:.0%}" for share in taken.values()), whole / least))
    print(table(("page", *taken, "whole, x the first's"), rows))


def single_page(*, reasons: bool) -> bytes:
    """Return the first page of a kept PDF, its reasons taken out unless they are wanted."""
    import pymupdf  # noqa: PLC0415

    from extractor.pipeline import extract, load_kit  # noqa: PLC0415

    with pymupdf.open(SOURCE) as source, pymupdf.open() as single:
        single.insert_pdf(source, to_page=0)
        if not reasons:
            (form,) = extract(single.tobytes(), "", load_kit()).forms
            for reason in form.reasons:
                single[0].add_redact_annot(form.evidence[reason.field].box)
            single[0].apply_redactions(graphics=pymupdf.PDF_REDACT_LINE_ART_NONE)
        content: bytes = single.tobytes(garbage=3)
        return content


def _fresh(path: Path) -> dict[str, float]:
    """Read one page in this process; return the seconds of each step since the interpreter began."""
    stamps = {"interpreter": STARTED}
    import pymupdf  # noqa: F401, PLC0415 - the steps are what is measured

    stamps["PyMuPDF"] = time.process_time()
    from extractor.pipeline import Kit, extract, load_kit  # noqa: PLC0415

    stamps["other imports"] = time.process_time()
    kit = load_kit()
    stamps["form labels"] = time.process_time()
    classifying = 0.0

    def classify(texts: Sequence[str]) -> object:
        nonlocal classifying
        before = time.process_time()
        readings = kit.classify(texts)
        classifying += time.process_time() - before
        return readings

    extract(path.read_bytes(), "", Kit(kit.lexicon, classify))
    stamps["spaCy and patterns"] = stamps["form labels"] + classifying
    stamps["reading"] = time.process_time()
    ends = list(stamps.values())
    return dict(
        zip(stamps, (end - start for start, end in zip([0.0, *ends], ends, strict=False)), strict=True)
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fresh"]:
        print(json.dumps(_fresh(Path(sys.argv[2]))))
    else:
        main(int(sys.argv[2]) if sys.argv[1:2] == ["--runs"] else 5)
