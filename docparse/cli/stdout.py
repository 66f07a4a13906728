"""Keep standard output for data, whatever libraries print on it."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TextIO

from docparse.errors import SinkError


@contextmanager
def claimed() -> Generator[TextIO, None, None]:
    """A stream to the real stdout; descriptor 1 goes to stderr meanwhile, for our children too."""
    try:
        sys.stdout.flush()
        saved = os.dup(1)
    except (OSError, AttributeError) as error:
        raise SinkError("standard output is closed", hint="pass -o FILE") from error
    os.dup2(2, 1)
    try:
        with open(os.dup(saved), "w", encoding="utf-8", newline="\n") as stream:
            yield stream
    finally:
        os.dup2(saved, 1)
        os.close(saved)
