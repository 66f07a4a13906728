"""The one frozen value that says how a run is to go: built once, by the CLI or by `parse()`."""

from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

Format: TypeAlias = Literal["md", "json", "jsonl", "html", "text", "chunks"]
Task: TypeAlias = Literal["parse", "caption", "ocr"]
TablePolicy: TypeAlias = Literal["html", "repeat", "blank"]
MarginPolicy: TypeAlias = Literal["keep", "drop"]
SecondOpinion: TypeAlias = Literal["auto", "none", "layer", "ocr"]
Merge: TypeAlias = Literal["none", "text", "tables", "all"]
Precision: TypeAlias = Literal["auto", "bfloat16", "float16", "float32"]

DEFAULT_DPI = 200
DEFAULT_MAX_PIXELS = 6400 * 28 * 28
DEFAULT_MAX_TOKENS = 8192  # a page dense with text takes two thousand, a table over a whole page more
DEFAULT_CONCURRENCY = 32  # what one GPU answers at a time without much loss to each
DEFAULT_CHUNK_TOKENS = 512
DEFAULT_PAGE_TIMEOUT = 60.0  # seconds
DEFAULT_MAX_MEMORY = 6144  # MB; reading a page image takes a quarter of it
DEFAULT_MAX_PAGE_PIXELS = 80_000_000  # A3 at 600 dpi has 70 million


class Question(NamedTuple):
    """What is asked of a model in place of all that a page says."""

    verb: Literal["extract", "locate"]
    asked: str  # a JSON schema, or what is sought


@dataclass(frozen=True, slots=True)
class Settings:
    to: Format = "md"
    pages: str = ""  # "" is all of them, else the dialect of docparse.source.ranges
    password: str = field(default="", repr=False)
    engine: str = "auto"
    model: str | None = None  # a short name, a hub id or a folder
    server: str | None = None  # the address of an API that models are asked through
    concurrency: int = DEFAULT_CONCURRENCY  # pages under way there at a time
    ray: str | None = None  # the address of a cluster whose machines are to read
    lang: str = ""  # of page images, such as "ell+rus"; "" is told by themselves
    offline: bool = False
    device: tuple[str, ...] = ()  # such as ("cuda:0", "cuda:1"); () is every GPU, or else the processor
    dtype: Precision = "auto"
    grammar: bool = True  # hold a model's answers to the format
    draft: bool = True  # foresee a model's answers by the text layer: the same answers, sooner
    max_tokens: int = DEFAULT_MAX_TOKENS
    prompt: Path | None = None
    task: Task = "parse"
    question: Question | None = None  # in place of a task
    dpi: int = DEFAULT_DPI
    max_pixels: int = DEFAULT_MAX_PIXELS
    tables: TablePolicy = "html"
    headers: MarginPolicy | None = None  # None: md and text drop them, json and html keep them
    images: str | None = (
        None  # a directory, "none" or "embed"; None: "none" on stdout, else beside the output
    )
    page_breaks: bool = False
    merge: Merge = "all"  # what a column or a page broke
    words: bool = False  # whether pages are to bring the words of their text layers
    chunk_tokens: int = DEFAULT_CHUNK_TOKENS
    tokenizer: str = "words"  # what counts them: this, a tokenizer.json, or a folder that holds one
    jobs: int = 0  # 0: one per processor
    page_timeout: float = DEFAULT_PAGE_TIMEOUT  # seconds that one page may take in a worker
    max_memory: int = DEFAULT_MAX_MEMORY  # MB of address space that a worker may have; 0 is no limit
    max_page_pixels: int = DEFAULT_MAX_PAGE_PIXELS  # of a page image
    strict: bool = False
    second_opinion: SecondOpinion = "auto"  # what answers are held against; auto: models' against text layers
    agreement: float | None = None  # the least with it, for a page to be whole; None: whatever it is
    store: str | PathLike[str] | None = None  # where answers are kept from run to run; None: nowhere


def resolution(dpi: int, max_page_pixels: int) -> str:
    """What decides the size of a page image, besides the page: for fingerprints."""
    limit = "" if max_page_pixels == DEFAULT_MAX_PAGE_PIXELS else f":{max_page_pixels}px"
    return f"{dpi}dpi{limit}"
