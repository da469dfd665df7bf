"""Pictures of arrays: their shapes, their memory, and how they are prepared."""

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
    counted,
    number,
    numbers,
    sentence,
    show,
)
from helpers.plots.charts import histogram
from helpers.plots.images import cell_text, scale_of

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
    figure, axes = cells_figure(WIDTH, count, height + 4.6)
    left = (count - width) / 2
    decimals = 0 if np.array_equal(image, np.round(image)) else 2
    gray = plt.get_cmap("gray_r")

    def cell(x, y, value):
        shade = gray((value - low) / (high - low))
        draw_cell(axes, x, y, cell_text(value, decimals), shade, 8 if decimals else 9)

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
    figure, axes = cells_figure(WIDTH, 22.2, 17.6)
    for place in range(16):
        draw_cell(axes, place, 11.6, str(place), "#ffffff", 9)
        draw_cell(axes, place, 5.2, str(place), "#dcebf7", 9)
        draw_cell(axes, 20.6, 15.7 - place, str(place), "#fdebc8", 9)
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
    figure, axes = cells_figure(WIDTH, columns + margin, height)
    size = 9 if columns + margin < 20 else 8
    y, colour, parts = height, 0, []
    for place, (cells, names) in enumerate(strips):
        y -= 1.6
        axes.text(margin - 0.3, y + 0.5, f"memory {place + 1}", ha="right", va="center", color=GREY)
        for column, value in enumerate(cells.values()):
            decimals = 0 if float(value).is_integer() else 2
            draw_cell(axes, margin + column, y, cell_text(value, decimals), "#ffffff", size)
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


def cells_figure(width, columns, rows):
    """Return a figure and axes without frame in which a cell is one unit."""
    figure, axes = plt.subplots(figsize=(width, width * rows / columns))
    figure.get_layout_engine().set(w_pad=0.05, h_pad=0.05)
    axes.set(xlim=(-0.1, columns + 0.1), ylim=(-0.1, rows + 0.1), aspect="equal")
    axes.set_axis_off()
    return figure, axes


def draw_cell(axes, x, y, text, color, size):
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
