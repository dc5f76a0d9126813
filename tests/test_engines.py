"""What runs the models: it keeps to itself."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_nothing_is_told_to_the_makers(tmp_path: Path):
    """Loading and running a model leaves no id of the machine behind, and no store of what is to be sent."""
    code = (
        "import numpy as np\n"
        "from extractor.scan.recognizers import Recognizer\n"
        "(seen,) = Recognizer('tiny', 1).read([np.full((48, 64), 255, np.uint8)])\n"
        "assert seen.text == ''\n"
    )
    environment = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.rglob("*")) == []
