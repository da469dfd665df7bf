"""Pictures: one look for all, and each with words made from its data, for those who cannot see it.

A lesson calls one function a picture, and hands over arrays. `base` shows a figure
and finds its words; `images`, `arrays`, `model`, `curves` and `charts` draw.
"""

from helpers.plots.arrays import (
    plot_memory,
    plot_scaling,
    plot_split,
    plot_three_shapes,
    plot_unrolling,
)
from helpers.plots.base import PlotError, show
from helpers.plots.charts import (
    plot_accuracies,
    plot_bars,
    plot_confusion,
    plot_counts,
    plot_histogram,
    plot_reliability,
)
from helpers.plots.curves import (
    plot_curves,
    plot_line,
)
from helpers.plots.images import (
    plot_image,
    plot_images,
    plot_orientations,
    plot_templates,
)
from helpers.plots.model import (
    plot_difference,
    plot_evidence,
    plot_log_loss,
    plot_loss_surface,
    plot_machine,
    plot_softmax,
)

__all__ = [
    "PlotError",
    "plot_accuracies",
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
    "plot_orientations",
    "plot_reliability",
    "plot_scaling",
    "plot_softmax",
    "plot_split",
    "plot_templates",
    "plot_three_shapes",
    "plot_unrolling",
    "show",
]
