"""How fast a run is, and how long it still takes."""

from __future__ import annotations

from collections import deque

REMEMBERED = 64  # marks; the pace is that of the last of them, so that lost and new workers are soon seen in it


class Pace:
    """Providers a second and seconds left, from marks of how many are done at which time."""

    def __init__(self, total: int) -> None:
        """Begin a run of so many providers."""
        self._total = total
        self._marks: deque[tuple[float, int]] = deque(maxlen=REMEMBERED)

    def mark(self, seconds: float, done: int) -> None:
        """Note how many providers are done at a time, in seconds of any clock that never goes back.

        The first mark is where the run begins: what was done before says nothing about its pace.
        """
        self._marks.append((seconds, done))

    @property
    def per_second(self) -> float | None:
        """Providers a second, None until some have been computed."""
        if not self._marks:
            return None
        (began, before), (now, done) = self._marks[0], self._marks[-1]
        return (done - before) / (now - began) if done > before and now > began else None

    @property
    def seconds_left(self) -> float | None:
        """Seconds until all are done, None while nobody can tell."""
        if self._marks and self._marks[-1][1] >= self._total:
            return 0.0
        return (self._total - self._marks[-1][1]) / self.per_second if self.per_second else None
