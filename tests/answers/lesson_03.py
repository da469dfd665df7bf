"""Right and wrong answers to the exercises of lesson 3."""

SETUP = "import numpy as np"

ANSWERS = {
    "megabytes": {
        "right": [
            "megabytes = 31.36",
            "megabytes = 10000 * 28 * 28 * 32 / 8 / 1e6",
            "megabytes = np.zeros((10000, 784), dtype='float32').nbytes / 10**6",
            "megabytes = 188.16 / 6",
            "megabytes = 3136 / 100",
            "megabytes = np.float64(10_000) * 784 * 4 / 1_000_000",
        ],
        "wrong": [
            (
                "megabytes = 0.03136",
                "power-of-ten",
            ),
            (
                "megabytes = 0.003136",
                "not-the-value",
            ),
            (
                "megabytes = 3.136",
                "power-of-ten",
            ),
            (
                "megabytes = 376.32",
                "training-set-another-dtype",
            ),
            (
                "megabytes = 219.52",
                "both-sets",
            ),
            (
                "megabytes = 31.3",
                "one-decimal-only",
            ),
            (
                "megabytes = 31.35",
                "last-digit-off",
            ),
            (
                "megabytes = 31.37",
                "last-digit-off",
            ),
            (
                "megabytes = 30.6",
                "not-the-value",
            ),
            (
                "megabytes = 47.04",
                "training-set-another-dtype",
            ),
            (
                "megabytes = 10000 * 784 / 4 / 10**6",
                "divided-by-the-bytes",
            ),
            ("megabytes = 7.84", "one-byte-a-number"),
            ("megabytes = 10000 * 784 * 2 / 1e6", "two-bytes-a-number"),
            ("megabytes = 62.72", "eight-bytes-a-number"),
            ("megabytes = 10000 * 784 * 32 / 1e6", "bits-for-bytes"),
            ("megabytes = 10000 * 784 * 4", "bytes-for-megabytes"),
            ("megabytes = 31360", "kilobytes-for-megabytes"),
            ("megabytes = 10000 * 784 * 4 / 1024**2", "mebibytes"),
            ("megabytes = 188.16", "size-of-the-training-set"),
            ("megabytes = 10000 * 28 * 4 / 1e6", "one-row-of-pixels"),
            ("megabytes = 7840000", "numbers-for-bytes"),
            ("megabytes = 31", "no-decimal"),
            ("megabytes = '31.36 MB'", "not-a-number"),
            ("megabytes = 31.4", "one-decimal-only"),
            ("megabytes = 10000 * 784 * 32", "bits-in-all"),
            ("megabytes = 29.91", "mebibytes"),
            ("megabytes = None", "is-none"),
            ("megabytes = 31.36e6", "bytes-for-megabytes"),
        ],
    },
    "scale": {
        "right": [
            "def scale(pixels):\n    return pixels.astype('float32') / 255",
            "def scale(pixels):\n    return (pixels / 255).astype(np.float32)",
            "def scale(pixels):\n    scaled = np.array(pixels, dtype=np.float32)\n    scaled /= 255\n    return scaled",
            "def scale(pixels):\n    return np.divide(pixels, 255, dtype='float32')",
            "def scale(pixels):\n    return np.float32(1 / 255) * pixels.astype('float32')",
            "class Scaler:\n    def __call__(self, pixels):\n        return pixels.astype('float32') / 255\n\nscale = Scaler()",
            "import functools\n\ndef divide(by, pixels):\n    return (pixels / by).astype(np.float32)\n\nscale = functools.partial(divide, 255)",
            "def scale(pixels):\n    return np.asarray(pixels, np.float32) * np.float32(1 / 255)",
        ],
        "wrong": [
            ("def scale(pixels):\n    return pixels / 255", "dtype"),
            ("def scale(pixels):\n    return pixels.astype('float32') / np.float64(255)", "dtype"),
            ("def scale(pixels):\n    return pixels.astype('float32') / 255 / 255", "scaled-twice"),
            ("def scale(pixels):\n    return pixels.astype('float32') / 256", "scaled-by-256"),
            (
                "def scale(pixels):\n    return pixels.astype('float32') // 255",
                "divided-without-fractions",
            ),
            (
                "def scale(pixels):\n    return (pixels // 255).astype('float32')",
                "divided-without-fractions",
            ),
            (
                "def scale(pixels):\n    return (pixels / 255).astype('uint8')",
                "divided-without-fractions",
            ),
            ("def scale(pixels):\n    return pixels.astype('float32')", "not-divided"),
            ("def scale(pixels):\n    pixels /= 255\n    return pixels", "divided-in-place"),
            (
                "def scale(pixels):\n    pixels = pixels.astype('float32', copy=False)\n    pixels /= 255\n    return pixels",
                "changes-argument",
            ),
            (
                "def scale(pixels):\n    return pixels.astype('float32') / pixels.max()",
                "scaled-by-the-batch",
            ),
            (
                "def scale(pixels):\n    return (pixels - pixels.min()) / np.ptp(pixels)",
                "stretched-to-the-batch",
            ),
            (
                "def scale(pixels):\n    return pixels.astype('float32') / 127.5 - 1",
                "scaled-to-minus-one",
            ),
            (
                "def scale(pixels):\n    return 1 - pixels.astype('float32') / 255",
                "ink-turned-round",
            ),
            ("def scale(pixels):\n    return pixels.astype('float16') / 255", "kept-as-float16"),
            ("def scale(pixels):\n    return pixels.astype('float32') / 100", "scaled-by-100"),
            ("def scale(pixels):\n    return pixels.astype('float32') * 255", "multiplied-by-255"),
            ("def scale(pixels):\n    scaled = pixels.astype('float32') / 255", "returns-nothing"),
            ("def scale(pixels):\n    print(pixels / 255)", "prints"),
            ("def scale(pixels):\n    return [pixel / 255 for pixel in pixels]", "not-an-array"),
            ("def scale(pixels):\n    return pixels.astype('float32') / 225", "scaled-by-225"),
            (
                "def scale(pixels):\n    return pixels / 255 if pixels.max() > 1 else pixels",
                "scaled-only-if-large",
            ),
            (
                "def scale(pixels):\n    return (pixels / 255 if pixels.max() > 1 else pixels).astype('float32')",
                "scaled-only-if-large",
            ),
            (
                "def scale(pixels):\n    return ((pixels - pixels.mean()) / pixels.std()).astype('float32')",
                "standardised",
            ),
            (
                "def scale(pixels):\n    if pixels.dtype == np.uint8:\n        return pixels.astype('float32') / 255\n    return pixels.astype('float32')",
                "scaled-only-if-bytes",
            ),
            (
                "x_train = np.arange(60.0)\ndef scale(pixels):\n    return x_train.astype('float32') / 255",
                "reads-global",
            ),
            (
                "def scale(pixels):\n    return np.round(pixels.astype('float32') / 255, 2)",
                "scaled-and-rounded",
            ),
            ("def scale(pixels):\n    return (pixels.astype('float32') / 255).flatten()", "axes"),
            ("def scale(pixels):\n    return pixels.float() / 255", "raises-no-such-method"),
            (
                "def scale(pixels):\n    for pixel in pixels:\n        return pixel.astype('float32') / 255",
                "not-an-array",
            ),
            (
                "def scale(pixels):\n    return np.clip(pixels, 0, 1).astype('float32')",
                "scaled-and-clipped",
            ),
            (
                "def scale(pixels):\n    return pixels.astype('uint8').astype('float32') / 255",
                "some-values",
            ),
        ],
    },
    "spot-the-bug": {
        "right": ["letter = 'd'", "letter = 'D'", "letter = ' d'"],
        "wrong": [
            ("letter = 'a'", "bug-keeps-the-images"),
            ("letter = 'b'", "bug-same-for-the-test-images"),
            ("letter = 'c'", "bug-converts-and-divides"),
            ("letter = 'e'", "bug-is-in-the-cell"),
            ("letter = 'line d'", "one-letter"),
            ("letter = 4", "one-letter"),
            ("letter = 'c, d'", "one-letter"),
        ],
    },
    "keras-split": {
        "right": [
            "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
            "def split(x, y, fraction):\n    cut = int(np.floor((1 - fraction) * len(y)))\n    (x_train, x_validation), (y_train, y_validation) = np.split(x, [cut]), np.split(y, [cut])\n    return x_train, y_train, x_validation, y_validation",
            "def split(x, y, fraction):\n    last = int(np.ceil(len(x) * fraction))\n    return [x[:-last], y[:-last], x[-last:], y[-last:]]",
            "def split(x, y, fraction):\n    training = np.arange(len(x)) < int(len(x) * (1 - fraction))\n    return x[training], y[training], x[~training], y[~training]",
            "import math\ndef split(x, y, fraction):\n    n = math.floor(len(x) * (1 - fraction))\n    return (x[0:n], y[0:n], x[n:len(x)], y[n:len(y)])",
        ],
        "wrong": [
            (
                "def split(x, y, fraction):\n    from sklearn.model_selection import train_test_split\n    return train_test_split(x, y, test_size=fraction)",
                "raises-no-module",
            ),
            (
                "def split(x, y, fraction):\n    from sklearn.model_selection import train_test_split\n    a, b, c, d = train_test_split(x, y, test_size=fraction, shuffle=False)\n    return a, c, b, d",
                "raises-no-module",
            ),
            (
                "def split(x, y, fraction):\n    cut = 48000\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "split-nothing-left",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut], y[cut:], x[cut:], y[:cut]",
                "split-labels-exchanged",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    order = np.random.permutation(len(x))\n    x, y = x[order], y[order]\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "differs-from-call-to-call",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut - 1], y[:cut - 1], x[cut:], y[cut:]",
                "split-drops-a-row",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(x.size * (1 - fraction))\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "split-nothing-left",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:, :cut], y[:cut], x[:, cut:], y[cut:]",
                "split-cuts-columns",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut], y[:cut], x[:cut], y[:cut]",
                "split-training-twice",
            ),
            (
                "def split(x, y, fraction):\n    return x, y, x, y",
                "split-not-at-all",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut], y[:cut], x[cut:-1], y[cut:-1]",
                "split-drops-the-last-row",
            ),
            (
                "def split(x, y, fraction):\n    last = int(len(x) * fraction)\n    return x[:-last], y[:-last], x[-last:], y[-last:]",
                "split-rounds-up",
            ),
            (
                "def split(x, y, fraction):\n    cut = round(len(x) * (1 - fraction))\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "split-rounds-up",
            ),
            (
                "def split(x, y, fraction):\n    cut = len(x) * (1 - fraction)\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "raises",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * fraction)\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "split-fraction-for-training",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * fraction)\n    return x[cut:], y[cut:], x[:cut], y[:cut]",
                "split-takes-the-first-rows",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[cut:], y[cut:], x[:cut], y[:cut]",
                "split-parts-exchanged",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut], x[cut:], y[:cut], y[cut:]",
                "split-images-first",
            ),
            (
                "def split(x, y, fraction):\n    return x[:48000], y[:48000], x[48000:], y[48000:]",
                "split-nothing-left",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * 0.8)\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "split-fixed-fraction",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut], y, x[cut:], y",
                "split-labels-whole",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x, y, x[cut:], y[cut:]",
                "split-keeps-validation-rows",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut], y[:cut], x[cut + 1:], y[cut + 1:]",
                "split-drops-a-row",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    x, y = x[::-1], y[::-1]\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "split-turns-the-order",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut], x[cut:]",
                "not-several",
            ),
            (
                "def split(x, y, fraction):\n    np.random.shuffle(x)\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "changes-argument-and-wrong",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    x[:cut], y[:cut], x[cut:], y[cut:]",
                "returns-nothing",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * 1 - fraction)\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "split-one-less",
            ),
            (
                "def split(x, y, fraction):\n    order = np.random.default_rng(0).permutation(len(x))\n    cut = int(len(x) * (1 - fraction))\n    x, y = x[order], y[order]\n    return x[:cut], y[:cut], x[cut:], y[cut:]",
                "fault-in-named-part",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return (x[:cut], y[:cut]), (x[cut:], y[cut:])",
                "split-in-pairs",
            ),
            (
                "def split(x, y, fraction):\n    cut = int(len(x) * (1 - fraction))\n    return x[:cut, :], y[:cut], x[-cut:], y[-cut:]",
                "fault-in-named-part",
            ),
        ],
    },
    "preprocess": {
        "right": [
            "def preprocess(images):\n    return images.reshape(len(images), -1).astype('float32') / 255",
            "def preprocess(images):\n    return np.stack([np.float32(image.flatten()) / 255 for image in images])",
            "def preprocess(images):\n    count, height, width = images.shape\n    return np.array(images / 255, dtype='float32').reshape(count, height * width)",
            "def preprocess(images):\n    levels = np.arange(256, dtype='float32') / 255\n    return levels[images].reshape(images.shape[0], -1)",
            "preprocess = lambda images: np.float32(images.reshape(images.shape[0], -1)) / 255",
            "def preprocess(images):\n    out = np.zeros((len(images), images[0].size), np.float32)\n    for i, image in enumerate(images):\n        out[i] = image.ravel() / 255\n    return out",
        ],
        "wrong": [
            (
                "def preprocess(images):\n    return images.reshape(784, -1).T.astype('float32') / 255",
                "preprocess-fixed-784",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), 784).astype('float32') / 255",
                "preprocess-fixed-784",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), -1).astype('float32') / 255.0 * 1.0001",
                "nearly",
            ),
            (
                "def preprocess(images):\n    return images.reshape(60000, -1) / 255",
                "preprocess-fixed-60000",
            ),
            (
                "def preprocess(images):\n    return images.reshape(60000, 784).astype('float32') / 255",
                "preprocess-fixed-60000",
            ),
            (
                "def preprocess(images):\n    return images.reshape(-1, 784).astype('float32') / 255",
                "preprocess-fixed-784",
            ),
            (
                "def preprocess(images):\n    return images.reshape(784, -1).astype('float32') / 255",
                "raises",
            ),
            (
                "def preprocess(images):\n    return images.reshape(-1, len(images)).astype('float32') / 255",
                "preprocess-mixes-images",
            ),
            (
                "def preprocess(images):\n    return images.reshape(-1, len(images)).T.astype('float32') / 255",
                "preprocess-mixes-images-turned",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), -1).T.astype('float32') / 255",
                "preprocess-images-as-columns",
            ),
            ("def preprocess(images):\n    return images.reshape(len(images), -1) / 255", "dtype"),
            (
                "def preprocess(images):\n    return images.reshape(len(images), -1).astype('float32') / 255 / 255",
                "scaled-twice",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), -1).astype('float32')",
                "not-divided",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), -1).astype('float32') / 256",
                "scaled-by-256",
            ),
            (
                "def preprocess(images):\n    return (images.reshape(len(images), -1) // 255).astype('float32')",
                "divided-without-fractions",
            ),
            (
                "def preprocess(images):\n    images /= 255\n    return images.reshape(len(images), -1)",
                "preprocess-divided-in-place",
            ),
            (
                "def preprocess(images):\n    images[:] = images // 2\n    return images.reshape(len(images), -1).astype('float32') / 127",
                "changes-argument-and-wrong",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), -1, order='F').astype('float32') / 255",
                "preprocess-down-the-columns",
            ),
            (
                "def preprocess(images):\n    return images.transpose(0, 2, 1).reshape(len(images), -1).astype('float32') / 255",
                "preprocess-down-the-columns",
            ),
            (
                "def preprocess(images):\n    return images.flatten().astype('float32') / 255",
                "preprocess-one-vector",
            ),
            (
                "def preprocess(images):\n    return images.reshape(1, -1).astype('float32') / 255",
                "preprocess-one-row",
            ),
            (
                "def preprocess(images):\n    return images.astype('float32') / 255",
                "preprocess-still-images",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), -1).astype('float32') / images.max()",
                "scaled-by-the-batch",
            ),
            (
                "def preprocess(images):\n    rows = images.reshape(len(images), -1).astype('float32')\n    return rows / rows.max(axis=1, keepdims=True)",
                "preprocess-by-each-image",
            ),
            (
                "def preprocess(images):\n    images = images.reshape(len(images), -1).astype('float32') / 255",
                "returns-nothing",
            ),
            (
                "def preprocess(images):\n    return (images.reshape(len(images), -1) / 255).tolist()",
                "not-an-array",
            ),
            (
                "def preprocess(images):\n    if images.max() > 1:\n        images = images / 255\n    return images.reshape(len(images), -1).astype('float32')",
                "scaled-only-if-large",
            ),
            (
                "x_train = np.ones((4, 2, 2), np.uint8)\ndef preprocess(images):\n    return x_train.reshape(len(x_train), -1).astype('float32') / 255",
                "reads-global",
            ),
            (
                "def preprocess(images):\n    for image in images:\n        return image.flatten().astype('float32') / 255",
                "preprocess-first-image",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), 28 * 28).astype('float32') / 255",
                "preprocess-fixed-784",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), -1).astype('float32') / 225",
                "scaled-by-225",
            ),
            (
                "def preprocess(images):\n    return images.reshape(len(images), len(images[0]) ** 2).astype('float32') / 255",
                "raises",
            ),
            ("def preprocess(images):\n    print(images.reshape(len(images), -1) / 255)", "prints"),
        ],
    },
    "raw-pixels": {
        "right": [
            "weights_factor = 1 / 255\nrate_factor = 1 / 255**2",
            "weights_factor, rate_factor = 0.0039, 0.0000154",
            "weights_factor = 1 / 255\nrate_factor = weights_factor**2",
            "weights_factor = np.float32(1) / 255\nrate_factor = 1e-5",
            "weights_factor = 0\nrate_factor = 1 / 65025",
        ],
        "wrong": [
            (
                "weights_factor = 255\nrate_factor = 1/255",
                "weights-made-larger",
            ),
            (
                "weights_factor = 255\nrate_factor = 255",
                "weights-made-larger",
            ),
            (
                "weights_factor = -1 / 255\nrate_factor = 1 / 255**2",
                "weights-below-zero",
            ),
            ("weights_factor = 1 / 255\nrate_factor = 1 / 255", "rate-shrunk-once"),
            ("weights_factor = 255\nrate_factor = 255**2", "weights-made-larger"),
            ("weights_factor = 1\nrate_factor = 1 / 255**2", "weights-too-large"),
            ("weights_factor = 1 / 255\nrate_factor = 1", "rate-too-large"),
            ("weights_factor = 1 / 255\nrate_factor = 0", "rate-too-small"),
            ("weights_factor = 1 / 255\nrate_factor = 1 / 255**3", "rate-too-small"),
            ("weights_factor = 1 / 255**2\nrate_factor = 1 / 255", "rate-shrunk-once"),
            ("weights_factor = '1/255'\nrate_factor = 1", "factor-not-a-number"),
            ("weights_factor = 1 / 255\nrate_factor = 255**2", "rate-made-larger"),
            ("weights_factor = 0.1\nrate_factor = 0.1", "weights-too-large"),
            ("weights_factor = 1 / 255\nrate_factor = -1 / 255**2", "rate-below-zero"),
            ("weights_factor = 1 / 255\nrate_factor = 2 / 255", "rate-too-large"),
            ("weights_factor = 1 / 255", "still-dots"),
        ],
    },
    "mix-rows": {
        "right": [
            "def mix(x, y, seed):\n    order = np.random.default_rng(seed).permutation(len(x))\n    return x[order], y[order]",
            "def mix(x, y, seed):\n    order = np.arange(len(y))\n    np.random.default_rng(seed).shuffle(order)\n    return [x[order], y[order]]",
            "def mix(x, y, seed):\n    x, y = np.random.default_rng(seed).permutation(x), np.random.default_rng(seed).permutation(y)\n    return x, y",
            "def mix(x, y, seed):\n    np.random.seed(seed)\n    order = np.random.permutation(len(y))\n    return np.take(x, order, axis=0), np.take(y, order)",
            "def mix(x, y, seed):\n    import random\n    order = list(range(len(y)))\n    random.Random(seed).shuffle(order)\n    return x[order], y[order]",
        ],
        "wrong": [
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).permutation(len(y) - 1)\n    return x[order], y[order]",
                "fault-in-part",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).permutation(10)\n    return x[order], y[order]",
                "mix-index-too-large",
            ),
            (
                "def mix(x, y, seed):\n    from sklearn.utils import shuffle\n    return shuffle(x, y, random_state=seed)",
                "raises-no-module",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).permutation(len(y))\n    return [x[i] for i in order], [y[i] for i in order]",
                "fault-in-part",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).shuffle(np.arange(len(y)))\n    return x[order], y[order]",
                "mix-shuffle-gave-none",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).permutation(y)\n    return x[order], y[order]",
                "mix-index-too-large",
            ),
            (
                "def mix(x, y, seed):\n    import torch\n    torch.manual_seed(seed)\n    order = torch.randperm(len(y)).numpy()\n    return x[order], y[order]",
                "raises-no-module",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).permutation(len(y))\n    return x[order].astype('float32'), y[order].astype('float32')",
                "mix-changes-the-dtype",
            ),
            (
                "def mix(x, y, seed):\n    return np.roll(x, seed, axis=0), np.roll(y, seed)",
                "mix-only-shifted",
            ),
            (
                "def mix(x, y, seed):\n    rng = np.random.default_rng(seed)\n    return rng.permutation(x), rng.permutation(y)",
                "mix-two-orders",
            ),
            (
                "def mix(x, y, seed):\n    rng = np.random.default_rng(seed)\n    return x[rng.permutation(len(x))], y[rng.permutation(len(y))]",
                "mix-two-orders",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).permutation(len(y))\n    return x, y[order]",
                "mix-labels-only",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).permutation(len(y))\n    return x[order], y",
                "mix-images-only",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.permutation(len(y))\n    return x[order], y[order]",
                "mix-ignores-the-seed",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(0).permutation(len(y))\n    return x[order], y[order]",
                "mix-always-the-same",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).integers(0, len(y), len(y))\n    return x[order], y[order]",
                "mix-draws-again",
            ),
            (
                "def mix(x, y, seed):\n    rng = np.random.default_rng(seed)\n    rng.shuffle(x)\n    rng.shuffle(y)",
                "mix-changes-its-input",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).permutation(len(y))\n    return y[order], x[order]",
                "parts-swapped",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).permutation(len(y))\n    return x[order]",
                "mix-two-results",
            ),
            ("def mix(x, y, seed):\n    return x, y", "mix-not-at-all"),
            (
                "def mix(x, y, seed):\n    order = np.argsort(y)\n    return x[order], y[order]",
                "mix-always-the-same",
            ),
            ("def mix(x, y, seed):\n    return x[::-1], y[::-1]", "mix-always-the-same"),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).permutation(len(y))\n    return x[:, order], y[order]",
                "raises",
            ),
            (
                "def mix(x, y, seed):\n    rng = np.random.default_rng(seed)\n    return rng.permuted(x, axis=0), y",
                "mix-columns",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).permutation(len(y))\n    print(x[order], y[order])",
                "returns-nothing",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).permutation(60000)\n    return x[order], y[order]",
                "mix-index-too-large",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).permutation(len(y))\n    return np.c_[x[order], y[order]]",
                "mix-two-results",
            ),
            (
                "def mix(x, y, seed):\n    order = np.random.default_rng(seed).choice(len(y), len(y))\n    return x[order], y[order]",
                "mix-draws-again",
            ),
        ],
    },
    "three-faults": {
        "right": [
            "faults = 'ach'",
            "faults = {'h', 'a', 'c'}",
            "faults = ['A', 'C', 'H']",
            "faults = 'c, a, h'",
        ],
        "wrong": [
            ("faults = 'abc'", "faults-no-nan"),
            ("faults = 'ac'", "faults-more"),
            ("faults = 'acd'", "faults-not-white-on-black"),
            ("faults = 'ace'", "faults-labels-are-digits"),
            ("faults = 'acf'", "faults-not-all-twice"),
            ("faults = 'acg'", "faults-rows-are-whole"),
            ("faults = 3", "faults-letters"),
            ("faults = 'xyz'", "faults-letters"),
            ("faults = []", "faults-letters"),
            ("faults = 'h'", "faults-more"),
        ],
    },
}

GUESSES = {
    "guess-half": [
        (60000, 392),
        ((60000, 392), "guess-right"),
        ("error", "guess-half-error"),
        ([30000, 784], "guess-half-as-it-should"),
        ((60000, 784), "guess-half-twice-as-many"),
        ((3, 4), "guess-half-other"),
    ],
    "guess-memory": [
        6.272,
        (6.3, "guess-right"),
        (0.784, "guess-memory-the-same"),
        (1.568, "guess-memory-float16"),
        (3.136, "guess-memory-float32"),
        (0.003, "guess-memory-less"),
        (200, "guess-memory-other"),
    ],
    "guess-sorted": [
        0.03,
        (0, "guess-right"),
        (0.03, "guess-right"),
        (0.1, "guess-sorted-chance"),
        (0.9, "guess-sorted-as-usual"),
        (90, "guess-sorted-percent"),
        (0.4, "guess-sorted-other"),
    ],
}
