"""Pictures: one look for all, and each with a text for those who cannot see it."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.figure import Figure

from helpers.errors import OneLineError
from helpers.surroundings import settle_matplotlib

settle_matplotlib()
plt.style.use(Path(__file__).parent / "course.mplstyle")


class PlotError(OneLineError):
    """What was handed over cannot be drawn."""


def show(figure: Figure, alt: str) -> None:
    """Show a Matplotlib figure in the notebook, with `alt` as its alternative text.

    The text says what the picture shows, for a reader who cannot see it. It is
    kept in the output's metadata, from where an exported page takes it.
    """
    if not isinstance(figure, Figure):
        raise PlotError(
            "show() takes the figure first: `figure, axes = plt.subplots()` gives you one."
        )
    if not isinstance(alt, str) or not alt.strip():
        raise PlotError("show() takes a text second that says in a sentence what can be seen.")
    display(figure, metadata={"image/png": {"alt": alt}})
    plt.close(figure)


def plot_images(
    images: np.ndarray, titles=None, *, columns: int = 5, alt: str, weights: bool = False
) -> None:
    """Show images of shape (N, height, width) in a grid, `columns` to a row.

    `titles` is one text per image. With `weights=True` the images are weights,
    not grey levels: zero is white, positive blue, negative red, and all share
    one scale, which a colour bar shows.
    """
    images = np.asarray(images)
    if images.ndim != 3 or len(images) == 0:
        raise PlotError(
            f"plot_images takes images of shape (N, height, width), not {images.shape}. "
            "A vector of 784 becomes an image again with reshape(-1, 28, 28)."
        )
    if titles is not None and len(titles) != len(images):
        raise PlotError(f"plot_images got {len(images)} images but {len(titles)} titles.")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    figure, grid = plt.subplots(rows, columns, figsize=(1.5 * columns, 1.65 * rows), squeeze=False)
    largest = float(np.abs(images).max()) or 1.0
    limits = {"vmin": -largest, "vmax": largest, "cmap": "RdBu"} if weights else {}
    for axes in grid.flat:
        axes.set_axis_off()
    for index, (axes, image) in enumerate(zip(grid.flat, images, strict=False)):
        picture = axes.imshow(image, **limits)
        if titles is not None:
            axes.set_title(str(titles[index]))
    if weights:
        figure.colorbar(picture, ax=grid, label="weight", shrink=0.8)
    show(figure, alt)


def plot_curves(history: dict[str, list[float]], metric: str, *, alt: str) -> None:
    """Draw one metric of a training history over the epochs: training and validation.

    `history` has one list per metric, one number per epoch; `metric` is
    "accuracy" or "loss". Epochs count from 1.
    """
    missing = {metric, f"val_{metric}"} - set(history)
    if missing:
        raise PlotError(
            f"the history has no {' and no '.join(sorted(missing))}; it has "
            f"{', '.join(sorted(history))}."
        )
    epochs = np.arange(1, len(history[metric]) + 1)
    figure, axes = plt.subplots()
    axes.plot(epochs, history[metric], label="training")
    axes.plot(epochs, history[f"val_{metric}"], "--", label="validation")
    axes.set(xlabel="epoch", ylabel=metric, title=f"{metric.capitalize()} over the epochs")
    axes.legend()
    show(figure, alt)
