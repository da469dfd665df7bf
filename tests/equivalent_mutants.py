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
    "mend-corner": {
        "vectors = images.reshape(len(images), -1).copy()"
        "  ->  vectors = images.reshape(len(images), -2).copy()": ANY_NEGATIVE,
    },
}
