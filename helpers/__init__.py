"""What a notebook of the course may import.

Importing this package is quick: it never imports TensorFlow or pandas.
"""

import os

# TensorFlow reads these when it is first imported. Without the first it prints
# notes about the machine into the notebook. Without the second it may add
# numbers in another order on each machine, and the last digits differ.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

from helpers.checks import check
from helpers.compare import compare
from helpers.data import load_mnist
from helpers.environment import check_environment
from helpers.numpy_model import SoftmaxClassifier
from helpers.plots import (
    plot_bars,
    plot_confusion,
    plot_counts,
    plot_curves,
    plot_difference,
    plot_evidence,
    plot_histogram,
    plot_image,
    plot_images,
    plot_line,
    plot_log_loss,
    plot_loss_surface,
    plot_machine,
    plot_memory,
    plot_reliability,
    plot_scaling,
    plot_softmax,
    plot_split,
    plot_templates,
    plot_three_shapes,
    plot_unrolling,
    show,
)
from helpers.progress import show_progress
from helpers.runs import RUNS, load_run, save_run

__all__ = [
    "RUNS",
    "SoftmaxClassifier",
    "check",
    "check_environment",
    "compare",
    "load_mnist",
    "load_run",
    "plot_bars",
    "plot_confusion",
    "plot_counts",
    "plot_curves",
    "plot_difference",
    "plot_evidence",
    "plot_histogram",
    "plot_image",
    "plot_images",
    "plot_line",
    "plot_log_loss",
    "plot_loss_surface",
    "plot_machine",
    "plot_memory",
    "plot_reliability",
    "plot_scaling",
    "plot_softmax",
    "plot_split",
    "plot_templates",
    "plot_three_shapes",
    "plot_unrolling",
    "save_run",
    "show",
    "show_progress",
]
