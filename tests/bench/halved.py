# pyright: standard
"""Stores the weights of a model as half-precision numbers, which onnxruntime makes whole when it loads them.

python tests/bench/halved.py MODEL OUT [--signs FILE]

Needs the package onnx. The model computes as before, with weights that are rounded to eleven bits. `--signs`
names a file of the signs that a recogniser's classes stand for, one a line, to be kept in the model.
"""

import argparse
import hashlib
import sys
from pathlib import Path
from typing import Any

_LEAST = 512  # numbers of a tensor: smaller ones are left whole


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--signs", type=Path)
    asked = parser.parse_args()
    import onnx  # pyright: ignore[reportMissingImports]  # in no extra: models are seldom made

    model = onnx.load(asked.model)
    _halve(model.graph)
    if asked.signs:
        signs = asked.signs.read_text(encoding="utf-8").rstrip("\n")
        model.metadata_props.add(key="character", value=signs)
    onnx.save(model, asked.out)
    print(hashlib.sha256(asked.out.read_bytes()).hexdigest(), asked.out.stat().st_size, asked.out)
    return 0


def _halve(graph: Any) -> None:
    from onnx import (  # pyright: ignore[reportMissingImports]  # as above
        TensorProto,
        helper,
        numpy_helper,
    )

    kept, casts = [], []
    for weights in graph.initializer:
        numbers = numpy_helper.to_array(weights)
        if weights.data_type != TensorProto.FLOAT or numbers.size < _LEAST:
            kept.append(weights)
            continue
        half = numpy_helper.from_array(numbers.astype("float16"), f"{weights.name}_half")
        kept.append(half)
        casts.append(helper.make_node("Cast", [half.name], [weights.name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)


if __name__ == "__main__":
    sys.exit(main())
