"""Whether letters are as frequent as a language has them."""

from random import Random

import paper
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.engines.light.plausible import fit

SENTENCES = (
    paper.LOREM,
    (
        "Der Hafen liegt an der Mündung eines trägen Flusses und wird jedes Frühjahr "
        "ausgebaggert, seit es die "
        "Mühle gibt. Boote mit wenig Tiefgang erreichen den oberen Kai bei jedem Wasserstand."
    ),
    (
        "Гавань лежит в устье медленной реки, и каждую весну её углубляют с тех пор, как "
        "построили мельницу. "
        "Лодки с малой осадкой доходят до верхней пристани при любой воде."
    ),
    (
        "Το λιμάνι βρίσκεται στις εκβολές ενός αργού ποταμού και βυθοκορείται κάθε άνοιξη "
        "από τότε που χτίστηκε "
        "ο μύλος. Οι βάρκες φτάνουν στην επάνω αποβάθρα με κάθε παλίρροια."
    ),
    (
        "הנמל נמצא בשפך של נהר איטי, ובכל אביב מעמיקים אותו מאז שנבנתה הטחנה. סירות קטנות "
        "מגיעות אל הרציף העליון "
        "בכל שעה, והגדולות ממתינות בחוץ לגאות."
    ),
    (
        "我们的城市在河的旁边，每年春天人们都会来这里看"
        "花。学校的老师说，这个地方从前没有桥，要过河的人都得等船。"
        "现在大家可以从桥上走过去，也可以坐车到对面的山下。"
    ),
    (
        "港は静かな川の口にあり、水車ができてからは毎年"
        "春になると底がさらわれる。浅い船はいつでも上の岸に着くことが"
        "でき、大きな船は外で潮を待っている。"
    ),
)


def mixed(text: str, seed: int) -> str:
    letters = sorted(set(text))
    others = letters[:]
    Random(seed).shuffle(others)
    return text.translate(dict(zip(map(ord, letters), others, strict=True)))


@pytest.mark.parametrize("text", SENTENCES)
def test_a_text_of_any_language_fits_better_than_its_letters_mixed_up(text: str) -> None:
    found = fit(text)
    assert found is not None
    rivals = [rival.score for seed in range(40) if (rival := fit(mixed(text, seed))) is not None]
    assert sum(rival < found.score for rival in rivals) >= 0.8 * len(rivals)
    assert sum(rival < 2.5 for rival in rivals) >= 0.85 * len(rivals)


@pytest.mark.parametrize("text", SENTENCES[:5])
def test_texts_in_an_alphabet_fit_well(text: str) -> None:
    found = fit(text)
    assert found is not None
    assert found.score > 2.5


def test_figures_and_a_few_letters_tell_nothing() -> None:
    assert fit("12,345.00 " * 50) is None
    assert fit("A brief note") is None


@given(st.text())
def test_any_text_can_be_judged(text: str) -> None:
    found = fit(text)
    assert found is None or found.letters <= len(text) * 2
