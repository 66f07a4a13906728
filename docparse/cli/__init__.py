"""The command line: the only code that prints, exits or reads the environment."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import pairwise
from typing import Annotated, Any

import typer
from typer.core import TyperGroup, TyperOption

from docparse import __version__
from docparse.cli import check, doctor, evaluate, extract, locate, parse, status, stdout, synth, view
from docparse.cli.talk import complain
from docparse.errors import DocparseError, Exit, UsageError

_LEVEL = re.compile(r"\d{0,3}\.?\d+")  # files that are named so have a path, as in ./1
_ALIKE = 0.75  # of the letters of a verb
_TOP_FLAGS = frozenset({"--help", "-h", "--version"})
_EXAMPLES = """\
  docparse report.pdf                   Markdown on standard output
  docparse scans/ page.png -o parsed/   a file for each document
  cat a.pdf | docparse - --to jsonl     a line of JSON for each page"""
_VERSION = "\n  --version                       Print the version and exit."


class FrontDoor(TyperGroup):
    """`docparse FILE` is `docparse parse FILE`: whatever does not begin with a verb is something to parse."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in _TOP_FLAGS):
            _require_no_slip(args[:1], (*self.commands, *_TOP_FLAGS))
            args = ["parse", *args]
        return super().parse_args(ctx, list(_levelled(args)))

    def get_help(self, ctx: Any) -> str:
        """The help of `parse`, which most runs are, with the verbs before its options."""
        command = self.commands["parse"]
        front = command.get_help(command.context_class(command, info_name=ctx.info_name))
        told = [(name, verb) for name, verb in self.commands.items() if not verb.hidden]
        rows = "".join(f"\n  {name:<8} {verb.get_short_help_str(68)}" for name, verb in told)
        usage, options = front.split("\n\nArguments:", 1)
        verbs = f"Verbs (`docparse VERB --help`):{rows}"
        return f"{usage}\n\n{_EXAMPLES}\n\n{verbs}\n\nArguments:{options}{_VERSION}"


app = typer.Typer(
    cls=FrontDoor,
    name="docparse",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"docparse {__version__}")
        raise typer.Exit


@app.callback()
def front(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    pass


app.command(name="parse", hidden=True, context_settings={"help_option_names": ["-h", "--help"]})(parse.parse)
app.command(name="check", context_settings={"help_option_names": ["-h", "--help"]})(check.check)
app.command(name="view", context_settings={"help_option_names": ["-h", "--help"]})(view.view)
app.command(name="extract", context_settings={"help_option_names": ["-h", "--help"]})(extract.extract)
app.command(name="locate", context_settings={"help_option_names": ["-h", "--help"]})(locate.locate)
app.command(name="eval", context_settings={"help_option_names": ["-h", "--help"]})(evaluate.evaluate)
app.command(name="synth", context_settings={"help_option_names": ["-h", "--help"]})(synth.synth)
app.command(name="status", context_settings={"help_option_names": ["-h", "--help"]})(status.status)
app.command(name="doctor", context_settings={"help_option_names": ["-h", "--help"]})(doctor.doctor)


def main() -> None:
    """The console script."""
    stdout.fill()
    sys.exit(_run())


def _run() -> int:
    try:
        code: object = app(standalone_mode=False)
    except DocparseError as error:
        complain(error.message, error.hint)
        return error.exit_code
    except typer.TyperException as error:
        complain(_reworded(error.format_message()), _hint(error))
        return Exit.USAGE
    except (typer.Abort, KeyboardInterrupt):
        return Exit.INTERRUPTED
    return code if isinstance(code, int) else Exit.OK


def _require_no_slip(words: list[str], known: Iterable[str]) -> None:
    """Raises UsageError where what names no file is nearly a verb, whose options `parse` would not know."""
    for word in words:
        if not os.path.lexists(word) and (like := get_close_matches(word, known, 1, _ALIKE)):
            raise UsageError(f"there is no file and no verb `{word}`", hint=f"`docparse {like[0]}`?")


def _levelled(args: list[str]) -> Iterator[str]:
    """Arguments with the level that may follow `--strict` as an option of its own, as Typer wants it."""
    for before, arg in pairwise(["", *args]):
        if before == "--strict" and _LEVEL.fullmatch(arg):
            yield f"--strict-level={arg}"
        elif arg.startswith("--strict=") and _LEVEL.fullmatch(arg.removeprefix("--strict=")):
            yield from ("--strict", f"--strict-level={arg.removeprefix('--strict=')}")
        else:
            yield arg


def _hint(error: Any) -> str:
    """How the verb is called that was called badly."""
    verb = error.ctx.command if error.ctx else None  # an option without its value does not say whose it is
    name = f"docparse {verb.name}" if verb and verb.name not in ("parse", "docparse") else "docparse"
    needed = [_word(param) for param in verb.params if param.required] if verb else []
    call = f"`{name} {' '.join(needed)}`; " if needed else ""
    return f"{call}`{name} --help` lists what it takes"


def _word(param: Any) -> str:
    return f"{param.opts[0]} {param.metavar}" if isinstance(param, TyperOption) else param.metavar


def _reworded(message: str) -> str:
    """What Typer says, in the form of all other messages."""
    said = (
        message.replace("Value error, ", "")
        .replace("--strict-level", "--strict")
        .replace("Input should", "it should")
        .rstrip(".")
    )
    said = re.sub(r"'([^' ]+)'", r"`\1`", said)
    return said[:1].lower() + said[1:]
