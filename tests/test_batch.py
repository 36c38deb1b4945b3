"""Many cases in one call: what is wrong is told at once, what is done is left alone, and a kill does no harm."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from riskmodel.__main__ import app
from riskmodel.present.batch import RECORD

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ("sample_freelancer", "otto_2012", "dell_2005")
FEW = ["--trials", "256", "--date", "2026-11-26"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with three case files."""
    inside = tmp_path / "cases"
    inside.mkdir()
    for name in SAMPLES:
        shutil.copy(ROOT / "data" / "cases" / f"{name}.toml", inside)
    return inside


def batch(*arguments: str | Path) -> Result:
    command = ["batch", *map(str, arguments), *([] if "--date" in arguments else FEW)]
    return CliRunner().invoke(app, command, env={"LC_ALL": "en_GB.UTF-8"}, prog_name="riskmodel")


def contents(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def times(out: Path) -> dict[str, int]:
    return {name: (out / name).stat().st_mtime_ns for name in contents(out)}


def test_each_case_gets_its_files_in_each_format_and_language(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = batch(folder, "--out", out, "--formats", "pdf,excel,json,csv", "--lang", "de,en")
    assert done.exit_code == 0, done.output
    found = set(contents(out)) - {RECORD}
    for name in SAMPLES:
        wanted = {f"{name}.{code}.{ending}" for code in ("de", "en") for ending in ("pdf", "xlsx")} | {f"{name}.json"}
        mine = {path for path in found if path.startswith(f"{name}.")}
        assert mine == wanted
        assert (out / f"{name}-tables" / "results.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert done.stdout.splitlines() == [f"{name}.toml: fertig." for name in sorted(SAMPLES)]
    assert not done.stderr, "progress is for terminals"


def test_the_files_are_those_of_a_single_estimate(folder: Path, tmp_path: Path) -> None:
    out, alone = tmp_path / "out", tmp_path / "alone"
    alone.mkdir()
    assert batch(folder / "otto_2012.toml", "--out", out).exit_code == 0
    single = ["estimate", str(folder / "otto_2012.toml"), *FEW]
    for option, name in (("--json", "otto_2012.json"), ("--pdf", "otto_2012.pdf"), ("--excel", "otto_2012.xlsx")):
        single += [option, str(alone / name)]
    assert CliRunner().invoke(app, single, env={"LC_ALL": "en_GB.UTF-8"}).exit_code == 0
    together = contents(out)
    together.pop(RECORD)
    assert together == contents(alone)


def test_each_pdf_has_the_layout_the_sender_and_the_name_of_its_case_as_reference(folder: Path, tmp_path: Path) -> None:
    paper = tmp_path / "makler.toml"
    paper.write_text('name = "Makler Süd"', encoding="utf-8")
    wanted = ["--formats", "pdf", "--layout", "overview", "--branding", paper]
    cases = [folder / "otto_2012.toml", folder / "dell_2005.toml"]
    assert batch(*cases, "--out", tmp_path / "out", *wanted).exit_code == 0
    alone = tmp_path / "alone.pdf"
    paper.write_text('name = "Makler Süd"\nreference = "otto_2012"', encoding="utf-8")
    single = ["estimate", cases[0], *FEW, "--pdf", alone, "--layout", "overview", "--branding", paper]
    assert CliRunner().invoke(app, list(map(str, single)), env={"LC_ALL": "en_GB.UTF-8"}).exit_code == 0
    assert (tmp_path / "out" / "otto_2012.pdf").read_bytes() == alone.read_bytes()
    again = batch(*cases, "--out", tmp_path / "out", *wanted)
    assert "done already" not in again.stdout, "the paper has changed"


def test_how_a_pdf_looks_is_refused_where_none_is_written(folder: Path, tmp_path: Path) -> None:
    done = batch(folder, "--out", tmp_path / "out", "--formats", "json", "--layout", "overview")
    assert done.exit_code == 2
    assert done.stderr == "--layout says how a PDF looks. Please add pdf to --formats.\n"


def test_a_case_without_a_policy_cannot_be_compared_and_the_others_are(folder: Path, tmp_path: Path) -> None:
    cases, out = (folder / "sample_freelancer.toml", folder / "otto_2012.toml"), tmp_path / "out"
    done = batch(*cases, "--out", out, "--formats", "pdf", "--layout", "comparison")
    assert done.exit_code == 2
    assert done.stderr.startswith("otto_2012.toml: ") and "no policy to compare" in done.stderr
    assert (out / "sample_freelancer.pdf").exists() and not (out / "otto_2012.pdf").exists()
    done = batch(*cases, "--out", out, "--formats", "pdf", "--layout", "overview,comparison")
    assert done.exit_code == 0
    assert done.stderr == "otto_2012.toml: The case has no policy to compare: the comparison is left out.\n"
    made = {path.name for path in out.glob("*.*.pdf")}
    assert made == {"sample_freelancer.overview.pdf", "sample_freelancer.comparison.pdf", "otto_2012.overview.pdf"}


def test_what_is_done_and_unchanged_is_left_alone(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert batch(folder, "--out", out, "--formats", "json").exit_code == 0
    before = times(out)
    again = batch(folder, "--out", out, "--formats", "json")
    assert again.exit_code == 0 and again.stdout.count("is done already") == 3
    assert times(out) == before


def test_a_comment_changes_nothing_and_a_figure_does(folder: Path, tmp_path: Path) -> None:
    out, path = tmp_path / "out", folder / "otto_2012.toml"
    batch(folder, "--out", out, "--formats", "json")
    path.write_text("# a comment\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert batch(folder, "--out", out, "--formats", "json").stdout.count("is done already") == 3
    path.write_text(path.read_text(encoding="utf-8").replace("[provider]", "[provider]\nown_assets_eur = 4_321"))
    again = batch(folder, "--out", out, "--formats", "json")
    assert again.stdout.count("is done already") == 2 and "otto_2012.toml: done." in again.stdout
    assert json.loads((out / "otto_2012.json").read_bytes())["case"]["provider"]["own_assets_eur"]["value"] == 4_321


@pytest.mark.parametrize("option", [["--seed", "2"], ["--trials", "300"], ["--lang", "de"], ["--date", "2026-11-27"]])
def test_with_another_option_it_is_another_result(folder: Path, tmp_path: Path, option: list[str]) -> None:
    out, case = tmp_path / "out", folder / "otto_2012.toml"
    batch(case, "--out", out, "--formats", "json")
    again = batch(case, "--out", out, "--formats", "json", *(FEW if "--date" not in option else FEW[:2]), *option)
    assert "done already" not in again.stdout


def test_without_a_date_what_was_made_yesterday_is_as_good(folder: Path, tmp_path: Path) -> None:
    out, arguments = tmp_path / "out", ["--formats", "json", "--trials", "256"]
    command = ["batch", str(folder / "otto_2012.toml"), "--out", str(out), *arguments]
    for said in ("done.", "is done already."):
        done = CliRunner().invoke(app, command, env={"LC_ALL": "en_GB.UTF-8"})
        assert done.stdout == f"otto_2012.toml: {said}\n"


def test_a_file_that_was_taken_away_is_made_again_and_one_that_was_edited_is_kept(folder: Path, tmp_path: Path) -> None:
    out, case = tmp_path / "out", folder / "otto_2012.toml"
    batch(case, "--out", out, "--formats", "json,csv")
    (out / "otto_2012.json").write_text("my notes")
    assert "is done already" in batch(case, "--out", out, "--formats", "json,csv").stdout
    assert (out / "otto_2012.json").read_text() == "my notes"
    (out / "otto_2012-tables" / "heads.csv").unlink()
    assert "otto_2012.toml: done." in batch(case, "--out", out, "--formats", "json,csv").stdout
    assert (out / "otto_2012-tables" / "heads.csv").exists()


def test_tables_that_a_changed_case_no_longer_has_are_taken_away_and_nothing_else(tmp_path: Path) -> None:
    out, case = tmp_path / "out", tmp_path / "mine.toml"
    case.write_text("[[project]]\n[[project]]\n")
    batch(case, "--out", out, "--formats", "csv,json")
    (out / "mine-tables" / "notes.txt").write_text("mine")
    assert (out / "mine-tables" / "projects.csv").exists()
    case.write_text("[[project]]\n")
    batch(case, "--out", out, "--formats", "csv")
    assert not (out / "mine-tables" / "projects.csv").exists()
    assert (out / "mine-tables" / "notes.txt").exists() and (out / "mine.json").exists()


# --- what is wrong


def test_faulty_cases_are_told_at_once_and_the_good_ones_are_done(folder: Path, tmp_path: Path) -> None:
    (folder / "a_faulty.toml").write_text("[provider]\nrevenue_eur = -1\ncrew = 0\n")
    out = tmp_path / "out"
    done = batch(folder, tmp_path / "missing.toml", "--out", out, "--formats", "json")
    assert done.exit_code == 2
    first, second, third = done.stderr.splitlines()
    assert "a_faulty.toml" in first and "revenue_eur" in first and "crew" in second and "missing.toml" in third
    assert {path.stem for path in out.glob("*.json") if path.name != RECORD} == set(SAMPLES)


def test_two_cases_of_one_name_do_not_overwrite_each_other(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(folder / "dell_2005.toml", other / "Otto_2012.toml")
    done = batch(folder, other, "--out", tmp_path / "out", "--formats", "json")
    assert done.exit_code == 2
    assert "rename" in done.stderr and done.stdout.count("done.") == 3


def test_a_case_that_cannot_be_written_fails_alone(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "otto_2012.json").mkdir(parents=True)
    done = batch(folder, "--out", out, "--formats", "json")
    assert done.exit_code == 1
    assert done.stderr.startswith("otto_2012.toml: This did not work")
    assert done.stdout.count("done.") == 2


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--formats", "word"], "--formats"),
        (["--date", "tomorrow"], "--date"),
        (["--trials", "10"], "--trials"),
        (["--out", "nowhere/deep"], "--out"),
        (["--out", __file__], "is a file"),
    ],
)
def test_a_wrong_option_is_one_sentence(folder: Path, tmp_path: Path, arguments: list[str], named: str) -> None:
    out = [] if "--out" in arguments else ["--out", str(tmp_path / "out")]
    done = CliRunner().invoke(app, ["batch", str(folder), *out, *arguments], env={"LC_ALL": "en_GB.UTF-8"})
    assert done.exit_code == 2
    (sentence,) = done.stderr.splitlines()
    assert named in sentence


def test_a_folder_without_case_files_is_told(tmp_path: Path) -> None:
    done = batch(tmp_path, "--out", tmp_path / "out")
    assert (done.exit_code, done.stderr.count("There is no case file")) == (2, 1)


def test_a_record_that_nobody_can_read_means_that_nothing_is_done(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for broken in ("{half", "[]", '{"otto_2012": 3}'):
        (out / RECORD).write_text(broken)
        assert batch(folder / "otto_2012.toml", "--out", out, "--formats", "json").stdout == "otto_2012.toml: done.\n"


# --- killed in the middle


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_killed_in_the_middle_and_started_again_it_ends_with_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    formats = ["--formats", "pdf,excel,json,csv"]
    assert batch(folder, "--out", whole, *formats).exit_code == 0
    command = [sys.executable, "-m", "riskmodel", "batch", str(folder), "--out", str(broken), *formats, *FEW]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "en_GB.UTF-8"}
    for files in (1, 6, 20):  # killed after so many files are there, so each time at another place
        running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while running.poll() is None and sum(path.is_file() for path in broken.rglob("*")) < files:
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
        running.wait()
    # And what a kill in the middle of writing leaves behind.
    (broken / f".{RECORD}.abc.part").write_bytes(b"half")
    (broken / ".sample_freelancer.pdf.abc.part").write_bytes(b"half")
    assert contents(broken) != contents(whole)
    assert batch(folder, "--out", broken, *formats).exit_code == 0
    assert contents(broken) == contents(whole)
