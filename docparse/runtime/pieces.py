"""InternLM2's tokenizer out of its SentencePiece model, for folders that hold nothing else.

Read here without SentencePiece, and made a `tokenizers.Tokenizer`. Only what is known to come out the same is
taken: byte-pair pieces with bytes to fall back on, over text that is not normalised.
"""
# pyright: standard
# tokenizers has no types worth knowing.

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, processors

from docparse.errors import EngineError

_Message: TypeAlias = dict[int, Any]  # of a protocol buffer: the last value under each field's number

_PIECE, _TRAINER, _NORMALIZER = 1, 2, 3  # fields of the model
_TEXT, _SCORE, _KIND = 1, 2, 3  # of a piece
_NORMAL, _USER_DEFINED, _UNUSED = 1, 4, 5  # kinds
_ADD_DUMMY_PREFIX: Final = 3  # of the normalizer
_WIDTHS: Final = {1: 8, 5: 4}  # bytes of the numbers that are not packed
_SPACE: Final = "▁"
_UNKNOWN: Final = "<unk>"
_TWIN: Final = (
    "put the tokenizer.json of its twin whose name ends in `-MPO-hf` into the folder: that of "
    "OpenGVLab/InternVL2_5-8B-MPO-hf for an InternVL2_5-8B"
)
# What a model must say, as (part, field, value, what a file means that does not say it).
_TAKEN: Final = (
    (_TRAINER, 3, 2, 1),  # byte pairs
    (_TRAINER, 24, 0, 0),  # blanks stand before a word
    (_TRAINER, 35, 1, 0),  # bytes to fall back on
    (_NORMALIZER, 2, b"", b""),  # no table of characters
    (_NORMALIZER, 4, 0, 1),  # blanks stay
    (_NORMALIZER, 5, 1, 1),  # and are written as `▁`
)


class Piece(NamedTuple):
    text: str
    score: float
    kind: int


def tokenizer(folder: Path) -> Tokenizer:
    """Of `tokenizer.model` and the special tokens in `tokenizer_config.json`; `<s>` is set before every text.

    Raises EngineError for a model of another make. One text is not taken as SentencePiece takes it: the name
    of a spare piece, where the model sets a blank before every text.
    """
    try:
        settings = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
        special = {int(n): AddedToken(**token) for n, token in settings["added_tokens_decoder"].items()}
        pieces, prefix = _model((folder / "tokenizer.model").read_bytes())
        return _built(pieces, special, prefix=prefix)
    except (OSError, ValueError, KeyError, TypeError, IndexError, struct.error) as error:
        raise EngineError(f"cannot make a tokenizer of `{folder}/tokenizer.model`", hint=_TWIN) from error


def _model(raw: bytes) -> tuple[list[Piece], bool]:
    """The pieces, and whether a blank is set before every stretch of text."""
    parts: dict[int, _Message] = {_TRAINER: {}, _NORMALIZER: {}}
    pieces: list[Piece] = []
    for number, value in _fields(raw):
        if number == _PIECE:
            piece = dict(_fields(value))
            score = struct.unpack("<f", piece.get(_SCORE, bytes(4)))[0]
            pieces.append(Piece(piece[_TEXT].decode(), score, piece.get(_KIND, _NORMAL)))
        elif number in parts:
            parts[number] = dict(_fields(value))
    if any(parts[part].get(field, unsaid) != value for part, field, value, unsaid in _TAKEN):
        raise ValueError("made with other settings than InternLM2's")
    return pieces, bool(parts[_NORMALIZER].get(_ADD_DUMMY_PREFIX, 1))


def _fields(raw: bytes) -> Iterator[tuple[int, Any]]:
    """The fields of a protocol buffer: integers as such, all others as bytes."""
    at = 0
    while at < len(raw):
        key, at = _varint(raw, at)
        if key & 7 == 0:
            value, at = _varint(raw, at)
            yield key >> 3, value
            continue
        length, at = (_WIDTHS[key & 7], at) if key & 7 in _WIDTHS else _varint(raw, at)
        if at + length > len(raw):
            raise ValueError("cut short")
        yield key >> 3, raw[at : at + length]
        at += length


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = raw[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _built(pieces: list[Piece], special: Mapping[int, AddedToken], *, prefix: bool) -> Tokenizer:
    names = dict(enumerate(piece.text for piece in pieces))
    names |= {n: token.content for n, token in special.items()}  # some take the place of a spare piece
    words = {name: n for n, name in names.items()}
    kept = [piece for n, piece in enumerate(pieces) if n not in special]
    if any(_merges([piece for piece in kept if piece.kind == _UNUSED], words)):
        raise ValueError("joins pieces that it takes apart again")
    merges = list(_merges([piece for piece in kept if piece.kind == _NORMAL], words))
    built = Tokenizer(models.BPE(words, merges, unk_token=_UNKNOWN, fuse_unk=True, byte_fallback=True))
    built.normalizer, built.decoder = _spacing(prefix=prefix)
    if not prefix:
        whole = [piece.text for piece in kept if piece.kind == _USER_DEFINED]
        built.add_tokens([AddedToken(text, normalized=True) for text in whole])
    built.add_special_tokens([special[n] for n in sorted(special)])
    built.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A $B", special_tokens=[("<s>", words["<s>"])]
    )
    return built


def _spacing(*, prefix: bool) -> tuple[normalizers.Normalizer, decoders.Decoder]:
    """How blanks are written, and how text comes back."""
    write = normalizers.Replace(" ", _SPACE)
    back = [decoders.Replace(_SPACE, " "), decoders.ByteFallback(), decoders.Fuse()]
    if not prefix:
        return write, decoders.Sequence(back)
    write = normalizers.Sequence([normalizers.Prepend(_SPACE), write])
    return write, decoders.Sequence([*back, decoders.Strip(" ", 1, 0)])


def _merges(pieces: Iterable[Piece], words: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Every way to join two pieces into a third, the piece with the highest score first."""
    for piece in sorted(pieces, key=lambda piece: -piece.score):
        for middle in range(len(piece.text) - 1, 0, -1):
            left, right = piece.text[:middle], piece.text[middle:]
            if left in words and right in words:
                yield left, right
