# ruff: noqa: RUF001 - odd characters are what this module is about
"""Characters of mathematics: how LaTeX writes them, and what part each plays in a row."""

import unicodedata
from typing import Literal, TypeAlias

Role: TypeAlias = Literal[
    "letter",
    "word",
    "digit",
    "large",
    "relation",
    "binary",
    "open",
    "close",
    "mark",
    "accent",
    "root",
    "prime",
]

_PAIRS = r"""
α alpha β beta γ gamma δ delta ε varepsilon ϵ epsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa λ lambda
μ mu ν nu ξ xi π pi ϖ varpi ρ rho ϱ varrho σ sigma ς varsigma τ tau υ upsilon φ varphi ϕ phi χ chi ψ psi
ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega ∂ partial ∇ nabla
∞ infty ℓ ell ℏ hbar ħ hbar ı imath ȷ jmath ℵ aleph ℜ Re ℑ Im ℘ wp ∅ emptyset ∀ forall ∃ exists ∄ nexists
¬ neg ⊤ top ∠ angle △ triangle □ square ◻ square ∎ blacksquare ♯ sharp ♭ flat ♮ natural † dagger ‡ ddagger
… ldots ⋯ cdots ⋮ vdots ⋱ ddots 𝚤 imath 𝚥 jmath ∁ complement ★ bigstar
"""
_RELATIONS = r"""
≤ leq ≥ geq ≦ leqq ≧ geqq ⩽ leqslant ⩾ geqslant ≠ neq ≈ approx ≡ equiv ∼ sim ≃ simeq ≅ cong ≐ doteq
≜ triangleq ≔ coloneqq
∝ propto ∈ in ∉ notin ∋ ni ⊂ subset ⊃ supset ⊆ subseteq ⊇ supseteq ⊄ not\subset ⊊ subsetneq ≪ ll ≫ gg
≺ prec ≻ succ ≼ preceq ≽ succeq ⪯ preceq ⪰ succeq ⊢ vdash ⊣ dashv ⊨ models ⊧ models ⊥ perp
∣ mid → to ← leftarrow ↔ leftrightarrow ⇒ Rightarrow ⇐ Leftarrow ⇔ Leftrightarrow ⟹ Longrightarrow
⟶ longrightarrow ⟵ longleftarrow ⟺ Longleftrightarrow ↦ mapsto ⟼ longmapsto ↑ uparrow ↓ downarrow ↗ nearrow
↘ searrow ⇀ rightharpoonup ⇌ rightleftharpoons ↪ hookrightarrow ↠ twoheadrightarrow ⇝ rightsquigarrow
≲ lesssim ≳ gtrsim ≍ asymp ⊑ sqsubseteq ⊒ sqsupseteq ⌣ smile ⌢ frown ⊲ lhd ⊳ rhd ⊴ unlhd ⊵ unrhd
"""
_BINARIES = r"""
± pm ∓ mp × times ÷ div · cdot ⋅ cdot ∙ bullet • bullet ∘ circ ⊕ oplus ⊖ ominus ⊗ otimes ⊘ oslash ⊙ odot
∪ cup ∩ cap ⊎ uplus ∧ wedge ∨ vee ⋆ star ∖ setminus ⋄ diamond ◦ circ ⊔ sqcup ⊓ sqcap ≀ wr ⋉ ltimes ⋊ rtimes
⨯ times ⊛ circledast ⊞ boxplus ⊠ boxtimes ∔ dotplus ⋈ bowtie
"""
_LARGE = r"""
∑ sum ∏ prod ∐ coprod ∫ int ∬ iint ∭ iiint ∮ oint ⋃ bigcup ⋂ bigcap ⨁ bigoplus ⨂ bigotimes ⨀ bigodot
⋀ bigwedge ⋁ bigvee ⨄ biguplus ⨆ bigsqcup
"""
_OPENING = r"⟨ langle ⌊ lfloor ⌈ lceil 〈 langle ⟦ llbracket"
_CLOSING = r"⟩ rangle ⌋ rfloor ⌉ rceil 〉 rangle ⟧ rrbracket"
_ACCENTS = r"""
ˆ hat ^ hat ̂ hat ¯ bar ̄ bar ‾ overline ̅ overline ˜ tilde ̃ tilde ˙ dot ̇ dot ¨ ddot ̈ ddot ⃗ vec ˇ check ̌ check
˘ breve ̆ breve ˚ mathring ̊ mathring ´ acute ́ acute ` grave ̀ grave
"""


def _table(pairs: str) -> dict[str, str]:
    words = pairs.split()
    return {sign: f"\\{name}" for sign, name in zip(words[::2], words[1::2], strict=True)}


ACCENTS = _table(_ACCENTS)
_SHOWN: dict[Role, dict[str, str]] = {
    "letter": _table(_PAIRS)
    | {"°": r"{}^{\circ}", "#": r"\#", "$": r"\$", "%": r"\%", "&": r"\&", "_": r"\_"},
    "relation": _table(_RELATIONS) | {"=": "=", "<": "<", ">": ">", ":": ":", "∶": ":"},
    "binary": _table(_BINARIES) | {"+": "+", "−": "-", "–": "-", "-": "-", "∗": "*", "*": "*"},
    "large": _table(_LARGE),
    "open": _table(_OPENING) | {"(": "(", "[": "[", "{": r"\{"},
    "close": _table(_CLOSING) | {")": ")", "]": "]", "}": r"\}"},
    "mark": {c: c for c in ",;.!?"}
    | {"|": "|", "‖": r"\|", "∥": r"\|", "/": "/", "∕": "/", "⁄": "/", "\\": r"\backslash"},
    "accent": ACCENTS,
    "root": {"√": r"\sqrt{}"},
    "prime": {
        "′": r"\prime",
        "'": r"\prime",
        "’": r"\prime",
        "″": r"\prime\prime",
        "‴": r"\prime\prime\prime",
    },
}
_ROLES: dict[str, Role] = {sign: role for role, table in _SHOWN.items() for sign in table}
_ALPHABETS = {
    "DOUBLE-STRUCK": "mathbb",
    "FRAKTUR": "mathfrak",
    "BLACK-LETTER": "mathfrak",
    "SCRIPT": "mathcal",
    "SANS-SERIF": "mathsf",
    "MONOSPACE": "mathtt",
    "BOLD": "mathbf",
}
LIMITED = frozenset(
    ("max", "min", "lim", "limsup", "liminf", "sup", "inf", "det", "gcd", "Pr", "argmax", "argmin")
)
FUNCTIONS = LIMITED | {
    "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "coth",
    "log", "ln", "lg", "exp", "arg", "dim", "ker", "deg", "hom", "mod",
}  # fmt: skip
_MADE = {"argmax": r"\operatorname{argmax}", "argmin": r"\operatorname{argmin}", "mod": r"\bmod"}


def role(character: str) -> Role:
    found = _ROLES.get(character)
    if found:
        return found
    return "digit" if character.isdigit() else "letter"


def function(name: str) -> str:
    return _MADE.get(name, f"\\{name}")


def sign(character: str) -> str | None:
    """LaTeX of one character; None where it has none."""
    found = _ROLES.get(character)
    if found:
        return _SHOWN[found][character]
    if character.isascii() and character.isprintable():
        return character
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and len(plain) == 1:
        return _styled(plain, unicodedata.name(character, ""))
    return character if character.isalpha() and ord(character) > 0x2E80 else _composed(character)


def _styled(plain: str, name: str) -> str | None:
    inner = sign(plain)
    command = next((command for word, command in _ALPHABETS.items() if word in name), "")
    if command == "mathbf" and not plain.isascii():
        command = "boldsymbol"
    return f"\\{command}{{{inner}}}" if inner and command else inner


def _composed(character: str) -> str | None:
    """A letter with its accent in one character."""
    parts = unicodedata.normalize("NFD", character)
    if len(parts) == 2 and parts[1] in ACCENTS and parts[0].isascii():
        return f"{ACCENTS[parts[1]]}{{{parts[0]}}}"
    return None
