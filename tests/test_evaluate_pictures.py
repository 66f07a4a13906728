import re
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from evaluation import region
from PIL import Image

from docparse.document import Box, Paragraph, Size, Text
from docparse.evaluate import Answer, Truth
from docparse.evaluate.report.pictures import Pictures

REGIONS = (region("table", 0, 0, 100, 100), region("heading", 0, 200, 100, 300))


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    with Pictures() as opened:
        yield opened


SIZE = Size(3000, 4000)


def answer(box: Box, size: Size = SIZE) -> Answer:
    return Answer("", (Paragraph((Text("x"),), box),), size)


def image(html: str) -> Image.Image:
    found = re.search('src="data:image/jpeg;base64,(.*?)"', html)
    assert found
    return Image.open(BytesIO(b64decode(found[1])))


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "webp"])
def test_a_large_page_is_made_small_whatever_its_format(
    tmp_path: Path, pictures: Pictures, suffix: str
) -> None:
    path = tmp_path / f"a.{suffix}"
    Image.new("RGB", (3000, 4000), "white").save(path)
    html = pictures.figure(Truth("a", (), image=path), [])
    assert image(html).size == (1050, 1400)


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n<script>", b""])
def test_a_file_that_is_no_image_is_not_shown(tmp_path: Path, pictures: Pictures, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    assert not pictures.figure(Truth("a.png", (), image=tmp_path / "a.png"), [])
    assert not pictures.figure(Truth("a.png", (), image=tmp_path / "nowhere.png"), [])


def test_boxes_are_drawn_though_there_is_no_image(pictures: Pictures) -> None:
    html = pictures.figure(Truth("a", (), REGIONS, SIZE), [answer(Box(0, 0, 100, 90))])
    assert re.findall('<g class="(.*?)">', html) == ["true", "given of-0"]
    assert re.findall('<rect class="(.*?)"', html) == [
        "true table",
        "true heading",
        "lost heading",
        "given paragraph",
    ]


def test_boxes_of_another_image_size_are_brought_to_that_of_the_truth(pictures: Pictures) -> None:
    given = answer(Box(0, 0, 50, 50), Size(1500, 2000))
    html = pictures.figure(Truth("a", (), REGIONS, SIZE), [Answer(""), given])
    assert 'class="given paragraph" x="0" y="0" width="100" height="100"' in html
    assert 'class="given of-1"' in html


def test_nothing_is_drawn_where_no_size_tells_what_the_boxes_mean(pictures: Pictures) -> None:
    assert not pictures.figure(Truth("a", (), REGIONS), [answer(Box(0, 0, 50, 50))])
