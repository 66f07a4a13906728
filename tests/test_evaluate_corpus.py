"""Agreement with the first scorer of this project, on the predictions that OmniDocBench ships."""

from pathlib import Path

import pytest

from docparse.evaluate import compare, read

DEMO = Path(__file__).parents[2] / "shared" / "corpus" / "omnidocbench_demo" / "omnidocbench_demo"


@pytest.mark.skipif(not DEMO.is_dir(), reason="the corpus is not there")
def test_the_truth_of_omnidocbench_as_markdown_is_nearly_perfect() -> None:
    means = compare(read(DEMO), DEMO / "mds").means
    assert means["text"].value == pytest.approx(0.0247, abs=0.0001)  # the other scorer says the same
    assert (means["order"].value, means["teds"].value, means["teds_s"].value) == (0, 1, 1)
    assert means["missing"].value == 0
