"""A model's file → what runs it: onnxruntime, or OpenVINO where that is installed and quicker.

The one file that imports either.  What onnxruntime would tell its makers of its use is turned off.
OpenVINO is no quicker with 32-bit numbers; with the 16-bit ones of newer processors (bf16) it is,
so it is taken on these alone.
"""

import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

# Heard at its import, when it would make an id for the machine, and nowhere else.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime  # type: ignore[import-untyped]

Pixels = npt.NDArray[np.float32]
"""Lines x channels x rows x columns."""
Chances = npt.NDArray[np.float32]
"""Lines x places x classes."""
Run = Callable[[Pixels], Chances]
SHORT_NUMBERS = "BF16"
"""What OpenVINO calls them."""


class Engine(NamedTuple):
    """What runs a model, and the signs that it knows, if its file tells them: one a line."""

    run: Run
    signs: str


def load_engine(model: Path, threads: int) -> Engine:
    """Return what runs a model.

    Args:
        model: An ONNX file of one input and one output.
        threads: How many threads one run may use.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    signs: str = session.get_modelmeta().custom_metadata_map.get("character", "")
    name = session.get_inputs()[0].name

    def run(pixels: Pixels) -> Chances:
        (chances,) = session.run(None, {name: pixels})
        return np.asarray(chances, np.float32)

    return Engine(_by_openvino(model, threads) or run, signs)


def _by_openvino(model: Path, threads: int) -> Run | None:
    """Return OpenVINO's run of a model; None where it is missing or no quicker."""
    if find_spec("openvino") is None:
        return None
    import openvino  # type: ignore[import-not-found] # noqa: PLC0415 - an extra

    core: Any = openvino.Core()
    if SHORT_NUMBERS not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        return None
    wanted = {
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": "1",
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": SHORT_NUMBERS.lower(),
    }
    compiled = core.compile_model(str(model), "CPU", wanted)
    request, output = compiled.create_infer_request(), compiled.output(0)

    def run(pixels: Pixels) -> Chances:
        return np.array(request.infer([pixels])[output], np.float32)

    return run
