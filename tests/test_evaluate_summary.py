import pytest
from evaluation import seen, truth

from docparse.evaluate import Answer, Truth, scored, summarise
from docparse.evaluate.page import Scored, Share
from docparse.evaluate.scores import EDITS


def page(**shares: Share) -> Scored:
    return Scored(Truth("a", ()), Answer(""), shares, ())


def test_a_mean_weighs_pages_by_what_counts_on_them() -> None:
    means = summarise("x", [page(teds=Share(1, 1)), page(teds=Share(0.5, 3)), page()]).means
    assert means["teds"].value == pytest.approx(1.5 / 4)
    assert means["teds"].pages == 2


def test_the_interval_is_the_same_on_every_run_and_holds_the_mean() -> None:
    pages = [page(text=Share(n / 10)) for n in range(10)]
    mean = summarise("x", pages).means["text"]
    assert mean == summarise("y", pages).means["text"]
    assert mean.low < mean.value < mean.high
    assert mean.value == pytest.approx(0.45)


def test_the_interval_narrows_with_the_number_of_pages() -> None:
    few, many = ([page(text=Share(n % 2)) for n in range(count)] for count in (10, 1000))
    widths = [
        (mean.high - mean.low) for mean in (summarise("x", pages).means["text"] for pages in (few, many))
    ]
    assert widths[0] > 5 * widths[1]


def test_pages_that_are_all_alike_leave_no_doubt() -> None:
    mean = summarise("x", [page(text=Share(0.25))] * 5).means["text"]
    assert (mean.low, mean.value, mean.high) == (0.25, 0.25, 0.25)


def test_missing_and_empty_answers_are_counted_apart() -> None:
    summary = scored("x", [truth("a b c")] * 3, [Answer("", missing=True), Answer(" \n"), Answer("a b c")])
    assert (summary.unanswered, summary.empty) == (1, 1)
    assert summary.means["text"].value == pytest.approx(2 / 3)
    assert seen(truth("a b c"), "a b c").badness == 0


def test_the_overall_edit_distance_is_the_mean_of_four_means_of_the_pages_that_have_each() -> None:
    pages = [
        page(text=Share(0.2), order=Share(0.1), formula=Share(1)),
        page(text=Share(0.4), order=Share(0.3), table_edit=Share(0.5)),
        page(text=Share(0.0), order=Share(0.2)),
    ]
    mean = summarise("x", pages).means["edit"]
    assert mean.value == pytest.approx((0.2 + 1 + 0.5 + 0.2) / 4)
    assert mean.pages == 3
    many = summarise("x", [page(**{name: Share(n / 20) for name in EDITS}) for n in range(20)]).means["edit"]
    assert many.low < many.value < many.high


def test_there_is_an_overall_edit_distance_only_of_all_four_and_for_each_language() -> None:
    four = {name: Share(0.5) for name in EDITS}
    english = {f"{name}/english": Share(0.25) for name in EDITS}
    part = {"text/chinese": Share(0.1), "order/chinese": Share(0.1)}
    means = summarise("x", [page(**four, **english), page(**part)]).means
    assert means["edit"].value == 0.5
    assert means["edit/english"].value == 0.25
    assert "edit/chinese" not in means
    assert "edit" not in summarise("x", [page(text=Share(0.1))]).means
