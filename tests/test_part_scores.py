"""ScoreExplorer, as far as Python and node can see it."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from helpers import load_mnist
from helpers.parts import PartError, ScoreExplorer
from helpers.parts.part import pack
from helpers.plots.model import softmax
from helpers.runs import reference_run

NODE = shutil.which("node")
CALCULATE = Path(__file__).parent / "parts" / "calculate.mjs"


def digits(count=12):
    """Images (N, 28, 28), uint8, and labels that the reference run did not learn from."""
    (x, y), _ = load_mnist()
    return x[48000:][:count], y[48000:][:count]


def calculate(*calls):
    """The results of functions of the module, which node calls: (name, arguments) each."""
    request = json.dumps({"part": "scores", "calls": calls})
    done = subprocess.run(
        [NODE, CALCULATE], input=request, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.skipif(NODE is None, reason="needs node: `sudo apt install nodejs`")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_module_calculates_as_numpy(dtype):
    """Running sums, scores, probabilities and loss: as what a learner calculates."""
    images, labels = digits()
    weights, biases, _ = reference_run()
    x = images.reshape(len(images), -1).astype(dtype) / 255
    scores = x @ weights.astype(dtype) + biases
    calls = []
    for image, row, label in zip(images, scores, labels, strict=True):
        calls.append(("runningSums", (image.ravel() / 255).tolist(), pack(weights, "float32"), 10))
        calls.append(("changedScores", row.tolist(), 3, -20))
        calls.append(("softmax", row.tolist()))
        calls.append(("crossEntropy", row.tolist(), int(label)))
    found = iter(calculate(*calls))
    for image, row, label in zip(x, scores, labels, strict=True):
        sums = np.reshape(next(found), (785, 10))
        products = image[:, np.newaxis] * weights
        np.testing.assert_allclose(sums[1:], products.cumsum(axis=0), atol=1e-5)
        np.testing.assert_allclose(sums[-1] + biases, row, atol=1e-5)
        np.testing.assert_allclose(next(found), 3 * row - 20, atol=1e-5)
        probabilities = softmax(row)
        np.testing.assert_allclose(next(found), probabilities, atol=1e-5)
        np.testing.assert_allclose(next(found), -np.log(probabilities[label]), atol=1e-5)


def test_it_has_the_scores_of_what_it_was_given():
    images, labels = digits()
    weights, biases, _ = reference_run()
    expected = images.reshape(12, -1) / 255 @ weights.astype(float) + biases
    for given in (images, images / 255, images.reshape(12, -1).astype(np.float32) / 255):
        part = ScoreExplorer(given, labels, weights, biases, image=4)
        np.testing.assert_allclose(part.scores(), expected[4])
    part.image, part.factor, part.constant = 6, 2, -1
    np.testing.assert_allclose(part.scores(), 2 * expected[6] - 1)
    np.testing.assert_allclose(ScoreExplorer(image=6).scores(), expected[6])


def test_other_images_and_classes_can_be_shown():
    """Lesson 4's two lines: 3 × 3 pixels, two classes."""
    image = np.array([[0.0, 1.0, 0.0], [0.0, 0.8, 0.0], [0.0, 1.0, 0.2]])
    line = np.array([[-1, 1, -1]] * 3)
    weights = np.stack([line, line.T]).reshape(2, -1).T
    part = ScoreExplorer([image], [0], weights, [0.5, -0.25])
    np.testing.assert_allclose(part.scores(), [3.1, -1.65])


def test_an_unanswered_picture_does_not_answer():
    words = ScoreExplorer(image=4).picture()[0]["text/plain"]
    assert words.startswith("12 images of 28 × 28 pixels")
    assert "score" not in words
    part = ScoreExplorer(image=4, guess=3, digit=3)
    assert f"the score is {part.scores()[3]:.2f}" in part.picture()[0]["text/plain"]
    part.view, part.constant = "softmax", 100
    words = part.picture()[0]["text/plain"]
    for digit, (score, p) in enumerate(zip(part.scores(), softmax(part.scores()), strict=True)):
        shown = "below 0.001" if p < 0.0005 else f"{p:.3f}"
        assert f"{digit}: {score:.3g} becomes {shown}" in words


IMAGES = np.zeros((2, 4, 4))
GOOD = {"images": IMAGES, "labels": [0, 1], "weights": np.ones((16, 2)), "biases": [0.0, 1.0]}


@pytest.mark.parametrize(
    ("given", "fragment"),
    [
        ({"images": None}, "images with labels"),
        ({"biases": None}, "weights with biases"),
        ({"images": "digits"}, "1 to 12 images"),
        ({"images": [[1], [2, 3]]}, "equally long"),
        ({"images": np.zeros((13, 4, 4))}, "1 to 12 images"),
        ({"images": np.zeros((2, 40, 40))}, "at most 32"),
        ({"images": np.zeros((0, 4, 4))}, "1 to 12 images"),
        ({"images": IMAGES + 255}, "from 0 to 1; these reach from 255 to 255"),
        ({"images": IMAGES.astype(int) - 1}, "from 0 to 255; these reach from −1 to −1"),
        ({"images": IMAGES + np.nan}, "not a number"),
        ({"labels": [0]}, "one whole number an image"),
        ({"labels": [0.0, 1.0]}, "one whole number an image"),
        ({"labels": [0, 2]}, "from 0 to 1"),
        ({"labels": [-1, 0]}, "from 0 to 1"),
        ({"weights": np.ones((2, 16))}, "do not fit"),
        ({"weights": np.ones(16)}, "2 axes"),
        ({"weights": np.full((16, 2), 1e39)}, "finite"),
        ({"biases": [0, np.inf]}, "finite"),
        ({"biases": [[0], [1, 2]]}, "equally long"),
        ({"weights": np.ones((16, 1)), "biases": [1]}, "2 to 12 classes"),
        ({"image": 2}, "image must be at most 1"),
        ({"guess": 2}, "guess must be at most 1"),
        ({"digit": 2}, "digit must be at most 1"),
        ({"swept": 17}, "swept must be at most 16"),
        ({"factor": float("nan")}, "not NaN"),
        ({"constant": 1e6}, "1000"),
        ({"guess_add": "more"}, "larger"),
        ({"sweep": 3}, "has no 'sweep'"),
    ],
)
def test_what_it_cannot_take_is_told_in_one_line(given, fragment):
    with pytest.raises(PartError) as refused:
        ScoreExplorer(**{**GOOD, **given})
    assert fragment in str(refused.value) and "\n" not in str(refused.value)


def test_what_a_browser_may_not_say_is_refused_later_too():
    part = ScoreExplorer(**GOOD)
    part.set_state({"image": 2})
    assert part.image == 0 and "at most 1" in part._wrong
    part.set_state({"image": 1, "swept": 16, "constant": 10})
    assert (part.image, part.swept, part.constant, part._wrong) == (1, 16, 10.0, "")
