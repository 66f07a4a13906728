"""Pieces that are pictures: charts, music, structures, and pictures of nothing in particular."""

from random import Random

from docparse.document import Chart, Chemical, Figure, Music
from docparse.synth import charts, markup, molecules, music
from docparse.synth.parts import Draft
from docparse.synth.pieces import Piece


def score(draft: Draft) -> Piece:
    abc = music.tune(draft.rng)
    return Piece(Music(abc), _picture(music.engraved(abc), "100%"))


def structure(draft: Draft) -> Piece:
    smiles = molecules.structure(draft.rng)
    return Piece(Chemical(smiles), _picture(molecules.drawn(smiles), "5cm"))


def chart(draft: Draft) -> Piece:
    block, svg = charts.chart(draft.rng)
    return Piece(Chart(block), _picture(svg, "9cm" if draft.columns == 1 else "100%"))


def picture(draft: Draft) -> Piece:
    """Discs on a coloured ground: nothing to read."""
    rng = draft.rng
    count = rng.randint(4, 12)
    places = [(rng.randint(10, 290), rng.randint(10, 170), rng.randint(6, 60)) for _ in range(count)]
    discs = "".join(f'<circle cx="{x}" cy="{y}" r="{r}" fill="{_colour(rng)}"/>' for x, y, r in places)
    ground = f'<rect width="300" height="180" fill="{_colour(rng)}"/>'
    size = 'width="300" height="180"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><clipPath id="p"><rect {size}/></clipPath>'
    width = "6cm" if draft.columns == 1 else "80%"
    return Piece(Figure(), _picture(f'{svg}<g clip-path="url(#p)">{ground}{discs}</g></svg>', width))


def _colour(rng: Random) -> str:
    return f"#{rng.randrange(0x202020, 0xE0E0E0):06x}"


def _picture(svg: str, width: str) -> str:
    return f'align(center, image(bytes({markup.quoted(svg)}), format: "svg", width: {width}))'
