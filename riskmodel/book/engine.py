"""Runs the blocks of a book on a cluster and keeps their parts in a folder.

A few blocks a worker are under way at any time, each part is written as soon as it arrives, and the providers lie
on the disk until their block is sent: memory does not grow with the book. A block depends on nothing but the plan and
its providers, so a lost worker costs the time of its blocks, and whoever is killed goes on with those that are missing.
"""

from __future__ import annotations

import signal
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, Final, cast

from distributed import Client, Future, Worker, WorkerPlugin, as_completed, get_worker
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from riskmodel import __version__
from riskmodel.book import block, lock
from riskmodel.book.block import Part, Plan
from riskmodel.book.cluster import connected
from riskmodel.book.insured import Insured
from riskmodel.book.packed import Blocks, Packed, packed
from riskmodel.book.parts import Parts, open_run
from riskmodel.case import CaseError, Fault

AHEAD: Final = 2  # blocks a worker: one is computed while the other waits, so that none ever waits for us
PATIENCE: Final = 3  # how often a block is tried again after Dask gave it up, each time after several lost workers


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    blocks: int  # done
    all_blocks: int
    providers: int  # done
    all_providers: int
    workers: int = 0  # there at the moment

    def after(self, size: int, workers: int) -> Progress:
        """Return how far it is after one more block of so many providers."""
        return replace(self, blocks=self.blocks + 1, providers=self.providers + size, workers=workers)


def run(
    plan: Plan,
    insured: Iterable[Insured],
    folder: Path,
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    resume: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Parts:
    """Compute a book and return its parts, which are kept in a folder.

    The parts are the same to the byte whatever the workers, and however often a run was stopped and resumed. Ctrl-C and
    SIGTERM close the cluster and leave the parts that are done.

    Parameters
    ----------
    plan
        What all providers share.
    insured
        The providers in ascending order of their ids; read once.
    folder
        Where `run.json` and `parts/` are written.
    scheduler
        Address of a Dask scheduler; None starts a cluster on this machine and ends it afterwards.
    workers
        Processes of a cluster that is started here; as many as there are cores if None.
    resume
        Go on with the run that the folder holds, if it holds one.
    progress
        Told how far the run is: at the beginning, once the cluster is there, and after each block.

    Raises
    ------
    CaseError
        If another run computes in the folder, if it holds a run that is not to be resumed or another one, if the
        cluster cannot be reached, is lost or has other versions, or if a provider cannot be computed; the fault says
        which. Parts that are done are kept.
    OSError
        If a part cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with lock.held(folder, again=True), packed(insured, folder) as (blocks, digest):
        parts = open_run(folder, _identity(plan, blocks, digest), len(blocks), resume=resume)
        missing, tell = parts.missing, progress or (lambda _: None)
        everyone = sum(blocks.sizes)
        done = everyone - sum(blocks.sizes[number] for number in missing)
        so_far = Progress(len(blocks) - len(missing), len(blocks), done, everyone)
        if not missing:
            tell(so_far)
            return parts
        try:
            with _ended_by_sigterm(), connected(scheduler, workers) as client:
                tell(replace(so_far, workers=_threads(client)))
                for number, part in _computed(client, plan, blocks, missing):
                    parts.add(number, part)
                    so_far = so_far.after(blocks.sizes[number], _threads(client))
                    tell(so_far)
        finally:
            parts.tidy()
    return parts


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end the program as an error would, so that whatever is open gets closed."""

    def leave(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's business
        yield
        return
    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _identity(plan: Plan, blocks: Blocks, digest: str) -> dict[str, Any]:
    """Return all that decides what the parts hold."""
    return {
        "years": plan.years,
        "seed": plan.seed,
        "accumulation": plan.accumulation,
        "providers": sum(blocks.sizes),
        "book": digest,
        "data": plan.calibration.digest,
        "blocks": len(blocks),
        "versions": _versions(),
    }


def _versions() -> str:
    """Return the versions of all that decides a figure's bits, or a file's bytes."""
    return ", ".join(
        [f"riskmodel {__version__}", *(f"{name} {version(name)}" for name in ("numpy", "scipy", "pyarrow"))]
    )


def _computed(client: Client, plan: Plan, blocks: Blocks, numbers: Sequence[int]) -> Iterator[tuple[int, Part]]:
    """Yield the parts of some blocks as they are done, a few under way at any time."""
    own = client.cluster is not None
    name = f"riskmodel-book-{uuid.uuid4().hex}"
    waiting, lost, arriving = iter(numbers), Counter[int](), as_completed(loop=client.loop)
    under_way: dict[Future[Part], int] = {}

    def submit(number: int) -> None:
        key = f"{name}-{number}-{lost[number]}"
        future = client.submit(_work, name, _versions(), blocks[number], key=key, pure=False)
        under_way[future] = number
        arriving.add(future)

    def fill() -> None:
        for number in islice(waiting, max(0, AHEAD * max(1, _threads(client)) - len(under_way))):
            submit(number)

    try:
        client.register_plugin(_Planned(replace(plan), ignores_interrupts=own), name=name)
        fill()
        while under_way:
            future = next(arriving)
            number = under_way.pop(future)
            fill()  # before the part is fetched and written: no worker waits for that
            try:
                part: Part = future.result()
            except KilledWorker as error:
                lost[number] += 1
                if lost[number] > PATIENCE:
                    raise CaseError((Fault("book_workers_lost", "", _span(blocks[number].insured)),)) from error
                submit(number)
                continue
            future.release()
            yield number, part
    except ImportError as error:
        raise CaseError((Fault("worker_without_program", "", str(error), _versions()),)) from error
    except (FutureCancelledError, OSError) as error:  # blocks report errors of their own as faults
        raise CaseError((Fault("scheduler_lost", ""),)) from error
    finally:
        if not own:
            with suppress(Exception):  # whatever ended the run is told, not this
                client.unregister_worker_plugin(name)


class _Planned(WorkerPlugin):
    """Holds the plan in each worker, also in those that come later: it is sent once, not with each block."""

    def __init__(self, plan: Plan, *, ignores_interrupts: bool) -> None:
        self.plan = plan
        self._ignores_interrupts = ignores_interrupts

    def setup(self, worker: Worker) -> None:
        """Leave Ctrl-C, which reaches all processes of a terminal, to the one that started the workers."""
        if self._ignores_interrupts:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(name: str, versions: str, of: Packed) -> Part:
    """Compute a block, in a worker."""
    worker, here = get_worker(), _versions()
    if here != versions:
        raise CaseError((Fault("worker_versions", "", f"{here} ({worker.address})", versions),))
    plan = cast(_Planned, worker.plugins[name]).plan
    insured = of.insured
    try:
        return block.run(plan, of.first, insured)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise CaseError((Fault("provider_failed", "", _culprit(plan, insured), reason),)) from error


def _culprit(plan: Plan, insured: Sequence[Insured]) -> str:
    """Return the id of the provider that fails on its own; if none does, those of the block."""
    for one in insured:
        try:
            block.run(plan, 0, [one])
        except Exception:
            return one.id
    return _span(insured)


def _threads(client: Client) -> int:
    return sum(client.nthreads().values())


def _span(insured: Sequence[Insured]) -> str:
    return f"{insured[0].id} .. {insured[-1].id}"
