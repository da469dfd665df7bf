"""Changed solutions that are right all the same, each with the reason why."""

ANY_NEGATIVE = "NumPy works out any negative length, not only -1"

EQUIVALENT: dict[str, dict[str, str]] = {
    "batch-of-one": {
        "return image.reshape(1, -1)  ->  return image.reshape(1, -2)": ANY_NEGATIVE,
    },
    "vectorize": {
        "return images.reshape(images.shape[0], -1)"
        "  ->  return images.reshape(images.shape[0], -2)": ANY_NEGATIVE,
    },
    "unvectorize": {
        "return vectors.reshape(-1, height, width)"
        "  ->  return vectors.reshape(-2, height, width)": ANY_NEGATIVE,
    },
    "ink-share": {
        "return (images > 0).mean(axis=(1, 2))"
        "  ->  return (images > 0).mean(axis=(2, 1))": "a mean over two axes has no order of them",
    },
    "preprocess": {
        "vectors = images.reshape(len(images), -1)"
        "  ->  vectors = images.reshape(len(images), -2)": ANY_NEGATIVE,
    },
    "preprocess-both": {
        "return np.float32(images.reshape(len(images), -1)) / 255"
        "  ->  return np.float32(images.reshape(len(images), -2)) / 255": ANY_NEGATIVE,
    },
    "cross-entropy": {
        "return -np.log(np.maximum(picked, 1e-7)).mean()"
        "  ->  return -np.log(np.maximum(1e-07, picked)).mean()": "the larger of two has no order",
    },
}
