"""What a notebook needs of its surroundings, also where start.py did not prepare them.

Settings of Keras and Matplotlib that were made for other work would change the course's
numbers, or hide its pictures without an error; a file beside the notebook can hide a module.
"""

import os
import sys
from importlib.machinery import PathFinder
from pathlib import Path

from helpers.errors import OneLineError

INLINE = "module://matplotlib_inline.backend_inline"


class HiddenModule(OneLineError):
    """A file beside the notebook has the name of a module that the course needs."""


def settle_tensorflow() -> None:
    """Set what TensorFlow and Keras read from the environment when they are first imported."""
    # Without the first, TensorFlow prints notes about the machine into the notebook. Without the
    # second it may add numbers in another order on each machine, and the last digits differ.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    from helpers.runs import RUNS

    # Keras on TensorFlow, in float32: whatever keras.json in the user's folder says. Here Keras
    # writes one of its own, with its defaults.
    os.environ["KERAS_HOME"] = str(RUNS / "keras")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    for name in ("KERAS_MAX_EPOCHS", "KERAS_MAX_STEPS_PER_EPOCH"):
        os.environ.pop(name, None)


def settle_matplotlib() -> None:
    """Forget a matplotlibrc; and in a kernel, show pictures in the notebook.

    A backend that was made for notebooks stays, such as `%matplotlib widget`.
    """
    import matplotlib
    from IPython import get_ipython

    matplotlib.rcdefaults()  # all but the backend
    shell = get_ipython()
    backend = matplotlib.get_backend().lower()
    shows = backend.startswith("module://") or backend in ("inline", "widget", "ipympl", "nbagg")
    if hasattr(shell, "kernel") and not shows:
        shell.run_line_magic("matplotlib", "inline")


def hidden_module(folder: str | Path) -> str:
    """Name the first file or package in `folder` that hides a module, and say what to do, or ""."""
    others = [path for path in sys.path if path and Path(path).resolve() != Path(folder).resolve()]
    for path in sorted(Path(folder).iterdir()):
        is_module = path.suffix == ".py" or (path / "__init__.py").is_file()
        if is_module and PathFinder.find_spec(path.stem, others):
            return (
                f"{path.name} in {Path(folder).resolve()} hides the module {path.stem}, which the "
                "course needs. Rename it, then restart the kernel."
            )
    return ""
