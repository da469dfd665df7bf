"""Pictures of the linear model: how it decides for one image, and its loss."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.base import (
    BLACK,
    BLUE,
    GREY,
    RED,
    WIDTH,
    PlotError,
    class_index,
    class_weights,
    counted,
    number,
    numbers,
    same_length,
    sentence,
    show,
)
from helpers.plots.curves import MARKERS, STYLES
from helpers.plots.images import cell_text, draw_image, scale_of


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
    figure.get_layout_engine().set(w_pad=0.04, h_pad=0.03, wspace=0, hspace=0)
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
        f"them into probabilities. The largest, {_probability(probabilities[winner])}, is that "
        f"of {winner}"
    )
    if second is not None:
        text += f", before {second} with {_probability(probabilities[second])}"
    show(figure, sentence(text.replace("-", "−") + f": the model decides for {winner}"))


def plot_evidence(image, weights, biases, digits) -> None:
    """Show for one image how pixels × weights add up to a class's score.

    `image` is (height, width), prepared as for the model; `weights` (pixels,
    classes); `biases` (classes,); `digits` one class or a list of up to four. Each
    row shows the image, the class's weights, and their product, whose sum and bias
    make the score.

    Raises `PlotError` if the shapes do not fit.
    """
    image, weights, biases = _image_and_model(image, weights, biases)
    digits = _digits(digits, weights.shape[1])
    low, high = scale_of(image, False, None)
    shapes = image.shape
    templates = [weights[:, digit].reshape(shapes) for digit in digits]
    products = [image * template for template in templates]
    widest = max(np.abs(t).max() for t in templates) or 1.0
    strongest = max(np.abs(p).max() for p in products) or 1.0
    rows = len(digits)
    figure, grid = plt.subplots(
        rows, 3, figsize=(WIDTH, 2.55 * rows * shapes[0] / shapes[1] + 0.75), squeeze=False
    )
    parts = [
        f"An image of {shapes[0]} × {shapes[1]} pixels, multiplied pixel by pixel by the weights "
        f"of {counted(rows, 'class')}; blue is positive, "
        "red negative."
    ]
    for row, digit in zip(grid, digits, strict=True):
        template, product = templates[digits.index(digit)], products[digits.index(digit)]
        total, bias = product.sum(), biases[digit]
        original = draw_image(row[0], image, low, high)
        second = draw_image(row[1], template, -widest, widest, weights=True)
        third = draw_image(row[2], product, -strongest, strongest, weights=True)
        row[0].set_title("pixels\n", fontsize=10)
        row[1].set_title(f"× weights of {digit}\n", fontsize=10)
        row[2].set_title(
            f"= evidence, sum {total:.2f}\n{_plus(bias)} bias = score {total + bias:.2f}".replace(
                "-", "−"
            ),
            fontsize=10,
        )
        parts.append(
            f"For class {digit}: positive products add up to "
            f"{number(product[product > 0].sum())}, negative ones to "
            f"{number(product[product < 0].sum())}, together {number(total)}; with the bias "
            f"{number(bias)} the score is {number(total + bias)}."
        )
    scales = ((original, "pixel"), (second, "weight"), (third, "pixel × weight"))
    for column, (drawn, label) in enumerate(scales):
        figure.colorbar(drawn, ax=grid[:, column], label=label, location="bottom", aspect=15)
    show(figure, " ".join(parts))


def plot_difference(image, weights, biases, first, second) -> None:
    """Show which pixels decide between two classes: image × (weights of first − of second).

    Only differences of scores are determined by training, so this is what a picture
    of "why this class" has to show. The sum of the map and the difference of the
    biases make the difference of the two scores.

    Raises `PlotError` if the shapes do not fit.
    """
    image, weights, biases = _image_and_model(image, weights, biases)
    first = class_index("first", first, weights.shape[1])
    second = class_index("second", second, weights.shape[1])
    if first == second:
        raise PlotError("plot_difference takes two different classes.")
    difference = (weights[:, first] - weights[:, second]).reshape(image.shape)
    evidence = image * difference
    total, bias = evidence.sum(), biases[first] - biases[second]
    strongest = np.abs(evidence).max() or 1.0
    figure, (left, right) = plt.subplots(1, 2, figsize=(5.6, 3.2))
    draw_image(left, image, *scale_of(image, False, None))
    drawn = draw_image(right, evidence, -strongest, strongest, weights=True)
    left.set_title("pixels", fontsize=10)
    right.set_title(
        f"blue speaks for {first}, red for {second}\n"
        + f"sum {total:.2f} {_plus(bias)} biases = {total + bias:.2f}".replace("-", "−"),
        fontsize=10,
    )
    figure.colorbar(drawn, ax=right, label=f"pixel × (weight of {first} − weight of {second})")
    winner = first if total + bias > 0 else second
    lead = "neither leads" if total + bias == 0 else f"{winner} leads"
    show(
        figure,
        f"An image of {image.shape[0]} × {image.shape[1]} pixels, and beside it each pixel times "
        f"the weight of {first} minus the weight of {second}. Pixels for {first}, blue, add up to "
        f"{number(evidence[evidence > 0].sum())}; pixels for {second}, red, to "
        f"{number(evidence[evidence < 0].sum())}; together {number(total)}. With the difference "
        f"of the biases, {number(bias)}, the scores differ by {number(total + bias)}: {lead}.",
    )


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
    show(figure, sentence(f"Scores, and the probabilities that softmax makes of them: {listed}"))


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
    arrows=None,
    limits=None,
    xlabel: str = "first weight",
    ylabel: str = "second weight",
    title: str | None = None,
) -> None:
    """Show the loss over two weights as contours, and the steps of gradient descent on it.

    `loss(w1, w2)` returns the loss at one point; `paths` has arrays of shape
    (steps + 1, 2) by name, such as {"rate 0.1": path}. `arrows` has by name two pairs, where
    an arrow begins and how far it goes: {"gradient": ((0, 0), (-2, 1))}. `limits` are
    ((low, high), (low, high)) for the two weights; without them all points of the paths are
    inside.

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
    # One unit is equally long on both axes: only so is the gradient at right angles to contours.
    share = (top - bottom) / (right - left)
    equal = 0.5 <= share <= 1.5
    figure, axes = plt.subplots(figsize=(5.8, 1 + 3.95 * share if equal else 4.6))
    if equal:
        axes.set_aspect("equal")
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
    for name, (begin, length) in (arrows or {}).items():
        begin = numbers(f"where arrow {name} begins", begin, ndim=1).astype(float)
        end = begin + numbers(f"the length of arrow {name}", length, ndim=1)
        axes.quiver(
            *begin, *(end - begin), angles="xy", scale_units="xy", scale=1, color=RED, zorder=4
        )
        axes.plot([], [], color=RED, linewidth=2.5, label=name)
        parts.append(sentence(f"an arrow, {name}, goes from {_at(begin)} to {_at(end)}"))
    axes.set(xlabel=xlabel, ylabel=ylabel, xlim=(left, right), ylim=(bottom, top), title=title)
    axes.grid(False)
    axes.legend(fontsize=10, frameon=True, facecolor="white", framealpha=0.9)
    show(figure, " ".join(parts))


def softmax(scores):
    """Return the probabilities for scores (K,): exp(s_k − max s), divided by their sum."""
    exponentials = np.exp(scores - scores.max())
    return exponentials / exponentials.sum()


def _image_and_model(image, weights, biases):
    image = numbers("image", image, ndim=2).astype(float)
    weights, biases = class_weights(weights, biases)
    if image.size != len(weights):
        raise PlotError(
            f"an image of shape {image.shape} has {image.size} pixels, but weights "
            f"{weights.shape} have {len(weights)} rows: one row a pixel."
        )
    return image, weights, biases


def _digits(digits, classes):
    digits = [digits] if isinstance(digits, (int, np.integer)) else list(digits)
    if not 1 <= len(digits) <= 4 or len(set(digits)) != len(digits):
        raise PlotError("digits must be one class or a list of up to four different ones.")
    return [class_index("each digit", digit, classes) for digit in digits]


def _plus(value) -> str:
    return f"{'−' if value < 0 else '+'} {abs(value):.2f}"


def _probability(p):
    return "below 0.001" if 0 < p < 0.0005 else f"{p:.3f}"


def _path_in_words(name, path, loss, across, upwards):
    start = float(loss(*path[0]))
    steps = len(path) - 1
    if steps == 0:
        return f"{name} is at {_at(path[0])}, loss {number(start)}"
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


def _at(point) -> str:
    return f"({number(point[0])}, {number(point[1])})"


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
