"""The NumPy model does what Keras does, step for step, and says what is wrong with its input."""

import ast
import inspect
import io
import secrets
import sys
import tokenize

import numpy as np
import pytest

from helpers import numpy_model
from helpers.compare import compare
from helpers.data import load_mnist
from helpers.model_messages import InputError, TrainingInterrupted
from helpers.numpy_model import SoftmaxClassifier, cross_entropy, gradient, softmax

ROWS = 2010  # 31 batches of 64 and a last one of 26
TOLERANCES = {"float32": 1e-5, "float64": 1e-6}


@pytest.fixture
def rng():
    seed = secrets.randbits(32)
    print(f"np.random.default_rng({seed})")  # pytest shows it when a test fails
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def mnist():
    (x_train, y_train), _ = load_mnist()
    x = x_train[: ROWS + 500].reshape(-1, 784).astype("float32") / np.float32(255)
    return x[:ROWS], y_train[:ROWS], x[ROWS:], y_train[ROWS : ROWS + 500]


@pytest.fixture
def data(rng):
    return rng.random((40, 784), "float32"), rng.integers(0, 10, 40)


def agree(mine, keras, tolerance):
    np.testing.assert_allclose(np.asarray(mine), np.asarray(keras), rtol=0, atol=tolerance)


# ---- Equal to Keras ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def keras():
    import keras  # here, because it takes seconds that collecting the tests should not

    return keras


@pytest.fixture
def keras_model(keras):
    """Return a function that builds the lesson's model with given weights, in a given dtype."""
    before = keras.config.dtype_policy(), keras.config.floatx()

    def build(weights, biases, dtype="float32", learning_rate=0.01, l2=None):
        keras.config.set_dtype_policy(dtype)
        keras.config.set_floatx(dtype)
        regularizer = None if l2 is None else keras.regularizers.L2(l2)
        dense = keras.layers.Dense(10, activation="softmax", kernel_regularizer=regularizer)
        model = keras.Sequential([keras.Input((len(weights),)), dense])
        model.set_weights([weights, biases])
        optimizer = keras.optimizers.SGD(learning_rate)
        model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    yield build
    keras.config.set_dtype_policy(before[0])
    keras.config.set_floatx(before[1])


def random_case(rng, rows, dtype):
    """Return fresh x, labels, weights and biases. No value is 0, which would hide a mistake."""
    x = rng.uniform(0.01, 1, (rows, 784)).astype(dtype)
    weights = rng.normal(0, 0.03, (784, 10)).astype(dtype)  # float32 sums of larger ones miss 1e-5
    biases = rng.normal(0, 1, 10).astype(dtype)
    return x, rng.integers(0, 10, rows), weights, biases


def keras_pieces(keras, model, x, labels):
    """Return Keras' own scores, probabilities, loss and gradients of (weights, biases)."""
    import tensorflow as tf

    with tf.GradientTape() as tape:
        probabilities = model(x)
        losses = keras.losses.sparse_categorical_crossentropy(labels, probabilities)
        loss = tf.reduce_mean(losses)
    layer = model.layers[0]
    scores = tf.matmul(x, layer.kernel) + layer.bias
    return scores, probabilities, loss, tape.gradient(loss, model.trainable_variables)


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("rows", [1, 64, 26])
def test_each_piece_and_one_step_equal_keras(rng, keras, keras_model, rows, dtype):
    x, labels, weights, biases = random_case(rng, rows, dtype)
    theirs = keras_model(weights, biases, dtype)
    scores, probabilities, loss, (gradient_weights, gradient_biases) = keras_pieces(
        keras, theirs, x, labels
    )
    mine = SoftmaxClassifier(initial_weights=(weights, biases), dtype=dtype)
    mine.partial_fit(x, labels)
    after_one_step = mine.weights_, mine.biases_
    theirs.train_on_batch(x, labels)

    my_probabilities = softmax(x @ weights + biases)
    my_gradient = gradient(x, my_probabilities, np.eye(10, dtype=dtype)[labels])
    assert {a.dtype for a in (my_probabilities, *my_gradient, *after_one_step)} == {np.dtype(dtype)}
    tolerance = TOLERANCES[dtype]
    agree(my_probabilities, probabilities, tolerance)
    agree(cross_entropy(x @ weights + biases, labels), loss, tolerance)
    agree(my_gradient[0], gradient_weights, tolerance)
    agree(my_gradient[1], gradient_biases, tolerance)
    for my_array, keras_array in zip(after_one_step, theirs.get_weights(), strict=True):
        agree(my_array, keras_array, tolerance)
    mine.weights_, mine.biases_ = weights, biases
    agree(mine.scores(x), scores, tolerance)
    agree(mine.predict_proba(x), probabilities, tolerance)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("gap", [0, 5, 200, 5000])  # from 104 on, softmax rounds p to 0 in float32
def test_cross_entropy_equals_keras_on_scores_however_small_p_is(rng, keras, gap, dtype):
    scores = rng.normal(0, 1, (30, 10)).astype(dtype)
    scores[:, 3] += np.array(gap, dtype)
    labels = rng.integers(0, 10, 30)
    labels[:2] = 3, 4  # the class with the gap, and one that it leaves behind
    theirs = keras.losses.sparse_categorical_crossentropy(labels, scores, from_logits=True)
    assert cross_entropy(scores, labels) == pytest.approx(float(np.mean(theirs)), rel=1e-5)
    if gap:
        assert cross_entropy(scores[1:2], labels[1:2]) == pytest.approx(gap, rel=0.9, abs=0)


@pytest.mark.parametrize("dtype", TOLERANCES)
def test_a_step_with_l2_equals_keras(rng, keras_model, dtype):
    x, labels, weights, biases = random_case(rng, 64, dtype)
    theirs = keras_model(weights, biases, dtype, learning_rate=0.1, l2=0.5)
    keras_loss, _ = theirs.evaluate(x, labels, verbose=0)
    mine = SoftmaxClassifier(0.1, initial_weights=(weights, biases), dtype=dtype, l2=0.5)
    mine._start(784)
    assert mine.evaluate(x, labels)[0] == pytest.approx(keras_loss, rel=1e-5)
    theirs.train_on_batch(x, labels)
    mine.partial_fit(x, labels)
    for my_array, keras_array in zip(
        (mine.weights_, mine.biases_), theirs.get_weights(), strict=True
    ):
        agree(my_array, keras_array, TOLERANCES[dtype])
    without = SoftmaxClassifier(0.1, initial_weights=(weights, biases), dtype=dtype)
    without.partial_fit(x, labels)
    agree(mine.weights_, without.weights_ - 0.1 * 2 * 0.5 * weights, TOLERANCES[dtype])
    np.testing.assert_array_equal(mine.biases_, without.biases_)


WRONG_GRADIENTS = {
    "sign": lambda x, e: (-x.T @ e / len(x), -e.sum(0) / len(x)),
    "missing 1/N": lambda x, e: (x.T @ e, e.sum(0)),
    "1/N twice": lambda x, e: (x.T @ e / len(x) ** 2, e.sum(0) / len(x) ** 2),
    "divided by the classes": lambda x, e: (x.T @ e / 784, e.sum(0) / 784),
    "bias summed over the wrong axis": lambda x, e: (x.T @ e / len(x), e.sum(1) / len(x)),
    "bias forgotten": lambda x, e: (x.T @ e / len(x), np.zeros(10)),
    "row order": lambda x, e: (x[::-1].T @ e / len(x), e.sum(0) / len(x)),
    "label forgotten": lambda x, e: (x.T @ (e + e.clip(-1, 0)) / len(x), e.sum(0) / len(x)),
}


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("name", WRONG_GRADIENTS)
def test_the_comparison_notices_a_wrong_gradient(rng, keras, keras_model, capsys, name, dtype):
    # 10 rows, so that a sum over the wrong axis has the right shape
    x, labels, weights, biases = random_case(rng, 10, dtype)
    *_, theirs = keras_pieces(keras, keras_model(weights, biases, dtype), x, labels)
    errors = softmax(x @ weights + biases) - np.eye(10, dtype=dtype)[labels]

    def verdicts(mine):
        capsys.readouterr()
        for piece, my_array, keras_array in zip("Wb", mine, theirs, strict=True):
            compare(piece, my_array, keras_array, tolerance=TOLERANCES[dtype])
        return capsys.readouterr().out

    right = (x.T @ errors / 10, errors.sum(0) / 10)
    assert verdicts(right).count("agrees") == 2
    assert "DIFFERS" in verdicts(WRONG_GRADIENTS[name](x, errors))
    with pytest.raises(AssertionError):
        for my_array, keras_array in zip(WRONG_GRADIENTS[name](x, errors), theirs, strict=True):
            agree(my_array, keras_array, TOLERANCES[dtype])


@pytest.mark.parametrize(
    "batch_size, epochs, l2", [(64, 1, 0), (64, 4, 0), (1, 1, 0), (64, 3, 0.1)]
)
def test_fit_equals_keras_fit(rng, keras_model, mnist, batch_size, epochs, l2):
    x, y, x_validation, y_validation = mnist
    _, _, weights, biases = random_case(rng, 1, "float32")
    theirs = keras_model(weights, biases, l2=l2 or None)
    if batch_size == 1:  # 300 steps are enough, and Keras takes its time for each
        x, y, x_validation, y_validation = x[:300], y[:300], x_validation[:50], y_validation[:50]
    options = {"validation_data": (x_validation, y_validation), "epochs": epochs}
    options |= {"batch_size": batch_size, "shuffle": False, "verbose": 0}
    history = theirs.fit(x, y, **options).history
    settings = {"batch_size": batch_size, "epochs": epochs, "shuffle": False, "l2": l2}
    mine = SoftmaxClassifier(initial_weights=(weights, biases), **settings)
    mine.fit(x, y, validation_data=(x_validation, y_validation), verbose=False)

    for my_array, keras_array in zip(
        (mine.weights_, mine.biases_), theirs.get_weights(), strict=True
    ):
        agree(my_array, keras_array, 1e-4)
    assert set(mine.history_) == set(history)
    for name in ("loss", "val_loss"):
        agree(mine.history_[name], history[name], 5e-5)
    for name, rows in [("accuracy", len(x)), ("val_accuracy", len(x_validation))]:
        wrong_by = np.abs(np.subtract(mine.history_[name], history[name])) * rows
        assert wrong_by.max() < 0.5, f"{name} differs by {wrong_by} rows"
    loss, accuracy = theirs.evaluate(x_validation, y_validation, verbose=0)
    agree(mine.evaluate(x_validation, y_validation), (loss, accuracy), 5e-5)
    assert mine.score(x_validation, y_validation) == pytest.approx(accuracy, abs=1e-6)


def test_the_history_is_keras_even_where_a_probability_is_almost_zero(keras_model, mnist):
    x, y = mnist[0] * 12, mnist[1]  # large pixels make large scores
    start = np.zeros((784, 10), "float32"), np.zeros(10, "float32")
    theirs = keras_model(*start).fit(x, y, batch_size=64, epochs=2, shuffle=False, verbose=0)
    smallest = []

    class Watched(SoftmaxClassifier):
        def _sgd_step(self, x, y):
            smallest.append(self.predict_proba(x)[np.arange(len(y)), y].min())
            return super()._sgd_step(x, y)

    mine = Watched(epochs=2, shuffle=False, initial_weights=start).fit(x, y, verbose=False)
    assert min(smallest) < 1e-9  # Keras' loss on given probabilities is clipped at 1e-7
    np.testing.assert_allclose(mine.history_["loss"], theirs.history["loss"], rtol=1e-4)


# ---- One model, several ways to train it ------------------------------------------------------


def small(**settings):
    return SoftmaxClassifier(**{"batch_size": 16, "epochs": 3, **settings})


def weights_after(model):
    return np.vstack([model.weights_, model.biases_])


@pytest.mark.parametrize("rows, batch_size", [(40, 16), (1024, 64), (2010, 1500), (20, 20)])
def test_a_loop_of_partial_fit_equals_fit(mnist, rows, batch_size):
    x, y = mnist[0][:rows], mnist[1][:rows]
    one = SoftmaxClassifier(batch_size=batch_size, epochs=2, shuffle=False)
    other = SoftmaxClassifier(batch_size=batch_size)
    one.fit(x, y, verbose=False)
    for _ in range(2):
        for start in range(0, rows, batch_size):
            batch = slice(start, start + batch_size)
            assert other.partial_fit(x[batch], y[batch]) is other
    np.testing.assert_array_equal(weights_after(one), weights_after(other))


def test_the_epoch_iterator_equals_fit(data, mnist):
    x, y = data
    validation = mnist[2:]
    one = small().fit(x, y, validation, verbose=False)
    other, seen = small(), []
    for epoch in other.fit_epochs(x, y, validation):
        seen.append((epoch, len(other.history_["val_loss"]), other.predict(x).shape))
        loss, accuracy = other.evaluate(*validation)
        assert other.history_["val_loss"][-1] == pytest.approx(loss)
        assert other.history_["val_accuracy"][-1] == accuracy
    assert seen == [(1, 1, (40,)), (2, 2, (40,)), (3, 3, (40,))]
    np.testing.assert_array_equal(weights_after(one), weights_after(other))
    assert one.history_ == other.history_
    assert list(one.history_) == ["accuracy", "loss", "val_accuracy", "val_loss"]


def test_an_epoch_visits_every_row_once_in_a_new_order(data):
    x, y = data

    class Watched(SoftmaxClassifier):
        batches = []

        def _sgd_step(self, x, y):
            self.batches.append((x, y))
            return super()._sgd_step(x, y)

    Watched(batch_size=16, epochs=2).fit(x, y, verbose=False)
    assert [len(labels) for _, labels in Watched.batches] == [16, 16, 8] * 2
    orders = []
    for epoch in (Watched.batches[:3], Watched.batches[3:]):
        rows = np.vstack([x_batch for x_batch, _ in epoch])
        order = [int(np.flatnonzero((x == row).all(axis=1))[0]) for row in rows]
        assert sorted(order) == list(range(40))
        np.testing.assert_array_equal(np.hstack([labels for _, labels in epoch]), y[order])
        orders.append(order)
    assert orders[0] != orders[1] and list(range(40)) not in orders


def test_the_seed_decides(data):
    first, same, other = (
        weights_after(small(seed=seed).fit(*data, verbose=False)) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, same)
    assert not np.allclose(first, other)


def test_fit_starts_anew_and_partial_fit_goes_on(data):
    model = small().fit(*data, verbose=False)
    before = weights_after(model)
    np.testing.assert_array_equal(weights_after(model.fit(*data, verbose=False)), before)
    assert len(model.history_["loss"]) == 3
    model.partial_fit(*data)
    assert 0 < np.abs(weights_after(model) - before).max() < 0.1


def test_the_last_smaller_batch_counts_less_in_the_history(data):
    x, y = data
    model = small(epochs=1, shuffle=False, learning_rate=1e-30).fit(x, y, verbose=False)
    loss, accuracy = model.evaluate(x, y)
    assert model.history_["loss"] == pytest.approx([loss], rel=1e-6)
    assert model.history_["accuracy"] == pytest.approx([accuracy])


def test_numpy_numbers_as_settings_keep_the_dtype(data):
    settings = {
        "learning_rate": np.float64(0.1),
        "l2": np.float64(0.01),
        "batch_size": np.int64(16),
    }
    model = small(**settings).fit(*data, data, verbose=False)
    assert model.weights_.dtype == model.biases_.dtype == np.float32
    plain = small(learning_rate=0.1, l2=0.01).fit(*data, verbose=False)
    np.testing.assert_array_equal(weights_after(model), weights_after(plain))
    assert {type(n) for numbers in model.history_.values() for n in numbers} == {float}
    assert {type(n) for n in model.evaluate(*data)} == {float}


def test_it_learns_and_starts_near_ln_10(mnist):
    x, y, x_validation, y_validation = mnist
    model = SoftmaxClassifier(epochs=10).fit(x, y, verbose=False)
    assert model.history_["loss"][0] == pytest.approx(np.log(10), abs=0.5)
    assert model.score(x_validation, y_validation) > 0.75
    assert model.history_["loss"] == sorted(model.history_["loss"], reverse=True)


def test_the_first_weights_are_glorot_uniform(data):
    model = small(epochs=1, learning_rate=1e-30).fit(*data, verbose=False)
    limit = np.sqrt(6 / 794)
    assert 0.99 * limit < np.abs(model.weights_).max() <= limit
    assert model.weights_.std() == pytest.approx(limit / np.sqrt(3), rel=0.05)
    assert not model.biases_.astype("float16").any()


def test_predictions_belong_together(data):
    x, y = data
    model = small().fit(x, y, verbose=False)
    scores, probabilities = model.scores(x), model.predict_proba(x)
    agree(scores, x.astype(float) @ model.weights_ + model.biases_, 1e-5)
    agree(probabilities.sum(axis=1), np.ones(40), 1e-6)
    np.testing.assert_array_equal(model.predict(x), scores.argmax(axis=1))
    assert model.score(x, y) == np.mean(model.predict(x) == y)
    agree(model.predict_proba(x[:1]), probabilities[:1], 1e-6)
    assert model.weights_.dtype == scores.dtype == probabilities.dtype == np.float32


def test_softmax_of_large_scores():
    agree(softmax(np.array([[1000.0, 1000.0], [-1000.0, 0.0]])), [[0.5, 0.5], [0.0, 1.0]], 1e-12)


def test_other_numbers_of_pixels_and_classes(rng):
    x, y = rng.random((30, 4)), rng.integers(0, 3, 30)
    model = SoftmaxClassifier(classes=3, batch_size=7, epochs=2).fit(x, y, verbose=False)
    assert model.weights_.shape == (4, 3) and model.predict_proba(x).shape == (30, 3)


def test_nothing_that_is_handed_over_changes(data, rng):
    x, y = data
    start = rng.random((784, 10), "float32"), rng.random(10, "float32")
    handed_over = (x, y, *start)
    copies = [a.copy() for a in handed_over]
    for a in handed_over:
        a.flags.writeable = False
    global_state = np.random.get_state()
    model = small(initial_weights=start).fit(x, y, validation_data=(x, y), verbose=False)
    model.partial_fit(x, y).evaluate(x, y)
    for a, copy in zip(handed_over, copies, strict=True):
        np.testing.assert_array_equal(a, copy)
    assert str(global_state) == str(np.random.get_state())
    assert np.geterr()["over"] == "warn"


@pytest.mark.parametrize("epochs", [1, 3, 30])
def test_progress(data, capsys, epochs):
    model = small(epochs=epochs)
    assert model.fit(*data, validation_data=data) is model
    printed = capsys.readouterr().out
    first, *bars = printed.split("\r")  # each bar is drawn over the one before
    assert first == "" and printed.endswith("\n") and printed.count("\n") == 1
    assert [int(bar.split("] ")[1].split("/")[0]) for bar in bars] == list(range(1, epochs + 1))
    lengths = [bar.count("=") for bar in bars]
    assert lengths == sorted(lengths) and lengths[-1] == 20
    assert all(bar.count("=") + bar.partition("]")[0].count(".") == 20 for bar in bars)
    last = [f"{name} {values[-1]:.3f}" for name, values in model.history_.items()]
    assert all(number in bars[-1] for number in last) and len(last) == 4
    model.fit(*data, verbose=False)
    assert capsys.readouterr().out == ""


# ---- A training that someone stops ------------------------------------------------------------


def interrupted_at(line, call):
    """Make the call, and raise KeyboardInterrupt before the given executed line of the model.

    Return whether it came that far.
    """
    left = line

    def trace(frame, event, _):
        nonlocal left
        if frame.f_code.co_filename != numpy_model.__file__:
            return None
        if event == "line":
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


@pytest.mark.parametrize("again", [False, True])  # the first fit of a model, or its second
def test_a_model_interrupted_at_any_line_can_be_used(data, again):
    x, y = data
    settings = {"epochs": 2, "l2": 0.01}  # 3 steps an epoch

    class Watched(SoftmaxClassifier):
        def _start(self, pixels):
            random = super()._start(pixels)
            states.append(weights_after(self))
            return random

        def _sgd_step(self, x, y):
            measured = super()._sgd_step(x, y)
            states.append(weights_after(self))
            return measured

    states = []
    whole = Watched(batch_size=16, **settings).fit(x, y, data, verbose=False).history_
    assert len(states) == 7
    line, lengths = 0, set()
    while True:
        model = small(seed=1, **settings)
        if again:
            model.fit(x, y, verbose=False)
        before, old = (weights_after(model), model.history_) if again else (None, None)
        model.seed = 0
        if not interrupted_at(line, lambda model=model: model.fit(x, y, data, verbose=False)):
            break
        line += 1
        if not hasattr(model, "weights_"):
            assert not again and not hasattr(model, "history_") and not lengths
            continue
        now = weights_after(model)
        if again and np.array_equal(now, before):
            assert model.history_ is old and not lengths
            continue
        [steps] = [i for i, state in enumerate(states) if np.array_equal(now, state)]
        epochs = len(model.history_.get("loss", []))
        assert steps - 3 <= 3 * epochs <= steps
        assert model.history_ == {name: n[:epochs] for name, n in whole.items() if epochs}
        assert model.predict(x).shape == (40,) and np.isfinite(model.evaluate(x, y)).all()
        lengths.add((steps, epochs))
    assert {steps for steps, _ in lengths} == set(range(7)) and line > 100
    assert {epochs for _, epochs in lengths} == {0, 1, 2}


@pytest.mark.parametrize("verbose", [False, True])
def test_an_interrupted_fit_says_in_one_line_how_far_it_came(data, capsys, verbose):
    class Stopped(SoftmaxClassifier):
        steps = 0

        def _sgd_step(self, x, y):
            self.steps += 1
            if self.steps == 8:  # in the third epoch of three steps
                raise KeyboardInterrupt
            return super()._sgd_step(x, y)

    model = Stopped(batch_size=16, epochs=5)
    with pytest.raises(TrainingInterrupted, match="after 2 of 5 epochs.*can be used") as stop:
        model.fit(*data, verbose=verbose)
    assert isinstance(stop.value, KeyboardInterrupt) and not isinstance(stop.value, Exception)
    assert stop.value.__suppress_context__
    assert stop.value._render_traceback_() == [f"Interrupted: {stop.value}"]
    assert "\n" not in str(stop.value)
    assert ("2/5" in capsys.readouterr().out) == verbose
    assert [len(numbers) for numbers in model.history_.values()] == [2, 2]


def test_a_fit_that_never_began_leaves_no_model_to_use(data, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(numpy_model.model_messages, "check_training", interrupted)
    with pytest.raises(TrainingInterrupted, match="after 0 of 3 epochs.$"):
        small().fit(*data)


# ---- A file to be read ------------------------------------------------------------------------


def code_lines(source):
    """Return the numbers of the lines that are more than a docstring, a comment or nothing."""
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.NAME, tokenize.OP, tokenize.NUMBER, tokenize.STRING):
            lines |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            lines -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return lines


def test_code_lines_are_counted():
    source = '"""Text\n\nmore."""\nimport os  # this\n\n# no\n'
    source += 'def f():\n    """One."""\n    return (\n        1)\n'
    assert code_lines(source) == {4, 7, 9, 10}


def test_the_model_is_short_enough_to_be_read():
    lines = code_lines(inspect.getsource(numpy_model))
    [parameters] = [
        {n.lineno for n in node.body if isinstance(n, ast.AnnAssign)}
        for node in ast.parse(inspect.getsource(numpy_model)).body
        if isinstance(node, ast.ClassDef)
    ]
    assert len(lines - parameters) <= 80, "beside the list of the parameters"


def test_every_public_function_says_its_shapes():
    functions = [softmax, cross_entropy, gradient]
    functions += [f for n, f in vars(SoftmaxClassifier).items() if callable(f) and n[0] != "_"]
    assert len(functions) == 11
    for function in functions:
        assert "(N, 784)" in function.__doc__ or "(N, 10)" in function.__doc__, function.__name__


# ---- Input that it can't use ------------------------------------------------------------------

X, Y = np.full((20, 784), 0.5, "float32"), np.arange(20) % 10
NAN, INFINITE = X.copy(), X.copy()
NAN[3, 5], INFINITE[3, 5] = np.nan, -np.inf
WEIGHTS = np.zeros((784, 10)), np.zeros(10)

BAD_DATA = {
    "images not flattened": (X.reshape(20, 28, 28), Y, r"x has shape \(20, 28, 28\).*reshape"),
    "one image": (X[0], Y[:1], r"x has shape \(784,\).*one image"),
    "a number": (5, Y, r"x has shape \(\)"),
    "no rows": (X[:0], Y[:0], r"x is empty: its shape is \(0, 784\)"),
    "no pixels": (X[:, :0], Y, "x is empty"),
    "NaN": (NAN, Y, "x contains NaN or infinite"),
    "infinite": (INFINITE, Y, "x contains NaN or infinite"),
    "text": ("digits", Y, "x must be an array of numbers"),
    "nothing": (None, Y, "x must be an array of numbers"),
    "ragged": ([[1, 2], [3]], Y, "x must be an array of numbers"),
    "complex": (X * 1j, Y, "x must be an array of numbers"),
    "a label too few": (X, Y[1:], "y has 19 labels for 20 rows"),
    "labels as a column": (X, Y[:, None], r"y has shape \(20, 1\)"),
    "one-hot labels": (X, np.eye(10)[Y], "one-hot. Give the labels"),
    "float labels": (X, Y / 1, "y has dtype float64; labels must be integers"),
    "text labels": (X, Y.astype(str), "labels must be integers"),
    "ragged labels": (X, [[1, 2], [3]], "y must be an array of integer labels"),
    "no labels": (X, None, r"y has shape \(\)"),
    "label 10": (X, Y + 1, "labels from 1 to 10; with 10 classes they go from 0 to 9"),
    "label -1": (X, Y - 1, "labels from -1 to 8"),
}

BAD_SETTINGS = {
    "batch_size": (0, -1, 2.5, True, "64", None),
    "epochs": (0, 1.0),
    "classes": (0,),
    "learning_rate": (0, -0.1, np.nan, np.inf, True, "fast", None),
    "l2": (-0.1, np.nan, np.inf, True, "some", None),
    "seed": (-1, 0.5, True, "a"),
    "dtype": ("int8", float),
}

BAD_STARTS = {
    "too few": (WEIGHTS[0],),
    "swapped": WEIGHTS[::-1],
    "turned": (WEIGHTS[0].T, WEIGHTS[1]),
    "biases as a row": (WEIGHTS[0], WEIGHTS[1][None]),
    "text": ("W", "b"),
    "a number": 3,
    "NaN": (WEIGHTS[0] * np.nan, WEIGHTS[1]),
}


@pytest.fixture
def refused():
    """Return a function: the call raises InputError, one line, which it returns."""

    def check(message, call, *arguments, **options):
        with (
            np.errstate(over="raise", invalid="raise", divide="raise"),
            pytest.raises(InputError, match=message) as error,
        ):
            call(*arguments, **options)
        assert error.value.__cause__ is None and "\n" not in str(error.value)
        assert error.value._render_traceback_() == [f"Error: {error.value}"]

    return check


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("x, y, message", BAD_DATA.values(), ids=BAD_DATA)
def test_bad_data(refused, x, y, message):
    refused(message, SoftmaxClassifier(batch_size=5).fit, x, y, verbose=False)
    refused(message, SoftmaxClassifier().partial_fit, x, y)
    trained = SoftmaxClassifier(batch_size=5, epochs=1).fit(X, Y, verbose=False)
    refused("weights are for 784|" + message, trained.evaluate, x, y)
    refused("weights are for 784|" + message, trained.partial_fit, x, y)
    if message.startswith("x"):
        for method in (trained.scores, trained.predict_proba, trained.predict):
            refused("weights are for 784|" + message, method, x)
    if len(X) == 20:
        refused(
            "^validation .*(" + message + "|x has)",
            SoftmaxClassifier(batch_size=5).fit,
            *(X, Y),
            validation_data=(x, y),
        )


@pytest.mark.parametrize("name, value", [(n, v) for n, vs in BAD_SETTINGS.items() for v in vs])
def test_bad_settings(refused, name, value):
    refused(f"^{name} is ", SoftmaxClassifier(**{name: value}).fit, X, Y)
    refused(f"^{name} is ", SoftmaxClassifier(**{name: value}).partial_fit, X, Y)
    trained = SoftmaxClassifier(batch_size=5, epochs=1).fit(X, Y, verbose=False)
    setattr(trained, name, value)
    refused(f"^{name} is ", trained.partial_fit, X, Y)


@pytest.mark.parametrize("start", BAD_STARTS.values(), ids=BAD_STARTS)
def test_bad_initial_weights(refused, start):
    refused("^initial_weights ", SoftmaxClassifier(5, initial_weights=start).partial_fit, X, Y)


def test_batch_larger_than_the_data(refused):
    refused("batch_size is 21, but x has only 20 rows", SoftmaxClassifier(batch_size=21).fit, X, Y)


@pytest.mark.parametrize("pair", [X, (X,), (X, Y, Y), 7, "xy" * 2])
def test_validation_data_is_a_pair(refused, pair):
    model = SoftmaxClassifier(batch_size=5)
    refused("validation_data must be a pair", model.fit, X, Y, validation_data=pair)


def test_validation_data_of_another_width(refused):
    model = SoftmaxClassifier(batch_size=5)
    message = "validation x has 700 pixels a row, and the weights are for 784"
    refused(message, model.fit, X, Y, validation_data=(X[:, :700], Y))


def test_not_fitted_yet(refused):
    model = SoftmaxClassifier()
    for method in (model.scores, model.predict_proba, model.predict):
        refused("call fit first", method, X)
    for method in (model.score, model.evaluate):
        refused("call fit first", method, X, Y)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("pixel, rate", [(0.5, 3e38), (1e20, 1e25), (0.5, 1e300)])
@pytest.mark.parametrize("batch_size", [5, 20])  # 20: one step an epoch, from finite weights
def test_divergence(refused, pixel, rate, batch_size):
    x = np.where(np.arange(784) % 2, np.float32(pixel), np.float32(0)) * np.ones((20, 1), "float32")
    model = SoftmaxClassifier(rate, batch_size, epochs=50)
    line = r"diverged in epoch \d+: .*Lower learning_rate"
    refused(line, model.fit, x, Y, validation_data=(x, Y), verbose=False)
    assert all(np.isfinite(numbers).all() for numbers in model.history_.values())
    assert np.geterr()["over"] == "warn"

    def steps():
        for _ in range(50):
            stepwise.partial_fit(x, Y)

    stepwise = SoftmaxClassifier(rate)
    refused("diverged in this step", steps)
