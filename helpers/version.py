"""The version of the course, and whether a notebook fits it.

This is the one place where the version stands: pyproject.toml reads it from here.
"""

import re
from pathlib import Path

from helpers.errors import OneLineError

__version__ = "2.0.0"


class VersionError(OneLineError):
    """A notebook and the helpers beside it that belong to different versions of the course."""


def made_for(version: str) -> None:
    """Do nothing if a notebook made for `version`, such as "2.0", fits these helpers.

    The first two numbers decide. A third one only says that something was mended, so
    "2.0", "2.0.0" and "2.0.7" fit the same notebooks.

    Raises `VersionError`, one line that says which of both is newer and what to do, if the
    notebook does not fit, and if `version` is not such a text.
    """
    if not isinstance(version, str) or not re.fullmatch(r"\d+\.\d+(\.\d+)?", version):
        raise VersionError(f'made_for() takes a version such as "{_short(__version__)}".')
    notebook, helpers = _short(version), _short(__version__)
    if notebook == helpers:
        return
    if _numbers(notebook) < _numbers(helpers):
        way = (
            "This notebook is older. `python3 start.py restore` with its number brings the one of "
            f"version {helpers}, and keeps yours beside it: copy your answers over"
        )
    else:
        way = (
            "The helpers are older. Restart the kernel; if it says this again, download the course "
            "to a new folder"
        )
    raise VersionError(
        f"this notebook was made for version {notebook} of the course, and the helpers in "
        f"{Path(__file__).parent} are version {helpers}. {way}."
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _short(version: str) -> str:
    """The first two numbers of a version, as text."""
    return ".".join(map(str, _numbers(version)[:2]))
