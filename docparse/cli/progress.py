"""The progress bar on stderr: pages done, pages a second, time left."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Meter:
    """Counts pages where a person watches, and prints lines above the bar; silent elsewhere."""

    def __init__(self, *, shown: bool) -> None:
        self._progress: Progress | None = _bar() if shown and sys.stderr.isatty() else None
        self._task: TaskID | None = None
        self._expected = 0
        self._begun = 0  # documents

    def __enter__(self) -> Self:
        if self._progress is not None:
            self._progress.start()
            self._task = self._progress.add_task("pages", total=None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def expect(self, pages: int, documents: int = 1) -> None:
        """The next of so many documents has that many pages; those to come are taken to have as many."""
        self._expected += pages
        self._begun += 1
        if self._progress is not None and self._task is not None:
            total = max(self._expected, round(self._expected * documents / self._begun))
            what = f"{self._begun} of {documents} documents, pages" if documents > 1 else "pages"
            self._progress.update(self._task, total=total, description=what)

    def advance(self) -> None:
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task)

    def print(self, line: str) -> None:
        if self._progress is None:
            print(line, file=sys.stderr)
        else:
            self._progress.console.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
    from rich.text import Text

    class Pace(ProgressColumn):
        """Over the whole run; Rich's own columns begin anew whenever a document adds to the total."""

        def render(self, task: Task) -> Text:
            return Text(pace(task.completed, task.total or 0, task.elapsed or 0))

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Pace(),
        console=Console(stderr=True),
        transient=True,
    )


def pace(done: float, total: float, seconds: float) -> str:
    """Such as `4.2 pages/s, 1:05 left`; before the first page how long it has been: `0:17`."""
    if not done or not seconds:
        return _clock(seconds)
    each = seconds / done
    said = f"{1 / each:.1f} pages/s" if each < 10 else f"{each:.0f} s a page"
    return f"{said}, {_clock((total - done) * each)} left"


def _clock(seconds: float) -> str:
    return f"{round(seconds) // 60}:{round(seconds) % 60:02}"
