"""Numbers as files write them."""

from __future__ import annotations

import pytest

from riskmodel.book.decimals import NoNumber, bare, number, sign_of, tells
from riskmodel.book.intake import DecimalSign


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [
        ("95000", None, 95_000.0),
        ("95.000", ",", 95_000.0),
        ("1.234", ".", 1.234),
        ("1.234.567,89", ",", 1_234_567.89),
        ("1,234,567.89", ".", 1_234_567.89),
        ("1.234.567", ",", 1_234_567.0),
        ("0,125", ",", 0.125),
        (",5", ",", 0.5),
        ("1 234,5", ",", 1_234.5),
        ("1'234.50", ".", 1_234.5),
        ("−12,5", ",", -12.5),
        ("+7", None, 7.0),
        ("1,5E+05", ",", 150_000.0),
        ("50.000,-", ",", 50_000.0),
        ("50.000 €", ",", 50_000.0),
        ("EUR 50000", None, 50_000.0),
    ],
)
def test_a_number_is_read_as_its_file_writes_numbers(text: str, sign: DecimalSign | None, value: float) -> None:
    assert number(bare(text, euros=True), sign) == value


@pytest.mark.parametrize(
    ("text", "sign", "code"),
    [
        ("1.234", None, "ambiguous_number"),
        ("1,234.5", ",", "other_decimal_sign"),
        ("12.5", ",", "other_decimal_sign"),
        ("1.50.000", ",", "cell_not_a_number"),
        ("--5", None, "cell_not_a_number"),
        ("5 apples", None, "cell_not_a_number"),
        ("nan", None, "cell_not_a_number"),
        ("inf", None, "cell_not_a_number"),
        ("#DIV/0!", None, "cell_not_a_number"),
        ("٣", None, "cell_not_a_number"),
    ],
)
def test_what_is_no_number_or_contradicts_the_file_is_refused(text: str, sign: DecimalSign | None, code: str) -> None:
    with pytest.raises(NoNumber) as caught:
        number(text, sign)
    assert caught.value.code == code


def test_1234_that_is_allowed_only_against_the_file_contradicts_it_and_is_read_where_it_is_allowed() -> None:
    assert number("1.234", ",", bounds=(0.0, 10_000.0)) == 1234.0
    assert number("1.234", ".", bounds=(0.1, 600.0)) == 1.234
    for text, sign in (("1.234", ","), ("1,234", ".")):
        with pytest.raises(NoNumber) as caught:
            number(text, sign, bounds=(0.1, 600.0))  # type: ignore[arg-type]
        assert caught.value.code == "other_decimal_sign"
    assert number("1.234", ",", bounds=(0.0, 1.0)) == 1234.0  # allowed in neither way: the case refuses it


def test_three_digits_after_a_sign_tell_nothing_and_any_other_form_tells() -> None:
    told = {
        "1.234": None,
        "1.23": ".",
        "1,5": ",",
        "1.234,5": ",",
        "1.234.567": ",",
        "0,125": ",",
        "x": None,
        "7": None,
    }
    assert {text: tells(text) for text in told} == told


def test_most_numbers_decide_the_sign_of_a_file_and_the_delimiter_where_they_are_even() -> None:
    assert sign_of(["0,5", "0,7", "1.5"], ";") == ","
    assert sign_of(["0,5", "1.5"], ",") == "."
    assert sign_of(["0,5", "1.5"], ";") == ","
    assert sign_of(["1.234", "7"], ";") is None
