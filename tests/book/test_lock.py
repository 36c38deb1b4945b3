"""One run in a folder at a time: the second is told who computes there, and a killed one holds nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from riskmodel.book import engine
from riskmodel.book.block import Plan
from riskmodel.book.insured import Insured
from riskmodel.book.lock import HOLDER, held
from riskmodel.calibration import Calibration
from riskmodel.case import CaseError
from riskmodel.present import wording
from riskmodel.present.language import CODES, Language

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys, time
from pathlib import Path
from riskmodel.book.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(120)
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that holds the folder."""
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize("code", CODES)
def test_the_second_in_a_folder_is_told_which_process_computes_there_and_since_when(
    code: str, tmp_path: Path, other: subprocess.Popen[bytes]
) -> None:
    language = Language.named(code)
    with pytest.raises(CaseError) as caught, held(tmp_path):
        raise AssertionError("two hold the folder")
    (said,) = wording.faults(caught.value, language)
    assert said.startswith(f"{tmp_path}: ") and f" {other.pid} (" in said
    assert language.date(datetime.now().date()) in said


def test_a_killed_run_holds_nothing(tmp_path: Path, other: subprocess.Popen[bytes]) -> None:
    other.kill()
    other.wait()
    assert (tmp_path / HOLDER).exists(), "it could tidy nothing up"
    with held(tmp_path):
        pass
    assert not (tmp_path / HOLDER).exists()


def test_a_folder_is_free_again_after_a_run_that_failed(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), held(tmp_path):
        raise ZeroDivisionError
    with held(tmp_path), pytest.raises(CaseError) as caught, held(tmp_path):
        raise AssertionError("two hold the folder")
    assert [fault.code for fault in caught.value.faults] == ["book_folder_in_use"]


def test_a_run_that_is_called_directly_does_not_compute_in_the_folder_of_another(
    tmp_path: Path, other: subprocess.Popen[bytes], calibration: Calibration, hosts: tuple[Insured, ...]
) -> None:
    with pytest.raises(CaseError) as caught:
        engine.run(Plan(calibration, 300, 1), hosts[:2], tmp_path, workers=1)
    assert [fault.code for fault in caught.value.faults] == ["book_folder_in_use"]
    assert not (tmp_path / "run.json").exists()


def test_who_holds_a_folder_may_go_on_with_it_but_not_another_thread_of_the_same_program(tmp_path: Path) -> None:
    def enter() -> None:
        with held(tmp_path, again=True):
            raise AssertionError("two hold the folder")

    with held(tmp_path):
        with held(tmp_path, again=True):
            pass
        assert (tmp_path / HOLDER).exists(), "it is held to the end of the first"
        with ThreadPoolExecutor(1) as thread, pytest.raises(CaseError):
            thread.submit(enter).result()


def test_a_holder_that_has_not_said_who_it_is_is_told_without_a_name(tmp_path: Path) -> None:
    with held(tmp_path):
        (tmp_path / HOLDER).write_text("[")
        with pytest.raises(CaseError) as caught, held(tmp_path):
            raise AssertionError("two hold the folder")
    (said,) = wording.faults(caught.value, Language.named("en"))
    assert (
        said
        == f"{tmp_path}: Another run is computing in this folder. Please wait for its end, or choose another folder."
    )
