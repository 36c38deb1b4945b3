"""A book on a cluster: the same bytes whatever the workers, and whoever of them is killed."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from distributed import Client

from riskmodel.book import cluster, engine, packed
from riskmodel.book.block import Plan
from riskmodel.book.engine import Progress, run
from riskmodel.book.insured import Insured
from riskmodel.calibration import Calibration
from riskmodel.case import CaseError
from tests.book.client import BLOCKS, SIZE, YEARS, small_book

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds until something that has to happen is given up
LOOPBACK = "127.0.0.1"
NOWHERE = "nonsense://nowhere"


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "BLOCK", SIZE)


@pytest.fixture(scope="module")
def plan(calibration: Calibration) -> Plan:
    """The plan of `tests.book.client`."""
    return Plan(calibration, YEARS, 3)


@pytest.fixture(scope="module")
def undisturbed(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], list[Progress]]:
    """What one worker of a cluster of its own computes, and the progress it tells."""
    folder, told = tmp_path_factory.mktemp("undisturbed"), list[Progress]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "BLOCK", SIZE)
        run(plan, small_book(), folder, workers=1, progress=told.append)
    return contents(folder), told


def contents(folder: Path) -> dict[str, bytes]:
    """Return all parts of a folder, half-written ones too."""
    return {path.name: path.read_bytes() for path in sorted((folder / "parts").iterdir())}


def alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def parts_in(folder: Path) -> int:
    """Count the blocks that are done: the amounts are written last."""
    return len(list((folder / "parts").glob("amounts-*.parquet")))


def wait_for(what: Callable[[], object], said: str) -> None:
    """Wait until something is so."""
    __tracebackhide__ = True
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, f"gave up waiting for {said}"
        time.sleep(0.02)


class Processes:
    """Programs that run beside the test, all of them ended with it."""

    def __init__(self) -> None:
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, *words: str, errors: Path | None = None) -> subprocess.Popen[bytes]:
        """Start a Python module; what it says of errors goes to a file, if one is named."""
        command = [sys.executable, "-m", *words]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with errors.open("wb") if errors else nullcontext() as stderr:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=stderr)
        self._started.append(process)
        return process

    def cluster(self, folder: Path, workers: int) -> tuple[str, list[subprocess.Popen[bytes]]]:
        """Start a scheduler and workers, a process each."""
        port = folder / "scheduler.json"
        self.start("distributed.cli.dask_scheduler", "--host", LOOPBACK, "--port", "0", "--no-dashboard",
                   "--scheduler-file", str(port))  # fmt: skip
        wait_for(port.exists, "the scheduler")
        words = ["distributed.cli.dask_worker", "--scheduler-file", str(port), "--host", LOOPBACK, "--nthreads", "1",
                 "--no-nanny", "--no-dashboard", "--local-directory", str(folder)]  # fmt: skip
        return address_in(port), [self.start(*words) for _ in range(workers)]

    def end(self) -> None:
        """End all that still run."""
        for process in self._started:
            process.kill()
            process.wait()


def address_in(file: Path) -> str:
    wait_for(lambda: file.read_text().strip().endswith("}"), "the scheduler's address")
    return str(json.loads(file.read_text())["address"])


@pytest.fixture
def processes() -> Iterator[Processes]:
    """Start processes that end with the test."""
    started = Processes()
    yield started
    started.end()


def test_a_killed_worker_and_a_killed_client_change_no_byte(
    plan: Plan,
    undisturbed: tuple[dict[str, bytes], list[Progress]],
    processes: Processes,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "book"
    address, workers = processes.cluster(tmp_path, workers=2)
    client = processes.start("tests.book.client", str(folder), address)
    wait_for(lambda: parts_in(folder) >= 2, "the first parts")
    workers[0].kill()
    seen = parts_in(folder)
    wait_for(lambda: parts_in(folder) >= seen + 3, "parts after a worker was lost")
    client.kill()
    client.wait()
    done = parts_in(folder)
    assert 2 <= seen < done < BLOCKS, "both were killed in the middle"

    told: list[Progress] = []
    run(plan, small_book(), folder, scheduler=address, resume=True, progress=told.append)
    assert contents(folder) == undisturbed[0]
    assert told[0].blocks == done, "what was done is not done again"


def test_two_workers_compute_the_same_bytes_as_one(
    plan: Plan, undisturbed: tuple[dict[str, bytes], list[Progress]], tmp_path: Path
) -> None:
    run(plan, small_book(), tmp_path, workers=2)
    assert contents(tmp_path) == undisturbed[0]


def test_progress_counts_blocks_and_providers_from_none_to_all(
    undisturbed: tuple[dict[str, bytes], list[Progress]],
) -> None:
    told = undisturbed[1]
    assert [p.blocks for p in told] == list(range(BLOCKS + 1))
    assert [p.providers for p in told] == [SIZE * n for n in range(BLOCKS + 1)]
    assert {(p.all_blocks, p.all_providers, p.workers) for p in told} == {(BLOCKS, SIZE * BLOCKS, 1)}


def test_a_program_that_is_told_to_end_takes_its_workers_with_it_and_keeps_its_parts(
    plan: Plan, undisturbed: tuple[dict[str, bytes], list[Progress]], processes: Processes, tmp_path: Path
) -> None:
    client = processes.start("tests.book.client", str(tmp_path))
    wait_for(lambda: parts_in(tmp_path) >= 2, "the first parts")
    family = psutil.Process(client.pid).children(recursive=True)
    assert family
    client.send_signal(signal.SIGTERM)
    client.wait(PATIENCE)
    wait_for(lambda: not any(map(alive, family)), "the end of the workers")
    kept = contents(tmp_path)
    assert kept and kept.items() < undisturbed[0].items(), "whole parts only, and not all of them"


def test_what_a_signal_leaves_half_written_between_two_steps_is_removed(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told_to_end(*_: object) -> Iterator[object]:
        (tmp_path / "parts/.amounts-00000.parquet.x.part").touch()
        raise SystemExit(143)
        yield

    monkeypatch.setattr(engine, "_computed", told_to_end)
    monkeypatch.setattr(engine, "connected", lambda *_: nullcontext(SimpleNamespace(nthreads=dict)))
    with pytest.raises(SystemExit):
        run(plan, small_book(1), tmp_path)
    assert contents(tmp_path) == {}


def test_a_killed_program_takes_its_workers_with_it_and_what_python_tidies_up_needs_no_warning(
    processes: Processes, tmp_path: Path
) -> None:
    said = tmp_path / "said.txt"
    client = processes.start("tests.book.client", str(tmp_path), errors=said)
    wait_for(lambda: parts_in(tmp_path) >= 2, "the first parts")
    family = psutil.Process(client.pid).children(recursive=True)
    assert len(family) >= 2, "a worker, and the process that tidies up"
    client.kill()
    client.wait()
    wait_for(lambda: not any(map(alive, family)), "the end of all it started")
    assert said.read_text() == ""


def test_a_provider_that_cannot_be_computed_is_named_and_the_parts_before_it_are_kept(
    plan: Plan, undisturbed: tuple[dict[str, bytes], list[Progress]], tmp_path: Path
) -> None:
    insured = list(small_book(3 * SIZE))
    broken = insured[2 * SIZE + 1]
    insured[2 * SIZE + 1] = Insured.of(broken.id, broken.case.model_copy(update={"projects": None}))
    with pytest.raises(CaseError) as caught:
        run(plan, insured, tmp_path, workers=1)
    (fault,) = caught.value.faults
    assert (fault.code, fault.given) == ("provider_failed", broken.id)
    assert "TypeError" in fault.allowed or "AttributeError" in fault.allowed
    kept = contents(tmp_path)
    assert len(kept) == 4
    assert kept.items() < undisturbed[0].items()


@pytest.mark.parametrize("what", ["years", "seed", "accumulation", "book", "data"])
def test_a_run_is_not_resumed_with_other_inputs(plan: Plan, tmp_path: Path, what: str) -> None:
    insured = list(small_book(1))
    figures = replace(plan.calibration, entries=dict(list(plan.calibration.entries.items())[1:]))
    others = {
        "years": (replace(plan, years=YEARS + 1), insured),
        "seed": (replace(plan, seed=4), insured),
        "accumulation": (replace(plan, accumulation=False), insured),
        "book": (plan, list(small_book(3))[2:]),
        "data": (replace(plan, calibration=figures), insured),
    }
    begin_without_computing(plan, insured, tmp_path)
    with pytest.raises(CaseError) as caught:
        run(*others[what], tmp_path, scheduler=NOWHERE, resume=True)
    assert [(fault.code, fault.field) for fault in caught.value.faults] == [("book_differs", what)]
    with pytest.raises(CaseError) as caught:
        run(plan, insured, tmp_path, scheduler=NOWHERE)
    assert caught.value.faults[0].code == "book_folder_taken"


@pytest.mark.parametrize("address", [NOWHERE, "tcp://127.0.0.1:1"])
def test_a_scheduler_that_is_not_there_leaves_no_connection_to_end_at_a_bad_moment(
    plan: Plan, tmp_path: Path, address: str
) -> None:
    before = sum(isinstance(of, Client) for of in gc.get_objects())
    with pytest.raises(CaseError) as caught:
        run(plan, small_book(1), tmp_path, scheduler=address)
    assert caught.value.__cause__ is not None, "what went wrong is still known"
    assert sum(isinstance(of, Client) for of in gc.get_objects()) == before


def begin_without_computing(plan: Plan, insured: Sequence[Insured], folder: Path) -> None:
    """Leave behind what a run leaves that found no cluster."""
    with pytest.raises(CaseError) as caught:
        run(plan, insured, folder, scheduler=NOWHERE)
    assert caught.value.faults[0].code == "scheduler_unreachable"


def test_a_finished_run_is_resumed_without_a_cluster(
    plan: Plan, undisturbed: tuple[dict[str, bytes], list[Progress]], tmp_path: Path
) -> None:
    begin_without_computing(plan, list(small_book()), tmp_path)
    for name, content in undisturbed[0].items():
        (tmp_path / "parts" / name).write_bytes(content)
    told: list[Progress] = []
    parts = run(plan, small_book(), tmp_path, scheduler=NOWHERE, resume=True, progress=told.append)
    assert [part.providers for part in parts] == [undisturbed[0][f"providers-{n:05d}.parquet"] for n in range(BLOCKS)]
    assert told == [Progress(BLOCKS, BLOCKS, SIZE * BLOCKS, SIZE * BLOCKS)]


def test_a_lost_scheduler_ends_the_run_with_what_is_done(plan: Plan, processes: Processes, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    address, _ = processes.cluster(tmp_path, workers=1)

    def lose(told: Progress) -> None:
        if told.blocks == 2:
            processes.end()

    with pytest.raises(CaseError) as caught:
        run(plan, small_book(), folder, scheduler=address, progress=lose)
    assert caught.value.faults[0].code == "scheduler_lost"
    assert parts_in(folder) == 2


def test_a_scheduler_that_does_not_answer_is_named(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", "1s")
    with pytest.raises(CaseError) as caught:
        run(plan, small_book(1), tmp_path, scheduler="tcp://127.0.0.1:1")
    assert [(fault.code, fault.given) for fault in caught.value.faults] == [
        ("scheduler_unreachable", "tcp://127.0.0.1:1")
    ]
