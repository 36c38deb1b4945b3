"""Runs of a book beside the page: one at a time, in a folder of their own that does not stay."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from riskmodel.calibration import Calibration
from riskmodel.present import book_runs, book_template
from riskmodel.present.book_runs import KEPT_HOURS, Run, Upload
from riskmodel.present.language import Language

PATIENCE = 240.0  # seconds; a busy machine is slow, not broken


def book(providers: int = 3) -> bytes:
    return book_template.as_csv(Language.named("de"), providers)


def until(run: Run, *states: str) -> str:
    ends = time.monotonic() + PATIENCE
    while (state := run.state) not in states and time.monotonic() < ends:
        time.sleep(0.1)
    return state


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let temporary files of a test lie in its own folder."""
    monkeypatch.setattr(book_runs.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(book_runs.tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def begun() -> Iterator[list[Run]]:
    """Runs that are removed when the test ends."""
    runs: list[Run] = []
    yield runs
    for run in runs:
        run.remove()


def test_a_run_ends_with_figures_and_files_and_any_of_its_providers_opens_as_a_case(
    begun: list[Run], calibration: Calibration
) -> None:
    begun.append(run := book_runs.begin([Upload("Mein Bestand.csv", book())], 2_000, "de"))
    assert until(run, "done", "failed") == "done", run.said
    shown = run.shown(calibration)
    assert shown.result.providers == 3 and shown.result.years == 2_000
    assert {name for name in book_runs.FILES if run.file(name)} == set(book_runs.FILES) - {"faulty_rows.csv"}
    first = shown.providers.column("provider_id")[0].as_py()
    case = run.case(first, calibration)
    assert case is not None and case.provider.name == shown.providers.column("provider_name")[0].as_py()
    assert not (run.out / "parts").exists(), "what is large goes when the run is finished"


def test_a_second_run_waits_for_the_first_and_begins_when_that_is_stopped(begun: list[Run]) -> None:
    begun.append(first := book_runs.begin([Upload("a.csv", book(40))], 100_000, "de"))
    begun.append(second := book_runs.begin([Upload("b.csv", book())], 2_000, "de"))
    assert first.state == "running"
    assert second.state == "waiting" and book_runs.waiting_before(second) == 1
    first.stop()
    assert first.state == "stopped"
    assert until(second, "running", "done") in ("running", "done")


def test_a_file_that_is_no_book_fails_and_says_why(begun: list[Run]) -> None:
    begun.append(run := book_runs.begin([Upload("zahlen.csv", b"eins;zwei\n1;2\n")], 2_000, "de"))
    assert until(run, "done", "failed") == "failed"
    assert any("zahlen.csv" in line for line in run.said)


def test_removing_a_run_leaves_nothing_on_the_server(begun: list[Run], tmp_path: Path) -> None:
    run = book_runs.begin([Upload("a.csv", book())], 2_000, "de")
    run.remove()
    assert run.state == "gone"
    assert not list(tmp_path.glob("riskmodel-book-*"))


def test_what_is_a_day_old_is_removed_when_the_next_run_begins_and_nothing_younger(tmp_path: Path) -> None:
    old, young, other = (tmp_path / name for name in ("riskmodel-book-old", "riskmodel-book-young", "else"))
    for folder in (old, young, other):
        folder.mkdir()
    day = KEPT_HOURS * 3600.0
    os.utime(old, (time.time() - day - 60.0,) * 2)
    os.utime(young, (time.time() - day + 60.0,) * 2)
    os.utime(other, (time.time() - 9 * day,) * 2)
    book_runs.sweep()
    assert not old.exists() and young.exists() and other.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "a\0b.csv", "…\u202e.csv", f"{'x' * 300}.csv"])
def test_the_name_of_an_upload_leads_out_of_no_folder(begun: list[Run], name: str) -> None:
    begun.append(run := book_runs.begin([Upload(name, b"x")], 2_000, "de"))
    (stored,) = run.books
    assert stored.exists() and stored.parent == run.folder and len(stored.name) < 80
