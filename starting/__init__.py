"""What `start.py` does before JupyterLab opens. Standard library only, Python 3.11 or newer."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
THIS = "py start.py" if os.name == "nt" else "python3 start.py"
LEARNER, DEVELOPER = "requirements.txt", "requirements-dev.txt"


class Stop(Exception):
    """Why start.py cannot go on and what to do, in one line."""


def say(text):
    print(text, flush=True)
