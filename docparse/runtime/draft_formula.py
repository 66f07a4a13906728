# ruff: noqa: RUF001 - signs of formulas are what this module is about
"""LaTeX of formulas, as far as the signs that a text layer has of them tell it."""

import re
from typing import Final

_NEAR: Final = 8  # signs
_ITEM: Final = re.compile(r"\\([A-Za-z]+)|[^\s\\{}$^_&]")
_COMMAND: Final = re.compile(r"\\([A-Za-z]*)$")
_NAMED: Final[str] = """
    α alpha β beta γ gamma δ delta ϵ epsilon ε varepsilon ζ zeta η eta θ theta κ kappa λ lambda μ mu ν nu ξ xi
    π pi ρ rho σ sigma τ tau ϕ phi φ varphi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Π Pi Σ Sigma
    Φ Phi Ψ Psi Ω Omega ≤ leq ≥ geq ≠ neq ≈ approx ∼ sim ≡ equiv ± pm × times ⋅ cdot · cdot ∑ sum ∏ prod ∫ int
    √ sqrt ∞ infty ∂ partial ∇ nabla ∈ in → rightarrow … ldots ⋯ cdots
"""
_NAMES: Final[dict[str, str]] = dict(zip(_NAMED.split()[::2], _NAMED.split()[1::2], strict=True))


def along(formula: str, text: str, at: int) -> int:
    """Where in a text the signs end that a formula has, if they begin there; it may have others, too."""
    for item in _ITEM.finditer(formula):
        near = enumerate(text[at : at + _NEAR], start=at + 1)
        at = next((end for end, sign in near if _NAMES.get(sign, sign) == (item[1] or item[0])), at)
    return at


def sign(formula: str, text: str, at: int) -> str:
    """How the next of the signs is written behind one that is not closed yet; "" if that is not sure."""
    at = along(formula, text, at)
    near = text[at : at + _NEAR].lstrip()
    if begun := _COMMAND.search(formula):
        names = (_NAMES.get(sign, "") for sign in near)
        return next((name[len(begun[1]) :] for name in names if name.startswith(begun[1]) and name), "")
    if not near or formula[-1] not in "${ ":
        return ""
    return f"\\{_NAMES[near[0]]}" if near[0] in _NAMES else near[0].replace("−", "-")
