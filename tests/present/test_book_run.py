"""The run of a book from file to files: what cannot be read is named, waits in a file, and the rest is run."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from riskmodel.calibration import Calibration
from riskmodel.present import book_run, book_template
from riskmodel.present.book_run import DONE, WRONG_INPUT, Order
from riskmodel.present.language import Language

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
