"""Each general sentence of the lessons about training and data, over ten seeds or more.

A test's docstring is the sentence as a lesson may say it. Where a lesson trains on 48,000 rows, the
run here has a quarter of the rows and four times the learning rate: as many steps times rate. No
test looks at the test set: what is general shows on the validation rows, the last 12,000.
"""

import itertools

import numpy as np
import pytest

from helpers.checks import lesson_10
from helpers.data import load_mnist
from helpers.features import deskew, orientations, random_features
from helpers.hidden_layer import HiddenLayerClassifier
from helpers.numpy_model import SoftmaxClassifier, softmax

SEEDS = range(10)
GUESSING = np.log(10)  # the loss of a model that gives each digit one tenth
GLOROT = np.sqrt(6 / (784 + 10))
RATES = (0.001, 0.01, 0.1, 1.0, 10.0)


class Lab:
    """The data, and runs that are made once and shared by the tests of this file."""

    def __init__(self):
        (self.images, self.labels), _ = load_mnist()
        x = self.images.reshape(len(self.images), -1).astype("float32") / np.float32(255)
        self.x, self.y = x[:48000], self.labels[:48000]
        self.x_validation, self.y_validation = x[48000:], self.labels[48000:]
        self._runs = {}

    def fit(self, x, y, **settings):
        """Return a classifier trained on x and y; its history watches 3,000 validation rows."""
        watched = self.x_validation[:3000], self.y_validation[:3000]
        return SoftmaxClassifier(**settings).fit(x, y, watched, verbose=False)

    def run(self, rows, **settings):
        """Return the ten classifiers, one a seed, trained on the first rows; each made once."""
        key = rows, *sorted(settings.items())
        if key not in self._runs:
            x, y = self.x[:rows], self.y[:rows]
            self._runs[key] = [self.fit(x, y, seed=seed, **settings) for seed in SEEDS]
        return self._runs[key]

    def course(self):
        """Return ten runs like the course's own: 30 epochs, a rate of 0.01 times 4."""
        return self.run(12000, learning_rate=0.04, epochs=30)

    def few(self):
        """Return ten runs of 100 epochs with 500 images, as in the lesson on curves."""
        return self.run(500, learning_rate=0.5, epochs=100)

    def hidden(self):
        """Return ten classifiers with 64 hidden units, one a seed, 12 epochs with 12,000 rows."""
        if "hidden" not in self._runs:
            x, y = self.x[:12000], self.y[:12000]
            self._runs["hidden"] = [
                HiddenLayerClassifier(epochs=12, seed=seed).fit(x, y, verbose=False)
                for seed in SEEDS
            ]
        return self._runs["hidden"]

    def on_moved(self, model, epochs):
        """Return the model trained with 12,000 rows, each batch moved by up to two pixels."""
        rng = np.random.default_rng(model.seed)
        for _ in range(epochs):
            order = rng.permutation(12000)
            for first in range(0, 12000, 64):
                rows = order[first : first + 64]
                x = moved(self.x[rows], *rng.integers(-2, 3, 2))
                model.partial_fit(x, self.y[rows])
        return model

    def correct(self, model, x=None):
        """Return for each validation row (or its changed copy x) whether it is answered right."""
        return model.predict(self.x_validation if x is None else x) == self.y_validation

    def of_correct_class(self, model):
        """Return the probability of the correct class, one a validation row."""
        probabilities = model.predict_proba(self.x_validation)
        return probabilities[np.arange(len(probabilities)), self.y_validation]


@pytest.fixture(scope="module")
def lab():
    return Lab()


def last(models, key):
    """Return the last epoch's value of `key` in each model's history."""
    return np.array([model.history_[key][-1] for model in models])


def first_weights(model, lab):
    """Return the weights that a classifier of this seed starts from."""
    start = SoftmaxClassifier(learning_rate=1e-30, seed=model.seed)
    return start.partial_fit(lab.x[:64], lab.y[:64]).weights_


def draw(seed, limit=0.05, columns=784):
    """Return weights (784, 10) and biases (10,) drawn evenly between -limit and limit."""
    rng = np.random.default_rng(seed)
    return rng.uniform(-limit, limit, (columns, 10)), rng.uniform(-limit, limit, 10)


def loss_of(scores, labels):
    """Return the mean cross-entropy, computed from the scores."""
    scores = scores - scores.max(axis=1, keepdims=True)
    chosen = scores[np.arange(len(labels)), labels]
    return (np.log(np.exp(scores).sum(axis=1)) - chosen).mean()


def gradient_of(x, labels, weights, biases):
    """Return the gradient of the mean cross-entropy, that of the biases in the last row."""
    errors = (softmax(x @ weights + biases) - np.eye(10)[labels]) / len(x)
    return np.vstack([x.T @ errors, errors.sum(axis=0)])


def moved(x, down, right):
    """Return the images in the rows of x, moved, with paper coming in at the edge."""
    images = x.reshape(-1, 28, 28)
    result = np.zeros_like(images)
    result[:, max(down, 0) : 28 + min(down, 0), max(right, 0) : 28 + min(right, 0)] = images[
        :, max(-down, 0) : 28 - max(down, 0), max(-right, 0) : 28 - max(right, 0)
    ]
    return result.reshape(len(x), -1)


# ---- The data ---------------------------------------------------------------------------------


def test_darkest_pixels(lab):
    """Only the 1 has a pixel where nearly everybody writes. At the 5's, three in ten don't."""
    means = np.array([lab.images[lab.labels == digit].mean(axis=0) for digit in range(10)])
    darkest = means.max(axis=(1, 2))
    assert darkest.argmin() == 5 and darkest[5] < 180
    assert darkest.argmax() == 1 and darkest[1] > 240 and np.sort(darkest)[-2] < 220
    inked = [
        (lab.images[lab.labels == digit].reshape(-1, 784)[:, means[digit].argmax()] > 127).mean()
        for digit in (1, 5)
    ]
    assert inked[0] > 0.98 and 0.65 < inked[1] < 0.75


def test_grey_levels(lab):
    """Four pixels in five are paper. 3.5 % of the ink is exactly 255; most frequent is 253."""
    counts = np.bincount(lab.images.ravel(), minlength=256) / lab.images.size
    ink = counts[1:] / counts[1:].sum()  # ink[level - 1]
    assert 0.80 < counts[0] < 0.82
    assert 0.03 < ink[255 - 1] < 0.04
    assert ink.argmax() == 253 - 1 and 0.16 < ink[253 - 1] < 0.18


def test_centred(lab):
    """Every digit's centre of mass lies in the middle of its image, to half a pixel or so."""
    images = lab.images.astype("float64")
    ink = images.sum(axis=(1, 2))
    for axis in (1, 2):
        centres = (images.sum(axis=axis) @ np.arange(28)) / ink
        assert centres.min() > 13.4 and centres.max() < 14.6


def test_slant_of_the_ones(lab):
    """Most ones lean to the right; about one in ten leans to the left."""
    ones = lab.images[lab.labels == 1] / 255
    ink = ones.sum(axis=(1, 2))
    rows = np.arange(28) - ((ones.sum(axis=2) @ np.arange(28)) / ink)[:, np.newaxis]
    columns = np.arange(28) - ((ones.sum(axis=1) @ np.arange(28)) / ink)[:, np.newaxis]
    together = np.einsum("nij,ni,nj->n", ones, rows, columns)
    slope = -together / np.einsum("nij,ni->n", ones, rows**2)  # columns to the right per row up
    assert 0.6 < (slope > 0.1).mean() < 0.7
    assert 0.05 < (slope < -0.1).mean() < 0.15


def test_nearest_mean_image(lab):
    """The nearest of ten mean images is right in 82 of 100; a trained model has to beat that."""
    means = np.array([lab.x[lab.y == digit].mean(axis=0) for digit in range(10)])
    nearest = (lab.x_validation @ means.T - (means**2).sum(axis=1) / 2).argmax(axis=1)
    baseline = (nearest == lab.y_validation).mean()
    assert 0.81 < baseline < 0.84
    assert (last(lab.course(), "val_accuracy") > baseline + 0.05).all()


# ---- Scaling ----------------------------------------------------------------------------------


def test_raw_pixels(lab):
    """With raw pixels the loss is far above guessing's in every run; the accuracy is luck."""
    x, y = lab.x[:5000], lab.y[:5000]
    results = []
    for seed in range(20):
        for pixels in (x, x * 255):
            model = SoftmaxClassifier(epochs=1, seed=seed).fit(pixels, y, verbose=False)
            results.append(model.evaluate(pixels, y))
    scaled, raw = np.array(results[::2]), np.array(results[1::2])
    assert (scaled[:, 0] < 0.9 * GUESSING).all()
    assert (raw[:, 0] > 2 * GUESSING).all()
    higher = (raw[:, 1] > scaled[:, 1]).sum()
    assert 3 <= higher <= 17  # of 20: neither kind of pixel has the better accuracy in every run
    assert raw[:, 1].std() > 3 * scaled[:, 1].std()


def test_raw_pixels_with_fitting_settings(lab):
    """Raw pixels train like scaled ones once the first weights are /255 and the rate /255²."""
    x, y = lab.x[:5000], lab.y[:5000]
    for seed in SEEDS:
        weights, zeros = draw(seed, GLOROT)[0], np.zeros(10)
        scaled = lab.fit(x, y, epochs=1, seed=seed, initial_weights=(weights, zeros))
        loss, accuracy = scaled.evaluate(lab.x_validation, lab.y_validation)
        results = {}
        for both, start, rate in (
            ("both", weights / 255, 0.01 / 255**2),
            ("rate", weights, 0.01 / 255**2),
            ("weights", weights / 255, 0.01),
        ):
            model = SoftmaxClassifier(
                epochs=1, seed=seed, initial_weights=(start, zeros), learning_rate=rate
            )
            model.fit(x * 255, y, verbose=False)
            results[both] = model.evaluate(lab.x_validation * 255, lab.y_validation)
        assert abs(results["both"][0] - loss) < 0.01
        assert abs(results["both"][1] - accuracy) < 0.01
        assert results["rate"][0] > 5 * GUESSING  # one of the two alone is not enough
        assert results["weights"][0] > GUESSING


def test_other_scales_at_prediction(lab):
    """A model fed with unscaled pixels changes one answer in a hundred, and its loss is many times
    as large. Divided by 256, hardly an answer changes. Divided twice, nearly all are the same.
    """
    for model in lab.run(5000, epochs=5):
        loss, accuracy = model.evaluate(lab.x_validation, lab.y_validation)
        answers = model.predict(lab.x_validation)

        unscaled = lab.x_validation * 255
        changed = (model.predict(unscaled) != answers).mean()
        new_loss, new_accuracy = model.evaluate(unscaled, lab.y_validation)
        assert 0.003 < changed < 0.03
        assert abs(new_accuracy - accuracy) < 0.005 and new_loss > 5 * loss

        by_256 = lab.x_validation * np.float32(255 / 256)
        assert (model.predict(by_256) != answers).mean() < 0.0005
        assert abs(model.evaluate(by_256, lab.y_validation)[0] - loss) < 0.01

        twice = lab.x_validation / 255
        assert np.bincount(model.predict(twice)).max() > 0.95 * len(twice)
        assert abs(model.evaluate(twice, lab.y_validation)[0] - GUESSING) < 0.03


def test_trained_on_pixels_divided_twice(lab):
    """A model trained at the usual rate on pixels divided twice learns next to nothing."""
    for seed in SEEDS:
        pale = lab.x[:5000] / 255
        model = SoftmaxClassifier(epochs=5, seed=seed).fit(pale, lab.y[:5000], verbose=False)
        loss, accuracy = model.evaluate(lab.x_validation / 255, lab.y_validation)
        assert abs(loss - GUESSING) < 0.02 and accuracy < 0.3


def test_validation_split_of_sorted_rows(lab):
    """If the rows are sorted, the last fifth is 8s and 9s, and next to none of them is right."""
    order = np.argsort(lab.y[:12000], kind="stable")
    x, y = lab.x[:12000][order], lab.y[:12000][order]
    assert set(y[9600:]) == {7, 8, 9} and set(y[:9600]) == set(range(8))
    for seed in SEEDS:
        model = SoftmaxClassifier(epochs=3, seed=seed).fit(x[:9600], y[:9600], verbose=False)
        assert model.score(x[9600:], y[9600:]) < 0.08


# ---- Before training --------------------------------------------------------------------------


@pytest.mark.parametrize("limit, furthest", [(0.017, 0.05), (0.05, 0.2), (GLOROT, 0.35)])
def test_first_loss(lab, limit, furthest):
    """The loss before training is near ln 10, and mostly a little above it, seldom below."""
    losses = []
    for seed in range(30):
        weights, biases = draw(seed, limit)
        losses.append(loss_of(lab.x[:3000] @ weights + biases, lab.y[:3000]))
    losses = np.array(losses)
    assert (abs(losses - GUESSING) < furthest).all()
    assert losses.mean() > GUESSING
    assert (losses > GUESSING).sum() > (losses < GUESSING).sum()


def test_first_loss_that_is_too_high(lab):
    """A first loss of 10 or more says that the pixels are not scaled or the weights too large."""
    for seed in SEEDS:
        weights, _ = draw(seed, GLOROT)
        assert loss_of(lab.x[:3000] @ weights * 255, lab.y[:3000]) > 50
        large = np.random.default_rng(seed).normal(size=(784, 10))
        assert loss_of(lab.x[:3000] @ large, lab.y[:3000]) > 8


# ---- Loss and gradient ------------------------------------------------------------------------


def test_clipping_kills_the_gradient():
    """Where p is clipped the loss is flat; computed from the scores it has the slope p - t."""

    def slopes(loss, scores, nudge=1e-4):
        steps = nudge * np.eye(len(scores))
        return np.array([(loss(scores + s) - loss(scores - s)) / (2 * nudge) for s in steps])

    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        scores = rng.normal(size=10)
        label, wrong = rng.permutation(10)[:2]
        scores[wrong] = scores[label] + rng.uniform(30, 300)
        errors = softmax(scores[np.newaxis])[0] - np.eye(10)[label]

        def clipped(s, label=label):
            return -np.log(np.clip(softmax(s[np.newaxis])[0, label], 1e-7, 1 - 1e-7))

        def from_scores(s, label=label):
            return loss_of(s[np.newaxis], [label])

        assert (slopes(clipped, scores) == 0).all()
        np.testing.assert_allclose(slopes(from_scores, scores), errors, atol=1e-6)
        assert errors[label] < -0.99 and np.isfinite(errors).all()


def test_one_step(lab):
    """A short step against the gradient lowers the batch's loss, and one with + raises it by about
    as much. A step a thousand times as long mostly raises it, whatever the sign.
    """
    overshoots = 0
    for seed in range(20):
        weights, biases = draw(seed)
        rows = np.random.default_rng(seed).permutation(48000)[:64]
        x, y = lab.x[rows].astype("float64"), lab.y[rows]
        slope = gradient_of(x, y, weights, biases)

        def loss_after(step, x=x, y=y, weights=weights, biases=biases, slope=slope):
            return loss_of(x @ (weights + step * slope[:-1]) + biases + step * slope[-1], y)

        down, up = loss_after(-0.01) - loss_after(0), loss_after(0.01) - loss_after(0)
        assert -0.06 < down < -0.01 and 0.01 < up < 0.06
        assert abs(up + down) < 0.1 * up
        overshoots += loss_after(-10) > loss_after(0)
        assert loss_after(10) > loss_after(0)
    assert overshoots >= 14


def test_one_valley(lab):
    """The loss has one valley: half way between two models it is at most the mean of theirs."""
    x, y = lab.x[:3000].astype("float64"), lab.y[:3000]
    trained = [(model.weights_, model.biases_) for model in lab.course()]
    drawn = [draw(seed, limit=1) for seed in SEEDS]
    mixed = [pair for both in zip(trained, drawn, strict=True) for pair in both]
    for models in (trained, drawn, mixed):
        for (w, b), (other_w, other_b) in itertools.pairwise(models):
            ends = loss_of(x @ w + b, y), loss_of(x @ other_w + other_b, y)
            middle = loss_of(x @ ((w + other_w) / 2) + (b + other_b) / 2, y)
            assert middle <= np.mean(ends) + 1e-6


# ---- Batches and epochs -----------------------------------------------------------------------


def test_gradients_of_batches(lab):
    """At the start a batch's gradient points the way of the whole; at the end hardly, and two in
    five point the other way. Their mean is the whole gradient, all the time.
    """
    x, y = lab.x[:12000].astype("float64"), lab.y[:12000]

    def agreement(weights, biases, seed):
        whole = gradient_of(x, y, weights, biases)
        order = np.random.default_rng(seed).permutation(len(x))[:6400].reshape(100, 64)
        batches = np.array([gradient_of(x[b], y[b], weights, biases).ravel() for b in order])
        lengths = np.linalg.norm(batches, axis=1) * np.linalg.norm(whole)
        return batches @ whole.ravel() / lengths

    for seed, model in zip(SEEDS, lab.course(), strict=True):
        start = agreement(draw(seed, GLOROT)[0], np.zeros(10), seed)
        assert start.mean() > 0.6 and (start > 0).all()
        end = agreement(model.weights_.astype("float64"), model.biases_.astype("float64"), seed)
        assert 0 < end.mean() < 0.25
        assert 0.2 < (end < 0).mean() < 0.5

    weights, biases = draw(0)
    parts = [gradient_of(x[i : i + 64], y[i : i + 64], weights, biases) for i in range(0, 6400, 64)]
    whole = gradient_of(x[:6400], y[:6400], weights, biases)
    np.testing.assert_allclose(np.mean(parts, axis=0), whole, rtol=0, atol=1e-12)


def test_many_short_steps(lab):
    """One pass in steps of 64 images gets much further than one step with all of them."""
    x, y = lab.x[:12000], lab.y[:12000]
    for seed in SEEDS:
        weights, biases = draw(seed)
        slope = gradient_of(x, y, weights, biases)
        many = SoftmaxClassifier(epochs=1, seed=seed, initial_weights=(weights, biases))
        loss = many.fit(x, y, verbose=False).evaluate(x, y)[0]
        for rate in (0.01, 0.1, 1, 10):
            once = x @ (weights - rate * slope[:-1]) + biases - rate * slope[-1]
            assert loss < loss_of(once, y) - 0.1


def test_order_of_the_rows(lab):
    """MNIST comes mixed, so shuffling changes little. Sorted rows that are not shuffled give a
    far worse model, and the history's own training accuracy does not show it.
    """
    x, y = lab.x[:12000], lab.y[:12000]
    order = np.argsort(y, kind="stable")
    settings = {"learning_rate": 0.1, "epochs": 10}
    for usual in lab.run(12000, **settings):
        as_it_comes = lab.fit(x, y, seed=usual.seed, shuffle=False, **settings)
        mended = lab.fit(x[order], y[order], seed=usual.seed, **settings)
        for model in (as_it_comes, mended):
            assert abs(lab.correct(model).mean() - lab.correct(usual).mean()) < 0.006
        model = lab.fit(x[order], y[order], seed=usual.seed, shuffle=False, **settings)
        assert lab.correct(model).mean() < 0.7
        assert model.history_["accuracy"][-1] > 0.9


def test_few_images_by_heart(lab):
    """200 images are learned by heart, without a mistake. Of new ones, a quarter is wrong."""
    x, y = lab.x[:200], lab.y[:200]
    for seed in SEEDS:
        model = SoftmaxClassifier(learning_rate=0.1, batch_size=20, epochs=300, seed=seed)
        model.fit(x, y, verbose=False)
        assert model.score(x, y) == 1
        assert 0.7 < lab.correct(model).mean() < 0.85


def test_more_images(lab):
    """With more images the accuracy on them falls, that on new images rises, and the gap closes."""
    for seed in SEEDS:
        train, new = [], []
        for rows, epochs in ((500, 160), (2000, 40), (8000, 10)):  # as many updates for all
            x, y = lab.x[:rows], lab.y[:rows]
            model = SoftmaxClassifier(learning_rate=0.1, epochs=epochs, seed=seed)
            train.append(model.fit(x, y, verbose=False).score(x, y))
            new.append(lab.correct(model).mean())
        assert (np.diff(train) < -0.01).all()
        assert (np.diff(new) > 0.01).all()


# ---- Curves -----------------------------------------------------------------------------------


def test_learning_rates(lab):
    """Of 0.001, 0.01, 0.1, 1 and 10 the middle one ends lowest, nearly always; shorter steps are
    slower, and at 1 the curve jumps. At 10 the loss is above guessing's at times, not because most
    answers are wrong, but because the model is sure of all of them.
    """
    runs = {rate: lab.run(12000, learning_rate=rate, epochs=10) for rate in RATES}
    losses = {
        rate: np.array([model.history_["val_loss"] for model in models])
        for rate, models in runs.items()
    }
    ends = np.array([losses[rate][:, -1] for rate in RATES])  # (rates, seeds)
    assert (ends[0] > 1.5 * ends[1]).all() and (ends[1] > 1.3 * ends[2]).all()
    assert ends.mean(axis=1).argmin() == 2 and (ends.argmin(axis=0) == 2).sum() >= 7
    for rate in (0.001, 0.01):
        assert (np.diff(losses[rate]) < 0).all()
    for rate in (1.0, 10.0):
        assert (np.diff(losses[rate]) > 0).any(axis=1).all()
    for rate in (0.001, 0.01, 0.1, 1.0):
        assert (losses[rate] < GUESSING).all()
    assert (losses[10.0] > GUESSING).any(axis=1).all()
    assert (last(runs[10.0], "val_accuracy") > 0.6).all()
    for model in runs[10.0]:
        sure = model.predict_proba(lab.x_validation).max(axis=1)
        assert np.isfinite(model.history_["val_loss"]).all()
        assert (sure > 0.999).mean() > 0.7
        assert sure[~lab.correct(model)].mean() > 0.85


def test_longest_step(lab):
    """With pixels from 0 to 1, no weight moves further in one step than the learning rate."""
    for seed in SEEDS:
        rows = np.random.default_rng(seed).permutation(48000)[:64]
        weights, biases = draw(seed, limit=1)
        for rate in (0.01, 10):
            model = SoftmaxClassifier(learning_rate=rate, initial_weights=(weights, biases))
            model.partial_fit(lab.x[rows], lab.y[rows])
            assert abs(model.weights_ - weights.astype("float32")).max() <= rate + 1e-5


def test_loss_falls_and_accuracy_wavers(lab):
    """With short steps the loss falls in every epoch. The accuracy goes up and down on its way."""
    for model in lab.run(12000, learning_rate=0.01, epochs=30):
        assert (np.diff(model.history_["loss"]) < 0).all()
        assert (np.diff(model.history_["val_loss"]) < 0).all()
        steps = np.diff(model.history_["val_accuracy"])
        assert (steps <= 0).any() and steps.sum() > 0.05


def test_batch_size(lab):
    """At the same rate, larger batches make fewer steps and get less far."""
    ends = [last(lab.run(4000, batch_size=size, epochs=10), "val_loss") for size in (16, 64, 256)]
    assert (ends[0] < 0.85 * ends[1]).all() and (ends[1] < 0.75 * ends[2]).all()


def test_short_steps_add_up(lab):
    """Four short steps are about one step four times as long: batches of 16 at 0.0025, 64 at 0.01
    and 256 at 0.04 end alike. No batch size is better for it.
    """
    for pairs in (((16, 0.0025), (64, 0.01), (256, 0.04)), ((16, 0.01), (64, 0.04), (256, 0.16))):
        models = [
            lab.run(4000, batch_size=size, learning_rate=rate, epochs=10) for size, rate in pairs
        ]
        losses = np.array([last(group, "val_loss") for group in models])
        accuracies = np.array([last(group, "val_accuracy") for group in models])
        assert (np.ptp(losses, axis=0) < 0.02 * losses.mean(axis=0)).all()
        assert (np.ptp(accuracies, axis=0) < 0.005).all()


def test_long_steps_do_not_add_up(lab):
    """With long steps that ends: 256 at 4 is worse than 64 at 1, and that than 16 at 0.25."""
    ends = [
        last(lab.run(4000, batch_size=size, learning_rate=rate, epochs=10), "val_loss").mean()
        for size, rate in ((16, 0.25), (64, 1.0), (256, 4.0))
    ]
    assert ends[0] + 0.01 < ends[1] < ends[2] - 0.05


def test_when_it_is_measured(lab):
    """In epoch 1 the training accuracy is far below validation's, because it was taken on the way:
    measured after the epoch, both are about the same.
    """
    for rate in (0.01, 0.1):
        for model in lab.run(12000, learning_rate=rate, epochs=10):
            one = SoftmaxClassifier(learning_rate=rate, epochs=1, seed=model.seed)
            one.fit(lab.x[:12000], lab.y[:12000], verbose=False)
            afterwards, validation = (
                one.score(lab.x[:12000], lab.y[:12000]),
                lab.correct(one).mean(),
            )
            assert abs(afterwards - validation) < 0.02
            assert min(afterwards, validation) > model.history_["accuracy"][0] + 0.03


def test_parts_are_not_equally_hard(lab):
    """The first and the last fifth of the 60,000 rows are easier than the three between, for
    models that saw a few rows of all five.
    """
    x, accuracies = np.concatenate([lab.x, lab.x_validation]), []
    for seed in SEEDS:
        chosen = np.random.default_rng(seed).permutation(60000)[:12000]
        model = SoftmaxClassifier(learning_rate=0.1, epochs=3, seed=seed)
        model.fit(x[chosen], lab.labels[chosen], verbose=False)
        right = model.predict(x) == lab.labels
        new = ~np.isin(np.arange(60000), chosen)
        parts = [right[i : i + 12000][new[i : i + 12000]].mean() for i in range(0, 60000, 12000)]
        assert (parts[0] + parts[4]) / 2 > np.mean(parts[1:4]) + 0.005
        accuracies.append(parts)
    means = np.mean(accuracies, axis=0)
    assert min(means[0], means[4]) > max(means[1:4])


def test_overfitting(lab):
    """With 500 images the validation loss turns and rises. Most validation images still gain
    probability; a few mistakes become very sure. The accuracy stays: stopping early gains none.
    """
    for model in lab.few():
        history = model.history_
        losses = np.array(history["val_loss"])
        turn = losses.argmin() + 1
        assert 10 <= turn <= 30
        assert losses[-1] > losses.min() + 0.03
        assert history["loss"][-1] < 0.05 and history["accuracy"][-1] == 1
        assert abs(history["val_accuracy"][-1] - history["val_accuracy"][turn - 1]) < 0.01

        stopped = SoftmaxClassifier(learning_rate=0.5, epochs=int(turn), seed=model.seed)
        stopped.fit(lab.x[:500], lab.y[:500], verbose=False)
        before, after = lab.of_correct_class(stopped), lab.of_correct_class(model)
        assert (after > before).mean() > 0.75
        assert np.median(after) > np.median(before)
        assert (after < 0.01).mean() > 1.5 * (before < 0.01).mean()
        shares = np.sort(-np.log(after))[::-1]
        assert shares[: len(shares) // 20].sum() > 0.4 * shares.sum()


def test_l2(lab):
    """A little L2 (0.003) keeps the validation loss from rising again, and shrinks the noise at
    pixels without ink by 1 - rate * lambda a step; it gains no accuracy. Too much (0.1) costs both.
    """
    x, y, rate = lab.x[:500], lab.y[:500], 0.5
    never = x.max(axis=0) == 0

    def train(strength, seed):
        model = SoftmaxClassifier(learning_rate=rate, seed=seed)
        rng = np.random.default_rng(seed)
        for _ in range(100):
            order = rng.permutation(len(x))
            for first in range(0, len(x), 64):
                rows = order[first : first + 64]
                model.partial_fit(x[rows], y[rows])
                model.weights_ *= 1 - rate * strength
        noise = abs(model.weights_[never]).max()
        return *model.evaluate(lab.x_validation, lab.y_validation), noise

    none, some, much = (
        np.array([train(strength, seed) for seed in SEEDS]) for strength in (0, 0.003, 0.1)
    )
    assert (some[:, 0] < none[:, 0] - 0.03).all() and (much[:, 0] > none[:, 0] + 0.1).all()
    assert (abs(some[:, 1] - none[:, 1]) < 0.015).all() and (much[:, 1] < none[:, 1] - 0.005).all()
    shrunk = (1 - rate * 0.003) ** 800  # 800 steps
    assert (none[:, 2] > 0.08).all()
    np.testing.assert_allclose(some[:, 2], none[:, 2] * shrunk, rtol=0.01)


def test_noise_of_an_accuracy(lab):
    """Accuracies on other images differ by sqrt(a (1 - a) / N); 95 of 100 lie within two of it."""
    for model in lab.course():
        correct = lab.correct(model)
        accuracy = correct.mean()
        for n in (200, 1000):
            rng = np.random.default_rng(model.seed)
            others = correct[rng.integers(0, len(correct), (2000, n))].mean(axis=1)
            sigma = np.sqrt(accuracy * (1 - accuracy) / n)
            assert 0.9 < others.std() / sigma < 1.1
            assert 0.92 < (abs(others - accuracy) < 2 * sigma).mean() < 0.98


def test_two_models_on_the_same_images(lab):
    """Two models on the same N images: if they disagree on d, their difference is uncertain by
    sqrt(d) / N, much less than for two sets of images.
    """
    slow = lab.run(12000, learning_rate=0.01, epochs=10)
    fast = lab.run(12000, learning_rate=0.1, epochs=10)
    for a, b in zip(slow, fast, strict=True):
        first, second = lab.correct(a), lab.correct(b)
        n, disagree = len(first), (first != second).sum()
        paired = np.sqrt(disagree) / n
        apart = np.sqrt(sum(part.mean() * (1 - part.mean()) / n for part in (first, second)))
        assert paired < 0.75 * apart
        assert second.mean() - first.mean() > 5 * paired  # 0.1 is better, beyond doubt
        rng = np.random.default_rng(a.seed)
        rows = rng.integers(0, n, (500, n))
        differences = (second[rows].mean(axis=1) - first[rows].mean(axis=1)).std()
        assert abs(differences / paired - 1) < 0.15
    for a, b in itertools.pairwise(slow):
        first, second = lab.correct(a), lab.correct(b)
        assert abs(first.mean() - second.mean()) < 4 * np.sqrt((first != second).sum()) / len(first)


def test_short_training_is_not_the_limit(lab):
    """The rate 0.1 ends above 0.01 by a percentage point or more, in as many epochs."""
    slow = last(lab.run(12000, learning_rate=0.01, epochs=10), "val_accuracy")
    fast = last(lab.run(12000, learning_rate=0.1, epochs=10), "val_accuracy")
    assert (fast > slow + 0.01).all()


def test_best_of_many_guesses(lab):
    """The best of 1,000 models that guess looks better than guessing only where it was chosen."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        guesses = rng.integers(0, 10, size=(1000, 2000), dtype=np.uint8)
        hits = guesses == lab.y_validation[:2000]
        chosen = hits[:, :200].mean(axis=1).argmax()
        assert hits[chosen, :200].mean() > 0.14 and hits[chosen, 200:].mean() < 0.13


# ---- The trained model ------------------------------------------------------------------------


def test_how_far_to_trust_a_probability(lab):
    """The course's model is right more often than it says; one trained long on 500 images less
    often. A probability has to be measured before it is believed.
    """

    def says_and_is(model):
        surest = model.predict_proba(lab.x_validation).max(axis=1)
        rows = (surest > 0.7) & (surest < 0.9)
        return surest[rows].mean(), lab.correct(model)[rows].mean()

    for model in lab.course():
        says, right = says_and_is(model)
        assert right > says + 0.03
    for model in lab.few():
        says, right = says_and_is(model)
        assert right < says - 0.05


def test_sure_is_mostly_right(lab):
    """Of the images that the course's model is 99 % sure of, at least 99 in 100 are right."""
    for model in lab.course():
        surest = model.predict_proba(lab.x_validation).max(axis=1)
        assert lab.correct(model)[surest >= 0.99].mean() > 0.99


def test_close_calls(lab):
    """Only about one mistake in four is a close call, within 0.2 of the true digit's probability;
    in more than half of the mistakes the true digit comes second.
    """
    for model in lab.course():
        wrong = ~lab.correct(model)
        probabilities = model.predict_proba(lab.x_validation[wrong])
        of_true = lab.of_correct_class(model)[wrong]
        margin = probabilities.max(axis=1) - of_true
        assert 0.3 < np.median(margin) < 0.5
        assert 0.15 < (margin < 0.2).mean() < 0.35
        second = (probabilities > of_true[:, np.newaxis]).sum(axis=1) == 1
        assert 0.5 < second.mean() < 0.7


def test_another_seed(lab):
    """Another seed starts from other weights and ends at nearly the same model: what training
    added to the weights is alike, and the accuracies differ by less than a percentage point.
    """
    models = lab.course()
    added = [(model.weights_ - first_weights(model, lab)).ravel() for model in models]
    added = [weights / np.linalg.norm(weights) for weights in added]
    assert min(a @ b for a, b in itertools.pairwise(added)) > 0.95
    starts = [first_weights(model, lab).ravel() for model in models]
    assert abs(np.corrcoef(starts) - np.eye(10)).max() < 0.1
    assert np.ptp([lab.correct(model).mean() for model in models]) < 0.01


def test_templates_form_early(lab):
    """After one epoch of thirty the templates look much as they will; the rest is contrast."""
    for model in lab.course():
        start = first_weights(model, lab)
        early = SoftmaxClassifier(learning_rate=0.04, epochs=1, seed=model.seed)
        early.fit(lab.x[:12000], lab.y[:12000], verbose=False)
        first, all_of_it = (early.weights_ - start).ravel(), (model.weights_ - start).ravel()
        lengths = np.linalg.norm(first), np.linalg.norm(all_of_it)
        assert first @ all_of_it > 0.75 * lengths[0] * lengths[1]
        assert lengths[0] < 0.5 * lengths[1]


def test_biases(lab):
    """The weights are not all that the model knows: without its biases it makes more mistakes."""
    for model in lab.course():
        without = (lab.x_validation @ model.weights_).argmax(axis=1) == lab.y_validation
        assert without.mean() < lab.correct(model).mean() - 0.005
        assert abs(model.biases_.sum()) < 1e-3


def test_blank_page(lab):
    """A blank page is a 5 to the model, and it is not sure of it."""
    for model in lab.course():
        probabilities = model.predict_proba(np.zeros((1, 784)))[0]
        assert probabilities.argmax() == 5 and probabilities.max() < 0.4


def test_shifts(lab):
    """Moved by one pixel, nearly half as many mistakes again or more; by two, three times as many
    or more; by four, two images in three or more are wrong: whatever the direction.
    """
    ways = ((0, 1), (0, -1), (1, 0), (-1, 0))
    copies = {
        (pixels, way): moved(lab.x_validation, pixels * way[0], pixels * way[1])
        for pixels in (1, 2, 4)
        for way in ways
    }
    for model in lab.course():
        mistakes = 1 - lab.correct(model).mean()
        for (pixels, _), x in copies.items():
            after = 1 - lab.correct(model, x).mean()
            assert after > {1: 1.4 * mistakes, 2: 3 * mistakes, 4: 0.67}[pixels]
            if pixels == 2:
                assert after < 0.6


def test_only_differences_of_scores(lab):
    """One random picture added to all ten templates changes every score and no probability."""
    for model in lab.course():
        picture = np.random.default_rng(model.seed).normal(size=(784, 1)).astype("float32")
        other = SoftmaxClassifier()
        other.weights_, other.biases_ = model.weights_ + picture, model.biases_
        x = lab.x_validation[:2000]
        assert abs(other.scores(x) - model.scores(x)).max() > 10
        assert abs(other.predict_proba(x) - model.predict_proba(x)).max() < 1e-4


def test_pixels_without_ink(lab):
    """Where no training image has ink, the weights stay as they were drawn, to the last digit."""
    never = lab.x[:12000].max(axis=0) == 0
    for model in lab.course():
        limit = np.float32(GLOROT)
        assert never.sum() > 50
        assert (first_weights(model, lab)[never] == model.weights_[never]).all()
        assert 0.95 * limit < abs(model.weights_[never]).max() <= limit
        assert abs(model.weights_[~never]).max() > 3 * limit


def test_easy_and_hard_digits(lab):
    """The 0 and the 1 are the easiest digits, the 5 is the hardest."""
    for model in lab.course():
        correct = lab.correct(model)
        recall = [correct[lab.y_validation == digit].mean() for digit in range(10)]
        assert min(recall[0], recall[1]) > 0.95
        assert np.argmin(recall) == 5


# ---- Features ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shown(lab):
    """What the first 12,000 rows and the validation rows look like, for each kind of features."""
    images = np.concatenate([lab.images[:12000], lab.images[48000:]]).astype("float32") / 255
    straight = deskew(images)
    return {
        "pixels": images.reshape(len(images), 784),
        "deskewed": straight.reshape(len(images), 784),
        "orientations": orientations(images),
        "orientations, deskewed": orientations(straight),
    }


def trained_on(lab, features, seed, rate=0.1):
    """Return the share of mistakes on the validation rows, trained on the first 12,000."""
    model = SoftmaxClassifier(learning_rate=rate, epochs=10, seed=seed)
    model.fit(features[:12000], lab.y[:12000], verbose=False)
    return 1 - model.score(features[12000:], lab.y_validation)


def by_squares(lab, features, rows):
    """Return the share of mistakes of least squares with a bias, fitted on these rows."""
    with_ones = np.append(features, np.ones((len(features), 1), "float32"), axis=1)
    x, targets = with_ones[rows], np.eye(10)[lab.y[rows]]
    weights = np.linalg.solve(x.T @ x + np.eye(x.shape[1]), x.T @ targets)
    return ((with_ones[12000:] @ weights).argmax(axis=1) != lab.y_validation).mean()


def test_squares_against_cross_entropy(lab, shown):
    """On the same pixels, squares make half as many mistakes again, whatever rows they get."""
    for seed in SEEDS:
        rows = np.random.default_rng(seed).choice(12000, 9000, replace=False)
        assert by_squares(lab, shown["pixels"], rows) > 1.5 * trained_on(lab, shown["pixels"], seed)


def test_what_the_model_is_shown(lab, shown):
    """Deskewed, a quarter of the mistakes is gone or more; with orientations, two in three or
    more; deskewed orientations gain again.
    """
    for seed in SEEDS:
        mistakes = {name: trained_on(lab, features, seed) for name, features in shown.items()}
        assert mistakes["deskewed"] < 0.75 * mistakes["pixels"]
        assert mistakes["orientations"] < mistakes["pixels"] / 3
        assert mistakes["orientations, deskewed"] < 0.9 * mistakes["orientations"]


def test_random_features(lab, shown):
    """A thousand random features beat the pixels they are made of, whatever was drawn; fifty do
    not. Without the bend, no number of them does.
    """
    rows = np.arange(12000)
    for name in ("pixels", "deskewed"):
        pixels = by_squares(lab, shown[name], rows)
        for seed in SEEDS[:5] if name == "pixels" else SEEDS[5:]:
            features = random_features(shown[name], 1000, seed)
            assert by_squares(lab, features, rows) < 0.75 * pixels
            assert by_squares(lab, features[:, :50], rows) > 1.2 * pixels
    without_bend = shown["pixels"] @ np.random.default_rng(0).normal(size=(784, 1000)) / 28
    assert by_squares(lab, without_bend, rows) > 0.95 * by_squares(lab, shown["pixels"], rows)


# ---- A hidden layer ---------------------------------------------------------------------------

FOUR_WAYS = ((0, 1), (0, -1), (1, 0), (-1, 0))


def test_hidden_layer_and_linear_model(lab):
    """A hidden layer of 64 units makes far fewer mistakes than the linear model."""
    for hidden, linear in zip(lab.hidden(), lab.course(), strict=True):
        assert 1 - lab.correct(hidden).mean() < 0.75 * (1 - lab.correct(linear).mean())


def test_start_from_zeros(lab):
    """From zeros only the last biases learn: one digit is named always. Equal units stay equal."""
    x, y = lab.x[:5000], lab.y[:5000]
    for seed in SEEDS:
        zeros = np.zeros((784, 8)), np.zeros(8), np.zeros((8, 10)), np.zeros(10)
        settings = {"hidden_units": 8, "epochs": 1, "seed": seed}
        stuck = HiddenLayerClassifier(initial_weights=zeros, **settings).fit(x, y, verbose=False)
        assert not stuck.hidden_weights_.any() and not stuck.weights_.any()
        assert len(set(stuck.predict(lab.x_validation))) == 1
        one = draw(seed, columns=785)[0][:, :1] + 0.05
        equal = one[:-1] + np.zeros(8), one[-1] + np.zeros(8), np.ones((8, 1)) * draw(seed)[1]
        same = HiddenLayerClassifier(initial_weights=(*equal, np.zeros(10)), **settings)
        same.fit(x, y, verbose=False)
        assert abs(same.hidden_weights_ - equal[0]).max() > 0.01
        assert np.ptp(same.hidden_weights_, axis=1).max() < 1e-5


def test_hidden_weights_without_ink(lab):
    """Where no training image has ink, the hidden weights stay as they were drawn."""
    never = lab.x[:12000].max(axis=0) == 0
    for model in lab.hidden():
        start = HiddenLayerClassifier(learning_rate=1e-30, seed=model.seed)
        start.partial_fit(lab.x[:64], lab.y[:64])
        assert (start.hidden_weights_[never] == model.hidden_weights_[never]).all()
        assert abs(model.hidden_weights_[~never] - start.hidden_weights_[~never]).max() > 0.1


def test_two_layers_are_one():
    """Without a bend, a network of two layers gives the scores of one layer."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        V, c, W, b = (rng.normal(size=shape) for shape in ((30, 20), 20, (20, 10), 10))
        x = rng.normal(size=(50, 30))
        weights, biases = lesson_10._one_layer(V, c, W, b)
        np.testing.assert_allclose(x @ weights + biases, (x @ V + c) @ W + b, atol=1e-9)


def test_moved_images_and_features(lab):
    """A move by two pixels at least trebles a hidden layer's mistakes, by four it loses half of its
    answers; deskewed images are read nearly as before, since the move is undone.
    """
    images = lab.x.reshape(-1, 28, 28)[:12000]
    upright = deskew(images).reshape(-1, 784)
    views = {
        (pixels, way): moved(lab.x_validation[:3000], pixels * way[0], pixels * way[1])
        for pixels in (0, 2, 4)
        for way in FOUR_WAYS
    }
    straight = {key: deskew(x.reshape(-1, 28, 28)).reshape(-1, 784) for key, x in views.items()}
    y = lab.y_validation[:3000]
    for hidden in lab.hidden():
        linear = SoftmaxClassifier(0.1, epochs=5, seed=hidden.seed)
        linear.fit(upright, lab.y[:12000], verbose=False)
        before = 1 - hidden.score(views[0, (0, 1)], y)
        level = linear.score(straight[0, (0, 1)], y)
        for (pixels, way), x in views.items():
            after = 1 - hidden.score(x, y)
            assert after >= {0: before, 2: 3 * before, 4: 0.5}[pixels]
            kept = linear.score(straight[pixels, way], y)
            assert abs(kept - level) < (0.05 if pixels == 4 else 0.01)  # by 4, some ink is cut off


def test_training_with_moved_images(lab):
    """Trained with images moved by up to two pixels, a hidden layer reads these nearly as well as
    unmoved ones, and unmoved ones about as well as before; a linear model pays for it. Beyond the
    moves of the training both fall.
    """
    x, y = lab.x_validation, lab.y_validation
    for hidden, linear in zip(lab.hidden(), lab.course(), strict=True):
        wanderer = lab.on_moved(HiddenLayerClassifier(seed=hidden.seed), epochs=24)
        blurred = lab.on_moved(SoftmaxClassifier(0.04, seed=hidden.seed), epochs=8)
        assert wanderer.score(x, y) > hidden.score(x, y) - 0.02
        assert blurred.score(x, y) < linear.score(x, y) - 0.03
        for way in FOUR_WAYS:
            two, four = moved(x, 2 * way[0], 2 * way[1]), moved(x, 4 * way[0], 4 * way[1])
            assert wanderer.score(two, y) > wanderer.score(x, y) - 0.04
            assert wanderer.score(two, y) > hidden.score(two, y) + 0.05
            assert wanderer.score(four, y) < wanderer.score(two, y) - 0.1
            assert blurred.score(four, y) < blurred.score(two, y) - 0.1
