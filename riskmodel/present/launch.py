"""Opens the app: Streamlit on the app's file, wherever the program was started."""

from __future__ import annotations

import os
import sys
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


def run(port: int | None = None) -> None:
    """Run the app until it is stopped."""
    from streamlit.web import cli

    file = app_file()
    os.chdir(file.parent)  # Streamlit looks for .streamlit/config.toml here
    sys.argv = ["streamlit", "run", str(file)]
    if port is not None:
        sys.argv += ["--server.port", str(port)]
    cli.main()
