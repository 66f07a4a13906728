from dataclasses import replace

from lines import line

from docparse.engines.light.layer import Line
from docparse.engines.light.numbered import unnumbered

CODE = ["while lit:", "    turn(15)", "", "    rest()"]


def numbered(*, joined: bool, size: float = 6.0) -> list[Line]:
    made: list[Line] = []
    for row, text in enumerate(CODE):
        number = line(str(9 + row), x=70 - 0.5 * size * len(str(9 + row)), y=100 + 12 * row, size=size)
        code = line(text, x=80, y=100 + 12 * row, mono=True) if text else None
        if code and joined:
            made.append(Line((*number.runs, replace(code.runs[0], spaced=True), *code.runs[1:])))
        else:
            made += [number, *([code] if code else [])]
    return made


def test_numbers_at_the_left_of_code_go() -> None:
    for joined in (True, False):
        assert [made.text for made in unnumbered(numbered(joined=joined))] == [
            "while lit:", "turn(15)", "rest()"
        ]  # fmt: skip


def test_numbers_as_large_as_the_code_or_beside_prose_stay() -> None:
    large = numbered(joined=False, size=10.0)
    assert unnumbered(large) == tuple(large)
    prose = [Line(tuple(replace(run, mono=False) for run in made.runs)) for made in numbered(joined=False)]
    assert unnumbered(prose) == tuple(prose)


def test_numbers_that_do_not_go_on_stay() -> None:
    mixed = [made for made in numbered(joined=False) if made.text != "10"]
    assert "9" in [made.text for made in unnumbered(mixed)]
