"""Claims that somebody else collected: a label that is not known is left out and told, a number must be one."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from riskmodel import backtest
from riskmodel.__main__ import app
from riskmodel.backtest import stored
from riskmodel.backtest.claims import COLUMNS
from riskmodel.backtest.parts import interval, parts
from riskmodel.calibration import Calibration
from riskmodel.case import CaseError
from riskmodel.present import backtest_tables, console, wording
from riskmodel.present.language import CODES, Language

DATA = Path(__file__).resolve().parent.parent / "data"
#: A label that is not known, and the reason that is told for it.
UNKNOWN = {
    "incident_type": ("cyber_attack", "no_such_incident_type"),
    "activity": ("blockchain", "no_such_activity"),
    "insured_kind": ("university", "no_such_kind"),
    "country": ("XX", "no_such_country"),
    "currency": ("ZZZ", "no_rate"),
}


def others(count: int = 14, **changed: tuple[int, str]) -> bytes:
    """Return a file of claims; `changed` names for a column the row (the header is row 1) and what stands there."""
    rows = [
        {
            "id": f"claim {number}", "source_title": "A report", "country": "DE", "currency": "EUR",
            "insured_kind": "freelancer", "activity": "seo", "incident_type": "delay",
            "amount_claimed": str(1_000.0 * 1.5**number),
        }
        for number in range(2, 2 + count)
    ]  # fmt: skip
    for column, (row, text) in changed.items():
        rows[row - 2][column] = text
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def found(content: bytes, calibration: Calibration) -> backtest.Backtest:
    return backtest.backtest(backtest.parse(content, calibration), calibration, trials=512)


def refused(content: bytes, calibration: Calibration, code: str) -> tuple[str, ...]:
    with pytest.raises(CaseError) as caught:
        found(content, calibration)
    return wording.faults(caught.value, Language.named(code))


@pytest.mark.parametrize("column", UNKNOWN)
def test_a_claim_with_a_label_that_is_not_known_is_not_scored_and_all_others_are(
    column: str, calibration: Calibration
) -> None:
    value, reason = UNKNOWN[column]
    result = found(others(**{column: (5, value)}), calibration)
    assert [row.id for row in result.rows] == sorted(f"claim {n}" for n in range(2, 16) if n != 5)
    (left,) = backtest.as_json(result)["not_scored"]  # type: ignore[misc]
    assert left == {"id": "claim 5", "reason": reason, "row": 5, "column": column, "value": value}


def test_the_scores_of_the_others_are_those_without_the_claim(calibration: Calibration) -> None:
    unknown = found(others(incident_type=(15, "cyber_attack")), calibration)
    assert unknown.rows == found(others(13), calibration).rows


@pytest.mark.parametrize("code", CODES)
def test_labels_that_are_not_known_are_told_with_column_value_and_row(code: str, calibration: Calibration) -> None:
    changed = {column: (number, UNKNOWN[column][0]) for number, column in enumerate(sorted(UNKNOWN), 2)}
    language = Language.named(code)
    result = found(others(18, **changed), calibration)
    table = backtest_tables.unknown_labels(result, language)
    told = [tuple(cell.text for cell in line.cells) for line in table.lines]
    assert told == [(column, UNKNOWN[column][0], "1", str(number)) for number, column in enumerate(sorted(UNKNOWN), 2)]
    said = console.backtest_told(result, language)
    assert table.title in said and "cyber_attack" in said
    assert backtest_tables.left_out(result, language).count("(1)") == len(UNKNOWN)


def test_rows_with_the_same_unknown_label_stand_in_one_line(calibration: Calibration) -> None:
    text = others(20).decode().splitlines()
    for row in (3, 6, 9):
        text[row - 1] = text[row - 1].replace("seo", "blockchain")
    result = found("\n".join(text).encode(), calibration)
    (line,) = backtest_tables.unknown_labels(result, Language.named("en")).lines
    assert [cell.text for cell in line.cells] == ["activity", "blockchain", "3", "3, 6, 9"]


def test_a_label_is_known_in_capitals_and_with_blanks_too(calibration: Calibration) -> None:
    content = others(
        incident_type=(3, "Data loss"), insured_kind=(4, "IT-Firm"), activity=(5, "SEO"), currency=(6, "eur")
    )
    claims = backtest.parse(content, calibration)
    assert not [claim.unknown for claim in claims if claim.unknown]
    assert (claims[1].incident_type, claims[2].kind, claims[3].activity) == ("data_loss", "it_firm", "marketing")
    assert claims[4].currency == "EUR"


def test_a_claim_without_a_currency_is_left_out_and_an_unstated_label_is_no_reason_to(calibration: Calibration) -> None:
    result = found(others(currency=(4, ""), country=(5, ""), activity=(6, ""), insured_kind=(7, "")), calibration)
    assert [(n.id, n.reason) for n in result.not_scored] == [("claim 4", "no_rate")]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount_claimed": (4, "9.000,00")}, "row.4.amount_claimed"),
        ({"amount_claimed": (4, "-5")}, "row.4.amount_claimed"),
        ({"incident_type": (4, "cyber_attack"), "duration_days": (4, "three")}, "row.4.duration_days"),
        ({"year": (4, "1850")}, "row.4.year"),
    ],
)
@pytest.mark.parametrize("code", CODES)
def test_a_number_that_is_none_or_impossible_is_refused_in_one_sentence(
    changed: dict[str, tuple[int, str]], field: str, code: str, calibration: Calibration
) -> None:
    (said,) = refused(others(**changed), calibration, code)
    assert said.startswith(f"{field}: ")


@pytest.mark.parametrize("code", CODES)
def test_a_year_is_written_without_a_sign_for_thousands(code: str, calibration: Calibration) -> None:
    (said,) = refused(others(year=(2, "1850")), calibration, code)
    assert all(year in said for year in ("1850", "1900", "2100"))
    assert not {"1,850", "1.850", "1,900", "1.900", "2,100", "2.100"} & set(said.replace(";", " ").split())


@pytest.mark.parametrize("code", CODES)
def test_a_file_without_a_claim_says_what_it_is_and_what_to_write(code: str, calibration: Calibration) -> None:
    for content in (b"", others(0)):
        (said,) = refused(content, calibration, code)
        assert "data/claims.csv" in said and "riskmodel new" not in said


@pytest.mark.parametrize("code", CODES)
def test_missing_columns_are_named_in_one_sentence(code: str, calibration: Calibration) -> None:
    content = others().replace(b"currency", b"money").replace(b"year", b"when")
    (said,) = refused(content, calibration, code)
    assert "currency, year" in said and "data/claims.csv" in said


@pytest.mark.parametrize("code", CODES)
def test_where_no_claim_is_left_the_labels_that_are_allowed_are_named(code: str, calibration: Calibration) -> None:
    content = others().replace(b"delay", b"deelay")
    first, of_type = refused(content, calibration, code)
    assert " 0; " in first and " 10 " in first
    assert of_type.startswith("row.2.incident_type: ")
    assert "delay, functional_defect" in of_type


def test_the_command_scores_the_claims_of_others_and_its_json_is_as_published(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_bytes(others(30, incident_type=(2, "cyber_attack")))
    done = CliRunner().invoke(app, ["backtest", str(file), "--json", "-"], env={"LC_ALL": "en_GB.UTF-8"})
    assert done.exit_code == 0
    tree: dict[str, Any] = json.loads(done.stdout)
    schema = json.loads((DATA / "schemas" / "backtest.schema.json").read_text(encoding="utf-8"))
    assert not list(jsonschema.Draft202012Validator(schema).iter_errors(tree))
    assert (tree["claims"], tree["not_scored"][0]["value"]) == (29, "cyber_attack")


# --- by part


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (8, 10, 0.4439, 0.9748), (1, 2, 0.0126, 0.9874)],
)
def test_the_interval_of_a_share_is_the_exact_binomial_one(count: int, n: int, low: float, high: float) -> None:
    # Clopper and Pearson: with none of n the upper end is 1 - 0.025^(1/n).
    assert interval(count, n) == pytest.approx((low, high), abs=5e-5)


def test_the_parts_of_the_file_make_up_the_whole(calibration: Calibration) -> None:
    shipped = stored.read(calibration)[0]
    for by in ("group", "kind"):
        of = parts(shipped, by)  # type: ignore[arg-type]
        assert sum(part.claims for part in of) == len(shipped.rows)
        for level, share in shipped.coverage.items():
            assert sum(part.coverage[level] * part.claims for part in of) == pytest.approx(share * len(shipped.rows))


@pytest.mark.parametrize("code", CODES)
def test_coverage_is_shown_by_country_and_by_kind_of_provider_with_its_error(
    code: str, calibration: Calibration
) -> None:
    shipped, language = stored.read(calibration)[0], Language.named(code)
    table = backtest_tables.by_part(shipped, language)
    home = table.cell("group_dach", "coverage_0.8")
    low, high = interval(round(float(home.value or 0.0) * 47), 47)
    assert home.spread == f"({language.percent(low)} – {language.percent(high)})"
    assert table.cell("group_dach", "claims").value == 47
    assert table.title in console.backtest_told(shipped, language)


def test_the_documentation_states_the_shares_by_part_that_are_stored(calibration: Calibration) -> None:
    shipped = stored.read(calibration)[0]
    text = (DATA.parent / "docs" / "backtest.md").read_text(encoding="utf-8")
    names = {
        "dach": "DE, AT, CH", "uk_us": "UK, US", "other": "other countries", "tribunal": "small-claims tribunals",
    }  # fmt: skip
    kinds = {"it_firm": "IT firm", "agency": "agency", "freelancer": "freelancer", "other": "other kinds"}
    for by, called in (("group", names), ("kind", kinds)):
        for part in parts(shipped, by):  # type: ignore[arg-type]
            shares = [
                f"{part.coverage[level]:.2f} ({part.interval[level][0]:.2f} to {part.interval[level][1]:.2f})"
                for level in (0.8, 0.5)
            ]
            row = f"| {called[part.name]} | {part.claims} | {' | '.join(shares)} |".replace("1.00", "1")
            assert row.replace(" 0.", " .").replace("(0.", "(.") in text
