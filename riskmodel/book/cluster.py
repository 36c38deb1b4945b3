"""Where the tasks of a book run: on the cores of this machine, or on a cluster that is there already."""

from __future__ import annotations

import gc
import logging
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import Final

import dask
from distributed import Client, LocalCluster

from riskmodel.case import CaseError, Fault

#: Work arrays stay with a worker instead of going back to the system after each step: with what Dask sets by itself a
#: block takes 1.7 times as long. glibc reads these when a process starts, so they are set before; others do not mind.
#: One thread a worker: blocks run side by side.
_ENVIRONMENT: Final = {
    "MALLOC_MMAP_THRESHOLD_": 1 << 30,
    "MALLOC_TRIM_THRESHOLD_": 1 << 30,
    "OMP_NUM_THREADS": 1,
    "MKL_NUM_THREADS": 1,
    "OPENBLAS_NUM_THREADS": 1,
}
_SETTINGS: Final = {
    "distributed.nanny.pre-spawn-environ": _ENVIRONMENT,
    "distributed.scheduler.http.routes": [],  # no pages about a book, which holds names
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.diagnostics.nvml": False,
    # Dask keeps its last messages to look at, a thousand of them on each connection: blocks of a book, which would grow
    # by 2 kB a provider.
    "distributed.admin.low-level-log-length": 10,
}
_LOOPBACK: Final = "127.0.0.1"
_PATIENCE: Final = "10s"  # with a scheduler that does not answer


def silence_tracker() -> None:
    """Let Python remove what a killed program leaves, the semaphores of its workers' queues, without a warning.

    The process that does so outlives the program and is started once, with its first worker. Its warning tells nobody
    what to do, as nothing is left to be done.
    """
    before = os.environ.get("PYTHONWARNINGS")
    os.environ["PYTHONWARNINGS"] = ",".join(filter(None, [before, "ignore:resource_tracker:UserWarning"]))
    try:
        resource_tracker.ensure_running()
    finally:
        del os.environ["PYTHONWARNINGS"]
        if before is not None:
            os.environ["PYTHONWARNINGS"] = before


@contextmanager
def connected(scheduler: str | None, workers: int | None) -> Iterator[Client]:
    """Give a connection to a cluster; one of this machine, `workers` processes, ends with it.

    Parameters
    ----------
    scheduler
        Address of a Dask scheduler; None starts a cluster that nobody outside this machine can reach.
    workers
        Processes of a cluster that is started here; as many as there are cores if None.

    Raises
    ------
    CaseError
        If no scheduler answers at the address.
    """
    if scheduler is not None:
        with dask.config.set(_SETTINGS), _reached(scheduler) as client:
            yield client
        return
    silence_tracker()
    with (
        dask.config.set(_SETTINGS),
        LocalCluster(
            n_workers=workers or os.cpu_count() or 1,
            threads_per_worker=1,
            host=_LOOPBACK,
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": f"{_LOOPBACK}:0"},  # else Dask takes its usual port, to no use
            memory_limit=0,  # a block has its size; nothing is to be spilled to where nobody looks for names
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, direct_to_workers=True, set_as_default=False) as client,
    ):
        yield client


def _reached(scheduler: str) -> Client:
    try:
        return Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        _forget(error)
        raise CaseError((Fault("scheduler_unreachable", "", scheduler),)) from error


def _forget(error: BaseException) -> None:
    """Let a connection that was never made end now, while the error still tells of it.

    A client closes itself when it is collected, and takes a lock for that which another one holds while it starts: if
    it were collected just then, both would wait for ever.
    """
    told: BaseException | None = error
    while told is not None:
        traceback.clear_frames(told.__traceback__)
        told = told.__cause__ or told.__context__
    gc.collect()
