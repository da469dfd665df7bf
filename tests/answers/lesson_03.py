"""Right and wrong answers to the exercises of lesson 3."""

SETUP = "import numpy as np"

ANSWERS = {
    "megabytes": {
        "right": [
            "megabytes = 31.36",
            "megabytes = 10000 * 28 * 28 * 32 / 8 / 1e6",
            "megabytes = np.zeros((10000, 784), dtype='float32').nbytes / 10**6",
            "megabytes = 188.16 / 6",
        ],
        "wrong": [
            ("megabytes = 7.84", "one byte per number"),
            ("megabytes = 10000 * 784 * 2 / 1e6", "float16"),
            ("megabytes = 62.72", "float64"),
            ("megabytes = 10000 * 784 * 32 / 1e6", "number of bits"),
            ("megabytes = 10000 * 784 * 4", "Those are bytes"),
            ("megabytes = 31360", "thousands of bytes"),
            ("megabytes = 10000 * 784 * 4 / 1024**2", "1,024 twice"),
            ("megabytes = 188.16", "training set"),
            ("megabytes = 10000 * 28 * 4 / 1e6", "28 rows of 28"),
            ("megabytes = 7840000", "Those are the numbers"),
            ("megabytes = 31", "not right"),
            ("megabytes = '31.36 MB'", "not one number"),
        ],
    },
    "scale": {
        "right": [
            "def scale(pixels):\n    return pixels.astype('float32') / 255",
            "def scale(pixels):\n    return (pixels / 255).astype(np.float32)",
            "def scale(pixels):\n    scaled = np.array(pixels, dtype=np.float32)\n    scaled /= 255\n    return scaled",
            "def scale(pixels):\n    return np.divide(pixels, 255, dtype='float32')",
            "def scale(pixels):\n    return np.float32(1 / 255) * pixels.astype('float32')",
        ],
        "wrong": [
            ("def scale(pixels):\n    return pixels / 255", "dtype is float64"),
            (
                "def scale(pixels):\n    return pixels.astype('float32') / np.float64(255)",
                "dtype is float64",
            ),
            ("def scale(pixels):\n    return pixels.astype('float32') / 255 / 255", "twice"),
            ("def scale(pixels):\n    return pixels.astype('float32') / 256", "divided by 256"),
            ("def scale(pixels):\n    return pixels.astype('float32') // 255", "one stroke"),
            ("def scale(pixels):\n    return (pixels // 255).astype('float32')", "one stroke"),
            ("def scale(pixels):\n    return (pixels / 255).astype('uint8')", "one stroke"),
            ("def scale(pixels):\n    return pixels.astype('float32')", "nothing was divided"),
            ("def scale(pixels):\n    pixels /= 255\n    return pixels", "/= writes"),
            (
                "def scale(pixels):\n    pixels = pixels.astype('float32', copy=False)\n    pixels /= 255\n    return pixels",
                "changed the array",
            ),
            (
                "def scale(pixels):\n    return pixels.astype('float32') / pixels.max()",
                "not by the largest there is",
            ),
            (
                "def scale(pixels):\n    return (pixels - pixels.min()) / np.ptp(pixels)",
                "stretched",
            ),
            ("def scale(pixels):\n    return pixels.astype('float32') / 127.5 - 1", "-1 to 1"),
            ("def scale(pixels):\n    return 1 - pixels.astype('float32') / 255", "turned round"),
            ("def scale(pixels):\n    return pixels.astype('float16') / 255", "float16"),
            ("def scale(pixels):\n    return pixels.astype('float32') / 100", "per cent"),
            ("def scale(pixels):\n    return pixels.astype('float32') * 255", "multiplied"),
            ("def scale(pixels):\n    scaled = pixels.astype('float32') / 255", "no return"),
            ("def scale(pixels):\n    print(pixels / 255)", "Use return, not print"),
            ("def scale(pixels):\n    return [pixel / 255 for pixel in pixels]", "np.array"),
        ],
    },
    "spot-the-bug": {
        "right": ["letter = 'd'", "letter = 'D'", "letter = ' d'"],
        "wrong": [
            ("letter = 'a'", "whatever their number"),
            ("letter = 'b'", "what line a does"),
            ("letter = 'c'", "divides once"),
            ("letter = 'e'", "Follow x_test"),
            ("letter = 'line d'", "one letter"),
            ("letter = 4", "one letter"),
        ],
    },
    "keras-split": {
        "right": [
            "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
            "def split(x, y, fraction):\n    cut = int(np.floor((1 - fraction) * len(y)))\n    (x_train, x_validation), (y_train, y_validation) = np.split(x, [cut]), np.split(y, [cut])\n    return x_train, y_train, x_validation, y_validation",
            "def split(x, y, fraction):\n    last = int(np.ceil(len(x) * fraction))\n    return [x[:-last], y[:-last], x[-last:], y[-last:]]",
            "def split(x, y, fraction):\n    training = np.arange(len(x)) < int(len(x) * (1 - fraction))\n    return x[training], y[training], x[~training], y[~training]",
        ],
        "wrong": [
            (
                "def split(x, y, fraction):\n    last = int(len(x) * fraction)\n    return x[:-last], y[:-last], x[-last:], y[-last:]",
                "rounded down",
            ),
            (
                "def split(x, y, fraction):\n    cut = round(len(x) * (1 - fraction))\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "rounded down",
            ),
            (
                "def split(x, y, fraction):\n    cut = len(x) * (1 - fraction)\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "TypeError",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * fraction)\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "given to training",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * fraction)\n    return x[cut:], y[cut:], x[:cut], y[:cut]",
                "first rows",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[cut:], y[cut:], x[:cut], y[:cut]",
                "exchanged",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut], x[cut:], y[:cut], y[cut:]",
                "Look at the docstring",
            ),
            (
                "def split(x, y, fraction):\n    return x[:48000], y[:48000], x[48000:], y[48000:]",
                "fixed 48000",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * 0.8)\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "fixed 0.2",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut], y, x[cut:], y",
                "labels were not split",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x, y, x[cut:], y[cut:]",
                "still in the training part",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut], y[:cut], x[cut + 1:], y[cut + 1:]",
                "one row late",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    x, y = x[::-1], y[::-1]\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "shuffle nothing",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut], x[cut:]",
                "Return 4 arrays",
            ),
            (
                "def split(x, y, fraction):\n    np.random.shuffle(x)\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "changed the array",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    x[:cut], y[:cut], x[cut:], y[cut:]",
                "no return",
            ),
        ],
    },
    "preprocess": {
        "right": [
            "def preprocess(images):\n    return images.reshape(len(images), -1).astype('float32') / 255",
            "def preprocess(images):\n    return np.stack([np.float32(image.flatten()) / 255 for image in images])",
            "def preprocess(images):\n    count, height, width = images.shape\n    return np.array(images / 255, dtype='float32').reshape(count, height * width)",
            "def preprocess(images):\n    levels = np.arange(256, dtype='float32') / 255\n    return levels[images].reshape(images.shape[0], -1)",
        ],
        "wrong": [
            ("def preprocess(images):\n    return images.reshape(60000, -1) / 255", "fixed 60000"),
            (
                "def preprocess(images):\n    return images.reshape(60000, 784).astype('float32') / 255",
                "fixed 60000",
            ),
            (
                "def preprocess(images):\n    return images.reshape(-1, 784).astype('float32') / 255",
                "fixed 784",
            ),
            (
                "def preprocess(images):\n    return images.reshape(784, -1).astype('float32') / 255",
                "fixed 784",
            ),
            (
                "def preprocess(images):\n    return images.reshape(-1, len(images)).astype('float32') / 255",
                "mixes several images",
            ),
            (
                "def preprocess(images):\n    return images.reshape(-1, len(images)).T.astype('float32') / 255",
                "don't transpose",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), -1).T.astype('float32') / 255",
                "transposed",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), -1) / 255",
                "float64",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), -1).astype('float32') / 255 / 255",
                "twice",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), -1).astype('float32')",
                "nothing was divided",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), -1).astype('float32') / 256",
                "divided by 256",
            ),
            (
                "def preprocess(images):\n    return (images.reshape(len(images), -1) // 255).astype('float32')",
                "fractions are lost",
            ),
            (
                "def preprocess(images):\n    images /= 255\n    return images.reshape(len(images), -1)",
                "/= writes",
            ),
            (
                "def preprocess(images):\n    images[:] = images // 2\n    return images.reshape(len(images), -1).astype('float32') / 127",
                "changed the array",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), -1, order='F').astype('float32') / 255",
                "Fortran",
            ),
            (
                "def preprocess(images):\n    return images.transpose(0, 2, 1).reshape(len(images), -1).astype('float32') / 255",
                "Fortran",
            ),
            (
                "def preprocess(images):\n    return images.flatten().astype('float32') / 255",
                "one vector",
            ),
            (
                "def preprocess(images):\n    return images.reshape(1, -1).astype('float32') / 255",
                "one row",
            ),
            (
                "def preprocess(images):\n    return images.astype('float32') / 255",
                "still has rows",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), -1).astype('float32') / images.max()",
                "not by the largest there is",
            ),
            (
                "def preprocess(images):\n    rows = images.reshape(len(images), -1).astype('float32')\n    return rows / rows.max(axis=1, keepdims=True)",
                "own largest level",
            ),
            (
                "def preprocess(images):\n    images = images.reshape(len(images), -1).astype('float32') / 255",
                "no return",
            ),
            (
                "def preprocess(images):\n    return (images.reshape(len(images), -1) / 255).tolist()",
                "np.array",
            ),
        ],
    },
    "preprocess-both": {
        "right": [
            "def prepare(x_train, x_test):\n    x_train = x_train.reshape(len(x_train), -1).astype('float32') / 255\n    x_test = x_test.reshape(len(x_test), -1).astype('float32') / 255\n    return x_train, x_test",
            "def prepare(x_train, x_test):\n    return [np.float32([image.ravel() for image in x]) / 255 for x in (x_train, x_test)]",
            "def prepare(x_train, x_test):\n    both = np.concatenate([x_train, x_test])\n    both = (both / 255).astype('float32').reshape(len(both), -1)\n    return both[:len(x_train)], both[len(x_train):]",
            "def preprocess(images):\n    return images.reshape(len(images), -1).astype('float32') / 255\n\nprepare = lambda x_train, x_test: (preprocess(x_train), preprocess(x_test))",
        ],
        "wrong": [
            (
                "def prepare(x_train, x_test):\n    x_train = x_train.reshape(len(x_train), -1).astype('float32') / 255\n    return x_train, x_test",
                "Only the training set",
            ),
            (
                "def prepare(x_train, x_test):\n    x_train = x_train.reshape(len(x_train), -1).astype('float32') / 255\n    x_test = x_test.reshape(len(x_test), -1)\n    return x_train, x_test",
                "test set was not scaled",
            ),
            (
                "def prepare(x_train, x_test):\n    x_train = x_train.reshape(len(x_train), -1).astype('float32') / 255\n    x_test = x_test.astype('float32') / 255\n    return x_train, x_test",
                "test images still have rows",
            ),
            (
                "def prepare(x_train, x_test):\n    return x_train.reshape(len(x_train), -1).astype('float32') / 255",
                "Return 2 arrays",
            ),
            (
                "def prepare(x_train, x_test):\n    x_train = x_train.reshape(len(x_train), -1).astype('float32') / 255\n    x_test = x_train.reshape(len(x_train), -1).astype('float32') / 255\n    return x_train, x_test",
                "copied line",
            ),
            (
                "def prepare(x_train, x_test):\n    both = x_train.reshape(len(x_train), -1).astype('float32') / 255\n    return both, both",
                "training images once more",
            ),
            (
                "def prepare(x_train, x_test):\n    x_train = x_train.reshape(len(x_train), -1).astype('float32') / 255\n    x_test = x_test.reshape(len(x_test), -1).astype('float32') / 255\n    return x_test, x_train",
                "Swap the two",
            ),
            (
                "def prepare(x_train, x_test):\n    n = len(x_train)\n    return x_train.reshape(n, -1).astype('float32') / 255, x_test.reshape(n, -1).astype('float32') / 255",
                "as many rows as the training set",
            ),
            (
                "def prepare(x_train, x_test):\n    x_train = x_train.reshape(60000, -1).astype('float32') / 255\n    x_test = x_test.reshape(10000, -1).astype('float32') / 255\n    return x_train, x_test",
                "fixed 60000",
            ),
            (
                "def prepare(x_train, x_test):\n    return x_train.reshape(-1, 784).astype('float32') / 255, x_test.reshape(-1, 784).astype('float32') / 255",
                "fixed 784",
            ),
            (
                "def prepare(x_train, x_test):\n    return tuple(x.reshape(len(x), -1).astype('float32') / x.max() for x in (x_train, x_test))",
                "largest level of this batch",
            ),
            (
                "def prepare(x_train, x_test):\n    return tuple(x.reshape(len(x), -1).astype('float32') / x_train.max() for x in (x_train, x_test))",
                "training set's largest level",
            ),
            (
                "def prepare(x_train, x_test):\n    return tuple(x.reshape(len(x), -1) / 255 for x in (x_train, x_test))",
                "dtype is float64",
            ),
            (
                "def prepare(x_train, x_test):\n    return tuple(x.reshape(len(x), -1).astype('float32') / 256 for x in (x_train, x_test))",
                "divided by 256",
            ),
            (
                "def prepare(x_train, x_test):\n    return tuple(x.reshape(len(x), -1).astype('float32') / 255**2 for x in (x_train, x_test))",
                "twice",
            ),
            (
                "def prepare(x_train, x_test):\n    x_train = x_train.reshape(len(x_train), -1).astype('float32') / 255\n    x_test = x_test.reshape(len(x_test), -1).astype('float32') / 255",
                "no return",
            ),
            (
                "def prepare(x_train, x_test):\n    x_train /= 255\n    x_test /= 255\n    return x_train, x_test",
                "/= writes",
            ),
        ],
    },
}
