"""Faults of known size, planted into known pages: each has to show in the scores that are there for it."""

import pytest

from docparse.evaluate import compare, read, scores

pytest.importorskip("typst", reason="Typst, of the extra `synth`, is not installed")
pytest.importorskip("rdkit", reason="RDKit, of the extra `synth`, is not installed")

Marks = dict[str, dict[str, float]]


@pytest.fixture(scope="module")
def marks(tmp_path_factory: pytest.TempPathFactory) -> Marks:
    """The scores of the truth itself, under `truth`, and of each fault."""
    from docparse.synth.folder import Order, make

    folder = tmp_path_factory.mktemp("set") / "pages"
    list(make(Order(8, 7, folder, clean=True, faults=1), jobs=1))
    truths = read(folder)
    answers = {path.name: path for path in (folder / "faults").iterdir()}
    return {
        name: {score: mean.value for score, mean in compare(truths, path).means.items()}
        for name, path in {"truth": folder, **answers}.items()
    }


def test_the_truth_is_a_perfect_answer(marks: Marks) -> None:
    for name, value in marks["truth"].items():
        assert value == (1 if scores.of(name).better == "high" else 0), name


@pytest.mark.parametrize(
    ("fault", "worse", "same"),
    [
        ("digit", ["text"], ["missing", "spurious", "order", "teds_s"]),
        ("word", ["text"], ["teds_s"]),
        ("row", ["teds", "teds_s", "missing"], ["text", "spurious"]),
        ("column", ["teds"], ["text", "teds_s"]),
        ("paragraph", ["text", "missing", "box"], ["teds", "spurious"]),
        ("invented", ["text", "spurious"], ["teds", "missing"]),
        ("loop", ["spurious"], ["text", "order", "teds", "missing"]),
        ("cut", ["text", "missing", "teds", "box", "silent"], ["spurious"]),
    ],
)
def test_a_fault_shows_where_it_should_and_nowhere_else(
    marks: Marks, fault: str, worse: list[str], same: list[str]
) -> None:
    found, perfect = marks[fault], marks["truth"]
    assert {name for name in worse if found[name] == perfect[name]} == set()
    assert {name: found[name] for name in same} == {name: perfect[name] for name in same}


def test_a_larger_fault_costs_more(marks: Marks) -> None:
    text = [marks[fault]["text"] for fault in ("digit", "word", "paragraph", "cut")]
    assert text == sorted(text)
