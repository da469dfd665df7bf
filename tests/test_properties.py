"""What the solutions promise for any input, and the checks for any object.

Each function comes out of the solved exercise itself, so that the lesson is what is tested.
"""

import contextlib
import io
import math
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from helpers import check, numpy_model
from helpers.checks import Incorrect, NotAttempted, exercises
from tests.answers import bank, solved_cells

settings.register_profile("course", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("course")

grey = arrays.arrays(np.uint8, arrays.array_shapes(min_dims=3, max_dims=4, max_side=6))
grey_2d = arrays.arrays(np.uint8, arrays.array_shapes(min_dims=3, max_dims=3, max_side=6))
score_tables = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.just(10)),
    elements=st.floats(-1e6, 1e6),
)


@cache
def solution(name: str, function: str):
    """A function out of the solved cell of an exercise."""
    space: dict = {}
    exec(bank(exercises()[name].lesson).SETUP, space)
    exec(solved_cells(name)[0], space)
    return space[function]


@st.composite
def batches(draw):
    """A batch for a linear model: x (N, D), weights (D, 10), biases (10,), labels (N,)."""
    count, pixels = draw(st.integers(1, 6)), draw(st.integers(1, 8))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    scale = draw(st.sampled_from([0.01, 1.0, 30.0]))
    return (
        rng.random((count, pixels)),
        rng.normal(0, scale, (pixels, 10)),
        rng.normal(0, scale, 10),
        rng.integers(0, 10, count),
    )


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text()
    | st.binary()
    | st.sampled_from([len, dict, object(), NotImplemented, np.nan, np.ma.masked, Exception("x")])
    | arrays.arrays(arrays.scalar_dtypes(), arrays.array_shapes(min_dims=0, max_side=4)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.tuples(inner, inner)
    ),
    max_leaves=5,
)


@given(anything)
def test_a_check_has_a_verdict_on_any_object(value):
    for name in exercises():
        count = solved_cells(name)[1].count(", ")
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                check(name, *[value] * count)
        except (Incorrect, NotAttempted) as verdict:
            [line] = verdict._render_traceback_()
            assert "\n" not in line


@given(grey)
def test_vectorize_keeps_every_pixel_in_its_image(images):
    vectors = solution("vectorize", "vectorize")(images)
    assert vectors.dtype == images.dtype
    assert vectors.tolist() == [list(image.flat) for image in images]


@given(grey_2d)
def test_unvectorize_undoes_vectorize(images):
    vectors = solution("vectorize", "vectorize")(images)
    restored = solution("unvectorize", "unvectorize")(vectors, *images.shape[1:])
    assert np.array_equal(restored, images)


@given(st.integers(1, 40), st.integers(0, 40), st.data())
def test_position_is_where_numpy_puts_the_number(width, row, data):
    column = data.draw(st.integers(0, width - 1))
    channel = data.draw(st.integers(0, 2))
    expected = np.ravel_multi_index((row, column, channel), (row + 1, width, 3))
    assert solution("pixel-position", "position")(row, column, channel, width) == expected


@given(grey_2d)
def test_preprocess_gives_the_grey_levels_back(images):
    vectors = solution("preprocess", "preprocess")(images)
    assert vectors.dtype == np.float32 and vectors.shape == (len(images), images[0].size)
    assert vectors.min() >= 0 and vectors.max() <= 1
    assert np.array_equal(np.rint(vectors * 255).reshape(images.shape), images)


@given(st.integers(1, 200), st.sampled_from([0.1, 0.2, 0.25, 0.5, 0.9]))
def test_the_split_loses_no_row_and_takes_the_last(rows, fraction):
    x, y = np.arange(rows * 2).reshape(rows, 2), np.arange(rows)
    x_train, y_train, x_validation, y_validation = solution("keras-split", "split")(x, y, fraction)
    assert np.array_equal(np.concatenate([x_train, x_validation]), x)
    assert np.array_equal(np.concatenate([y_train, y_validation]), y)
    assert len(x_train) == len(y_train) == math.floor(rows * (1 - fraction))


@given(score_tables)
def test_softmax_gives_a_distribution_for_any_finite_scores(scores):
    probabilities = solution("softmax", "softmax")(scores)
    assert np.isfinite(probabilities).all() and (probabilities >= 0).all()
    assert np.allclose(probabilities.sum(axis=1), 1)
    # The order is kept, as far as a float can tell.
    highest = scores.argmax(axis=1)
    assert np.allclose(probabilities[np.arange(len(scores)), highest], probabilities.max(axis=1))


@given(score_tables, st.floats(-1e3, 1e3))
def test_softmax_does_not_see_a_shift(scores, shift):
    softmax = solution("softmax", "softmax")
    assert np.allclose(softmax(scores), softmax(scores + shift), atol=1e-6)


@given(batches(), st.floats(1e-4, 1))
def test_the_numpy_model_is_the_lessons_pieces_put_together(batch, learning_rate):
    x, weights, biases, labels = batch
    model = numpy_model.SoftmaxClassifier(
        learning_rate, initial_weights=(weights, biases), dtype="float64"
    ).partial_fit(x, labels)
    scores = solution("scores", "linear_scores")(x, weights, biases)
    probabilities = solution("softmax", "softmax")(scores)
    assert np.allclose(numpy_model.softmax(scores), probabilities)
    loss = solution("cross-entropy", "cross_entropy")(probabilities, labels)
    assert np.isclose(numpy_model.cross_entropy(scores, labels), loss)
    gradients = solution("gradient", "gradient")(x, probabilities, labels)
    own_gradients = numpy_model.gradient(x, probabilities, np.eye(10)[labels])
    assert all(map(np.allclose, own_gradients, gradients))
    stepped = solution("sgd-step", "sgd_step")(weights, biases, *gradients, learning_rate)
    assert np.allclose(model.weights_, stepped[0]) and np.allclose(model.biases_, stepped[1])
    predicted = solution("predict-class", "predict")(model.scores(x))
    assert np.array_equal(predicted, model.predict(x))


@given(batches())
def test_the_gradient_is_the_slope_of_the_loss(batch):
    x, weights, biases, labels = batch
    softmax = solution("softmax", "softmax")
    cross_entropy = solution("cross-entropy", "cross_entropy")
    linear_scores = solution("scores", "linear_scores")

    def loss(some_weights, some_biases):
        return cross_entropy(softmax(linear_scores(x, some_weights, some_biases)), labels)

    probabilities = softmax(linear_scores(x, weights, biases))
    if probabilities[np.arange(len(labels)), labels].min() < 1e-5:
        return  # so small a probability has lost digits that a finite difference needs
    d_weights, d_biases = solution("gradient", "gradient")(x, probabilities, labels)
    step = 1e-6
    towards_weights, towards_biases = np.cos(np.arange(weights.size)), np.sin(np.arange(10))
    towards_weights = towards_weights.reshape(weights.shape)
    slope = (
        loss(weights + step * towards_weights, biases + step * towards_biases)
        - loss(weights - step * towards_weights, biases - step * towards_biases)
    ) / (2 * step)
    predicted = (d_weights * towards_weights).sum() + (d_biases * towards_biases).sum()
    assert np.isclose(slope, predicted, rtol=1e-3, atol=1e-5)


@given(batches())
def test_a_small_step_does_not_raise_the_loss(batch):
    x, weights, biases, labels = batch
    softmax = solution("softmax", "softmax")
    cross_entropy = solution("cross-entropy", "cross_entropy")
    linear_scores = solution("scores", "linear_scores")
    probabilities = softmax(linear_scores(x, weights, biases))
    gradients = solution("gradient", "gradient")(x, probabilities, labels)
    new_weights, new_biases = solution("sgd-step", "sgd_step")(weights, biases, *gradients, 1e-3)
    after = cross_entropy(softmax(linear_scores(x, new_weights, new_biases)), labels)
    assert after <= cross_entropy(probabilities, labels) + 1e-12


@given(st.integers(1, 500), st.integers(1, 64), st.integers(1, 5))
def test_updates_are_counted_as_a_loop_makes_them(rows, batch_size, epochs):
    counted = solution("number-of-updates", "count_updates")(rows, 0.2, batch_size, epochs)
    training_rows = math.floor(rows * (1 - 0.2))
    loop = sum(1 for _ in range(epochs) for _ in range(0, training_rows, batch_size))
    assert counted == loop


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=40))
def test_the_confusion_matrix_counts_every_pair(pairs):
    y_true, y_pred = (np.array(column) for column in zip(*pairs, strict=True))
    matrix = solution("confusion", "confusion_matrix")(y_true, y_pred, 5)
    assert matrix.sum() == len(pairs)
    for true, predicted in pairs:
        assert matrix[true, predicted] == pairs.count((true, predicted))


@given(score_tables)
def test_confident_mistakes_are_mistakes_in_order(scores):
    probabilities = solution("softmax", "softmax")(scores / 1e6)
    labels = np.arange(len(scores)) % 10
    found = solution("confident-mistakes", "confident_mistakes")(probabilities, labels, 4)
    predicted = probabilities.argmax(axis=1)
    assert len(found) == min(4, int((predicted != labels).sum()))
    assert all(predicted[place] != labels[place] for place in found)
    confidence = probabilities[found].max(axis=1)
    assert all(np.diff(confidence) <= 0)
