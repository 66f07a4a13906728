"""How long a text is for whoever embeds it: by a model's own tokenizer, or by words where none is named."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from docparse.errors import EngineError, UsageError, install

WORDS: Final = "words"  # no model's: each word, each mark and each Chinese or Japanese character is one
_CJK: Final = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_WORD: Final = re.compile(rf"{_CJK}|(?:(?!{_CJK})[^\W_])+|[^\w\s]|_")


@cache
def counter(name: str) -> Callable[[str], int]:
    """Counts by `words`, or by the `tokenizer.json` at a path (the file, or the folder of a model)."""
    if name == WORDS:
        return lambda text: sum(1 for _ in _WORD.finditer(text))
    path = Path(name)
    file = path / "tokenizer.json" if path.is_dir() else path
    if not file.is_file():
        raise UsageError(
            f"there is no tokenizer at `{name}`", hint="pass a tokenizer.json, a model's folder, or `words`"
        )
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise EngineError("`--tokenizer` needs the package tokenizers", hint=install("vl")) from error
    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:
        raise UsageError(f"cannot read the tokenizer `{name}`: {error}") from error
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)
