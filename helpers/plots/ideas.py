"""Pictures of the course's ideas: arrays and memory, preprocessing, the model, its loss."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from helpers.plots.base import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    RED,
    SKY,
    WIDTH,
    PlotError,
    class_weights,
    counted,
    number,
    numbers,
    same_length,
    sentence,
    show,
)
from helpers.plots.charts import histogram
from helpers.plots.curves import MARKERS, STYLES
from helpers.plots.images import cell_text, draw_image, scale_of

ROW_COLORS = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED, BLACK, GREY)
CELLS = 20  # as many fit into one strip


def plot_unrolling(image) -> None:
    """Show a small image (height, width) and, below it, its rows one behind the other.

    Raises `PlotError` for more than 20 pixels or 8 rows.
    """
    image = numbers("image", image, ndim=2)
    height, width = image.shape
    if image.size > CELLS or height > len(ROW_COLORS):
        raise PlotError(f"an image of {image.size} pixels is too large; the most is {CELLS}.")
    low, high = scale_of(image, False, None)
    count = image.size
    figure, axes = _canvas(WIDTH, count, height + 4.6)
    left = (count - width) / 2
    decimals = 0 if np.array_equal(image, np.round(image)) else 2
    gray = plt.get_cmap("gray_r")

    def cell(x, y, value):
        shade = gray((value - low) / (high - low))
        _cell(axes, x, y, cell_text(value, decimals), shade, 8 if decimals else 9)

    for row in range(height):
        color = ROW_COLORS[row]
        y = height + 3.1 - row
        for column in range(width):
            cell(left + column, y, image[row, column])
            cell(row * width + column, 1.2, image[row, column])
        axes.text(left - 0.35, y + 0.5, f"row {row}", ha="right", va="center")
        axes.plot([left - 0.15] * 2, [y + 0.08, y + 0.92], color=color, linewidth=5)
        start = row * width
        axes.plot([start + 0.08, start + width - 0.08], [1.02] * 2, color=color, linewidth=5)
        axes.text(start + width / 2, 0.5, f"row {row}", ha="center", va="center")
    shape = f"({height}, {width})"
    axes.text(left + width + 0.3, height + 2.6, f"image, shape {shape}", va="center")
    axes.annotate(
        "",
        (count / 2, 2.5),
        (count / 2, 3.9),
        arrowprops={"arrowstyle": "-|>", "color": BLACK, "linewidth": 1.5},
    )
    axes.text(count / 2 + 0.4, 3.2, f"vector, shape ({count},)", va="center")
    rows = "; ".join(
        f"row {place}: " + ", ".join(cell_text(value, decimals) for value in row)
        for place, row in enumerate(image)
    )
    show(
        figure,
        f"An image of shape {shape}, and below it the vector of shape ({count},): its rows one "
        f"behind the other. {sentence(rows)}",
    )


def plot_three_shapes() -> None:
    """Show sixteen numbers as a vector (16,), as one row (1, 16) and as one column (16, 1)."""
    figure, axes = _canvas(WIDTH, 22.2, 17.6)
    for place in range(16):
        _cell(axes, place, 11.6, str(place), "#ffffff", 9)
        _cell(axes, place, 5.2, str(place), "#dcebf7", 9)
        _cell(axes, 20.6, 15.7 - place, str(place), "#fdebc8", 9)
    for x, text in ((0, "[0]"), (15, "[15]")):
        axes.text(x + 0.5, 11.2, text, ha="center", va="top", fontsize=9)
    for x, text in ((0, "[0, 0]"), (15, "[0, 15]")):
        axes.text(x + 0.5, 4.8, text, ha="center", va="top", fontsize=9)
    for y, text in ((15.7, "[0, 0]"), (0.7, "[15, 0]")):
        axes.text(20.4, y + 0.5, text, ha="right", va="center", fontsize=9)
    axes.text(0, 13.4, "(16,)  a vector: one axis, one index", va="center")
    axes.text(0, 7.0, "(1, 16)  a matrix of one row: two indices", va="center")
    axes.text(21.1, 17.2, "(16, 1)  one column", ha="right", va="center")
    show(
        figure,
        "The same sixteen numbers, 0 to 15, in three shapes. (16,) is a vector: one axis, its "
        "ends are [0] and [15]. (1, 16) is a matrix of one row: its ends are [0, 0] and [0, 15]. "
        "(16, 1) is a matrix of one column: its ends are [0, 0] and [15, 0].",
    )


def plot_memory(**arrays) -> None:
    """Show which names look at the same memory: a strip of cells for each piece of memory.

    Call it with names and arrays, up to 20 numbers each:
    `plot_memory(image=image, view=image.reshape(-1), copy=image.flatten())`. A coloured
    line below a strip runs under the cells that a name can see.

    Raises `PlotError` for anything but up to six NumPy arrays.
    """
    if not 1 <= len(arrays) <= 6:
        raise PlotError("plot_memory takes one to six arrays by name: plot_memory(image=image).")
    for name, array in arrays.items():
        if not isinstance(array, np.ndarray):
            raise PlotError(f"{name} must be a NumPy array, not {type(array).__name__}.")
        numbers(name, array)
        if array.size > CELLS:
            raise PlotError(f"{name} has {array.size} numbers; the most that fit are {CELLS}.")
    strips = _memory(arrays)
    columns = max(len(cells) for cells, _ in strips)
    if columns > CELLS:
        raise PlotError(f"these arrays together look at {columns} numbers; {CELLS} would fit.")
    height = sum(2.0 + 1.15 * len(names) for _, names in strips) + 0.2
    margin = 0.45 * max(len(f"{name} {array.shape}") for name, array in arrays.items()) + 0.3
    figure, axes = _canvas(WIDTH, columns + margin, height)
    size = 9 if columns + margin < 20 else 8
    y, colour, parts = height, 0, []
    for place, (cells, names) in enumerate(strips):
        y -= 1.6
        axes.text(margin - 0.3, y + 0.5, f"memory {place + 1}", ha="right", va="center", color=GREY)
        for column, value in enumerate(cells.values()):
            decimals = 0 if float(value).is_integer() else 2
            _cell(axes, margin + column, y, cell_text(value, decimals), "#ffffff", size)
        order = {address: column for column, address in enumerate(cells)}
        for name, seen in names.items():
            y -= 1.15
            color = ROW_COLORS[colour % len(ROW_COLORS)]
            colour += 1
            label = f"{name} {arrays[name].shape}"
            axes.text(margin - 0.3, y + 0.6, label, ha="right", va="center")
            for address in seen:
                x = margin + order[address]
                axes.plot([x + 0.04, x + 0.96], [y + 0.6] * 2, color=color, linewidth=5)
        y -= 0.4
        shapes = [
            f"{name}, shape {arrays[name].shape}, "
            + ("all" if len(seen) == len(cells) else str(len(seen)))
            + f" of its {len(cells)} numbers"
            for name, seen in names.items()
        ]
        values = ", ".join(cell_text(v, 0 if float(v).is_integer() else 2) for v in cells.values())
        word = counted(len(names), "name").replace("1 name", "One name")
        verb = "sees" if len(names) == 1 else "see"
        parts.append(f"Memory {place + 1} holds {values}. {word} {verb} it: {'; '.join(shapes)}.")
    opening = f"{counted(len(arrays), 'name')} and {counted(len(strips), 'piece')} of memory."
    show(figure, " ".join([opening, *parts]))


def plot_scaling(before, after) -> None:
    """Show the values before and after scaling, as shares of all on a logarithmic axis.

    Both may have any shape; some thousand images are enough.
    """
    before, after = numbers("before", before).ravel(), numbers("after", after).ravel()
    figure, panels = plt.subplots(1, 2, figsize=(WIDTH, 3.3), sharey=True)
    parts, shares = [], []
    for axes, values, name, color in (
        (panels[0], before, "before", BLUE),
        (panels[1], after, "after", RED),
    ):
        counts, edges = histogram(values, 16)
        share = counts / values.size
        shares.append(share)
        axes.stairs(share, edges, fill=True, color=color, edgecolor="white")
        axes.set_yscale("log")
        axes.set(xlabel="value", title=f"{name}: {number(values.min())} to {number(values.max())}")
        text = (
            f"{name}, {values.dtype}: from {number(values.min())} to {number(values.max())}, "
            f"mean {number(values.mean(dtype=np.float64))}, {np.mean(values == 0):.1%} are 0"
        )
        parts.append(sentence(text))
    panels[0].set_ylabel("share of the values")
    panels[0].yaxis.set_major_formatter(lambda value, _: f"{100 * value:g} %")
    lowest = min(share[share > 0].min() for share in shares)
    panels[0].set_ylim(lowest / 2, 1.5)
    same = np.allclose(shares[0], shares[1], atol=0.001)
    parts.append(
        "Both histograms have the same form: only the axis has changed."
        if same
        else "The two histograms differ in form."
    )
    show(figure, "Histograms of the values before and after. " + " ".join(parts))


def plot_split(training: int, validation: int, test: int | None = None) -> None:
    """Show how many rows are for training, and the last ones for validation, as one bar.

    `test` adds a second bar: rows of another array, kept aside.

    Raises `PlotError` for counts that are not whole numbers above 0.
    """
    counts = {"training": training, "validation": validation}
    if test is not None:
        counts["test"] = test
    for name, count in counts.items():
        if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or count < 1:
            raise PlotError(f"{name} must be a number of rows from 1 on, not {count!r}.")
    total = training + validation
    longest = max(total, test or 0)
    figure, axes = plt.subplots(figsize=(WIDTH, 1.7 if test is None else 2.5))
    bars = [
        ("training", 1.0, 0, training, "#a6cee8", None),
        ("validation", 1.0, training, validation, "#f6c89f", "//"),
    ]
    if test is not None:
        bars.append(("test", 0.0, 0, test, "#cccccc", ".."))
    for name, y, start, count, color, hatch in bars:
        axes.barh(
            y, count, 0.6, left=start, color=color, hatch=hatch, edgecolor="white", linewidth=1
        )
        axes.barh(y, count, 0.6, left=start, color="none", edgecolor=BLACK, linewidth=1)
        share = f", {count / total:.0%}" if name != "test" else ""
        text = f"{name}\n{count:,} rows{share}"
        inside = count > 0.28 * longest
        x = start + count / 2 if inside else start + count + 0.01 * longest
        box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5}
        axes.text(x, y, text, ha="center" if inside else "left", va="center", bbox=box)
    room = 1.28 if validation <= 0.28 * longest and total > 0.7 * longest else 1.02
    axes.set(xlim=(-0.01 * longest, room * longest), xlabel="row")
    axes.set_xticks([0, training, total], ["0", f"{training:,}", f"{total:,}"])
    axes.set_yticks([1, 0][: 1 if test is None else 2], ["x_train", "x_test"][: len(bars) - 1])
    axes.grid(False)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_bounds(0, longest)
    axes.tick_params(axis="y", length=0)
    text = (
        f"A bar of {total:,} rows: the first {training:,} ({training / total:.0%}) are for "
        f"training, the last {validation:,} ({validation / total:.0%}) for validation."
    )
    if test is not None:
        text += f" A second bar, apart: {test:,} rows for the test."
    show(figure, text)


def plot_machine(image, weights, biases) -> None:
    """Show the whole linear model at work on one image: a row for each class.

    image (height, width), scaled as for the model; weights (pixels, classes); biases
    (classes,). Each class multiplies the pixels by its weights, adds up, adds its bias:
    the score. Softmax makes probabilities of the scores, and the largest decides.

    Raises `PlotError` if the shapes do not fit, or for more than 12 classes.
    """
    image = numbers("image", image, ndim=2).astype(float)
    weights, biases = class_weights(weights, biases)
    if image.size != len(weights):
        raise PlotError(
            f"an image of shape {image.shape} has {image.size} pixels, but weights "
            f"{weights.shape} have {len(weights)} rows: one row a pixel."
        )
    classes = len(biases)
    if classes > 12:
        raise PlotError(f"plot_machine draws up to 12 classes, not {classes}.")
    scores = image.ravel() @ weights + biases
    probabilities = softmax(scores)
    winner = int(probabilities.argmax())
    largest = np.abs(weights).max() or 1.0
    figure = plt.figure(figsize=(WIDTH, 0.42 * classes + 0.85))
    figure.get_layout_engine().set(w_pad=0.03, h_pad=0.02, wspace=0, hspace=0)
    grid = figure.add_gridspec(classes, 5, width_ratios=(2.3, 0.75, 0.9, 2.3, 2.3))
    big = figure.add_subplot(grid[:, 0])
    draw_image(big, image, *scale_of(image, False, None), cells=False)
    big.set_title("pixels", fontsize=10)
    big.text(1.12, 0.5, "×", transform=big.transAxes, fontsize=18, va="center", ha="center")
    for place in range(classes):
        small = figure.add_subplot(grid[place, 1])
        template = weights[:, place].reshape(image.shape)
        draw_image(small, template, -largest, largest, weights=True, cells=False)
        small.set_ylabel(str(place), rotation=0, ha="right", va="center", fontsize=11)
        if place == 0:
            small.set_title("weights", fontsize=10)
    titles = ("+ bias", "= score", "softmax:\nprobability")
    for column, (values, title) in enumerate(
        zip((biases, scores, probabilities), titles, strict=True), start=2
    ):
        axes = figure.add_subplot(grid[:, column])
        axes.set(ylim=(classes - 0.5, -0.5), yticks=[], xticks=[])
        axes.set_title(title, fontsize=10)
        axes.grid(False)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.axhspan(winner - 0.5, winner + 0.5, color="#fff1b8", zorder=0)
        if column == 2:
            axes.set_xlim(0, 1)
            for place, value in enumerate(values):
                text = f"{'−' if value < 0 else '+'} {abs(value):.2f}"
                axes.text(0.5, place, text, ha="center", va="center", fontsize=10)
            continue
        colors = [BLUE if place == winner else "#9cbfd8" for place in range(classes)]
        axes.barh(range(classes), values, 0.55, color=colors)
        axes.axvline(0, color=BLACK, linewidth=0.8)
        span = max(values.max(), 0) - min(values.min(), 0) or 1.0
        axes.set_xlim(min(values.min(), 0) - 0.42 * span * (values.min() < 0), None)
        axes.set_xlim(right=max(values.max(), 0) + (0.5 if column == 3 else 1.05) * span)
        for place, value in enumerate(values):
            text = f"{value:.1f}" if column == 3 else f"{value:.3f}"
            if place == winner and column == 4:
                text += f" → {place}"
            side = "left" if value >= 0 else "right"
            x = value + 0.04 * span * (1 if value >= 0 else -1)
            axes.text(
                x,
                place,
                text.replace("-", "−"),
                ha=side,
                va="center",
                fontsize=10,
                weight="bold" if place == winner else "normal",
            )
    second = int(np.argsort(-probabilities, kind="stable")[1]) if classes > 1 else None
    listed = "; ".join(f"{place}: {scores[place]:.1f}" for place in range(classes))
    text = (
        f"The linear model at work on an image of {image.shape[0]} × {image.shape[1]} pixels. "
        f"For each of {counted(classes, 'class')} the pixels are multiplied by that class's "
        f"weights and added up with its bias. {sentence('The scores: ' + listed)} Softmax turns "
        f"them into probabilities. The largest, {_probability(probabilities[winner])}, is that of {winner}"
    )
    if second is not None:
        text += f", before {second} with {_probability(probabilities[second])}"
    show(figure, sentence(text.replace("-", "−") + f": the model decides for {winner}"))


def plot_softmax(scores, names=None) -> None:
    """Show scores (K,) and the probabilities that softmax makes of them, as bars.

    Raises `PlotError` for more than 15 scores.
    """
    scores = numbers("scores", scores, ndim=1).astype(float)
    count = len(scores)
    if count > 15:
        raise PlotError(f"plot_softmax draws up to 15 scores, not {count}.")
    names = [str(place) for place in range(count)] if names is None else [str(n) for n in names]
    same_length("names", names, "scores", count)
    probabilities = softmax(scores)
    figure, panels = plt.subplots(1, 2, figsize=(WIDTH, 0.32 * count + 1.2), sharey=True)
    for axes, values, title, color, digits in (
        (panels[0], scores, "score", BLUE, 1 if np.abs(scores).max() >= 10 else 2),
        (panels[1], probabilities, "probability", RED, 3),
    ):
        axes.barh(range(count), values, 0.6, color=color)
        axes.axvline(0, color=BLACK, linewidth=0.8)
        low, high = min(values.min(), 0), max(values.max(), 0)
        span = high - low or 1.0
        axes.set_xlim(low - 0.35 * span * (low < 0), high + 0.3 * span)
        for place, value in enumerate(values):
            axes.annotate(
                cell_text(value, digits),
                (value, place),
                xytext=(4 if value >= 0 else -4, 0),
                textcoords="offset points",
                ha="left" if value >= 0 else "right",
                va="center",
                fontsize=10,
            )
        axes.set(xlabel=title, title=None)
        axes.grid(axis="y", visible=False)
    panels[1].set_xlim(0, 1.2)
    panels[1].set_xticks([0, 0.5, 1])
    panels[0].set_yticks(range(count), names)
    panels[0].set_ylim(count - 0.5, -0.5)
    panels[0].set_ylabel("class")
    figure.suptitle("softmax: scores → probabilities", fontsize=12)
    listed = "; ".join(
        f"{name}: {number(s)} becomes {_probability(p)}"
        for name, s, p in zip(names, scores, probabilities, strict=True)
    )
    show(figure, sentence(f"Scores, and the probabilities that softmax makes of them. {listed}"))


def plot_log_loss(points=None) -> None:
    """Show the loss −ln p of the correct class over its probability p, with marked points.

    `points` is a list of probabilities, or a dictionary of them by name.

    Raises `PlotError` unless 0 < p ≤ 1.
    """
    points = {} if points is None else points
    named = isinstance(points, dict)
    if not named:
        points = {f"{p:g}": p for p in numbers("points", points, ndim=1)}
    for p in points.values():
        if not isinstance(p, (int, float, np.integer, np.floating)) or not 0 < p <= 1:
            raise PlotError(f"a probability to mark must be above 0 and at most 1, not {p!r}.")
    lowest = min([0.005, *(float(p) for p in points.values())])
    p = np.geomspace(lowest, 1, 400)
    figure, axes = plt.subplots()
    axes.plot(p, -np.log(p))
    parts = [
        f"The loss −ln p over the probability p of the correct class. It falls from "
        f"{number(-np.log(lowest))} at p = {number(lowest)}, ever less steeply, to 0 at p = 1."
    ]
    near_one = sorted((float(value) for value in points.values() if value > 0.75), reverse=True)
    for place, (name, value) in enumerate(points.items()):
        loss = -np.log(value) + 0.0
        axes.plot([value], [loss], MARKERS[place % len(MARKERS)], color=RED, markersize=8)
        label = f"{name}: loss {loss:.2f}" if named else f"p = {name}: loss {loss:.2f}"
        if value > 0.75:  # beside the point there is no room; one label above the other
            height = 0.7 + 0.45 * near_one.index(float(value))
            where = {"xytext": (1, height), "textcoords": "data", "ha": "right"}
            where["arrowprops"] = {"arrowstyle": "-", "color": GREY, "shrinkB": 5}
            where["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        else:
            where = {"xytext": (9, 4), "textcoords": "offset points", "ha": "left"}
        axes.annotate(label, (value, loss), fontsize=10, zorder=5, **where)
        who = f"{name}, p = {number(value)}" if named else f"p = {name}"
        parts.append(sentence(f"Marked: {who}, loss {loss:.2f}"))
    axes.set(xlabel="probability p of the correct class", ylabel="loss, −ln p", xlim=(-0.02, 1.02))
    show(figure, " ".join(parts))


def plot_loss_surface(
    loss,
    paths,
    *,
    limits=None,
    xlabel: str = "first weight",
    ylabel: str = "second weight",
    title: str | None = None,
) -> None:
    """Show the loss over two weights as contours, and the steps of gradient descent on it.

    `loss(w1, w2)` returns the loss at one point; `paths` has arrays of shape
    (steps + 1, 2) by name, such as {"rate 0.1": path}. `limits` are ((low, high),
    (low, high)) for the two weights; without them all points of the paths are inside.

    Raises `PlotError` for other shapes, or a loss that is not one number.
    """
    if not callable(loss):
        raise PlotError("loss must be a function of two weights that returns one number.")
    if not isinstance(paths, dict) or not paths:
        raise PlotError('paths must be a dictionary such as {"rate 0.1": path}.')
    paths = {
        str(name): numbers(f"path {name}", path, ndim=2, finite=False).astype(float)
        for name, path in paths.items()
    }
    for name, path in paths.items():
        if path.shape[1] != 2:
            raise PlotError(f"path {name} must have the shape (steps + 1, 2), not {path.shape}.")
        if not np.isfinite(path[0]).all():
            raise PlotError(f"path {name} does not start at two finite weights.")
    (left, right), (bottom, top) = _frame(paths) if limits is None else _pairs(limits)
    first, second = np.linspace(left, right, 80), np.linspace(bottom, top, 80)
    try:
        height = np.array([[float(loss(a, b)) for a in first] for b in second])
    except (TypeError, ValueError):
        raise PlotError("loss must return one number for two weights.") from None
    if not np.isfinite(height).all():
        raise PlotError("the loss is not finite everywhere in the picture; set other limits.")
    figure, axes = plt.subplots(figsize=(5.8, 4.6))
    low, high = float(height.min()), float(height.max())
    # Closer together near the bottom, as the loss is flat there.
    levels = np.unique(low + (high - low) * np.linspace(0, 1, 14) ** 2) if high > low else [low]
    if high > low:
        shading = axes.contourf(first, second, height, levels, cmap="Greys", alpha=0.75)
        axes.contour(first, second, height, levels, colors="white", linewidths=0.6)
        bar = figure.colorbar(shading, ax=axes, label="loss", format="%.2f")
        bar.set_ticks(levels[::3])
    row, column = np.unravel_index(height.argmin(), height.shape)
    bottom_point = np.array([first[column], second[row]])
    axes.plot(*bottom_point, "*", color=BLACK, markersize=14, label="lowest loss here")
    parts = [
        sentence(title or f"The loss over {xlabel} and {ylabel}, as contours"),
        f"It is lowest, {number(low)}, near {xlabel} {number(bottom_point[0])} and {ylabel} "
        f"{number(bottom_point[1])}.",
    ]
    for place, (name, path) in enumerate(paths.items()):
        color = f"C{place}"
        axes.plot(
            path[:, 0],
            path[:, 1],
            linestyle=STYLES[place % len(STYLES)],
            marker=MARKERS[place % len(MARKERS)],
            markersize=4.5,
            linewidth=1.6,
            color=color,
            markeredgecolor="white",
            markeredgewidth=0.4,
            label=name,
        )
        parts.append(sentence(_path_in_words(name, path, loss, (left, right), (bottom, top))))
    axes.set(xlabel=xlabel, ylabel=ylabel, xlim=(left, right), ylim=(bottom, top), title=title)
    axes.grid(False)
    axes.legend(fontsize=10, frameon=True, facecolor="white", framealpha=0.9)
    show(figure, " ".join(parts))


def softmax(scores):
    """Return the probabilities for scores (K,): exp(s_k − max s), divided by their sum."""
    exponentials = np.exp(scores - scores.max())
    return exponentials / exponentials.sum()


def _probability(p):
    return "below 0.001" if 0 < p < 0.0005 else f"{p:.3f}"


def _path_in_words(name, path, loss, across, upwards):
    start = float(loss(*path[0]))
    steps = len(path) - 1
    inside = (
        np.isfinite(path).all(axis=1)
        & (path[:, 0] >= across[0])
        & (path[:, 0] <= across[1])
        & (path[:, 1] >= upwards[0])
        & (path[:, 1] <= upwards[1])
    )
    text = f"{name} starts at loss {number(start)}"
    if not inside.all():
        text += f", leaves the picture at step {int(np.argmin(inside))}"
    if not np.isfinite(path[-1]).all():
        return f"{text} and is not finite after {counted(steps, 'step')}"
    end = float(loss(*path[-1]))
    text += f" and ends at {number(end)} after {counted(steps, 'step')}"
    losses = [float(loss(*point)) for point in path if np.isfinite(point).all()]
    rises = int((np.diff(losses) > 0).sum())
    if rises:
        text += f"; the loss rises in {rises} of them"
    return text


def _frame(paths):
    points = np.concatenate(list(paths.values()))
    points = points[np.isfinite(points).all(axis=1)]
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.maximum(0.15 * (high - low), 0.5)
    return tuple(zip(low - room, high + room, strict=True))


def _pairs(limits):
    try:
        (left, right), (bottom, top) = limits
        pairs = (float(left), float(right)), (float(bottom), float(top))
    except (TypeError, ValueError):
        raise PlotError("limits must be two pairs, such as ((-2, 2), (-1, 3)).") from None
    if not (pairs[0][0] < pairs[0][1] and pairs[1][0] < pairs[1][1]):
        raise PlotError("in each pair of limits the smaller number comes first.")
    return pairs


def _canvas(width, columns, rows):
    """Return a figure and axes without frame in which a cell is one unit."""
    figure, axes = plt.subplots(figsize=(width, width * rows / columns))
    figure.get_layout_engine().set(w_pad=0.05, h_pad=0.05)
    axes.set(xlim=(-0.1, columns + 0.1), ylim=(-0.1, rows + 0.1), aspect="equal")
    axes.set_axis_off()
    return figure, axes


def _cell(axes, x, y, text, color, size):
    axes.add_patch(Rectangle((x, y), 1, 1, facecolor=color, edgecolor="#777777", linewidth=0.8))
    red, green, blue = plt.matplotlib.colors.to_rgb(color)
    dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
    axes.text(
        x + 0.5,
        y + 0.5,
        text,
        ha="center",
        va="center",
        fontsize=size,
        color="white" if dark else "black",
    )


def _memory(arrays):
    """Return the pieces of memory: for each its cells {address: value}, names {name: addresses}."""
    strips = []
    for name, array in arrays.items():
        seen = dict(zip(_addresses(array), array.ravel().tolist(), strict=True))
        touching = [strip for strip in strips if strip[0].keys() & seen.keys()]
        cells, names = dict(seen), {}
        for strip in touching:
            cells |= strip[0]
            names |= strip[1]
        strips = [strip for strip in strips if all(strip is not other for other in touching)]
        names[name] = list(seen)
        strips.append((dict(sorted(cells.items())), names))
    return strips


def _addresses(array):
    offsets = np.zeros(array.shape, dtype=np.int64)
    for axis, (length, stride) in enumerate(zip(array.shape, array.strides, strict=True)):
        shape = [1] * array.ndim
        shape[axis] = length
        offsets += (np.arange(length) * stride).reshape(shape)
    return (offsets.ravel() + array.__array_interface__["data"][0]).tolist()
