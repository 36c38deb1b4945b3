"""Work that takes longer than a reader should wait: it runs beside the page, says how far it is, can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread, main_thread
from typing import Generic, Literal, TypeVar

T = TypeVar("T")
State = Literal["running", "done", "stopped", "failed"]
Progress = Callable[[float], None]


class _Stopped(Exception):
    """Ends the work from within its next report of progress."""


class Work(Generic[T]):
    """One piece of work in a thread of its own.

    Parameters
    ----------
    run
        Does the work and returns what it found; calls what it is given with the share that is done, from 0 to 1.
    """

    def __init__(self, run: Callable[[Progress], T]) -> None:
        self.share = 0.0
        self.state: State = "running"
        self._found: list[T] = []
        self._run, self._asked_to_stop, self._ended = run, Event(), Event()
        Thread(target=self._work, daemon=True).start()

    @property
    def found(self) -> T | None:
        """What the work found, once it is done."""
        return self._found[0] if self._found else None

    def wait(self, seconds: float) -> bool:
        """Wait for the end, but no longer than this; tell whether it came."""
        return self._ended.wait(seconds)

    def stop(self) -> None:
        """Ask the work to end early; it finds nothing then."""
        if self.state == "running":
            self._asked_to_stop.set()
            self.state = "stopped"

    def _work(self) -> None:
        try:
            found = self._run(self._report)
            if not self._asked_to_stop.is_set():  # it may end before it reports again, and stays stopped all the same
                self._found.append(found)
                self.state = "done"
        except _Stopped:
            self.state = "stopped"
        except Exception:
            self.state = "failed"
            if main_thread().is_alive():  # a server that is being closed ends work half-way, and that is no fault
                raise  # into the log of the server; the page says that it did not work
        finally:
            self._ended.set()

    def _report(self, share: float) -> None:
        self.share = share
        if self._asked_to_stop.is_set():
            raise _Stopped
