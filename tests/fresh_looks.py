"""What a fresh process does with a file: it imports nothing that readers should load themselves."""

from pathlib import Path

from models.settings import read_settings
from worker.readings import Readings
from worker.recognitions import Shelf, Told


class _Kept(Shelf):
    """The last page that was recognised; nothing of a digital file."""

    content = b""

    def keep(self, told: Told, done: int, due: int) -> None:
        """Keep it."""
        del done, due
        self.content = told.content


def look(file: str) -> str:
    """Return the total and the rendering of a form of one page, seen by readers without patterns."""
    readings, shelf, data = Readings(read_settings({}), warm=False), _Kept(), Path(file).read_bytes()
    read = readings.extract(data, file, shelf)
    picture, layer = readings.render(data, 1, shelf.content)
    return f"{read.forms[0].record.total_score} {picture.media_type} {len(layer.cells)}"
