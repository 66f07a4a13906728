# pyright: standard
"""The models of PP-OCRv6: a detector of lines, and two readers of them, one thorough and one quick.

Detector and thorough reader come with rapidocr. Its angle classifier is left out: it turns good lines over.
"""

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NamedTuple

_LARGEST_SIDE = 5120  # pixels: images come in the size that they are to be looked at in
_SILENT = 3  # of the types of logging that onnxruntime knows, errors


class Recogniser(NamedTuple):
    """A model that reads strips, and the signs that its classes stand for: the first for no sign at all."""

    session: Any
    signs: tuple[str, ...]


@cache
def detector() -> Any:
    from rapidocr.ch_ppocr_det import TextDetector

    return TextDetector(_settings().Det)


@cache
def thorough() -> Recogniser:
    """Knows 18,700 signs."""
    from rapidocr.inference_engine.onnxruntime import OrtInferSession

    model = OrtInferSession(_settings().Rec)
    return Recogniser(model.session, ("", *model.get_character_list(), " "))


@cache
def quick() -> Recogniser:
    """Takes a fifth of the time. Knows 6,900 signs, no kana among them; is mostly unsure where it errs."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = _SILENT
    source = files("docparse.engines.light") / "models" / "PP-OCRv6_rec_tiny.onnx"
    with as_file(source) as path:
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    signs = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return Recogniser(session, ("", *signs, " "))


@cache
def _settings() -> Any:
    """One thread a model: a worker has one processor, and two threads would burn twice the time."""
    import rapidocr
    from rapidocr.main import DEFAULT_CFG_PATH
    from rapidocr.utils.log import logger
    from rapidocr.utils.parse_parameters import ParseParams

    logger.setLevel("ERROR")
    settings = ParseParams.load(DEFAULT_CFG_PATH)
    for part in (settings.Det, settings.Rec):
        part.model_root_dir = Path(rapidocr.__file__).parent / "models"
        part.engine_cfg = settings.EngineConfig.onnxruntime
        part.engine_cfg.intra_op_num_threads = 1
        part.engine_cfg.enable_cpu_mem_arena = True
    settings.Det.limit_type, settings.Det.limit_side_len = "max", _LARGEST_SIDE
    return settings
