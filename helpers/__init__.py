"""What a notebook of the course may import.

Importing this package is quick: it never imports TensorFlow or pandas.
"""

import os

from helpers.surroundings import HiddenModule, hidden_module, settle_tensorflow

try:
    settle_tensorflow()
    from helpers import plots
    from helpers.checks import check
    from helpers.compare import compare
    from helpers.data import load_faulty_sample, load_mnist
    from helpers.environment import check_environment
    from helpers.hidden_layer import HiddenLayerClassifier
    from helpers.numpy_model import SoftmaxClassifier
    from helpers.plots import *  # noqa: F403 - every picture that plots.__all__ lists
    from helpers.progress import show_progress
    from helpers.runs import RUNS, load_run, save_run
    from helpers.version import __version__, made_for
except Exception:
    hidden = hidden_module(os.getcwd())
    if not hidden:
        raise
    raise HiddenModule(hidden) from None

__all__ = [
    "RUNS",
    "HiddenLayerClassifier",
    "SoftmaxClassifier",
    "__version__",
    "check",
    "check_environment",
    "compare",
    "load_faulty_sample",
    "load_mnist",
    "load_run",
    "made_for",
    "save_run",
    "show_progress",
    *plots.__all__,
]
