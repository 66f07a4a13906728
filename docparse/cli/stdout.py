"""Keep standard output for data, whatever libraries print on it, and the other standard streams open."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import TextIO

from docparse.errors import SinkError, reason


def fill() -> None:
    """Read nothing and show nothing where the caller closed a stream: no file may take its number."""
    for descriptor, name, mode in ((0, "stdin", "r"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDWR)
            if null != descriptor:
                os.dup2(null, descriptor)
                os.close(null)
            os.set_inheritable(descriptor, True)
            setattr(sys, name, open(descriptor, mode, encoding="utf-8"))  # noqa: SIM115 - as long as we live


@contextmanager
def claimed() -> Generator[TextIO, None, None]:
    """A stream to the real stdout; descriptor 1 goes to stderr meanwhile, for our children too.

    Whoever reads it may have enough at any time: then the block ends there, quietly.
    """
    try:
        sys.stdout.flush()
        saved = os.dup(1)
    except (OSError, AttributeError) as error:
        raise SinkError("standard output is closed", hint="pass -o FILE") from error
    os.dup2(2, 1)
    stream = open(os.dup(saved), "w", encoding="utf-8", newline="\n")  # noqa: SIM115 - closed below, quietly
    try:
        yield stream
        stream.flush()
    except BrokenPipeError:
        pass
    except OSError as error:
        raise SinkError(f"cannot write standard output: {reason(error)}") from error
    finally:
        with suppress(OSError):  # what could not be written was said above
            stream.close()
        os.dup2(saved, 1)
        os.close(saved)
