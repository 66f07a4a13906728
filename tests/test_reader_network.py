"""What trains the reader computes what transformers computes."""
# pyright: standard
# torch and transformers have no types worth knowing.

from string import ascii_letters

import numpy as np
import pytest
from reader.pages import CHARACTERS, SIZES, answer, paint, random_page

from docparse.document import Size

torch = pytest.importorskip("torch", reason="needs the `vl` extra")
pytest.importorskip("transformers", reason="needs the `vl` extra")

from reader import network, tokens  # noqa: E402 - after the guards
from reader.lessons import lesson  # noqa: E402

LETTERS = {tokens.token(letter): CHARACTERS.index(letter) + 1 for letter in ascii_letters}


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_training_sees_and_thinks_as_transformers_does(size: Size) -> None:
    model = network.build().eval()
    page = random_page("network", size)
    said = tokens.encode(answer(page))
    before, after = (tokens.encode(part) for part in (tokens.BEFORE_IMAGE, tokens.AFTER_IMAGE))
    image = tokens.token(tokens.IMAGE)
    ids = torch.tensor([[*before, *[image] * network.layout(size).cells, *after, *said]])
    grey = torch.from_numpy(paint(page))
    with torch.inference_mode():
        theirs = model(
            input_ids=ids,
            attention_mask=torch.ones_like(ids),
            pixel_values=network.patches(paint(page)),
            image_grid_thw=torch.tensor([[1, size.height // 14, size.width // 14]]),
            mm_token_type_ids=(ids == image).int(),
        ).logits[:, -len(said) - 1 :]
        ours = network.scores(model, grey[None], torch.tensor([said]), size)
    torch.testing.assert_close(ours, theirs, atol=2e-5, rtol=1e-4)


def test_a_lesson_points_at_the_letters_that_it_asks_for() -> None:
    size = Size(280, 168)
    taught = lesson([random_page("lesson", size, tables=0)], 200)
    order = network.by_cell(np.arange(12 * 20).reshape(12, 20)).tolist()
    names = dict(zip(order, taught.letters.names[0].tolist(), strict=True))
    asked = zip(*(part[0].tolist() for part in (taught.answers, taught.columns, taught.rows)), strict=True)
    letters = [(token, row * 20 + column) for token, column, row in asked if token in LETTERS]
    assert len(letters) > 20
    assert all(names[patch] == LETTERS[token] for token, patch in letters)
