"""QwenVL HTML: what engines answer in, what the store keeps, what `--to html` writes."""

from docparse.qwenvl.check import check, repair
from docparse.qwenvl.findings import CODES, HARMLESS
from docparse.qwenvl.inlines import canonical
from docparse.qwenvl.loops import repeats
from docparse.qwenvl.parse import Parsed, parse
from docparse.qwenvl.spaces import PIXELS, THOUSANDTHS, Space
from docparse.qwenvl.transfer import transfer
from docparse.qwenvl.write import write, write_block

__all__ = [
    "CODES",
    "HARMLESS",
    "PIXELS",
    "THOUSANDTHS",
    "Parsed",
    "Space",
    "canonical",
    "check",
    "parse",
    "repair",
    "repeats",
    "transfer",
    "write",
    "write_block",
]
