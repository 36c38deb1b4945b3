"""Opens the app: Streamlit on the app's file, wherever the program was started.

Streamlit runs an app's file for the first time when the first visitor is there already, who would wait for all that
has to be loaded. Here it is loaded before the server is up.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def app_file() -> Path:
    """Return the app's file: beside the package in the repository, inside it once installed.

    Raises
    ------
    FileNotFoundError
        If it is at neither place.
    """
    for path in (_PACKAGE.parent / "risk_app.py", _PACKAGE / "_app" / "risk_app.py"):
        if path.is_file():
            return path
    raise FileNotFoundError(f"risk_app.py is neither beside nor inside {_PACKAGE}")


def load() -> None:
    """Load what the first page needs: its modules and the figures about the world."""
    from riskmodel.present import session

    for module in ("frame", "inputs", "screen"):
        import_module(f"riskmodel.present.{module}")
    session.calibration()
    for folder in ("cases", "presets"):
        session.titles(folder)


def run(*options: str) -> None:
    """Run the app until it is stopped; options are Streamlit's."""
    from streamlit.web import cli

    file = app_file()
    os.chdir(file.parent)  # Streamlit looks for .streamlit/config.toml here
    load()
    sys.argv = ["streamlit", "run", str(file), *options]
    cli.main()


if __name__ == "__main__":
    run(*sys.argv[1:])
