"""Charts of counted things: bars, histograms, confusion, reliability."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FuncFormatter, NullLocator

from helpers.plots.base import (
    BLACK,
    BLUE,
    PlotError,
    counted,
    number,
    numbers,
    one_line,
    same_length,
    sentence,
    show,
)
from helpers.plots.curves import references
from helpers.plots.images import ink_on

LISTED = 12  # up to as many bars, the words give each value
HATCHES = (None, "//", "..", "xx")
MARKERS = "osD^vPX"


def plot_bars(
    values,
    names=None,
    *,
    xlabel: str = "class",
    ylabel: str = "value",
    title: str | None = None,
    reference=None,
) -> None:
    """Draw one bar for each value of shape (K,), or several groups side by side.

    `names` has one text a bar; without it, bars are numbered from 0. A dictionary of
    values, one array a group, draws the groups side by side with a legend.
    `reference={"one in ten": 0.1}` draws a dotted line.

    Raises `PlotError` if groups or names have different lengths.
    """
    groups = values if isinstance(values, dict) else {"": values}
    if not groups or len(groups) > len(HATCHES):
        raise PlotError(f"plot_bars draws 1 to {len(HATCHES)} groups, not {len(groups)}.")
    groups = {
        str(name): numbers(f"values {name}".strip(), group, ndim=1).astype(float)
        for name, group in groups.items()
    }
    count = len(next(iter(groups.values())))
    for name, group in groups.items():
        same_length(name or "values", group, "bars in the first group", count)
    names = [str(place) for place in range(count)] if names is None else [str(n) for n in names]
    same_length("names", names, "bars", count)
    figure, axes = plt.subplots()
    width = 0.8 / len(groups)
    for place, (name, group) in enumerate(groups.items()):
        offset = (place - (len(groups) - 1) / 2) * width
        axes.bar(
            np.arange(count) + offset,
            group,
            width,
            label=name or None,
            hatch=HATCHES[place],
            edgecolor="white",
        )
    if count <= 16:
        long = max(len(name) for name in names) * count > 60
        axes.set_xticks(np.arange(count), names, rotation=45 if long else 0)
        if long:
            plt.setp(axes.get_xticklabels(), ha="right")
    axes.axhline(0, color=BLACK, linewidth=0.8)
    axes.grid(axis="x", visible=False)
    if max(np.abs(group).max() for group in groups.values()) >= 1000:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    parts = [sentence(title or f"{ylabel} for each {xlabel}")]
    parts += [_bars_in_words(name, group, names) for name, group in groups.items()]
    parts += references(axes, reference)
    if axes.get_legend_handles_labels()[1]:
        axes.set_ylim(top=axes.get_ylim()[1] * 1.15)
        axes.legend(ncols=3, loc="upper right")
    show(figure, " ".join(parts))


def plot_counts(labels, *, share: bool = False, title: str | None = None) -> None:
    """Draw how often each class from 0 on occurs in labels of shape (N,).

    `labels` may be a dictionary, such as {"training": y_train, "test": y_test}. With
    `share=True` the bars are shares of each set, so that sets of different size compare.

    Raises `PlotError` unless the labels are whole numbers from 0 on.
    """
    sets = labels if isinstance(labels, dict) else {"": labels}
    arrays = {}
    for name, values in sets.items():
        array = numbers(f"labels {name}".strip(), values, ndim=1)
        if array.dtype.kind not in "iu" or array.min() < 0:
            raise PlotError("labels must be whole numbers from 0 on, one for each image.")
        arrays[name] = array
    if not arrays:
        raise PlotError("there are no labels to count.")
    classes = max(int(array.max()) for array in arrays.values()) + 1
    if classes > 1000:
        raise PlotError(f"labels go up to {classes - 1}: these are no classes.")
    counts = {name: np.bincount(array, minlength=classes) for name, array in arrays.items()}
    if share:
        counts = {name: values / values.sum() for name, values in counts.items()}
    plot_bars(
        counts if isinstance(labels, dict) else counts[""],
        xlabel="digit" if classes == 10 else "class",
        ylabel="share of the images" if share else "number of images",
        title=title,
    )


def plot_histogram(
    values,
    bins=None,
    *,
    xlabel: str = "value",
    ylabel: str = "number of values",
    title: str | None = None,
    log: bool = False,
) -> None:
    """Draw how often values of any shape fall into each of the bins.

    `bins` is a number of equal bins or an array of edges; without it there are 16.
    `log=True` takes a logarithmic axis for the counts.

    Raises `PlotError` for bins that are no increasing edges.
    """
    values = numbers("values", values).ravel()
    counts, edges = histogram(values, bins)
    figure, axes = plt.subplots()
    axes.stairs(counts, edges, fill=True, color=BLUE, edgecolor="white")
    if log:
        axes.set_yscale("log")
        axes.set_ylim(0.8, None)
    if counts.max() >= 1000:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title, xlim=(edges[0], edges[-1]))
    outside = values.size - int(counts.sum())
    parts = [
        sentence(title or f"Histogram of {xlabel}"),
        f"{counted(values.size, 'value')} in {counted(len(counts), 'bin')}, "
        f"{_histogram_in_words(counts, edges)}",
    ]
    if outside:
        parts.append(f"{counted(outside, 'value')} outside the bins.")
    show(figure, " ".join(parts))


def plot_confusion(matrix, names=None) -> None:
    """Show a confusion matrix (K, K) of counts: rows are the true class, columns the answer.

    The diagonal, the right answers, is grey; the mistakes are coloured by their number.

    Raises `PlotError` unless the matrix is square and holds counts.
    """
    matrix = numbers("matrix", matrix, ndim=2)
    classes = len(matrix)
    if matrix.shape != (classes, classes):
        raise PlotError(f"a confusion matrix is square; this one has the shape {matrix.shape}.")
    if matrix.min() < 0 or not np.array_equal(matrix, np.round(matrix)):
        raise PlotError("a confusion matrix holds counts: whole numbers from 0 on.")
    if classes > 15:
        raise PlotError(f"a matrix of {classes} classes is too large to read; the most is 15.")
    names = [str(place) for place in range(classes)] if names is None else [str(n) for n in names]
    same_length("names", names, "classes", classes)
    matrix = matrix.astype(np.int64)
    mistakes = matrix.copy()
    np.fill_diagonal(mistakes, 0)
    figure, axes = plt.subplots(figsize=(5.6, 5.2))
    drawn = axes.imshow(mistakes, cmap="Oranges", vmin=0, vmax=max(mistakes.max(), 1))
    size = 10 if classes <= 10 else 8
    for (row, column), count in np.ndenumerate(matrix):
        if row == column:
            axes.add_patch(
                plt.Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor="#d9d9d9", edgecolor="w")
            )
        color = "black" if row == column else ink_on(drawn, count)
        text = f"{count}" if count or row == column else "·"
        axes.text(column, row, text, ha="center", va="center", fontsize=size, color=color)
    axes.set_xticks(range(classes), names)
    axes.set_yticks(range(classes), names)
    axes.grid(False)
    axes.set(xlabel="predicted class", ylabel="true class")
    figure.colorbar(drawn, ax=axes, label="mistakes", shrink=0.8)
    total, right = int(matrix.sum()), int(np.trace(matrix))
    parts = [f"Confusion matrix: {right:,} of {total:,} right, on the grey diagonal."]
    order = np.argsort(-mistakes, axis=None, kind="stable")[:3]
    largest = []
    for place in order:
        row, column = np.unravel_index(place, mistakes.shape)
        if mistakes[row, column]:
            largest.append(f"{names[row]} taken for {names[column]}, {mistakes[row, column]:,}")
    parts.append(
        sentence("The most frequent mistakes: " + "; ".join(largest)) if largest else "No mistakes."
    )
    show(figure, " ".join(parts))


def plot_reliability(probabilities, labels, bins=10) -> None:
    """Show whether probabilities can be trusted: the share of right answers for each.

    `probabilities` (N, K) and `labels` (N,). Each image's largest probability goes
    into one of the `bins` (a number of equal ones from 0 to 1, or edges). A point is a
    bin's share of right answers, with two standard errors √(q(1 − q)/n), over its mean
    probability; on the dashed line they agree. Below stands how many images it has.

    Raises `PlotError` if the shapes do not fit.
    """
    probabilities = numbers("probabilities", probabilities, ndim=2).astype(float)
    labels = numbers("labels", labels, ndim=1)
    same_length("labels", labels, "rows of probabilities", len(probabilities))
    if probabilities.min() < 0 or probabilities.max() > 1 + 1e-6:
        raise PlotError("probabilities must be from 0 to 1; these may be scores, before softmax.")
    sure = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    edges = bin_edges(np.array([0.0, 1.0]), bins)
    places = np.clip(np.searchsorted(edges, sure, side="right") - 1, 0, len(edges) - 2)
    figure, (axes, below) = plt.subplots(
        2, 1, figsize=(5.2, 5.4), sharex=True, height_ratios=(3, 1)
    )
    axes.plot([0, 1], [0, 1], "--", color=BLACK, linewidth=1, label="probability = share right")
    parts = ["Reliability: how often the answer is right, for each range of its probability."]
    points = []
    for place in range(len(edges) - 1):
        inside = places == place
        count = int(inside.sum())
        low, high = edges[place], edges[place + 1]
        below.bar(low, count, high - low, align="edge", color=BLUE, edgecolor="white")
        if not count:
            continue
        share, mean = float(right[inside].mean()), float(sure[inside].mean())
        points.append((mean, share, 2 * np.sqrt(share * (1 - share) / count)))
        parts.append(
            f"From {number(low)} to {number(high)}: mean {mean:.2f}, right {share:.2f}, "
            f"{counted(count, 'image')}."
        )
    mean, share, error = np.array(points).T
    axes.errorbar(mean, share, error, fmt="o-", capsize=3, label="the model, ± 2 standard errors")
    axes.set(ylabel="share of right answers", xlim=(0, 1), ylim=(0, 1.02))
    axes.legend(loc="upper left", fontsize=10)
    below.set_yscale("log")
    below.set(xlabel="largest probability", ylabel="images", ylim=(0.8, None))
    below.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    gap = mean - share
    if (np.abs(gap) <= error).all():
        parts.append("Every point is within its error of the line.")
    else:
        above, under = int((gap < -error).sum()), int((gap > error).sum())
        parts.append(
            f"Of {counted(len(gap), 'point')}, {above} lie above the line by more than the error "
            f"(righter than said), {under} below it (surer than right)."
        )
    show(figure, " ".join(parts))


def plot_accuracies(results, *, ylabel: str = "test accuracy") -> None:
    """Draw models by what they cost and reach: accuracy over the number of parameters.

    `results` is a dictionary: the name of a model, and its accuracy, the error of that
    (2σ, or 0) and its number of parameters. The last axis is logarithmic.

    Raises `PlotError` for accuracies outside 0 to 1, and for no parameters.
    """
    if not isinstance(results, dict) or not results:
        raise PlotError("plot_accuracies takes a dictionary: name: (accuracy, error, parameters).")
    names = [str(name) for name in results]
    table = numbers("results", list(results.values()), ndim=2).astype(float)
    if table.shape[1] != 3:
        raise PlotError("each model needs three numbers: accuracy, error, parameters.")
    accuracy, error, parameters = table.T
    if accuracy.min() < 0 or accuracy.max() > 1:
        raise PlotError("accuracies are shares from 0 to 1.")
    if parameters.min() < 1:
        raise PlotError("each model needs a number of parameters above 0.")
    figure, axes = plt.subplots()
    for place, name in enumerate(names):
        axes.errorbar(
            parameters[place],
            accuracy[place],
            error[place],
            fmt=MARKERS[place % len(MARKERS)],
            color=f"C{place % 10}",
            capsize=4,
            label=name,
        )
    axes.set_xscale("log")
    low, high = axes.get_xlim()
    round_numbers = [first * 10**zeros for zeros in range(9) for first in (1, 2, 5)]
    axes.set_xticks([each for each in round_numbers if low <= each <= high])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set(xlabel="parameters", ylabel=ylabel)
    figure.legend(loc="outside right upper", fontsize=10)
    parts = [f"Models by {ylabel} and number of parameters, from the best."]
    for place in np.argsort(-accuracy, kind="stable"):
        size = counted(int(parameters[place]), "parameter")
        parts.append(
            sentence(f"{names[place]}: {accuracy[place]:.3f} ± {error[place]:.3f}, {size}")
        )
    show(figure, " ".join(parts))


# Also used by other pictures


def histogram(values, bins):
    """Return counts and edges for values (N,)."""
    edges = bin_edges(values, 16 if bins is None else bins)
    return np.histogram(values, edges)


def bin_edges(values, bins):
    """Return edges from a number of equal bins over the values' range, or from edges."""
    if isinstance(bins, (int, np.integer)) and not isinstance(bins, bool):
        if bins < 1:
            raise PlotError(f"bins must be at least 1, not {bins}.")
        return np.histogram_bin_edges(np.array([values.min(), values.max()], float), int(bins))
    edges = numbers("bins", bins, ndim=1).astype(float)
    if len(edges) < 2 or (np.diff(edges) <= 0).any():
        raise PlotError("bins must be a number, or edges that increase.")
    return edges


def _histogram_in_words(counts, edges):
    if not counts.any():
        return "all of them empty."
    order = np.argsort(-counts, kind="stable")

    def bin_text(place):
        share = counts[place] / counts.sum()
        return f"{number(edges[place])} to {number(edges[place + 1])} with {share:.1%}"

    if len(counts) == 1:
        return f"from {bin_text(0)}."
    return f"the highest from {bin_text(order[0])}, the lowest from {bin_text(order[-1])}."


def _bars_in_words(name, values, names):
    opening = f"{name}, " if name else ""
    if len(values) <= LISTED:
        largest = np.abs(values).max()
        listed = (
            f"{one_line(name)}: "
            + ("nearly 0" if 0 < abs(value) < 0.0005 * largest else number(value))
            for name, value in zip(names, values, strict=True)
        )
        return sentence(opening + "; ".join(listed))
    high, low = int(values.argmax()), int(values.argmin())
    return sentence(
        f"{opening}{len(values)} bars, the highest {one_line(names[high])} at "
        f"{number(values[high])}, the lowest {one_line(names[low])} at {number(values[low])}"
    )
