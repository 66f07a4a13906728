from lines import line

from docparse.engines.light.blocks import code
from docparse.engines.light.geometry import hull
from docparse.engines.light.layer import Line, MarkKind
from docparse.engines.light.listings import merged
from docparse.engines.light.regions import Region


def region(*lines: Line, kind: MarkKind = "code") -> Region:
    return Region(kind, hull(line.rect for line in lines), lines)


ABOVE = region(line("PERIOD = 15", mono=True), line("FLASHES = 2", y=112, mono=True))


def test_parts_of_a_listing_are_one_with_the_blank_line_between_them() -> None:
    below = region(line("def lit():", y=136, mono=True), line("return 1", x=92, y=148, mono=True))
    (whole,) = merged([ABOVE, below])
    assert code(whole.lines) == "PERIOD = 15\nFLASHES = 2\n\ndef lit():\n    return 1"


def test_a_single_monospaced_line_goes_with_the_code_above_it() -> None:
    (whole,) = merged([ABOVE, region(line("lit()", y=136, mono=True), kind="text")])
    assert whole.kind == "code"


def test_code_far_below_or_off_the_grid_stays_apart() -> None:
    far = region(line("lit()", y=200, mono=True), line("lit()", y=212, mono=True))
    off = region(line("lit()", x=74.5, y=136, mono=True), line("lit()", x=74.5, y=148, mono=True))
    assert len(merged([ABOVE, far])) == 2
    assert len(merged([ABOVE, off])) == 2


def test_prose_below_code_is_no_part_of_it() -> None:
    assert len(merged([ABOVE, region(line("It runs.", y=136), kind="text")])) == 2
