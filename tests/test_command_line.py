"""The command line as a person, a script and a broken file meet it."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from riskmodel import __version__, casefile
from riskmodel.__main__ import app
from riskmodel.present import console, output

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "data" / "cases"
FREELANCER = str(CASES / "sample_freelancer.toml")
HEAVY = {
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "plotly",
    "streamlit",
    "typst",
    "babel",
    "pydantic",
    "riskmodel.simulate",
}
FEW = ["--trials", "512"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), env={"LC_ALL": "en_GB.UTF-8"}, prog_name="riskmodel")


def process(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "riskmodel", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)


def refused(*arguments: str) -> list[str]:
    """Run with wrong input and return the lines on standard error."""
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert not result.stdout
    return result.stderr.splitlines()


# --- what is there at once


def test_help_and_version_load_nothing_heavy() -> None:
    for asked in ("--help", "--version"):
        code = (
            "import sys, runpy; sys.argv = ['riskmodel', sys.argv[1]]\n"
            "try: runpy.run_module('riskmodel', run_name='__main__')\n"
            "except SystemExit as end: print('loaded', *sys.modules); sys.exit(end.code)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, asked], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
        )
        assert not HEAVY & set(done.stdout.partition("loaded ")[2].split())


def test_help_lists_the_commands_that_work() -> None:
    done = process("--help")
    assert done.returncode == 0
    for command in ("new", "check", "estimate", "batch", "case", "sources", "schema", "app"):
        assert f"\n  {command} " in done.stdout


def test_the_version_is_the_packages() -> None:
    assert process("--version").stdout == f"riskmodel {__version__}\n"


# --- new and check


@pytest.mark.parametrize("name", ["sample_freelancer", "sample_agency", "otto_2012"])
def test_a_new_case_is_commented_and_means_the_same_as_the_named_one(tmp_path: Path, name: str) -> None:
    path = tmp_path / "mine.toml"
    assert run("new", "--from", name, "--out", str(path)).exit_code == 0
    assert casefile.read(path) == casefile.read(CASES / f"{name}.toml")
    assert "# Own revenue a year (EUR/year)" in path.read_text(encoding="utf-8")


def test_a_new_case_goes_to_standard_output_and_over_no_file_unless_told_to(tmp_path: Path) -> None:
    assert "[[project]]" in run("new").stdout
    path = tmp_path / "mine.toml"
    path.write_text("precious")
    assert "--force" in refused("new", "--out", str(path))[0]
    assert path.read_text() == "precious"
    assert run("new", "--out", str(path), "--force").exit_code == 0


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    (sentence,) = refused("new", "--from", "oto_2012")
    assert "Did you mean “otto_2012”?" in sentence


def test_check_lists_what_is_assumed_with_value_range_and_source() -> None:
    result = run("check", FREELANCER, "--lang", "de")
    assert result.exit_code == 0
    (line,) = [line for line in result.stdout.splitlines() if "project.1.client.margin_share" in line]
    assert "15\u00a0%" in line
    assert "8\u00a0% bis 28\u00a0%" in line
    assert "Zalando" in line


# --- estimate


def test_an_estimate_is_readable_in_both_languages() -> None:
    result = run("estimate", FREELANCER, *FEW, "--lang", "de,en")
    assert result.exit_code == 0
    assert "Dass Ihr Kunde Schadenersatz fordert" in result.stdout
    assert "A claim for damages by your client" in result.stdout
    assert not result.stderr


def test_json_has_the_shape_others_rely_on(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    assert run("estimate", FREELANCER, *FEW, "--seed", "0", "--json", str(path)).exit_code == 0
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["riskmodel"] == __version__
    assert (found["seed"], found["trials"]) == (0, 512)
    assert found["policies"][-1]["name"] == "none"
    assert isinstance(found["validation"], str)
    assert all(story.keys() == {"return_period_years", "text"} for story in found["story"])


def test_json_on_standard_output_stands_alone_and_does_not_depend_on_the_system() -> None:
    arguments = ["estimate", FREELANCER, *FEW, "--json", "-"]
    english = CliRunner().invoke(app, arguments, env={"LC_ALL": "en_GB.UTF-8"})
    german = CliRunner().invoke(app, arguments, env={"LC_ALL": "de_DE.UTF-8"})
    assert json.loads(english.stdout)["validation"].startswith("The 512")
    assert english.stdout_bytes == german.stdout_bytes
    spoken = CliRunner().invoke(app, [*arguments, "--lang", "de"])
    assert json.loads(spoken.stdout)["validation"].startswith("Die 512")


def test_a_summary_in_two_languages_is_two_files(tmp_path: Path) -> None:
    path = tmp_path / "summary.pdf"
    result = run("estimate", FREELANCER, *FEW, "--lang", "de,en", "--pdf", str(path))
    assert result.exit_code == 0, result.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["summary.de.pdf", "summary.en.pdf"]
    assert all(p.read_bytes().startswith(b"%PDF-") for p in tmp_path.iterdir())


def test_all_formats_come_from_one_call_that_simulates_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    simulated: list[int] = []
    real = console.simulate
    monkeypatch.setattr(console, "simulate", lambda *of, **more: simulated.append(1) or real(*of, **more))
    outputs = {"--json": "a.json", "--pdf": "a.pdf", "--excel": "a.xlsx", "--csv": "tables", "--incidents": "a.parquet"}
    arguments = [part for option, name in outputs.items() for part in (option, str(tmp_path / name))]
    result = run("estimate", FREELANCER, *FEW, *arguments, "--date", "2026-11-22")
    assert result.exit_code == 0, result.output
    assert len(simulated) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(outputs.values())
    written = csv.DictReader((tmp_path / "tables" / "results.csv").open(encoding="utf-8-sig", newline=""))
    by_name = {row["name"]: float(row["value"]) for row in written}
    measures = json.loads((tmp_path / "a.json").read_bytes())["measures"]
    assert by_name["burden_per_claim_p99"] == measures["burden"]["per_claim"]["p99"]


def test_a_workbook_in_two_languages_is_two_files_and_the_tables_speak_the_first(tmp_path: Path) -> None:
    result = run("estimate", FREELANCER, *FEW, "--lang", "de,en", "--excel", str(tmp_path / "a.xlsx"),
                 "--csv", str(tmp_path / "tables"))  # fmt: skip
    assert result.exit_code == 0, result.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.de.xlsx", "a.en.xlsx", "tables"]
    assert "Schaden bei anderen" in (tmp_path / "tables" / "results.csv").read_text(encoding="utf-8-sig")


def test_the_tables_do_not_depend_on_how_the_system_is_set(tmp_path: Path) -> None:
    for code in ("de_DE", "en_GB"):
        arguments = ["estimate", FREELANCER, *FEW, "--csv", str(tmp_path / code)]
        assert CliRunner().invoke(app, arguments, env={"LC_ALL": f"{code}.UTF-8"}).exit_code == 0
    one, other = ({p.name: p.read_bytes() for p in (tmp_path / code).iterdir()} for code in ("de_DE", "en_GB"))
    assert one == other


def test_the_date_makes_pdf_and_workbook_the_same_bytes_again(tmp_path: Path) -> None:
    for name in ("one", "other"):
        arguments = ["--pdf", str(tmp_path / f"{name}.pdf"), "--excel", str(tmp_path / f"{name}.xlsx")]
        assert run("estimate", FREELANCER, *FEW, *arguments, "--date", "2025-01-31").exit_code == 0
    for ending in ("pdf", "xlsx"):
        assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"other.{ending}").read_bytes()


def test_all_layouts_come_from_one_call_each_in_a_file_named_after_it(tmp_path: Path) -> None:
    (tmp_path / "sender.toml").write_text('name = "Makler Süd"\naccent = "#ffdd00"\n', encoding="utf-8")
    options = ["--layout", "overview, summary,comparison", "--branding", str(tmp_path / "sender.toml")]
    result = run("estimate", FREELANCER, *FEW, "--lang", "de", "--pdf", str(tmp_path / "case.pdf"), *options)
    assert result.exit_code == 0, result.output
    assert "zu blass" in result.stderr
    made = {path.name: path.stat().st_size for path in tmp_path.glob("*.pdf")}
    assert set(made) == {f"case.{layout}.pdf" for layout in ("overview", "summary", "comparison")}
    assert len(set(made.values())) == 3
    assert run("estimate", FREELANCER, *FEW, "--pdf", str(tmp_path / "plain.pdf")).exit_code == 0
    (sentence,) = refused("estimate", FREELANCER, "--layout", "overview,summary", "--pdf", "-")
    assert "Only one output can go to standard output" in sentence


def test_a_pdf_is_estimated_and_checked_like_the_case_it_was_made_of(tmp_path: Path) -> None:
    path = tmp_path / "summary.pdf"
    assert run("estimate", FREELANCER, "--trials", "768", "--seed", "5", "--pdf", str(path)).exit_code == 0
    again = run("estimate", str(path))
    assert again.exit_code == 0, again.output
    assert "seed 5, 768 simulated years" in again.stdout
    assert "All figures are those printed in “summary.pdf”." in " ".join(again.stdout.split())
    other = run("estimate", str(path), "--seed", "6")
    assert "computed with seed 5 and 768 simulated years, this with seed 6 and 768" in " ".join(other.stdout.split())
    assert "as printed" in other.stdout
    checked = run("check", str(path))
    assert "printed with program" in checked.stdout
    assert "project.1.client.margin_share" in checked.stdout


def test_a_pdf_of_another_version_shows_both_sets_of_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.pdf"
    monkeypatch.setattr("riskmodel.present.estimate_json.__version__", "0.0.1")
    assert run("estimate", FREELANCER, *FEW, "--layout", "overview", "--pdf", str(path)).exit_code == 0
    monkeypatch.undo()
    told = " ".join(run("estimate", str(path), "--seed", "3").stdout.split())
    assert f"computed with program 0.0.1 and figures 2026.11; this is program {__version__} with figures" in told
    assert "So the figures differ; the table shows both." in told
    assert "The figures are the same." in " ".join(run("estimate", str(path)).stdout.split())


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--layout", "poster", "--pdf", "x.pdf"], "overview, summary or comparison"),
        (["--layout", "overview"], "--pdf"),
        (["--branding", "sender.toml"], "--pdf"),
        (["--branding", "nowhere.toml", "--pdf", "x.pdf"], "nowhere.toml"),
    ],
)
def test_a_wrong_option_of_the_pdf_is_one_sentence(arguments: list[str], named: str) -> None:
    (sentence,) = refused("estimate", FREELANCER, *arguments)
    assert named in sentence


def test_policies_that_are_not_there_are_not_compared(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[provider]\n")
    (sentence,) = refused("estimate", str(path), "--layout", "comparison", "--pdf", str(tmp_path / "x.pdf"))
    assert "no policy to compare" in sentence


def test_the_incidents_are_written(tmp_path: Path) -> None:
    path = tmp_path / "incidents.parquet"
    assert run("estimate", FREELANCER, *FEW, "--incidents", str(path)).exit_code == 0
    assert path.read_bytes()[:4] == b"PAR1"
    assert [p.name for p in tmp_path.iterdir()] == ["incidents.parquet"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--trials", "many"], "--trials"),
        (["--trials", "10"], "256"),
        (["--trials", "99999999999"], "20,000,000"),
        (["--seed", "-1"], "--seed"),
        (["--seed", "18446744073709551616"], "18446744073709551615"),
        (["--seed", "1.5"], "--seed"),
        (["--lang", "fr"], "de,en"),
        (["--data", "nowhere"], "--data"),
        (["--json", "nowhere/out.json"], "--json"),
        (["--json", "-", "--incidents", "-"], "standard output"),
        (["--lang", "en,de", "--excel", "-"], "standard output"),
        (["--csv", "nowhere/deep"], "--csv"),
        (["--csv", FREELANCER], "is a file"),
        (["--date", "31.11.2026"], "2026-11-30"),
        (["--json", "same", "--incidents", "same"], "same file"),
    ],
)
def test_a_wrong_option_is_one_sentence(arguments: list[str], named: str) -> None:
    (sentence,) = refused("estimate", FREELANCER, *arguments)
    assert named in sentence


def test_the_largest_seed_is_allowed() -> None:
    assert run("estimate", FREELANCER, *FEW, "--seed", "18446744073709551615").exit_code == 0


# --- wrong files

WRONG = {
    "text for a number": (b'[provider]\nrevenue_eur = "viel"\n', "provider.revenue_eur"),
    "negative money": (b"[[project]]\ncontract_value_eur = -1\n", "project.1.contract_value_eur"),
    "unknown key": (b"[[project]]\n[project.client]\npeple = 3\n", "people"),
    "limit below deductible": (b"[[policy]]\nlimit_eur = 100\ndeductible_eur = 500\n", "policy.1.limit_eur"),
    "unknown head": (b'[[policy]]\nlimit_eur = 100000\nexcluded_heads = ["goodwil"]\n', "policy.1.excluded_heads"),
    "empty": (b"", "empty"),
    "binary": (bytes(range(256)) * 20, "UTF-8"),
    "not UTF-8": ('title = "Grüße"'.encode("latin-1"), "UTF-8"),
    "50 MB": (b"#" * 50_000_000, "50 MB"),
    "damaged PDF": (b"%PDF-1.7\n" + b"x" * 50, "damaged"),
    "50 MB of PDF": (b"%PDF-" + b"#" * 50_000_000, "at most 5 MB"),
}


@pytest.mark.parametrize("command", ["check", "estimate"])
@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_input_is_one_sentence_with_file_and_field(tmp_path: Path, wrong: str, command: str) -> None:
    content, named = WRONG[wrong]
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    (sentence,) = refused(command, str(path))
    assert sentence.startswith("mine.toml")
    assert named in sentence
    assert path.stat().st_size == len(content)


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_missing_file_and_a_folder_are_one_sentence(tmp_path: Path, name: str) -> None:
    (sentence,) = refused("estimate", str(tmp_path / name))
    assert "cannot be read" in sentence


def test_a_name_cannot_steer_the_terminal_nor_break_a_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[provider]\nname = "a\\u001b[31mb"\n', encoding="utf-8")
    assert "\x1b" not in run("estimate", str(path), *FEW).stdout
    path.write_text('[provider]\nkind = "a\\u001b[31m\\nb"\n', encoding="utf-8")
    (sentence,) = refused("check", str(path))
    assert "\x1b" not in sentence


def test_each_fault_is_a_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[provider]\nkind = "x"\nrevenue_eur = true\ncrew = 0\n', encoding="utf-8")
    assert len(refused("check", str(path))) == 3


def test_a_wrong_figure_in_the_data_is_told(tmp_path: Path) -> None:
    (tmp_path / "calibration").mkdir()
    (tmp_path / "sources.toml").write_text("")
    (sentence,) = refused("sources", "--data", str(tmp_path))
    assert "model.toml" in sentence


# --- cases and sources


def test_cases_are_listed_and_compared() -> None:
    assert "alitalia_2012" in run("case").stdout
    told = run("case", "alitalia_2012", *FEW, "--lang", "de")
    assert told.exit_code == 0
    assert "Bekannt und vorhergesagt" in told.stdout
    assert "There is no case" in refused("case", "nobody")[0]


def test_sources_are_searched() -> None:
    assert "incidents.pricing_error.rate" in run("sources", "pricing_error.rate").stdout
    assert "No figure" in run("sources", "no such thing").stdout


# --- files appear whole or not at all


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), output.written(str(path)) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.json"]


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_ctrl_c_stops_cleanly(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "riskmodel", "estimate", FREELANCER, "--trials", "2000000"]
    command += ["--json", str(tmp_path / "out.json")]
    # Whoever runs tests in the background of a shell has Ctrl-C switched off for all that they start.
    listen = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    running = subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=listen
    )
    time.sleep(3.0)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert running.returncode == 1
    assert "Traceback" not in err
    assert not out
    assert not list(tmp_path.iterdir())
