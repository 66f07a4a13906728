"""Mathematics as one tree of expressions, written as LaTeX and as Typst."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final, TypeAlias, assert_never


@dataclass(frozen=True, slots=True)
class Sign:
    """A letter, a number or an operator."""

    latex: str
    typst: str


@dataclass(frozen=True, slots=True)
class Run:
    """Expressions one after the other."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Fraction:
    top: "Expression"
    bottom: "Expression"


@dataclass(frozen=True, slots=True)
class Script:
    base: "Expression"
    below: "Expression | None" = None
    above: "Expression | None" = None


@dataclass(frozen=True, slots=True)
class Root:
    inner: "Expression"


@dataclass(frozen=True, slots=True)
class Fence:
    inner: "Expression"


@dataclass(frozen=True, slots=True)
class Matrix:
    rows: tuple[tuple["Expression", ...], ...]


Expression: TypeAlias = Sign | Run | Fraction | Script | Root | Fence | Matrix


def latex(expression: Expression) -> str:
    match expression:
        case Sign():
            return expression.latex
        case Run(parts):
            return " ".join(map(latex, parts))
        case Fraction(top, bottom):
            return rf"\frac{{{latex(top)}}}{{{latex(bottom)}}}"
        case Script(base, below, above):
            low = f"_{{{latex(below)}}}" if below else ""
            return latex(base) + low + (f"^{{{latex(above)}}}" if above else "")
        case Root(inner):
            return rf"\sqrt{{{latex(inner)}}}"
        case Fence(inner):
            return rf"\left( {latex(inner)} \right)"
        case Matrix(rows):
            lines = r" \\ ".join(" & ".join(map(latex, row)) for row in rows)
            return rf"\begin{{pmatrix}} {lines} \end{{pmatrix}}"
        case _:
            assert_never(expression)


def typst(expression: Expression) -> str:
    match expression:
        case Sign():
            return expression.typst
        case Run(parts):
            return " ".join(map(typst, parts))
        case Fraction(top, bottom):
            return f"frac({typst(top)}, {typst(bottom)})"
        case Script(base, below, above):
            low = f"_({typst(below)})" if below else ""
            return typst(base) + low + (f"^({typst(above)})" if above else "")
        case Root(inner):
            return f"sqrt({typst(inner)})"
        case Fence(inner):
            return f"lr(( {typst(inner)} ))"
        case Matrix(rows):
            return f"mat({'; '.join(', '.join(map(typst, row)) for row in rows)})"
        case _:
            assert_never(expression)


def _same(texts: str) -> tuple[Sign, ...]:
    return tuple(Sign(text, text) for text in texts.split())


def _named(names: str) -> tuple[Sign, ...]:
    return tuple(Sign(f"\\{name}", name) for name in names.split())


_LETTERS: Final = (*_same("a b c f h k m n p q r s t u v x y z A B C F G N T"),)
_GREEK: Final = _named("alpha beta gamma delta theta lambda mu pi rho sigma tau omega Gamma Delta Omega")
_FUNCTIONS: Final = _named("sin cos tan log ln exp")
_OPERATORS: Final = (*_same("+ -"), Sign(r"\cdot", "dot.op"), Sign(r"\times", "times"))
_RELATIONS: Final = (
    *_same("= < >"),
    Sign(r"\leq", "lt.eq"),
    Sign(r"\geq", "gt.eq"),
    Sign(r"\approx", "approx"),
)
_EQUALS: Final = Sign("=", "=")
_INFINITY: Final = Sign(r"\infty", "infinity")
_D: Final = Sign("d", "d")
_SUMS: Final = (Sign(r"\sum", "sum"), Sign(r"\prod", "product"))
_INTEGRAL: Final = Sign(r"\int", "integral")


def relation(rng: Random, depth: int) -> Expression:
    """Something equal to, or less than, something else."""
    return Run((_atom(rng), rng.choice(_RELATIONS), _terms(rng, depth)))


def _terms(rng: Random, depth: int) -> Expression:
    parts = [_term(rng, depth)]
    for _ in range(rng.randint(0, 2)):
        parts += [rng.choice(_OPERATORS), _term(rng, depth)]
    return Run(tuple(parts))


def _term(rng: Random, depth: int) -> Expression:
    return _atom(rng) if depth <= 0 else rng.choice(_TERMS)(rng, depth - 1)


def _atom(rng: Random) -> Expression:
    number = str(rng.randint(2, 99))
    sign = rng.choice((*_LETTERS, *_GREEK, Sign(number, number)))
    if sign.latex.isdigit() or rng.random() < 0.5:
        return sign
    mark = Sign(digit := str(rng.randint(0, 9)), digit)
    return Script(sign, mark, None) if rng.random() < 0.5 else Script(sign, None, mark)


def _sum(rng: Random, depth: int) -> Expression:
    index = rng.choice(_same("i j k"))
    low = Run((index, _EQUALS, rng.choice(_same("0 1"))))
    return Run((Script(rng.choice(_SUMS), low, rng.choice((_INFINITY, *_same("n m N")))), _term(rng, depth)))


def _integral(rng: Random, depth: int) -> Expression:
    variable = rng.choice(_same("x t u"))
    limits = Script(_INTEGRAL, rng.choice(_same("0 1 a")), rng.choice((_INFINITY, *_same("b T 2"))))
    return Run((limits, _term(rng, depth), _D, variable))


def _matrix(rng: Random, depth: int) -> Expression:  # noqa: ARG001 - one of the terms
    columns = rng.randint(2, 3)
    return Matrix(tuple(tuple(_atom(rng) for _ in range(columns)) for _ in range(2)))


_TERMS: Final[tuple[Callable[[Random, int], Expression], ...]] = (
    _term,
    lambda rng, depth: Fraction(_terms(rng, depth - 1), _term(rng, depth)),
    lambda rng, depth: Root(_terms(rng, depth - 1)),
    lambda rng, depth: Script(Fence(_terms(rng, depth - 1)), None, _atom(rng)),
    lambda rng, depth: Run((rng.choice(_FUNCTIONS), Fence(_term(rng, depth)))),
    _sum,
    _integral,
    _matrix,
)
