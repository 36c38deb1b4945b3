"""The run of a book from file to files: what cannot be read is named, waits in a file, and the rest is run."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from riskmodel.calibration import Calibration
from riskmodel.present import book_run, book_template
from riskmodel.present.book_run import DONE, WRONG_INPUT, Order
from riskmodel.present.language import Language

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.date(2026, 11, 27)


def order(out: Path) -> Order:
    return Order(
        out=out,
        years=2_000,
        seed=1,
        accumulation=True,
        scheduler=None,
        workers=1,
        resume=False,
        keep_parts=False,
        as_of=DAY,
        made_on=DAY,
        branding=None,
        languages=(Language.named("de"),),
    )


def test_faulty_rows_wait_in_a_file_the_rest_runs_and_mended_they_join_it(
    tmp_path: Path, calibration: Calibration, capsys: pytest.CaptureFixture[str]
) -> None:
    content = book_template.as_csv(Language.named("de"), 4).decode("utf-8-sig")
    book, mended = tmp_path / "bestand.csv", tmp_path / "gebessert.csv"
    header, *rows = content.splitlines()
    value = header.split(";").index("contract_value_eur")
    cells = rows[-1].split(";")
    right, cells[value] = cells[value], "viel"
    book.write_text("\n".join([header, *rows[:-1], ";".join(cells)]), encoding="utf-8")

    assert book_run.run([book], order(tmp_path / "out"), calibration) == WRONG_INPUT
    assert "viel" in capsys.readouterr().err
    faulty = (tmp_path / "out" / "faulty_rows.csv").read_text(encoding="utf-8-sig")
    first = json.loads((tmp_path / "out" / "book.json").read_text(encoding="utf-8"))
    assert first["providers"] == 3 and first["input"]["faulty_rows"] == 1

    mended.write_text(faulty.replace("viel", right, 1), encoding="utf-8")
    assert book_run.run([book, mended], order(tmp_path / "again"), calibration) == DONE
    second = json.loads((tmp_path / "again" / "book.json").read_text(encoding="utf-8"))
    assert second["providers"] == 4 and second["input"]["faults"] == []
    assert not (tmp_path / "again" / "faulty_rows.csv").exists()


def test_killed_while_the_parts_are_summed_up_and_resumed_a_run_writes_the_same_bytes(
    tmp_path: Path, calibration: Calibration
) -> None:
    book, undisturbed, killed = (tmp_path / name for name in ("book.csv", "undisturbed", "killed"))
    book.write_bytes(book_template.as_csv(Language.named("de"), 70))
    assert book_run.run([book], order(undisturbed), calibration) == DONE
    command = [sys.executable, "-m", "tests.present.killed_book", str(book), str(killed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert b"in the middle\n" in iter(process.stdout.readline, b"")
        process.kill()
    assert len(list((killed / "parts").iterdir())) == 4, "all parts of two blocks"
    assert not any((killed / name).exists() for name in ("book.json", "book.pdf", "book.xlsx", "providers.parquet"))
    assert book_run.run([book], replace(order(killed), resume=True), calibration) == DONE
    assert contents(killed) == contents(undisturbed)


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
