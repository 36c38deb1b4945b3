"""One run in a folder at a time: the second is told who computes there, and a killed one holds nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from riskmodel.book.lock import HOLDER, held
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
