"""The process that holds a device: one engine, pages in and readings out as they are done.

`python -m docparse.station FD` takes its brief from the pipe at FD, says that it is ready, and then takes
pages as its engine pulls them. It opens no document itself.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue

from docparse.engines import Model
from docparse.errors import DocparseError
from docparse.source import PageRef
from docparse.streams import Brief, Pulse, Ready

_EVERY = 1.0  # seconds


def main(descriptor: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    with Connection(descriptor) as pipe:
        brief: Brief = pipe.recv()
        send = _sender(pipe)
        try:
            engine = brief.serve()
            send(Ready())
            if isinstance(engine, Model):
                threading.Thread(target=_pulse, args=(engine, send), daemon=True).start()
            for reading in engine.read(_asked(pipe)):
                send(reading)
        except DocparseError as error:
            send(error)
        except Exception as error:  # noqa: BLE001 - the one broad net: a bug costs the pages it met, and is named
            send(f"{type(error).__name__}: {error}")


def _sender(pipe: Connection) -> Callable[[object], None]:
    """What threads may share."""
    lock = threading.Lock()

    def send(message: object) -> None:
        with lock:
            pipe.send(message)

    return send


def _pulse(model: Model, send: Callable[[object], None]) -> None:
    """Tell that the model goes on. A standstill is for the parent to see: nothing may run here any more."""
    seen = -1
    with suppress(OSError):  # the parent is gone
        while True:
            if (passes := model.passes) != seen:
                seen = passes
                send(Pulse(model.patience))
            time.sleep(_EVERY)


def _asked(pipe: Connection) -> Iterator[PageRef]:
    refs: SimpleQueue[PageRef] = SimpleQueue()
    threading.Thread(target=_take, args=(pipe, refs), daemon=True).start()
    while True:
        yield refs.get()


def _take(pipe: Connection, refs: SimpleQueue[PageRef]) -> None:
    """Take pages as they come. A parent that is gone wants no reading: nothing that is under way is ended."""
    while True:
        try:
            refs.put(pipe.recv())
        except (EOFError, OSError):
            os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
