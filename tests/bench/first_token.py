"""How long a model takes to load, to its first token, and for each after it.

    python tests/bench/first_token.py MODEL... [--size 1652x2352] [--tokens 64] [--device cpu] [--dtype auto]

MODEL is a folder. The page is white with a little noise; what is said of it does not matter.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from docparse.checkpoints import folder
from docparse.families import Prompt
from docparse.runtime.load import load
from docparse.runtime.step import Context, Part, Run, Runner


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("models", nargs="+", type=Path)
    parser.add_argument("--size", default="1652x2352")
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--dtype", default="auto")
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    noise = np.random.default_rng(0).integers(200, 256, (height, width), dtype=np.uint8)
    image = Image.fromarray(noise).convert("RGB")
    print(
        f"{'model':24}{'billions':>9}{'load s':>8}{'prepare s':>10}{'places':>8}{'first s':>9}{'next ms':>9}"
    )
    for model in options.models:
        print(f"{model.name:24}" + "".join(timed(model, image, options)), flush=True)


def timed(model: Path, image: Image.Image, options: argparse.Namespace) -> list[str]:
    checkpoint = folder.read(model)
    began = time.perf_counter()
    loaded = load(checkpoint, (options.device,), options.dtype)
    ready = time.perf_counter()
    inputs = loaded.family.prepare(image, 6400 * 28 * 28)
    prepared = time.perf_counter()
    text = loaded.family.chat(Prompt("", "Read this."), inputs.tokens)
    ids = tuple(loaded.tokenizer.encode(text, add_special_tokens=False).ids)
    runner = Runner(loaded, 1, len(ids) + options.tokens)
    slot = runner.cache.admit()
    [prompt] = runner.see([Context(ids, loaded.family.positions(ids, inputs), inputs)])
    [token] = runner.step([Part(slot, prompt, 0, len(ids))]).read()
    first = time.perf_counter()
    for place in range(len(ids), len(ids) + options.tokens - 1):
        [token] = runner.step([Run(slot, token, place)]).read()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    done = time.perf_counter()
    return [
        f"{checkpoint.parameters / 1e9:9.3f}",
        f"{ready - began:8.2f}",
        f"{prepared - ready:10.2f}",
        f"{inputs.tokens:8}",
        f"{first - prepared:9.2f}",
        f"{(done - first) / (options.tokens - 1) * 1000:9.1f}",
    ]


if __name__ == "__main__":
    main()
