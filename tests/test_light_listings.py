from dataclasses import replace

from lines import layer, line, paragraph

from docparse.engines.light.blocks import code
from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.layer import Line, MarkKind
from docparse.engines.light.listings import is_listing, merged, parted
from docparse.engines.light.regions import Region


def region(*lines: Line, kind: MarkKind = "code") -> Region:
    return Region(kind, hull(line.rect for line in lines), lines)


PAGE = layer(*paragraph(["words of the page go on"] * 6, y=300))
ABOVE = region(line("PERIOD = 15", mono=True), line("FLASHES = 2", y=112, mono=True))


def test_parts_of_a_listing_are_one_with_the_blank_line_between_them() -> None:
    below = region(line("def lit():", y=136, mono=True), line("return 1", x=92, y=148, mono=True))
    (whole,) = merged([ABOVE, below], PAGE)
    assert code(whole.lines) == "PERIOD = 15\nFLASHES = 2\n\ndef lit():\n    return 1"


def test_a_single_monospaced_line_goes_with_the_code_above_it() -> None:
    (whole,) = merged([ABOVE, region(line("lit()", y=136, mono=True), kind="text")], PAGE)
    assert whole.kind == "code"


def test_code_far_below_or_off_the_grid_stays_apart() -> None:
    far = region(line("lit()", y=200, mono=True), line("lit()", y=212, mono=True))
    off = region(line("lit()", x=74.5, y=136, mono=True), line("lit()", x=74.5, y=148, mono=True))
    assert len(merged([ABOVE, far], PAGE)) == 2
    assert len(merged([ABOVE, off], PAGE)) == 2


def test_prose_below_code_is_no_part_of_it() -> None:
    assert len(merged([ABOVE, region(line("It runs.", y=136), kind="text")], PAGE)) == 2


def typed(*texts: str) -> tuple[Line, ...]:
    return tuple(line(text, y=100 + 12 * n, mono=True) for n, text in enumerate(texts) if text)


OUTPUT = typed("0: obj = 1.82e+05; gap = 9.3e-01", "1: obj = 9.26e+04; gap = 6.8e+00", "OPTIMUM FOUND")
LETTER = typed("Dear Madam, the oil came late", "and the lamp was dark for a night", "and a day")


def test_a_table_of_monospaced_lines_without_rules_is_a_listing() -> None:
    table = region(*OUTPUT, kind="table")
    page = layer(*OUTPUT, *paragraph(["words of the page go on"] * 6, y=300))
    assert is_listing(table, page)
    assert not is_listing(table, replace(page, drawings=(Rect(60, 115, 300, 115),)))


def test_a_page_nearly_full_of_output_is_no_typed_page() -> None:
    note = line("Output:", y=80)
    assert is_listing(region(*OUTPUT, kind="text"), layer(note, *OUTPUT))
    assert not is_listing(region(*OUTPUT, kind="text"), layer(*OUTPUT))
    assert not is_listing(region(*LETTER, kind="text"), layer(note, *LETTER))


def test_a_line_of_code_that_is_taken_for_a_heading_goes_with_the_code() -> None:
    (whole,) = merged([ABOVE, region(line("class Lamp:", y=136, mono=True), kind="heading")], PAGE)
    assert whole.kind == "code"
    heading = region(line("The lamp", y=136, mono=True, bold=True), kind="heading")
    assert len(merged([ABOVE, heading], PAGE)) == 2


def test_lines_of_code_that_the_model_names_one_by_one_are_a_listing() -> None:
    lines = [region(made, kind="text") for made in typed("while lit:", "    turn(15)")]
    (whole,) = merged(lines, PAGE)
    assert (whole.kind, code(whole.lines)) == ("code", "while lit:\n    turn(15)")
    assert len(merged(lines, layer(*typed("while lit:", "    turn(15)")))) == 2
    apart = [region(made, kind="text") for made in typed("me@example.org", "", "you@example.org")]
    assert len(merged(apart, PAGE)) == 2


def test_code_within_a_region_of_prose_is_a_region_of_its_own() -> None:
    prose, after = line("It is made so:", y=88), line("and that is all", y=136)
    whole = region(prose, *typed("while lit:", "    turn(15)", "    rest()"), after, kind="text")
    assert [len(part.lines) for part in parted([whole], PAGE)] == [1, 3, 1]
    one = region(prose, *typed("lit()"), kind="text")
    assert list(parted([one], PAGE)) == [one]
