"""What a notebook of the course may import.

Importing this package is quick: it never imports TensorFlow or pandas.
"""

import os

# TensorFlow reads these when it is first imported. Without the first it prints
# notes about the machine into the notebook. Without the second it may add
# numbers in another order on each machine, and the last digits differ.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

from helpers import plots
from helpers.checks import check
from helpers.compare import compare
from helpers.data import load_faulty_sample, load_mnist
from helpers.environment import check_environment
from helpers.numpy_model import SoftmaxClassifier
from helpers.plots import *  # noqa: F403 - every picture that plots.__all__ lists
from helpers.progress import show_progress
from helpers.runs import RUNS, load_run, save_run
from helpers.version import __version__, made_for

__all__ = [
    "RUNS",
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
