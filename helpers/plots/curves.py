"""Curves: training histories and any numbers over an axis, with their course in words."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from helpers.plots.base import BLACK, PlotError, listing, number, numbers, sentence, show

STYLES = ("-", "--", "-.", (0, (1, 1)), (0, (5, 1, 1, 1, 1, 1)), (0, (3, 4)), (0, (8, 2)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
MARKED = 15  # up to as many points, each gets a marker
TURN = 0.05  # a curve turns where it goes back by more than this share of its range


def plot_curves(
    history,
    metric: str = "loss",
    *,
    log: bool = False,
    turning_point: bool = False,
    reference=None,
    legend: str | None = None,
    title: str | None = None,
) -> None:
    """Draw one metric over the epochs, counted from 1: training and validation.

    `history` has one list a metric, one number an epoch, as Keras' `History.history`
    and the course's `history_`; or it is a dictionary of several such histories,
    which are drawn into one plot under their names, with `legend` above them.
    `metric` is "loss" or "accuracy", of which the validation curve is drawn as well if
    it is there; "val_loss" or "val_accuracy" draws that one alone. `log=True` takes
    a logarithmic axis, `turning_point=True` marks where validation is best, and
    `reference={"guessing": 2.3}` draws a dotted line.

    Raises `PlotError` if a metric is missing, or lists have different lengths.
    """
    if not isinstance(history, dict) or not history:
        raise PlotError(
            "plot_curves takes a history, a dictionary with one list a metric. What fit() "
            "of Keras returns keeps it in its attribute .history."
        )
    if not isinstance(metric, str):
        raise PlotError(f'metric must be a text such as "loss", not {metric!r}.')
    several = all(isinstance(run, dict) for run in history.values())
    runs = history if several else {"": history}
    curves, best = {}, {}
    for place, (name, run) in enumerate(runs.items()):
        run_name = f"{name:g}" if isinstance(name, float) else str(name)
        for key, values in _chosen(run, metric).items():
            kind = "validation" if key.startswith("val_") else "training"
            only = len(_chosen(run, metric)) == 1
            label = run_name if several and only else f"{run_name} {kind}".strip()
            style = STYLES[place % len(STYLES)] if only else "--" if kind == "validation" else "-"
            curves[label] = (values, f"C{place}" if several else None, style)
            if turning_point and (kind == "validation" or only):
                best[label] = _best_place(values, metric)
    lengths = {label: len(values) for label, (values, _, _) in curves.items()}
    if not several and len(set(lengths.values())) > 1:
        raise PlotError(f"the curves have different numbers of epochs: {lengths}.")
    what = metric.removeprefix("val_").replace("_", " ")
    ylabel = f"validation {what}" if metric.startswith("val_") else what
    if what == "accuracy":
        ylabel += " (share of right answers)"
    x = {label: np.arange(1, count + 1) for label, count in lengths.items()}
    figure, axes = plt.subplots()
    parts = [f"{title or ylabel.capitalize()} over {max(lengths.values())} epochs."]
    if max(lengths.values()) == 1:
        parts = [f"{title or ylabel.capitalize()} after one epoch."]
    if log:
        parts[0] = parts[0].rstrip(".") + ", on a logarithmic axis."
    for label, (values, color, style) in curves.items():
        _draw(axes, x[label], values, label, style, len(axes.lines), color, log)
        parts.append(sentence(describe_curve(label, x[label], values, "epoch")))
    for label, place in best.items():
        if place is not None:
            values = curves[label][0]
            parts.append(_mark(axes, label, place + 1, values[place], metric, several))
    parts += _compared({label: values for label, (values, _, _) in curves.items()}, "epoch")
    parts += references(axes, reference)
    if log:
        _log_axis(axes, [values for values, _, _ in curves.values()])
    last = max(lengths.values())
    axes.set_xticks(_epoch_ticks(last))
    margin = 0.5 if last == 1 else 0.03 * (last - 1)
    axes.set_xlim(1 - min(margin, 0.9), last + margin)
    axes.set(xlabel="epoch", ylabel=ylabel, title=title or f"{ylabel.split(' (')[0]}".capitalize())
    _legend(axes, legend, several)
    show(figure, " ".join(parts))


def plot_line(
    x,
    y,
    error=None,
    *,
    xlabel: str = "x",
    ylabel: str = "y",
    title: str | None = None,
    log_x: bool = False,
    log_y: bool = False,
    reference=None,
    legend: str | None = None,
) -> None:
    """Draw numbers y over numbers x, each of shape (N,), with error bars if `error` is given.

    `y` may be a dictionary of several curves by name (and `error` likewise, or one
    for all). NaN leaves a gap. `reference={"name": value}` draws dotted lines.

    Raises `PlotError` if the lengths differ, or a logarithmic axis has nothing above 0.
    """
    x = numbers("x", x, ndim=1).astype(float)
    curves = y if isinstance(y, dict) else {"": y}
    if not curves:
        raise PlotError("y is an empty dictionary: there is no curve to draw.")
    curves = {
        f"{name:g}" if isinstance(name, float) else str(name): numbers(
            f"y {name}".strip(), values, ndim=1, finite=False
        ).astype(float)
        for name, values in curves.items()
    }
    figure, axes = plt.subplots()
    parts = [sentence(title or f"{ylabel} over {xlabel}")]
    for place, (name, values) in enumerate(curves.items()):
        if len(values) != len(x):
            raise PlotError(f"x has {len(x)} numbers, but {name or 'y'} has {len(values)}.")
        bars = error.get(name) if isinstance(error, dict) else error
        if bars is not None:
            bars = np.broadcast_to(np.asarray(bars, dtype=float), x.shape)
            axes.errorbar(x, values, bars, fmt="none", ecolor=f"C{place}", capsize=4)
        _draw(axes, x, values, name, STYLES[place % len(STYLES)], place, f"C{place}", log_y)
        text = describe_curve(name or ylabel, x, values, xlabel)
        if bars is not None:
            text += (
                f", each ± {number(bars[0])}"
                if np.ptp(bars) == 0
                else (f", with errors from ± {number(bars.min())} to ± {number(bars.max())}")
            )
        parts.append(sentence(text))
    parts += _compared(curves, xlabel, x)
    parts += references(axes, reference)
    if log_x:
        if not (x > 0).all():
            raise PlotError("x has values that are not above 0; they have no logarithm.")
        axes.set_xscale("log")
    elif np.array_equal(x, np.round(x)):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
        if len(x) <= 12:
            axes.set_xticks(x)
    if log_y:
        _log_axis(axes, list(curves.values()))
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    if len(axes.get_legend_handles_labels()[1]):
        _legend(axes, legend, len(curves) > 2)
    show(figure, " ".join(parts))


def describe_curve(name: str, x, y, unit: str) -> str:
    """Return the course of a curve in words: where it starts, turns and ends.

    Going back by less than a twentieth of its range is no turn. A curve with more
    than two turns is said to jump, without any number: a chaotic training's numbers
    differ from one processor to another.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    finite = np.isfinite(y)
    if not finite.any():
        return f"{name} has no finite value"
    places = np.flatnonzero(finite)
    lost = ""
    if places[0] > 0:
        lost += f"; it starts at {unit} {number(x[places[0]])}"
    if not finite[places[0] :].all():
        first = places[0] + int(np.argmin(finite[places[0] :]))
        rest = "from there on" if not finite[first:].any() else "and again later"
        rest = rest if first < len(y) - 1 else "the last one"
        lost += f"; at {unit} {number(x[first])}, {rest}, it is {_kind(y[first:])}"
    x, y = x[places], y[places]
    if len(y) == 1:
        return f"{name} is {number(y[0])} at {unit} {number(x[0])}{lost}"
    if np.ptp(y) == 0:
        return f"{name} stays at {number(y[0])}{lost}"
    turns = turning_places(y)
    if len(turns) > 2:
        return f"{name} jumps up and down{lost}"
    text, going_up = f"{name} ", y[turns[0] if turns else -1] > y[0]
    for place in [*turns, len(y) - 1]:
        verb = "rises" if going_up else "falls"
        if place == (turns or [len(y) - 1])[0]:
            start = "" if unit == "epoch" else f" at {unit} {number(x[0])}"
            text += f"{verb} from {number(y[0])}{start} to {number(y[place])}"
            text += f" at {unit} {number(x[place])}"
        else:
            text += f", then {verb} to {number(y[place])} at {unit} {number(x[place])}"
        going_up = not going_up
    if not turns and len(y) >= 8:
        half = np.argmax(np.abs(y - y[0]) >= abs(y[-1] - y[0]) / 2)
        if half <= len(y) / 5:
            text += f", half of it by {unit} {number(x[half])}"
    return text + lost


def turning_places(y) -> list[int]:
    """Return the places where y (N,), all finite, turns back by more than TURN of its range."""
    step = TURN * np.ptp(y)
    turns, direction, extreme = [], 0, 0
    low = high = 0
    for place in range(1, len(y)):
        if direction == 0:
            low, high = (
                (place if y[place] < y[low] else low),
                (place if y[place] > y[high] else high),
            )
            if y[place] - y[low] > step:
                direction, extreme = 1, place
                if low > 0 and y[0] - y[low] > step:
                    turns.append(low)
            elif y[high] - y[place] > step:
                direction, extreme = -1, place
                if high > 0 and y[high] - y[0] > step:
                    turns.append(high)
        elif direction * (y[place] - y[extreme]) >= 0:
            extreme = place
        elif direction * (y[extreme] - y[place]) > step:
            turns.append(extreme)
            direction, extreme = -direction, place
    return turns


def _chosen(run, metric):
    keys = [key for key in (metric, f"val_{metric}") if key in run]
    if metric not in run:
        raise PlotError(f"the history has no {metric}; it has {', '.join(sorted(map(str, run)))}.")
    return {key: numbers(key, run[key], ndim=1, finite=False).astype(float) for key in keys}


def _best_place(values, metric):
    finite = np.isfinite(values)
    if not finite.any():
        return None
    if metric.endswith("accuracy"):
        return int(np.argmax(np.where(finite, values, -np.inf)))
    return int(np.argmin(np.where(finite, values, np.inf)))


def _mark(axes, label, epoch, value, metric, several):
    word = "highest" if metric.endswith("accuracy") else "lowest"
    axes.axvline(epoch, color=BLACK, linewidth=1, linestyle=":")
    axes.plot([epoch], [value], "o", markersize=9, markerfacecolor="none", color=BLACK)
    if not several:
        right = epoch > axes.get_xlim()[1] / 2
        axes.annotate(
            f"{word}: epoch {epoch}",
            (epoch, 0),
            xycoords=("data", "axes fraction"),
            xytext=(-4 if right else 4, 4),
            textcoords="offset points",
            ha="right" if right else "left",
            fontsize=10,
        )
    return sentence(f"{label} is {word} at epoch {epoch}, marked: {number(value)}")


def _draw(axes, x, y, label, style, place, color, log):
    drawn = np.where(np.isfinite(y) & ((y > 0) | (not log)), y, np.nan)
    few = len(x) <= MARKED
    axes.plot(
        x,
        drawn,
        linestyle=style,
        color=color,
        label=label or None,
        marker=MARKERS[place % len(MARKERS)] if few else None,
        markersize=5,
    )


def _log_axis(axes, curves):
    if not any((values[np.isfinite(values)] > 0).any() for values in curves):
        raise PlotError("nothing is above 0, so there is nothing to see on a logarithmic axis.")
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    low, high = axes.get_ylim()
    between = (2, 3, 5) if high / low < 12 else (2, 5) if high / low < 200 else ()

    def few_numbers(value, _):
        leading = round(value / 10 ** np.floor(np.log10(value) + 1e-9))
        return f"{value:g}" if leading in between else ""

    axes.yaxis.set_minor_formatter(FuncFormatter(few_numbers))


def references(axes, reference):
    """Draw a dotted line for each name and value, and return a sentence on each."""
    parts = []
    for name, value in (reference or {}).items():
        axes.axhline(float(value), color=BLACK, linewidth=1.2, linestyle=":", label=str(name))
        parts.append(sentence(f"A dotted line marks {name}, at {number(value)}"))
    return parts


def _legend(axes, title, outside):
    if outside:
        axes.legend(title=title, loc="center left", bbox_to_anchor=(1, 0.5), fontsize=10)
    else:
        axes.legend(title=title)


def _epoch_ticks(last):
    """Whole epochs, 1 among them and never 0."""
    if last <= 12:
        return list(range(1, last + 1))
    step = next(s for s in (5, 10, 20, 25, 50, *(10**k for k in range(2, 9))) if last / s <= 8)
    return [1, *range(step, last + 1, step)]


def _kind(values):
    lost = values[~np.isfinite(values)]
    if np.isnan(lost).all():
        return "not a number"
    return "not a number or infinite" if np.isnan(lost).any() else "infinite"


def _calm(values):
    finite = values[np.isfinite(values)]
    return len(finite) == len(values) and len(turning_places(finite)) <= 2


def _compared(curves, unit, x=None):
    """Say which of two curves is above, or in which order several end."""
    names = list(curves)
    if len(names) == 2:
        first, second = (curves[name] for name in names)
        if len(first) != len(second) or not (_calm(first) and _calm(second)):
            return []
        return [sentence(_above(names, first, second, unit, x))]
    calm = {name: values for name, values in curves.items() if _calm(values)}
    if len(calm) < 3:
        return []
    order = sorted(calm, key=lambda name: calm[name][-1])
    ends = listing(f"{name} ({number(calm[name][-1])})" for name in order)
    return [sentence(f"At the end, from low to high: {ends}")]


def _above(names, first, second, unit, x):
    places = np.arange(1, len(first) + 1) if x is None else x
    sign = np.sign(second - first)
    if not sign.any():
        return "both curves are equal everywhere"
    if (sign == sign[0]).all():
        upper, lower = (names[1], names[0]) if sign[0] > 0 else names
        text = f"{upper} lies above {lower} throughout"
    else:
        end = sign[-1]
        since = len(sign) - int(np.argmax(sign[::-1] != end)) if (sign != end).any() else 0
        if end == 0:
            return "the curves end at the same value"
        upper, lower = (names[1], names[0]) if end > 0 else names
        text = f"{upper} lies above {lower} from {unit} {number(places[since])} on"
    return f"{text}, at the end by {number(abs(second[-1] - first[-1]))}"
