"""Qwen2-VL. Never trained on QwenVL HTML: its prompt describes what to write."""

from docparse.families.qwen import Qwen


class Qwen2VL(Qwen):
    """Boxes count thousandths of the image."""

    name = "qwen2-vl"
    architecture = "Qwen2VLForConditionalGeneration"
