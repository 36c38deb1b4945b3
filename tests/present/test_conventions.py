"""What amounts are reckoned by is said where it does not go without saying."""

from __future__ import annotations

import pytest

from riskmodel import casefile
from riskmodel.case import Case
from riskmodel.present import conventions
from riskmodel.present.language import CODES, Language


def under(*laws: str) -> Case:
    return casefile.from_mapping({"project": [{"contract": {"law": law} if law else {}} for law in laws]})


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("laws", "told"), [(("DE",), False), (("",), False), (("UK",), True), (("DE", "AT"), True), (("CH", ""), True)]
)
def test_the_german_fee_tables_are_called_assumed_under_any_other_law(
    laws: tuple[str, ...], told: bool, code: str
) -> None:
    said = conventions.said(under(*laws), (), Language.named(code))
    assert (("Annahme" if code == "de" else "assumption") in said) == told
    assert bool(said) == told
