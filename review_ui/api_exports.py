"""The API on exports: accepted forms, or all, as JSON Lines, CSV or XLSX."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import BinaryIO

from werkzeug.wrappers import Response

from models import queues
from models.errors import NotFound
from models.lines import ExportRow
from review_ui import answers
from review_ui.exports import write_csv, write_jsonl, write_xlsx
from review_ui.languages import words
from review_ui.queries import asked
from review_ui.services import services

Writer = Callable[[Iterable[ExportRow], BinaryIO, str], None]
"""Rows, where to, and the language of headers and words of ours."""
# Flask adds the charset of texts.
FORMATS: dict[str, tuple[Writer, str]] = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (write_csv, "text/csv"),
    "jsonl": (lambda rows, stream, _lang: write_jsonl(rows, stream), "application/x-ndjson"),
}


def download(kind: str) -> Response:
    """Send the forms in one format; `which=all` sends waiting and rejected ones too, marked by state."""
    if kind not in FORMATS:
        raise NotFound(f"no format {kind!r}; there are {', '.join(FORMATS)}")
    write, media_type = FORMATS[kind]
    everything = asked().text("which") == "all"
    day = datetime.now(UTC).astimezone().strftime("%Y-%m-%d")
    name = f"zipingbiao-{'all' if everything else 'accepted'}-{day}.{kind}"
    with services().db.reading() as session:
        after = asked().number("after") or 0
        rows = queues.export_forms(session, accepted_only=not everything, after_id=after)
        return answers.download(lambda file: write(rows, file, words().lang), name, media_type)
