"""What of the machine's settings the course's own programs get to see."""

import os


def child_environment():
    """The environment without what would make .venv slow, or mix another Python into it."""
    drop = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")
    kept = {name: value for name, value in os.environ.items() if name not in drop}
    # The matrices of the course are small: NumPy's products are quicker, and their last digits
    # the same on every machine, if one thread computes them.
    kept.setdefault("OPENBLAS_NUM_THREADS", "1")
    return kept
