"""Words, numbers and typed amounts in both languages."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmodel.present.amounts import AmountError
from riskmodel.present.formats import counted, significant
from riskmodel.present.language import CODES, Language

DE, EN = Language.named("de"), Language.named("en")
BOTH = pytest.mark.parametrize("language", [DE, EN], ids=["de", "en"])


def plain(text: str) -> str:
    """Return text with ordinary spaces."""
    return text.replace("\u00a0", " ")


# What people type, and what they mean, whatever the language of the page.
TYPED = {
    "1.500.000": 1_500_000,
    "1,500,000": 1_500_000,
    "50.000,00": 50_000,
    "50,000.00": 50_000,
    "50 000 €": 50_000,
    "50\u00a0000\u00a0€": 50_000,
    "50\u202f000": 50_000,
    "50\u2009000,50": 50_000.5,
    "50.000": 50_000,
    "50,000": 50_000,
    "1.234,5": 1_234.5,
    "1,234.5": 1_234.5,
    "1234.5": 1_234.5,
    "1234,567": 1_234.567,
    "50000": 50_000,
    "  50000  ": 50_000,
    "50k": 50_000,
    "50 Tsd.": 50_000,
    "75 T€": 75_000,
    "75 TEUR": 75_000,
    "1,5 Mio": 1_500_000,
    "1,5 Mio. €": 1_500_000,
    "€1.2M": 1_200_000,
    "2m": 2_000_000,
    "1.5 million": 1_500_000,
    "1,2 Mrd. €": 1_200_000_000,
    "EUR 50.000": 50_000,
    "50.000 Euro": 50_000,
    "50'000": 50_000,
    "50’000": 50_000,
    "1'000'000.50": 1_000_000.5,
    "50.000,-": 50_000,
    "50.000,– €": 50_000,
    "0": 0,
    "-0": 0,
    "0,125": 0.125,
    "0.5": 0.5,
    ",5": 0.5,
    "+5": 5,
    "007": 7,
}


@BOTH
@pytest.mark.parametrize(("text", "value"), TYPED.items())
def test_amounts_are_read_as_people_type_them(language: Language, text: str, value: float) -> None:
    assert language.parse_euros(text) == value


@BOTH
@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\t\n"])
def test_nothing_typed_is_nothing(language: Language, text: str) -> None:
    assert language.parse_euros(text) is None
    assert language.parse_number(text) is None
    assert language.parse_percent(text) is None
    assert language.echo_euros(text) == ""


UNREADABLE = [
    "abc", "50.000,5.0", "1.50.000", "1,2,3", "12 34", "1 000,000", "5,", "50.", "€", "50 $", "1e5", "nan",
    "inf", "--5", "+-5", "1 Billion", "50.000 € €", "½", "²", "٣٤", "50k k", "<b>5</b>", "9" * 80, "5" * 10_000,
    "1 50", "1'00", "5-", "0x10", "1_000",
]  # fmt: skip


@BOTH
@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_amount_is_refused_with_the_text_and_an_example(language: Language, text: str) -> None:
    with pytest.raises(AmountError) as caught:
        language.parse_euros(text)
    assert caught.value.code == "unreadable"
    sentence = language.explain(caught.value)
    assert text[:40] in sentence
    assert language.number(50_000) in sentence
    assert len(sentence) < 200


@BOTH
@pytest.mark.parametrize("text", ["-5", "−5", "- 50.000 €", "-1,5 Mio"])
def test_negative_amounts_are_refused_unless_asked_for(language: Language, text: str) -> None:
    with pytest.raises(AmountError) as caught:
        language.parse_euros(text)
    assert caught.value.code == "negative"
    assert language.explain(caught.value)
    value = language.parse_euros(text, negative=True)
    assert value is not None
    assert value < 0


@BOTH
def test_amounts_beyond_the_world_are_refused(language: Language) -> None:
    with pytest.raises(AmountError) as caught:
        language.parse_euros("9" * 30)
    assert caught.value.code == "too_large"
    assert language.explain(caught.value)


def test_a_lone_sign_before_three_digits_with_a_word_follows_the_language() -> None:
    assert DE.parse_euros("1,500 Mio.") == 1_500_000
    assert DE.parse_euros("1.500 Mio.") == 1_500_000_000
    assert EN.parse_euros("1.500 m") == 1_500_000
    assert EN.parse_euros("1,500 m") == 1_500_000_000


@BOTH
@given(cents=st.integers(0, 10**15))
def test_every_amount_written_is_read_back(language: Language, cents: int) -> None:
    amount = cents / 100
    assert language.parse_euros(language.euros_exact(amount)) == pytest.approx(amount, abs=0.005)
    assert language.parse_euros(language.euros(amount)) == round(amount)


@BOTH
@given(amount=st.floats(0, 9e11))
def test_rounded_amounts_are_read_back_as_two_digits(language: Language, amount: float) -> None:
    written = language.euros_rounded(amount)
    if amount >= 1:
        assert language.parse_euros(written) == pytest.approx(amount, rel=0.051, abs=0.51)


@BOTH
@given(text=st.text(max_size=80))
def test_any_text_is_read_or_refused_never_anything_else(language: Language, text: str) -> None:
    try:
        value = language.parse_euros(text)
    except AmountError as error:
        assert language.explain(error)
    else:
        assert value is None or value >= 0


def test_amounts_are_echoed_as_understood() -> None:
    assert plain(DE.echo_euros("50 000")) == "= 50.000 €"
    assert plain(DE.echo_euros("1.234,5")) == "= 1.234,50 €"
    assert EN.echo_euros("1.5 Mio") == "= €1,500,000"
    assert EN.echo_euros("50,000") == "= €50,000"
    # The sign that usually stands before cents, read as thousands: worth a word.
    assert plain(DE.echo_euros("50,000")) == "= 50.000 € (als Tausender gelesen, nicht als Nachkommastellen)"
    assert EN.echo_euros("50.000") == "= €50,000 (read as thousands, not as decimals)"


def test_the_error_reads_as_a_person_would_say_it() -> None:
    assert DE.explain(AmountError("unreadable", "50.000,5.0")) == (
        "„50.000,5.0“ konnte nicht als Zahl gelesen werden. Bitte schreiben Sie z. B. 50.000 oder 50.000,50."
    )


@BOTH
def test_percent_fields_are_always_percent(language: Language) -> None:
    for text in ("15", "15 %", "15%", "15,0", "15.0 %"):
        assert language.parse_percent(text) == 0.15
    assert language.parse_percent("0,15") == 0.0015
    assert language.parse_percent("100") == 1
    assert language.parse_percent("0") == 0
    for text in ("101", "-1", "15.000", "9" * 30):
        with pytest.raises(AmountError) as caught:
            language.parse_percent(text)
        assert caught.value.code == "percent_range"
        assert text in language.explain(caught.value)
    with pytest.raises(AmountError, match="unreadable"):
        language.parse_percent("15 %%")


@BOTH
def test_plain_numbers_take_no_currency(language: Language) -> None:
    assert language.parse_number("12.000") == 12_000
    assert language.parse_number("2,5") == 2.5
    with pytest.raises(AmountError):
        language.parse_number("5 €")


def test_formats_of_germany() -> None:
    assert plain(DE.euros(50_000)) == "50.000 €"
    assert plain(DE.euros(-0.2)) == "0 €"
    assert [plain(DE.euros_rounded(x)) for x in (94_712, 999_999, 1_234_567, 12_345_678, 1.26e9, 7)] == [
        "95.000 €", "1 Mio. €", "1,2 Mio. €", "12 Mio. €", "1,3 Mrd. €", "7 €",
    ]  # fmt: skip
    assert [plain(DE.percent(x)) for x in (0.345, 0.034, 0.0034, 0.0999, 0, 1, 0.000099, 2.1e-6, -0.0002)] == [
        "34 %", "3,4 %", "0,34 %", "10 %", "0 %", "100 %", "< 0,01 %", "< 0,01 %", "−0,02 %",
    ]  # fmt: skip
    assert [DE.duration(h) for h in (0.75, 1, 1.5, 9, 72)] == [
        "45 Minuten", "1 Stunde", "1,5 Stunden", "9 Stunden", "3 Tage",
    ]  # fmt: skip
    assert DE.date(datetime.date(2026, 11, 22)) == "22. November 2026"
    assert DE.number(1_500) == "1.500"
    assert DE.number(-0.04, 1) == "0"


def test_formats_of_britain() -> None:
    assert EN.euros(50_000) == "€50,000"
    assert EN.euros_rounded(1_234_567) == "€1.2M"
    assert EN.percent(0.034) == "3.4%"
    assert EN.duration(9) == "9 hours"
    assert EN.date(datetime.date(2026, 11, 22)) == "22 November 2026"


def test_chances_are_natural_frequencies() -> None:
    assert DE.frequency(0.03) == "in 3 von 100 Jahren"
    assert DE.frequency(0.0002) == "in 2 von 10.000 Jahren"
    assert DE.frequency(1e-7) == "in weniger als 1 von 10.000 Jahren"
    assert DE.frequency(0) == "in keinem Jahr"
    assert DE.frequency(1) == "in jedem Jahr"
    assert DE.frequency(0.99999) == "in fast jedem Jahr"
    assert DE.cases(0.6) == "in 6 von 10 Fällen"
    assert EN.frequency(0.25) == "in 25 of 100 years"
    assert plain(DE.frequency_with_percent(0.03)) == "in 3 von 100 Jahren (3 %)"
    assert DE.once_in(20) == "einmal in 20 Jahren"
    assert DE.once_in(1_000) == "einmal in 1.000 Jahren"
    assert EN.once_in(1) == "once a year"


@given(probability=st.floats(0.001, 0.999))
def test_a_natural_frequency_is_never_far_off(probability: float) -> None:
    count, base = counted(probability)
    assert abs(count / base - probability) <= 0.15 * min(probability, 1 - probability) + 1e-12
    assert 0 < count < base


@given(value=st.floats(1e-6, 1e12))
def test_two_digits_are_within_five_percent(value: float) -> None:
    assert significant(value, 2) == pytest.approx(value, rel=0.0501)


def test_texts_in_data_are_picked_by_language() -> None:
    assert DE.of({"de": "Ausfall", "en": "outage"}) == "Ausfall"
    with pytest.raises(KeyError):
        EN.of({"de": "Ausfall"})


def test_user_text_in_a_message_is_only_text() -> None:
    assert "{count}" in DE.explain(AmountError("negative", "{count}"))


def test_an_unknown_language_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"'fr'.*de, en"):
        Language.named("fr")


def test_two_languages_at_once_in_many_threads_do_not_mix() -> None:
    def speak(i: int) -> str:
        return Language.named(CODES[i % 2]).frequency(0.03)

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(speak, range(200)))
    assert said == ["in 3 von 100 Jahren", "in 3 of 100 years"] * 100


def test_a_minus_is_set_as_one_and_never_as_a_hyphen() -> None:
    for language in (DE, EN):
        for text in (
            language.euros(-33.0),
            language.euros_exact(-0.5),
            language.euros_rounded(-1.2e6),
            language.number(-2.0),
            language.percent(-0.014),
        ):
            assert "\N{MINUS SIGN}" in text and "-" not in text
    assert DE.parse_number(DE.number(-2.5, 1), negative=True) == -2.5


def test_figures_that_stand_under_each_other_have_the_same_decimals() -> None:
    assert [DE.decimals(x, 2) for x in (0.8, 0.41, 1_234.5)] == ["0,80", "0,41", "1.234,50"]


@BOTH
def test_a_name_that_ends_with_a_full_stop_ends_the_sentence_as_well(language: Language) -> None:
    message = "“With insurance” means with {policy}."
    once = language.t(message, policy="IT-Haftpflicht 1 Mio.")
    assert once.endswith(" Mio.") and once.count(".") == 1
    assert language.t(message, policy="and so on ...").endswith(" ....")
    assert language.t(message, policy="Haftpflicht").endswith("Haftpflicht.")
