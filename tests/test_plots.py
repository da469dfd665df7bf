"""The pictures: their words say what the data say, and reach the reader with the picture."""

import base64
import html
import io
import os
import re
import subprocess
import sys

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from nbconvert import HTMLExporter
from PIL import Image

import helpers
from helpers import plots
from helpers.features import orientations
from helpers.plots import base, curves
from teaching.build import COURSE

NAN, INFINITE = float("nan"), float("inf")
RNG = np.random.default_rng(0)
SMALL = np.array([[0, 255, 10, 20], [1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])
IMAGE = RNG.random((6, 6))
WEIGHTS = RNG.normal(size=(36, 3))
BIASES = np.array([0.5, -0.25, 0.0])
HISTORY = {
    "loss": [2.0, 1.0, 0.5],
    "val_loss": [2.5, 1.5, 1.0],
    "accuracy": [0.2, 0.5, 0.75],
    "val_accuracy": [0.25, 0.5, 0.5],
}
PROBABILITIES = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.55, 0.45]])


def bowl(first, second):
    return (first - 1) ** 2 + second**2


# One ordinary call of every function that draws.
CALLS = {
    "plot_accuracies": lambda: plots.plot_accuracies({"pixels": (0.9, 0.01, 7850)}),
    "plot_bars": lambda: plots.plot_bars([1, 2, 3]),
    "plot_confusion": lambda: plots.plot_confusion([[5, 1], [2, 7]]),
    "plot_counts": lambda: plots.plot_counts([0, 1, 1, 2]),
    "plot_curves": lambda: plots.plot_curves(HISTORY),
    "plot_difference": lambda: plots.plot_difference(IMAGE, WEIGHTS, BIASES, 0, 2),
    "plot_evidence": lambda: plots.plot_evidence(IMAGE, WEIGHTS, BIASES, [0, 2]),
    "plot_histogram": lambda: plots.plot_histogram([1.0, 2.0, 2.0, 3.0], bins=2),
    "plot_image": lambda: plots.plot_image(SMALL, "an image"),
    "plot_images": lambda: plots.plot_images(SMALL[np.newaxis], ["an image"]),
    "plot_line": lambda: plots.plot_line([0, 1, 2], [5, 3, 4], 0.5),
    "plot_log_loss": lambda: plots.plot_log_loss([0.1, 0.9]),
    "plot_loss_surface": lambda: plots.plot_loss_surface(bowl, {"rate 1": [[0, 0], [1, 0]]}),
    "plot_machine": lambda: plots.plot_machine(IMAGE, WEIGHTS, BIASES),
    "plot_memory": lambda: plots.plot_memory(image=SMALL, copy=SMALL.copy()),
    "plot_orientations": lambda: plots.plot_orientations(WEIGHTS[:32, :2]),
    "plot_reliability": lambda: plots.plot_reliability(PROBABILITIES, [0, 0, 1, 1]),
    "plot_scaling": lambda: plots.plot_scaling(SMALL, SMALL / 255),
    "plot_softmax": lambda: plots.plot_softmax([2.0, 1.0, 0.0]),
    "plot_split": lambda: plots.plot_split(8, 2),
    "plot_templates": lambda: plots.plot_templates([WEIGHTS, 2 * WEIGHTS], ["first", "last"]),
    "plot_three_shapes": plots.plot_three_shapes,
    "plot_unrolling": lambda: plots.plot_unrolling(SMALL),
}


@pytest.fixture
def shown(monkeypatch):
    """Call a plotting function and return the one output that it displayed: data, metadata."""

    def run(call, *arguments, **options):
        outputs = []
        monkeypatch.setattr(
            base, "display", lambda data, metadata, raw: outputs.append((data, metadata))
        )
        assert call(*arguments, **options) is None
        assert not plt.get_fignums()
        [output] = outputs
        return output

    return run


@pytest.fixture
def words(shown, monkeypatch):
    """Call a plotting function and return its words; the picture is not drawn."""
    monkeypatch.setattr(base, "_png", lambda figure: b"")
    return lambda call, *arguments, **options: shown(call, *arguments, **options)[0]["text/plain"]


def pixels(data) -> np.ndarray:
    picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    return np.asarray(picture.convert("RGB"))


# The bundle


def test_every_function_that_draws_is_offered_and_tried():
    drawing = {name for name in plots.__all__ if name.startswith("plot_")}
    assert drawing == set(CALLS)
    assert drawing <= set(helpers.__all__)


@pytest.mark.parametrize("name", CALLS)
def test_picture_and_words_come_together(shown, name):
    data, metadata = shown(CALLS[name])
    assert (data, metadata) == shown(CALLS[name])  # to the last byte
    assert set(data) == {"text/html", "image/png", "text/plain"}
    [(alt, source)] = re.findall(
        r'^<img alt="([^"]*)" src="data:image/png;base64,([^"]*)" ', data["text/html"]
    )
    assert html.unescape(alt) == data["text/plain"] == metadata["image/png"]["alt"]
    assert len(alt.split()) >= 5 and alt.endswith(".") and "  " not in alt and "\n" not in alt
    assert source == data["image/png"]
    raw = base64.b64decode(source)
    assert not any(chunk in raw for chunk in (b"tEXt", b"zTXt", b"iTXt", b"tIME"))
    width = metadata["image/png"]["width"]
    assert f'width="{width}"' in data["text/html"] and width <= 640
    picture = pixels(data)
    assert picture.shape[1] == 2 * width
    # A white margin all around: nothing is cut off.
    edge = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    assert (edge == 255).all()


def test_the_palette_keeps_areas_exact_and_lines_near():
    picture = np.full((100, 100, 3), 255, np.uint8)
    picture[:50] = (103, 0, 31)
    picture[:10, :, 0] = picture[:10, :, 1] = picture[:10, :, 2] = np.arange(100)
    picture[90:, :40] = RNG.integers(0, 64, (10, 40, 3))  # some 400 rare colours
    reduced = np.asarray(base.with_palette(picture).convert("RGB")).astype(int)
    assert (reduced[:90] == picture[:90]).all()
    assert 0 < np.abs(reduced - picture).max() < 30


def test_a_picture_of_up_to_256_colours_and_a_photograph_stay_exact():
    few = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, axis=2)
    many = RNG.integers(0, 256, (100, 100, 3), dtype=np.uint8)
    for picture in (few, many):
        assert (np.asarray(base.with_palette(picture).convert("RGB")) == picture).all()


def test_words_with_quotes_and_brackets_stay_words(shown):
    figure, _ = plt.subplots()
    data, _ = shown(plots.show, figure, 'a "b" <c> & d')
    assert 'alt="a &quot;b&quot; &lt;c&gt; &amp; d"' in data["text/html"]


def test_a_pillow_image_is_shown_pixel_by_pixel(shown):
    picture = Image.fromarray(np.array([[0, 255, 9]], dtype=np.uint8))
    data, metadata = shown(plots.show, picture)
    assert data["text/plain"] == "A Pillow image of 3 × 1 pixels, mode L."
    assert metadata["image/png"]["width"] == 3
    assert pixels(data)[..., 0].tolist() == [[0, 255, 9]]


def test_a_page_made_of_a_notebook_has_the_words(shown):
    data, metadata = shown(CALLS["plot_curves"])
    output = nbformat.v4.new_output("display_data", data=data, metadata=metadata)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])])
    for template in ("lab", "classic"):
        page, _ = HTMLExporter(template_name=template).from_notebook_node(notebook)
        assert html.escape(data["text/plain"]) in page
        assert "No description has been provided" not in page


def test_nbval_compares_the_words_and_not_the_bytes(shown, tmp_path):
    data, metadata = shown(CALLS["plot_softmax"])
    other_bytes = dict(data)
    other_bytes["text/html"] = re.sub('(?<=base64,)[^"]*', "AAAA", data["text/html"])
    other_bytes["image/png"] = "AAAA"
    other_words = dict(data)
    other_words["text/html"] = data["text/html"].replace("0.665", "0.666")
    assert other_words != data
    source = "from helpers import plot_softmax\nplot_softmax([2.0, 1.0, 0.0])"
    cells = [
        nbformat.v4.new_code_cell(
            source,
            execution_count=place,
            outputs=[nbformat.v4.new_output("display_data", data=stored, metadata=metadata)],
        )
        for place, stored in enumerate((data, other_bytes, other_words), start=1)
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "picture.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-v", "-c", str(COURSE / "pyproject.toml")]
        + ["--rootdir", str(COURSE), str(tmp_path / "picture.ipynb")],
        capture_output=True,
        text=True,
        cwd=COURSE,
        env={**os.environ, "PYTHONPATH": str(COURSE)},
        timeout=120,
    )
    outcomes = re.findall(r"::Cell (\d) (PASSED|FAILED)", done.stdout)
    assert outcomes == [("0", "PASSED"), ("1", "PASSED"), ("2", "FAILED")], done.stdout[-2000:]


# Images


def greys(picture) -> set[int]:
    """The grey levels that fill at least one cell of a small image."""
    same = (picture == picture[:, :, :1]).all(axis=2)
    levels, counts = np.unique(picture[same][:, 0], return_counts=True)
    return set(levels[counts > 200].tolist())


@pytest.mark.parametrize("scale", [1, 255])
def test_grey_is_drawn_on_its_true_scale(shown, scale):
    image = np.full((12, 12), 0.4)
    image[0, 0], image[0, 1] = 0.2, 0.6
    image = image if scale == 1 else np.round(image * 255).astype(np.uint8)
    levels = greys(pixels(shown(plots.plot_images, image[np.newaxis])[0]))
    assert {153, 204, 102} <= levels and 0 not in levels


def test_an_image_divided_twice_is_white(shown):
    image = np.full((1, 12, 12), 1 / 255)
    data, _ = shown(plots.plot_images, image)
    picture = pixels(data)
    assert picture[60:-60, 60:-60].min() == 254
    assert "Grey from 0, white, to 1, black. All values are 0.00392." in data["text/plain"]


def test_zero_is_white_among_weights(shown):
    weights = np.zeros((1, 12, 12))
    weights[0, 0] = -1
    weights[0, 1] = 0.5
    picture = pixels(shown(plots.plot_images, weights, weights=True)[0]).astype(int)
    inside = picture[len(picture) // 2, 60]
    assert inside.tolist() == [255, 255, 255]
    red = (picture[:, :, 0] > picture[:, :, 2] + 60)[:, :200].sum()
    blue = (picture[:, :, 2] > picture[:, :, 0] + 60)[:, :200].sum()
    assert red > 1000 and blue > 1000


def test_the_words_for_images_give_number_titles_scale_and_small_values(words):
    assert words(plots.plot_images, SMALL[np.newaxis], ["a 4 × 4 image"]) == (
        "1 image of 4 × 4 pixels: a 4 × 4 image. Grey from 0, white, to 255, black. The values go "
        "from 0 to 255. A 4 × 4 image: 0, 255, 10, 20; 1, 2, 3, 4; 5, 6, 7, 8; 9, 10, 11, 12."
    )
    large = np.zeros((2, 28, 28), np.uint8)
    large[1] = 7
    assert words(plots.plot_images, large, [5, "0\np = 1"]) == (
        "2 images of 28 × 28 pixels: 5; 0, p = 1. Grey from 0, white, to 255, black. "
        "The values go from 0 to 7."
    )
    assert "Grey from −1, white, to 3, black." in words(
        plots.plot_images, large.astype(int), limits=(-1, 3)
    )


def test_the_words_for_weights_give_the_largest(words):
    weights = np.zeros((2, 28, 28))
    weights[1, 3, 4], weights[0, 27, 0] = 0.5, -0.75
    text = words(plots.plot_images, weights, "ab", weights=True)
    assert "the scale ends at 0.75. The values go from −0.75 to 0.5." in text
    assert "The most positive weight is in b, row 3, column 4." in text
    assert "The most negative weight is in a, row 27, column 0." in text


def test_evidence_adds_up_to_the_score(words):
    score = float((IMAGE.ravel() @ WEIGHTS + BIASES)[2])
    products = IMAGE.ravel() * WEIGHTS[:, 2]
    text = words(plots.plot_evidence, IMAGE, WEIGHTS, BIASES, 2)
    assert (
        f"For class 2: positive products add up to {base.number(products[products > 0].sum())}, "
        f"negative ones to {base.number(products[products < 0].sum())}, together "
        f"{base.number(products.sum())}; with the bias 0 the score is {base.number(score)}."
    ) in text


def test_strokes_are_named_by_their_direction_and_cell(words):
    values = np.zeros((32, 2))
    values[8 * 1 + 0, 0] = 2.0  # upright, in the first row and the second column
    values[8 * 2 + 4, 1] = -1.0  # level, in the second row and the first column
    text = words(plots.plot_orientations, values, ["one", "two"])
    assert "2 × 2 cells, 2 panels" in text and "The longest stand for " in text
    assert "One: the strongest is positive, upright, in row 0, column 1." in text
    assert "Two: the strongest is negative, level, in row 1, column 0." in text


def test_an_upright_bar_is_drawn_upright(words):
    bar, level = np.zeros((2, 28, 28))
    bar[4:24, 13:15] = 1
    level[13:15, 4:24] = 1
    falling = np.zeros((28, 28))
    for place in range(4, 24):
        falling[place, place - 1 : place + 2] = 1
    both = orientations(np.stack([bar, level, falling, falling[::-1]])).T
    text = words(plots.plot_orientations, both, ["bar", "line", "down", "up"])
    for name, stroke in {
        "Bar": "upright",
        "Line": "level",
        "Down": "falling",
        "Up": "rising",
    }.items():
        assert f"{name}: the strongest is positive, {stroke}," in text


def test_models_are_told_from_the_best(words):
    results = {"small": (0.5, 0.02, 10), "large": (0.75, 0.01, 10000)}
    text = words(plots.plot_accuracies, results)
    large = text.index("Large: 0.750 ± 0.010, 10,000 parameters.")
    assert large < text.index("Small: 0.500 ± 0.020, 10 parameters.")


def test_a_difference_is_that_of_the_scores(words):
    scores = IMAGE.ravel() @ WEIGHTS + BIASES
    for first, second in ((0, 1), (1, 0)):
        gap = scores[first] - scores[second]
        leader = first if gap > 0 else second
        text = words(plots.plot_difference, IMAGE, WEIGHTS, BIASES, first, second)
        assert text.endswith(f"the scores differ by {base.number(gap)}: {leader} leads.")


def test_a_common_part_of_all_templates_changes_no_difference(words):
    common = RNG.normal(size=(36, 1))
    assert words(plots.plot_difference, IMAGE, WEIGHTS + common, BIASES, 0, 1) == words(
        plots.plot_difference, IMAGE, WEIGHTS, BIASES, 0, 1
    )


def test_templates_are_compared_with_the_last_row(words):
    text = words(plots.plot_templates, [-WEIGHTS, WEIGHTS], ["epoch 0", "epoch 1"])
    largest = base.number(np.abs(WEIGHTS).max())
    assert f"Epoch 0: largest weight {largest}, correlation with the last row −1.00." in text
    assert text.endswith(f"Epoch 1: largest weight {largest}.")


# Arrays and preparation


def test_memory_is_told_as_it_is(words):
    image = np.arange(6).reshape(2, 3)
    text = words(
        plots.plot_memory,
        image=image,
        view=image.reshape(-1),
        turned=image.T,
        part=image[:, 1],
        copy=image.flatten(),
    )
    assert text == (
        "5 names and 2 pieces of memory. Memory 1 holds 0, 1, 2, 3, 4, 5. 4 names see it: "
        "image, shape (2, 3), all of its 6 numbers; view, shape (6,), all of its 6 numbers; "
        "turned, shape (3, 2), all of its 6 numbers; part, shape (2,), 2 of its 6 numbers. "
        "Memory 2 holds 0, 1, 2, 3, 4, 5. One name sees it: copy, shape (6,), all of its 6 numbers."
    )


def test_names_that_meet_only_through_a_third_share_one_strip(words):
    whole = np.arange(6)
    text = words(plots.plot_memory, left=whole[:3], right=whole[3:], whole=whole)
    assert text.startswith("3 names and 1 piece of memory.")
    assert "left, shape (3,), 3 of its 6 numbers" in text


def test_unrolling_gives_the_rows(words):
    text = words(plots.plot_unrolling, np.array([[1, 2, 3], [4, 5, 6]]))
    assert "shape (2, 3)" in text and "shape (6,)" in text
    assert text.endswith("Row 0: 1, 2, 3; row 1: 4, 5, 6.")


def test_scaling_says_whether_the_form_stays(words):
    values = np.arange(256, dtype=np.uint8)
    text = words(plots.plot_scaling, values, values.astype(np.float32) / 255)
    assert "Before, uint8: from 0 to 255, mean 128, 0.4% are 0." in text
    assert "After, float32: from 0 to 1, mean 0.5, 0.4% are 0." in text
    assert text.endswith("have the same form: only the axis has changed.")
    assert words(plots.plot_scaling, values, values // 200).endswith("differ in form.")


def test_the_split_is_told_in_rows_and_shares(words):
    text = words(plots.plot_split, 48000, 12000, 10000)
    assert "60,000 rows: the first 48,000 (80%) are for training, the last 12,000 (20%)" in text
    assert text.endswith("10,000 rows for the test.")


# Model and loss


def test_the_machine_decides_as_the_model_does(words):
    scores = IMAGE.ravel() @ WEIGHTS + BIASES
    winner = int(scores.argmax())
    text = words(plots.plot_machine, IMAGE, WEIGHTS, BIASES)
    assert f"{winner}: {scores[winner]:.1f}" in text
    assert text.endswith(f"the model decides for {winner}.")


def test_softmax_says_scores_and_probabilities(words):
    text = words(plots.plot_softmax, [np.log(3), 0.0], ["yes", "no"])
    assert text.endswith("yes: 1.1 becomes 0.750; no: 0 becomes 0.250.")
    assert "0: 1,000 becomes 1.000; 1: 0 becomes 0.000." in words(plots.plot_softmax, [1000, 0])


def test_log_loss_marks_its_points(words):
    text = words(plots.plot_log_loss, {"sure": 1.0, "one in ten": 0.1})
    assert "Marked: sure, p = 1, loss 0.00." in text
    assert "Marked: one in ten, p = 0.1, loss 2.30." in text


def test_a_path_on_the_loss_surface_is_followed(words):
    paths = {
        "short": [[0, 0], [0.5, 0], [0.75, 0]],
        "long": [[0, 0], [3, 0], [-4, 0]],
        "lost": [[0, 0], [9, 9], [NAN, INFINITE]],
    }
    text = words(plots.plot_loss_surface, bowl, paths, limits=((-2, 3), (-2, 2)))
    assert "Short starts at loss 1 and ends at 0.0625 after 2 steps." in text
    assert (
        "Long starts at loss 1, leaves the picture at step 2 and ends at 25 after 2 steps; "
        "the loss rises in 2 of them."
    ) in text
    assert "leaves the picture at step 1 and is not finite after 2 steps" in text


def test_an_arrow_on_the_loss_surface_is_told(words):
    arrows = {"gradient": ([0, 0], [-2, 0.5])}
    text = words(plots.plot_loss_surface, bowl, {"mark": [[0, 0]]}, arrows=arrows)
    assert "Mark is at (0, 0), loss 1." in text
    assert "An arrow, gradient, goes from (0, 0) to (−2, 0.5)." in text


# Curves


@pytest.mark.parametrize(
    "values, text",
    [
        ([2.0, 1.0, 0.5], "a falls from 2 to 0.5 at epoch 3"),
        ([0.5, 1.0], "a rises from 0.5 to 1 at epoch 2"),
        ([0.5], "a is 0.5 at epoch 1"),
        ([0.5, 0.5, 0.5], "a stays at 0.5"),
        ([3, 1, 2], "a falls from 3 to 1 at epoch 2, then rises to 2 at epoch 3"),
        ([3, 1, 2, 0.5], "a falls from 3 to 1 at epoch 2, then rises to 2 at epoch 3, then falls "
         "to 0.5 at epoch 4"),
        ([3, 1.0, 1.01, 0.9], "a falls from 3 to 0.9 at epoch 4"),
        ([3, 3.01, 1], "a falls from 3 to 1 at epoch 3"),
        ([2, 3, 2, 3, 2], "a jumps up and down"),
        ([NAN, NAN], "a has no finite value"),
        ([NAN, 2.0, 1.0], "a falls from 2 to 1 at epoch 3; it starts at epoch 2"),
        ([2.0, INFINITE], "a is 2 at epoch 1; at epoch 2, the last one, it is infinite"),
        ([2.0, 3.0, NAN, NAN],
         "a rises from 2 to 3 at epoch 2; at epoch 3, from there on, it is not a number"),
        ([2.0, NAN, 1.0, INFINITE], "a falls from 2 to 1 at epoch 3; at epoch 2, and again later, "
         "it is not a number or infinite"),
    ],
)  # fmt: skip
def test_a_curve_in_words(values, text):
    assert curves.describe_curve("a", np.arange(1, len(values) + 1), values, "epoch") == text


def test_a_steep_beginning_is_told():
    x = np.arange(1, 31)
    assert curves.describe_curve("a", x, 1 / x, "epoch").endswith("half of it by epoch 2")
    assert "half" not in curves.describe_curve("a", x, -x, "epoch")


def test_every_zigzag_turns_at_its_peaks():
    for turns in range(1, 6):
        y = np.concatenate([np.linspace(k % 2, (k + 1) % 2, 5)[:-1] for k in range(turns + 1)])
        assert curves.turning_places(y) == [4 * k for k in range(1, turns + 1)]
        assert curves.turning_places(-y) == [4 * k for k in range(1, turns + 1)]


@pytest.mark.parametrize(
    "training, validation, end",
    [
        ([2, 1], [3, 1.5], "Validation lies above training throughout, at the end by 0.5."),
        ([2, 1.5], [1, 1], "Training lies above validation throughout, at the end by 0.5."),
        ([2, 1, 0], [1, 2, 3], "Validation lies above training from epoch 2 on, at the end by 3."),
        ([2, 1], [2, 1], "Both curves are equal everywhere."),
        ([2, 1], [3, 1], "The curves end at the same value."),
        ([2], [1], "Training lies above validation throughout, at the end by 1."),
        ([2, NAN], [1, 1], "Validation stays at 1."),
    ],
)
def test_which_curve_is_above(words, training, validation, end):
    assert words(plots.plot_curves, {"loss": training, "val_loss": validation}).endswith(end)


def test_the_turning_point_is_that_of_the_validation(words):
    history = {"loss": [3, 2, 1], "val_loss": [3, 2, 2.5], "accuracy": [0.1, 0.5, 0.4]}
    assert "Validation is lowest at epoch 2, marked: 2." in words(
        plots.plot_curves, history, turning_point=True
    )
    assert "Training is highest at epoch 2, marked: 0.5." in words(
        plots.plot_curves, history, "accuracy", turning_point=True
    )
    assert "marked" not in words(plots.plot_curves, {"loss": [NAN, NAN]}, turning_point=True)


def test_several_runs_are_ordered_and_a_jumping_one_gives_no_exact_number(words):
    runs = {
        0.1: {"val_loss": [2, 1, 0.5]},
        0.01: {"val_loss": [2, 1.9, 1.8]},
        1.0: {"val_loss": [2, 1.5, 1.2]},
        10.0: {"val_loss": [3.21, 5.43, 2.34, 6.78, 2.22]},
    }
    text = words(plots.plot_curves, runs, "val_loss", log=True, reference={"guessing": np.log(10)})
    assert "10 jumps up and down." in text
    assert "At the end, from low to high: 0.1 (0.5), 1 (1.2) and 0.01 (1.8)." in text
    assert "on a logarithmic axis" in text and "A dotted line marks guessing, at 2.3." in text
    assert not any(number in text for number in ("3.21", "6.78", "2.22"))


def axes_of(monkeypatch, call) -> plt.Axes:
    figures = []
    monkeypatch.setattr(curves, "show", lambda figure, alt: figures.append(figure))
    call()
    return figures[0].axes[0]


@pytest.mark.parametrize("epochs", [1, 2, 7, 12, 13, 30, 100, 1000])
def test_epochs_are_whole_and_start_at_one(monkeypatch, epochs):
    loss = list(1 / np.arange(1, epochs + 1))
    axes = axes_of(monkeypatch, lambda: plots.plot_curves({"loss": loss, "val_loss": loss}))
    ticks = axes.get_xticks()
    assert ticks[0] == 1 and (ticks == np.round(ticks)).all() and ticks[-1] <= epochs
    assert len(ticks) <= 12
    assert axes.get_xlim()[0] > 0 and axes.get_xlim()[1] > epochs
    assert [len(line.get_xdata()) for line in axes.get_lines()] == [epochs, epochs]
    plt.close("all")


def test_rates_far_apart_are_all_inside_a_logarithmic_axis(monkeypatch):
    runs = {rate: {"val_loss": [rate, 2 * rate, 3 * rate]} for rate in (0.1, 1.0, 10.0)}
    axes = axes_of(monkeypatch, lambda: plots.plot_curves(runs, "val_loss", log=True))
    low, high = axes.get_ylim()
    assert axes.get_yscale() == "log" and low < 0.1 and high > 30
    assert len({line.get_color() for line in axes.get_lines()}) == 3
    assert len({str(line.get_linestyle()) for line in axes.get_lines()}) == 3
    plt.close("all")


def test_a_line_says_where_it_starts_and_its_errors(words):
    text = words(
        plots.plot_line, [-2, 0, 2], [0.5, 0.9, 0.4], 0.01, xlabel="shift", ylabel="accuracy"
    )
    assert text == (
        "Accuracy over shift. Accuracy rises from 0.5 at shift −2 to 0.9 at shift 0, then falls to "
        "0.4 at shift 2, each ± 0.01."
    )


def test_a_figure_of_the_learner_gets_words_of_its_own(words):
    figure, axes = plt.subplots()
    axes.plot([1, 2, 3], [3, 2, 1], label="training")
    axes.set(xlabel="epoch", ylabel="loss", title="My loss")
    text = words(plots.show, figure)
    assert text.startswith("My loss. Across: epoch; upwards: loss.")
    assert "Training falls from 3 to 1 at epoch 3." in text


# Charts


def test_bars_give_their_values(words):
    text = words(plots.plot_bars, [0.5, 0.0, 0.00001], ["a", "b", "c"], ylabel="probability")
    assert text.endswith("A: 0.5; b: 0; c: nearly 0.")
    text = words(plots.plot_bars, np.arange(20))
    assert "20 bars, the highest 19 at 19, the lowest 0 at 0." in text


def test_counts_are_those_of_each_class(words):
    sets = {"training": np.array([0, 0, 0, 2], np.uint8), "test": np.array([1, 2])}
    text = words(plots.plot_counts, sets)
    assert "Training, 0: 3; 1: 0; 2: 1." in text and "Test, 0: 0; 1: 1; 2: 1." in text
    assert "Training, 0: 0.75; 1: 0; 2: 0.25." in words(plots.plot_counts, sets, share=True)


def test_a_histogram_names_its_highest_and_lowest_bin(words):
    text = words(plots.plot_histogram, [1, 1, 1, 5, 9], [0, 4, 6, 8])
    assert "the highest from 0 to 4 with 75.0%, the lowest from 6 to 8 with 0.0%." in text
    assert text.endswith("1 value outside the bins.")


def test_confusion_names_the_most_frequent_mistakes(words):
    text = words(plots.plot_confusion, [[5, 0, 1], [3, 7, 0], [0, 2, 4]])
    assert text.startswith("Confusion matrix: 16 of 22 right")
    assert text.endswith(
        "The most frequent mistakes: 1 taken for 0, 3; 2 taken for 1, 2; 0 taken for 2, 1."
    )
    assert words(plots.plot_confusion, np.eye(2, dtype=int)).endswith("No mistakes.")


def test_reliability_compares_each_bin_with_what_it_says(words):
    text = words(plots.plot_reliability, PROBABILITIES, [0, 0, 1, 1], [0.5, 0.75, 1])
    assert "From 0.5 to 0.75: mean 0.62, right 0.50, 2 images." in text
    assert "From 0.75 to 1: mean 0.85, right 1.00, 2 images." in text
    assert "Of 2 points, 1 lie above the line" in text


# What cannot be drawn


@pytest.mark.parametrize(
    "call, fragment",
    [
        (lambda: plots.show("no figure"), "takes the figure first"),
        (lambda: plots.show(plt.figure(), " "), "takes a text second"),
        (lambda: plots.plot_images(np.zeros((2, 784))), "reshape(-1, 28, 28)"),
        (lambda: plots.plot_images([[[1], [2, 3]]]), "equally long rows"),
        (lambda: plots.plot_images("abc"), "not str"),
        (lambda: plots.plot_images(np.zeros((0, 4, 4))), "is empty"),
        (lambda: plots.plot_images(np.full((1, 2, 2), NAN)), "NaN"),
        (lambda: plots.plot_images(np.zeros((2, 4, 4)), ["a"]), "1 titles"),
        (lambda: plots.plot_images(np.full((1, 2, 2), -1)), "weights=True"),
        (lambda: plots.plot_images(np.full((1, 2, 2), 300)), "limits="),
        (lambda: plots.plot_images(np.zeros((1, 2, 2)), limits=(1, 0)), "smaller first"),
        (lambda: plots.plot_images(np.zeros((1, 2, 2)), columns=0), "columns"),
        (lambda: plots.plot_templates([], []), "list of weights"),
        (lambda: plots.plot_templates([np.zeros((5, 2))], ["a"]), "square"),
        (lambda: plots.plot_evidence(SMALL / 255, WEIGHTS, BIASES, 0), "one row a pixel"),
        (lambda: plots.plot_evidence(IMAGE, WEIGHTS, BIASES, 3), "from 0 to 2"),
        (lambda: plots.plot_evidence(IMAGE, WEIGHTS, BIASES[:2], 0), "one bias a class"),
        (lambda: plots.plot_difference(IMAGE, WEIGHTS, BIASES, 1, 1), "two different"),
        (lambda: plots.plot_machine(SMALL / 255, WEIGHTS, BIASES), "one row a pixel"),
        (lambda: plots.plot_unrolling(np.zeros((5, 5))), "too large"),
        (lambda: plots.plot_memory(), "one to six"),
        (lambda: plots.plot_memory(a=[1, 2]), "not list"),
        (lambda: plots.plot_memory(a=np.arange(100)), "100 numbers"),
        (lambda: plots.plot_split(0, 10), "training"),
        (lambda: plots.plot_split(8.5, 10), "training"),
        (lambda: plots.plot_softmax([NAN, 1]), "NaN"),
        (lambda: plots.plot_log_loss([0.0]), "above 0"),
        (lambda: plots.plot_log_loss({"a": "b"}), "above 0"),
        (lambda: plots.plot_loss_surface(3, {"a": [[0, 0]]}), "function"),
        (lambda: plots.plot_loss_surface(bowl, {"a": [0, 0]}), "2 axes"),
        (lambda: plots.plot_loss_surface(lambda a, b: [a, b], {"a": [[0, 0]]}), "one number"),
        (lambda: plots.plot_curves([1, 2]), "a dictionary"),
        (lambda: plots.plot_curves({"accuracy": [1]}, "loss"), "no loss; it has accuracy"),
        (lambda: plots.plot_curves({"loss": []}), "is empty"),
        (lambda: plots.plot_curves({"loss": [1, 2], "val_loss": [1]}), "different numbers"),
        (lambda: plots.plot_curves({"loss": [-1, -2]}, log=True), "above 0"),
        (lambda: plots.plot_line([1, 2], [1]), "2 numbers"),
        (lambda: plots.plot_line([0, 2], [1, 2], log_x=True), "no logarithm"),
        (lambda: plots.plot_line([0], {}), "no curve"),
        (lambda: plots.plot_bars({"a": [1, 2], "b": [1]}), "1 entries"),
        (lambda: plots.plot_bars([1, 2], ["a"]), "1 entries"),
        (lambda: plots.plot_counts([0.5]), "whole numbers"),
        (lambda: plots.plot_counts([-1]), "whole numbers"),
        (lambda: plots.plot_histogram([1, 2], [3, 1]), "increase"),
        (lambda: plots.plot_confusion(np.zeros((2, 3))), "square"),
        (lambda: plots.plot_confusion([[0.5, 1], [1, 1]]), "counts"),
        (lambda: plots.plot_orientations(np.ones((12, 2))), "12 rows"),
        (lambda: plots.plot_orientations(np.ones((24, 2))), "square"),
        (lambda: plots.plot_accuracies({}), "dictionary"),
        (lambda: plots.plot_accuracies({"a": (0.5, 0.1)}), "three numbers"),
        (lambda: plots.plot_accuracies({"a": (50, 0.1, 10)}), "0 to 1"),
        (lambda: plots.plot_accuracies({"a": (0.5, 0.1, 0)}), "above 0"),
        (lambda: plots.plot_reliability([[2.0, -1.0]], [0]), "before softmax"),
        (lambda: plots.plot_reliability(PROBABILITIES, [0]), "1 entries"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_clear_line(shown, call, fragment):
    with pytest.raises(plots.PlotError) as caught:
        shown(call)
    plt.close("all")
    message = str(caught.value)
    assert fragment in message and "\n" not in message and message.endswith(".")
