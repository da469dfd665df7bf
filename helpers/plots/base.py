"""What every picture shares: how it is shown, how it is put into words, how input is checked."""

import base64
import html
import io
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.figure import Figure
from PIL import Image

from helpers.errors import OneLineError
from helpers.surroundings import settle_matplotlib

settle_matplotlib()
plt.style.use(Path(__file__).parent.parent / "course.mplstyle")

BLUE, RED, GREEN, PURPLE, ORANGE, SKY, BLACK = (
    f"#{entry['color'].lstrip('#')}" for entry in plt.rcParams["axes.prop_cycle"]
)
GREY = "#767676"
WIDTH = 6.4  # inches; no picture is wider, so that a narrow page shows it at full size
PIXELS_PER_INCH = 100  # on the page
SHARPNESS = 2  # pixels of the file for each pixel of the page

_caught: list[list] = []  # while `bundle_of` is at work: the pictures that were not displayed


class PlotError(OneLineError):
    """What was handed over cannot be drawn."""


def show(figure: Figure, alt: str | None = None) -> None:
    """Show a Matplotlib figure in the notebook, with its alternative text, and close it.

    `alt` says in words what the picture shows, for a reader who cannot see it.
    Without it, the words are made from the figure's axes and lines. A Pillow image
    can be shown, too: each of its pixels as one pixel of the page.

    Raises `PlotError` for what is no figure, or for words that are empty.
    """
    if isinstance(figure, Image.Image):
        width, height = figure.size
        alt = alt or f"A Pillow image of {width} × {height} pixels, mode {figure.mode}."
        drawn = io.BytesIO()
        figure.save(drawn, format="png")
        bundle, metadata = _bundle(drawn.getvalue(), width, alt)
        _show_bundle(bundle, metadata)
        return
    if not isinstance(figure, Figure):
        raise PlotError(
            "show() takes the figure first: `figure, axes = plt.subplots()` gives you one."
        )
    if alt is None:
        alt = describe_figure(figure)
    if not isinstance(alt, str) or not alt.strip():
        raise PlotError("show() takes a text second that says in a sentence what can be seen.")
    bundle, metadata = picture_bundle(figure, alt)
    _show_bundle(bundle, metadata)
    plt.close(figure)


def bundle_of(plot, *arguments, **options) -> tuple[dict, dict]:
    """Return what `plot`, a function that shows one picture, would show: data and metadata."""
    _caught.append([])
    try:
        plot(*arguments, **options)
    finally:
        shown = _caught.pop()
    [picture] = shown
    return picture


def _show_bundle(bundle: dict, metadata: dict) -> None:
    if _caught:
        _caught[-1].append((bundle, metadata))
    else:
        display(bundle, metadata=metadata, raw=True)


def picture_bundle(figure: Figure, alt: str) -> tuple[dict, dict]:
    """Return one output's data and metadata: the picture as HTML, as PNG, and its words.

    Pages take the HTML, where `alt` reaches a screen reader; a PDF takes the PNG,
    a terminal the words. The same figure gives the same bytes every time.
    """
    return _bundle(_png(figure), round(figure.get_figwidth() * PIXELS_PER_INCH), alt)


def _bundle(png: bytes, width: int, alt: str) -> tuple[dict, dict]:
    alt = " ".join(alt.split())
    data = base64.b64encode(png).decode("ascii")
    tag = (
        f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{data}" width="{width}" '
        'style="max-width: 100%; height: auto">'
    )
    bundle = {"text/html": tag, "image/png": data, "text/plain": alt}
    return bundle, {"image/png": {"alt": alt, "width": width}}


def _png(figure: Figure) -> bytes:
    drawn = io.BytesIO()
    figure.savefig(
        drawn,
        format="png",
        dpi=PIXELS_PER_INCH * SHARPNESS,
        facecolor="white",
        metadata={"Software": None},
    )
    picture = np.asarray(Image.open(drawn).convert("RGB"))
    small = io.BytesIO()
    with_palette(picture).save(small, format="png", optimize=True)
    return small.getvalue()


def with_palette(picture: np.ndarray) -> Image.Image:
    """Return the picture (height, width, 3) in 256 colours, which halves the file.

    Up to 256 all stay exact. Of more, the most frequent do, which fill areas; the others, mostly
    at the edges of letters and lines, take the nearest of a palette that covers them all.
    """
    codes = picture.astype(np.int32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.int32)
    codes, places, counts = np.unique(codes, return_inverse=True, return_counts=True)
    colors = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1)
    if len(colors) > 5000:  # a photograph, not a drawing
        return Image.fromarray(picture)
    palette = colors
    if len(colors) > 256:
        covering = Image.fromarray(picture).quantize(128, Image.Quantize.MAXCOVERAGE).getpalette()
        frequent = colors[np.argsort(-counts, kind="stable")[:128]]
        palette = np.concatenate([frequent, np.reshape(covering, (-1, 3))[:128]])
    distances = ((colors[:, np.newaxis] - palette) ** 2).sum(axis=2)
    indices = distances.argmin(axis=1).astype(np.uint8)[places].reshape(picture.shape[:2])
    reduced = Image.fromarray(indices, "P")
    reduced.putpalette(palette.astype(np.uint8).tobytes())
    return reduced


# Words


def number(value) -> str:
    """Return a number as a reader says it: three digits, whole numbers in full."""
    value = float(value)
    if np.isnan(value):
        return "not a number"
    if np.isinf(value):
        return "infinite" if value > 0 else "minus infinity"
    if value == int(value) and abs(value) < 1e9:
        return f"{int(value):,}".replace("-", "−")
    text = f"{value:.3g}"
    if "e" not in text and abs(value) >= 1000:
        text = f"{float(text):,.0f}"
    return text.replace("-", "−")


def listing(texts) -> str:
    """Return the texts as one: "a, b and c"."""
    texts = [str(text) for text in texts]
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} and {texts[-1]}"


def sentence(text: str) -> str:
    """Return the text with a capital first letter and a full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", ":", "?")) else ".")


def one_line(text) -> str:
    """Return a text that may have several lines as one, as a title within a sentence."""
    return ", ".join(part.strip() for part in str(text).splitlines() if part.strip())


def counted(count: int, word: str) -> str:
    """Return "1 image", "5 images" or "3 classes"."""
    ending = "" if count == 1 else "es" if word.endswith("s") else "s"
    return f"{count:,} {word}{ending}"


def describe_figure(figure: Figure) -> str:
    """Return words for a figure that a learner drew: title, axes, and each line's course."""
    from helpers.plots.curves import describe_curve  # it needs this module, too

    parts = []
    for axes in figure.axes:
        title, xlabel, ylabel = axes.get_title(), axes.get_xlabel(), axes.get_ylabel()
        parts.append(sentence(one_line(title) or "A plot"))
        if xlabel or ylabel:
            parts.append(f"Across: {xlabel or 'no label'}; upwards: {ylabel or 'no label'}.")
        for line in axes.get_lines():
            label = line.get_label()
            label = "a line" if label.startswith("_") else label
            x, y = (np.asarray(v, dtype=float) for v in (line.get_xdata(), line.get_ydata()))
            if len(x) and len(x) == len(y):
                parts.append(sentence(describe_curve(label, x, y, xlabel or "x")))
        if axes.patches:
            parts.append(f"{counted(len(axes.patches), 'filled shape')}.")
        if axes.images:
            shapes = [image.get_array().shape for image in axes.images]
            parts.append(f"An image of {' × '.join(map(str, shapes[0][:2]))} pixels.")
    return " ".join(parts) or "An empty figure."


# Input


def numbers(name: str, value, *, ndim: int | tuple[int, ...] | None = None, finite: bool = True):
    """Return value as an array of numbers that has one of the numbers of axes in `ndim`.

    Raises `PlotError` for anything else, for an empty array, and unless
    `finite=False` for NaN and infinity.
    """
    try:
        array = np.asarray(value)
    except (TypeError, ValueError):
        raise PlotError(f"{name} must be an array of numbers with equally long rows.") from None
    if array.dtype.kind not in "biuf":
        raise PlotError(f"{name} must be an array of numbers, not {type(value).__name__}.")
    allowed = (ndim,) if isinstance(ndim, int) else ndim
    if allowed is not None and array.ndim not in allowed:
        axes = " or ".join(str(count) for count in allowed)
        word = "axis" if axes == "1" else "axes"
        raise PlotError(f"{name} must have {axes} {word}; its shape is {array.shape}.")
    if array.size == 0:
        raise PlotError(f"{name} is empty: its shape is {array.shape}.")
    if finite and array.dtype.kind == "f" and not np.isfinite(array).all():
        raise PlotError(f"{name} has NaN or infinite values, which have no place in the picture.")
    return array


def same_length(name: str, values, other: str, count: int) -> None:
    """Raise `PlotError` unless `values` has `count` entries, as many as `other`."""
    if len(values) != count:
        raise PlotError(f"{name} has {len(values)} entries, but there are {count} {other}.")


def class_weights(weights, biases):
    """Return weights (pixels, classes) and biases (classes,) as float64, or raise `PlotError`."""
    weights = numbers("weights", weights, ndim=2).astype(float)
    biases = numbers("biases", biases, ndim=1).astype(float)
    if len(biases) != weights.shape[1]:
        raise PlotError(
            f"weights {weights.shape} and biases {biases.shape} do not fit: weights have one "
            "column a class, and there is one bias a class."
        )
    return weights, biases


def class_index(name: str, value, classes: int) -> int:
    """Return value as a class from 0 to classes - 1, or raise `PlotError`."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise PlotError(f"{name} must be a whole number, not {value!r}.")
    if not 0 <= value < classes:
        raise PlotError(f"{name} must be from 0 to {classes - 1}, not {value}.")
    return int(value)
