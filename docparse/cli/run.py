"""One run of `docparse FILE...`: every document that is not done yet, read and written."""

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from docparse import pipeline
from docparse.cli import ledger, stdout
from docparse.cli.desk import Desk
from docparse.cli.ledger import Ledger
from docparse.cli.outputs import plan, require_file, spare_sources
from docparse.cli.progress import Meter
from docparse.cli.talk import Voice, complain, one_line
from docparse.engines import Say
from docparse.engines.choose import Choice
from docparse.errors import Exit
from docparse.settings import Settings
from docparse.source import inputs


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asked for, besides how pages are to be read."""

    files: tuple[str, ...]
    settings: Settings
    output: str | None
    report: Path | None
    loudness: int
    progress: bool
    force: bool = False  # make anew what is done already


def run(order: Order) -> int:
    """Do it all and return the exit code; raises DocparseError where nothing can be done."""
    settings = order.settings
    require_file(order.report)
    with ExitStack() as stack:
        found = stack.enter_context(inputs.find(order.files))
        outputs = plan(found, order.output, settings)
        spare_sources(found, *filter(None, [order.report]))
        say = teller(order.loudness)
        workshop = stack.enter_context(pipeline.workshop(settings, say))
        tell_of_loading(workshop.choice, say)
        kept = stack.enter_context(Ledger(outputs, order.report))
        data = stack.enter_context(stdout.claimed())
        meter = stack.enter_context(
            Meter(shown=order.progress and not (data.isatty() and None in outputs.paths.values()))
        )
        shape = ledger.order(settings, workshop.choice)
        voice = Voice(order.loudness, meter.print)
        desk = Desk(settings, workshop, data, voice, meter, kept, shape)
        anew = order.force or workshop.choice.engine == "replay"  # whose answers may be others by now
        left = iter(found) if anew else kept.left(found, shape)
        try:
            for work in pipeline.read(left, settings, workshop):
                desk.handle(work, outputs.paths[work.input])
        except KeyboardInterrupt:
            complain(f"interrupted: {kept.tally.written} of {len(found)} documents were finished")
            return Exit.INTERRUPTED
        if kept.present and say is not None:
            meter.print(
                f"{kept.present} of {len(found)} documents were done already; `--force` does them again"
            )
        kept.publish()
    return kept.tally.exit_code(strict=settings.strict)


def teller(loudness: int) -> Say:
    """For news from before there is a progress bar."""
    if loudness < 0:
        return None
    return lambda words: print(one_line(words), file=sys.stderr, flush=True)


def tell_of_loading(choice: Choice, say: Say) -> None:
    """Whoever watches waits a minute for a large model before the first page."""
    news = choice.plan.news(str(choice.model)) if choice.plan is not None else ""
    if news and say is not None and sys.stderr.isatty():
        say(news)
