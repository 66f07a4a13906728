"""Qwen's vocabulary without a model: from `qwen.tiktoken`, or from the wheel of dashscope that holds it."""
# pyright: standard
# tokenizers has no types worth knowing.

import base64
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Final

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

_MEMBER: Final = "dashscope/resources/qwen.tiktoken"
# Letters with one mark before them, each digit alone, marks with the line ends behind them, blanks.
_WORDS: Final = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_SPECIAL: Final = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")


def read(path: Path) -> Tokenizer:
    """A `tokenizer.json` is taken as it is."""
    if path.suffix == ".json":
        return Tokenizer.from_file(str(path))
    raw = zipfile.ZipFile(path).read(_MEMBER) if path.suffix == ".whl" else path.read_bytes()
    ranks = {base64.b64decode(piece): int(rank) for piece, rank in map(bytes.split, raw.splitlines())}
    made = Tokenizer(models.BPE({_spelt(piece): rank for piece, rank in ranks.items()}, _merges(ranks)))
    bytewise = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(_WORDS), "isolated"), bytewise])
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([*_SPECIAL])
    return made


def _merges(ranks: dict[bytes, int]) -> list[tuple[str, str]]:
    pairs = (_parts(piece, ranks) for piece in sorted(ranks, key=ranks.__getitem__) if len(piece) > 1)
    return [(_spelt(left), _spelt(right)) for left, right in pairs]


def _parts(piece: bytes, ranks: dict[bytes, int]) -> tuple[bytes, bytes]:
    """The two that a piece is joined from: what is left when all joins of lower rank are made."""
    parts = [piece[n : n + 1] for n in range(len(piece))]
    while len(parts) > 2:
        joined = [ranks.get(left + right, len(ranks)) for left, right in pairwise(parts)]
        at = joined.index(min(joined))
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return parts[0], parts[1]


def _letters() -> list[str]:
    """How `ByteLevel` writes each byte: as itself where it is visible, otherwise from U+0100 on."""
    visible = {*range(33, 127), *range(161, 173), *range(174, 256)}
    hidden = iter(range(256, 512))
    return [chr(byte if byte in visible else next(hidden)) for byte in range(256)]


_LETTERS: Final = _letters()


def _spelt(piece: bytes) -> str:
    return "".join(_LETTERS[byte] for byte in piece)
