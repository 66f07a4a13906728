# ruff: noqa: RUF001 - odd characters are what this module is about
"""Display mathematics in one row of known characters as LaTeX; the rest is left to a reader of pictures."""

import re
from collections.abc import Sequence
from itertools import groupby

from docparse.engines.light.characters import letters
from docparse.engines.light.inlines import script_of
from docparse.engines.light.layer import Line, Run

_COMMANDS = {
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ϵ": r"\epsilon",
    "ζ": r"\zeta", "η": r"\eta", "θ": r"\theta", "ι": r"\iota", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu",
    "ν": r"\nu", "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "υ": r"\upsilon",
    "φ": r"\varphi", "ϕ": r"\phi", "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta",
    "Θ": r"\Theta", "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi", "Σ": r"\Sigma", "Φ": r"\Phi", "Ψ": r"\Psi",
    "Ω": r"\Omega", "±": r"\pm", "∓": r"\mp", "×": r"\times", "÷": r"\div", "·": r"\cdot", "∗": "*",
    "≤": r"\leq", "≥": r"\geq", "≠": r"\neq", "≈": r"\approx", "≡": r"\equiv", "∼": r"\sim", "∝": r"\propto",
    "∈": r"\in", "∉": r"\notin", "⊂": r"\subset", "⊆": r"\subseteq", "∪": r"\cup", "∩": r"\cap",
    "∀": r"\forall",
    "∃": r"\exists", "∂": r"\partial", "∇": r"\nabla", "∞": r"\infty", "→": r"\to", "←": r"\leftarrow",
    "⇒": r"\Rightarrow", "↦": r"\mapsto", "⊗": r"\otimes", "⊕": r"\oplus", "…": r"\ldots", "⋯": r"\cdots",
    "−": "-", "–": "-", "′": "'", "∥": r"\|", "⟨": r"\langle", "⟩": r"\rangle", "ℓ": r"\ell", "∘": r"\circ",
    "°": r"^{\circ}",
    "{": r"\{", "}": r"\}", "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$",
}  # fmt: skip
_PLAIN = re.compile(r"[A-Za-z0-9+\-*/=()\[\]<>,.:;!'|?]")
_NUMBER = re.compile(r"\((\d+(?:\.\d+)*[a-z]?)\)$")
_WORD = re.compile(r"[A-Za-z]{2,}")
_NAMES = {
    "sin",
    "cos",
    "tan",
    "log",
    "ln",
    "exp",
    "max",
    "min",
    "lim",
    "sup",
    "inf",
    "det",
    "arg",
    "gcd",
    "dim",
    "Pr",
}


def latex(lines: Sequence[Line]) -> str | None:
    """LaTeX of a formula set in one row; None where it has fractions, large signs or unknown characters."""
    if len(lines) != 1 or lines[0].turned:
        return None
    line = lines[0]
    written = [
        _script(list(runs), script)
        for script, runs in groupby(line.runs, key=lambda run: script_of(run, line))
    ]
    if any(part is None for part in written):
        return None
    joined = " ".join("".join(part or "" for part in written).split())
    number = _NUMBER.search(joined)
    return f"{joined[: number.start()].rstrip()} \\tag{{{number[1]}}}" if number else joined


def _script(runs: list[Run], script: int) -> str | None:
    parts = [(" " * run.spaced, _translated(run)) for run in runs]
    if any(text is None for _, text in parts):
        return None
    joined = "".join(blank + (text or "") for blank, text in parts)
    return joined if script == 0 else f"{'^' if script > 0 else '_'}{{{joined.strip()}}}"


def _translated(run: Run) -> str | None:
    if _WORD.fullmatch(run.text):
        return _word(run)
    out = [_sign(c, slant) for part, slant in letters(run.text) for c in part]
    if any(c is None for c in out):
        return None
    return "".join(f"{c} " if c and c[0] == "\\" and c[-1].isalpha() else c or "" for c in out)


def _sign(character: str, slant: str) -> str | None:
    if character.isascii() and slant == "BOLD":
        return f"\\mathbf{{{character}}}"
    return character if _PLAIN.fullmatch(character) else _COMMANDS.get(character)


def _word(run: Run) -> str:
    """A run of letters: a function's name, a word set upright, or variables side by side."""
    if run.text in _NAMES:
        return f"\\{run.text} "
    return run.text if run.italic else f"\\mathrm{{{run.text}}}"
