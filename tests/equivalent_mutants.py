"""Changed solutions that are right all the same, each with the reason why."""

ANY_NEGATIVE = "NumPy works out any negative length, not only -1"

EQUIVALENT: dict[str, dict[str, str]] = {
    "batch-of-one": {
        "return image.reshape(1, -1)  ->  return image.reshape(1, -2)": ANY_NEGATIVE,
    },
    "vectorize": {
        "return images.reshape(images.shape[0], -1)  ->  return images.reshape(images.shape[0], -2)": ANY_NEGATIVE,
    },
    "unvectorize": {
        "return vectors.reshape(-1, height, width)  ->  return vectors.reshape(-2, height, width)": ANY_NEGATIVE,
    },
    "mend-corner": {
        "vectors = images.reshape(len(images), -1).copy()  ->  vectors = images.reshape(len(images), -2).copy()": ANY_NEGATIVE,
    },
    "ink-share": {
        "return (images > 0).mean(axis=(1, 2))  ->  return (images > 0).mean(axis=(2, 1))": "a mean over two axes has no order of them",
    },
    "nearest-mean": {
        "distances = ((image - means) ** 2).sum(axis=(1, 2))  ->  distances = ((image - means) ** 2).mean(axis=(1, 2))": "the mean of as many squares puts them in the same order",
        "distances = ((image - means) ** 2).sum(axis=(1, 2))  ->  distances = ((image - means) ** 2).sum(axis=(2, 1))": "a sum over two axes has no order of them",
    },
    "raw-pixels": {
        "weights_factor = 1 / 255  ->  weights_factor = 1 // 255": "a factor near it keeps scores as small",
        "weights_factor = 1 / 255  ->  weights_factor = 2 / 255": "a factor near it keeps scores as small",
        "weights_factor = 1 / 255  ->  weights_factor = 0 / 255": "a factor near it keeps scores as small",
        "weights_factor = 1 / 255  ->  weights_factor = 1 / 256": "a factor near it keeps scores as small",
        "weights_factor = 1 / 255  ->  weights_factor = 1 / 254": "a factor near it keeps scores as small",
        "rate_factor = 1 / 255**2  ->  rate_factor = 2 / 255 ** 2": "a factor near it keeps steps as short",
        "rate_factor = 1 / 255**2  ->  rate_factor = 1 / 256 ** 2": "a factor near it keeps steps as short",
        "rate_factor = 1 / 255**2  ->  rate_factor = 1 / 254 ** 2": "a factor near it keeps steps as short",
    },
    "preprocess": {
        "vectors = images.reshape(len(images), -1)  ->  vectors = images.reshape(len(images), -2)": ANY_NEGATIVE,
    },
    "measured-slope": {
        "nudge = 1e-5  ->  nudge = 2e-05": "any small nudge measures the slope",
        "up, down = weights.copy(), weights.copy()  ->  down, up = (weights.copy(), weights.copy())": "two copies of one array are alike",
    },
    "gradient-on-trial": {
        "slopes = [  ->  slopes = [measured_slope(x, y, weights, biases, 406, 3), gradient(x, probabilities, y)[0][406, 3], slope_weights[406, 3]]": "the three numbers are equal, so their order says nothing",
    },
    "compile-and-fit": {
        "sgd = keras.optimizers.SGD(0.01)  ->  sgd = keras.optimizers.SGD()": "0.01 is what SGD takes by itself",
    },
    "labelled-curve": {
        'axes.plot(numbers, history["val_loss"], "--", label="validation")  ->  axes.plot(numbers, history[\'val_loss\'], label=\'validation\')': "a line's style is the author's choice",
        "axes.plot(numbers, history[\"val_loss\"], \"--\", label=\"validation\")  ->  axes.plot(numbers, history['val_loss'], '--x', label='validation')": "a line's style is the author's choice",
    },
    "choose-rate": {
        "for rate in (0.03, 0.1, 0.2, 0.5, 1.0):  ->  for rate in (0.1, 0.03, 0.2, 0.5, 1.0):": "other rates are the learner's choice",
        "for rate in (0.03, 0.1, 0.2, 0.5, 1.0):  ->  for rate in (0.06, 0.1, 0.2, 0.5, 1.0):": "other rates are the learner's choice",
        "for rate in (0.03, 0.1, 0.2, 0.5, 1.0):  ->  for rate in (0.03, 0.1, 0.4, 0.5, 1.0):": "other rates are the learner's choice",
        "for rate in (0.03, 0.1, 0.2, 0.5, 1.0):  ->  for rate in (0.03, 0.1, 0.2, 0.5, 2.0):": "other rates are the learner's choice",
        "model.fit(x_small, y_small, verbose=False)  ->  model.fit(x_small, y_small)": "what is printed on the way does not count",
        "model = SoftmaxClassifier(learning_rate=rate, epochs=10)  ->  model = SoftmaxClassifier(learning_rate=rate, epochs=11)": "an epoch more or less moves the accuracy by less than its tolerance",
        "model = SoftmaxClassifier(learning_rate=rate, epochs=10)  ->  model = SoftmaxClassifier(learning_rate=rate, epochs=9)": "an epoch more or less moves the accuracy by less than its tolerance",
        "model.fit(x_small, y_small, verbose=False)  ->  model.fit(x_small, y_small, verbose=True)": "what is printed on the way does not count",
    },
    "mend-shift": {
        "own_scores = moved.reshape(n, -1) @ weights + biases  ->  own_scores = moved.reshape(n, -2) @ weights + biases": ANY_NEGATIVE,
    },
    "moments": {
        "covariance = (share * (rows - row) * (columns - column)).sum()  ->  covariance = (share * (rows - row) * (columns + column)).sum()": "a constant times the other's deviations adds up to 0",
        "covariance = (share * (rows - row) * (columns - column)).sum()  ->  covariance = (share * (rows - row) * columns).sum()": "a constant times the other's deviations adds up to 0",
        "covariance = (share * (rows - row) * (columns - column)).sum()  ->  covariance = (share * (rows + row) * (columns - column)).sum()": "a constant times the other's deviations adds up to 0",
        "covariance = (share * (rows - row) * (columns - column)).sum()  ->  covariance = (share * rows * (columns - column)).sum()": "a constant times the other's deviations adds up to 0",
    },
    "shear": {
        "result = np.zeros((height, width))  ->  result = np.ones((height, width))": "every row is written",
    },
    "random-bend": {
        "return np.maximum(0, x @ projection)  ->  return np.maximum(x @ projection, 0)": "the larger of two is the same in either order",
    },
    "orientation-histogram": {
        "lower = int(o) % 8  ->  lower = int(o)": "only a rounded remainder is 8",
        "lower = int(o) % 8  ->  lower = int(o) % 9": "only a rounded remainder is 8",
        "length = np.hypot(gx, gy).flatten()  ->  length = np.hypot(gy, gx).flatten()": "the root of a sum is the same in either order",
    },
    "forward": {
        "hidden = np.maximum(0, x @ V + c)  ->  hidden = np.maximum(x @ V + c, 0)": "the larger of two numbers has no order of them",
    },
}
