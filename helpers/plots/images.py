"""Pictures of images and of weights: grey on its true scale, weights in blue and red."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap

from helpers.plots.base import (
    WIDTH,
    PlotError,
    counted,
    number,
    numbers,
    one_line,
    sentence,
    show,
)

# Blue and red as in ColorBrewer's RdBu, but with a zero that is really white.
SIGNED = LinearSegmentedColormap.from_list(
    "signed",
    ["#67001f", "#b2182b", "#d6604d", "#f4a582", "#fddbc7", "#ffffff"]
    + ["#d1e5f0", "#92c5de", "#4393c3", "#2166ac", "#053061"],
    N=255,
)
WITH_NUMBERS = 10  # up to as many rows and columns, each cell shows its number
NAMED = 30  # up to as many images, the words name each
STROKES = ("upright", "steeply rising", "rising", "gently rising")
STROKES += ("level", "gently falling", "falling", "steeply falling")
"""The stroke whose edges have each orientation of `helpers.features.orientations`."""


def plot_images(
    images, titles=None, *, columns: int = 5, weights: bool = False, limits=None
) -> None:
    """Show images of shape (N, height, width) in a grid, at most `columns` to a row.

    Grey images are drawn on their true scale, 0 as white paper and the other end
    as black ink: whole numbers on 0-255, fractions on 0-1, or on 0-255 if one
    exceeds 1. `limits=(low, high)` sets another scale. With `weights=True` the
    images are weights: zero is white, positive blue, negative red, and all share
    one scale, which a colour bar shows. Up to 10 × 10 pixels each cell shows its
    number. `titles` has one text an image.

    Raises `PlotError` for other shapes, and for values outside the scale.
    """
    images = _images(images)
    texts = _titles(titles, len(images))
    if isinstance(columns, bool) or not isinstance(columns, int) or columns < 1:
        raise PlotError(f"columns must be a whole number from 1 on, not {columns!r}.")
    low, high = scale_of(images, weights, limits)
    height, width = images.shape[1:]
    columns = min(columns, len(images))
    cells = _shows_numbers(images[0])
    if cells:
        cell = 0.44 if _decimals(images) else 0.34
        columns = min(columns, max(1, int(WIDTH / (cell * width + 0.1))))
        panel = max(cell * width + 0.1, 1.3)
        panel = min(panel, WIDTH / columns)
    else:
        panel = min(2.6, (WIDTH - (0.7 if weights else 0)) / columns)
    rows = -(-len(images) // columns)
    lines = max((text.count("\n") + 1 for text in texts if text), default=0)
    figure, grid = plt.subplots(
        rows,
        columns,
        figsize=(
            panel * columns + (0.8 if weights else 0.05),
            rows * (panel * height / width + 0.19 * lines + 0.1),
        ),
        squeeze=False,
    )
    for axes in grid.flat:
        axes.set_axis_off()
    for axes, image, text in zip(grid.flat, images, texts, strict=False):
        drawn = draw_image(axes, image, low, high, weights=weights)
        axes.set_title(text, fontsize=10)
    if weights:
        figure.colorbar(drawn, ax=grid, label="weight", shrink=0.9, aspect=25)
    show(figure, _images_in_words(images, texts, low, high, weights))


def plot_image(image, title=None, *, weights: bool = False, limits=None) -> None:
    """Show one image of shape (height, width), large, with its rows and columns numbered.

    Scale, `weights` and `limits` are those of `plot_images`.
    """
    image = numbers("image", image, ndim=2)
    low, high = scale_of(image, weights, limits)
    figure, axes = plt.subplots(figsize=(4.3, 3.6))
    drawn = draw_image(axes, image, low, high, weights=weights, size=9)
    few = max(image.shape) <= WITH_NUMBERS
    axes.set_xticks(np.arange(0, image.shape[1], 1 if few else 4))
    axes.set_yticks(np.arange(0, image.shape[0], 1 if few else 4))
    axes.tick_params(length=3 if not few else 0, labelsize=10)
    axes.set(xlabel="column", ylabel="row", title=title)
    figure.colorbar(drawn, ax=axes, label="weight" if weights else "grey level", shrink=0.9)
    text = "" if title is None else str(title)
    show(figure, _images_in_words(image[np.newaxis], [text], low, high, weights))


def plot_templates(snapshots, titles) -> None:
    """Show the weights of all classes at several moments: a row a moment, a column a class.

    `snapshots` is a list of weights (pixels, classes), such as those after 0, 1, 5
    and 30 epochs; `titles` has one text for each. All share one scale.

    Raises `PlotError` unless the shapes agree and the pixels make a square.
    """
    snapshots = [numbers("each of the weights", w, ndim=2).astype(float) for w in snapshots]
    if not snapshots or any(w.shape != snapshots[0].shape for w in snapshots):
        raise PlotError("plot_templates takes a list of weights that all have the same shape.")
    titles = _titles(titles, len(snapshots))
    pixels, classes = snapshots[0].shape
    side = square_side(pixels)
    largest = max(np.abs(w).max() for w in snapshots) or 1.0
    rows = len(snapshots)
    panel = (WIDTH - 0.5) / classes
    figure, grid = plt.subplots(
        rows, classes, figsize=(WIDTH, rows * (panel + 0.06) + 0.9), squeeze=False
    )
    figure.get_layout_engine().set(w_pad=0.04, h_pad=0.06)
    for row, (weights, title) in enumerate(zip(snapshots, titles, strict=True)):
        for digit in range(classes):
            axes = grid[row, digit]
            image = weights[:, digit].reshape(side, side)
            drawn = draw_image(axes, image, -largest, largest, weights=True, cells=False)
            if row == 0:
                axes.set_title(str(digit))
        grid[row, 0].set_ylabel(title, fontsize=10)
    figure.colorbar(
        drawn, ax=grid, label="weight", location="bottom", shrink=0.6, aspect=40, fraction=0.05
    )
    parts = [
        f"Templates of {counted(classes, 'class')} "
        f"in {counted(rows, 'row')}, on one scale: positive blue, negative red, zero white."
    ]
    last = snapshots[-1].ravel()
    for weights, title in zip(snapshots, titles, strict=True):
        text = f"{one_line(title)}: largest weight {number(np.abs(weights).max())}"
        if weights is not snapshots[-1] and weights.std() > 0 and last.std() > 0:
            alike = np.corrcoef(weights.ravel(), last)[0, 1]
            text += f", correlation with the last row {alike:.2f}".replace("-", "−")
        parts.append(sentence(text))
    show(figure, " ".join(parts))


def plot_orientations(values, titles=None, *, columns: int = 5) -> None:
    """Draw histograms of orientations, (392, K), as strokes: a panel for each of the K columns.

    A column holds 8 numbers for each of 7 × 7 cells, in the order of
    `helpers.features.orientations`: those of an image, or the weights of a class. Each is
    a line in its cell, in the direction of the stroke whose edges have this orientation.
    Its length is the number's size, on one scale, and from the 98 per cent that are
    smallest on, the longest; positive is blue, negative red.
    `titles` has one text a panel; without it, panels are numbered from 0.

    Raises `PlotError` unless the rows make a square of cells with 8 numbers each.
    """
    values = numbers("values", values, ndim=2).astype(float)
    kinds = len(STROKES)
    if len(values) % kinds:
        raise PlotError(f"{len(values)} rows do not make cells of {kinds} orientations.")
    side, panels = square_side(len(values) // kinds), values.shape[1]
    titles = [str(place) for place in range(panels)] if titles is None else _titles(titles, panels)
    longest = np.percentile(np.abs(values), 98) or np.abs(values).max() or 1.0
    # The stroke is at right angles to its gradient, whose angle grows clockwise.
    turns = np.arange(kinds) * np.pi / kinds
    halves = np.stack([-np.sin(turns), np.cos(turns)], axis=1) * 0.55  # (8, 2): column, row
    rows, places = np.divmod(np.arange(side**2), side)
    middles = np.stack([places, rows], axis=1)[:, np.newaxis]  # (49, 1, 2)
    columns = min(columns, panels)
    lines = -(-panels // columns)
    panel = WIDTH / columns
    figure, grid = plt.subplots(
        lines, columns, figsize=(WIDTH, lines * (panel + 0.19)), squeeze=False
    )
    for axes in grid.flat:
        axes.set_axis_off()
    parts = [
        f"Orientations in {side} × {side} cells, {counted(panels, 'panel')}: a line for each of "
        f"{kinds} directions, as long as its number is large; positive blue, negative red. "
        f"The longest stand for {number(longest)} or more."
    ]
    for axes, column, title in zip(grid.flat, values.T, titles, strict=False):
        reach = halves * np.minimum(1, np.abs(column) / longest).reshape(-1, kinds, 1)  # (49, 8, 2)
        ends = np.stack([middles - reach, middles + reach], axis=2).reshape(-1, 2, 2)
        order = np.argsort(np.abs(column), kind="stable")  # the strongest lie on top
        colors = np.where(column > 0, "#2166ac", "#b2182b")
        axes.add_collection(LineCollection(ends[order], colors=colors[order], linewidths=1.4))
        axes.set(xlim=(-0.7, side - 0.3), ylim=(side - 0.3, -0.7), aspect="equal")
        axes.set_title(title, fontsize=10)
        place = int(np.abs(column).argmax())
        row, across = divmod(place // kinds, side)
        sign = "positive" if column[place] > 0 else "negative"
        parts.append(
            sentence(
                f"{one_line(title)}: the strongest is {sign}, {STROKES[place % kinds]}, in row "
                f"{row}, column {across}"
            )
        )
    show(figure, " ".join(parts))


# What the other pictures use, too


def draw_image(axes, image, low, high, *, weights=False, cells=None, size=None):
    """Draw one image into the axes with a thin frame; small ones show their numbers."""
    drawn = axes.imshow(
        image, vmin=low, vmax=high, cmap=SIGNED if weights else "gray_r", interpolation="nearest"
    )
    axes.set_axis_on()
    axes.grid(False)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set(visible=True, color="#999999", linewidth=0.8)
    if _shows_numbers(image) if cells is None else cells:
        decimals = _decimals(image)
        for (row, column), value in np.ndenumerate(image):
            axes.text(
                column,
                row,
                cell_text(value, decimals),
                ha="center",
                va="center",
                fontsize=size or (8 if decimals else 9),
                color=ink_on(drawn, value),
            )
    return drawn


def cell_text(value, decimals: int) -> str:
    """Return a cell's number as it stands in the picture."""
    return f"{round(float(value), decimals) + 0.0:.{decimals}f}".replace("-", "−")


def ink_on(drawn, value) -> str:
    """Return black or white, whichever can be read on the colour of this value."""
    red, green, blue, _ = drawn.to_rgba(float(value))
    return "black" if 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 else "white"


def scale_of(values, weights: bool, limits) -> tuple[float, float]:
    """Return the lower and upper end of the scale on which these values are drawn."""
    low, high = float(values.min()), float(values.max())
    if limits is not None:
        try:
            first, last = (float(limit) for limit in limits)
        except (TypeError, ValueError):
            raise PlotError("limits must be two numbers, such as (0, 255).") from None
        if not first < last:
            raise PlotError(f"limits must be two numbers, the smaller first, not {limits}.")
        return first, last
    if weights:
        largest = max(abs(low), abs(high)) or 1.0
        return -largest, largest
    if low < 0 or high > 255:
        raise PlotError(
            f"grey levels go from 0 to 255 or from 0 to 1; these go from {number(low)} to "
            f"{number(high)}. For weights and differences use weights=True, for another scale "
            f"limits=({number(low)}, {number(high)})."
        )
    fractions = values.dtype.kind in "fb" and high <= 1
    return (0.0, 1.0) if fractions else (0.0, 255.0)


def square_side(pixels: int) -> int:
    """Return the side of a square image with so many pixels, or raise `PlotError`."""
    side = round(pixels**0.5)
    if side * side != pixels:
        raise PlotError(f"{pixels} pixels do not make a square image.")
    return side


def _images(images):
    images = numbers("images", images)
    if images.ndim != 3:
        raise PlotError(
            f"plot_images takes images of shape (N, height, width), not {images.shape}. "
            "A vector of 784 becomes an image again with reshape(-1, 28, 28)."
        )
    return images


def _titles(titles, count):
    if titles is None:
        return [""] * count
    titles = [str(title) for title in titles]
    if len(titles) != count:
        raise PlotError(f"there are {count} to be named, but {len(titles)} titles.")
    return titles


def _shows_numbers(image):
    return max(image.shape) <= WITH_NUMBERS


def _decimals(values):
    """The decimals that a cell shows: none for whole numbers."""
    return 0 if np.array_equal(values, np.round(values)) else 2


def _images_in_words(images, texts, low, high, weights):
    height, width = images.shape[1:]
    named = any(texts)
    what = counted(len(images), "weight image" if weights else "image")
    opening = f"{what} of {height} × {width} pixels"
    if named and len(images) <= NAMED:
        opening += f": {'; '.join(one_line(text) for text in texts)}"
    parts = [opening + "."]
    if weights:
        parts.append(
            f"Positive is blue, negative red, zero white; the scale ends at {number(high)}."
        )
    else:
        parts.append(f"Grey from {number(low)}, white, to {number(high)}, black.")
    if images.min() == images.max():
        parts.append(f"All values are {number(images.min())}.")
    else:
        parts.append(f"The values go from {number(images.min())} to {number(images.max())}.")
    if _shows_numbers(images[0]) and images.size <= 100:
        decimals = _decimals(images)
        for image, text in zip(images, texts, strict=True):
            rows = [", ".join(cell_text(value, decimals) for value in row) for row in image]
            parts.append(sentence(f"{one_line(text) or 'by rows'}: {'; '.join(rows)}"))
    elif weights and images.min() != images.max():
        for word, place in (("most positive", images.argmax()), ("most negative", images.argmin())):
            index, row, column = np.unravel_index(place, images.shape)
            name = one_line(texts[index]) or f"image {index}"
            parts.append(f"The {word} weight is in {name}, row {row}, column {column}.")
    return " ".join(parts)
