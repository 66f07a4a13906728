"""What the command says on stderr: plain text, never Rich markup, which would eat brackets from a path."""

import sys
from collections.abc import Callable
from dataclasses import dataclass


def complaint(message: str, hint: str = "") -> str:
    """An error, and after a blank line what would help."""
    return f"error: {one_line(message)}" + (f"\n\nhint: {one_line(hint)}" if hint else "")


def complain(message: str, hint: str = "") -> None:
    print(complaint(message, hint), file=sys.stderr)


@dataclass(frozen=True, slots=True)
class Voice:
    """How much to say: -1 errors only, 0 warnings too, 1 notes too."""

    level: int
    say: Callable[[str], None]

    def warn(self, message: str) -> None:
        if self.level >= 0:
            self.say(f"warning: {one_line(message)}")

    def note(self, message: str) -> None:
        if self.level >= 1:
            self.say(f"note: {one_line(message)}")


def one_line(text: str) -> str:
    """Control characters from file names and documents must not drive the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
