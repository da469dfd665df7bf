"""MNIST, read from the file that comes with the course."""

import hashlib
from pathlib import Path

import numpy as np

from helpers.errors import OneLineError

MNIST_FILE = Path(__file__).parent / "mnist" / "mnist.npz"
MNIST_SHA256 = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"


class DataError(OneLineError):
    """The course's data file is missing or is not the file it should be."""


def load_mnist() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Return MNIST as `(x_train, y_train), (x_test, y_test)`, without a network.

    The same order, shapes and dtypes as `keras.datasets.mnist.load_data()`:

    - `x_train`: shape (60000, 28, 28), uint8, grey levels from 0 (paper) to 255 (ink)
    - `y_train`: shape (60000,), uint8, the digit 0 to 9
    - `x_test`: shape (10000, 28, 28), uint8
    - `y_test`: shape (10000,), uint8

    The arrays are new on each call, so you may change them.

    Raises `DataError` if the file is missing, cut short or altered.
    Source and licence of the data: helpers/mnist/LICENSE.md.
    """
    way_back = (
        f"Get it back with `git checkout -- {MNIST_FILE.parent.parent.name}/mnist/mnist.npz` "
        "in the course's folder, or download the course again."
    )
    try:
        content = MNIST_FILE.read_bytes()
    except OSError as error:
        raise DataError(
            f"the data file {MNIST_FILE} cannot be read ({error.strerror}). {way_back}"
        ) from None
    if hashlib.sha256(content).hexdigest() != MNIST_SHA256:
        raise DataError(
            f"the data file {MNIST_FILE} is not the one that came with the course: "
            f"it was cut short or altered. {way_back}"
        )
    with np.load(MNIST_FILE) as arrays:
        return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def load_faulty_sample() -> tuple[np.ndarray, np.ndarray]:
    """Return pixels and labels of a thousand training images with three faults, to be found.

    Pixels: shape (1000, 784), float32. What is wrong is for the learner of lesson 03 to see.
    """
    (images, labels), _ = load_mnist()
    images, labels = images[2000:3000], labels[2000:3000]
    pixels = images.transpose(0, 2, 1).reshape(1000, -1).astype("float32") / 255
    pixels[900:] *= 255
    return pixels, labels[:999]
