from evaluation import table, truth

from docparse.evaluate import Answer, Cost, board, scored
from docparse.evaluate.page import Truth
from docparse.evaluate.summary import Mean, Summary

WIDE = 1000


def parser(name: str, *means: str) -> Summary:
    return Summary(name, {mean: Mean(0.25, 0.125, 0.5, 3) for mean in means}, ())


def test_a_line_a_score_and_a_column_a_parser() -> None:
    page = truth("one two three", tables=(table("a|b"),))
    summaries = [scored("ours", [page], [Answer("one two three")]), scored("theirs", [page], [Answer("")])]
    lines = list(board.text(summaries, WIDE))
    assert lines[0].split() == ["better", "ours", "theirs"]
    assert "text edit distance       low     0.000 [0.000 0.000]  1.000 [1.000 1.000]" in lines
    assert lines[-1].split() == ["pages", "with", "an", "empty", "one", "0", "1"]


def test_parsers_that_do_not_fit_stand_below_the_others() -> None:
    three = [parser(name, "text") for name in ("one", "two", "six")]
    lines = list(board.text(three, 80))
    assert max(map(len, lines)) <= 80
    assert [line.split() for line in lines if "better" in line] == [
        ["better", "one", "two"],
        ["better", "six"],
    ]
    assert lines.count("") == 1


def test_a_terminal_too_narrow_for_one_parser_shows_it_nevertheless() -> None:
    lines = list(board.text([parser("one", "text"), parser("two", "text")], 10))
    assert [line.split()[-1] for line in lines if "better" in line] == ["one", "two"]


def test_a_score_that_one_parser_lacks_is_blank_there() -> None:
    lines = list(board.text([parser("one"), parser("two", "box")], WIDE))
    assert "boxes found (IoU .5)     high         0.250 [0.125 0.500]" in lines


def test_parts_are_indented_below_their_whole_and_named_in_full_without_it() -> None:
    titles = [line.title for line in board.lines([parser("one")], ["cer/latin", "box", "box/table"])]
    assert titles == ["character error: latin", "boxes found (IoU .5)", "  table"]


def test_names_in_wide_letters_keep_the_columns_straight() -> None:
    head, line, *_ = board.text([parser("汉字", "text"), parser("two", "text")], WIDE)
    assert head.index("two") + len("汉字") == line.rindex("0.250")


def test_what_a_run_cost_is_shown_where_it_is_known() -> None:
    page = Truth("a.png", ())
    ours = scored("ours", [page, page], [Answer(""), Answer("")], cost=Cost(3.0, 1.0, 5_000_000, 2))
    theirs = scored("theirs", [page, page], [Answer(""), Answer("")])
    lines = {line.title: line.cells for line in board.counts([theirs, ours])}
    assert lines["CPU seconds a page"] == ("", "1.50")
    assert lines["peak memory, MB"] == ("", "5")
    assert "seconds a page" not in {line.title for line in board.counts([theirs])}
