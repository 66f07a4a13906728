"""The one frozen value that says how a run is to go: built once, by the CLI or by `parse()`."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

Format: TypeAlias = Literal["md", "json", "jsonl", "html", "text"]
Task: TypeAlias = Literal["parse", "caption", "ocr"]
TablePolicy: TypeAlias = Literal["html", "repeat", "blank"]
MarginPolicy: TypeAlias = Literal["keep", "drop"]

DEFAULT_DPI = 200
DEFAULT_MAX_PIXELS = 6400 * 28 * 28
DEFAULT_PAGE_TIMEOUT = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Settings:
    to: Format = "md"
    pages: str = ""  # "" is all of them, else the dialect of docparse.source.ranges
    password: str = field(default="", repr=False)
    engine: str = "auto"
    model: str | None = None
    prompt: Path | None = None
    task: Task = "parse"
    dpi: int = DEFAULT_DPI
    max_pixels: int = DEFAULT_MAX_PIXELS
    tables: TablePolicy = "html"
    headers: MarginPolicy | None = None  # None: md and text drop them, json and html keep them
    images: str | None = (
        None  # a directory, "none" or "embed"; None: "none" on stdout, else beside the output
    )
    page_breaks: bool = False
    jobs: int = 0  # 0: one per processor
    page_timeout: float = DEFAULT_PAGE_TIMEOUT  # seconds that one page may take in a worker
    strict: bool = False
