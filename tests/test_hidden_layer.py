"""The NumPy network with a hidden layer does what Keras does, and says what is wrong with input."""

import numpy as np
import pytest

from helpers.hidden_layer import HiddenLayerClassifier
from helpers.model_messages import InputError
from helpers.numpy_model import SoftmaxClassifier

TOLERANCES = {"float32": 1e-5, "float64": 1e-6}  # Keras itself has float32
NAMES = ("hidden_weights_", "hidden_biases_", "weights_", "biases_")


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    return rng.random((40, 30), "float32"), rng.integers(0, 10, 40)


def arrays(model):
    return [getattr(model, name).copy() for name in NAMES]


def small(**settings):
    return HiddenLayerClassifier(**{"hidden_units": 8, "batch_size": 16, "epochs": 2, **settings})


@pytest.mark.parametrize("l2", [0.0, 0.01])
@pytest.mark.parametrize("dtype", TOLERANCES)
def test_steps_equal_keras(data, dtype, l2):
    import keras

    x, y = data
    model = small(dtype=dtype, l2=l2, learning_rate=0.3)
    model.partial_fit(x[:16], y[:16])
    decay = keras.regularizers.L2(l2) if l2 else None
    network = keras.Sequential(
        [
            keras.Input((30,)),
            keras.layers.Dense(8, "relu", kernel_regularizer=decay),
            keras.layers.Dense(10, "softmax", kernel_regularizer=decay),
        ]
    )
    loss = "sparse_categorical_crossentropy"
    network.compile(keras.optimizers.SGD(0.3), loss, metrics=["accuracy"])
    network.set_weights(arrays(model))
    for first in (0, 16, 24):
        rows = slice(first, first + 16)
        model.partial_fit(x[rows], y[rows])
        network.train_on_batch(x[rows], y[rows])
    for mine, theirs in zip(arrays(model), network.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=TOLERANCES[dtype])
    np.testing.assert_allclose(model.predict_proba(x), network.predict(x, verbose=0), atol=1e-5)
    np.testing.assert_allclose(model.evaluate(x, y), network.evaluate(x, y, verbose=0), atol=1e-5)


def test_a_loop_of_partial_fit_equals_fit(data):
    x, y = data
    one, other = small(shuffle=False).fit(x, y, verbose=False), small()
    for _ in range(2):
        for first in range(0, 40, 16):
            assert other.partial_fit(x[first : first + 16], y[first : first + 16]) is other
    for mine, theirs in zip(arrays(one), arrays(other), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_the_seed_decides_and_the_start_is_glorot_uniform():
    x, y = np.ones((2, 784)), np.array([0, 1])
    starts = [
        arrays(HiddenLayerClassifier(learning_rate=1e-30, seed=seed).partial_fit(x, y))
        for seed in (0, 0, 1)
    ]
    for same, again, other in zip(*starts, strict=True):
        np.testing.assert_array_equal(same, again)
        assert same.ndim == 1 or (same != other).any()
    hidden, _, output, _ = starts[0]
    for matrix, ends in ((hidden, 784 + 64), (output, 64 + 10)):
        assert 0.95 * np.sqrt(6 / ends) < abs(matrix).max() <= np.sqrt(6 / ends) + 1e-6


def test_predictions_belong_together(data):
    x, y = data
    model = small().fit(x, y, data, verbose=False)
    hidden = model.hidden(x)
    assert hidden.shape == (40, 8) and hidden.min() == 0 and hidden.max() > 0
    scores = hidden @ model.weights_ + model.biases_
    np.testing.assert_allclose(model.scores(x), scores, atol=1e-6)
    np.testing.assert_array_equal(model.predict(x), scores.argmax(axis=1))
    np.testing.assert_allclose(model.predict_proba(x).sum(axis=1), 1, atol=1e-6)
    assert model.score(x, y) == (model.predict(x) == y).mean() == model.history_["val_accuracy"][-1]
    assert [part.dtype for part in arrays(model)] == ["float32"] * 4


def test_initial_weights_are_copied(data):
    start = np.full((30, 8), 0.1), np.zeros(8), np.full((8, 10), 0.1), np.zeros(10)
    model = small(initial_weights=start).fit(*data, verbose=False)
    assert (start[0] == 0.1).all() and (model.hidden_weights_ != start[0]).any()


def refused(line, call, *arguments):
    with pytest.raises(InputError, match=line) as error:
        call(*arguments)
    [shown] = error.value._render_traceback_()
    assert "\n" not in shown


@pytest.mark.parametrize(
    "start, line",
    [
        ((np.zeros((30, 8)), np.zeros(10)), "must be four arrays"),
        (7, "must be four arrays"),
        (
            (np.zeros((30, 8)), np.zeros(8), np.zeros((8, 9)), np.zeros(10)),
            r"have shapes \(30, 8\), \(8,\), \(8, 9\) and \(10,\); they must be .*\(8, 10\)",
        ),
        ((np.full((30, 8), np.nan), np.zeros(8), np.zeros((8, 10)), np.zeros(10)), "contain NaN"),
    ],
)
def test_bad_initial_weights(data, start, line):
    refused(f"^initial_weights .*{line}", small(initial_weights=start).partial_fit, *data)


@pytest.mark.parametrize("units", [0, -1, 2.5, "64", True, None])
def test_bad_numbers_of_units(data, units):
    refused("^hidden_units is ", small(hidden_units=units).partial_fit, *data)


def test_other_bad_input(data):
    x, y = data
    model = small()
    for method in (model.hidden, model.scores, model.predict, model.predict_proba):
        refused("call fit first", method, x)
    model.fit(x, y, verbose=False)
    for method in (model.hidden, model.scores, model.predict):
        refused("x has 29 pixels a row, and the weights are for 30", method, x[:, :29])
    refused("x has 29 pixels a row", model.partial_fit, x[:, :29], y)
    refused("diverged", small(learning_rate=1e30).fit, x, y)


def test_a_step_that_is_interrupted_changes_nothing(data, monkeypatch):
    x, y = data
    model = small().fit(x, y, verbose=False)
    before = arrays(model)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(HiddenLayerClassifier, "_set", interrupted)
    with pytest.raises(KeyboardInterrupt):
        model.partial_fit(x, y)
    for mine, earlier in zip(arrays(model), before, strict=True):
        np.testing.assert_array_equal(mine, earlier)


def test_it_is_a_classifier_like_the_other():
    assert issubclass(HiddenLayerClassifier, SoftmaxClassifier)
    public = [
        f for name, f in vars(HiddenLayerClassifier).items() if callable(f) and name[0] != "_"
    ]
    for function in public:
        assert "(N, 784)" in function.__doc__, function.__name__
