"""Time several ways side by side, and print what came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import process_time


def interleaved(
    tasks: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = process_time
) -> dict[str, float]:
    """Return the least seconds of each task, of the processor or by another clock.

    One warm-up call each, then in every round one call of every task: what slows the machine down for a while slows
    all of them, and their ratios hold. What other programs do can only add to a time, so the least says most.

    Parameters
    ----------
    tasks
        What to run, by name.
    rounds
        How many calls of each are timed.
    clock
        What tells the time, in seconds; that of the wall where several threads share the work.
    """
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for task in tasks.values():
        task()
    for _ in range(rounds):
        for name, task in tasks.items():
            start = clock()
            task()
            seconds[name].append(clock() - start)
    return {name: min(times) for name, times in seconds.items()}


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, its first column to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    print(f"\n{title}\n")
    for row in (head, ["-" * width for width in widths], *rows):
        first, *others = (
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join([first, *others]).rstrip(), flush=True)


def milliseconds(seconds: float) -> str:
    """Write a time."""
    return f"{1000.0 * seconds:,.1f}"


def times(ratio: float) -> str:
    """Write a ratio."""
    return f"{ratio:.2f}x" if ratio < 9.95 else f"{ratio:,.0f}x"
