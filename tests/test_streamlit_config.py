"""What the app's settings promise: privacy, and the colours of `riskmodel.present.theme`."""

import tomllib
from pathlib import Path

from riskmodel.present import theme

CONFIG = tomllib.loads((Path(__file__).parent.parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def test_the_app_talks_to_nobody_but_its_user() -> None:
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["server"]["showEmailPrompt"] is False
    assert CONFIG["browser"]["gatherUsageStats"] is False


def test_a_user_never_sees_a_traceback() -> None:
    assert CONFIG["client"]["showErrorDetails"] == "none"


def test_the_screen_has_the_colours_of_the_theme_and_no_dark_variant() -> None:
    shown = CONFIG["theme"]
    assert shown["base"] == "light"
    assert (shown["backgroundColor"], shown["textColor"]) == (theme.PAPER, theme.INK)
    assert {shown["primaryColor"], shown["linkColor"]} == {theme.ACCENT}
    assert shown["borderColor"] == theme.HAIRLINE
    assert {"light", "dark"}.isdisjoint(shown)
