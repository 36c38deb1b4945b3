"""A book read in a process of its own is the book, and what is wrong with a file is told all the same."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from riskmodel.book import apart
from riskmodel.case import CaseError
from tests.book.books import CALIBRATION, TODAY, reading, row, written


def test_a_book_read_apart_is_the_same_book_and_its_process_ends_with_the_last_provider(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_AT_ONCE", 2)
    rows = [row(provider_id=f"V{i}") for i in (7, 3, 12, 5)] + [row(provider_id="V9", revenue_eur="viel")]
    path = written(tmp_path / "book.csv", rows)
    whole = reading(path)
    with apart.read([path], as_of=TODAY, calibration=CALIBRATION) as (book, insured):
        assert (book.insured, book.providers, book.projects, book.rows) == ((), 4, 4, 5)
        assert book.faults == whole.faults and book.left_out == whole.left_out
        assert tuple(insured) == whole.insured
        assert not any("spawn_main" in " ".join(p.cmdline()) for p in psutil.Process().children())


def test_a_file_that_is_no_book_is_refused_from_the_other_process_too(tmp_path: Path) -> None:
    path = written(tmp_path / "book.csv", [{"wibble": "1"}])
    with pytest.raises(CaseError) as caught, apart.read([path], as_of=TODAY, calibration=CALIBRATION):
        raise AssertionError("it was read")
    assert next(fault.code for fault in caught.value.faults) == "not_a_book"
